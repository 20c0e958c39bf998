//! The ids that exist: what a custom id names is looked up here, also when it was shortened.

use crate::rules::{AppId, CauseId, HowToId, RuleId, RuleSet};

use super::OutOfDate;
use super::number::{MARK, shortened};

/// Finds ids that were shortened, and tells whether those in full exist.
pub(in crate::discord) trait Ids {
    /// The rule this stands for.
    fn rule(&self, is: &dyn Fn(&str) -> bool) -> Option<RuleId>;
    /// The cause of `rule` this stands for.
    fn cause(&self, rule: &RuleId, is: &dyn Fn(&str) -> bool) -> Option<CauseId>;
    /// The app this stands for.
    fn app(&self, is: &dyn Fn(&str) -> bool) -> Option<AppId>;
    /// The how-to this stands for.
    fn howto(&self, is: &dyn Fn(&str) -> bool) -> Option<HowToId>;
}

impl Ids for RuleSet {
    fn rule(&self, is: &dyn Fn(&str) -> bool) -> Option<RuleId> {
        self.rules().iter().map(|rule| &rule.id).find(|id| is(id.as_str())).cloned()
    }

    fn cause(&self, rule: &RuleId, is: &dyn Fn(&str) -> bool) -> Option<CauseId> {
        let rule = RuleSet::rule(self, rule.as_str())?;
        rule.causes.iter().map(|cause| &cause.id).find(|id| is(id.as_str())).cloned()
    }

    fn app(&self, is: &dyn Fn(&str) -> bool) -> Option<AppId> {
        // *Somewhere else* is a choice like an app.
        if is(AppId::any().as_str()) {
            return Some(AppId::any());
        }
        self.apps().iter().map(|app| &app.id).find(|id| is(id.as_str())).cloned()
    }

    fn howto(&self, is: &dyn Fn(&str) -> bool) -> Option<HowToId> {
        self.howtos().iter().map(|howto| &howto.id).find(|id| is(id.as_str())).cloned()
    }
}

/// The id that `written` stands for; none when nothing is written.
pub(super) fn optional<T>(
    written: &str,
    find: impl Fn(&dyn Fn(&str) -> bool) -> Option<T>,
) -> Result<Option<T>, OutOfDate> {
    if written.is_empty() { Ok(None) } else { needed(written, find).map(Some) }
}

/// The id that `written` stands for: in full, or shortened.
pub(super) fn needed<T>(written: &str, find: impl Fn(&dyn Fn(&str) -> bool) -> Option<T>) -> Result<T, OutOfDate> {
    let found =
        if written.starts_with(MARK) { find(&|id| shortened(id) == written) } else { find(&|id| id == written) };
    found.ok_or(OutOfDate)
}
