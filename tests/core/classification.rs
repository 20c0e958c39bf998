//! What a paste is taken for, as the built-in rules have it.

use crosscheck::classify::{Addressed, Certainty, Fate, How};

use crate::desk::{asked, classifier, ids, known, overheard, value};

/// The errors Dext's help lists, each with a value of its own, in the order of that page.
const DEXT_ERRORS: [(&str, &str); 19] = [
    ("Account code '61420' has been archived or deleted", "account-code-archived"),
    ("Account code \"7-3300\" is not a valid code for this document", "account-code-invalid-for-document"),
    ("The TaxType code EXEMPTEXPENSES cannot be used with this account code", "tax-type-account-mismatch"),
    ("An existing invoice with the specified ID could not be found", "invoice-id-not-found"),
    ("Credit note or invoice not of valid status for modification", "invalid-status-for-modification"),
    ("Sorry, we cannot publish this item because your request to Xero was not authorised", "not-authorised"),
    ("Sorry, we were not able to publish the image for this item", "image-not-published"),
    ("Spend money transactions cannot be updated", "spend-money-not-updatable"),
    ("The document date cannot be before the end of year lock date", "lock-date"),
    ("The item already exists in Xero with status different from 'DRAFT'", "already-exists-not-draft"),
    ("You cannot save this transaction using an inventory account type", "inventory-account-type"),
    ("The specified bank account details do not match a known bank account", "unknown-bank-account"),
    ("The tax amount cannot be greater than the line amount", "tax-exceeds-line-amount"),
    ("The User specified does not have the correct permissions to perform this action", "user-lacks-permission"),
    ("This invoice number must be unique", "invoice-number-not-unique"),
    ("To send to bank accounts you will need to set a linked bank account", "no-linked-bank-account"),
    ("A valid user should be identified using the UserID", "user-id-not-linked"),
    ("You can't publish the item - make sure your Xero subscription is still active", "subscription-inactive"),
    ("You have reached the limit of invoices you can approve", "invoice-approval-limit"),
];

const ARCHIVED: &str = "Account code '429' has been archived or deleted";

#[test]
fn every_error_of_the_dext_article_is_answered_alone_or_in_a_message() {
    for (error, rule) in DEXT_ERRORS {
        assert_eq!(known(error), [rule], "{error}");
        let message = format!("Hi all, third one today for the bakery:\n{error}\nany ideas? it was fine last week");
        assert_eq!(known(&message), [rule], "{message}");
        let quoted = format!("dext says \"{error}\", what now");
        assert_eq!(known(&quoted), [rule], "{quoted}");
        assert_eq!(known(&error.to_uppercase()), [rule], "in capitals: {error}");
    }
}

#[test]
fn all_the_errors_at_once_are_answered_in_the_order_of_the_paste() {
    let (errors, rules): (Vec<&str>, Vec<&str>) = DEXT_ERRORS.into_iter().unzip();
    assert_eq!(known(&errors.join("\n")), rules);
    let backwards: Vec<&str> = errors.into_iter().rev().collect();
    assert_eq!(known(&backwards.join("\n")), rules.into_iter().rev().collect::<Vec<_>>());
}

#[test]
fn the_four_marks_of_lentune_are_the_first_guess_when_somebody_asks() {
    for (question, rule) in [
        ("there is a cross in the Lentune integration column", "lentune-failed"),
        ("what does a tick in the integration column mean", "lentune-integrated"),
        ("there's a dash in the integration column", "lentune-skipped"),
        ("the integration column is blank for this one", "lentune-blank"),
    ] {
        let found = asked(question);
        assert_eq!(ids(&found).first(), Some(&rule), "{question}: {found:?}");
        assert_ne!(overheard(question).certainty, Certainty::Known, "{question}");
    }
}

#[test]
fn an_error_that_comes_again_is_counted_not_repeated() {
    let row = |code: &str| format!("Bill {code}: Account code '{code}' has been archived or deleted");
    let paste = [row("429"), row("430"), DEXT_ERRORS[14].0.to_owned(), row("431")].join("\n");
    let found = overheard(&paste);
    assert_eq!(ids(&found), ["account-code-archived", "invoice-number-not-unique"]);
    let counts: Vec<u32> = found.diagnoses.iter().map(|diagnosis| diagnosis.count).collect();
    assert_eq!(counts, [3, 1]);
    assert_eq!(found.diagnoses[0].captures["account_code"], "429", "the first one names it");
}

