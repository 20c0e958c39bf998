//! The id of a button, select or modal: everything needed to act on a press, in Discord's 100 characters.
//!
//! `1.p.lock-date..dext.4fz3k2.lock-date-change` is version, what, rule, cause, app, asker and what it leads to. It is
//! visible to people and can be made up by them: nothing in it is trusted beyond naming things that exist.

mod desk;
mod ids;
mod number;
mod what;

use serenity::model::id::UserId;

use crate::rules::{AppId, CauseId, RuleId};

pub(super) use desk::{Desk, Page, Setting, Span};
pub(super) use ids::Ids;
pub(super) use what::What;

use ids::optional;
use number::{SHORT, base36, number, shortened};

/// Discord's limit for a custom id.
/// <https://discord.com/developers/docs/components/reference#anatomy-of-a-component-custom-id>
pub(super) const MOST: usize = 100;

/// The version written; an id of another version is out of date.
const VERSION: &str = "1";

/// A control with what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CustomId {
    /// What it does.
    pub(super) what: What,
    /// What it is about.
    pub(super) about: About,
}

/// What an answer's controls are about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct About {
    /// The error in hand.
    pub(super) rule: Option<RuleId>,
    /// The cause settled on.
    pub(super) cause: Option<CauseId>,
    /// The app at hand.
    pub(super) app: Option<AppId>,
    /// Who asked.
    pub(super) asker: UserId,
}

/// A custom id of another version, of another bot, or about something that no longer exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OutOfDate;

impl CustomId {
    /// A control that does `what` about `about`.
    pub(super) fn new(what: What, about: &About) -> Self {
        Self { what, about: about.clone() }
    }

    /// The id as Discord gets it: at most [`MOST`] characters. Ids that do not fit are shortened, the longest first.
    pub(super) fn write(&self) -> String {
        let (kind, to) = self.what.write();
        let text = |id: Option<&str>| id.unwrap_or_default().to_owned();
        let mut fields = [
            text(self.about.rule.as_ref().map(RuleId::as_str)),
            text(self.about.cause.as_ref().map(CauseId::as_str)),
            text(self.about.app.as_ref().map(AppId::as_str)),
            to,
        ];
        let asker = base36(self.about.asker.get());
        // Version, kind, the asker and six dots.
        let fixed = VERSION.len() + kind.len() + asker.len() + 6;
        // Nothing could find a case again by its checksum.
        let shortened_at_most = if matches!(self.what, What::Claim { .. }) { 3 } else { 4 };
        while fixed + fields.iter().map(String::len).sum::<usize>() > MOST {
            let Some(longest) = fields
                .iter_mut()
                .take(shortened_at_most)
                .filter(|field| field.len() > SHORT)
                .max_by_key(|field| field.len())
            else {
                break;
            };
            *longest = shortened(longest);
        }
        let [rule, cause, app, to] = fields;
        format!("{VERSION}.{kind}.{rule}.{cause}.{app}.{asker}.{to}")
    }

