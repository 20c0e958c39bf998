//! The conversation at a keyboard: numbers, words, several lines, the end.

use std::time::SystemTime;

use crosscheck::console::{Desk, Look, chat};
use crosscheck::helpdesk::Knowledge;
use crosscheck::rules::RuleSet;
use crosscheck::service::Service;
use insta::assert_snapshot;

use crate::sample::SAMPLE;

fn service() -> Service {
    Service::new(Knowledge::new(SAMPLE.rules().clone()))
}

/// What a terminal of 60 columns shows when `messages` are typed.
fn terminal(messages: &[&str]) -> String {
    let mut out = Vec::new();
    let messages = messages.iter().map(|message| (*message).to_owned());
    chat(&service(), messages, &mut out, Look::new(60, true), || SystemTime::UNIX_EPOCH).unwrap();
    let shown = anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string();
    shown.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[test]
fn a_case_goes_from_the_paste_to_the_end() {
    let shown = terminal(&[
        "This bill exists already\nand is no longer a draft",
        "2",
        "1",
        "how do I void it",
        "still stuck",
        "that worked",
        "quit",
        "never read",
    ]);
    assert_snapshot!(shown, @r#"
    Paste an error message from Xero, Lentune or Dext, over as
    many lines as it has; a blank line or a short pause ends it.
    Type quit to leave.

    >
    The bill is in Xero already
    Recognised: “This bill exists already and is no longer a
    draft”

    Is the bill in Xero the right one?
      1  Yes, it is right
         It was sent before and is right.
      2  No, it has to change
         It was sent before, approved, and has to change.
         (1) Void the bill in Xero. (2) Send it again from the
         app you use.
         ⚠ Voiding cannot be undone in Xero.
      3  Not sure

    Where did you see this?
      4  Dext
      5  Somewhere else

    Ask next:
      6  How do I void it?

    Source: Publishing errors, read 2026-11-21
    https://help.example.com/publishing

    Type a number or a question; or: it worked, still stuck, not
    this one, quit.

    >
    The bill is in Xero already
    Recognised: “This bill exists already and is no longer a
    draft”

    It was sent before, approved, and has to change.

    What to do:
      1. Void the bill in Xero.
         ⚠ Voiding cannot be undone in Xero.
      2. Send it again from the app you use.

    Where did you see this?
      1  Dext
      2  Somewhere else

    Ask next:
      3  How do I void it?

    Source: Publishing errors, read 2026-11-21
    https://help.example.com/publishing

    Type a number or a question; or: it worked, still stuck, not
    this one, quit.

    >
    The bill is in Xero already
    Recognised: “This bill exists already and is no longer a
    draft”

    It was sent before, approved, and has to change.

    Read-only? Choose Cancel request first.
    In Dext:
      1. Void the bill in Xero.
         ⚠ Voiding cannot be undone in Xero.
      2. Clear the publishing data in Dext.
         ⚠ First void or delete the copy in Xero, or it will be
         there twice.
      3. Publish the item again.

    The message stays until a publish succeeds.

    Ask next:
      1  How do I void it?

    Source: Publishing errors, read 2026-11-21
    https://help.example.com/publishing

    Type a number or a question; or: it worked, still stuck, not
    this one, quit.

    >
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

    >
    The bill is in Xero already
    Recognised: “This bill exists already and is no longer a
    draft”

    It was sent before, approved, and has to change.

    Read-only? Choose Cancel request first.
    Another way: In Dext:
      1. Correct it in Xero by hand.

    The message stays until a publish succeeds.

    Ask next:
      1  How do I void it?

    Source: Publishing errors, read 2026-11-21
    https://help.example.com/publishing

    Type a number or a question; or: it worked, still stuck, not
    this one, quit.

    >
    Good to hear. This one is closed.

    >
    "#);
}

#[test]
fn a_number_without_a_choice_is_read_as_words() {
    let service = service();
    let mut desk = Desk::new(&service, Look::new(60, true));
    let shown = desk.hear("7", SystemTime::UNIX_EPOCH);
    assert!(shown.contains("I found no error message"), "{shown}");
}

#[test]
fn a_second_error_gets_an_answer_of_its_own() {
    let shown = terminal(&[
        "This bill exists already and is no longer a draft",
        "now it says: Account code '310' has been archived",
    ]);
    assert!(shown.contains("Account 310 is archived"), "{shown}");
}

#[test]
fn the_last_resort_is_a_text_to_copy() {
    let shown = terminal(&["Account code '310' has been archived", "can I talk to a human"]);
    assert!(shown.contains("Nobody can be called from here"), "{shown}");
    assert!(shown.contains("Error: Account 310 is archived"), "{shown}");
}

#[test]
fn the_rules_can_be_replaced_while_a_case_is_open() {
    let service = service();
    let mut desk = Desk::new(&service, Look::new(60, true));
    desk.hear("Account code '310' has been archived", SystemTime::UNIX_EPOCH);
    service.replace(Knowledge::new(RuleSet::default()));
    let shown = desk.hear("still stuck", SystemTime::UNIX_EPOCH);
    assert!(shown.contains("This answer is out of date"), "{shown}");
}
