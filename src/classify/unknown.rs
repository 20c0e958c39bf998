//! Whether a paste reads like an error of these apps although no rule covers it.

use std::collections::HashSet;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use crate::paste::payload::{self, Payload};

/// How messages of these apps speak. Taken from the wordings of the known errors; people in a chat rarely do.
pub(super) const FORMAL: &[&str] = &[
    "must be specified",
    "must be valid",
    "must be unique",
    "must be supplied",
    "must be provided",
    "must be active",
    "must be greater",
    "must be less",
    "must be a valid",
    "must not be",
    "must equal",
    "must contain",
    "must have",
    "must reference",
    "must match",
    "is not valid",
    "not a valid",
    "is invalid",
    "are invalid",
    "was invalid",
    "is mandatory",
    "is required",
    "are required",
    "could not be found",
    "could not be located",
    "cannot be found",
    "was not found",
    "does not exist",
    "do not exist",
    "does not match",
    "do not match",
    "cannot be",
    "can not be",
    "could not be",
    "has been archived",
    "is archived",
    "already exists",
    "already been",
    "already assigned",
    "not subscribed",
    "not of valid",
    "not permitted",
    "not authorised",
    "not authorized",
    "not supported",
    "not allowed",
    "is too long",
    "no more than",
    "maximum of",
    "must not exceed",
    "exceeds the",
    "has expired",
    "is expired",
    "is locked",
    "is offline",
    "unexpected error",
    "failed to",
    "unable to",
    "rejected",
    "exception occurred",
    "validation error",
    "may not be",
    "has been revoked",
    "was refused",
];

/// What these apps talk about.
const SUBJECTS: &[&str] = &[
    "invoice",
    "bill",
    "credit note",
    "contact",
    "account",
    "tax",
    "line item",
    "line amount",
    "payment",
    "organisation",
    "organization",
    "currency",
    "tracking",
    "purchase order",
    "bank",
    "item code",
    "quantity",
    "due date",
    "duedate",
    "document",
    "journal",
    "supplier",
    "receipt",
    "transaction",
    "xero",
    "dext",
    "lentune",
    "hubdoc",
    "approvalmax",
];

/// The apps by name, as they introduce a message ("Xero error: …").
const APPS: &[&str] = &["xero", "dext", "lentune", "hubdoc", "approvalmax", "receipt bank"];

/// What an app does to a document when it sends a message.
pub(super) const CUES: &[&str] = &["error", "exception", "failed", "returned", "rejected", "validation"];

/// Words that make a sentence somebody's own.
static INFORMAL: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    HashSet::from([
        "i",
        "i'm",
        "im",
        "i've",
        "ive",
        "i'd",
        "i'll",
        "we",
        "we've",
        "we're",
        "my",
        "our",
        "me",
        "us",
        "anyone",
        "someone",
        "everyone",
        "he",
        "she",
        "they",
        "hi",
        "hey",
        "hello",
        "thanks",
        "ta",
        "cheers",
        "lol",
        "btw",
        "fyi",
        "think",
        "guess",
        "remember",
        "don't",
        "dont",
        "let's",
        "what",
        "why",
        "how",
        "who",
        "when",
        "where",
        "morning",
        "today",
        "yesterday",
        "tomorrow",
        "ok",
        "okay",
        "yes",
        "no",
        "nope",
        "yeah",
        "reminder",
        "there",
        "stop",
        "team",
        "client",
        "friday",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "month",
        "week",
    ])
});

/// Longest sentence that is looked at, in words.
const SENTENCE_MAX: usize = 40;

/// How long a sentence is, in bytes.
const SENTENCE_BYTES: RangeInclusive<usize> = 13..=600;

/// Whether `paste`, in which no known wording was found, holds an error all the same.
pub(super) fn reads_like_an_error(paste: &str, other_program: bool) -> bool {
    if payload::read(paste).is_some_and(|payload| of_these_apps(paste, &payload)) {
        return true;
    }
    if other_program {
        return false;
    }
    let mut lower = String::new();
    sentences(paste).any(|sentence| formal_message(sentence, &mut lower))
}

