//! What a team struggled with in some days, from what was counted: the commonest errors, how many were answered and
//! solved, how long that took, and the fixes that do not work.

mod csv;
mod digest;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::time::Duration;

use crate::rules::{AppId, CauseId, RuleId};

use super::{Counted, Day, Outcome};

pub use csv::csv;
pub use digest::{Digest, week_before};

/// Errors listed at most.
pub const MOST_LISTED: usize = 10;

/// Fixes that do not work, listed at most.
pub const MOST_FIXES: usize = 5;

/// Outcomes a fix needs before anything is said about it: two people may both have mistyped a code.
pub const ENOUGH_FOR_A_FIX: u32 = 3;

/// What was counted, and how often each.
pub type Tallies = Vec<(Counted, u32)>;

/// The days a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The last of them.
    pub last: Day,
    /// How many; at least 1.
    pub days: u16,
}

impl Period {
    /// The first of them.
    pub fn first(self) -> Day {
        self.last.before(u32::from(self.days.saturating_sub(1)))
    }

    /// As many days right before.
    #[must_use]
    pub fn before(self) -> Self {
        Self { last: self.last.before(u32::from(self.days.max(1))), ..self }
    }
}

/// How a team fared in some days. An error counts under the day it was brought on, whenever it was answered or solved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Errors that were brought: pasted, described or looked up. A paste counts once, however many errors it holds.
    pub brought: u32,
    /// Of these, the ones that got an answer nobody called wrong (*Not this one*).
    pub answered: u32,
    /// Of the answered ones, those that ended with *It worked*.
    pub solved: u32,
    /// Of those brought, the ones that no rule covers, or that were none of those offered.
    pub unrecognised: u32,
    /// Cases that a person was called to.
    pub handed_over: u32,
    /// The median of the times from being brought to *It worked*; none without a solved one.
    pub to_solved: Option<Duration>,
}

impl Figures {
    /// Counts `tallies`.
    pub fn of(tallies: &[(Counted, u32)]) -> Self {
        let all = |outcome: Outcome| {
            let found = tallies.iter().filter(|(counted, _)| counted.outcome == outcome);
            found.fold(0_u32, |sum, (_, times)| sum.saturating_add(*times))
        };
        // What was lost on the way to the store, or is too old, must not make a part greater than the whole.
        let first = all(Outcome::Answered);
        let (later, open) =
            (all(Outcome::AnsweredLater), all(Outcome::Offered).saturating_add(all(Outcome::Unrecognised)));
        let brought = first.saturating_add(open);
        let answered = first.saturating_add(later).saturating_sub(all(Outcome::Dismissed));
        let answered = answered.min(brought);
        Self {
            brought,
            answered,
            solved: all(Outcome::Worked).min(answered),
            unrecognised: open.saturating_sub(later),
            handed_over: all(Outcome::HandedOver),
            to_solved: median(tallies),
        }
    }

    /// The share of the errors brought that were answered, 0 to 1; none when nothing was brought.
    pub fn share_answered(&self) -> Option<f64> {
        share(self.answered, self.brought)
    }

    /// The share of the answered ones that were solved, 0 to 1; none when nothing was answered.
    pub fn share_solved(&self) -> Option<f64> {
        share(self.solved, self.answered)
    }

    /// Whether nothing at all was counted.
    pub fn is_empty(&self) -> bool {
        self.brought == 0 && self.handed_over == 0
    }
}

fn share(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| (f64::from(part) / f64::from(whole)).clamp(0.0, 1.0))
}

/// The median of the times to *It worked*; of two in the middle the mean.
fn median(tallies: &[(Counted, u32)]) -> Option<Duration> {
    let mut times: Vec<(Duration, u64)> = tallies
        .iter()
        .filter(|(counted, times)| counted.outcome == Outcome::Worked && *times > 0)
        .filter_map(|(counted, times)| Some((counted.after?, u64::from(*times))))
        .collect();
    times.sort_unstable();
    let all: u64 = times.iter().map(|(_, times)| times).sum();
    let at = |place: u64| {
        let mut passed = 0;
        let found = times.iter().find(|(_, times)| {
            passed += times;
            place < passed
        });
        found.map(|(after, _)| *after)
    };
    let (lower, upper) = (at(all.checked_sub(1)? / 2)?, at(all / 2)?);
    // Not their sum: two of the longest times there are would be too long together.
    Some(Duration::from_secs(lower.as_secs() + (upper.as_secs() - lower.as_secs()) / 2))
}

