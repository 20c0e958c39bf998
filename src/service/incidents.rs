//! Incidents: met while people are answered, started and stopped by staff, announced and cleared by the edge's rounds.

use std::collections::BTreeSet;
use std::sync::{MutexGuard, PoisonError};
use std::time::SystemTime;

use crate::helpdesk::incident::{
    AllClear, AllClearShown, Announce, Incident, IncidentId, Incidents, Manner, Met, NoticeShown, Over, ShortShown,
    Started,
};
use crate::helpdesk::{Notices, Person, Place, Post, Team, Whose};
use crate::rules::{AppId, RuleId};

use super::Service;

/// The incidents, and what of them is still to be said.
#[derive(Debug, Default)]
pub(super) struct Watch {
    pub(super) incidents: Incidents,
    /// Notices to be said without being asked.
    announce: Vec<Announce>,
    /// All-clears on their way.
    clearing: BTreeSet<(IncidentId, Place)>,
    /// Incidents that a process before this one knew.
    pub(super) before: BTreeSet<IncidentId>,
}

/// Where somebody met something.
#[derive(Clone, Debug)]
pub struct Where {
    /// The channel; of a thread, the channel it belongs to.
    pub channel: Place,
    /// Others see what is said there.
    pub seen: bool,
}

/// How an answer is to be given while an incident may last.
#[derive(Clone, Debug, PartialEq)]
pub enum Instead {
    /// As usual.
    Usual,
    /// The notice. [`Service::notice_said`] or [`Service::notice_unsaid`] tells what became of it.
    Notice(IncidentId, NoticeShown),
    /// In a line or two, with where the notice stands if that is known.
    Short(ShortShown, Option<(Place, Post)>),
}

impl Service {
    /// Somebody, `whose` question it is, met the errors `rules` at `at`. Direct conversations have no incidents, and a team
    /// that wants no notices has none but those its staff start.
    pub fn met(&self, whose: &Whose, place: &Where, rules: &[RuleId], at: SystemTime) -> Instead {
        let knowledge = self.knowledge();
        let outages = rules.iter().filter_map(|rule| knowledge.rules().rule(rule.as_str())?.outage.clone());
        let apps: BTreeSet<AppId> = outages.collect();
        let (Some(team), false) = (&whose.team, apps.is_empty()) else { return Instead::Usual };
        let announced = self.team(team).notices == Notices::On;
        let mut watch = self.watch();
        let mut instead = Instead::Usual;
        for app in apps {
            if !announced && !watch.incidents.running(team).any(|incident| incident.id.app == app) {
                continue;
            }
            let met = Met {
                team: team.clone(),
                channel: place.channel.clone(),
                place: whose.place.clone(),
                person: whose.person.clone(),
                app,
                at,
                seen: place.seen,
            };
            let answered = watch.incidents.met(&met);
            watch.announce.extend(answered.announce);
            if instead != Instead::Usual {
                continue;
            }
            instead = match answered.manner {
                Manner::Usual => Instead::Usual,
                Manner::Short(_, stands) => Instead::Short(knowledge.short_answer(&met.app), stands),
                Manner::Notice(id) => match watch.incidents.incident(&id) {
                    Some(incident) => Instead::Notice(id, knowledge.notice(incident)),
                    None => Instead::Usual,
                },
            };
        }
        self.keep_changes(&mut watch);
        instead
    }

    /// The staff of `team` say that `app` is down. True when that is new.
    pub fn start_incident(&self, team: &Team, app: &AppId, at: SystemTime) -> (IncidentId, bool) {
        let mut watch = self.watch();
        let started = watch.incidents.start(team, app, at);
        self.keep_changes(&mut watch);
        match started {
            Started::Now(id) => (id, true),
            Started::Already(id) => (id, false),
        }
    }

    /// Has the notice said in `place` of `channel`, soon; false when the channel has it already.
    pub fn announce_in(&self, id: &IncidentId, channel: Place, place: Place) -> bool {
        let mut watch = self.watch();
        let new = watch.incidents.tell(id, &channel);
        if new {
            watch.announce.push(Announce { id: id.clone(), channel, place });
        }
        self.keep_changes(&mut watch);
        new
    }

    /// The staff of `team` say that `app` is not down any more; gives the incident, with its notices, if one ran.
    pub fn stop_incident(&self, team: &Team, app: &AppId, at: SystemTime) -> Option<Incident> {
        let mut watch = self.watch();
        let stopped = watch.incidents.stop(team, app, at);
        self.keep_changes(&mut watch);
        watch.incidents.incident(&stopped?).cloned()
    }

