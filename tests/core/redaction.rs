//! What is taken out of a text before it is kept, and what must stay.

use std::path::Path;

use crosscheck::paste::holds_secret;
use crosscheck::paste::redact::{Kind, Redactor, redact};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Line {
    text: String,
    keeps: String,
}

fn lines() -> Vec<Line> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pastes/redaction.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_text_of_the_table_is_kept_as_the_table_says() {
    let lines = lines();
    assert!(lines.len() >= 200 && lines.iter().filter(|line| line.text == line.keeps).count() >= 100);
    let wrong: Vec<String> = lines
        .iter()
        .filter_map(|line| {
            let kept = redact(&line.text).text;
            (kept != line.keeps).then(|| format!("{:?}\n  kept   {kept:?}\n  wanted {:?}", line.text, line.keeps))
        })
        .collect();
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_is_kept_is_kept_as_it_is_the_second_time() {
    for line in lines() {
        let again = redact(&line.keeps);
        assert_eq!((again.text.as_str(), again.removed.len()), (line.keeps.as_str(), 0));
    }
}

#[test]
fn the_whole_table_as_one_text_is_kept_line_by_line() {
    let whole: String = lines().iter().map(|line| line.text.clone() + "\n\n").collect();
    let mut redactor = Redactor::new();
    let by_line: String = whole.split_inclusive('\n').map(|line| redactor.line(line).text).collect();
    assert_eq!(redact(&whole).text, by_line);
}

#[test]
fn dates_versions_codes_and_invoice_wording_of_the_other_tables_stay() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pastes");
    for name in ["chatter", "paraphrase", "followups", "followups_unseen", "states"] {
        let text = std::fs::read_to_string(folder.join(name).with_extension("jsonl")).unwrap();
        for line in text.lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = line.get("text").and_then(|text| text.as_str()).unwrap();
            assert_eq!(redact(text).text, text, "{name}");
        }
    }
}

#[test]
fn what_was_removed_says_where_it_stood() {
    let text = "née Dupont: jo&#64;example.com";
    let removed = redact(text).removed;
    assert_eq!(removed, [(Kind::Email, 13..text.len())]);
}

#[test]
fn a_token_is_noticed_and_talk_about_tokens_is_not() {
    for text in [
        "Authorization: Bearer n0tArealT0kenAtAll99",
        "refresh_token=f4keRefreshT0ken9876543210zyxwv",
        "\"access_token\": \"notarealtoken0123456789abcdefABCDEF\"",
        "client_secret: n0tASecret-n0tASecret-n0tASecret-42",
        "the log shows eyJhbGciOiJIUzI1NiJ9.eyJ4IjoxfQ.ZmFrZS1zaWduYXR1cmU",
    ] {
        assert!(holds_secret(text), "{text}");
        assert!(!holds_secret(&redact(text).text), "{text}");
    }
    for text in [
        "token expired, reconnect please",
        "InvoiceID 5ceffde5-6786-4987-b03a-bf88d262c286 not found",
        "\"access_token\": \"[token]\"",
        "the client secret is wrong",
        "TokenExpired: token expired at 08/12/2026 07:00:40",
        "Refresh Token is out of date and must be manually reconnected",
    ] {
        assert!(!holds_secret(text), "{text}");
    }
}

