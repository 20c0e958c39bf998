//! The inboxes of the teams: what no rule covers is noted there, listed, silenced, and leaves when a rule covers it.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::time::timeout;

use crate::helpdesk::{Effect, Gap, GapId, Inbox, Team};
use crate::store::Limits;

use super::{Person, Post, Service, Whose};

/// How long whoever silences a gap waits for the store to have written it.
const WRITTEN_WITHIN: Duration = Duration::from_secs(2);

/// Posts remembered that were counted: an edit, or the same event again, does not count anew.
const MOST_COUNTED: usize = 4_096;

/// New gaps that one person may open within [`WITHIN`]: whoever pastes fifty different errors a minute pushes nobody
/// else's out.
const MOST_NEW: usize = 10;
/// See [`MOST_NEW`].
const WITHIN: Duration = Duration::from_secs(600);

/// How far a restart reaches back for what was posted meanwhile, and then some: what is not younger than the latest of
/// its gap was counted before.
const READ_AGAIN: Duration = Duration::from_secs(1_800);

/// The inboxes of all teams.
#[derive(Debug, Default)]
pub(super) struct Gaps(Mutex<Inboxes>);

#[derive(Debug, Default)]
struct Inboxes {
    teams: HashMap<Team, Inbox>,
    counted: VecDeque<(Post, GapId)>,
    opened: VecDeque<(Person, SystemTime)>,
    /// When each gap was last met before the start.
    before: HashMap<(Team, GapId), SystemTime>,
}

impl Gaps {
    fn locked(&self) -> MutexGuard<'_, Inboxes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inboxes {
    /// Whether this very post counts: not a second time, and not what was counted before the start.
    fn counts(&self, team: &Team, post: &Post, gap: GapId, at: SystemTime) -> bool {
        let again = self.counted.iter().any(|(known, its)| known == post && *its == gap);
        let before = self.before.get(&(team.clone(), gap)).and_then(|last| last.duration_since(at).ok());
        !again && before.is_none_or(|before| before > READ_AGAIN)
    }

    /// Whether `person` may open another gap.
    fn may_open(&mut self, person: &Person, at: SystemTime) -> bool {
        let apart = |one: SystemTime| at.duration_since(one).or_else(|_| one.duration_since(at)).unwrap_or_default();
        self.opened.retain(|(_, opened)| apart(*opened) <= WITHIN);
        self.opened.iter().filter(|(who, _)| who == person).count() < MOST_NEW
    }
}

impl Service {
    /// Reads the gaps that were kept. Unlike the settings they are no reason not to start: without them new ones are
    /// collected, and the log says so.
    pub async fn read_gaps(&self, patience: Duration) {
        let Some(store) = &self.store else { return };
        let Some(read) = timeout(patience, store.gaps()).await.ok().flatten() else {
            tracing::warn!("the gaps of the servers could not be read: they are collected anew until the next start");
            return;
        };
        let mut teams: HashMap<Team, Vec<Gap>> = HashMap::new();
        for (team, gap) in read {
            teams.entry(team).or_default().push(gap);
        }
        let mut inboxes = self.gaps.locked();
        for (team, gaps) in teams {
            inboxes.before.extend(gaps.iter().map(|gap| ((team.clone(), gap.id), gap.last)));
            inboxes.teams.insert(team, Inbox::with(gaps));
        }
    }

    /// Notes what no rule covers among `effects`, said by the person of `whose` in `post`. In a direct conversation
    /// nothing is noted: nobody could ever list it.
    pub(super) fn note_gaps(&self, post: &Post, whose: &Whose, effects: &[Effect], at: SystemTime) {
        let Some(team) = &whose.team else { return };
        for effect in effects {
            if let Effect::Unrecognised { text } = effect {
                self.note_gap(post, team, &whose.person, text, at);
            }
        }
    }