/// Whether a line of a paste holds a message of one of these apps, by its words.
pub(crate) fn holds_a_message(line: &str) -> bool {
    let mut lower = String::new();
    sentences(line).any(|sentence| formal_message(sentence, &mut lower))
}

/// Whether a sentence is somebody's own: it asks, or has words no app uses.
pub(crate) fn is_somebodys_own(sentence: &str) -> bool {
    sentence.trim_end().ends_with('?') || words(&sentence.to_lowercase()).any(|word| INFORMAL.contains(word))
}

/// Whether what stands before a message is the label of one of these apps: "Xero error", "Dext", "Status: Failed".
pub(crate) fn is_a_label(label: &str) -> bool {
    let lower = label.to_lowercase();
    let named = words(&lower).any(|word| APPS.contains(&word) || CUES.contains(&word));
    named && label.split_whitespace().count() <= 8
}

/// Whether a payload has the shape of Xero's.
fn of_these_apps(paste: &str, payload: &Payload) -> bool {
    let head: String = paste.chars().take(4_000).flat_map(char::to_lowercase).collect();
    payload.failed
        && ["errornumber", "validationerror", "apiexception", "oauth_problem", "validationexception", "xero"]
            .iter()
            .any(|mark| head.contains(mark))
        || (!payload.messages.is_empty() && APPS.iter().any(|app| head.contains(app)))
}

/// The sentences of a paste: lines and what stands in quotes, at most the first two hundred.
fn sentences(paste: &str) -> impl Iterator<Item = &str> {
    paste
        .split(['\n', '"', '“', '”', '|', ';', '>', '<'])
        .map(|part| part.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '`' | '_' | '\'' | '‘' | '’')))
        .filter(|part| SENTENCE_BYTES.contains(&part.len()))
        .take(200)
}

/// Whether a sentence is a message of one of these apps: formal words about their subjects, nobody's own sentence; or a
/// message that an app's name and a colon introduce. The cheapest questions come first: nearly every sentence people
/// write fails them.
fn formal_message(sentence: &str, lower: &mut String) -> bool {
    let capital = sentence.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
    let formal = capital && !sentence.ends_with('?');
    let labelled = sentence.contains([':', '–']);
    if !formal && !labelled {
        return false;
    }
    lower.clear();
    lower.extend(sentence.chars().flat_map(char::to_lowercase));
    if !(3..=SENTENCE_MAX).contains(&words(lower).take(SENTENCE_MAX + 1).count()) {
        return false;
    }
    (labelled && introduced(lower))
        || (formal
            && !words(lower).any(|word| INFORMAL.contains(word))
            && SUBJECTS.iter().any(|subject| lower.contains(subject))
            && FORMAL.iter().any(|form| lower.contains(form)))
}

fn words(lower: &str) -> impl Iterator<Item = &str> {
    lower.split(|c: char| !(c.is_alphanumeric() || c == '\'')).filter(|word| !word.is_empty())
}

/// Whether an app's name and what it did introduce a message: "Xero error: …".
fn introduced(lower: &str) -> bool {
    lower.split_once([':', '–']).is_some_and(|(label, message)| {
        APPS.iter().any(|app| label.contains(app))
            && CUES.iter().any(|cue| label.contains(cue))
            && label.split_whitespace().count() <= 8
            && message.split_whitespace().count() >= 2
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_no_rule_covers_are_noticed() {
        for paste in [
            "The ToBankAccount with the details provided could not be located",
            r#"{"ErrorNumber":10,"Elements":[{"ValidationErrors":[{"Message":"Widgets must be blue"}]}]}"#,
            "Xero error: widgets must be blue",
            "client sent this:\n\"Quantity must not be less than zero.\"",
        ] {
            assert!(reads_like_an_error(paste, false), "{paste}");
        }
    }

    #[test]
    fn talk_is_not_an_error() {
        for paste in [
            "I think the invoice must be valid by now",
            "does the contact already exist?",
            "Please put the invoice number on the PO",
            "the lock date was moved to 30 June",
            "Could you approve the bills in Xero for Marlow, there are 9 waiting",
        ] {
            assert!(!reads_like_an_error(paste, false), "{paste}");
        }
    }
}
