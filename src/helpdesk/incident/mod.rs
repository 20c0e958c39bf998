//! Incidents: several people who meet connection or outage errors of one app within minutes, and what is said about it.
//!
//! A state beside the cases: [`Incidents`] takes what happened and when, and gives what is to be said. One notice for each
//! channel while it lasts, one all-clear for each notice after it. Never opened by one person alone.
//!
//! Times are those of the messages, except in [`Incidents::passed`]. Nothing is opened, ended or said again because a clock
//! is stepped back or events come out of order: an end is never taken back, and what happened before it proves nothing any
//! more.
//!
//! - `one`: one incident in one team.
//! - `evidence`: who met what in the last ten minutes, and whether that is enough.
//! - `words`: the notice, the short answer and the all-clear in words.

mod evidence;
mod one;
#[cfg(test)]
mod tests;
mod words;

use std::time::{Duration, SystemTime};

use crate::rules::AppId;

use super::{Person, Place, Post, Team};

use evidence::Evidence;
pub use one::{Because, Incident, IncidentId, Notice, Over};
pub use words::{AllClearShown, NoticeShown, ShortShown};

/// What several people have to meet within this time, to be more than chance.
pub const WITHIN: Duration = Duration::from_secs(600);
/// People of one team, or teams of one host, that make an incident: two may be two sides of one desk.
pub const ENOUGH: usize = 3;
/// An incident is over when nobody has met anything for so long.
pub const QUIET: Duration = Duration::from_secs(1_800);
/// An incident is over after this time whatever is met: what lasts longer needs a person.
pub const LONGEST: Duration = Duration::from_secs(24 * 3_600);
/// How long the word of the staff holds that it is over.
pub const HELD: Duration = Duration::from_secs(3_600);
/// Incidents known at once, running and just over; far more than one host serves teams in trouble.
const MOST: usize = 10_000;

/// Somebody met an error that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Met {
    /// Their team.
    pub team: Team,
    /// The channel; of a thread, the channel it belongs to: one notice is enough for both.
    pub channel: Place,
    /// Where exactly.
    pub place: Place,
    /// Who.
    pub person: Person,
    /// The app that is down if this is an incident.
    pub app: AppId,
    /// When, by the message's own time.
    pub at: SystemTime,
    /// Others see what is said to it. Where they do not, nothing is announced.
    pub seen: bool,
}

/// How something met is to be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Manner {
    /// As usual.
    Usual,
    /// With the notice: it is the first of its channel.
    Notice(IncidentId),
    /// In a line or two that lead to the notice, if it is known where that stands.
    Short(IncidentId, Option<(Place, Post)>),
}

/// A notice to be said of the desk's own accord.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announce {
    /// The incident.
    pub id: IncidentId,
    /// The channel that is told.
    pub channel: Place,
    /// Where in it.
    pub place: Place,
}

/// What follows when something was met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// How it is to be answered.
    pub manner: Manner,
    /// Where else it is to be announced: where the others met it who make this an incident. They were told to reconnect.
    pub announce: Vec<Announce>,
}

/// An all-clear to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllClear {
    /// The incident.
    pub id: IncidentId,
    /// The channel.
    pub channel: Place,
    /// Where the notice stands, and where this belongs.
    pub notice: (Place, Post),
    /// How it ended.
    pub over: Over,
}

/// What the staff's word did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Started {
    /// It runs from now on.
    Now(IncidentId),
    /// It ran already, and will not end by itself sooner than if it had begun now.
    Already(IncidentId),
}

/// The incidents of all teams, running and just over. Bounded.
#[derive(Debug, Default)]
pub struct Incidents {
    evidence: Evidence,
    known: Vec<Incident>,
    /// What was changed since somebody last asked, to be kept.
    changed: Vec<IncidentId>,
}

impl Incidents {
    /// With what was kept of them before.
    pub fn resumed(kept: Vec<Incident>) -> Self {
        Self { known: kept, ..Self::default() }
    }

    /// Somebody met an error that counts.
    pub fn met(&mut self, met: &Met) -> Answered {
        let mut announce = Vec::new();
        if let Some(incident) = self.running_mut(&met.team, &met.app) {
            incident.last_met = incident.last_met.max(met.at);
            let id = incident.id.clone();
            self.changed.push(id);
            self.evidence.saw(met);
            if !self.is_widespread(&met.app, met.at) {
                announce = self.open_for_teams(met);
            }
        } else if !self.proves_nothing(&met.team, &met.app, met.at) && !self.evidence.is_stale(met.at) {
            self.evidence.saw(met);
            let because = match self.evidence.people(&met.team, &met.app, met.at) {
                Some(people) => Some(Because::People(people)),
                None => self.is_widespread(&met.app, met.at).then_some(Because::Others),
            };
            if let Some(because) = because {
                announce = self.open(&met.team, &met.app, because, met.at);
            }
            if because != Some(Because::Others) {
                announce.extend(self.open_for_teams(met));
            }
        }
        self.answered(met, announce)
    }