/// Pieces that finders look for, in any order and joined by anything.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ -~]{0,12}",
        "[0-9 .,/+()-]{1,24}",
        "\\PC{0,6}",
        prop::sample::select(vec![
            "sort code ",
            "account number ",
            "account",
            "BSB ",
            "tel ",
            "Bearer ",
            "token=",
            "Contact: ",
            "Supplier ",
            "Bill to",
            "Dear ",
            "\n",
            "\\n",
            "&#49;",
            "&amp;",
            "%40",
            "@",
            "[email]",
            "[sort code]",
            "[phone]",
            "20-31-47",
            "43917562",
            "07700 900123",
            "+44 7700 900456",
            "4111 1111 1111 1111",
            "GB82WEST12345698765432",
            "ABN ",
            "43 111 222 333",
            "IRD ",
            "49-091-850",
            "VAT ",
            "GB 765 4321 26",
            "Kowhai Plumbing",
            "Ltd",
            "\u{200b}",
            "\u{a0}",
            "\u{e000}",
            "eyJhbGciOiJub25lIn0.",
            "5ceffde5-6786-4987-b03a-bf88d262c286",
            "?code=",
            "\"Contact\":{",
            "\"Name\":\"",
            "}",
            "Address: 12 High Street",
            "password: ",
            "refresh token is ",
            "jo@example.com",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_gives_ranges_on_character_boundaries(text in pieces()) {
        let redacted = redact(&text);
        let mut end = 0;
        for (_, range) in &redacted.removed {
            prop_assert!(range.start >= end && !range.is_empty());
            prop_assert!(text.get(range.clone()).is_some());
            end = range.end;
        }
    }

    #[test]
    fn redacting_twice_changes_nothing(text in pieces()) {
        let once = redact(&text).text;
        let twice = redact(&once);
        prop_assert_eq!(&twice.text, &once);
        prop_assert_eq!(twice.removed.len(), 0);
    }

    #[test]
    fn small_letters_without_digits_stay(text in "[a-z ,.!?'\n]{0,200}") {
        prop_assert_eq!(redact(&text).text, text);
    }

    #[test]
    fn dates_amounts_and_codes_stay(
        day in 1..29u32, month in 1..13u32, year in 2019..2032u32, amount in 0..10_000_000u64, code in 100..10_000u32,
        number in 1..100_000u32,
    ) {
        let pounds = amount / 100;
        let pence = amount % 100;
        for text in [
            format!("dated {day:02}/{month:02}/{year}, {year}-{month:02}-{day:02}, {day:02}-{month:02}-{:02}", year % 100),
            format!("account code '{code}' on INV-{number:05}: £{pounds}.{pence:02} of {amount}"),
            format!("version {month}.{day}.{number} of {year}{month:02}{day:02}"),
            format!("codes {code} {} {} {}", code + 10, code + 25, code + 100),
            format!("lock date {day} March {year}; bill {number:08} and PO 45000{number:05}"),
        ] {
            prop_assert_eq!(&redact(&text).text, &text);
        }
    }
}

/// The values of the first error in `text` that may be kept beyond the process.
fn lasting(text: &str) -> Vec<(String, String)> {
    let found = crate::desk::asked(text);
    let diagnosis = found.diagnoses.first().unwrap_or_else(|| panic!("nothing was recognised in {text}"));
    assert!(!diagnosis.captures.is_empty(), "nothing was captured in {text}");
    let found = crosscheck::helpdesk::Diagnosed::all(text, std::slice::from_ref(diagnosis));
    found[0].lasting_values().map(|(slot, value)| (slot.to_owned(), value.to_owned())).collect()
}

#[test]
fn an_account_code_may_be_kept_and_what_redaction_takes_out_may_not() {
    let code = ("account_code".to_owned(), "429".to_owned());
    assert_eq!(lasting("Account code '429' has been archived, or deleted."), [code]);
    for private in [
        "Account code 'ann@books.example' has been archived, or deleted.",
        "The contact name Harbourlight Bakery is already assigned to another contact.",
        // Told by what stands before it.
        "Supplier: Quillfeather\nAccount code 'Quillfeather' has been archived, or deleted.",
    ] {
        assert_eq!(lasting(private), [], "{private}");
    }
}

#[test]
fn what_stands_around_a_value_also_keeps_it_from_whoever_takes_over() {
    let text = "Supplier: Quillfeather\nAccount code 'Quillfeather' has been archived, or deleted.";
    let found = crate::desk::asked(text);
    let errors = crosscheck::helpdesk::Diagnosed::all(text, &found.diagnoses);
    let in_hand = errors.first().map(|error| error.rule.clone());
    let case = crosscheck::helpdesk::Case { errors, in_hand, ..Default::default() };
    let summary = format!("{:?}", crate::desk::BUILT_IN.handover(&case));
    assert!(summary.contains("has been archived"), "{summary}");
    assert!(!summary.contains("Quillfeather"), "{summary}");
}
