//! A case as it is kept: what of it is written, under which words, and how it is read again.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::helpdesk::{Case, Diagnosed, Place, Post, Stage, Team, Whose};
use crate::rules::{CauseId, RuleId};

/// A case with what it hangs on. Of its errors the rules are kept, how often each occurred and the values that
/// redaction leaves as they are; what was pasted is not.
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
    /// The post that opened it.
    pub post: Post,
    /// The team; none in a direct conversation.
    pub team: Option<Team>,
    /// Where it was opened.
    pub place: Place,
    /// They did not ask but took it over from whoever did.
    pub claimed: bool,
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
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    values: BTreeMap<String, String>,
}

/// The column `errors`.
pub(super) fn errors_written(errors: &[Diagnosed]) -> String {
    let errors = errors.iter().map(|error| Written {
        rule: error.rule.as_str().to_owned(),
        count: error.count,
        values: error.lasting_values().map(|(slot, value)| (slot.to_owned(), value.to_owned())).collect(),
    });
    json(&errors.collect::<Vec<_>>())
}

/// The errors of the column `errors`; none of what cannot be read.
pub(super) fn errors_read(written: &str) -> Vec<Diagnosed> {
    let errors: Vec<Written> = serde_json::from_str(written).unwrap_or_default();
    let read = errors.into_iter().map(|error| Diagnosed {
        values: error.values,
        count: error.count.max(1),
        ..Diagnosed::of(RuleId::new(error.rule))
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

/// What a day has.
pub(super) const SECONDS_A_DAY: i64 = 86_400;

/// Whole days since 1970, in UTC.
pub(super) fn day(at: SystemTime) -> i64 {
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
    fn of_the_paste_the_values_are_written_that_are_in_no_way_private() {
        let value = |slot: &str, value: &str| (slot.to_owned(), value.to_owned());
        let values = [value("code", "429"), value("user", "ann@example.com"), value("contact", "Ann Lee")];
        let error = Diagnosed {
            values: BTreeMap::from(values),
            private: ["contact".to_owned()].into(),
            recognised: Some("account 429 of Ann Lee <ann@example.com>".to_owned()),
            count: 2,
            ..Diagnosed::of(RuleId::new("lock-date"))
        };
        let written = errors_written(&[error]);
        assert_eq!(written, r#"[{"rule":"lock-date","count":2,"values":{"code":"429"}}]"#);
        let read = errors_read(&written);
        assert_eq!(read.first().map(|error| error.values.len()), Some(1));
    }

    #[test]
    fn what_an_earlier_version_wrote_is_read() {
        let read = errors_read(r#"[{"rule":"lock-date","count":2}]"#);
        assert_eq!(read, [Diagnosed { count: 2, ..Diagnosed::of(RuleId::new("lock-date")) }]);
    }

    #[test]
    fn a_list_that_cannot_be_read_is_empty() {
        assert!(errors_read("nonsense").is_empty());
        assert!(causes_read("{}").is_empty());
    }
}