#[test]
fn a_thousand_lines_of_the_same_error_are_one_answer() {
    let found = overheard(&format!("{ARCHIVED}\n").repeat(1_000));
    assert_eq!(ids(&found), ["account-code-archived"]);
    assert_eq!(found.diagnoses[0].count, 1_000);
}

#[test]
fn values_come_back_as_they_were_pasted() {
    for (paste, rule, slot, expected) in [
        ("Account code ‘6-1420’ has been archived or deleted", "account-code-archived", "account_code", "6-1420"),
        ("Account code “200 ” has been archived or deleted", "account-code-archived", "account_code", "200"),
        (
            "Account code «Travel – UK» has been archived or deleted",
            "account-code-archived",
            "account_code",
            "Travel – UK",
        ),
        ("Account code &quot;410&quot; has been archived or deleted", "account-code-archived", "account_code", "410"),
        ("Account code &#39;0410&#39; has been archived or deleted", "account-code-archived", "account_code", "0410"),
        ("Account code \\\"S10l\\\" has been archived or deleted", "account-code-archived", "account_code", "S10l"),
        (
            "Account%20code%20'410'%20has%20been%20archived%20or%20deleted",
            "account-code-archived",
            "account_code",
            "410",
        ),
        ("Account code `Örtliche` has been archived or deleted", "account-code-archived", "account_code", "Örtliche"),
        (
            "The TaxType code 'OUTPUT2' cannot be used with account code '4-2000'.",
            "tax-type-account-mismatch",
            "tax_type",
            "OUTPUT2",
        ),
        (
            "The TaxType code 'OUTPUT2' cannot be used with account code '4-2000'.",
            "tax-type-account-mismatch",
            "account_code",
            "4-2000",
        ),
        (
            "The document date cannot be before the end of year lock date, currently set at 31/03/2026.",
            "lock-date",
            "date",
            "31/03/2026",
        ),
        (
            "The document date cannot be before the end of year lock date, currently set at 5 April 2026, any idea",
            "lock-date",
            "date",
            "5 April 2026",
        ),
        (
            "The document date cannot be before the period lock date currently set at 2026-03-31T00:00:00",
            "lock-date",
            "date",
            "2026-03-31T00:00:00",
        ),
    ] {
        assert_eq!(value(paste, rule, slot).as_deref(), Some(expected), "{paste}");
    }
}

#[test]
fn a_placeholder_is_no_value() {
    for code in ["'###'", "###", "<CODE>", "___", "'…'"] {
        let paste = format!("Account code {code} has been archived or deleted");
        assert_eq!(known(&paste), ["account-code-archived"], "{paste}");
    }
    assert_eq!(value("Account code '###' has been archived or deleted", "account-code-archived", "account_code"), None);
}

#[test]
fn slips_of_any_hand_are_forgiven() {
    for (paste, rule) in [
        ("Acount code '429' has been archved or deleted", "account-code-archived"),
        ("Account c0de '429' has been archived 0r de1eted", "account-code-archived"),
        ("Accountcode'429'hasbeenarchivedordeleted", "account-code-archived"),
        ("Account code '429' has been\narchived or\ndeleted", "account-code-archived"),
        ("Credit note or invoice not of va1id status for rnodification", "invalid-status-for-modification"),
        ("your request to Xero was not authorized. Please try again", "not-authorised"),
        ("Spend money money transactions cannot be updated", "spend-money-not-updatable"),
        ("The specified bank account details do not match a known bank a...", "unknown-bank-account"),
        ("You have reached the limit of invoices you can…", "invoice-approval-limit"),
        ("S p e n d money transactions cannot be updated", "spend-money-not-updatable"),
    ] {
        assert_eq!(known(paste), [rule], "{paste}");
    }
    let found = overheard("Acount code 'B-77' has been archved or deleted");
    assert_eq!(found.diagnoses[0].how, How::Near);
    assert!(found.diagnoses[0].score < 1.0);
    assert_eq!(found.diagnoses[0].captures["account_code"], "B-77");
}

