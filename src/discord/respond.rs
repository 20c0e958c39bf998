//! Answers to commands, presses and modals: the first within three seconds, the rest behind it.

use std::time::SystemTime;

use serenity::all::{
    AuthorizingIntegrationOwners, ChannelId, ChannelType, CommandInteraction, ComponentInteraction, GuildId,
    InteractionContext, InteractionId, Message, MessageFlags, MessageId, ModalInteraction, PartialChannel, Permissions,
    RoleId, UserId,
};
use serenity::builder::{
    Builder, CreateAttachment, CreateInteractionResponse, CreateInteractionResponseMessage, CreateModal,
};

use crate::helpdesk::{Effect, Reply};
use crate::service::{Mode, Post as CaseId, Whose};

use super::bot::{Bot, Place, case_of_interaction, whose};
use super::custom_id::About;
use super::events::remember;
use super::handover::Calling;
use super::render::{self, Post, View};
use super::rest::{Problem, Repeat, attempt};

/// Said when a control is of another version, or about something that no longer exists.
pub(super) const OUT_OF_DATE: &str = "This answer is out of date. Run it again, or paste the message again.";
/// Said to those who may not press.
pub(super) const NOT_YOURS: &str = "Only the person who asked, or staff, can press this. Paste your own message, or use /explain, for an answer of your own.";

/// Whoever ran, pressed or submitted something, and where.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    /// The interaction.
    pub(super) interaction: InteractionId,
    /// Its secret: whoever has it can answer in our name for 15 minutes.
    token: Secret,
    /// Who.
    pub(super) user: UserId,
    /// The roles they have there.
    pub(super) roles: Vec<RoleId>,
    /// What they may do there.
    pub(super) theirs: Permissions,
    /// Where.
    pub(super) channel: ChannelId,
    /// In which server of ours; none in direct messages and where the bot is no member.
    pub(super) guild: Option<GuildId>,
    /// Where the bot is no member: they have installed it for themselves and use it in a chat of others. There it can
    /// answer them, and nothing else.
    pub(super) away: bool,
    /// Inside a thread.
    pub(super) in_thread: bool,
    /// What we may do there; none when Discord did not say.
    pub(super) ours: Option<Permissions>,
    /// The message they pressed something on, where others see it too.
    pub(super) pressed_on: Option<MessageId>,
}

/// A token that cannot be printed.
#[derive(Clone)]
struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Secret(…)")
    }
}

macro_rules! caller {
    ($interaction:expr, $away:expr, $pressed_on:expr) => {
        Caller {
            away: $away,
            interaction: $interaction.id,
            token: Secret($interaction.token.clone()),
            user: $interaction.user.id,
            roles: $interaction.member.as_ref().map(|member| member.roles.clone()).unwrap_or_default(),
            theirs: $interaction.member.as_ref().and_then(|member| member.permissions).unwrap_or_default(),
            channel: $interaction.channel_id,
            guild: $interaction.guild_id.filter(|_| !$away),
            in_thread: $interaction.channel.as_ref().is_some_and(is_thread),
            ours: $interaction.app_permissions,
            pressed_on: $pressed_on,
        }
    };
}

impl From<&CommandInteraction> for Caller {
    fn from(interaction: &CommandInteraction) -> Self {
        let away = is_away(&interaction.authorizing_integration_owners, interaction.context, interaction.guild_id);
        caller!(interaction, away, None)
    }
}

impl From<&ComponentInteraction> for Caller {
    fn from(interaction: &ComponentInteraction) -> Self {
        let away = is_away(&interaction.authorizing_integration_owners, interaction.context, interaction.guild_id);
        caller!(interaction, away, seen_by_all(&interaction.message))
    }
}

impl Caller {
    /// Whoever submitted a modal; whether that was `away` stands in the modal's id.
    pub(super) fn of_modal(interaction: &ModalInteraction, away: bool) -> Self {
        caller!(interaction, away, interaction.message.as_deref().and_then(seen_by_all))
    }
}

/// Whether the bot is no member where an interaction happened. Without a word about who installed it, it is.
/// <https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object>
fn is_away(owners: &AuthorizingIntegrationOwners, context: Option<InteractionContext>, guild: Option<GuildId>) -> bool {
    use serenity::all::AuthorizingIntegrationOwner::GuildInstall;
    match guild {
        Some(_) => !owners.0.is_empty() && !owners.0.iter().any(|owner| matches!(owner, GuildInstall(Some(_)))),
        // A chat of two or more people, none of whom is the bot.
        None => context == Some(InteractionContext::PrivateChannel),
    }
}

