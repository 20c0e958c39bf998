//! What is counted of a conversation, and that nothing is counted twice.

use std::time::{Duration, SystemTime};

use crosscheck::classify::Addressed;
use crosscheck::helpdesk::{Case, Counted, Effect, Happened, Outcome, Press};
use crosscheck::rules::{CauseId, RuleId};

use crate::conversation::KNOWLEDGE;

/// Quotes `unknown-bank-account`.
const BANK: &str = "The specified bank account details do not match a known bank account";
/// Quotes another rule.
const UNIQUE: &str = "Invoice # must be unique.";
/// Reads like an error of these apps; no rule covers it.
const UNKNOWN: &str = "The TaxBasis must be specified for this document type";

/// A conversation and what was counted of it.
struct Desk {
    case: Case,
    now: SystemTime,
    counted: Vec<(Counted, SystemTime)>,
}

impl Desk {
    fn new() -> Self {
        Self { case: Case::default(), now: day(20_000), counted: Vec::new() }
    }

    fn happens(&mut self, happened: Happened) -> &mut Self {
        let before = self.case.clone();
        let (case, effects) = KNOWLEDGE.converse(before.clone(), happened, self.now);
        for effect in effects {
            if let Effect::Remember(outcome) = effect {
                self.counted.extend(KNOWLEDGE.counted(outcome, &before, &case, self.now));
            }
        }
        self.case = case;
        self
    }

    fn paste(&mut self, text: &str) -> &mut Self {
        self.happens(Happened::Pasted { text: text.to_owned(), addressed: Addressed::Asked })
    }

    fn types(&mut self, text: &str) -> &mut Self {
        self.happens(Happened::Typed { text: text.to_owned(), directly: true })
    }

    fn press(&mut self, press: Press) -> &mut Self {
        self.happens(Happened::Pressed(press))
    }

    fn after(&mut self, seconds: u64) -> &mut Self {
        self.now += Duration::from_secs(seconds);
        self
    }

    fn outcomes(&self) -> Vec<Outcome> {
        self.counted.iter().map(|(counted, _)| counted.outcome).collect()
    }
}

fn day(number: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(number * 86_400)
}

#[test]
fn an_answer_counts_once_whatever_is_asked_about_it() {
    let mut desk = Desk::new();
    desk.paste(BANK).types("how do I link the payment method").types(BANK);
    desk.press(Press::NotSure).press(Press::Cause(CauseId::new("archived"))).types("what");
    assert_eq!(desk.outcomes(), [Outcome::Answered]);
    let (first, _) = &desk.counted[0];
    assert_eq!(
        (first.rule.as_ref(), first.cause.as_ref(), first.after),
        (Some(&RuleId::new("unknown-bank-account")), None, None)
    );
}

#[test]
fn solved_counts_once_with_the_time_it_took_and_the_day_it_was_brought() {
    let mut desk = Desk::new();
    desk.paste(BANK).press(Press::Cause(CauseId::new("archived"))).after(90_000).press(Press::Worked);
    desk.press(Press::Worked).types("it worked, thanks");
    assert_eq!(desk.outcomes(), [Outcome::Answered, Outcome::Worked]);
    let (solved, at) = &desk.counted[1];
    assert_eq!((solved.after, solved.way), (Some(Duration::from_secs(90_000)), Some(0)));
    assert_eq!(solved.cause, Some(CauseId::new("archived")));
    assert_eq!(*at, day(20_000), "under the day it was brought on");
}

#[test]
fn a_clock_that_was_put_back_gives_no_time() {
    let mut desk = Desk::new();
    desk.paste(BANK);
    desk.now -= Duration::from_secs(3_600);
    desk.press(Press::Worked);
    assert_eq!(desk.outcomes(), [Outcome::Answered, Outcome::Worked]);
    assert_eq!(desk.counted[1].0.after, None);
}