/// An error and how often it was met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Met {
    /// The error.
    pub rule: RuleId,
    /// How often it was explained in these days.
    pub times: u32,
    /// How often in as many days before.
    pub before: u32,
}

/// A fix and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixTried {
    /// The error.
    pub rule: RuleId,
    /// The cause it is to mend.
    pub cause: CauseId,
    /// The app it was shown for; none where that does not matter.
    pub app: Option<AppId>,
    /// Which of the cause's ways it is, from 0.
    pub way: u8,
    /// How often *Still stuck* came after it.
    pub stuck: u32,
    /// How often *It worked* did.
    pub worked: u32,
}

impl FixTried {
    /// The share of those who said how it went for whom it worked, 0 to 1.
    pub fn share_worked(&self) -> f64 {
        share(self.worked, self.worked.saturating_add(self.stuck)).unwrap_or_default()
    }
}

/// A team's report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The days it is about.
    pub period: Period,
    /// How they went.
    pub now: Figures,
    /// How as many days before went; none when nothing was counted then.
    pub before: Option<Figures>,
    /// Every error that was met, the commonest first.
    pub met: Vec<Met>,
    /// Every fix that was tried often enough to say something, the one that failed most often first.
    pub fixes: Vec<FixTried>,
    /// The kinds of unrecognised errors that wait for a rule; none where nobody collects them.
    pub gaps: Option<usize>,
}

impl Report {
    /// The report about `period` from what was `counted` in it and in as many days `before`.
    pub fn new(period: Period, counted: &[(Counted, u32)], before: &[(Counted, u32)]) -> Self {
        let figures_before = Figures::of(before);
        let (times, times_before) = (times_met(counted), times_met(before));
        let mut met: Vec<Met> = times
            .into_iter()
            .map(|(rule, times)| Met {
                before: times_before.get(rule).copied().unwrap_or_default(),
                rule: rule.clone(),
                times,
            })
            .collect();
        // Stable: of those met alike the ids decide, so that the same report reads the same.
        met.sort_by_key(|met| Reverse(met.times));
        Self {
            period,
            now: Figures::of(counted),
            before: (!figures_before.is_empty()).then_some(figures_before),
            met,
            fixes: fixes(counted),
            gaps: None,
        }
    }

    /// The fixes that do not work: *Still stuck* came at least as often as *It worked*.
    pub fn failing(&self) -> impl Iterator<Item = &FixTried> {
        self.fixes.iter().filter(|fix| fix.stuck >= fix.worked)
    }

    /// Whether nothing happened in these days.
    pub fn is_quiet(&self) -> bool {
        self.now.is_empty() && self.met.is_empty()
    }
}

fn times_met(tallies: &[(Counted, u32)]) -> BTreeMap<&RuleId, u32> {
    let mut met = BTreeMap::new();
    for (counted, times) in tallies {
        if let (Outcome::Answered | Outcome::AnsweredLater | Outcome::Beside, Some(rule)) =
            (counted.outcome, &counted.rule)
        {
            let all: &mut u32 = met.entry(rule).or_default();
            *all = all.saturating_add(*times);
        }
    }
    met
}

fn fixes(tallies: &[(Counted, u32)]) -> Vec<FixTried> {
    let mut tried: BTreeMap<_, (u32, u32)> = BTreeMap::new();
    for (counted, times) in tallies {
        let (Some(rule), Some(cause), Some(way)) = (&counted.rule, &counted.cause, counted.way) else { continue };
        let (stuck, worked) = tried.entry((rule, cause, counted.app.as_ref(), way)).or_default();
        let which = match counted.outcome {
            Outcome::StillStuck => stuck,
            Outcome::Worked | Outcome::AlsoWorked => worked,
            _ => continue,
        };
        *which = which.saturating_add(*times);
    }
    let mut fixes: Vec<FixTried> = tried
        .into_iter()
        .filter(|(_, (stuck, worked))| stuck.saturating_add(*worked) >= ENOUGH_FOR_A_FIX)
        .map(|((rule, cause, app, way), (stuck, worked))| FixTried {
            rule: rule.clone(),
            cause: cause.clone(),
            app: app.cloned(),
            way,
            stuck,
            worked,
        })
        .collect();
    // Of those that failed alike the one that works more seldom comes first; then the ids decide.
    fixes.sort_by(|one, other| (other.stuck, one.worked).cmp(&(one.stuck, other.worked)));
    fixes
}

#[cfg(test)]
mod tests;