fn seen_by_all(message: &Message) -> Option<MessageId> {
    let private = message.flags.is_some_and(|flags| flags.contains(MessageFlags::EPHEMERAL));
    (!private).then_some(message.id)
}

fn is_thread(channel: &PartialChannel) -> bool {
    matches!(channel.kind, ChannelType::PublicThread | ChannelType::PrivateThread | ChannelType::NewsThread)
}

impl Caller {
    /// A case of their own.
    pub(super) fn whose(&self) -> Whose {
        whose(self.guild, self.channel, self.user)
    }

    /// Whether they may moderate here.
    pub(super) fn moderates(&self) -> bool {
        self.theirs.intersects(Permissions::MANAGE_MESSAGES | Permissions::ADMINISTRATOR)
    }

    /// Whether they may set the bot up.
    pub(super) fn manages_server(&self) -> bool {
        self.theirs.intersects(Permissions::MANAGE_GUILD | Permissions::ADMINISTRATOR)
    }

    /// How what is said to them is seen.
    pub(super) fn view(&self) -> View {
        View { asker: self.user, in_thread: self.in_thread, shareable: false }
    }
}

/// What an answer to an interaction is about.
pub(super) struct Turned<'a> {
    /// The case.
    pub(super) about: &'a CaseId,
    /// What further controls hold.
    pub(super) asked: About,
    /// Whether only the caller is to see it.
    pub(super) private: bool,
    /// Whether there is a message whose button was pressed.
    pub(super) pressed: bool,
}

impl Bot {
    /// Where the caller is, as far as it matters to cases.
    pub(super) async fn place_of(&self, caller: &Caller) -> Place {
        if caller.away {
            Place::Channel
        } else if caller.guild.is_none() {
            Place::Direct
        } else if caller.in_thread && self.thread_owner(caller.channel).await == Some(self.me().await) {
            Place::OwnThread
        } else {
            Place::Channel
        }
    }

    /// Whether nothing is to be said for all to see where the caller is.
    pub(super) fn is_silent_for(&self, caller: &Caller) -> bool {
        self.mode_in(caller.guild, caller.channel, SystemTime::now()) == Mode::Off
    }

    /// Gives the first answer. One that is there already is an earlier try whose answer was lost.
    pub(super) async fn respond(&self, caller: &Caller, response: CreateInteractionResponse) -> bool {
        let Some(http) = self.http() else { return false };
        // The builder's own way: it takes the files along.
        let given =
            attempt(Repeat::Safe, || response.clone().execute(http, (caller.interaction, caller.token.0.as_str())));
        match given.await {
            Ok(()) => true,
            Err(problem) if problem.is_answered_already() => true,
            Err(problem) => {
                could_not(problem);
                false
            }
        }
    }

    /// Answers with a message of its own.
    pub(super) async fn respond_with(&self, caller: &Caller, post: Post, private: bool) -> bool {
        self.respond(caller, CreateInteractionResponse::Message(post.response(private))).await
    }

    /// Answers with a message of its own and a file; not longer than Discord takes, which is 10 MiB.
    /// <https://discord.com/developers/docs/reference#uploading-files>
    pub(super) async fn respond_with_file(
        &self,
        caller: &Caller,
        post: Post,
        name: &str,
        bytes: Vec<u8>,
        private: bool,
    ) -> bool {
        let message = post.response(private).add_file(CreateAttachment::bytes(bytes, name));
        self.respond(caller, CreateInteractionResponse::Message(message)).await
    }

    /// Answers with a modal.
    pub(super) async fn respond_with_modal(&self, caller: &Caller, modal: CreateModal) -> bool {
        self.respond(caller, CreateInteractionResponse::Modal(modal)).await
    }

    /// Says that an answer follows: what comes next may take more than three seconds.
    pub(super) async fn defer(&self, caller: &Caller, private: bool) -> bool {
        let message = CreateInteractionResponseMessage::new().ephemeral(private);
        self.respond(caller, CreateInteractionResponse::Defer(message)).await
    }

    /// Says that a press was heard, without a word.
    pub(super) async fn acknowledge(&self, caller: &Caller) -> bool {
        self.respond(caller, CreateInteractionResponse::Acknowledge).await
    }

    /// Says something further.
    pub(super) async fn follow_up(&self, caller: &Caller, post: Post, private: bool) {
        let Some(http) = self.http() else { return };
        let message = post.follow_up(private);
        // Discord knows no nonce here: repeated only when it certainly did not arrive.
        let said =
            attempt(Repeat::IfUnsent, || http.create_followup_message(&caller.token.0, &message, Vec::new())).await;
        if let Err(problem) = said {
            could_not(problem);
        }
    }

