//! The desk while it is open: the rules in force, the cases at hand, and the conversation between them.
//!
//! The edges speak to [`Service`] alone. It takes the time from its caller and does nothing of its own accord. With a
//! store (feature `store`) it remembers beyond the process, and never waits for that: an edge asks for a case that may
//! be older than the process with `recall` before it goes on with it; everything else is as without.

mod cases;
#[cfg(feature = "store")]
mod gaps;
#[cfg(feature = "store")]
mod memory;
mod reload;
#[cfg(feature = "store")]
mod teams;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::SystemTime;

use crate::helpdesk::{Case, Effect, Happened, Knowledge};
pub use crate::helpdesk::{
    Days, Gap, GapId, Mode, Notices, Person, Place, Post, QuietHours, Role, Team, TeamSettings, Weekday, Whose, Zone,
};
#[cfg(feature = "store")]
use crate::store::Store;

#[cfg(feature = "store")]
pub use crate::store::KeptCase;
use cases::{Cases, Held};
pub use reload::{ReloadError, Reloaded, RuleSource};
#[cfg(feature = "store")]
pub use teams::SettingsUnread;

/// The rules in force and the cases at hand; shared by everyone who serves an edge.
#[derive(Debug)]
pub struct Service {
    knowledge: RwLock<Arc<Knowledge>>,
    source: RuleSource,
    cases: Mutex<Cases>,
    #[cfg(feature = "store")]
    teams: teams::Teams,
    #[cfg(feature = "store")]
    gaps: gaps::Gaps,
    #[cfg(feature = "store")]
    store: Option<Store>,
}

impl Service {
    /// Opens the desk with `knowledge` and no case; it remembers nothing beyond the process.
    pub fn new(knowledge: Knowledge) -> Self {
        Self {
            knowledge: RwLock::new(Arc::new(knowledge)),
            source: RuleSource::default(),
            cases: Mutex::default(),
            #[cfg(feature = "store")]
            teams: teams::Teams::default(),
            #[cfg(feature = "store")]
            gaps: gaps::Gaps::default(),
            #[cfg(feature = "store")]
            store: None,
        }
    }

    /// The rules in force; a holder keeps them even if they are replaced meanwhile.
    pub fn knowledge(&self) -> Arc<Knowledge> {
        Arc::clone(&self.knowledge.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts other rules in force, whole; conversations under way finish their turn with the old ones, which are given
    /// back: taking them apart takes a while, and nobody should wait for that.
    pub fn replace(&self, knowledge: Knowledge) -> Arc<Knowledge> {
        let knowledge = Arc::new(knowledge);
        std::mem::replace(&mut *self.knowledge.write().unwrap_or_else(PoisonError::into_inner), knowledge)
    }

    /// What is to be said to a paste that opens no case yet, such as an overheard one: nothing is kept until
    /// [`Service::keep`], nothing counted until [`Service::considered`].
    pub fn consider(
        &self,
        app: Option<crate::rules::AppId>,
        happened: Happened,
        now: SystemTime,
    ) -> (Case, Vec<Effect>) {
        self.knowledge().converse(Case { app, ..Case::default() }, happened, now)
    }

    /// Takes note of what [`Service::consider`] gave for the paste `post` of `whose`, once it is acted upon: never twice for
    /// the same version of a paste.
    #[cfg_attr(not(feature = "store"), expect(unused_variables, reason = "only the store takes notes"))]
    pub fn considered(&self, post: &Post, whose: &Whose, case: &Case, effects: &[Effect], now: SystemTime) {
        #[cfg(feature = "store")]
        {
            self.count(&self.knowledge(), Some(whose), case, effects, now);
            self.note_gaps(post, whose, effects, now);
        }
    }

    /// One turn of the case that `about` opened. Without that case (after a restart, or on a bot that never saw it)
    /// `otherwise` is taken: what the button or the reply still knows. A button about another error than the case has in
    /// hand puts that one in hand. Gives the effects in order; turns of one case never overlap.
    pub fn converse(&self, about: &Post, otherwise: Case, happened: Happened, now: SystemTime) -> Vec<Effect> {
        let knowledge = self.knowledge();
        let slot = self.cases().slot(about);
        let mut held = locked(&slot);
        let before = match held.case.take() {
            Some(case) => case.agreeing_with(otherwise),
            None => otherwise,
        };
        #[cfg(feature = "store")]
        let then = before.clone();
        let (case, effects) = knowledge.converse(before, happened, now);
        held.case = Some(case);
        #[cfg(feature = "store")]
        {
            self.remember(about, &held);
            self.count(&knowledge, held.whose.as_ref(), &then, &effects, now);
            if let Some(whose) = &held.whose {
                self.note_gaps(about, whose, &effects, now);
            }
        }
        effects
    }

    /// Keeps `case` as the one that `about` opened, for the person and the place of `whose`.
    pub fn keep(&self, about: &Post, whose: Whose, case: Case) {
        let slot = self.cases().slot(about);
        let mut held = locked(&slot);
        *held = Held { case: Some(case), whose: Some(whose) };
        #[cfg(feature = "store")]
        self.remember(about, &held);
    }

    /// The case that `about` opened, as it stands.
    pub fn case(&self, about: &Post) -> Option<Case> {
        let slot = self.cases().find(about)?;
        let held = locked(&slot);
        held.case.clone()
    }

    /// Whose case it is that `about` opened, while it is at hand.
    #[cfg(feature = "store")]
    pub fn whose(&self, about: &Post) -> Option<Whose> {
        let slot = self.cases().find(about)?;
        let held = locked(&slot);
        held.whose.clone()
    }

    /// Forgets the case that `about` opened.
    pub fn forget(&self, about: &Post) {
        self.cases().forget(about);
        #[cfg(feature = "store")]
        if let Some(store) = &self.store {
            store.forget(about.clone());
        }
    }

    fn cases(&self) -> MutexGuard<'_, Cases> {
        self.cases.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn locked(slot: &Mutex<Held>) -> MutexGuard<'_, Held> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}
