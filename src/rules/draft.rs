//! A first draft of a rule from a pasted error: the author fills in what only a person knows.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::{Phrase, Piece};

/// What varies from one paste to the next. The first name that fits says what the value is.
const VALUES: &str = concat!(
    r"\B'(?P<single>[^'\n]{1,60})'\B",
    r#"|"(?P<double>[^"\n]{1,60})""#,
    r"|[“‘](?P<curly>[^”’\n]{1,60})[”’]",
    r"|(?P<guid>\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b)",
    r"|(?P<date>\b\d{1,2}[ /.-](?:\d{1,2}|[A-Za-z]{3,9})[ /.-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b)",
    r"|(?P<amount>[£$€]\s?\d[\d,]*(?:\.\d+)?|\b\d[\d,]*\.\d{2}\b)",
    r"|(?P<code>\b[A-Za-z]{0,6}[-/#]?\d[\w/-]*)",
);

static COMPILED: LazyLock<Result<Regex, regex::Error>> = LazyLock::new(|| Regex::new(VALUES));

/// Words before a value that do not name it.
const NAMELESS: [&str; 22] = [
    "a", "an", "the", "this", "that", "is", "are", "was", "at", "of", "to", "for", "in", "on", "by", "with", "from",
    "set", "and", "or", "not", "be",
];

/// Words by which an error is told from what stands around it.
const TELLING: [&str; 14] = [
    "cannot", "not", "invalid", "error", "failed", "must", "already", "archived", "required", "does", "could",
    "exceeded", "unable", "unknown",
];

/// The phrase that would find `paste`, with slots in place of what varies.
#[derive(Debug, PartialEq, Eq)]
struct Guess {
    phrase: String,
    /// Whether it has words enough to stand in `phrases`.
    speaks_for_itself: bool,
}

/// The text of a rule file for `paste`, with remarks that say what to fill in; `rules check` reports the texts left empty.
/// `today` is the day as `YYYY-MM-DD`.
pub fn draft(paste: &str, today: &str) -> String {
    let paste = paste.trim();
    let Guess { phrase, speaks_for_itself } = guess(paste);
    let key = if speaks_for_itself { "phrases" } else { "only_when_asked" };
    let (phrase, paste) = (quoted(&phrase), quoted(paste));
    format!(
        r#"# Fill in the empty texts, then run: crosscheck rules check
# What each key means stands in rules/README.md.

# The headline of the answer. A value goes into [square brackets with a {{slot}}].
title = ""

# The words of the message. Check them: {{slots}} hold what differs from one paste to the next, [words in brackets] may be
# missing, (one|another) are alternatives. Cut what stands around the message.
{key} = [{phrase}]

# How people tell the problem without quoting the message. A few such lines help much.
# described = ["the bill won't go over because …"]

# The next questions, by the ids of how-tos: crosscheck rules list
# prompts = ["refresh-accounting-data"]

# Where the steps come from.
sources = [{{ title = "", url = "https://", checked = {today} }}]

[[causes]]
# Why it happens, in your own words.
because = ""

[[causes.fixes]]
# The app these steps are for; "any" stands for every app.
app = ["any"]
steps = [""]

# Pastes that must find this rule. Change names and numbers of real people.
[[examples]]
paste = {paste}

# A text that comes close and is something else.
# [[counterexamples]]
# paste = ""
# because = ""
"#
    )
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn guess(paste: &str) -> Guess {
    let message = message(paste);
    let phrase = with_slots(message);
    let words = |piece: &Piece| match piece {
        Piece::Words(words) => words.split_whitespace().count(),
        Piece::Slot(_) => 0,
    };
    match Phrase::parse(&phrase, 0) {
        Ok(parsed) => {
            let own = parsed.variants.iter().flat_map(|variant| &variant.pieces).map(words).sum::<usize>();
            Guess { phrase, speaks_for_itself: own >= 3 }
        }
        // Nothing but values: the words as they came are at least something to start from.
        Err(_) => Guess { phrase: without_marks(message), speaks_for_itself: true },
    }
}

/// The part of a paste that is most likely the message: the last `"Message"` of a payload, else the most telling line.
fn message(paste: &str) -> &str {
    let in_payload = |rest: &'_ str| -> Option<Range<usize>> {
        let start = rest.find('"')? + 1;
        let end = start + rest.get(start..)?.find('"')?;
        Some(start..end)
    };
    if let Some((_, rest)) = paste.rsplit_once(r#""Message":"#)
        && let Some(message) = in_payload(rest).and_then(|range| rest.get(range))
        && !message.trim().is_empty()
    {
        return message.trim();
    }
    let telling = |line: &&str| {
        let lower = line.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| TELLING.contains(word)).count();
        (words.min(2), line.chars().count().min(200))
    };
    // `max_by_key` takes the last of equals; an error comes before what people say about it.
    paste.lines().map(str::trim).filter(|line| !line.is_empty()).rev().max_by_key(telling).unwrap_or("")
}

