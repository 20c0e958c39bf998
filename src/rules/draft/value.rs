//! What in a message varies from one paste to the next, and what such a value is called.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// The first name that fits says what the value is. A placeholder is what redaction left behind: `[email]`.
const VALUES: &str = concat!(
    r"\B'(?P<single>[^'\n]{1,60})'\B",
    r#"|"(?P<double>[^"\n]{1,60})""#,
    r"|[“‘](?P<curly>[^”’\n]{1,60})[”’]",
    r"|\[(?P<placeholder>[a-z][a-z ]{1,30})\]",
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

/// A value in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Value {
    /// Where it stands, in bytes of the message, with its quotes.
    pub(crate) range: Range<usize>,
    /// What it is by its own shape, such as `date` or `email`; none when only the words before it can say.
    kind: Option<String>,
}

/// The values in `message`, in order.
pub(crate) fn values(message: &str) -> Vec<Value> {
    let Ok(compiled) = &*COMPILED else { return Vec::new() };
    let found = compiled.captures_iter(message);
    found.filter_map(|found| Some(Value { range: found.get(0)?.range(), kind: kind(&found) })).collect()
}

fn kind(found: &Captures<'_>) -> Option<String> {
    let kinds = ["date", "amount"].into_iter();
    let by_shape = kinds.filter(|kind| found.name(kind).is_some()).map(str::to_owned).next();
    by_shape.or_else(|| found.name("placeholder").map(|kind| kind.as_str().trim().replace(' ', "_")))
}

/// A name for `value`: its kind, or the words `before` it, as `account_code` for "Account code '429'".
pub(super) fn name(value: &Value, before: &str) -> String {
    if let Some(kind) = &value.kind {
        return kind.clone();
    }
    by_words_before(before)
}

/// A name for a value of which only one form, `shown`, is known, where `before` goes before it.
pub(super) fn name_of(shown: &str, before: &str) -> String {
    let shown = shown.trim();
    let whole = values(shown).into_iter().find(|value| value.range == (0..shown.len()));
    whole.and_then(|value| value.kind).unwrap_or_else(|| by_words_before(before))
}

fn by_words_before(before: &str) -> String {
    let letters = |word: &&str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphabetic());
    // What stands before a colon or a bracket belongs to something else: "Stopped: supplier '…'".
    let before = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    let nearest = before.rsplit([':', ';', ',', '.', '(', '[']).next().unwrap_or(before);
    let words = nearest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).rev();
    let mut named: Vec<String> = words
        .take_while(letters)
        .map(str::to_lowercase)
        .take_while(|word| !NAMELESS.contains(&word.as_str()))
        .take(2)
        .collect();
    named.reverse();
    if named.is_empty() { "value".to_owned() } else { named.join("_") }
}

/// `name`, or the next one like it that is not in `taken`. `{app}` is the answer's own.
pub(super) fn unused(name: &str, taken: &[String]) -> String {
    let mut number = 1;
    let mut free = if name == "app" { "app_name".to_owned() } else { name.to_owned() };
    while taken.contains(&free) {
        number += 1;
        free = format!("{name}_{number}");
    }
    free
}
