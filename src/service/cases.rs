//! The cases at hand, in memory and bounded.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use crate::helpdesk::{Case, Post, Whose};

/// Cases kept at once; the oldest makes room. A case without its place is rebuilt from what its buttons hold.
const MOST_CASES: usize = 10_000;

/// The place of one case.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// The case; none until something was said about it.
    pub(super) case: Option<Case>,
    /// Whose it is; none when nobody said so.
    #[cfg_attr(not(feature = "store"), expect(dead_code, reason = "only the store asks whose a case is"))]
    pub(super) whose: Option<Whose>,
}

/// One case with its lock.
type Slot = Arc<Mutex<Held>>;

/// The cases at hand, the oldest first out.
#[derive(Debug, Default)]
pub(super) struct Cases {
    by_post: HashMap<Post, Slot>,
    order: VecDeque<Post>,
}

impl Cases {
    /// The place of the case that `about` opened; made when there is none.
    pub(super) fn slot(&mut self, about: &Post) -> Slot {
        if let Some(slot) = self.by_post.get(about) {
            return Arc::clone(slot);
        }
        while self.by_post.len() >= MOST_CASES {
            let Some(oldest) = self.order.pop_front() else { break };
            self.by_post.remove(&oldest);
        }
        let slot = Slot::default();
        self.by_post.insert(about.clone(), Arc::clone(&slot));
        self.order.push_back(about.clone());
        slot
    }

    /// The place of the case that `about` opened, if there is one.
    pub(super) fn find(&self, about: &Post) -> Option<Slot> {
        self.by_post.get(about).map(Arc::clone)
    }

    /// Takes the case that `about` opened away.
    pub(super) fn forget(&mut self, about: &Post) {
        if self.by_post.remove(about).is_some() {
            self.order.retain(|post| post != about);
        }
    }

    /// The places of all cases.
    #[cfg(feature = "store")]
    pub(super) fn all(&self) -> Vec<Slot> {
        self.by_post.values().map(Arc::clone).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_case_makes_room() {
        let mut cases = Cases::default();
        for number in 0..=MOST_CASES {
            cases.slot(&Post::new(number.to_string()));
        }
        assert!(cases.find(&Post::new("0")).is_none());
        assert!(cases.find(&Post::new("1")).is_some());
        assert_eq!(cases.by_post.len(), MOST_CASES);
    }
}
