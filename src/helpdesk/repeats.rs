//! The same error from the same person in the same place a short while ago: one short reply that leads to the answer.

use std::collections::VecDeque;
use std::time::{Duration, SystemTime};

use crate::rules::RuleId;

/// How long the same error counts as the same, by the messages' own time.
const WITHIN: Duration = Duration::from_secs(600);
/// Answers kept; more within ten minutes than any team reads.
const MOST: usize = 10_000;

/// The answers of the last ten minutes. `Place`, `Person` and `Answer` are whatever the edge calls them.
#[derive(Debug)]
pub struct Repeats<Place, Person, Answer> {
    answers: VecDeque<Given<Place, Person, Answer>>,
}

#[derive(Debug)]
struct Given<Place, Person, Answer> {
    place: Place,
    person: Person,
    rules: Vec<RuleId>,
    at: SystemTime,
    answer: Answer,
}

impl<Place, Person, Answer> Default for Repeats<Place, Person, Answer> {
    fn default() -> Self {
        Self { answers: VecDeque::new() }
    }
}

impl<Place: PartialEq, Person: PartialEq, Answer> Repeats<Place, Person, Answer> {
    /// The earlier answer that says all there is to say about `rules`, pasted by `person` in `place` at `at`: the latest
    /// one that covers each of them. `None` for no rules.
    pub fn earlier(&self, place: &Place, person: &Person, rules: &[RuleId], at: SystemTime) -> Option<&Answer> {
        let covers = |given: &&Given<Place, Person, Answer>| {
            given.place == *place
                && given.person == *person
                && at.duration_since(given.at).unwrap_or_default() <= WITHIN
                && rules.iter().all(|rule| given.rules.contains(rule))
        };
        if rules.is_empty() { None } else { self.answers.iter().rev().find(covers).map(|given| &given.answer) }
    }

    /// Notes the answer given to `rules`.
    pub fn given(&mut self, place: Place, person: Person, rules: Vec<RuleId>, at: SystemTime, answer: Answer) {
        // Twice the time: messages may be handled a little out of order.
        self.answers.retain(|given| at.duration_since(given.at).unwrap_or_default() <= WITHIN * 2);
        if self.answers.len() >= MOST {
            self.answers.pop_front();
        }
        self.answers.push_back(Given { place, person, rules, at, answer });
    }

    /// Answers that were taken away: nothing leads to them any more.
    pub fn taken_away_where(&mut self, taken_away: impl Fn(&Answer) -> bool) {
        self.answers.retain(|given| !taken_away(&given.answer));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 + seconds)
    }

    fn rules(ids: &[&str]) -> Vec<RuleId> {
        ids.iter().map(|id| RuleId::new(*id)).collect()
    }

    #[test]
    fn the_same_error_within_ten_minutes_leads_to_the_earlier_answer() {
        let mut repeats = Repeats::default();
        repeats.given("bills", "ana", rules(&["lock-date", "not-authorised"]), at(0), 1);
        assert_eq!(repeats.earlier(&"bills", &"ana", &rules(&["lock-date"]), at(600)), Some(&1));
        assert_eq!(repeats.earlier(&"bills", &"ana", &rules(&["lock-date"]), at(601)), None);
        assert_eq!(repeats.earlier(&"bills", &"ben", &rules(&["lock-date"]), at(1)), None);
        assert_eq!(repeats.earlier(&"other", &"ana", &rules(&["lock-date"]), at(1)), None);
        assert_eq!(repeats.earlier(&"bills", &"ana", &rules(&["lock-date", "already-exists"]), at(1)), None);
        assert_eq!(repeats.earlier(&"bills", &"ana", &[], at(1)), None);
    }

    #[test]
    fn an_answer_taken_away_leads_nowhere() {
        let mut repeats = Repeats::default();
        repeats.given("bills", "ana", rules(&["lock-date"]), at(0), 1);
        repeats.taken_away_where(|answer| *answer == 1);
        assert_eq!(repeats.earlier(&"bills", &"ana", &rules(&["lock-date"]), at(1)), None);
    }
}
