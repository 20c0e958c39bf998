//! What we may do where, so that a call that would be refused is not made: too many refusals get a bot banned.
//!
//! Discord says it when a server comes into sight and whenever it changes; nothing is asked for. What is not known counts
//! as allowed: a refusal is remembered then (see `queue`).

use std::collections::HashMap;

use serenity::model::Permissions;
use serenity::model::channel::{ChannelType, GuildChannel};
use serenity::model::guild::{Guild, PartialMember, Role};
use serenity::model::id::{ChannelId, GuildId, RoleId, UserId};

/// What we may do in one channel or thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct May {
    /// See it and write in it.
    pub(super) write: bool,
    /// Read what was written before, and so reply to it.
    pub(super) look_back: bool,
    /// Show embeds.
    pub(super) embed: bool,
}

impl May {
    /// Where nothing is known, and in direct messages.
    const EVERYTHING: Self = Self { write: true, look_back: true, embed: true };
}

/// The servers as far as they decide what we may do.
#[derive(Debug, Default)]
pub(super) struct Rights {
    servers: HashMap<GuildId, Guild>,
    /// The server of each channel and thread; of a thread also its parent.
    places: HashMap<ChannelId, (GuildId, Option<ChannelId>)>,
}

impl Rights {
    /// A server came into sight.
    pub(super) fn server(&mut self, mut server: Guild, me: UserId) {
        let places = server.channels.values().chain(&server.threads);
        let places: Vec<_> = places.map(|place| (place.id, (server.id, parent(place)))).collect();
        // What was deleted while we were away is gone.
        self.places.retain(|_, (of, _)| *of != server.id);
        self.places.extend(places);
        // Only what permissions depend on is kept.
        server.members.retain(|user, _| *user == me);
        server.threads.clear();
        server.presences.clear();
        server.voice_states.clear();
        server.emojis.clear();
        server.stickers.clear();
        self.servers.insert(server.id, server);
    }

    /// A server is out of sight.
    pub(super) fn server_gone(&mut self, server: GuildId) {
        self.servers.remove(&server);
        self.places.retain(|_, (of, _)| *of != server);
    }

    /// The servers in sight.
    pub(super) fn servers(&self) -> Vec<GuildId> {
        self.servers.keys().copied().collect()
    }

    /// A channel or thread is new or changed.
    pub(super) fn place(&mut self, place: &GuildChannel) {
        self.places.insert(place.id, (place.guild_id, parent(place)));
        if parent(place).is_none()
            && let Some(server) = self.servers.get_mut(&place.guild_id)
        {
            server.channels.insert(place.id, place.clone());
        }
    }

    /// A channel or thread is gone.
    pub(super) fn place_gone(&mut self, place: ChannelId) {
        if let Some((server, _)) = self.places.remove(&place)
            && let Some(server) = self.servers.get_mut(&server)
        {
            server.channels.remove(&place);
        }
    }

    /// A role is new or changed.
    pub(super) fn role(&mut self, role: Role) {
        if let Some(server) = self.servers.get_mut(&role.guild_id) {
            server.roles.insert(role.id, role);
        }
    }

    /// A role is gone.
    pub(super) fn role_gone(&mut self, server: GuildId, role: RoleId) {
        if let Some(server) = self.servers.get_mut(&server) {
            server.roles.remove(&role);
        }
    }

    /// Our own roles in a server changed.
    pub(super) fn our_roles(&mut self, server: GuildId, roles: Vec<RoleId>, me: UserId) {
        if let Some(member) = self.servers.get_mut(&server).and_then(|server| server.members.get_mut(&me)) {
            member.roles = roles;
        }
    }

    /// What `me` may do in `place`.
    pub(super) fn may(&self, place: ChannelId, me: UserId) -> May {
        self.permissions(place, me).map_or(May::EVERYTHING, |(permissions, is_thread)| {
            let speak = if is_thread { Permissions::SEND_MESSAGES_IN_THREADS } else { Permissions::SEND_MESSAGES };
            let see = permissions.contains(Permissions::VIEW_CHANNEL);
            May {
                write: see && permissions.contains(speak),
                look_back: see && permissions.contains(Permissions::READ_MESSAGE_HISTORY),
                embed: permissions.contains(Permissions::EMBED_LINKS),
            }
        })
    }

