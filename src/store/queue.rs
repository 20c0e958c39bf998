//! What is still to be written: bounded, and never more than the latest of one case or gap.

use std::collections::VecDeque;
use std::time::SystemTime;

use tokio::sync::oneshot;

use crate::helpdesk::incident::{Incident, IncidentId};
use crate::helpdesk::{Counted, Day, Gap, GapId, Person, Post, Team, TeamSettings};

use super::Record;

/// One thing to be written.
#[derive(Debug)]
pub(super) enum Change {
    /// The case as it stands now.
    Keep(Box<Record>),
    /// The case is over, or its paste is gone.
    Forget(Post),
    /// Everything that leads to this person goes; told when it is done.
    ForgetPerson(Person, oneshot::Sender<()>),
    /// What this team has set; told when it is done.
    Set(Team, TeamSettings, oneshot::Sender<()>),
    /// The gap of this team as it stands now; told when it is done.
    KeepGap(Team, Box<Gap>, oneshot::Sender<()>),
    /// The gap of this team is covered, or made room.
    ForgetGap(Team, GapId),
    /// The incident as it stands now; none when it need not be kept any more.
    Incident(IncidentId, Option<Box<Incident>>),
    /// What became of a case of this team, and when.
    Count(Option<Team>, Counted, SystemTime),
    /// The digest of this team for this day is posted; told when it is written.
    Digest(Team, Day, oneshot::Sender<()>),
}

impl Change {
    /// The case it is about, when it says everything about that case.
    fn case(&self) -> Option<&Post> {
        match self {
            Self::Keep(record) => Some(&record.post),
            Self::Forget(post) => Some(post),
            _ => None,
        }
    }

    /// The gap it is about; it says everything about that one.
    fn gap(&self) -> Option<(&Team, GapId)> {
        match self {
            Self::KeepGap(team, gap, _) => Some((team, gap.id)),
            Self::ForgetGap(team, gap) => Some((team, *gap)),
            _ => None,
        }
    }

    /// The incident it says everything about.
    fn incident(&self) -> Option<&IncidentId> {
        match self {
            Self::Incident(id, _) => Some(id),
            _ => None,
        }
    }

    fn person(&self) -> Option<&Person> {
        match self {
            Self::Keep(record) => Some(&record.whose.person),
            Self::ForgetPerson(person, _) => Some(person),
            _ => None,
        }
    }

    /// Whether it forgets this person.
    pub(super) fn forgets(&self, person: &Person) -> bool {
        matches!(self, Self::ForgetPerson(who, _) if who == person)
    }

    /// Whether a person was promised it, or may have been: what is taken away, what was set, and that nothing is
    /// announced twice.
    fn is_promised(&self) -> bool {
        match self {
            Self::Forget(_) | Self::ForgetPerson(..) | Self::Set(..) | Self::Incident(..) | Self::Digest(..) => true,
            Self::KeepGap(_, gap, _) => gap.silenced,
            Self::Keep(_) | Self::Count(..) | Self::ForgetGap(..) => false,
        }
    }
}

/// The changes that wait, in order.
#[derive(Debug)]
pub(super) struct Queue {
    most: usize,
    waiting: VecDeque<Change>,
    /// Taken to be written, and not yet known to be.
    taken: usize,
    lost: u64,
}

impl Queue {
    /// An empty queue for `most` changes.
    pub(super) fn new(most: usize) -> Self {
        Self { most, waiting: VecDeque::new(), taken: 0, lost: 0 }
    }

