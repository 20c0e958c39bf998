//! Who met what in the last ten minutes: kept for no longer, in memory alone, and bounded.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::time::SystemTime;

use crate::rules::AppId;

use super::super::{Person, Place, Team};
use super::{ENOUGH, Met, WITHIN};

/// What is remembered at most, of all teams together.
const MOST: usize = 1_000;
/// What is remembered of one person at most, however many errors they paste.
const MOST_OF_ONE: usize = 10;

/// What was met in the last ten minutes.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    met: Vec<Met>,
    /// The latest time a message had.
    heard: Option<SystemTime>,
    /// What the host's clock last showed; may be stepped back.
    clock: Option<SystemTime>,
}

impl Evidence {
    /// Adds what was met. The same person in the same channel again counts as met later, not as one more.
    pub(super) fn saw(&mut self, met: &Met) {
        self.heard = self.heard.max(Some(met.at));
        self.forget_old();
        let same = |other: &Met| other.person == met.person && other.app == met.app && other.channel == met.channel;
        if let Some(known) = self.met.iter_mut().find(|known| same(known)) {
            if known.at <= met.at {
                *known = met.clone();
            }
            return;
        }
        let theirs = || self.met.iter().filter(|known| known.person == met.person).count();
        if theirs() >= MOST_OF_ONE
            && let Some(oldest) = self.met.iter().position(|known| known.person == met.person)
        {
            self.met.remove(oldest);
        } else if self.met.len() >= MOST {
            self.met.remove(0);
        }
        self.met.push(met.clone());
    }

    /// Whether something met at `at` is too old to show that anything is wrong now.
    pub(super) fn is_stale(&self, at: SystemTime) -> bool {
        self.heard.max(self.clock).is_some_and(|latest| at + WITHIN < latest)
    }

    /// The host's clock shows `now`.
    pub(super) fn passed(&mut self, now: SystemTime) {
        self.clock = Some(now);
        self.forget_old();
    }

    /// How many people of `team` met `app` within ten minutes, `at` among them, if they are enough.
    pub(super) fn people(&self, team: &Team, app: &AppId, at: SystemTime) -> Option<usize> {
        let theirs = |met: &&Met| met.app == *app && met.team == *team;
        let count = |window: &[&Met]| window.iter().map(|met| &met.person).collect::<HashSet<_>>().len();
        let people = |window: &[&Met]| Some(count(window)).filter(|people| *people >= ENOUGH);
        self.windows(theirs, at, people)
    }

    /// The teams whose people met `app` within ten minutes, `at` among them; none unless different people of enough
    /// different teams did.
    pub(super) fn teams(&self, app: &AppId, at: SystemTime) -> BTreeSet<Team> {
        let teams = |window: &[&Met]| {
            enough_teams(window).then(|| window.iter().map(|met| met.team.clone()).collect::<BTreeSet<_>>())
        };
        self.windows(|met| met.app == *app, at, teams).unwrap_or_default()
    }

    /// Where people of `team` met `app` around `at` and others can see it: channel and place, the latest of each channel.
    pub(super) fn places(&self, team: &Team, app: &AppId, at: SystemTime) -> Vec<(Place, Place)> {
        let mut places: BTreeMap<&Place, &Met> = BTreeMap::new();
        for met in self.met.iter().filter(|met| met.team == *team && met.app == *app && met.seen && is_near(met.at, at))
        {
            let latest = places.entry(&met.channel).or_insert(met);
            if latest.at < met.at {
                *latest = met;
            }
        }
        places.into_values().map(|met| (met.channel.clone(), met.place.clone())).collect()
    }

    /// Forgets what people of `team` met of `app`.
    pub(super) fn forget(&mut self, team: &Team, app: &AppId) {
        self.met.retain(|met| met.team != *team || met.app != *app);
    }

    /// Forgets everything of `team`.
    pub(super) fn forget_team(&mut self, team: &Team) {
        self.met.retain(|met| met.team != *team);
    }

    /// Forgets everything of `person`.
    pub(super) fn forget_person(&mut self, person: &Person) {
        self.met.retain(|met| met.person != *person);
    }

    /// How much is remembered.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.met.len()
    }

    /// What `found` first finds in a stretch of ten minutes around `at`, of what `counts`. Messages may come out of order,
    /// so `at` may lie anywhere in it.
    fn windows<T>(
        &self,
        counts: impl Fn(&&Met) -> bool,
        at: SystemTime,
        found: impl Fn(&[&Met]) -> Option<T>,
    ) -> Option<T> {
        let near: Vec<&Met> = self.met.iter().filter(|met| is_near(met.at, at)).filter(counts).collect();
        // Almost always: nobody but one or two.
        if near.iter().map(|met| &met.person).collect::<HashSet<_>>().len() < ENOUGH {
            return None;
        }
        let starts: BTreeSet<SystemTime> = near.iter().map(|met| met.at).filter(|start| *start <= at).collect();
        starts.into_iter().find_map(|start| {
            let window: Vec<&Met> =
                near.iter().copied().filter(|met| start <= met.at && met.at <= start + WITHIN).collect();
            found(&window)
        })
    }

    fn forget_old(&mut self) {
        let Some(latest) = self.heard.max(self.clock) else { return };
        self.met.retain(|met| met.at + WITHIN >= latest);
    }
}

/// Whether two things can lie within ten minutes.
fn is_near(one: SystemTime, other: SystemTime) -> bool {
    one.max(other).duration_since(one.min(other)).unwrap_or_default() <= WITHIN
}

/// Whether there are enough different teams, each with a person of its own who stands for no other of them: somebody who
/// is in many servers is one person. (A matching of teams and people, one path at a time.)
fn enough_teams(window: &[&Met]) -> bool {
    let mut people: BTreeMap<&Team, BTreeSet<&Person>> = BTreeMap::new();
    for met in window {
        people.entry(&met.team).or_default().insert(&met.person);
    }
    let mut stands_for: HashMap<&Person, &Team> = HashMap::new();
    let mut matched = 0;
    for team in people.keys() {
        if has_own(team, &people, &mut stands_for, &mut HashSet::new()) {
            matched += 1;
            if matched >= ENOUGH {
                return true;
            }
        }
    }
    false
}

/// Finds somebody who stands for `team`, if need be by finding another for the team they stand for now.
fn has_own<'m>(
    team: &'m Team,
    people: &BTreeMap<&'m Team, BTreeSet<&'m Person>>,
    stands_for: &mut HashMap<&'m Person, &'m Team>,
    asked: &mut HashSet<&'m Person>,
) -> bool {
    for person in people.get(team).into_iter().flatten() {
        if !asked.insert(person) {
            continue;
        }
        let free = match stands_for.get(person) {
            Some(other) => has_own(other, people, stands_for, asked),
            None => true,
        };
        if free {
            stands_for.insert(person, team);
            return true;
        }
    }
    false
}
