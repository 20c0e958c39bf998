//! Which pastes were counted already: bounded, so that an edit or an event that comes twice counts nothing again.

use std::collections::{HashMap, VecDeque};

use crate::helpdesk::{Post, Tally};

/// Pastes remembered; a paste can be edited to some effect for an hour.
const MOST: usize = 10_000;

/// What of each paste was counted, the oldest first out.
#[derive(Debug, Default)]
pub(super) struct Tallied {
    by_post: HashMap<Post, Tally>,
    order: VecDeque<Post>,
}

impl Tallied {
    /// What of the paste `post` was counted.
    pub(super) fn of(&self, post: &Post) -> Tally {
        self.by_post.get(post).copied().unwrap_or_default()
    }

    /// So much of it is counted now.
    pub(super) fn is(&mut self, post: &Post, tally: Tally) {
        if self.by_post.insert(post.clone(), tally).is_none() {
            self.order.push_back(post.clone());
            if self.order.len() > MOST
                && let Some(oldest) = self.order.pop_front()
            {
                self.by_post.remove(&oldest);
            }
        }
    }
}