    fn note_gap(&self, post: &Post, team: &Team, person: &Person, text: &str, at: SystemTime) {
        let mut inboxes = self.gaps.locked();
        let inbox = inboxes.teams.entry(team.clone()).or_default();
        match inbox.find(text) {
            Some(gap) if !inboxes.counts(team, post, gap, at) => return,
            None if !inboxes.may_open(person, at) => {
                tracing::debug!("one person met more errors that no rule covers than are collected of one");
                return;
            }
            _ => {}
        }
        let inbox = inboxes.teams.entry(team.clone()).or_default();
        let Some(noted) = inbox.add(text, at) else { return };
        let gap = inbox.gap(noted.gap).cloned();
        if inboxes.counted.len() >= MOST_COUNTED {
            inboxes.counted.pop_front();
        }
        inboxes.counted.push_back((post.clone(), noted.gap));
        if noted.new {
            inboxes.opened.push_back((person.clone(), at));
        }
        // Handed over under the lock: of two changes at once the later one is also written last.
        if let Some(store) = &self.store {
            noted.gone.into_iter().for_each(|gone| store.forget_gap(team.clone(), gone));
            if let Some(gap) = gap {
                // Nobody waits for it.
                drop(store.keep_gap(team.clone(), gap));
            }
        }
    }

    /// How many gaps of `team` wait for a rule.
    pub(super) fn gaps_waiting(&self, team: &Team) -> usize {
        self.gaps.locked().teams.get(team).map_or(0, |inbox| inbox.list().len())
    }

    /// The gaps of `team` that are not silenced, the most frequent first; at `now` those are gone that were not met for
    /// as long as the team keeps things.
    pub fn gaps(&self, team: &Team, now: SystemTime) -> Vec<Gap> {
        let kept = self
            .team(team)
            .retention_days
            .map_or(Limits::default().retention, |days| Duration::from_secs(u64::from(days) * 24 * 3_600));
        let mut inboxes = self.gaps.locked();
        let Some(inbox) = inboxes.teams.get_mut(team) else { return Vec::new() };
        // The store deletes them of its own accord.
        inbox.take_out(|gap| now.duration_since(gap.last).is_ok_and(|ago| ago > kept));
        inbox.list().into_iter().cloned().collect()
    }

    /// The gap of `team` with this id.
    pub fn gap(&self, team: &Team, gap: GapId) -> Option<Gap> {
        self.gaps.locked().teams.get(team)?.gap(gap).cloned()
    }

    /// *Not an error*: the gap is counted from now on and not listed. `None` when it is gone; else whether the store has
    /// confirmed it within two seconds.
    pub async fn silence_gap(&self, team: &Team, gap: GapId) -> Option<bool> {
        let written = {
            let mut inboxes = self.gaps.locked();
            let inbox = inboxes.teams.get_mut(team)?;
            if !inbox.silence(gap) {
                return None;
            }
            let gap = inbox.gap(gap).cloned()?;
            self.store.as_ref().map(|store| store.keep_gap(team.clone(), gap))
        };
        Some(match written {
            Some(written) => timeout(WRITTEN_WITHIN, written).await.unwrap_or(false),
            None => true,
        })
    }

    /// Takes out the gaps that the rules in force cover: all of their examples are known to somebody who asks. Takes a
    /// while when there are many.
    pub fn forget_covered_gaps(&self) {
        let knowledge = self.knowledge();
        let all: Vec<(Team, GapId, Vec<String>)> = {
            let inboxes = self.gaps.locked();
            let gaps = inboxes.teams.iter().flat_map(|(team, inbox)| inbox.all().map(move |gap| (team, gap)));
            gaps.map(|(team, gap)| (team.clone(), gap.id, gap.examples.clone())).collect()
        };
        // Without the lock: nobody is to wait for hundreds of classifications.
        let covered = all.into_iter().filter(|(.., examples)| examples.iter().all(|example| knowledge.covers(example)));
        let covered: Vec<_> = covered.collect();
        let gone = covered.len();
        for (team, id, _) in covered {
            if let Some(inbox) = self.gaps.locked().teams.get_mut(&team) {
                inbox.take_out(|gap| gap.id == id);
            }
            if let Some(store) = &self.store {
                store.forget_gap(team, id);
            }
        }
        if gone > 0 {
            tracing::info!(gone, "gaps are covered by now");
        }
    }
}
