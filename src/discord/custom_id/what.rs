//! What a control does, and the letter it is written as.

use serenity::model::id::ChannelId;

use crate::rules::{CauseId, Group, HowToId, RuleId};
use crate::service::Post as CaseId;

use super::OutOfDate;
use super::desk::Desk;
use super::ids::{Ids, needed};
use super::number::{base36, number};

/// What a control does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::discord) enum What {
    /// An offered next question.
    Prompt(HowToId),
    /// *It worked*.
    Worked,
    /// *Still stuck*.
    StillStuck,
    /// *Ask a follow-up*: opens a thread, or a modal where that is not allowed.
    FollowUp,
    /// The modal behind *Ask a follow-up*.
    FollowUpModal {
        /// It was opened where the bot is no member.
        away: bool,
    },
    /// *Not this one*.
    NotThisOne,
    /// *More*: the whole answer, privately.
    More,
    /// *Share*: an answer that one person sees, for everybody.
    Share,
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
        /// It was opened where the bot is no member.
        away: bool,
    },
    /// *Claim*, under a case that was handed over: anybody of the staff takes it.
    Claim {
        /// The case.
        case: CaseId,
        /// Where whoever asked is told; nowhere when they asked in private.
        tell: Option<ChannelId>,
    },
    /// A control of `/crosscheck …`.
    Desk(Desk),
    /// `/privacy`: *Forget it*.
    Forget,
    /// `/privacy`: yes, forget it.
    ForgetNow,
    /// `/privacy`: no, keep it.
    ForgetNot,
}

impl What {
    /// The letter it is written as, and what it leads to.
    pub(super) fn write(&self) -> (&'static str, String) {
        let none = String::new;
        match self {
            Self::Prompt(howto) => ("p", howto.to_string()),
            Self::Worked => ("w", none()),
            Self::StillStuck => ("s", none()),
            Self::FollowUp => ("f", none()),
            Self::FollowUpModal { away } => ("F", marked(&[(*away, 'a')])),
            Self::NotThisOne => ("n", none()),
            Self::More => ("m", none()),
            Self::Share => ("P", none()),
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
            Self::ExplainModal { private, why, away } => ("e", marked(&[(*private, 'p'), (*why, 'w'), (*away, 'a')])),
            Self::Claim { case, tell } => {
                let tell = tell.map(|tell| base36(tell.get())).unwrap_or_default();
                ("k", format!("{}-{tell}", case_written(case)))
            }
            Self::Desk(desk) => ("D", desk.write()),
            Self::Forget => ("z", none()),
            Self::ForgetNow => ("Z", none()),
            Self::ForgetNot => ("K", none()),
        }
    }

    /// What the letter `kind` and what it leads `to` stand for, about `rule`.
    pub(super) fn read(kind: &str, to: &str, rule: Option<&RuleId>, ids: &dyn Ids) -> Result<Self, OutOfDate> {
        Ok(match kind {
            "p" => Self::Prompt(needed(to, |is| ids.howto(is))?),
            "w" => Self::Worked,
            "s" => Self::StillStuck,
            "f" => Self::FollowUp,
            "F" => Self::FollowUpModal { away: to.contains('a') },
            "n" => Self::NotThisOne,
            "m" => Self::More,
            "P" => Self::Share,
            "c" => Self::Cause(needed(to, |is| rule.and_then(|rule| ids.cause(rule, is)))?),
            "C" => Self::Causes,
            "u" => Self::NotSure,
            "a" => Self::App,
            "g" => Self::GoOnWith,
            "d" => Self::Candidate(needed(to, |is| ids.rule(is))?),
            "x" => Self::NoneOfThese,
            "h" => Self::Person,
            "b" => Self::Browse(group_of(to).ok_or(OutOfDate)?),
            "t" => {
                let (group, page) = to.split_once('-').ok_or(OutOfDate)?;
                Self::Turn(group_of(group).ok_or(OutOfDate)?, page.parse().map_err(|_| OutOfDate)?)
            }
            "B" => Self::BrowseSelect,
            "k" => {
                let (case, tell) = to.split_once('-').ok_or(OutOfDate)?;
                let tell = if tell.is_empty() { None } else { Some(ChannelId::new(number(tell)?)) };
                Self::Claim { case: case_read(case)?, tell }
            }
            "D" => Self::Desk(Desk::read(to)?),
            "z" => Self::Forget,
            "Z" => Self::ForgetNow,
            "K" => Self::ForgetNot,
            "e" => Self::ExplainModal { private: to.contains('p'), why: to.contains('w'), away: to.contains('a') },
            _ => return Err(OutOfDate),
        })
    }
}

/// The letters of what holds.
fn marked(marks: &[(bool, char)]) -> String {
    marks.iter().filter(|(holds, _)| *holds).map(|(_, letter)| *letter).collect()
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

/// The name of a group in ids and choices.
fn group_name(group: Group) -> &'static str {
    match group {
        Group::Xero => "xero",
        Group::Dext => "dext",
        Group::Lentune => "lentune",
    }
}

/// The group of this name.
fn group_of(name: &str) -> Option<Group> {
    [Group::Xero, Group::Dext, Group::Lentune].into_iter().find(|group| group_name(*group) == name)
}
