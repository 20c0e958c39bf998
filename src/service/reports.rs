//! What was counted, made use of: a team's report, its weekly digest, and what everybody's experience changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::time::timeout;

use crate::helpdesk::report::{Digest, Period, Report, week_before};
use crate::helpdesk::{Day, Experience, Knowledge, Team, USUAL_RETENTION};

use super::Service;

/// How long somebody waits who asked for a report. Discord waits three seconds for an answer.
const REPORTED_WITHIN: Duration = Duration::from_secs(2);

/// How long the store may take for what nobody waits for.
const READ_WITHIN: Duration = Duration::from_secs(10);

/// Days of experience that count: what is counted is usually kept as long.
const EXPERIENCE: u16 = 90;

/// The day of the last digest of each team; none until it was read.
pub(super) type Digests = Mutex<Option<HashMap<Team, Day>>>;

impl Service {
    /// The report of `team` about `period`, compared with as many days before where those are still kept. `None` when
    /// the store does not say within two seconds; without a store nothing was ever counted.
    pub async fn report(&self, team: &Team, period: Period) -> Option<Report> {
        let Some(store) = &self.store else { return Some(Report::new(period, &[], &[])) };
        let kept = self.team(team).retention_days.unwrap_or(USUAL_RETENTION);
        let comparable = kept >= period.days.saturating_mul(2);
        timeout(REPORTED_WITHIN, async {
            let now = store.counts(Some(team.clone()), period).await?;
            let before = match comparable {
                true => store.counts(Some(team.clone()), period.before()).await?,
                false => Vec::new(),
            };
            let gaps = Some(self.gaps_waiting(team));
            Some(Report { gaps, ..Report::new(period, &now, &before) })
        })
        .await
        .ok()
        .flatten()
    }

    /// Takes what everybody's cases have shown until `now` into account from here on: what has helped most comes first.
    /// False when the store does not say within ten seconds; what was known before goes on to count then.
    pub async fn learn(&self, now: SystemTime) -> bool {
        let Some(store) = &self.store else { return true };
        let period = Period { last: Day::of(now), days: EXPERIENCE };
        let Some(counted) = timeout(READ_WITHIN, store.counts(None, period)).await.ok().flatten() else {
            return false;
        };
        let experience = Arc::new(Experience::of(&counted));
        tracing::info!(outcomes = counted.len(), "what has helped so far is taken into account");
        let mut knowledge = self.knowledge.write().unwrap_or_else(PoisonError::into_inner);
        // Under the lock: a reload at the same time neither loses this nor is lost.
        *knowledge = Arc::new(Knowledge::clone(&knowledge).with_experience(experience));
        true
    }

    /// The report to post as the weekly digest of `team` at `now`, and the day it is due on. It counts as posted from
    /// here on, also after a restart: should it not be possible to post it, [`Service::digest_failed`] puts it back.
    /// `None` when nothing is due, or when the store cannot be read or written right now: then it is due the next time.
    pub async fn digest(&self, team: &Team, now: SystemTime) -> Option<(Day, Report)> {
        let last = self.last_digest(team).await?;
        match Digest::of(&self.team(team), last, now) {
            Digest::Rests => None,
            Digest::Begins(day) => {
                self.digest_posted(team, day).await;
                None
            }
            // In trouble nothing can be taken note of; the next round asks again.
            Digest::Due(_) if !self.remembers() => None,
            Digest::Due(day) => {
                let report = self.report(team, week_before(day)).await?;
                self.digest_posted(team, day).await.then_some((day, report))
            }
        }
    }

    /// The digest of `day` could not be posted: it is due again.
    pub async fn digest_failed(&self, team: &Team, day: Day) {
        let before = day.before(1);
        self.digest_is(team, before);
        self.digest_posted(team, before).await;
    }

    /// The day of the last digest of `team`, if it had one; `None` when the store does not say.
    async fn last_digest(&self, team: &Team) -> Option<Option<Day>> {
        let known = |digests: &HashMap<Team, Day>| digests.get(team).copied();
        if let Some(digests) = self.digests.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            return Some(known(digests));
        }
        let read = timeout(READ_WITHIN, self.store.as_ref()?.digests()).await.ok().flatten()?;
        let mut digests = self.digests.lock().unwrap_or_else(PoisonError::into_inner);
        Some(known(digests.insert(read.into_iter().collect())))
    }

    /// Takes note of a digest. False when the store has not confirmed it.
    async fn digest_posted(&self, team: &Team, day: Day) -> bool {
        let Some(store) = &self.store else { return false };
        let written = timeout(READ_WITHIN, store.digest_posted(team.clone(), day)).await.unwrap_or(false);
        if written {
            self.digest_is(team, day);
        }
        written
    }

    fn digest_is(&self, team: &Team, day: Day) {
        if let Some(digests) = self.digests.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            digests.insert(team.clone(), day);
        }
    }
}
