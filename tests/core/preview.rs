//! `rules preview` as its author sees it: the message that Discord will show.

use std::time::SystemTime;

use crosscheck::commands::rules::preview;
use crosscheck::console::Look;

use crate::desk::BUILT_IN;

/// The part of the preview of `id` below the heading `part`.
fn shown(id: &str, part: &str) -> String {
    let mut out = Vec::new();
    let looks = (Look::of_stdout(false), Some(&crosscheck::discord::preview as _));
    assert!(preview(&BUILT_IN, id, looks, SystemTime::UNIX_EPOCH, &mut out).unwrap());
    let out = String::from_utf8(out).unwrap();
    let parts = out.split("--- ").find_map(|told| told.strip_prefix(part));
    parts.unwrap_or_else(|| panic!("no part {part:?} in\n{out}")).trim().to_owned()
}

#[test]
fn the_preview_of_a_rule_is_the_message_discord_will_show() {
    insta::assert_snapshot!(shown("lock-date", "dext, on Discord\n"), @r"
    The date is in a locked period

    > The document date cannot be before the end of year lock date
    - The date on the item is on or before Xero's lock date, and it is not the date of the document.
    - The document belongs to a period that is locked in Xero. Somebody may have locked it on purpose, after a return or the year end.
    - The document is in Xero already and lies in a locked period, so it can be neither changed nor voided.
    **Is the date on the item the one on the document?**

    In Dext · Source: Dext: Xero publishing error messages (read 2026-11-21)

    [No, the date is wrong] [Yes, the date is right] [It is in Xero already, we changed it] [Not sure]
    [Change the lock date] [Will it be there twice?] [It still shows the error] [Cancel the approval request] [Who may do this]
    [It worked] [Still stuck] [Ask a follow-up] [Not this one]
    ");
}

#[test]
fn the_preview_for_any_app_offers_the_apps_as_a_select() {
    let shown = shown("lock-date", "any app, on Discord\n");
    assert!(shown.contains("\n[Where did you see this?: Dext | Lentune | Somewhere else]\n"), "{shown}");
}

#[test]
fn the_preview_of_every_entry_has_all_its_parts() {
    let rules = BUILT_IN.rules().rules().iter().map(|rule| (rule.id.as_str(), rule.title.bare(None).to_plain()));
    let howtos = BUILT_IN.rules().howtos().iter().map(|howto| (howto.id.as_str(), howto.title.clone()));
    for (id, title) in rules.chain(howtos) {
        let shown = shown(id, "any app, on Discord\n");
        // A title holds the example's values, so its first word stands for it.
        let first = title.split(' ').next().unwrap();
        assert!(shown.starts_with(first), "{id}: {shown}");
        assert!(shown.lines().count() > 2, "{id}: {shown}");
    }
}