#[test]
fn the_place_of_an_error_is_the_place_where_it_stands() {
    let paste = format!("😩 **dext** says: {ARCHIVED}, again");
    let found = overheard(&paste);
    assert_eq!(&paste[found.diagnoses[0].span.clone()], ARCHIVED);
}

#[test]
fn xeros_json_gives_its_messages_without_the_sentence_around_them() {
    let paste = r#"{"ErrorNumber": 10, "Type": "ValidationException", "Message": "A validation exception occurred",
        "Elements": [{"LineItems": [{"Description": "Flowers", "AccountCode": "612"}], "ValidationErrors": [
        {"Message": "Account code '612' is not a valid code for this document."},
        {"Message": "The TaxType code 'INPUT2' cannot be used with account code '612'."}]}]}"#;
    let found = overheard(paste);
    assert_eq!(ids(&found), ["account-code-invalid-for-document", "tax-type-account-mismatch"]);
    assert_eq!(found.diagnoses[0].captures["account_code"], "612");
    let app = found.app.unwrap();
    assert_eq!(app.id.as_str(), "api");
    assert!(paste.contains(&app.because), "{}", app.because);
}

#[test]
fn a_payload_escaped_into_a_log_or_cut_off_is_read_all_the_same() {
    for paste in [
        r#"2026-11-02 08:14 WARN push failed body="{\"ErrorNumber\":10,\"Message\":\"A validation exception occurred\",\"Elements\":[{\"ValidationErrors\":[{\"Message\":\"Account code \u0027612\u0027 has been archived or deleted\"}]}]}""#,
        r#"{"ErrorNumber":10,"Message":"A validation exception occurred","Elements":[{"ValidationErrors":[{"Message":"Account code '612' has been archived or del"#,
        "<ApiException><ErrorNumber>10</ErrorNumber><Message>A validation exception occurred</Message><ValidationErrors>\
         <ValidationError><Message>Account code &apos;612&apos; has been archived or deleted</Message>",
    ] {
        assert_eq!(known(paste), ["account-code-archived"], "{paste}");
        assert_eq!(value(paste, "account-code-archived", "account_code").as_deref(), Some("612"), "{paste}");
    }
}

#[test]
fn the_wrapper_counts_only_when_it_is_alone() {
    let wrapper = "400 A validation exception occurred";
    assert_eq!(ids(&asked(wrapper)), ["validation-wrapper-only"]);
    assert_eq!(known(&format!("A validation exception occurred: {ARCHIVED}")), ["account-code-archived"]);
    assert_eq!(known(&format!("{ARCHIVED}\nA validation exception occurred")), ["account-code-archived"]);
}

#[test]
fn rows_of_lentunes_log_are_read_one_by_one() {
    let paste = "Fail\tBill\tSI-20107\tAccount code '3-1100' has been archived or deleted\n\
        Success\tBill\tSI-20108\t\n\
        Fail\tBill\tSI-20109\tInvoice number must be unique";
    assert_eq!(known(paste), ["account-code-archived", "invoice-number-not-unique"]);
}

#[test]
fn talk_about_errors_stays_without_an_answer() {
    for talk in [
        "I moved the lock date to 30 June",
        "please put the invoice number on the PO",
        "that 'must be unique' thing is fixed",
        "remember the document date has to be after the lock date",
        "account code 429 is the old one, use 431",
        "did the spend money transactions get updated?",
        "we archived that account code because nobody used it",
        "the bank details on their invoice don't match what we have",
    ] {
        let found = overheard(talk);
        assert_eq!((found.certainty, found.diagnoses.len()), (Certainty::None, 0), "{talk}: {found:?}");
    }
}

#[test]
fn errors_of_other_programs_are_left_alone() {
    for paste in [
        "QuickBooks error 6000: an error occurred when opening the company file",
        "ERROR 1062 (23000): Duplicate entry '88' for key 'invoice_number'",
        "Sage says the invoice number must be unique",
        "Stripe: This customer has no attached payment source",
        "HTTP/1.1 404 Not Found",
        "{\"error\":{\"code\":404,\"message\":\"Requested entity was not found.\"}}",
    ] {
        assert_eq!(overheard(paste).certainty, Certainty::None, "{paste}");
    }
}