    /// Reads an id that came back. Strict: whatever [`CustomId::write`] would not have written about something that
    /// exists in `ids` is out of date.
    pub(super) fn read(written: &str, ids: &dyn Ids) -> Result<Self, OutOfDate> {
        let fields: Vec<&str> = written.split('.').collect();
        let [VERSION, kind, rule, cause, app, asker, to] = fields.as_slice() else {
            return Err(OutOfDate);
        };
        let rule = optional(rule, |is| ids.rule(is))?;
        let cause = optional(cause, |is| rule.as_ref().and_then(|rule| ids.cause(rule, is)))?;
        let app = optional(app, |is| ids.app(is))?;
        let asker = number(asker)?;
        let what = What::read(kind, to, rule.as_ref(), ids)?;
        let id = Self { what, about: About { rule, cause, app, asker: UserId::new(asker) } };
        if id.write() == written { Ok(id) } else { Err(OutOfDate) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use serenity::model::id::ChannelId;

    use crate::rules::{Group, HowToId};
    use crate::service::{GapId, Post as CaseId};

    use super::*;

    /// Ids that exist because a test made them up.
    struct Made {
        rules: Vec<RuleId>,
        causes: Vec<CauseId>,
        apps: Vec<AppId>,
        howtos: Vec<HowToId>,
    }

    impl Ids for Made {
        fn rule(&self, is: &dyn Fn(&str) -> bool) -> Option<RuleId> {
            self.rules.iter().find(|id| is(id.as_str())).cloned()
        }

        fn cause(&self, _: &RuleId, is: &dyn Fn(&str) -> bool) -> Option<CauseId> {
            self.causes.iter().find(|id| is(id.as_str())).cloned()
        }

        fn app(&self, is: &dyn Fn(&str) -> bool) -> Option<AppId> {
            self.apps.iter().find(|id| is(id.as_str())).cloned()
        }

        fn howto(&self, is: &dyn Fn(&str) -> bool) -> Option<HowToId> {
            self.howtos.iter().find(|id| is(id.as_str())).cloned()
        }
    }

    fn id() -> impl Strategy<Value = String> {
        "[a-z][a-z0-9-]{0,39}"
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_and_fits(
            rule in id(), cause in proptest::option::of(id()), app in proptest::option::of(id()), to in id(),
            asker in 1_u64.., which in 0_usize..34, page in 0_u8.., gap in 1_u32.., flags in any::<(bool, bool, bool)>(),
            case in 1_u64.., tell in proptest::option::of(1_u64..),
        ) {
            let (rule, howto) = (RuleId::new(rule), HowToId::new(to.as_str()));
            let other = CauseId::new(to.as_str());
            let what = [
                What::Prompt(howto.clone()), What::Worked, What::StillStuck, What::FollowUp, What::FollowUpModal { away: flags.0 },
                What::NotThisOne, What::More, What::Cause(other.clone()), What::Causes, What::NotSure, What::App,
                What::GoOnWith, What::Candidate(rule.clone()), What::NoneOfThese, What::Person,
                What::Browse(Group::Dext), What::BrowseSelect,
                What::ExplainModal { private: flags.0, why: flags.1, away: flags.2 }, What::Turn(Group::Lentune, page),
                What::Claim { case: CaseId::new(case.to_string()), tell: tell.map(ChannelId::new) },
                What::Claim { case: CaseId::new(format!("i{case}")), tell: tell.map(ChannelId::new) },
                What::Desk(Desk::Set(Setting::App)), What::Desk(Desk::Page(Page::Hours)), What::Share,
                What::Desk(Desk::Set(Setting::DigestDay)), What::Desk(Desk::Gaps(page)), What::Desk(Desk::OpenGap),
                What::Desk(Desk::DraftGap(GapId(gap))), What::Desk(Desk::SilenceGap(GapId(gap))),
                What::Desk(Desk::Report(Span::Month)), What::Desk(Desk::ReportFile(Span::Quarter)),
                What::Desk(Desk::Set(Setting::DigestDay)), What::Forget, What::ForgetNow, What::ForgetNot,
            ][which].clone();
            let about = About {
                rule: Some(rule.clone()), cause: cause.map(CauseId::new), app: app.map(AppId::new),
                asker: UserId::new(asker),
            };
            let made = Made {
                rules: vec![rule],
                causes: about.cause.iter().cloned().chain([other]).collect(),
                apps: about.app.iter().cloned().collect(),
                howtos: vec![howto],
            };
            let id = CustomId::new(what, &about);
            let written = id.write();
            prop_assert!(written.len() <= MOST, "{written}");
            prop_assert_eq!(CustomId::read(&written, &made), Ok(id));
        }

        #[test]
        fn anything_else_is_out_of_date(written in ".{0,120}") {
            let made = Made { rules: vec![], causes: vec![], apps: vec![], howtos: vec![] };
            if let Ok(id) = CustomId::read(&written, &made) {
                prop_assert_eq!(id.write(), written);
            }
        }
    }

    #[test]
    fn another_version_or_a_rule_that_vanished_is_out_of_date() {
        let made = Made { rules: vec![RuleId::new("lock-date")], causes: vec![], apps: vec![], howtos: vec![] };
        assert!(CustomId::read("1.w.lock-date...a.", &made).is_ok());
        for written in ["0.w.lock-date...a.", "2.w.lock-date...a.", "1.w.gone...a.", "1.w.lock-date...0.", "", "1.w"] {
            assert_eq!(CustomId::read(written, &made), Err(OutOfDate), "{written}");
        }
    }
}
