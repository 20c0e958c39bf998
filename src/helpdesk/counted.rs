//! What is counted when something became of a case: which error, cause and app; nothing that leads to a person.

use crate::rules::{AppId, CauseId, RuleId};

use super::answer::causes_in_question;
use super::app::app_for;
use super::{Case, Knowledge, Outcome};

/// What became of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// What it was.
    pub outcome: Outcome,
    /// The error it happened to; none when a person was asked for without one.
    pub rule: Option<RuleId>,
    /// The cause whose fix was shown; none while several were in question.
    pub cause: Option<CauseId>,
    /// The app the fix was for.
    pub app: Option<AppId>,
}

impl Knowledge {
    /// What `outcome` is about when it happens to `case`, taken as it stood before the turn: the fix that was shown
    /// then is the one that worked or did not.
    pub fn counted(&self, case: &Case, outcome: Outcome) -> Counted {
        let rule = case.in_hand.as_ref().and_then(|rule| self.rules().rule(rule.as_str()));
        let causes = rule.map(|rule| causes_in_question(rule, case)).unwrap_or_default();
        let cause = match causes.as_slice() {
            [only] => Some(only.id.clone()),
            _ => case.cause.clone(),
        };
        let app = match rule {
            Some(rule) => app_for(rule, case.app.as_ref()),
            None => case.app.clone(),
        };
        Counted { outcome, rule: case.in_hand.clone(), cause, app }
    }
}
