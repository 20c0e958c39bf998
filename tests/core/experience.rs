//! What has helped most comes first: only on evidence, never what is dangerous, and nowhere a position is remembered.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::SystemTime;

use crosscheck::classify::Addressed;
use crosscheck::helpdesk::{Case, Counted, Effect, Experience, Happened, Knowledge, Outcome, Press, Reply};
use crosscheck::rules::{AppId, CauseId, RuleId};
use proptest::prelude::*;

use crate::conversation::KNOWLEDGE;

/// Two causes without any danger, and a question.
const BANK: &str = "unknown-bank-account";

fn fared(rule: &str, cause: &str, worked: u32, stuck: u32) -> Vec<(Counted, u32)> {
    let of = |outcome| Counted { cause: Some(CauseId::new(cause)), ..Counted::of(outcome, Some(RuleId::new(rule))) };
    vec![(of(Outcome::Worked), worked), (of(Outcome::StillStuck), stuck)]
}

fn experience(tallies: &[Vec<(Counted, u32)>]) -> Experience {
    Experience::of(&tallies.concat())
}

fn order(experience: &Experience, rule: &str, app: Option<&str>) -> Vec<String> {
    let rule = KNOWLEDGE.rules().rule(rule).unwrap();
    let app = app.map(AppId::new);
    experience.order(rule, app.as_ref()).into_iter().map(|cause| cause.id.to_string()).collect()
}

#[test]
fn a_cause_goes_first_when_it_helped_clearly_more_often() {
    let written = ["archived", "not-a-bank"];
    assert_eq!(order(&Experience::default(), BANK, None), written);
    let clear = experience(&[fared(BANK, "archived", 1, 5), fared(BANK, "not-a-bank", 6, 1)]);
    assert_eq!(order(&clear, BANK, None), ["not-a-bank", "archived"]);
    for too_little in [
        // Four outcomes are too few, on either side.
        experience(&[fared(BANK, "archived", 0, 9), fared(BANK, "not-a-bank", 4, 0)]),
        experience(&[fared(BANK, "archived", 0, 4), fared(BANK, "not-a-bank", 9, 0)]),
        // A difference that chance alone would make.
        experience(&[fared(BANK, "archived", 5, 5), fared(BANK, "not-a-bank", 6, 4)]),
        experience(&[fared(BANK, "not-a-bank", 9, 0)]),
    ] {
        assert_eq!(order(&too_little, BANK, None), written);
    }
}

#[test]
fn what_cannot_be_taken_back_never_goes_before_what_can() {
    // Moving a lock date is the second cause; the first only mends a date.
    let lock = |app| {
        let better = experience(&[
            fared("lock-date", "date-misread", 0, 40),
            fared("lock-date", "date-right", 40, 0),
            fared("lock-date", "editing", 40, 0),
        ]);
        order(&better, "lock-date", app)
    };
    for app in [None, Some("dext"), Some("lentune"), Some("any")] {
        assert_eq!(lock(app).first().map(String::as_str), Some("date-misread"), "{app:?}");
    }
}

#[test]
fn a_rule_may_keep_the_order_its_source_gives() {
    let rule = KNOWLEDGE.rules().rules().iter().find(|rule| rule.in_order).unwrap();
    let [first, second, ..] = rule.causes.as_slice() else { panic!("{} has one cause", rule.id) };
    let better = experience(&[
        fared(rule.id.as_str(), first.id.as_str(), 0, 40),
        fared(rule.id.as_str(), second.id.as_str(), 40, 0),
    ]);
    let expected: Vec<String> = rule.causes.iter().map(|cause| cause.id.to_string()).collect();
    assert_eq!(order(&better, rule.id.as_str(), None), expected);
}

/// A desk on which the second cause helped more often.
fn experienced() -> Knowledge {
    let experience = experience(&[fared(BANK, "archived", 0, 9), fared(BANK, "not-a-bank", 9, 0)]);
    KNOWLEDGE.clone().with_experience(Arc::new(experience))
}

fn explained(desk: &Knowledge) -> (Case, Vec<String>) {
    let paste = "The specified bank account details do not match a known bank account".to_owned();
    said(desk, Case::default(), Happened::Pasted { text: paste, addressed: Addressed::Asked })
}

