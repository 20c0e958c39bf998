//! Whole replies as a terminal without colours shows them, and how long the answers of the real rules are.

use std::time::SystemTime;

use crosscheck::classify::Addressed;
use crosscheck::console::{Look, render};
use crosscheck::helpdesk::{Answer, Case, Effect, Happened, Knowledge, Press, Reply};
use crosscheck::rules::{AppId, CauseId, HowToId};
use insta::assert_snapshot;

use crate::conversation::KNOWLEDGE;
use crate::sample::SAMPLE;

/// What `happened` makes somebody who uses `app` read, at 72 columns.
fn reply(knowledge: &Knowledge, case: Case, happened: Happened) -> (Case, String) {
    let (case, effects) = knowledge.converse(case, happened, SystemTime::UNIX_EPOCH);
    let shown = effects.iter().filter_map(|effect| match effect {
        Effect::Say(reply) | Effect::SayPrivately(reply) | Effect::Change(reply) => Some(plain(reply, 72)),
        Effect::CallPerson { summary } => Some(plain(summary, 72)),
        _ => None,
    });
    let shown = shown.collect();
    (case, shown)
}

fn plain(reply: &Reply, width: usize) -> String {
    anstream::adapter::strip_str(&render(reply, Look::new(width, false))).to_string()
}

fn asked(text: &str) -> Happened {
    Happened::Pasted { text: text.to_owned(), addressed: Addressed::Asked }
}

fn dext() -> Case {
    Case::with_default_app(Some(AppId::new("dext")))
}