    /// Adds `change`. What it makes needless goes: an earlier state of the same case or gap, anything of a person who is to be
    /// forgotten. When there is no room the oldest that only adds something is lost; false then.
    pub(super) fn push(&mut self, change: Change) -> bool {
        if let Some(case) = change.case() {
            self.waiting.retain(|earlier| earlier.case() != Some(case));
        }
        if let Some(gap) = change.gap() {
            self.waiting.retain(|earlier| earlier.gap() != Some(gap));
        }
        if let Some(incident) = change.incident() {
            self.waiting.retain(|earlier| earlier.incident() != Some(incident));
        }
        if let Change::ForgetPerson(person, _) = &change {
            self.waiting.retain(|earlier| earlier.person() != Some(person));
        }
        let room = self.waiting.len() < self.most;
        if !room {
            let oldest = self.waiting.iter().position(|waiting| !waiting.is_promised()).unwrap_or(0);
            self.waiting.remove(oldest);
            self.lost += 1;
        }
        self.waiting.push_back(change);
        room
    }

    /// Takes up to `most` changes to be written; [`Queue::written`] or [`Queue::lose_taken`] says what became of them.
    pub(super) fn take(&mut self, most: usize) -> Vec<Change> {
        let taken: Vec<Change> = self.waiting.drain(..most.min(self.waiting.len())).collect();
        self.taken = taken.len();
        taken
    }

    /// What was taken is written.
    pub(super) fn written(&mut self) {
        self.taken = 0;
    }

    /// What was taken cannot be written.
    pub(super) fn lose_taken(&mut self) {
        self.lost += std::mem::take(&mut self.taken) as u64;
    }

    /// Nothing that waits will be written any more.
    pub(super) fn lose_all(&mut self) {
        self.lose_taken();
        self.lost += self.waiting.len() as u64;
        self.waiting.clear();
    }

    /// Whether this person's cases wait to be forgotten.
    pub(super) fn forgets(&self, person: &Person) -> bool {
        self.waiting.iter().any(|change| change.forgets(person))
    }

    /// Whether nothing waits to be taken.
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// How many changes are not written yet.
    pub(super) fn unwritten(&self) -> usize {
        self.waiting.len() + self.taken
    }

    /// How many changes were lost since the start.
    pub(super) fn lost(&self) -> u64 {
        self.lost
    }
}

#[cfg(test)]
mod tests {
    use crate::helpdesk::{Case, Place, Whose};

    use super::*;

    fn case(post: &str, person: &str) -> Change {
        let whose = Whose { team: None, place: Place::new("here"), person: Person::new(person) };
        Change::Keep(Box::new(Record { post: Post::new(post), whose, case: Case::default() }))
    }

    fn posts(queue: &Queue) -> Vec<&str> {
        queue.waiting.iter().filter_map(Change::case).map(Post::as_str).collect()
    }

    #[test]
    fn of_one_case_only_the_latest_waits() {
        let mut queue = Queue::new(10);
        for post in ["1", "2", "1", "1"] {
            assert!(queue.push(case(post, "ann")));
        }
        assert_eq!(posts(&queue), ["2", "1"]);
    }

    #[test]
    fn without_room_the_oldest_is_lost_but_never_what_takes_something_away() {
        let mut queue = Queue::new(2);
        queue.push(Change::Forget(Post::new("gone")));
        queue.push(case("1", "ann"));
        assert!(!queue.push(case("2", "ann")));
        assert_eq!(posts(&queue), ["gone", "2"]);
        assert_eq!(queue.lost(), 1);
    }

    #[test]
    fn who_is_to_be_forgotten_leaves_nothing_that_waits() {
        let mut queue = Queue::new(10);
        queue.push(case("1", "ann"));
        queue.push(case("2", "ben"));
        let (done, _) = oneshot::channel();
        queue.push(Change::ForgetPerson(Person::new("ann"), done));
        assert_eq!(posts(&queue), ["2"]);
        assert!(queue.forgets(&Person::new("ann")));
    }

    #[test]
    fn what_was_taken_counts_until_it_is_written() {
        let mut queue = Queue::new(10);
        queue.push(case("1", "ann"));
        queue.push(case("2", "ann"));
        assert_eq!(queue.take(1).len(), 1);
        assert_eq!(queue.unwritten(), 2);
        queue.written();
        assert_eq!(queue.unwritten(), 1);
        queue.lose_all();
        assert_eq!((queue.unwritten(), queue.lost()), (0, 1));
    }
}
