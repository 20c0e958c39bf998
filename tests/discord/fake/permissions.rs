//! Who may do what where: Discord's permission bits, roles and overwrites.

use super::model::{Id, World};

/// The permissions the bot can meet, with Discord's bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Permission {
    Administrator = 1 << 3,
    ManageServer = 1 << 5,
    AddReactions = 1 << 6,
    ViewChannel = 1 << 10,
    SendMessages = 1 << 11,
    ManageMessages = 1 << 13,
    EmbedLinks = 1 << 14,
    AttachFiles = 1 << 15,
    ReadMessageHistory = 1 << 16,
    UseApplicationCommands = 1 << 31,
    ManageThreads = 1 << 34,
    CreatePublicThreads = 1 << 35,
    SendMessagesInThreads = 1 << 38,
}

/// What `@everyone` may do in a new guild, and what the bot's own role adds to it: nothing.
const EVERYDAY: &[Permission] = &[
    Permission::AddReactions,
    Permission::ViewChannel,
    Permission::SendMessages,
    Permission::EmbedLinks,
    Permission::AttachFiles,
    Permission::ReadMessageHistory,
    Permission::UseApplicationCommands,
    Permission::CreatePublicThreads,
    Permission::SendMessagesInThreads,
];

/// A role of the guild.
#[derive(Clone, Debug)]
pub struct Role {
    pub id: Id,
    pub name: String,
    pub bits: u64,
    /// Belongs to an application: the bot's own.
    pub managed: bool,
    /// Anyone may mention it.
    pub mentionable: bool,
}

impl Role {
    /// `@everyone` (whose id is the guild's) and the role Discord made when the bot was invited.
    pub fn of_a_new_guild(guild: Id, bot_role: Id) -> Vec<Self> {
        let bits = bits(EVERYDAY);
        vec![
            Self { id: guild, name: "@everyone".into(), bits, managed: false, mentionable: false },
            Self { id: bot_role, name: "Crosscheck".into(), bits, managed: true, mentionable: false },
        ]
    }
}

/// An exception in one channel for one role or member.
#[derive(Clone, Debug)]
pub struct Overwrite {
    pub of: Id,
    pub of_member: bool,
    pub allow: u64,
    pub deny: u64,
}

/// The bits of several permissions.
pub fn bits(permissions: &[Permission]) -> u64 {
    permissions.iter().fold(0, |bits, permission| bits | *permission as u64)
}

impl World {
    /// Everything `member` may do in `channel`, computed as Discord documents it; in direct messages everything.
    pub fn permissions(&self, member: Id, channel: Id) -> u64 {
        let Some(channel) = self.channels.get(&channel) else {
            return 0;
        };
        if channel.guild.is_none() || member == self.guild.owner {
            return u64::MAX >> 1;
        }
        let Some(roles) = self.guild.members.get(&member) else {
            return 0;
        };
        let holds = |id: Id| id == self.guild.id || roles.contains(&id);
        let base = self.guild.roles.iter().filter(|role| holds(role.id)).fold(0, |bits, role| bits | role.bits);
        if base & Permission::Administrator as u64 != 0 {
            return u64::MAX >> 1;
        }
        // A thread has no overwrites of its own: its channel's count.
        let parent = channel.parent.and_then(|id| self.channels.get(&id));
        let overwrites = &parent.unwrap_or(channel).overwrites;
        let everyone = overwrites.iter().filter(|overwrite| overwrite.of == self.guild.id);
        let by_role = overwrites
            .iter()
            .filter(|overwrite| !overwrite.of_member && overwrite.of != self.guild.id && holds(overwrite.of));
        let own = overwrites.iter().filter(|overwrite| overwrite.of_member && overwrite.of == member);
        let after_everyone = everyone.fold(base, |bits, overwrite| (bits & !overwrite.deny) | overwrite.allow);
        let (deny, allow) =
            by_role.fold((0, 0), |(deny, allow), overwrite| (deny | overwrite.deny, allow | overwrite.allow));
        own.fold((after_everyone & !deny) | allow, |bits, overwrite| (bits & !overwrite.deny) | overwrite.allow)
    }

    /// Whether `member` has `permission` in `channel`.
    pub fn may(&self, member: Id, channel: Id, permission: Permission) -> bool {
        self.permissions(member, channel) & permission as u64 != 0
    }

    /// Takes a permission away from one member in one channel, or gives it back.
    pub fn set_permission(&mut self, member: Id, channel: Id, permission: Permission, allowed: bool) {
        let Some(channel) = self.channels.get_mut(&channel) else {
            return;
        };
        channel.overwrites.retain(|overwrite| overwrite.of != member || overwrite.deny != permission as u64);
        if !allowed {
            channel.overwrites.push(Overwrite { of: member, of_member: true, allow: 0, deny: permission as u64 });
        }
    }
}
