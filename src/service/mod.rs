//! The desk while it is open: the rules in force, the cases at hand, and the conversation between them.
//!
//! The edges speak to [`Service`] alone. It takes the time from its caller and does nothing of its own accord. With a
//! store (feature `store`) it remembers beyond the process, and never waits for that: an edge asks for a case that may
//! be older than the process with `recall` before it goes on with it; everything else is as without.

mod cases;
#[cfg(feature = "store")]
mod gaps;
#[cfg(feature = "store")]
mod incidents;
#[cfg(feature = "store")]
mod memory;
mod reload;
#[cfg(feature = "store")]
mod reports;
mod tallied;
#[cfg(feature = "store")]
mod teams;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::SystemTime;

use crate::helpdesk::{Case, Effect, Happened, Knowledge, Outcome, Tally};
pub use crate::helpdesk::{
    Days, Gap, GapId, Mode, Notices, Person, Place, Post, QuietHours, Role, Team, TeamSettings, USUAL_RETENTION,
    Weekday, Whose, Zone,
};
#[cfg(feature = "store")]
use crate::store::Store;

#[cfg(feature = "store")]
pub use crate::store::KeptCase;
use cases::{Cases, Held};
#[cfg(feature = "store")]
pub use incidents::{Instead, Where};
pub use reload::{ReloadError, Reloaded, RuleSource};
use tallied::Tallied;
#[cfg(feature = "store")]
pub use teams::SettingsUnread;

/// The rules in force and the cases at hand; shared by everyone who serves an edge.
#[derive(Debug)]
pub struct Service {
    knowledge: RwLock<Arc<Knowledge>>,
    source: RuleSource,
    cases: Mutex<Cases>,
    tallied: Mutex<Tallied>,
    #[cfg(feature = "store")]
    digests: reports::Digests,
    #[cfg(feature = "store")]
    teams: teams::Teams,
    #[cfg(feature = "store")]
    gaps: gaps::Gaps,
    #[cfg(feature = "store")]
    watch: Mutex<incidents::Watch>,
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
            tallied: Mutex::default(),
            #[cfg(feature = "store")]
            digests: reports::Digests::default(),
            #[cfg(feature = "store")]
            teams: teams::Teams::default(),
            #[cfg(feature = "store")]
            gaps: gaps::Gaps::default(),
            #[cfg(feature = "store")]
            watch: Mutex::default(),
            #[cfg(feature = "store")]
            store: None,
        }
    }

    /// The rules in force; a holder keeps them even if they are replaced meanwhile.
    pub fn knowledge(&self) -> Arc<Knowledge> {
        Arc::clone(&self.knowledge.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts other rules in force, whole; conversations under way finish their turn with the old ones, which are given
    /// back: taking them apart takes a while, and nobody should wait for that. What has helped so far goes on to count.
    pub fn replace(&self, knowledge: Knowledge) -> Arc<Knowledge> {
        let mut in_force = self.knowledge.write().unwrap_or_else(PoisonError::into_inner);
        let knowledge = knowledge.with_experience(Arc::clone(in_force.experience()));
        std::mem::replace(&mut *in_force, Arc::new(knowledge))
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
            self.count(&self.knowledge(), Some(whose), (&Case::default(), case), effects, now);
            self.note_gaps(post, whose, effects, now);
        }
    }

    /// The same for the paste `about`, which may have been considered before: an event that comes twice and an edit count
    /// nothing again, and `case` goes on from what was counted then.
    pub fn reconsidered(&self, about: &Post, whose: &Whose, case: &mut Case, effects: &[Effect], now: SystemTime) {
        let earlier = self.case(about);
        let mut tallied = self.tallied.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = match (&earlier, tallied.of(about)) {
            (Some(case), Tally::Nothing) => case.tally,
            (Some(Case { tally: Tally::Closed, .. }), _) => Tally::Closed,
            (_, tally) => tally,
        };
        let mut effects = effects.to_vec();
        effects.retain_mut(|effect| match (effect, counted) {
            (_, Tally::Nothing) => true,
            (Effect::Remember(outcome @ Outcome::Answered), Tally::Brought) => {
                *outcome = Outcome::AnsweredLater;
                true
            }
            (Effect::Remember(Outcome::Answered | Outcome::Offered | Outcome::Unrecognised), _) => false,
            _ => true,
        });
        if matches!(counted, Tally::Answered | Tally::Closed) {
            case.tally = counted;
        }
        if let Some(opened) = earlier.and_then(|case| case.opened).filter(|_| counted != Tally::Nothing) {
            case.opened = Some(opened);
        }
        if counted != Tally::Nothing || case.tally != Tally::Nothing {
            tallied.is(about, if case.tally == Tally::Nothing { counted } else { case.tally });
        }
        drop(tallied);
        self.considered(about, whose, case, &effects, now);
    }

    /// Another case counts for the one that `about` opened from here on: it was taken to another place.
    pub fn counts_elsewhere(&self, about: &Post) {
        let Some(slot) = self.cases().find(about) else { return };
        let mut held = locked(&slot);
        if let Some(case) = &mut held.case {
            case.tally = Tally::Closed;
            #[cfg(feature = "store")]
            self.remember(about, &held);
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
            if let Some(case) = &held.case {
                self.count(&knowledge, held.whose.as_ref(), (&then, case), &effects, now);
            }
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
