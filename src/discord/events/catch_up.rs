//! After a start or a gap: what was posted meanwhile, in the channels we can read.
//!
//! A new process cannot resume the old session, and serenity gives up a session it could have resumed when Discord does
//! not take it back at once. `GUILD_CREATE` says how far each channel has come; what is new there is read and answered.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serenity::model::Permissions;
use serenity::model::channel::{ChannelType, GuildChannel};
use serenity::model::guild::Guild;
use serenity::model::id::{ChannelId, GuildId, MessageId};

use super::super::bot::{Bot, first_id_at, system_time};
use super::super::speak::replies_to;

/// What is older than this is left alone: by now somebody else has helped.
const YOUNG: Duration = Duration::from_secs(600);
/// Messages read in one channel: Discord's limit for one call.
const MOST: u8 = 100;

impl Bot {
    /// Reads what is new in the channels and threads of `guild`, one channel after the other.
    pub(super) async fn catch_up(bot: &Arc<Self>, guild: &Guild) {
        let me = bot.me().await;
        // What was said before we came, or came back, was not said to us.
        let joined = first_id_at(system_time(guild.joined_at));
        let oldest = first_id_at(SystemTime::now() - YOUNG).max(joined);
        let mut unread = Vec::new();
        for channel in guild.channels.values().chain(&guild.threads) {
            let Some(last) = channel.last_message_id.filter(|_| holds_messages(channel.kind)) else { continue };
            let seen = bot.memory().last_seen(channel.id);
            let after = seen.unwrap_or(oldest).max(oldest);
            if last <= after || !is_readable(guild, channel, me) || !bot.memory().start_reading(channel.id) {
                continue;
            }
            unread.push((channel.id, after));
        }
        let (bot, guild) = (bot.clone(), guild.id);
        tokio::spawn(async move {
            for (channel, after) in unread {
                Self::catch_up_in(&bot, guild, channel, after).await;
                bot.memory().done_reading(channel);
            }
        });
    }

    async fn catch_up_in(bot: &Arc<Self>, guild: GuildId, channel: ChannelId, after: MessageId) {
        let Ok(messages) = bot.messages_after(channel, after, MOST).await else { return };
        // Whoever wrote after a paste may have answered it: known before the first one is looked at.
        for message in messages.iter().filter(|message| !message.author.bot) {
            bot.presence().wrote(message, None);
        }
        let me = bot.me().await;
        let answered: HashSet<MessageId> =
            messages.iter().filter(|message| message.author.id == me).filter_map(replies_to).collect();
        let missed = messages.into_iter().filter(|message| !answered.contains(&message.id));
        for mut message in missed {
            // Messages that are read, unlike those that arrive, do not say in which server.
            message.guild_id = Some(guild);
            Self::hear(bot, message).await;
        }
    }
}

fn holds_messages(kind: ChannelType) -> bool {
    matches!(kind, ChannelType::Text | ChannelType::PublicThread | ChannelType::PrivateThread | ChannelType::Voice)
}

/// Whether we may read `channel` and answer in it; a thread has its parent's permissions.
fn is_readable(guild: &Guild, channel: &GuildChannel, me: serenity::model::id::UserId) -> bool {
    let Some(member) = guild.members.get(&me) else {
        // Not said: a call that is refused is remembered.
        return true;
    };
    let is_thread = channel.thread_metadata.is_some();
    let decides = match channel.parent_id.filter(|_| is_thread) {
        Some(parent) => guild.channels.get(&parent),
        None => Some(channel),
    };
    let speak = if is_thread { Permissions::SEND_MESSAGES_IN_THREADS } else { Permissions::SEND_MESSAGES };
    let needed = Permissions::VIEW_CHANNEL | Permissions::READ_MESSAGE_HISTORY | speak;
    decides.is_some_and(|decides| guild.user_permissions_in(decides, member).contains(needed))
}