#[test]
fn one_cause_is_shown_with_its_steps_for_the_app() {
    let (_, shown) = reply(&SAMPLE, dext(), asked("hi, \"Account code '429' has been archived\" - help?"));
    assert_snapshot!(shown, @r#"
    Account 429 is archived
    Recognised: “Account code '429' has been archived”
    Account code: 429

    The account on a line, 429, is archived in Xero.

    Read-only? Choose Cancel request first.
    In Dext:
      1. Reload the categories in Dext. [Admin in Dext]
      2. Choose an active category.
      3. Publish the item again.

    The message stays until a publish succeeds.

    Ask next:
      - Reload the list

    Source: Publishing errors, read 2026-11-21
    https://help.example.com/publishing
    "#);
}

#[test]
fn without_an_app_the_general_steps_are_shown_and_the_app_is_asked_for() {
    let (_, shown) = reply(&SAMPLE, Case::default(), asked("Account code '429' has been archived"));
    assert_snapshot!(shown, @r#"
    Account 429 is archived
    Recognised: “Account code '429' has been archived”
    Account code: 429

    The account on a line, 429, is archived in Xero.

    What to do:
      1. Choose an active account in the app you use.
      2. Send it again.
    General advice: these steps are not in the source named below.

    Where did you see this?
      - Dext
      - Somewhere else

    Ask next:
      - Reload the list

    Source: Publishing errors, read 2026-11-21
    https://help.example.com/publishing
    "#);
}

#[test]
fn several_causes_stand_side_by_side_under_their_question() {
    let (_, shown) = reply(&SAMPLE, dext(), asked("This bill exists already and is no longer a draft"));
    assert_snapshot!(shown, @r#"
    The bill is in Xero already
    Recognised: “This bill exists already and is no longer a draft”

    Is the bill in Xero the right one?
      - Yes, it is right
        It was sent before and is right.
      - No, it has to change
        It was sent before, approved, and has to change.
        (1) Void the bill in Xero. (2) Clear the publishing data in Dext.
        (3) Publish the item again.
        ⚠ Voiding cannot be undone in Xero.
        ⚠ First void or delete the copy in Xero, or it will be there twice.
      - Not sure

    Read-only? Choose Cancel request first.
    The message stays until a publish succeeds.

    Ask next:
      - How do I void it?

    Source: Publishing errors, read 2026-11-21
    https://help.example.com/publishing
    "#);
}

#[test]
fn an_answered_question_leaves_one_cause_with_a_warning_at_each_step_that_needs_one() {
    let (case, _) = reply(&SAMPLE, dext(), asked("This bill exists already and is no longer a draft"));
    let (_, shown) = reply(&SAMPLE, case, Happened::Pressed(Press::Cause(CauseId::new("wrong"))));
    assert_snapshot!(shown, @r#"
    The bill is in Xero already
    Recognised: “This bill exists already and is no longer a draft”

    It was sent before, approved, and has to change.

    Read-only? Choose Cancel request first.
    In Dext:
      1. Void the bill in Xero.
         ⚠ Voiding cannot be undone in Xero.
      2. Clear the publishing data in Dext.
         ⚠ First void or delete the copy in Xero, or it will be there twice.
      3. Publish the item again.

    The message stays until a publish succeeds.

    Ask next:
      - How do I void it?

    Source: Publishing errors, read 2026-11-21
    https://help.example.com/publishing
    "#);
}

#[test]
fn not_sure_shows_all_causes_in_order() {
    let (case, _) = reply(&SAMPLE, dext(), asked("This bill exists already and is no longer a draft"));
    let (_, shown) = reply(&SAMPLE, case, Happened::Pressed(Press::NotSure));
    assert_snapshot!(shown, @r#"
    The bill is in Xero already
    Recognised: “This bill exists already and is no longer a draft”

    Cause 1: It was sent before and is right.

    Cause 2: It was sent before, approved, and has to change.

    In Dext:
      1. Void the bill in Xero.
         ⚠ Voiding cannot be undone in Xero.
      2. Clear the publishing data in Dext.
         ⚠ First void or delete the copy in Xero, or it will be there twice.
      3. Publish the item again.

    Read-only? Choose Cancel request first.
    The message stays until a publish succeeds.

    Ask next:
      - How do I void it?

    Source: Publishing errors, read 2026-11-21
    https://help.example.com/publishing
    "#);
}

#[test]
fn two_errors_in_one_paste_are_both_answered_in_order() {
    let text = "This bill exists already and is no longer a draft\nAccount code '310' has been archived";
    let (_, shown) = reply(&SAMPLE, dext(), asked(text));
    assert_snapshot!(shown, @r#"
    2 errors in this paste

    1. The bill is in Xero already
    Recognised: “This bill exists already and is no longer a draft”

    Is the bill in Xero the right one?
      - Yes, it is right
        It was sent before and is right.
      - No, it has to change
        It was sent before, approved, and has to change.
        (1) Void the bill in Xero. (2) Clear the publishing data in Dext.
        (3) Publish the item again.
        ⚠ Voiding cannot be undone in Xero.
        ⚠ First void or delete the copy in Xero, or it will be there twice.
      - Not sure

    Read-only? Choose Cancel request first.
    The message stays until a publish succeeds.

    Ask next:
      - How do I void it?

    Source: Publishing errors, read 2026-11-21
    https://help.example.com/publishing

    2. Account 310 is archived
    Recognised: “Account code '310' has been archived”
    Account code: 310

    The account on a line, 310, is archived in Xero.

    Read-only? Choose Cancel request first.
    In Dext:
      1. Reload the categories in Dext. [Admin in Dext]
      2. Choose an active category.
      3. Publish the item again.

    The message stays until a publish succeeds.

    Source: Publishing errors, read 2026-11-21
    https://help.example.com/publishing

    Go on with another of them:
      - Account 310 is archived
    "#);
}

#[test]
fn a_how_to_is_shown_with_its_ways() {
    let (_, shown) = reply(&SAMPLE, dext(), Happened::ChoseHowTo(HowToId::new("void-a-bill")));
    assert_snapshot!(shown, @r#"
    Void a bill in Xero
    An approved bill is voided, a draft is deleted.

    Draft:
      1. Open it and delete it.
         ⚠ Deleting cannot be undone in Xero.

    Approved:
      1. Open it, choose Bill Options > Void.
         ⚠ Voiding cannot be undone in Xero.

    Source: Voiding, read 2026-11-21
    https://help.example.com/void
    "#);
}

#[test]
fn a_person_reads_what_is_known_and_what_was_tried() {
    let (case, _) = reply(&SAMPLE, dext(), asked("Account code '429' has been archived"));
    let (_, shown) = reply(&SAMPLE, case, Happened::Pressed(Press::StillStuck));
    assert_snapshot!(shown, @r#"
    For whoever takes this over
    Error: Account 429 is archived
      “Account code '429' has been archived”
      Account code: 429
    App: Dext
    Tried: Reload the categories in Dext. Choose an active category. Publish
           the item again.
    "#);
}

#[test]
fn a_value_is_never_shown_as_it_came_if_it_could_steer_the_terminal() {
    let text = "Account code '4\u{1b}[2J\u{202e}29' has been archived";
    let (_, effects) = SAMPLE.converse(dext(), asked(text), SystemTime::UNIX_EPOCH);
    for effect in effects {
        let Effect::Say(reply) = effect else { continue };
        let shown = plain(&reply, 72);
        assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{shown:?}");
    }
}

#[test]
fn every_line_keeps_to_the_width_of_the_window() {
    for rule in KNOWLEDGE.rules().rules() {
        let (_, effects) = KNOWLEDGE.converse(dext(), Happened::Chose(rule.id.clone()), SystemTime::UNIX_EPOCH);
        for width in [20, 33, 80] {
            for effect in &effects {
                let Effect::Say(reply) = effect else { continue };
                for line in plain(reply, width).lines().filter(|line| !line.starts_with("http")) {
                    assert!(line.chars().count() <= width, "{}: {line:?} is wider than {width}", rule.id);
                }
            }
        }
    }
}

#[test]
fn nine_answers_of_ten_fit_a_phone() {
    let apps = ["dext", "lentune"].map(AppId::new);
    let rules = KNOWLEDGE.rules().rules().iter();
    let answers: Vec<Answer> =
        rules.flat_map(|rule| apps.iter().filter_map(|app| KNOWLEDGE.look_up(&rule.id, Some(app)))).collect();
    let long: Vec<String> =
        answers.iter().filter(|answer| !fits(answer)).map(|answer| answer.rule.to_string()).collect();
    assert!(long.len() * 10 <= answers.len(), "{} of {} are too long: {long:?}", long.len(), answers.len());
}

/// Whether the words of an answer, without its buttons and its source, stay within 900 characters and 14 lines.
fn fits(answer: &Answer) -> bool {
    let mut lines: Vec<String> = vec![answer.title.to_plain()];
    lines.extend(answer.before.iter().chain(&answer.after).map(|note| note.to_plain()));
    lines.extend(answer.ask.iter().map(|ask| ask.question.clone()));
    for cause in &answer.causes {
        lines.push(cause.because.to_plain());
        for step in cause.fix.iter().flat_map(|fix| &fix.steps) {
            lines.push(format!("1. {} {}", step.text.to_plain(), step.needs.clone().unwrap_or_default()));
            lines.extend(step.danger.map(|danger| danger.sentence().to_owned()));
        }
    }
    lines.len() <= 14 && lines.iter().map(|line| line.chars().count()).sum::<usize>() <= 900
}