    /// How to answer who met it, and where else it is announced: each of these channels is told from now on.
    fn answered(&mut self, met: &Met, mut announce: Vec<Announce>) -> Answered {
        let manner = match self.running_mut(&met.team, &met.app) {
            Some(incident) => {
                // Where they ask, the notice is the answer.
                announce.retain(|other| other.id != incident.id || other.channel != met.channel || !met.seen);
                incident.told(met)
            }
            None => Manner::Usual,
        };
        for Announce { id, channel, .. } in &announce {
            if let Some(incident) = self.known.iter_mut().find(|incident| incident.id == *id) {
                incident.notices.entry(channel.clone()).or_default();
            }
        }
        Answered { manner, announce }
    }

    /// The staff of `team` say that `app` is down.
    pub fn start(&mut self, team: &Team, app: &AppId, at: SystemTime) -> Started {
        if let Some(incident) = self.running_mut(team, app) {
            incident.last_met = incident.last_met.max(at);
            let id = incident.id.clone();
            self.changed.push(id.clone());
            return Started::Already(id);
        }
        let id = IncidentId { team: team.clone(), app: app.clone(), opened: self.unused(team, app, at) };
        self.add(Incident::new(id.clone(), Because::Staff, at));
        Started::Now(id)
    }

    /// The staff want the notice in `channel`; false when it has it already, or nothing runs.
    pub fn tell(&mut self, id: &IncidentId, channel: &Place) -> bool {
        let Some(incident) = self.known.iter_mut().find(|incident| incident.id == *id) else { return false };
        let new = incident.has_room() && !incident.notices.contains_key(channel);
        if new {
            incident.notices.entry(channel.clone()).or_default();
            self.changed.push(id.clone());
        }
        new
    }

    /// The staff of `team` say that it is over; none when nothing runs. For an hour nothing reopens it but their word.
    pub fn stop(&mut self, team: &Team, app: &AppId, at: SystemTime) -> Option<IncidentId> {
        let incident = self.running_mut(team, app)?;
        incident.over = Some((at.max(incident.id.opened), Over::Stopped));
        let id = incident.id.clone();
        self.evidence.forget(team, app);
        self.changed.push(id.clone());
        Some(id)
    }

    /// Time has passed: ends what is over by itself, and forgets what nobody needs any more. `now` is the host's clock.
    pub fn passed(&mut self, now: SystemTime) {
        self.evidence.passed(now);
        for incident in self.known.iter_mut().filter(|incident| incident.over.is_none()) {
            // A clock that was stepped back shows less than no time.
            let lasts = now.duration_since(incident.id.opened).unwrap_or_default();
            let quiet = now.duration_since(incident.last_met).unwrap_or_default();
            let over = if lasts >= LONGEST {
                Over::TooLong
            } else if quiet >= QUIET {
                Over::Quiet
            } else {
                continue;
            };
            incident.over = Some((now, over));
            self.evidence.forget(&incident.id.team, &incident.id.app);
            self.changed.push(incident.id.clone());
        }
        let (kept, gone): (Vec<_>, Vec<_>) = self.known.drain(..).partition(|incident| incident.matters(now));
        self.known = kept;
        self.changed.extend(gone.into_iter().map(|incident| incident.id));
    }

    /// The notice of `channel` stands there now.
    pub fn said(&mut self, id: &IncidentId, channel: &Place, place: Place, post: Post) {
        if let Some(notice) = self.notice_mut(id, channel) {
            notice.stands = Some((place, post));
            self.changed.push(id.clone());
        }
    }

    /// The notice of `channel` could not be said: the next who meets it there gets it.
    pub fn unsaid(&mut self, id: &IncidentId, channel: &Place) {
        let Some(incident) = self.known.iter_mut().find(|incident| incident.id == *id) else { return };
        if incident.notices.get(channel).is_some_and(|notice| notice.stands.is_none()) {
            incident.notices.remove(channel);
            self.changed.push(id.clone());
        }
    }

    /// Where the notice of `channel` stands.
    pub fn stands(&self, id: &IncidentId, channel: &Place) -> Option<&(Place, Post)> {
        self.incident(id)?.notices.get(channel)?.stands.as_ref()
    }

    /// Whether `post` in `place` is a notice.
    pub fn is_notice(&self, place: &Place, post: &Post) -> bool {
        let notices = self.known.iter().flat_map(|incident| incident.notices.values());
        notices.filter_map(|notice| notice.stands.as_ref()).any(|stands| stands.0 == *place && stands.1 == *post)
    }

    /// `post` in `place` was deleted: were it a notice, nothing leads to it any more, and no all-clear follows it.
    pub fn gone(&mut self, place: &Place, post: &Post) {
        for incident in &mut self.known {
            for notice in incident.notices.values_mut() {
                if notice.stands.as_ref().is_some_and(|stands| stands.0 == *place && stands.1 == *post) {
                    notice.stands = None;
                    self.changed.push(incident.id.clone());
                }
            }
        }
    }

