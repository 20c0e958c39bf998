//! How much is said to one person within a minute: whoever floods a channel does not need all of it answered.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::time::{Duration, SystemTime};

use crate::classify::Addressed;

/// The time that is looked back upon.
const WINDOW: Duration = Duration::from_secs(60);
/// Answers within that time to what was overheard.
const OVERHEARD: usize = 10;
/// Answers within that time to what was asked: somebody who works a list of errors off is no flood.
const ASKED: usize = 20;
/// People remembered at most; who is quiet for a minute is forgotten first.
const MOST: usize = 10_000;

/// Whether somebody is answered once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// They are.
    Yes,
    /// They are not, and may be told: for the first time within a minute.
    NoMore,
    /// They are not, and have been told.
    No,
}

/// The answers of the last minute, by person.
#[derive(Debug)]
pub struct Pace<Person> {
    people: HashMap<Person, Recent>,
}

/// The answers that one person was given.
#[derive(Debug, Default)]
struct Recent {
    answers: VecDeque<SystemTime>,
    told: Option<SystemTime>,
}

impl<Person> Default for Pace<Person> {
    fn default() -> Self {
        Self { people: HashMap::new() }
    }
}

impl<Person: Clone + Eq + Hash> Pace<Person> {
    /// Whether `person` is answered at `now`; if so it counts. A time that lies ahead, because a clock was put back,
    /// counts as now.
    pub fn allows(&mut self, person: &Person, addressed: Addressed, now: SystemTime) -> Allowed {
        if self.people.len() >= MOST && !self.people.contains_key(person) {
            self.people.retain(|_, recent| recent.answers.back().is_some_and(|last| is_recent(*last, now)));
            if self.people.len() >= MOST {
                return Allowed::Yes;
            }
        }
        let recent = self.people.entry(person.clone()).or_default();
        recent.answers.retain(|at| is_recent(*at, now));
        let most = match addressed {
            Addressed::Asked => ASKED,
            Addressed::Overheard => OVERHEARD,
        };
        if recent.answers.len() < most {
            recent.answers.push_back(now);
            return Allowed::Yes;
        }
        // Nothing is said about what was overheard, so that tells nobody.
        if addressed == Addressed::Overheard || recent.told.is_some_and(|told| is_recent(told, now)) {
            return Allowed::No;
        }
        recent.told = Some(now);
        Allowed::NoMore
    }
}

fn is_recent(at: SystemTime, now: SystemTime) -> bool {
    now.duration_since(at).is_ok_and(|age| age < WINDOW) || at.duration_since(now).is_ok_and(|ahead| ahead < WINDOW)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_000 + second)
    }

    #[test]
    fn of_fifty_pastes_a_minute_ten_are_answered() {
        let mut pace = Pace::default();
        let allowed = (0..50).filter(|second| pace.allows(&"ada", Addressed::Overheard, at(*second)) == Allowed::Yes);
        assert_eq!(allowed.count(), OVERHEARD);
        assert_eq!(pace.allows(&"ben", Addressed::Overheard, at(50)), Allowed::Yes);
        assert_eq!(pace.allows(&"ada", Addressed::Overheard, at(70)), Allowed::Yes);
    }

    #[test]
    fn it_is_told_once_a_minute() {
        let mut pace = Pace::default();
        let said: Vec<Allowed> = (0..23).map(|_| pace.allows(&"ada", Addressed::Asked, at(0))).collect();
        assert_eq!(said.iter().filter(|allowed| **allowed == Allowed::NoMore).count(), 1);
        assert_eq!(said.last(), Some(&Allowed::No));
    }

    #[test]
    fn a_clock_put_back_neither_opens_nor_shuts_for_long() {
        let mut pace = Pace::default();
        for _ in 0..OVERHEARD {
            pace.allows(&"ada", Addressed::Overheard, at(500));
        }
        assert_ne!(pace.allows(&"ada", Addressed::Overheard, at(490)), Allowed::Yes);
        assert_eq!(pace.allows(&"ada", Addressed::Overheard, at(100)), Allowed::Yes);
    }
}