/// The case after what `happened`, and the causes of the answer in the order shown.
fn said(desk: &Knowledge, case: Case, happened: Happened) -> (Case, Vec<String>) {
    let (case, effects) = desk.converse(case, happened, SystemTime::UNIX_EPOCH);
    let shown = effects.into_iter().find_map(|effect| match effect {
        Effect::Say(Reply::Answers { answers, .. }) | Effect::Change(Reply::Answers { answers, .. }) => Some(answers),
        _ => None,
    });
    let answer = shown.and_then(|answers| answers.into_iter().next());
    let causes = answer.map(|answer| answer.causes.into_iter().map(|cause| cause.id.to_string()).collect());
    (case, causes.unwrap_or_default())
}

#[test]
fn not_sure_and_still_stuck_follow_what_helped_and_a_number_means_what_is_shown() {
    let desk = experienced();
    let (case, shown) = explained(&desk);
    assert_eq!(shown, ["archived", "not-a-bank"], "the buttons of an open question stay where they were written");
    let typed = |text: &str| Happened::Typed { text: text.to_owned(), directly: true };
    let (second, _) = said(&desk, case.clone(), typed("the second one"));
    assert_eq!(second.cause, Some(CauseId::new("not-a-bank")));

    let (unsure, shown) = said(&desk, case.clone(), Happened::Pressed(Press::NotSure));
    assert_eq!(shown, ["not-a-bank", "archived"]);
    let (second, _) = said(&desk, unsure, typed("the second one"));
    assert_eq!(second.cause, Some(CauseId::new("archived")));

    let (stuck, shown) = said(&desk, case, Happened::Pressed(Press::StillStuck));
    assert_eq!(shown, ["not-a-bank"]);
    // The button of an older answer names a cause, not a place.
    let (pressed, _) = said(&desk, stuck, Happened::Pressed(Press::Cause(CauseId::new("archived"))));
    assert_eq!(pressed.cause, Some(CauseId::new("archived")));
}

#[test]
fn an_error_called_wrong_counts_less_in_lists() {
    let lock = RuleId::new("lock-date");
    let answered = (Counted::of(Outcome::Answered, Some(lock.clone())), 3);
    let beside = (Counted::of(Outcome::Beside, Some(lock.clone())), 1);
    let wrong = (Counted::of(Outcome::Dismissed, Some(lock.clone())), 2);
    assert_eq!(Experience::of(&[answered, beside, wrong.clone()]).times(&lock), 2);
    assert_eq!(Experience::of(&[wrong]).times(&lock), 0);
}

/// Outcomes of every cause of every rule with several, as chance has them.
fn any_experience() -> impl Strategy<Value = Experience> {
    let causes = KNOWLEDGE.rules().rules().iter().flat_map(|rule| {
        let causes = rule.causes.iter().filter(|_| rule.causes.len() > 1);
        causes.map(|cause| (rule.id.to_string(), cause.id.to_string()))
    });
    let causes: Vec<(String, String)> = causes.collect();
    proptest::collection::vec((0..60_u32, 0..60_u32), causes.len()).prop_map(move |numbers| {
        let tallies = causes.iter().zip(numbers);
        experience(
            &tallies.map(|((rule, cause), (worked, stuck))| fared(rule, cause, worked, stuck)).collect::<Vec<_>>(),
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn whatever_helped_every_cause_is_there_once_and_danger_never_moves_up(experience in any_experience()) {
        for rule in KNOWLEDGE.rules().rules() {
            for app in [None, Some(AppId::new("dext")), Some(AppId::new("lentune"))] {
                let order = experience.order(rule, app.as_ref());
                let ids: BTreeSet<&str> = order.iter().map(|cause| cause.id.as_str()).collect();
                prop_assert_eq!(ids.len(), rule.causes.len());
                prop_assert_eq!(order.len(), rule.causes.len());
                let harmless = |id: &CauseId| {
                    let fixes = rule.cause(id.as_str()).unwrap().fixes_for(app.as_ref());
                    fixes.iter().flat_map(|fix| &fix.steps).all(|step| step.danger.is_none())
                };
                for (at, cause) in order.iter().enumerate().filter(|(_, cause)| !harmless(&cause.id)) {
                    let written = rule.causes.iter().position(|other| other.id == cause.id).unwrap();
                    let harmless_before = |ids: &mut dyn Iterator<Item = &CauseId>| ids.filter(|id| harmless(id)).count();
                    let now = harmless_before(&mut order.iter().take(at).map(|cause| &cause.id));
                    let then = harmless_before(&mut rule.causes.iter().take(written).map(|cause| &cause.id));
                    prop_assert!(now >= then, "{}: {}", rule.id, cause.id);
                }
            }
        }
    }
}