    /// The all-clears that are to be said, of incidents in order.
    pub fn all_clears(&self) -> Vec<AllClear> {
        let mut due = Vec::new();
        for incident in &self.known {
            let Some((_, over)) = incident.over else { continue };
            for (channel, notice) in incident.notices.iter().filter(|(_, notice)| !notice.cleared) {
                if let Some(stands) = &notice.stands {
                    let (id, channel) = (incident.id.clone(), channel.clone());
                    due.push(AllClear { id, channel, notice: stands.clone(), over });
                }
            }
        }
        due
    }

    /// The all-clear of `channel` was said, or cannot be said any more.
    pub fn cleared(&mut self, id: &IncidentId, channel: &Place) {
        if let Some(notice) = self.notice_mut(id, channel) {
            notice.cleared = true;
            self.changed.push(id.clone());
        }
    }

    /// What runs in `team`, in the order in which it began.
    pub fn running(&self, team: &Team) -> impl Iterator<Item = &Incident> {
        self.known.iter().filter(move |incident| incident.id.team == *team && incident.over.is_none())
    }

    /// The incident, while it is known.
    pub fn incident(&self, id: &IncidentId) -> Option<&Incident> {
        self.known.iter().find(|incident| incident.id == *id)
    }

    /// What was changed since this was last asked, each once; an incident that is not known any more need not be kept.
    pub fn changes(&mut self) -> Vec<(IncidentId, Option<Incident>)> {
        let mut changed = std::mem::take(&mut self.changed);
        changed.sort();
        changed.dedup();
        changed.into_iter().map(|id| (id.clone(), self.incident(&id).cloned())).collect()
    }

    /// Forgets that `person` met anything.
    pub fn forget_person(&mut self, person: &Person) {
        self.evidence.forget_person(person);
    }

    /// Forgets everything of `team`: it is not served any more.
    pub fn forget_team(&mut self, team: &Team) {
        self.evidence.forget_team(team);
        let (gone, kept): (Vec<_>, Vec<_>) = self.known.drain(..).partition(|incident| incident.id.team == *team);
        self.known = kept;
        self.changed.extend(gone.into_iter().map(|incident| incident.id));
    }

    fn running_mut(&mut self, team: &Team, app: &AppId) -> Option<&mut Incident> {
        self.known.iter_mut().find(|incident| incident.is_about(team, app) && incident.over.is_none())
    }

    fn notice_mut(&mut self, id: &IncidentId, channel: &Place) -> Option<&mut Notice> {
        self.known.iter_mut().find(|incident| incident.id == *id)?.notices.get_mut(channel)
    }

    /// Whether what was met at `at` belongs to an incident that is over, or the staff's word stands against it.
    fn proves_nothing(&self, team: &Team, app: &AppId, at: SystemTime) -> bool {
        self.known.iter().filter(|incident| incident.is_about(team, app)).any(|incident| match incident.over {
            Some((ended, Over::Stopped)) => at < ended + HELD,
            Some((_, Over::Quiet | Over::TooLong)) => at <= incident.last_met,
            None => false,
        })
    }

    /// Whether people of enough teams met `app` and some of those incidents still run.
    fn is_widespread(&self, app: &AppId, at: SystemTime) -> bool {
        self.known.iter().any(|incident| {
            incident.id.app == *app
                && incident.over.is_none()
                && matches!(incident.because, Because::Teams)
                && at.duration_since(incident.last_met).unwrap_or_default() < QUIET
        })
    }

    /// Opens an incident in each team concerned, once people of enough teams met the same. Gives where to announce it.
    fn open_for_teams(&mut self, met: &Met) -> Vec<Announce> {
        let teams = self.evidence.teams(&met.app, met.at);
        let mut announce = Vec::new();
        for team in teams {
            if self.running_mut(&team, &met.app).is_none() && !self.proves_nothing(&team, &met.app, met.at) {
                announce.extend(self.open(&team, &met.app, Because::Teams, met.at));
            }
        }
        announce
    }

    /// Opens an incident and gives the channels where it was met and others can see it.
    fn open(&mut self, team: &Team, app: &AppId, because: Because, at: SystemTime) -> Vec<Announce> {
        let id = IncidentId { team: team.clone(), app: app.clone(), opened: self.unused(team, app, at) };
        let places = self.evidence.places(team, app, at);
        self.add(Incident::new(id.clone(), because, at));
        places.into_iter().map(|(channel, place)| Announce { id: id.clone(), channel, place }).collect()
    }

    fn add(&mut self, incident: Incident) {
        if self.known.len() >= MOST {
            let oldest = self.known.remove(0);
            self.changed.push(oldest.id);
        }
        self.changed.push(incident.id.clone());
        self.known.push(incident);
    }

    /// A time of opening to the millisecond, `at` or just after, that no other incident of the app in the team has.
    fn unused(&self, team: &Team, app: &AppId, at: SystemTime) -> SystemTime {
        let since = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_millis();
        let mut at = SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(since).unwrap_or_default());
        while self.known.iter().any(|incident| incident.is_about(team, app) && incident.id.opened == at) {
            at += Duration::from_millis(1);
        }
        at
    }
}
