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
