//! The id of a button, select or modal: everything needed to act on a press, in Discord's 100 characters.
//!
//! `1.p.lock-date..dext.4fz3k2.lock-date-change` is version, what, rule, cause, app, asker and what it leads to. It is
//! visible to people and can be made up by them: nothing in it is trusted beyond naming things that exist.

use serenity::model::id::{ChannelId, UserId};

use crate::rules::{AppId, CauseId, Group, HowToId, RuleId, RuleSet};
use crate::service::Post as CaseId;

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

/// What a control does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// An offered next question.
    Prompt(HowToId),
    /// *It worked*.
    Worked,
    /// *Still stuck*.
    StillStuck,
    /// *Ask a follow-up*: opens a thread, or a modal where that is not allowed.
    FollowUp,
    /// The modal behind *Ask a follow-up*.
    FollowUpModal,
    /// *Not this one*.
    NotThisOne,
    /// *More*: the whole answer, privately.
    More,
    /// An answer to the rule's question.
    Cause(CauseId),
    /// The answers to the rule's question in a select, when they are more than a row of buttons holds.
    Causes,
    /// *Not sure*.
    NotSure,
    /// The select "Where did you see this?"; its values are apps.
    App,
    /// The select *Go on with …*; its values are rules.
    GoOnWith,
    /// One of *Did you mean*.
    Candidate(RuleId),
    /// *None of these*.
    NoneOfThese,
    /// *Ask a person*.
    Person,
    /// `/errors`: the first page of this group.
    Browse(Group),
    /// `/errors`: this page of this group.
    Turn(Group, u8),
    /// `/errors`: the select of a page; its values are rules.
    BrowseSelect,
    /// The modal of `/explain`.
    ExplainModal {
        /// Only for the person who asked.
        private: bool,
        /// With the evidence.
        why: bool,
    },
    /// *Claim*, under a case that was handed over: anybody of the staff takes it.
    Claim {
        /// The case.
        case: CaseId,
        /// Where whoever asked is told; nowhere when they asked in private.
        tell: Option<ChannelId>,
    },
    /// A select of `/crosscheck setup`.
    Set(Setting),
    /// `/privacy`: *Forget it*.
    Forget,
    /// `/privacy`: yes, forget it.
    ForgetNow,
    /// `/privacy`: no, keep it.
    ForgetNot,
}

/// What a team can set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Setting {
    /// The channel for cases that need a person.
    Handover,
    /// The role of those who help.
    SupportRole,
    /// The app people use unless a paste shows another.
    App,
    /// How long cases are kept.
    Retention,
}

impl Setting {
    /// Every setting with the letter it is written as.
    const ALL: [(Self, &'static str); 4] =
        [(Self::Handover, "h"), (Self::SupportRole, "r"), (Self::App, "a"), (Self::Retention, "d")];
}

/// A custom id of another version, of another bot, or about something that no longer exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OutOfDate;

/// Finds ids that were shortened, and tells whether those in full exist.
pub(super) trait Ids {
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
        let of_rule = |is: &dyn Fn(&str) -> bool| rule.as_ref().and_then(|rule| ids.cause(rule, is));
        let cause = optional(cause, of_rule)?;
        let app = optional(app, |is| ids.app(is))?;
        let asker = number(asker)?;
        let what = match *kind {
            "p" => What::Prompt(needed(to, |is| ids.howto(is))?),
            "w" => What::Worked,
            "s" => What::StillStuck,
            "f" => What::FollowUp,
            "F" => What::FollowUpModal,
            "n" => What::NotThisOne,
            "m" => What::More,
            "c" => What::Cause(needed(to, of_rule)?),
            "C" => What::Causes,
            "u" => What::NotSure,
            "a" => What::App,
            "g" => What::GoOnWith,
            "d" => What::Candidate(needed(to, |is| ids.rule(is))?),
            "x" => What::NoneOfThese,
            "h" => What::Person,
            "b" => What::Browse(group_of(to).ok_or(OutOfDate)?),
            "t" => {
                let (group, page) = to.split_once('-').ok_or(OutOfDate)?;
                What::Turn(group_of(group).ok_or(OutOfDate)?, page.parse().map_err(|_| OutOfDate)?)
            }
            "B" => What::BrowseSelect,
            "k" => {
                let (case, tell) = to.split_once('-').ok_or(OutOfDate)?;
                let tell = if tell.is_empty() { None } else { Some(ChannelId::new(number(tell)?)) };
                What::Claim { case: case_read(case)?, tell }
            }
            "S" => {
                let setting = Setting::ALL.into_iter().find(|(_, letter)| letter == to).ok_or(OutOfDate)?;
                What::Set(setting.0)
            }
            "z" => What::Forget,
            "Z" => What::ForgetNow,
            "K" => What::ForgetNot,
            "e" => What::ExplainModal { private: to.contains('p'), why: to.contains('w') },
            _ => return Err(OutOfDate),
        };
        let id = Self { what, about: About { rule, cause, app, asker: UserId::new(asker) } };
        if id.write() == written { Ok(id) } else { Err(OutOfDate) }
    }
}

impl What {
    /// The letter it is written as, and what it leads to.
    fn write(&self) -> (&'static str, String) {
        let none = String::new;
        match self {
            Self::Prompt(howto) => ("p", howto.to_string()),
            Self::Worked => ("w", none()),
            Self::StillStuck => ("s", none()),
            Self::FollowUp => ("f", none()),
            Self::FollowUpModal => ("F", none()),
            Self::NotThisOne => ("n", none()),
            Self::More => ("m", none()),
            Self::Cause(cause) => ("c", cause.to_string()),
            Self::Causes => ("C", none()),
            Self::NotSure => ("u", none()),
            Self::App => ("a", none()),
            Self::GoOnWith => ("g", none()),
            Self::Candidate(rule) => ("d", rule.to_string()),
            Self::NoneOfThese => ("x", none()),
            Self::Person => ("h", none()),
            Self::Browse(group) => ("b", group_name(*group).to_owned()),
            Self::Turn(group, page) => ("t", format!("{}-{page}", group_name(*group))),
            Self::BrowseSelect => ("B", none()),
            Self::ExplainModal { private, why } => {
                ("e", format!("{}{}", if *private { "p" } else { "" }, if *why { "w" } else { "" }))
            }
            Self::Claim { case, tell } => {
                let tell = tell.map(|tell| base36(tell.get())).unwrap_or_default();
                ("k", format!("{}-{tell}", case_written(case)))
            }
            Self::Set(setting) => {
                let letter = Setting::ALL.into_iter().find(|(known, _)| known == setting);
                ("S", letter.map(|(_, letter)| letter.to_owned()).unwrap_or_default())
            }
            Self::Forget => ("z", none()),
            Self::ForgetNow => ("Z", none()),
            Self::ForgetNot => ("K", none()),
        }
    }
}

/// A case by its post: a message's number, or `I` and an interaction's.
fn case_written(case: &CaseId) -> String {
    let case = case.as_str();
    let (mark, digits) = case.strip_prefix('i').map_or(("", case), |digits| ("I", digits));
    format!("{mark}{}", base36(digits.parse().unwrap_or_default()))
}

fn case_read(written: &str) -> Result<CaseId, OutOfDate> {
    let (mark, digits) = written.strip_prefix('I').map_or(("", written), |digits| ("i", digits));
    Ok(CaseId::new(format!("{mark}{}", number(digits)?)))
}

/// A number in base 36 that can be an id of Discord's: not 0.
fn number(written: &str) -> Result<u64, OutOfDate> {
    u64::from_str_radix(written, 36).ok().filter(|number| *number != 0).ok_or(OutOfDate)
}

/// The name of a group in ids and choices.
pub(super) fn group_name(group: Group) -> &'static str {
    match group {
        Group::Xero => "xero",
        Group::Dext => "dext",
        Group::Lentune => "lentune",
    }
}

