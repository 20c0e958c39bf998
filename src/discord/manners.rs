//! When to say nothing although there is something to say: where the team wants quiet, where staff came first, and to
//! whoever has had enough answers for a minute.

use std::collections::{HashMap, VecDeque};
use std::time::SystemTime;

use serenity::model::channel::{ChannelType, Message};
use serenity::model::id::{ChannelId, GuildId, MessageId, UserId};

use crate::classify::Addressed;
use crate::helpdesk::{Allowed, words};
use crate::service::{Mode, Place, Team};

use super::bot::Bot;
use super::render::Post;
use super::speak::replies_to;

/// Posts remembered in one channel at most: as many as are read at once after a gap, and what arrives meanwhile.
const POSTS: usize = 200;
/// Channels in which posts are remembered at most.
const CHANNELS: usize = 2_000;

/// What was written by whom that may make an answer needless.
#[derive(Debug, Default)]
pub(super) struct Presence {
    by_channel: HashMap<ChannelId, VecDeque<Wrote>>,
}

/// Somebody wrote.
#[derive(Clone, Copy, Debug)]
struct Wrote {
    message: MessageId,
    author: UserId,
    answers: Option<MessageId>,
    /// Whether they are staff; not known of what was read after a gap.
    staff: Option<bool>,
}

impl Presence {
    /// Remembers `message`, whose author is staff or, when that is not known, may be.
    pub(super) fn wrote(&mut self, message: &Message, staff: Option<bool>) {
        if self.by_channel.len() >= CHANNELS && !self.by_channel.contains_key(&message.channel_id) {
            // What is remembered counts for minutes only.
            self.by_channel.clear();
        }
        let posts = self.by_channel.entry(message.channel_id).or_default();
        if posts.len() >= POSTS {
            posts.pop_front();
        }
        let answers = replies_to(message);
        posts.push_back(Wrote { message: message.id, author: message.author.id, answers, staff });
    }

    /// What was written in `channel` after `paste` by somebody else, to nobody in particular or in reply to it.
    fn after(&self, channel: ChannelId, paste: MessageId, author: UserId) -> Vec<Wrote> {
        let posts = self.by_channel.get(&channel).into_iter().flatten();
        let after = posts.filter(|wrote| wrote.message > paste && wrote.author != author && wrote.staff != Some(false));
        after.filter(|wrote| wrote.answers.is_none_or(|answered| answered == paste)).copied().collect()
    }

    /// Whether somebody of the staff wrote `message`, as far as it is remembered.
    fn is_from_staff(&self, channel: ChannelId, message: MessageId) -> bool {
        let posts = self.by_channel.get(&channel);
        posts.is_some_and(|posts| posts.iter().any(|wrote| wrote.message == message && wrote.staff == Some(true)))
    }

    /// `author` is staff, or is not, as was found out.
    fn known(&mut self, channel: ChannelId, author: UserId, staff: bool) {
        for wrote in self.by_channel.get_mut(&channel).into_iter().flatten().filter(|wrote| wrote.author == author) {
            wrote.staff = Some(staff);
        }
    }
}

impl Bot {
    /// How much is said in `channel` at `now`. Announcement channels are always left alone.
    pub(super) fn mode_in(&self, guild: Option<GuildId>, channel: ChannelId, now: SystemTime) -> Mode {
        let Some(guild) = guild else { return Mode::Answer };
        let path: Vec<Place> = {
            let rights = self.rights();
            if rights.channel(channel).is_some_and(|channel| channel.kind == ChannelType::News) {
                return Mode::Off;
            }
            rights.path(channel).into_iter().map(|place| Place::new(place.to_string())).collect()
        };
        self.service.mode(&Team::new(guild.to_string()), &path, now)
    }

    /// Remembers that staff wrote `message`, at once: an answer that is on its way must hear of it.
    pub(super) fn notice(&self, message: &Message) {
        let Some(guild) = message.guild_id else { return };
        // What was read after a gap comes without a member, and is remembered where it is read.
        let Some(member) = &message.member else { return };
        if self.is_staff_there(guild, message.channel_id, message.author.id, member) {
            self.presence().wrote(message, Some(true));
        }
    }

    /// Whether staff take care of what `message` says, which was overheard: they wrote since, it answers them, or it is
    /// their own answer to somebody.
    pub(super) async fn staff_came_first(&self, message: &Message) -> bool {
        let (channel, author) = (message.channel_id, message.author.id);
        if let Some(other) = message.referenced_message.as_deref()
            && !other.author.bot
            && other.author.id != author
            && (self.presence().is_from_staff(channel, other.id) || self.wrote_as_staff(message).await)
        {
            return true;
        }
        let after = self.presence().after(channel, message.id, author);
        for wrote in after {
            let staff = match wrote.staff {
                Some(staff) => staff,
                None => {
                    let mut written = message.clone();
                    written.author.id = wrote.author;
                    written.member = None;
                    let staff = self.wrote_as_staff(&written).await;
                    self.presence().known(channel, wrote.author, staff);
                    staff
                }
            };
            if staff {
                return true;
            }
        }
        false
    }

    /// Whether whoever wrote `message` is answered; says so once when they have had enough for a minute.
    pub(super) async fn keeps_pace(&self, message: &Message, addressed: Addressed, now: SystemTime) -> bool {
        let allowed = self.pace().allows(&message.author.id, addressed, now);
        if allowed == Allowed::NoMore && addressed == Addressed::Asked {
            self.reply(message, &format!("{}-pace", message.id), Post::saying(words::ENOUGH)).await;
        }
        allowed == Allowed::Yes
    }
}
