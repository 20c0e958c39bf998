//! Incidents on Discord: what is said instead of an answer while one lasts, and what the rounds announce and clear.

use std::sync::Arc;
use std::time::SystemTime;

use serenity::model::id::{ChannelId, GuildId, MessageId};

use crate::helpdesk::Effect;
use crate::helpdesk::incident::{AllClear, Announce, IncidentId, NoticeShown};
use crate::rules::RuleId;
use crate::service::{Instead, Mode, Place as Channel, Post as Said, Team, Where, Whose};

use super::bot::{Bot, Stands, time_of};
use super::custom_id::About;
use super::events::said;
use super::queue::Turn;
use super::render::{self, Post};
use super::respond::{Caller, Turned};
use super::teams::channel_of;

/// After everything that waits in a lane.
const LAST: Turn = Turn { message: u64::MAX, step: 0 };

/// A notice that answers somebody, until it is known where it stands.
pub(super) struct Telling {
    id: IncidentId,
    channel: Channel,
}

/// What is said to errors that somebody met.
pub(super) enum Told {
    /// As usual.
    Usual,
    /// This, in place of the answer, or, where other errors stand in the same paste, behind it.
    Notice(Post, Telling),
    /// This, in place of the answer.
    Short(Post),
}

impl Bot {
    /// Somebody, `whose` question it is, met `rules`; `seen` where others see what is said to them.
    pub(super) fn met(&self, whose: &Whose, asked: &About, rules: &[RuleId], at: SystemTime, seen: bool) -> Told {
        let place = Where { channel: self.channel_around(&whose.place), seen };
        let alone = self.are_outages(rules);
        let instead = self.service.met(whose, &place, rules, at);
        if self.service.announces() {
            self.in_sight.notify_one();
        }
        match instead {
            Instead::Notice(id, notice) => {
                let telling = Telling { id, channel: place.channel };
                Told::Notice(render::notice(&notice, alone.then_some(asked)), telling)
            }
            Instead::Short(short, stands) if alone => {
                let link = stands.and_then(|stands| link_to(whose.team.as_ref(), &stands));
                Told::Short(render::short_answer(&short, link.as_deref(), asked))
            }
            Instead::Short(..) | Instead::Usual => Told::Usual,
        }
    }

    /// Whether nothing but an outage explains `rules`: everything else is answered as usual.
    pub(super) fn are_outages(&self, rules: &[RuleId]) -> bool {
        let knowledge = self.service.knowledge();
        let is_outage = |rule: &RuleId| knowledge.rules().rule(rule.as_str()).is_some_and(|rule| rule.outage.is_some());
        !rules.is_empty() && rules.iter().all(is_outage)
    }

    /// The notice was said as `stands`, or could not be.
    pub(super) fn told(&self, telling: Telling, stands: Option<Stands>) {
        let Telling { id, channel } = telling;
        match stands {
            Some(Stands { channel: place, message, .. }) => {
                let (place, post) = (Channel::new(place.to_string()), Said::new(message.to_string()));
                self.service.notice_said(&id, &channel, place, post);
            }
            None => self.service.notice_unsaid(&id, &channel),
        }
    }

    /// Whether `message` of ours is a notice: it stays whatever becomes of the paste it answered.
    pub(super) fn is_notice(&self, channel: ChannelId, message: MessageId) -> bool {
        self.service.is_notice(&Channel::new(channel.to_string()), &Said::new(message.to_string()))
    }

    /// `message` was deleted; it may have been a notice.
    pub(super) fn notice_gone(&self, channel: ChannelId, message: MessageId) {
        self.service.notice_gone(&Channel::new(channel.to_string()), &Said::new(message.to_string()));
    }