/// The group of this name.
pub(super) fn group_of(name: &str) -> Option<Group> {
    [Group::Xero, Group::Dext, Group::Lentune].into_iter().find(|group| group_name(*group) == name)
}

/// Marks an id that was shortened; no id starts so.
const MARK: char = '~';
/// The length of a shortened id.
const SHORT: usize = 11;

/// An id cut down to a checksum of fixed length: FNV-1a, written in base 36.
fn shortened(id: &str) -> String {
    let hash = id
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    // Ten digits in base 36 hold 51 bits.
    format!("{MARK}{:0>10}", base36(hash >> 13))
}

fn base36(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        let digit = u32::try_from(number % 36).unwrap_or_default();
        digits.push(char::from_digit(digit, 36).unwrap_or('0'));
        number /= 36;
        if number == 0 {
            return digits.iter().rev().collect();
        }
    }
}

fn optional<T>(written: &str, find: impl Fn(&dyn Fn(&str) -> bool) -> Option<T>) -> Result<Option<T>, OutOfDate> {
    if written.is_empty() { Ok(None) } else { needed(written, find).map(Some) }
}

fn needed<T>(written: &str, find: impl Fn(&dyn Fn(&str) -> bool) -> Option<T>) -> Result<T, OutOfDate> {
    let found =
        if written.starts_with(MARK) { find(&|id| shortened(id) == written) } else { find(&|id| id == written) };
    found.ok_or(OutOfDate)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
            asker in 1_u64.., which in 0_usize..25, page in 0_u8.., flags in any::<(bool, bool)>(),
            case in 1_u64.., tell in proptest::option::of(1_u64..),
        ) {
            let (rule, howto) = (RuleId::new(rule), HowToId::new(to.as_str()));
            let other = CauseId::new(to.as_str());
            let what = [
                What::Prompt(howto.clone()), What::Worked, What::StillStuck, What::FollowUp, What::FollowUpModal,
                What::NotThisOne, What::More, What::Cause(other.clone()), What::Causes, What::NotSure, What::App,
                What::GoOnWith, What::Candidate(rule.clone()), What::NoneOfThese, What::Person,
                What::Browse(Group::Dext), What::BrowseSelect,
                What::ExplainModal { private: flags.0, why: flags.1 }, What::Turn(Group::Lentune, page),
                What::Claim { case: CaseId::new(case.to_string()), tell: tell.map(ChannelId::new) },
                What::Claim { case: CaseId::new(format!("i{case}")), tell: tell.map(ChannelId::new) },
                What::Set(Setting::App), What::Forget, What::ForgetNow, What::ForgetNot,
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
