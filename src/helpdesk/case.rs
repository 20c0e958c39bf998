//! A case: one paste and what followed; what can happen to it, and what is to be done about that.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use crate::classify::{Addressed, Diagnosis};
use crate::paste::redact::{Kind, redact, secrets};
use crate::rules::{AppId, CauseId, HowToId, RuleId};

use super::{Person, Reply, Tally};

/// One paste and what followed. Holds ids, never positions, so that a reload cannot shift it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Case {
    /// The errors found in the paste, in its order; empty before the first one.
    pub errors: Vec<Diagnosed>,
    /// The error in hand: what buttons and free text are about.
    pub in_hand: Option<RuleId>,
    /// The app at hand: from the paste, chosen, or the channel's default.
    pub app: Option<AppId>,
    /// The cause settled on.
    pub cause: Option<CauseId>,
    /// Causes ruled out, in order.
    pub ruled_out: Vec<CauseId>,
    /// Fixes that did not help, in order; the same cause twice when its second way did not help either.
    pub tried: Vec<CauseId>,
    /// *Not sure*: the question is put aside, all causes are shown in order.
    pub unsure: bool,
    /// When its error was brought; `None` before that, and where only a button still knows of the case.
    pub opened: Option<SystemTime>,
    /// What of it is counted already.
    pub tally: Tally,
    /// When something last happened; `None` before the first time.
    pub touched: Option<SystemTime>,
    /// Where the conversation stands.
    pub stage: Stage,
    /// Staff wrote where the case is talked about: nothing is said there until somebody addresses the bot.
    pub with_staff: bool,
    /// Who of the staff took it over.
    pub claimed_by: Option<Person>,
    /// What of the paste no rule covers, redacted, while candidates are offered for it: counted when it is none of them.
    /// Never kept beyond the process.
    pub unrecognised: Vec<String>,
}

impl Case {
    /// A case as a button knows it: the error, the cause settled on and the app, no values. Its answer was given, and
    /// counted then.
    pub fn of(rule: RuleId, cause: Option<CauseId>, app: Option<AppId>) -> Self {
        let error = Diagnosed::of(rule.clone());
        Self { errors: vec![error], in_hand: Some(rule), app, cause, tally: Tally::Answered, ..Self::default() }
    }

    /// A case before its first paste, where `app` is what people use unless a paste shows another.
    pub fn with_default_app(app: Option<AppId>) -> Self {
        Self { app, ..Self::default() }
    }

    /// The error in hand with its values, while there is one.
    pub fn error_in_hand(&self) -> Option<&Diagnosed> {
        let rule = self.in_hand.as_ref()?;
        self.errors.iter().find(|error| error.rule == *rule)
    }

    /// This case, seen from a button that holds `button`: a button about another error puts that one in hand.
    #[must_use]
    pub fn agreeing_with(mut self, button: Self) -> Self {
        match &button.in_hand {
            Some(rule) if self.in_hand.as_ref() != Some(rule) => {
                if self.errors.iter().any(|error| error.rule == *rule) {
                    let rule = rule.clone();
                    self.take_in_hand(rule);
                    self
                } else if self.tally == Tally::Nothing {
                    button
                } else {
                    Self { tally: self.tally, opened: self.opened, ..button }
                }
            }
            _ => self,
        }
    }

    /// Puts another error in hand: what was settled, ruled out and tried belonged to the one before.
    pub(super) fn take_in_hand(&mut self, rule: RuleId) {
        if self.in_hand.as_ref() != Some(&rule) {
            self.cause = None;
            self.ruled_out.clear();
            self.tried.clear();
            self.unsure = false;
        }
        self.in_hand = Some(rule);
        self.stage = Stage::Open;
        self.claimed_by = None;
    }
}

/// How long a case may be left alone before nothing more is said unasked where it was talked about: a week, so that an
/// error met again on the same day of the next one is not.
pub const LEFT_ALONE: Duration = Duration::from_secs(7 * 24 * 3_600);

/// One error of a case, with the values captured from the paste.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosed {
    /// The rule.
    pub rule: RuleId,
    /// Captured values by slot, as pasted; after a restart those that are in no way private.
    pub values: BTreeMap<String, String>,
    /// The slots whose value holds something that redaction takes out, in itself or where it stood: never kept beyond
    /// the process.
    pub private: BTreeSet<String>,
    /// The part of the paste that was recognised; `None` in a lookup and after a restart.
    pub recognised: Option<String>,
    /// How often it stands in the paste; at least 1.
    pub count: u32,
}

impl Diagnosed {
    /// The error as its rule alone tells it: no values, nothing of a paste.
    pub fn of(rule: RuleId) -> Self {
        Self { rule, values: BTreeMap::new(), private: BTreeSet::new(), recognised: None, count: 1 }
    }

    /// The values that may be kept beyond the process: what redaction leaves as it is.
    pub fn lasting_values(&self) -> impl Iterator<Item = (&str, &str)> {
        let lasting = self.values.iter().filter(|(slot, value)| !self.private.contains(*slot) && is_public(value));
        lasting.map(|(slot, value)| (slot.as_str(), value.as_str()))
    }

