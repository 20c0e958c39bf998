//! The desk while it is open: the rules in force, the cases at hand, and the conversation between them.
//!
//! The edges speak to [`Service`] alone. It takes the time from its caller and does nothing of its own accord.

mod cases;

use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::SystemTime;

use crate::helpdesk::{Case, Effect, Happened, Knowledge};

use cases::Cases;
pub use cases::{Person, Place, Post, Team};

/// The rules in force and the cases at hand; shared by everyone who serves an edge.
#[derive(Debug)]
pub struct Service {
    knowledge: RwLock<Arc<Knowledge>>,
    cases: Mutex<Cases>,
}

impl Service {
    /// Opens the desk with `knowledge` and no case.
    pub fn new(knowledge: Knowledge) -> Self {
        Self { knowledge: RwLock::new(Arc::new(knowledge)), cases: Mutex::default() }
    }

    /// The rules in force; a holder keeps them even if they are replaced meanwhile.
    pub fn knowledge(&self) -> Arc<Knowledge> {
        Arc::clone(&self.knowledge.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts other rules in force, whole; conversations under way finish their turn with the old ones.
    pub fn replace(&self, knowledge: Knowledge) {
        *self.knowledge.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(knowledge);
    }

    /// What is to be said to a paste that opens no case yet, such as an overheard one: nothing is kept until
    /// [`Service::keep`].
    pub fn consider(
        &self,
        app: Option<crate::rules::AppId>,
        happened: Happened,
        now: SystemTime,
    ) -> (Case, Vec<Effect>) {
        self.knowledge().converse(Case { app, ..Case::default() }, happened, now)
    }

    /// One turn of the case that `about` opened. Without that case (after a restart, or on a bot that never saw it)
    /// `otherwise` is taken: what the button or the reply still knows. A button about another error than the case has in
    /// hand puts that one in hand. Gives the effects in order; turns of one case never overlap.
    pub fn converse(&self, about: &Post, otherwise: Case, happened: Happened, now: SystemTime) -> Vec<Effect> {
        let knowledge = self.knowledge();
        let slot = self.cases.lock().unwrap_or_else(PoisonError::into_inner).slot(about);
        let mut held = slot.lock().unwrap_or_else(PoisonError::into_inner);
        let case = match held.take() {
            Some(case) => case.agreeing_with(otherwise),
            None => otherwise,
        };
        let (case, effects) = knowledge.converse(case, happened, now);
        *held = Some(case);
        effects
    }

    /// Keeps `case` as the one that `about` opened.
    pub fn keep(&self, about: &Post, case: Case) {
        let slot = self.cases.lock().unwrap_or_else(PoisonError::into_inner).slot(about);
        *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(case);
    }

    /// The case that `about` opened, as it stands.
    pub fn case(&self, about: &Post) -> Option<Case> {
        let slot = self.cases.lock().unwrap_or_else(PoisonError::into_inner).find(about)?;
        let held = slot.lock().unwrap_or_else(PoisonError::into_inner);
        held.clone()
    }

    /// Forgets the case that `about` opened.
    pub fn forget(&self, about: &Post) {
        self.cases.lock().unwrap_or_else(PoisonError::into_inner).forget(about);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::helpdesk::{Press, Stage};
    use crate::rules::{RuleId, RuleSet};

    fn lock_date() -> Case {
        Case::of(RuleId::new("lock-date"), None, None)
    }

    fn desk() -> Service {
        Service::new(Knowledge::new(RuleSet::built_in().unwrap()))
    }

    #[test]
    fn a_press_works_on_a_desk_that_never_saw_the_case() {
        let (desk, post) = (desk(), Post::new("1"));
        let effects = desk.converse(&post, lock_date(), Happened::Pressed(Press::Worked), SystemTime::UNIX_EPOCH);
        assert!(effects.contains(&Effect::Close));
        assert_eq!(desk.case(&post).map(|case| case.stage), Some(Stage::Solved));
    }

    #[test]
    fn the_case_at_hand_counts_more_than_what_the_button_holds() {
        let (desk, post) = (desk(), Post::new("1"));
        desk.keep(&post, Case { stage: Stage::Solved, ..lock_date() });
        let again = desk.converse(&post, lock_date(), Happened::Pressed(Press::Worked), SystemTime::UNIX_EPOCH);
        assert_eq!(again, [], "pressed twice is counted once");
        desk.forget(&post);
        assert_eq!(desk.case(&post), None);
    }

    #[test]
    fn a_button_about_another_error_is_about_that_error() {
        let (desk, post) = (desk(), Post::new("1"));
        desk.keep(&post, Case::of(RuleId::new("already-exists-not-draft"), None, None));
        desk.converse(&post, lock_date(), Happened::Pressed(Press::NotSure), SystemTime::UNIX_EPOCH);
        assert_eq!(desk.case(&post).and_then(|case| case.in_hand), Some(RuleId::new("lock-date")));
    }
}
