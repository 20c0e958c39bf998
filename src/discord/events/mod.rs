//! What Discord says, sorted: which event means what to whom. The work is done in a channel's lane.

mod arrived;
mod catch_up;
mod changed;
mod pasted;
mod pressed;

use std::sync::{Arc, OnceLock};

use serenity::all::{
    ChannelId, Context, GuildChannel, GuildId, GuildMemberUpdateEvent, Interaction, Member, Message, MessageId,
    MessageUpdateEvent, PartialGuildChannel, Ready, ResumedEvent, Role, RoleId, UnavailableGuild,
};
use serenity::async_trait;
use serenity::client::EventHandler;
use serenity::gateway::ShardManager;
use serenity::http::Http;
use serenity::model::guild::Guild;
use tokio::runtime::Handle;

pub(super) use arrived::{remember, said};
pub(super) use pressed::asked_about;

use crate::service::Team;

use super::bot::Bot;
use super::commands::Commands;
use super::gateway::Link;
use super::queue::Turn;

/// The edge's ear: serenity calls it, in a task of its own for each event, on the gateway's own runtime. What takes more
/// than a moment is handed over to the main one.
pub(super) struct Handler {
    main: Handle,
    bot: Arc<Bot>,
    link: Arc<Link>,
    commands: Arc<Commands>,
    shards: OnceLock<Arc<ShardManager>>,
}

impl Handler {
    /// Work is done on `main`.
    pub(super) fn new(bot: Arc<Bot>, main: Handle) -> Self {
        Self { main, bot, link: Arc::default(), commands: Arc::new(Commands::new()), shards: OnceLock::new() }
    }

    /// The gateway is about to be opened.
    pub(super) fn opened(&self, http: Arc<Http>, shards: Arc<ShardManager>) {
        self.bot.opened(http);
        // Set once: the manager lives as long as the handler.
        let _again = self.shards.set(shards);
    }

    /// What is known about the connection.
    pub(super) fn link(&self) -> Arc<Link> {
        self.link.clone()
    }

    fn knows(&self, channel: &GuildChannel) {
        let opened_by = if channel.thread_metadata.is_some() { channel.owner_id } else { None };
        self.bot.memory().channel(channel.id, opened_by);
        self.bot.rights().place(channel);
    }

    fn forgets(&self, channel: ChannelId) {
        self.bot.memory().channel_gone(channel);
        self.bot.rights().place_gone(channel);
    }

    fn delete(&self, channel: ChannelId, message: MessageId) {
        // At once, not in turn: an answer on its way is dropped.
        self.bot.memory().deleted(message);
        let bot = self.bot.clone();
        self.hand_over(async move {
            let working = bot.clone();
            bot.lanes.run(channel, Turn { message: message.get(), step: i64::MAX }, async move {
                working.deleted(channel, message).await;
            });
        });
    }

    fn hand_over(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.main.spawn(work);
    }
}

#[async_trait]
impl EventHandler for Handler {
    async fn ready(&self, _: Context, ready: Ready) {
        self.link.up();
        self.bot.is(ready.user.id);
        tracing::info!(name = ready.user.name, servers = ready.guilds.len(), "connected");
        let (bot, commands) = (self.bot.clone(), self.commands.clone());
        self.hand_over(async move { commands.register(&bot).await });
    }

    async fn resume(&self, _: Context, _: ResumedEvent) {
        self.link.up();
        tracing::info!("connected again");
    }

    async fn message(&self, _: Context, message: Message) {
        let bot = self.bot.clone();
        self.hand_over(async move { Bot::hear(&bot, message).await });
    }

    async fn message_update(&self, _: Context, _: Option<Message>, _: Option<Message>, event: MessageUpdateEvent) {
        let bot = self.bot.clone();
        self.hand_over(async move { Bot::hear_change(&bot, event).await });
    }

    async fn message_delete(&self, _: Context, channel: ChannelId, message: MessageId, _: Option<GuildId>) {
        self.delete(channel, message);
    }

    async fn message_delete_bulk(&self, _: Context, channel: ChannelId, messages: Vec<MessageId>, _: Option<GuildId>) {
        for message in messages {
            self.delete(channel, message);
        }
    }

    async fn interaction_create(&self, ctx: Context, interaction: Interaction) {
        let Some(shards) = self.shards.get().cloned() else { return };
        let (bot, commands) = (self.bot.clone(), self.commands.clone());
        self.hand_over(async move {
            match interaction {
                Interaction::Command(_) | Interaction::Autocomplete(_) => {
                    commands.dispatch(&ctx, &bot, &shards, interaction).await;
                }
                Interaction::Component(press) => bot.pressed(&press).await,
                Interaction::Modal(modal) => bot.submitted(&modal).await,
                // Pings come over HTTP only; anything newer is none of ours.
                _ => {}
            }
        });
    }

    async fn guild_create(&self, _: Context, guild: Guild, _: Option<bool>) {
        for channel in guild.channels.values().chain(&guild.threads) {
            self.knows(channel);
        }
        let me = self.bot.me().await;
        self.bot.rights().server(guild.clone(), me);
        self.bot.in_sight.notify_one();
        let bot = self.bot.clone();
        self.hand_over(async move { Bot::catch_up(&bot, &guild).await });
    }

    async fn guild_delete(&self, _: Context, guild: UnavailableGuild, _: Option<Guild>) {
        self.bot.rights().server_gone(guild.id);
        // Out of sight for a while, or for good because we were removed.
        if !guild.unavailable {
            self.bot.service.forget_incidents_of(&Team::new(guild.id.to_string()));
        }
    }

    async fn guild_role_create(&self, _: Context, role: Role) {
        self.bot.rights().role(role);
    }

    async fn guild_role_update(&self, _: Context, _: Option<Role>, role: Role) {
        self.bot.rights().role(role);
    }

    async fn guild_role_delete(&self, _: Context, guild: GuildId, role: RoleId, _: Option<Role>) {
        self.bot.rights().role_gone(guild, role);
    }

    async fn guild_member_update(
        &self,
        _: Context,
        _: Option<Member>,
        _: Option<Member>,
        event: GuildMemberUpdateEvent,
    ) {
        let me = self.bot.me().await;
        if event.user.id == me {
            self.bot.rights().our_roles(event.guild_id, event.roles, me);
        }
    }

    async fn category_create(&self, _: Context, category: GuildChannel) {
        self.knows(&category);
    }

    async fn category_delete(&self, _: Context, category: GuildChannel) {
        self.forgets(category.id);
    }

    async fn channel_create(&self, _: Context, channel: GuildChannel) {
        self.knows(&channel);
    }

    async fn channel_update(&self, _: Context, _: Option<GuildChannel>, channel: GuildChannel) {
        self.bot.lanes.permitted(channel.id);
        self.knows(&channel);
    }

    async fn channel_delete(&self, _: Context, channel: GuildChannel, _: Option<Vec<Message>>) {
        self.forgets(channel.id);
    }

    async fn thread_create(&self, _: Context, thread: GuildChannel) {
        self.knows(&thread);
    }

    async fn thread_update(&self, _: Context, _: Option<GuildChannel>, thread: GuildChannel) {
        self.knows(&thread);
    }

    async fn thread_delete(&self, _: Context, thread: PartialGuildChannel, _: Option<GuildChannel>) {
        self.forgets(thread.id);
    }
}
