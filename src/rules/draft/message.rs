//! The message in a paste: unwrapped from payloads, without what stands around it.

use serde_json::Value;

use crate::paste::payload;

/// Words by which an error is told from what stands around it.
const TELLING: [&str; 14] = [
    "cannot", "not", "invalid", "error", "failed", "must", "already", "archived", "required", "does", "could",
    "exceeded", "unable", "unknown",
];

/// What apps and people write before a message, in small letters; the message is recognised without it.
const BEFORE: [&str; 9] = [
    "xero returned:",
    "xero said:",
    "xero says:",
    "error:",
    "validation error:",
    "failed:",
    "message:",
    "warning:",
    "error message:",
];

/// What stands for a character in JSON and XML. The last ones first would undo what was never escaped.
const ESCAPES: [(&str, &str); 14] = [
    (r#"\""#, "\""),
    (r"\/", "/"),
    (r"\n", " "),
    (r"\r", " "),
    (r"\t", " "),
    (r"\u0027", "'"),
    (r"\u0022", "\""),
    (r"\\", r"\"),
    ("&quot;", "\""),
    ("&apos;", "'"),
    ("&#39;", "'"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&amp;", "&"),
];

/// Words inside quotes from which the quotation is the message and not a value in it.
const QUOTED_MESSAGE: usize = 5;

/// Keys of a payload whose text is a message, in small letters.
const MESSAGE_KEYS: [&str; 3] = ["message", "detail", "error_description"];

/// The sentence around Xero's validation messages, which says nothing alone.
const WRAPPER: &str = "a validation exception occurred";

/// What in a paste is most likely the message: those of a payload in order, else the most telling line.
pub(super) fn messages(paste: &str) -> Vec<String> {
    let messages = in_payload(paste);
    if !messages.is_empty() {
        return messages;
    }
    telling_line(paste).map(without_lead).into_iter().map(str::to_owned).collect()
}

/// The line of a paste that is most likely the message, or the long quotation in it.
pub(crate) fn telling_line(paste: &str) -> Option<&str> {
    let telling = |line: &&str| {
        let lower = line.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| TELLING.contains(word)).count();
        (words.min(2), line.chars().count().min(200))
    };
    // `max_by_key` takes the last of equals; an error comes before what people say about it.
    let lines = paste.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.rev().max_by_key(telling).map(within_quotes)
}

/// The messages of a payload in the paste, in order, each once; none when it holds no payload.
pub(crate) fn in_payload(paste: &str) -> Vec<String> {
    let mut inside = of_json(paste);
    if inside.is_empty()
        && let Some(payload) = payload::read(paste)
    {
        inside = payload.messages.into_iter().filter_map(|range| paste.get(range)).map(unescaped).collect();
    }
    let mut messages: Vec<String> = Vec::new();
    for message in inside {
        if !messages.contains(&message) {
            messages.push(message);
        }
    }
    messages
}

/// The messages of a whole JSON document in the paste, whatever quotes they hold; none when it is no such document.
fn of_json(paste: &str) -> Vec<String> {
    let (Some(start), Some(end)) = (paste.find('{'), paste.rfind('}')) else { return Vec::new() };
    let Some(document) = paste.get(start..=end).and_then(|text| serde_json::from_str(text).ok()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    collect(&document, &mut found);
    found
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (key, inner) in object {
                match inner.as_str().map(str::trim) {
                    Some(text) if MESSAGE_KEYS.contains(&key.to_lowercase().as_str()) => {
                        if text.contains(' ') && !text.eq_ignore_ascii_case(WRAPPER) {
                            found.push(text.to_owned());
                        }
                    }
                    _ => collect(inner, found),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| collect(inner, found)),
        _ => {}
    }
}

fn unescaped(text: &str) -> String {
    ESCAPES.iter().fold(text.trim().to_owned(), |text, (escape, character)| text.replace(escape, character))
}

/// The long quotation in a line where somebody quotes the message, else the line.
pub(crate) fn within_quotes(line: &str) -> &str {
    let parts = line.split(['"', '“', '”']);
    // Every second part stands inside quotes.
    let quotations = parts.skip(1).step_by(2).filter(|part| part.split_whitespace().count() >= QUOTED_MESSAGE);
    quotations.max_by_key(|part| part.len()).unwrap_or(line)
}

/// A line without its bullet and what apps write before a message.
pub(crate) fn without_lead(line: &str) -> &str {
    let mut rest = line.trim_start_matches(['-', '*', '•', '·', '>', ' ']);
    while let Some(lead) =
        BEFORE.iter().find(|lead| rest.get(..lead.len()).is_some_and(|start| start.eq_ignore_ascii_case(lead)))
    {
        rest = rest.get(lead.len()..).unwrap_or_default().trim_start();
    }
    rest.trim()
}