    /// Takes the message away whose button was pressed, also one that only the caller sees.
    async fn take_pressed_away(&self, caller: &Caller) {
        let Some(http) = self.http() else { return };
        let gone = attempt(Repeat::Safe, || http.delete_original_interaction_response(&caller.token.0)).await;
        if let Err(problem) = gone
            && !problem.is_gone()
        {
            could_not(problem);
        }
    }

    /// Puts the answer in the place of "thinking…", or of the message whose button was acknowledged. Unlike a further answer it may be said twice: the second changes
    /// nothing.
    pub(super) async fn fill_in(&self, caller: &Caller, post: Post) {
        let Some(http) = self.http() else { return };
        let message = post.edit_response();
        let said =
            attempt(Repeat::Safe, || http.edit_original_interaction_response(&caller.token.0, &message, Vec::new()));
        if let Err(problem) = said.await {
            could_not(problem);
        }
    }

    /// Does what the desk asked for, as answers to the caller. `deferred` while "thinking…" stands there.
    pub(super) async fn turn(&self, caller: &Caller, turned: Turned<'_>, effects: Vec<Effect>, deferred: bool) {
        let silent = self.is_silent_for(caller);
        let view = View { shareable: turned.private && !silent, ..caller.view() };
        // Where nothing is said for all to see, not even an older answer's button brings something new there.
        let alone = turned.private || silent;
        let (mut first, mut thinking) = (!deferred, deferred);
        let post = |reply: &Reply| render::post_about(reply, &turned.asked, view);
        self.memory().belongs(caller.interaction, turned.about.clone());
        // What acts on the message itself must be the first answer: only that can.
        let (on_message, said): (Vec<Effect>, Vec<Effect>) = effects.into_iter().partition(|effect| {
            turned.pressed && matches!(effect, Effect::Change(_) | Effect::Close | Effect::TakeAway)
        });
        for effect in on_message {
            match effect {
                Effect::Change(reply) if first => {
                    let message = render::post(&reply, view).response(turned.private);
                    self.respond(caller, CreateInteractionResponse::UpdateMessage(message)).await;
                }
                Effect::Close if first => {
                    let bare = CreateInteractionResponseMessage::new()
                        .components(Vec::new())
                        .allowed_mentions(render::nobody());
                    self.respond(caller, CreateInteractionResponse::UpdateMessage(bare)).await;
                }
                Effect::TakeAway if first => {
                    self.acknowledge(caller).await;
                    self.take_pressed_away(caller).await;
                }
                Effect::Change(reply) => self.follow_up(caller, post(&reply), alone).await,
                _ => {}
            }
            first = false;
        }
        for effect in said {
            let (reply, private) = match effect {
                Effect::Say(reply) | Effect::Change(reply) => (reply, alone),
                Effect::SayPrivately(reply) => (reply, true),
                Effect::CallPerson { summary } => {
                    if first && self.handover_of(caller.guild).is_some() {
                        // Calling may take longer than Discord waits.
                        (first, thinking) = (false, self.defer(caller, alone).await);
                    }
                    let calling = Calling::from_press(caller, &turned);
                    (self.call_person(&calling, summary).await, alone)
                }
                Effect::Remember(outcome) => {
                    remember(outcome);
                    if !turned.private {
                        self.tag_outcome(caller.channel, turned.about, outcome).await;
                    }
                    continue;
                }
                Effect::TakeAway | Effect::Close | Effect::Claimed { .. } | Effect::Unrecognised { .. } => continue,
            };
            if first {
                self.respond_with(caller, post(&reply), private).await;
            } else if thinking {
                self.fill_in(caller, post(&reply)).await;
            } else {
                self.follow_up(caller, post(&reply), private).await;
            }
            (first, thinking) = (false, false);
        }
        if first {
            self.acknowledge_somehow(caller, turned.pressed).await;
        } else if thinking {
            self.fill_in(caller, Post::saying(crate::helpdesk::words::NOTHING_FOUND)).await;
        }
    }

    /// Nothing was to be said; Discord wants an answer all the same.
    async fn acknowledge_somehow(&self, caller: &Caller, pressed: bool) {
        if pressed {
            self.acknowledge(caller).await;
        } else {
            self.respond_with(caller, Post::saying(crate::helpdesk::words::NOTHING_FOUND), true).await;
        }
    }

    /// The case of what is said in answer to this interaction.
    pub(super) fn case_here(&self, caller: &Caller, place: Place) -> CaseId {
        match place {
            Place::Channel => case_of_interaction(caller.interaction.get()),
            Place::OwnThread | Place::Direct => CaseId::new(caller.channel.to_string()),
        }
    }
}

fn could_not(problem: Problem) {
    tracing::warn!(%problem, "an interaction could not be answered");
}
