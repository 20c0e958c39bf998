//! Whether a paste reads like an error of these apps although no rule covers it.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use crate::paste::Cleaned;
use crate::paste::payload::{self, Payload};

use super::marks::Marks;

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

/// What payloads of Xero hold.
const MARKS: &[&str] =
    &["errornumber", "validationerror", "apiexception", "oauth_problem", "validationexception", "xero"];

/// What an app does to a document when it sends a message.
pub(super) const CUES: &[&str] = &["error", "exception", "failed", "returned", "rejected", "validation"];

/// Words that make a sentence somebody's own, in order.
const INFORMAL: &[&str] = &[
    "anyone",
    "btw",
    "cheers",
    "client",
    "don't",
    "dont",
    "everyone",
    "friday",
    "fyi",
    "guess",
    "he",
    "hello",
    "hey",
    "hi",
    "how",
    "i",
    "i'd",
    "i'll",
    "i'm",
    "i've",
    "im",
    "ive",
    "let's",
    "lol",
    "me",
    "monday",
    "month",
    "morning",
    "my",
    "no",
    "nope",
    "ok",
    "okay",
    "our",
    "remember",
    "reminder",
    "she",
    "someone",
    "stop",
    "ta",
    "team",
    "thanks",
    "there",
    "they",
    "think",
    "thursday",
    "today",
    "tomorrow",
    "tuesday",
    "us",
    "we",
    "we're",
    "we've",
    "wednesday",
    "week",
    "what",
    "when",
    "where",
    "who",
    "why",
    "yeah",
    "yes",
    "yesterday",
];

/// Longest sentence that is looked at, in words.
const SENTENCE_MAX: usize = 40;

/// How long a sentence is, in bytes.
const SENTENCE_BYTES: RangeInclusive<usize> = 13..=600;

/// Whether `paste`, in which no known wording was found, holds an error all the same.
pub(super) fn reads_like_an_error(paste: &str, other_program: bool) -> bool {
    if payload::read(paste).is_some_and(|payload| of_these_apps(paste, &payload)) {
        return true;
    }
    !other_program && holds_a_message(paste)
}

/// Whether these folded letters hold a word that a payload of these apps has; other payloads are nobody's error here.
pub(super) fn may_be_a_payload(letters: &[u8]) -> bool {
    PAYLOAD_MARKS.stand_in(letters)
}

/// Whether these folded letters hold an app's name and what apps do to a document.
pub(super) fn may_be_labelled(letters: &[u8]) -> bool {
    APP_NAMES.stand_in(letters) && DEEDS.stand_in(letters)
}

static PAYLOAD_MARKS: LazyLock<Marks> = LazyLock::new(|| marks(MARKS.iter().chain(APPS)));
static APP_NAMES: LazyLock<Marks> = LazyLock::new(|| marks(APPS));
static DEEDS: LazyLock<Marks> = LazyLock::new(|| marks(CUES));

fn marks<'w>(words: impl IntoIterator<Item = &'w &'w str>) -> Marks {
    Marks::new(words.into_iter().flat_map(|word| as_it_may_stand(word)))
}

/// The folded letters of words wherever they stand: a letter at their edge may be one with the next outside them
/// (`ErrorNumber` is read as `erromumber`).
pub(super) fn as_it_may_stand(form: &str) -> Vec<Vec<u8>> {
    let letters = Cleaned::new(form).folded().to_vec();
    let inner = letters.strip_prefix(b"n").or(letters.strip_prefix(b"v")).unwrap_or(&letters);
    match inner.split_last() {
        Some((b'r', rest)) => vec![inner.to_vec(), [rest, b"m"].concat()],
        Some((b'v', rest)) => vec![inner.to_vec(), [rest, b"w"].concat()],
        _ => vec![inner.to_vec()],
    }
}

/// Whether a paste or a line of it holds a message of one of these apps, by its words.
pub(crate) fn holds_a_message(paste: &str) -> bool {
    holds_a_message_in(paste, true, &mut String::new())
}

/// The same with space for a sentence in small letters, used again from text to text; `formal` is false
/// when it is known that there are no formal words.
pub(super) fn holds_a_message_in(paste: &str, formal: bool, lower: &mut String) -> bool {
    sentences(paste).any(|sentence| formal_message(sentence, formal, lower))
}

/// Whether a sentence is somebody's own: it asks, or has words no app uses.
pub(crate) fn is_somebodys_own(sentence: &str) -> bool {
    sentence.trim_end().ends_with('?') || words(&sentence.to_lowercase()).any(is_informal)
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
    payload.failed && MARKS.iter().any(|mark| head.contains(mark))
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
fn formal_message(sentence: &str, formal: bool, lower: &mut String) -> bool {
    let small = |lower: &mut String, text: &str| {
        lower.clear();
        lower.push_str(text);
        lower.make_ascii_lowercase();
    };
    let short = |lower: &str| (3..=SENTENCE_MAX).contains(&words(lower).take(SENTENCE_MAX + 1).count());
    if introduced(sentence, lower) {
        small(lower, sentence);
        if short(lower) {
            return true;
        }
    }
    let capital = || sentence.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
    if !formal || sentence.ends_with('?') || !capital() {
        return false;
    }
    small(lower, sentence);
    short(lower)
        && !words(lower).any(is_informal)
        && SUBJECTS.iter().any(|subject| lower.contains(subject))
        && FORMAL.iter().any(|form| lower.contains(form))
}

fn is_informal(word: &str) -> bool {
    INFORMAL.binary_search(&word).is_ok()
}

fn words(lower: &str) -> impl Iterator<Item = &str> {
    lower.split(|c: char| !(c.is_alphanumeric() || c == '\'')).filter(|word| !word.is_empty())
}

/// Whether an app's name and what it did introduce a message: "Xero error: …".
fn introduced(sentence: &str, lower: &mut String) -> bool {
    let Some((label, message)) = sentence.split_once([':', '–']) else { return false };
    let holds = |start: u8| label.bytes().any(|byte| byte.eq_ignore_ascii_case(&start));
    if !APPS.iter().any(|app| app.bytes().next().is_some_and(holds)) {
        return false;
    }
    lower.clear();
    lower.push_str(label);
    lower.make_ascii_lowercase();
    APPS.iter().any(|app| lower.contains(app))
        && CUES.iter().any(|cue| lower.contains(cue))
        && label.split_whitespace().count() <= 8
        && message.split_whitespace().count() >= 2
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
    fn the_words_that_are_searched_are_in_order() {
        assert!(INFORMAL.is_sorted());
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
