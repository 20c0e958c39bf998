//! Posts in forums: they get the tag of the product and, once solved, that of a solved post, where the forum has them.

use serenity::all::{ChannelFlags, ChannelId, ForumTag, ForumTagId, GuildChannel, GuildId, Permissions};
use serenity::builder::{Builder, EditThread};
use serenity::model::channel::ChannelType;

use crate::helpdesk::{Outcome, Reply};
use crate::rules::Group;
use crate::service::Post as CaseId;

use super::bot::Bot;
use super::rest::Repeat;

/// Tags of one post at most.
/// <https://discord.com/developers/docs/resources/channel#channel-object>
const MOST: usize = 5;

/// What a tag for solved posts is called; of several that exist the first counts.
const SOLVED: [&str; 5] = ["solved", "resolved", "fixed", "answered", "done"];

/// Discord's number for a media channel, a forum in all but looks; serenity has no name for it.
const MEDIA: u8 = 16;

impl Bot {
    /// The answer to what opened the post `place` is `reply`: tags it with the products that it is about.
    pub(super) async fn tag_products(&self, place: ChannelId, reply: &Reply) {
        let Reply::Answers { answers, .. } = reply else { return };
        let knowledge = self.service.knowledge();
        let mut names: Vec<String> = Vec::new();
        for answer in answers {
            names.extend(answer.app_name.clone());
            names.extend(knowledge.rules().rule(answer.rule.as_str()).map(|rule| product(rule.group).to_owned()));
        }
        let wanted: Vec<ForumTagId> = self.tags_of(place, |tag| names.iter().any(|name| is_called(tag, name)));
        self.change_tags(place, &wanted, &[]).await;
    }

    /// What became of the case `about` in `place`: if it opened the post, that is solved, or is not any more.
    pub(super) async fn tag_outcome(&self, place: ChannelId, about: &CaseId, outcome: Outcome) {
        // A forum's post has the id of its first message, and so has the case that it opened.
        if about.as_str() != place.to_string() {
            return;
        }
        let solved = SOLVED.iter().map(|name| self.tags_of(place, |tag| is_called(tag, name)));
        let Some(solved) = solved.into_iter().find(|tags| !tags.is_empty()) else { return };
        match outcome {
            Outcome::Worked => self.change_tags(place, &solved, &[]).await,
            Outcome::StillStuck => self.change_tags(place, &[], &solved).await,
            _ => {}
        }
    }

    /// The tags that fit, of the forum that `place` is a post in; none where we may not tag.
    fn tags_of(&self, place: ChannelId, fits: impl Fn(&ForumTag) -> bool) -> Vec<ForumTagId> {
        let rights = self.rights();
        let Some(forum) = rights.channel(place).filter(|channel| channel.id != place && is_forum(channel)) else {
            return Vec::new();
        };
        forum.available_tags.iter().filter(|tag| fits(tag)).map(|tag| tag.id).collect()
    }

    /// Adds and takes away tags; those that people chose stay, and so at least one does where the forum wants one.
    async fn change_tags(&self, place: ChannelId, add: &[ForumTagId], take_away: &[ForumTagId]) {
        if add.is_empty() && take_away.is_empty() {
            return;
        }
        let me = self.me().await;
        if !self.rights().lacks(place, me, Permissions::MANAGE_THREADS).is_empty() {
            return;
        }
        let read = self.call(Repeat::Safe, |http| async move { http.get_channel(place).await }).await;
        let Some(post) = read.ok().and_then(serenity::all::Channel::guild) else { return };
        let mut tags: Vec<ForumTagId> =
            post.applied_tags.iter().filter(|tag| !take_away.contains(tag)).copied().collect();
        for tag in add {
            if !tags.contains(tag) && tags.len() < MOST {
                tags.push(*tag);
            }
        }
        let required = || {
            let rights = self.rights();
            rights.channel(place).is_some_and(|forum| forum.flags.contains(ChannelFlags::REQUIRE_TAG))
        };
        if tags == post.applied_tags || (tags.is_empty() && required()) {
            return;
        }
        let edit = EditThread::new().applied_tags(tags);
        let changed = self.call(Repeat::Safe, |http| {
            let edit = edit.clone();
            async move { edit.execute(http, place).await }
        });
        if let Err(problem) = changed.await {
            tracing::warn!(%place, %problem, "a post could not be tagged");
        }
    }
}

impl Bot {
    /// The forums of `guild` whose posts could be tagged if we had the right to.
    pub(super) async fn forums_not_tagged(&self, guild: GuildId) -> Vec<ChannelId> {
        let me = self.me().await;
        let rights = self.rights();
        let products = [Group::Xero, Group::Dext, Group::Lentune].map(product);
        let known = |tag: &ForumTag| SOLVED.iter().chain(&products).any(|name| is_called(tag, name));
        let forums = rights.channels(guild, |channel| is_forum(channel) && channel.available_tags.iter().any(known));
        let lacking = forums.into_iter().map(|forum| forum.id);
        lacking.filter(|forum| !rights.lacks(*forum, me, Permissions::MANAGE_THREADS).is_empty()).collect()
    }
}

/// Whether `channel` is made of posts.
pub(super) fn is_forum(channel: &GuildChannel) -> bool {
    matches!(channel.kind, ChannelType::Forum | ChannelType::Unknown(MEDIA))
}

fn is_called(tag: &ForumTag, name: &str) -> bool {
    tag.name.trim().eq_ignore_ascii_case(name)
}

fn product(group: Group) -> &'static str {
    match group {
        Group::Xero => "Xero",
        Group::Dext => "Dext",
        Group::Lentune => "Lentune",
    }
}