    /// The same for a command: true when it was answered here. The notice is never the answer to a command, which may be
    /// taken away or seen by one person: it is said in the channel, and the answer is short.
    pub(super) async fn answered_shortly(
        &self,
        caller: &Caller,
        turned: &Turned<'_>,
        effects: &[Effect],
        deferred: bool,
    ) -> bool {
        let Some(guild) = caller.guild.filter(|guild| self.rights().is_in_sight(*guild)) else { return false };
        let Some(rules) = effects.iter().find_map(said).map(render::rules_of) else { return false };
        let at = time_of(MessageId::new(caller.interaction.get()));
        let asked = &turned.asked;
        let place = Where { channel: self.channel_around(&caller.whose().place), seen: !turned.private };
        let whose = caller.whose();
        let short = match self.service.met(&whose, &place, &rules, at) {
            Instead::Usual => return false,
            Instead::Short(short, stands) => {
                let link = stands.and_then(|stands| link_to(whose.team.as_ref(), &stands));
                render::short_answer(&short, link.as_deref(), asked)
            }
            Instead::Notice(id, _) => {
                let short = self.service.knowledge().short_answer(&id.app);
                self.service.notice_unsaid(&id, &place.channel);
                self.service.announce_in(&id, place.channel, whose.place);
                render::short_answer(&short, None, asked)
            }
        };
        if self.service.announces() {
            self.in_sight.notify_one();
        }
        if !self.are_outages(&rules) {
            return false;
        }
        tracing::debug!(%guild, "a command was answered in short: an incident lasts");
        self.memory().belongs(caller.interaction, turned.about.clone());
        if deferred {
            self.fill_in(caller, short).await;
        } else {
            self.respond_with(caller, short, turned.private).await;
        }
        for more in effects.iter().filter_map(said).skip(1) {
            self.follow_up(caller, render::post(more, caller.view()), turned.private).await;
        }
        true
    }

    /// Says in `guild` what is due about incidents: notices nobody asked for, and all-clears.
    pub(super) async fn see_to_incidents(bot: &Arc<Self>, guild: GuildId, now: SystemTime) {
        bot.service.incidents_passed(now);
        let team = Team::new(guild.to_string());
        for (due, notice) in bot.service.announcements(&team) {
            let open = channel_of(&due.place).filter(|place| bot.mode_in(Some(guild), *place, now) != Mode::Off);
            let Some(place) = open else {
                bot.service.notice_unsaid(&due.id, &due.channel);
                continue;
            };
            let working = bot.clone();
            bot.lanes.run(place, LAST, async move { working.announce(guild, place, &due, &notice).await });
        }
        for (due, before) in bot.service.all_clears(&team) {
            let place = channel_of(&due.notice.0).filter(|place| !bot.rights().is_gone(guild, *place));
            let Some(place) = place.filter(|place| bot.mode_in(Some(guild), *place, now) != Mode::Off) else {
                bot.service.all_clear_said(&due.id, &due.channel);
                continue;
            };
            let working = bot.clone();
            bot.lanes.run(place, LAST, async move { working.clear(place, &due, before).await });
        }
    }

    async fn announce(&self, guild: GuildId, place: ChannelId, due: &Announce, notice: &NoticeShown) {
        let nonce = nonce('n', &due.id);
        let message = self.say(place, &nonce, render::notice(notice, None)).await;
        let stands = message.map(|message| Stands { guild: Some(guild), channel: place, message });
        self.told(Telling { id: due.id.clone(), channel: due.channel.clone() }, stands);
    }

    /// Says the all-clear, unless the process `before` this one has said it.
    async fn clear(&self, place: ChannelId, due: &AllClear, before: bool) {
        let notice = due.notice.1.as_str().parse().ok().filter(|id| *id != 0).map(MessageId::new);
        if let Some(notice) = notice.filter(|_| before)
            && self.find_answer(place, notice).await.is_some()
        {
            self.service.all_clear_said(&due.id, &due.channel);
            return;
        }
        let post = render::all_clear(&self.service.all_clear(&due.id.app, due.over));
        match self.say_about(place, &nonce('a', &due.id), post, notice).await {
            Some(_) => self.service.all_clear_said(&due.id, &due.channel),
            None => self.service.all_clear_unsaid(&due.id, &due.channel),
        }
    }

    /// The channel `place` belongs to: a thread and its channel have one notice between them.
    pub(super) fn channel_around(&self, place: &Channel) -> Channel {
        let around = channel_of(place).and_then(|place| self.rights().parent_of(place));
        around.map_or_else(|| place.clone(), |channel| Channel::new(channel.to_string()))
    }
}

/// What names a notice or an all-clear in its channel: 25 characters at most, by Discord's limit for a nonce.
/// <https://discord.com/developers/docs/resources/message#create-message>
fn nonce(kind: char, id: &IncidentId) -> String {
    let opened = id.opened.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_millis();
    let app: String = id.app.as_str().chars().take(8).collect();
    format!("{kind}{opened}{app}")
}

/// The address of what stands there.
fn link_to(team: Option<&Team>, (place, post): &(Channel, Said)) -> Option<String> {
    let guild = team.and_then(|team| team.as_str().parse().ok()).filter(|id| *id != 0).map(GuildId::new);
    let message = post.as_str().parse().ok().filter(|id| *id != 0).map(MessageId::new)?;
    Some(Stands { guild, channel: channel_of(place)?, message }.link())
}
