//! What is counted of a case: that an error was brought and answered, and what became of it; nothing that leads to a
//! person, and nothing of what was written.

use std::time::{Duration, SystemTime};

use crate::rules::{AppId, CauseId, RuleId};

use super::answer::times_tried;
use super::app::app_for;
use super::{Case, Effect, Knowledge, Outcome, Reply};

/// What of a case is counted already, so that nothing of it is counted twice: not by an edit, a second press, or a copy
/// of the case in a thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tally {
    /// Nothing.
    #[default]
    Nothing,
    /// That an error was brought; it got no answer yet.
    Brought,
    /// That it was answered.
    Answered,
    /// How it ended, or another case counts for it.
    Closed,
}

/// One thing to count.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Counted {
    /// What it was.
    pub outcome: Outcome,
    /// The error it happened to; none when there was none.
    pub rule: Option<RuleId>,
    /// The cause whose fix was shown; none while several were in question.
    pub cause: Option<CauseId>,
    /// The app the fix was for.
    pub app: Option<AppId>,
    /// Which of the cause's ways to mend it was shown, from 0.
    pub way: Option<u8>,
    /// With [`Outcome::Worked`], how long after the error was brought that was, in whole seconds.
    pub after: Option<Duration>,
}

impl Counted {
    /// `outcome` of `rule`, without a fix.
    pub fn of(outcome: Outcome, rule: Option<RuleId>) -> Self {
        Self { outcome, rule, cause: None, app: None, way: None, after: None }
    }
}

impl Case {
    /// Another error was brought: what is counted begins anew once the one before has had its answer.
    pub(super) fn begin(&mut self) {
        if matches!(self.tally, Tally::Answered | Tally::Closed) {
            self.tally = Tally::Nothing;
            self.opened = None;
        }
    }

    /// Adds to `effects` what is to be counted of them at `now`, and takes out what was counted before.
    pub(super) fn tally(&mut self, effects: &mut Vec<Effect>, now: SystemTime) {
        effects.retain_mut(|effect| {
            let Effect::Remember(outcome) = effect else { return true };
            match (*outcome, self.tally) {
                (Outcome::Worked, Tally::Closed) => *outcome = Outcome::AlsoWorked,
                (Outcome::Worked, _) | (Outcome::Dismissed, Tally::Answered) => self.tally = Tally::Closed,
                (Outcome::Dismissed, _) => return false,
                (Outcome::Unrecognised, Tally::Nothing) => {
                    (self.tally, self.opened) = (Tally::Brought, Some(now));
                }
                _ => {}
            }
            true
        });
        let said = effects.iter().filter_map(|effect| match effect {
            Effect::Say(reply) | Effect::Change(reply) | Effect::SayPrivately(reply) => Some(reply),
            _ => None,
        });
        let (mut tally, mut outcomes) = (self.tally, Vec::new());
        for reply in said {
            let (then, outcome) = match (reply, tally) {
                (Reply::Answers { .. }, Tally::Nothing) => (Tally::Answered, Outcome::Answered),
                (Reply::Answers { .. }, Tally::Brought) => (Tally::Answered, Outcome::AnsweredLater),
                (Reply::DidYouMean(_), Tally::Nothing) => (Tally::Brought, Outcome::Offered),
                (Reply::NotCovered, Tally::Nothing) => (Tally::Brought, Outcome::Unrecognised),
                // Another one than the case is about.
                (Reply::NotCovered, Tally::Answered | Tally::Closed) => (tally, Outcome::Unrecognised),
                _ => continue,
            };
            tally = then;
            outcomes.push(Effect::Remember(outcome));
        }
        if self.tally == Tally::Nothing && tally != Tally::Nothing {
            self.opened = Some(now);
        }
        self.tally = tally;
        effects.extend(outcomes);
    }
}

impl Knowledge {
    /// What is to be counted when `outcome` happens to a case that stood as `before` and stands as `after`, at `now`:
    /// each with the time under whose day it belongs, which is when the error was brought. So a share of what was
    /// brought in a week is never greater than the whole. The fix that was shown before is the one that worked or did
    /// not.
    pub fn counted(
        &self,
        outcome: Outcome,
        before: &Case,
        after: &Case,
        now: SystemTime,
    ) -> Vec<(Counted, SystemTime)> {
        match outcome {
            Outcome::Answered | Outcome::AnsweredLater => {
                let at = after.opened.unwrap_or(now);
                let rule = after.in_hand.clone();
                let app = self.app_of(after);
                let beside = after.errors.iter().filter(|error| Some(&error.rule) != rule.as_ref());
                let beside = beside.map(|error| Counted::of(Outcome::Beside, Some(error.rule.clone())));
                let counted = Counted { app, ..Counted::of(outcome, rule.clone()) };
                std::iter::once(counted).chain(beside).map(|counted| (counted, at)).collect()
            }
            Outcome::Offered => vec![(Counted::of(outcome, None), after.opened.unwrap_or(now))],
            Outcome::Unrecognised => vec![(Counted::of(outcome, None), now)],
            _ => vec![(self.fix_counted(outcome, before, now), before.opened.unwrap_or(now))],
        }
    }

    /// `outcome` with the fix that was shown when `case` stood like this.
    fn fix_counted(&self, outcome: Outcome, case: &Case, now: SystemTime) -> Counted {
        let rule = case.in_hand.as_ref().and_then(|rule| self.rules().rule(rule.as_str()));
        let causes = rule.map(|rule| self.causes_in_question(rule, case)).unwrap_or_default();
        let cause = match causes.as_slice() {
            [only] => Some(only.id.clone()),
            _ => case.cause.clone(),
        };
        let app = self.app_of(case);
        let way = cause.as_ref().and_then(|cause| {
            let ways = rule?.cause(cause.as_str())?.fixes_for(app.as_ref()).len();
            u8::try_from(times_tried(case, cause).min(ways.checked_sub(1)?)).ok()
        });
        let opened = case.opened.filter(|_| outcome == Outcome::Worked);
        // A clock that was put back says nothing about how long it took.
        let after = opened.and_then(|opened| now.duration_since(opened).ok());
        let after = after.map(|after| Duration::from_secs(after.as_secs()));
        Counted { cause, app, way, after, ..Counted::of(outcome, case.in_hand.clone()) }
    }

    fn app_of(&self, case: &Case) -> Option<AppId> {
        match case.in_hand.as_ref().and_then(|rule| self.rules().rule(rule.as_str())) {
            Some(rule) => app_for(rule, case.app.as_ref()),
            None => case.app.clone(),
        }
    }
}