/// The message with slots for its values, and without the marks that mean something in a phrase.
fn with_slots(message: &str) -> String {
    let Ok(values) = &*COMPILED else { return without_marks(message) };
    let mut out = String::new();
    let mut names: Vec<String> = Vec::new();
    let mut from = 0;
    for found in values.captures_iter(message) {
        let Some(whole) = found.get(0) else { continue };
        let between = without_marks(message.get(from..whole.start()).unwrap_or(""));
        out.push_str(&between);
        // Two values side by side are one: nothing would tell where the first ends.
        if names.is_empty() || between.contains(char::is_alphanumeric) {
            let name = unused(&name(&found, &between), &names);
            out.push_str(&format!("{{{name}}}"));
            names.push(name);
        }
        from = whole.end();
    }
    out.push_str(&without_marks(message.get(from..).unwrap_or("")));
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn without_marks(text: &str) -> String {
    text.replace(['[', ']', '(', ')', '{', '}', '|'], " ")
}

/// A name for a value: its kind, or the words before it, as `account_code` for "Account code '429'".
fn name(found: &Captures<'_>, before: &str) -> String {
    for kind in ["date", "amount"] {
        if found.name(kind).is_some() {
            return kind.to_owned();
        }
    }
    let letters = |word: &&str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphabetic());
    let words = before.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).rev();
    let mut named: Vec<String> = words
        .take_while(letters)
        .map(str::to_lowercase)
        .take_while(|word| !NAMELESS.contains(&word.as_str()))
        .take(2)
        .collect();
    named.reverse();
    if named.is_empty() { "value".to_owned() } else { named.join("_") }
}

fn unused(name: &str, taken: &[String]) -> String {
    let mut number = 1;
    let mut free = if name == "app" { "app_name".to_owned() } else { name.to_owned() };
    while taken.contains(&free) {
        number += 1;
        free = format!("{name}_{number}");
    }
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_slots_named_after_what_they_are() {
        for (paste, phrase) in [
            (
                "Account code '429' has been archived or deleted",
                "Account code {account_code} has been archived or deleted",
            ),
            (
                "The document date cannot be before the lock date, currently set at 31-Dec-2025.",
                "The document date cannot be before the lock date, currently set at {date}.",
            ),
            ("The TaxType code “INPUT2” cannot be used", "The TaxType code {taxtype_code} cannot be used"),
            ("You can't pay £1,250.00 on an invoice of £900.00", "You can't pay {amount} on an invoice of {amount_2}"),
            ("Invoice # INV-0042 must be unique (it is not)", "Invoice # {invoice} must be unique it is not"),
            ("Item 12 '34' is not known", "Item {item} is not known"),
            ("hi all, any idea?\n  Contact name is already taken  \nthanks", "Contact name is already taken"),
            (
                r#"{"Message":"A validation exception occurred","Elements":[{"Message":"Email 'a' is not valid"}]}"#,
                "Email {email} is not valid",
            ),
            ("", ""),
        ] {
            assert_eq!(guess(paste).phrase, phrase, "{paste}");
        }
    }
}