    /// `place` and what it stands in, outwards: a thread's channel, a channel's category. `place` alone when it is not
    /// known.
    pub(super) fn path(&self, place: ChannelId) -> Vec<ChannelId> {
        let mut path = vec![place];
        if let Some((server, parent)) = self.places.get(&place) {
            path.extend(parent);
            let channel = self.servers.get(server).and_then(|server| server.channels.get(&parent.unwrap_or(place)));
            path.extend(channel.and_then(|channel| channel.parent_id));
        }
        path
    }

    /// The channel that `place` is, or that it is a thread of, while that is known.
    pub(super) fn channel(&self, place: ChannelId) -> Option<&GuildChannel> {
        let (server, parent) = self.places.get(&place)?;
        self.servers.get(server)?.channels.get(&parent.unwrap_or(place))
    }

    /// Which of `needed` we lack in `place`; none when nothing is known about it.
    pub(super) fn lacks(&self, place: ChannelId, me: UserId, needed: Permissions) -> Permissions {
        self.permissions(place, me).map_or(Permissions::empty(), |(ours, _)| needed - ours)
    }

    /// Whether `server` is known and has no such channel or thread.
    pub(super) fn is_gone(&self, server: GuildId, place: ChannelId) -> bool {
        self.servers.contains_key(&server) && self.places.get(&place).is_none_or(|(of, _)| *of != server)
    }

    /// Whether `server` is in sight: where it is not, somebody has brought us along alone.
    pub(super) fn is_in_sight(&self, server: GuildId) -> bool {
        self.servers.contains_key(&server)
    }

    /// The channel that the thread `place` belongs to; none for a channel.
    pub(super) fn parent_of(&self, place: ChannelId) -> Option<ChannelId> {
        self.places.get(&place).and_then(|(_, parent)| *parent)
    }

    /// Whether `server` is known and has no such role.
    pub(super) fn is_role_gone(&self, server: GuildId, role: RoleId) -> bool {
        self.servers.get(&server).is_some_and(|server| !server.roles.contains_key(&role))
    }

    /// Whether a mention of `role` in `place` reaches its members: it may be mentioned by anyone, or we by permission.
    pub(super) fn may_call(&self, place: ChannelId, role: RoleId, me: UserId) -> bool {
        let server = self.places.get(&place).and_then(|(server, _)| self.servers.get(server));
        let mentionable = server.and_then(|server| server.roles.get(&role)).is_none_or(|role| role.mentionable);
        mentionable || self.lacks(place, me, Permissions::MENTION_EVERYONE).is_empty()
    }

    /// Whether `person` may moderate in `place`, by the roles that came with their message.
    pub(super) fn may_moderate(&self, place: ChannelId, person: UserId, member: &PartialMember) -> bool {
        let Some((server, parent)) = self.places.get(&place) else { return false };
        let Some(server) = self.servers.get(server) else { return false };
        let Some(channel) = server.channels.get(&parent.unwrap_or(place)) else { return false };
        let permissions = server.partial_member_permissions_in(channel, person, member);
        permissions.intersects(Permissions::MANAGE_MESSAGES | Permissions::ADMINISTRATOR)
    }

    /// The text channels and forums of `server` with what of `needed` we lack in each, in the order people see them.
    pub(super) fn text_channels(
        &self,
        server: GuildId,
        me: UserId,
        needed: Permissions,
    ) -> Vec<(ChannelId, Permissions)> {
        let channels = self.channels(server, |channel| matches!(channel.kind, ChannelType::Text | ChannelType::Forum));
        channels.into_iter().map(|channel| (channel.id, self.lacks(channel.id, me, needed))).collect()
    }

    /// The channels of `server` that fit, in the order people see them.
    pub(super) fn channels(&self, server: GuildId, is: impl Fn(&GuildChannel) -> bool) -> Vec<&GuildChannel> {
        let all = self.servers.get(&server).into_iter().flat_map(|server| server.channels.values());
        let mut channels: Vec<&GuildChannel> = all.filter(|channel| is(channel)).collect();
        channels.sort_by_key(|channel| (channel.position, channel.id));
        channels
    }

    /// A thread has its parent's permissions.
    fn permissions(&self, place: ChannelId, me: UserId) -> Option<(Permissions, bool)> {
        let (server, parent) = self.places.get(&place)?;
        let server = self.servers.get(server)?;
        let channel = server.channels.get(&parent.unwrap_or(place))?;
        let member = server.members.get(&me)?;
        Some((server.user_permissions_in(channel, member), parent.is_some()))
    }
}

/// The channel a thread belongs to; none for a channel, whose parent is only a heading.
fn parent(place: &GuildChannel) -> Option<ChannelId> {
    place.parent_id.filter(|_| place.thread_metadata.is_some())
}
