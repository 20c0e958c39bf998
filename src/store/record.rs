//! A case as it is kept: what of it is written, under which words, and how it is read again.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::helpdesk::{Case, Diagnosed, Outcome, Place, Post, Stage, Whose};
use crate::rules::{CauseId, RuleId};

/// A case with what it hangs on. Of its errors the rules are kept and how often each occurred; what was pasted is not.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The post that opened it.
    pub post: Post,
    /// Who asked, and where.
    pub whose: Whose,
    /// The case itself.
    pub case: Case,
}

/// One case as a person may see what is kept about them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptCase {
    /// Where it was opened.
    pub place: Place,
    /// The errors it is about.
    pub rules: Vec<RuleId>,
    /// When something last happened to it; kept for the retention time from then on.
    pub touched: SystemTime,
}

/// One error in the column `errors`.
#[derive(Serialize, Deserialize)]
struct Written {
    rule: String,
    count: u32,
}

/// The column `errors`.
pub(super) fn errors_written(errors: &[Diagnosed]) -> String {
    let errors = errors.iter().map(|error| Written { rule: error.rule.as_str().to_owned(), count: error.count });
    json(&errors.collect::<Vec<_>>())
}

/// The errors of the column `errors`, without values; none of what cannot be read.
pub(super) fn errors_read(written: &str) -> Vec<Diagnosed> {
    let errors: Vec<Written> = serde_json::from_str(written).unwrap_or_default();
    let read = errors.into_iter().map(|error| Diagnosed {
        rule: RuleId::new(error.rule),
        values: BTreeMap::new(),
        recognised: None,
        count: error.count.max(1),
    });
    read.collect()
}

/// A column of causes.
pub(super) fn causes_written(causes: &[CauseId]) -> String {
    json(causes)
}

/// The causes of a column; none of what cannot be read.
pub(super) fn causes_read(written: &str) -> Vec<CauseId> {
    let causes: Vec<String> = serde_json::from_str(written).unwrap_or_default();
    causes.into_iter().map(CauseId::new).collect()
}

fn json<T: Serialize + ?Sized>(list: &T) -> String {
    // A list of strings and numbers has no way to fail.
    serde_json::to_string(list).unwrap_or_else(|_| "[]".to_owned())
}

/// The word for a stage.
pub(super) fn stage_written(stage: Stage) -> &'static str {
    match stage {
        Stage::Open => "open",
        Stage::Narrowing => "narrowing",
        Stage::Tried => "tried",
        Stage::Confirming => "confirming",
        Stage::Solved => "solved",
        Stage::HandedOver => "handed over",
        Stage::Quiet => "quiet",
    }
}

/// The stage of a word; one that a later version wrote counts as open.
pub(super) fn stage_read(word: &str) -> Stage {
    let all = [Stage::Narrowing, Stage::Tried, Stage::Confirming, Stage::Solved, Stage::HandedOver, Stage::Quiet];
    all.into_iter().find(|stage| stage_written(*stage) == word).unwrap_or_default()
}

/// The word for an outcome.
pub(super) fn outcome_written(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Worked => "worked",
        Outcome::StillStuck => "still stuck",
        Outcome::HandedOver => "handed over",
        Outcome::Dismissed => "dismissed",
    }
}

/// Whole seconds since 1970; 0 for earlier.
pub(super) fn seconds(at: SystemTime) -> i64 {
    let since = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// The time of so many seconds.
pub(super) fn time(seconds: i64) -> SystemTime {
    let since = Duration::from_secs(u64::try_from(seconds).unwrap_or_default());
    SystemTime::UNIX_EPOCH.checked_add(since).unwrap_or(SystemTime::UNIX_EPOCH)
}

/// Whole days since 1970, in UTC.
pub(super) fn day(at: SystemTime) -> i64 {
    const SECONDS_A_DAY: i64 = 86_400;
    seconds(at) / SECONDS_A_DAY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_is_read_as_it_was_written() {
        for stage in [
            Stage::Open,
            Stage::Narrowing,
            Stage::Tried,
            Stage::Confirming,
            Stage::Solved,
            Stage::HandedOver,
            Stage::Quiet,
        ] {
            assert_eq!(stage_read(stage_written(stage)), stage);
        }
        assert_eq!(stage_read("of a later version"), Stage::Open);
    }

    #[test]
    fn nothing_of_the_paste_is_written() {
        let values = BTreeMap::from([("bill".to_owned(), "INV-1234".to_owned())]);
        let recognised = Some("bill INV-1234 exists".to_owned());
        let error = Diagnosed { rule: RuleId::new("lock-date"), values, recognised, count: 2 };
        assert_eq!(errors_written(&[error]), r#"[{"rule":"lock-date","count":2}]"#);
    }

    #[test]
    fn a_list_that_cannot_be_read_is_empty() {
        assert!(errors_read("nonsense").is_empty());
        assert!(causes_read("{}").is_empty());
    }
}