    /// What `diagnoses` found in `text`, with a placeholder for every secret: it is shown where others read it.
    pub fn all(text: &str, diagnoses: &[Diagnosis]) -> Vec<Self> {
        let secrets = secrets(text);
        let secrets: Vec<&str> = secrets.into_iter().filter_map(|secret| text.get(secret)).collect();
        let captured = diagnoses.iter().any(|diagnosis| !diagnosis.captures.is_empty());
        // The whole text says which of its values is a name or a number of somebody; the values alone do not.
        let removed = if captured { redact(text).removed } else { Vec::new() };
        let removed: Vec<&str> = removed.into_iter().filter_map(|(_, range)| text.get(range)).collect();
        diagnoses.iter().map(|diagnosis| Self::found(text, diagnosis, &secrets, &removed)).collect()
    }

    fn found(text: &str, diagnosis: &Diagnosis, secrets: &[&str], removed: &[&str]) -> Self {
        let shown = |part: &str| {
            // By its words, not its place: a captured value has none.
            secrets.iter().fold(part.to_owned(), |part, secret| {
                if secret.contains(part.as_str()) && part.len() >= 6 {
                    return Kind::Token.placeholder().to_owned();
                }
                part.replace(secret, Kind::Token.placeholder())
            })
        };
        let holds_removed =
            |value: &str| removed.iter().any(|removed| removed.contains(value) || value.contains(removed));
        let private = diagnosis.captures.iter().filter(|(_, value)| holds_removed(value) || !is_public(value));
        Self {
            rule: diagnosis.rule.clone(),
            private: private.map(|(slot, _)| slot.clone()).collect(),
            values: diagnosis.captures.iter().map(|(slot, value)| (slot.clone(), shown(value))).collect(),
            recognised: text.get(diagnosis.span.clone()).filter(|part| !part.is_empty()).map(shown),
            count: diagnosis.count,
        }
    }
}

/// Whether redaction leaves `value` as it is.
fn is_public(value: &str) -> bool {
    redact(value).removed.is_empty()
}

/// Where a case stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// Nothing tried yet.
    #[default]
    Open,
    /// The rule's question is asked and not answered.
    Narrowing,
    /// At least one fix did not help.
    Tried,
    /// Whether it worked was asked: what was written was not clear.
    Confirming,
    /// It worked.
    Solved,
    /// A person has it.
    HandedOver,
    /// A question could not be matched, or nobody came back for [`LEFT_ALONE`]: silent until addressed. Buttons stay
    /// usable, and another known error is still answered.
    Quiet,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// Somebody wrote a message that may hold an error, outside a case's thread.
    Pasted {
        /// The text as it came.
        text: String,
        /// Whether the bot was addressed.
        addressed: Addressed,
    },
    /// Somebody wrote in the light of the case: a follow-up question, thanks, another paste.
    Typed {
        /// The text as it came.
        text: String,
        /// Nobody else can be meant: a mention of the bot, a reply to it, a direct message, the terminal. Elsewhere in
        /// a case's thread the bot gives up after one question it could not match.
        directly: bool,
    },
    /// Somebody of the staff wrote where the case is talked about, to somebody else than the bot.
    StaffWrote,
    /// Somebody of the staff takes the case over.
    Claimed(Person),
    /// Somebody chose a rule by name (a lookup, a candidate).
    Chose(RuleId),
    /// Somebody chose a how-to by name.
    ChoseHowTo(HowToId),
    /// Somebody pressed a button or used a select.
    Pressed(Press),
}

/// A button or select of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Press {
    /// An offered next question.
    Prompt(HowToId),
    /// *It worked*.
    Worked,
    /// *Still stuck*.
    StillStuck,
    /// *Not this one*: asker and staff.
    NotThisOne,
    /// An answer to the rule's question.
    Cause(CauseId),
    /// *Not sure*: all causes in order.
    NotSure,
    /// The app was chosen ("Where did you see this?").
    App(AppId),
    /// *Go on with …*: another error of the same paste.
    GoOnWith(RuleId),
    /// *None of these* under *Did you mean*.
    NoneOfThese,
    /// *Ask a person*.
    Person,
}

/// What to do about it, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Say something new.
    Say(Reply),
    /// Say something that only the person who acted sees (where the platform can).
    SayPrivately(Reply),
    /// Show this in place of the answer.
    Change(Reply),
    /// Take the answer away.
    TakeAway,
    /// Take the buttons off the answer: the case is closed.
    Close,
    /// Count what became of it.
    Remember(Outcome),
    /// An error that no rule covers: to be put in the inbox of the team.
    Unrecognised {
        /// Its message, redacted.
        text: String,
    },
    /// A person is needed: the summary for them, ready to be shown (no text of the paste but the recognised part).
    CallPerson {
        /// What is known and what was tried.
        summary: Reply,
    },
    /// The case has somebody who takes care of it: to be said where the person was called, and where the case is.
    Claimed {
        /// Who.
        by: Person,
    },
}

/// What became of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// An error was brought and answered; once a case.
    Answered,
    /// The same, of one that was counted as [`Outcome::Offered`] or [`Outcome::Unrecognised`] before.
    AnsweredLater,
    /// A further error that was explained with the one answered.
    Beside,
    /// An error was brought that is perhaps one of a few: *Did you mean*.
    Offered,
    /// An error was brought that no rule covers.
    Unrecognised,
    /// *It worked*, or words to that effect; once a case.
    Worked,
    /// The same again, about a further error of the case.
    AlsoWorked,
    /// A fix did not help.
    StillStuck,
    /// A person has it.
    HandedOver,
    /// *Not this one*.
    Dismissed,
}
