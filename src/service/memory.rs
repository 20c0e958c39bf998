//! What the desk remembers beyond the process: cases after each turn, and what became of them.

use std::time::{Duration, SystemTime};

use tokio::time::timeout;

use crate::helpdesk::{Case, Effect, Knowledge, Stage};
use crate::store::{KeptCase, Record, Store};

use super::cases::Held;
use super::{Person, Post, Service, Whose, locked};

/// How long a case is waited for before the desk goes on without it. Discord waits three seconds for an answer, people
/// hardly one.
const RECALLED_WITHIN: Duration = Duration::from_millis(300);

/// How long somebody waits who asked what is kept about them, or to be forgotten.
const ANSWERED_WITHIN: Duration = Duration::from_secs(2);

impl Service {
    /// Opens the desk with `knowledge`; it remembers through `store`.
    pub fn remembering(knowledge: Knowledge, store: Store) -> Self {
        Self { store: Some(store), ..Self::new(knowledge) }
    }

    /// Brings the case that `about` opened back to hand if only the store has it. What it does not say within 0.3
    /// seconds is done without. `whose` is what the edge knows, if anything; where the store knows better, that counts.
    pub async fn recall(&self, about: &Post, whose: impl Into<Option<Whose>>) {
        let whose = whose.into();
        let slot = self.cases().slot(about);
        let at_hand = {
            let mut held = locked(&slot);
            if held.case.is_some() && held.whose.is_none() {
                held.whose.clone_from(&whose);
            }
            held.case.is_some()
        };
        if at_hand {
            return;
        }
        let found = match &self.store {
            Some(store) => timeout(RECALLED_WITHIN, store.case(about.clone())).await.ok().flatten(),
            None => None,
        };
        let mut held = locked(&slot);
        match found {
            // Meanwhile a turn may have begun without it.
            Some(record) if held.case.is_none() => {
                *held = Held { case: Some(record.case), whose: Some(record.whose) };
            }
            _ if held.whose.is_none() => held.whose = whose,
            _ => {}
        }
    }

    /// The cases kept of `person`, asked or taken over, the latest first, a thousand at most; none at all without a store. `None` when the
    /// store does not say within two seconds.
    pub async fn kept_about(&self, person: &Person) -> Option<Vec<KeptCase>> {
        let Some(store) = &self.store else { return Some(Vec::new()) };
        timeout(ANSWERED_WITHIN, store.kept_about(person.clone())).await.ok().flatten()
    }

    /// Forgets every case of `person`, and that they took over somebody else's, at hand and in the store. False when the store did not confirm it within two
    /// seconds: it is done as soon as it can be, unless the program ends before.
    pub async fn forget_person(&self, person: &Person) -> bool {
        self.forget_met_by(person);
        let all = self.cases().all();
        for slot in all {
            let mut held = locked(&slot);
            if held.whose.as_ref().is_some_and(|whose| whose.person == *person) {
                *held = Held::default();
            } else if let Some(case) = &mut held.case
                && case.claimed_by.as_ref() == Some(person)
            {
                case.claimed_by = None;
            }
        }
        let Some(store) = &self.store else { return true };
        timeout(ANSWERED_WITHIN, store.forget_person(person.clone())).await.unwrap_or(false)
    }

    /// Has the case kept as it stands; one that is about no error is not worth it, unless a person has it.
    pub(super) fn remember(&self, about: &Post, held: &Held) {
        let (Some(store), Some(case), Some(whose)) = (&self.store, &held.case, &held.whose) else { return };
        if case.in_hand.is_some() || case.stage == Stage::HandedOver {
            store.keep(Record { post: about.clone(), whose: whose.clone(), case: case.clone() });
        } else {
            store.forget(about.clone());
        }
    }

    /// Counts what became of a case, `before` and `after` the turn.
    pub(super) fn count(
        &self,
        knowledge: &Knowledge,
        whose: Option<&Whose>,
        (before, after): (&Case, &Case),
        effects: &[Effect],
        now: SystemTime,
    ) {
        let Some(store) = &self.store else { return };
        for effect in effects {
            if let Effect::Remember(outcome) = effect {
                let team = whose.and_then(|whose| whose.team.clone());
                for (counted, at) in knowledge.counted(*outcome, before, after, now) {
                    store.count(team.clone(), counted, at);
                }
            }
        }
    }
}