    /// What runs in `team`.
    pub fn incidents_of(&self, team: &Team) -> Vec<Incident> {
        self.watch().incidents.running(team).cloned().collect()
    }

    /// Time has passed: what is over by itself ends. `now` is the host's clock.
    pub fn incidents_passed(&self, now: SystemTime) {
        let mut watch = self.watch();
        watch.incidents.passed(now);
        self.keep_changes(&mut watch);
    }

    /// Whether any notice is to be said without being asked.
    pub fn announces(&self) -> bool {
        !self.watch().announce.is_empty()
    }

    /// The notices that are to be said in `team` without being asked, each once: [`Service::notice_said`] or
    /// [`Service::notice_unsaid`] tells what became of them.
    pub fn announcements(&self, team: &Team) -> Vec<(Announce, NoticeShown)> {
        let knowledge = self.knowledge();
        let mut watch = self.watch();
        let (due, later) = std::mem::take(&mut watch.announce).into_iter().partition(|due| due.id.team == *team);
        watch.announce = later;
        let due: Vec<Announce> = due;
        let shown = due.into_iter().filter_map(|due| {
            let incident = watch.incidents.incident(&due.id).filter(|incident| incident.over.is_none())?;
            Some((due, knowledge.notice(incident)))
        });
        shown.collect()
    }

    /// The notice of `channel` stands in `place` as `post`.
    pub fn notice_said(&self, id: &IncidentId, channel: &Place, place: Place, post: Post) {
        let mut watch = self.watch();
        watch.incidents.said(id, channel, place, post);
        self.keep_changes(&mut watch);
    }

    /// The notice of `channel` could not be said.
    pub fn notice_unsaid(&self, id: &IncidentId, channel: &Place) {
        let mut watch = self.watch();
        watch.incidents.unsaid(id, channel);
        self.keep_changes(&mut watch);
    }

    /// Whether `post` in `place` is a notice: it belongs to everybody there.
    pub fn is_notice(&self, place: &Place, post: &Post) -> bool {
        self.watch().incidents.is_notice(place, post)
    }

    /// `post` in `place` was deleted; it may have been a notice.
    pub fn notice_gone(&self, place: &Place, post: &Post) {
        let mut watch = self.watch();
        watch.incidents.gone(place, post);
        self.keep_changes(&mut watch);
    }

    /// The all-clears that are to be said in `team`, each with whether a process before this one may have said it already.
    /// [`Service::all_clear_said`] or [`Service::all_clear_unsaid`] tells what became of them; until then they are not
    /// given again.
    pub fn all_clears(&self, team: &Team) -> Vec<(AllClear, bool)> {
        let mut watch = self.watch();
        let Watch { incidents, clearing, before, .. } = &mut *watch;
        let mut due = incidents.all_clears();
        due.retain(|due| due.id.team == *team && clearing.insert((due.id.clone(), due.channel.clone())));
        let before = |due: &AllClear| before.contains(&due.id);
        due.into_iter().map(|due| (due.clone(), before(&due))).collect()
    }

    /// What an all-clear says.
    pub fn all_clear(&self, app: &AppId, over: Over) -> AllClearShown {
        self.knowledge().all_clear(app, over)
    }

    /// An all-clear was said, or there is no place for it any more.
    pub fn all_clear_said(&self, id: &IncidentId, channel: &Place) {
        let mut watch = self.watch();
        watch.clearing.remove(&(id.clone(), channel.clone()));
        watch.incidents.cleared(id, channel);
        self.keep_changes(&mut watch);
    }

    /// An all-clear could not be said; it is due again.
    pub fn all_clear_unsaid(&self, id: &IncidentId, channel: &Place) {
        self.watch().clearing.remove(&(id.clone(), channel.clone()));
    }

    /// `team` is not served any more: nothing is announced or cleared there.
    pub fn forget_incidents_of(&self, team: &Team) {
        let mut watch = self.watch();
        watch.incidents.forget_team(team);
        watch.announce.retain(|due| due.id.team != *team);
        self.keep_changes(&mut watch);
    }

    /// Forgets that `person` met anything.
    pub(super) fn forget_met_by(&self, person: &Person) {
        self.watch().incidents.forget_person(person);
    }

    pub(super) fn watch(&self) -> MutexGuard<'_, Watch> {
        self.watch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has what was changed kept beyond the process.
    fn keep_changes(&self, watch: &mut Watch) {
        for (id, incident) in watch.incidents.changes() {
            if incident.is_none() {
                watch.before.remove(&id);
            }
            if let Some(store) = &self.store {
                store.keep_incident(id, incident);
            }
        }
    }
}