#[test]
fn an_error_no_rule_covers_is_unknown_and_has_no_diagnosis() {
    for paste in [
        "The Warehouse Location must be specified for this Invoice line",
        "Xero  ErrorNumber: 1!0 E",
        r#"{"ErrorNumber":10,"Message":"A validation exception occurred","Elements":[{"ValidationErrors":[{"Message":"Widgets have to be blue"}]}]}"#,
    ] {
        let found = overheard(paste);
        let wrapped = ids(&found) == ["validation-wrapper-only"];
        assert!(wrapped || found.certainty == Certainty::Unknown && found.diagnoses.is_empty(), "{paste}: {found:?}");
    }
}

#[test]
fn what_is_too_general_to_speak_up_for_is_answered_when_asked() {
    let general = "the category has been archived in Xero";
    assert_ne!(overheard(general).certainty, Certainty::Known);
    let found = asked(general);
    assert_eq!((found.certainty, ids(&found).as_slice()), (Certainty::Known, &["account-code-archived"][..]));
}

#[test]
fn a_problem_in_own_words_gives_candidates_only_when_asked() {
    let told = "somebody archived the nominal in xero and now the bill won't go over";
    assert_eq!(overheard(told).certainty, Certainty::None);
    let found = asked(told);
    assert_eq!(found.certainty, Certainty::Likely);
    assert!((1..=5).contains(&found.diagnoses.len()), "{found:?}");
    assert_eq!(ids(&found)[0], "account-code-archived");
    assert!(found.diagnoses.iter().all(|diagnosis| diagnosis.how == How::Described));
    assert!(found.diagnoses.is_sorted_by(|a, b| a.score >= b.score), "{found:?}");
}

#[test]
fn the_app_shows_in_its_name_its_wording_or_its_payload() {
    for (paste, app, because) in [
        (format!("from Lentune: {ARCHIVED}"), "lentune", "Lentune"),
        (format!("Please resolve these issues\n{ARCHIVED}"), "dext", "Please resolve these issues"),
        (DEXT_ERRORS[5].0.to_owned(), "dext", "Sorry, we cannot publish this item"),
        (format!("Receipt Bank → Xero: {ARCHIVED}"), "dext", "Receipt Bank"),
        (format!("HTTP 400 from api.xero.com {ARCHIVED}"), "api", "api.xero.com"),
    ] {
        let guess = overheard(&paste).app.unwrap_or_else(|| panic!("{paste}"));
        assert_eq!((guess.id.as_str(), guess.because.as_str()), (app, because), "{paste}");
    }
    assert_eq!(overheard(ARCHIVED).app, None);
}

#[test]
fn why_shows_what_was_read_and_why_the_runner_up_lost() {
    let paste = "xero said: **Account code ‘429’** is not a valid code for this document";
    let why = classifier().why(paste, Addressed::Overheard);
    assert_eq!(why.cleaned, "xero said account code 429 is not a valid code for this document");
    let first = &why.readings[0];
    assert_eq!((first.rule.as_str(), &first.fate), ("account-code-invalid-for-document", &Fate::Counts));
    assert_eq!(first.captures["account_code"], "429");
    assert_eq!(why.classification, overheard(paste));
    assert!(why.readings.iter().skip(1).all(|reading| reading.fate != Fate::Counts), "{:?}", why.readings);
    let doubtful = classifier().why("is 401 a valid code for this document do you think", Addressed::Overheard);
    assert!(doubtful.readings.iter().all(|reading| matches!(reading.fate, Fate::Doubted(_) | Fate::Lost(_))));
}

#[test]
fn a_wrapper_beside_a_reason_that_is_cut_off_does_not_say_that_the_reason_is_missing() {
    let paste = "A validation exception occurred: Account code '429' has been arch";
    assert_eq!(known("A validation exception occurred"), ["validation-wrapper-only"]);
    assert_ne!(overheard(paste).certainty, Certainty::Known);
    let found = asked(paste);
    assert_eq!(found.certainty, Certainty::Likely);
    assert_eq!(ids(&found)[0], "account-code-archived");
}