#[test]
fn the_way_that_did_not_help_is_told_from_the_next_one() {
    let mut desk = Desk::new();
    desk.paste("Dext: The specified bank account details do not match a known bank account");
    desk.press(Press::App(crosscheck::rules::AppId::new("dext")));
    desk.press(Press::Cause(CauseId::new("not-a-bank"))).press(Press::StillStuck).press(Press::Worked);
    let ways: Vec<_> = desk.counted.iter().map(|(counted, _)| (counted.outcome, counted.way)).collect();
    assert_eq!(
        ways,
        [(Outcome::Answered, None), (Outcome::StillStuck, Some(0)), (Outcome::Worked, Some(1))],
        "the first way, then the second"
    );
}

#[test]
fn not_this_one_counts_against_the_answer_once() {
    let mut desk = Desk::new();
    desk.paste(BANK).press(Press::NotThisOne).press(Press::NotThisOne);
    assert_eq!(desk.outcomes(), [Outcome::Answered, Outcome::Dismissed]);
    // What is pasted then is another one.
    desk.types(UNIQUE);
    assert_eq!(desk.outcomes(), [Outcome::Answered, Outcome::Dismissed, Outcome::Answered]);
}

#[test]
fn another_error_in_the_same_conversation_counts_as_another() {
    let mut desk = Desk::new();
    desk.paste(BANK).press(Press::Worked).after(60).types(UNIQUE).after(60).press(Press::Worked);
    assert_eq!(desk.outcomes(), [Outcome::Answered, Outcome::Worked, Outcome::Answered, Outcome::Worked]);
    assert_eq!(desk.counted[3].0.after, Some(Duration::from_secs(60)), "from its own beginning");
}

#[test]
fn two_errors_of_one_paste_are_met_but_brought_once() {
    let mut desk = Desk::new();
    desk.paste(&format!("{BANK}\n{UNIQUE}"));
    assert_eq!(desk.outcomes(), [Outcome::Answered, Outcome::Beside]);
    let other = desk.counted[1].0.rule.clone().unwrap();
    desk.press(Press::Worked).press(Press::GoOnWith(other)).press(Press::Worked);
    assert_eq!(desk.outcomes(), [Outcome::Answered, Outcome::Beside, Outcome::Worked, Outcome::AlsoWorked]);
}

#[test]
fn an_offer_that_led_to_an_answer_is_one_error() {
    let mut desk = Desk::new();
    desk.paste("it doesn't know the bank account");
    assert_eq!(desk.outcomes(), [Outcome::Offered]);
    desk.happens(Happened::Chose(RuleId::new("unknown-bank-account"))).press(Press::Worked);
    assert_eq!(desk.outcomes(), [Outcome::Offered, Outcome::AnsweredLater, Outcome::Worked]);

    let mut refused = Desk::new();
    refused.paste("it doesn't know the bank account").press(Press::NoneOfThese);
    assert_eq!(refused.outcomes(), [Outcome::Offered], "brought once, never answered");
}

#[test]
fn what_no_rule_covers_is_counted_once_asked_or_overheard() {
    // Asked, the nearest rules are offered first.
    let mut asked = Desk::new();
    asked.paste(UNKNOWN).press(Press::NoneOfThese);
    assert_eq!(asked.outcomes(), [Outcome::Offered]);
    let mut overheard = Desk::new();
    overheard.happens(Happened::Pasted { text: UNKNOWN.to_owned(), addressed: Addressed::Overheard });
    assert_eq!(overheard.outcomes(), [Outcome::Unrecognised]);
    overheard.happens(Happened::Pasted { text: "lunch at one?".to_owned(), addressed: Addressed::Overheard });
    assert_eq!(overheard.outcomes(), [Outcome::Unrecognised]);
}

#[test]
fn a_button_of_an_answer_nobody_remembers_counts_no_answer() {
    let mut desk = Desk::new();
    desk.case = Case::of(RuleId::new("unknown-bank-account"), None, None);
    desk.press(Press::NotSure).press(Press::Worked);
    assert_eq!(desk.outcomes(), [Outcome::Worked]);
    assert_eq!(desk.counted[0].0.after, None, "nobody knows when it was brought");
}
