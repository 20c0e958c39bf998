//! What a server has set, as far as it still holds: a channel or a role that was deleted counts as not set.

use serenity::all::{ChannelId, GuildId, Message, PartialMember, RoleId, UserId};

use crate::rules::AppId;
use crate::service::{Place, Team, TeamSettings};

use super::bot::Bot;
use super::respond::Caller;
use super::rest::Repeat;

impl Bot {
    /// What `guild` has set, as it was set; nothing in direct messages.
    pub(super) fn settings_of(&self, guild: Option<GuildId>) -> TeamSettings {
        guild.map(|guild| self.service.team(&Team::new(guild.to_string()))).unwrap_or_default()
    }

    /// What `guild` has set as far as it still holds: without channels and apps that are gone.
    pub(super) fn settings_that_hold(&self, guild: GuildId) -> TeamSettings {
        let mut settings = self.settings_of(Some(guild));
        let rights = self.rights();
        let holds = |place: &Place| channel_of(place).is_some_and(|channel| !rights.is_gone(guild, channel));
        settings.modes.retain(|place, _| holds(place));
        settings.handover = settings.handover.filter(holds);
        settings.digest = settings.digest.filter(holds);
        drop(rights);
        settings.default_app = self.default_app(Some(guild));
        settings
    }

    /// Where cases that need a person are handed over, while that channel is there.
    pub(super) fn handover_of(&self, guild: Option<GuildId>) -> Option<ChannelId> {
        let channel = channel(&self.settings_of(guild))?;
        guild.filter(|guild| !self.rights().is_gone(*guild, channel)).map(|_| channel)
    }

    /// The role of those who help, while it is there.
    pub(super) fn support_role_of(&self, guild: Option<GuildId>) -> Option<RoleId> {
        let role = role(&self.settings_of(guild))?;
        guild.filter(|guild| !self.rights().is_role_gone(*guild, role)).map(|_| role)
    }

    /// The app people use in `guild` unless a paste shows another.
    pub(super) fn default_app(&self, guild: Option<GuildId>) -> Option<AppId> {
        let app = self.settings_of(guild).default_app?;
        self.service.knowledge().rules().app(app.as_str()).map(|app| app.id.clone())
    }

    /// Whether the caller is staff: has the support role, or may moderate while there is none.
    pub(super) fn is_staff(&self, caller: &Caller) -> bool {
        match self.support_role_of(caller.guild) {
            Some(role) => caller.roles.contains(&role),
            None => caller.moderates(),
        }
    }

    /// Whether somebody of the staff wrote `message`.
    pub(super) async fn wrote_as_staff(&self, message: &Message) -> bool {
        let Some(guild) = message.guild_id else { return false };
        let member = match &message.member {
            Some(member) => (**member).clone(),
            // Messages that are read, unlike those that arrive, come without.
            None => {
                let author = message.author.id;
                let read = self.call(Repeat::Safe, |http| async move { http.get_member(guild, author).await });
                let Ok(member) = read.await else { return false };
                member.into()
            }
        };
        self.is_staff_there(guild, message.channel_id, message.author.id, &member)
    }

    /// Whether `person` is staff in `channel`, by the roles that `member` has.
    pub(super) fn is_staff_there(
        &self,
        guild: GuildId,
        channel: ChannelId,
        person: UserId,
        member: &PartialMember,
    ) -> bool {
        match self.support_role_of(Some(guild)) {
            Some(role) => member.roles.contains(&role),
            None => self.rights().may_moderate(channel, person, member),
        }
    }
}

/// The channel for cases that need a person, whether or not it is still there.
pub(super) fn channel(settings: &TeamSettings) -> Option<ChannelId> {
    channel_of(settings.handover.as_ref()?)
}

/// The channel for the weekly digest, whether or not it is still there.
pub(super) fn digest(settings: &TeamSettings) -> Option<ChannelId> {
    channel_of(settings.digest.as_ref()?)
}

/// The channel that a place of Discord's is.
pub(super) fn channel_of(place: &Place) -> Option<ChannelId> {
    number(place.as_str()).map(ChannelId::new)
}

/// The role of those who help, whether or not it is still there.
pub(super) fn role(settings: &TeamSettings) -> Option<RoleId> {
    number(settings.support_role.as_ref()?.as_str()).map(RoleId::new)
}

/// An id of Discord's: never 0.
fn number(id: &str) -> Option<u64> {
    id.parse().ok().filter(|id| *id != 0)
}
