//! What we may do where, so that a call that would be refused is not made: too many refusals get a bot banned.
//!
//! Discord says it when a server comes into sight and whenever it changes; nothing is asked for. What is not known counts
//! as allowed: a refusal is remembered then (see `queue`).

use std::collections::HashMap;

use serenity::model::Permissions;
use serenity::model::channel::GuildChannel;
use serenity::model::guild::{Guild, Role};
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
