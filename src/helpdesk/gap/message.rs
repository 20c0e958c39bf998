//! The message in a paste that no rule covers: redacted first, then without what people and apps write around it.

use crate::classify::{holds_a_message, is_a_label, is_somebodys_own};
use crate::paste::{payload, redact};
use crate::rules::{in_payload, telling_line, values, within_quotes, without_lead};

/// Messages of one paste that are noted; a payload with more repeats itself.
const MOST: usize = 3;

/// Characters of a message that are noted.
pub(super) const LONGEST: usize = 2_000;

/// Words a message has at least.
const FEWEST_WORDS: usize = 3;

/// What may stand between a label and the message, the narrowest first.
const AFTER_A_LABEL: [&str; 7] = [": ", " – ", " — ", " - ", " | ", " > ", " → "];

/// Words that a log writes before a message.
const LEVELS: [&str; 6] = ["ERROR", "WARN", "WARNING", "INFO", "FATAL", "DEBUG"];

/// The messages in `paste`, as they may be kept: in order, each once, three at most.
pub(crate) fn messages(paste: &str) -> Vec<String> {
    // Whoever only knows the redacted text can leak nothing else.
    let redacted = redact(paste).text;
    let mut found = in_payload(&redacted);
    if found.is_empty() && payload::read(&redacted).is_none() {
        let lines = redacted.lines().map(str::trim).filter(|line| holds_a_message(line));
        found = lines.map(|line| without_chatter(within_quotes(line))).collect();
        if found.is_empty() {
            found = telling_line(&redacted).map(without_chatter).into_iter().collect();
        }
    }
    let mut messages: Vec<String> = Vec::new();
    for message in found {
        // Unwrapping may have joined what redaction saw in pieces.
        let message = redact(&message.split_whitespace().collect::<Vec<_>>().join(" ")).text;
        let message = without_marks(&message);
        let message: String = message.chars().take(LONGEST).collect();
        let words = message.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
        if words >= FEWEST_WORDS && !messages.contains(&message) {
            messages.push(message);
        }
    }
    messages.truncate(MOST);
    messages
}

/// A line without the labels before its message and the sentences people put beside it.
fn without_chatter(line: &str) -> String {
    let mut rest = without_log_prefix(without_lead(line));
    while let Some((label, message)) = labelled(rest) {
        let begins = message.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase());
        let label_alone = (begins && is_a_label(label)) || (is_remark(label) && holds_a_message(message));
        if !label_alone || message.split_whitespace().count() < FEWEST_WORDS {
            break;
        }
        rest = without_log_prefix(without_lead(message));
    }
    if let Some((message, remark)) = splits(rest, &[" - ", " – "]).last()
        && is_remark(remark)
        && !is_remark(message)
    {
        rest = message;
    }
    let sentences = sentences(rest);
    let theirs: Vec<&str> = sentences.iter().copied().filter(|sentence| !is_remark(sentence)).collect();
    let is_message = |sentence: &&str| sentence.split_whitespace().count() >= FEWEST_WORDS;
    if theirs.len() < sentences.len() && theirs.iter().any(is_message) { theirs.join(" ") } else { rest.to_owned() }
}

/// What may be a label, and what follows it.
fn labelled(line: &str) -> Option<(&str, &str)> {
    splits(line, &AFTER_A_LABEL).next().map(|(label, rest)| (label, rest.trim_start()))
}

/// Every way to split a line at one of `separators` outside its values, in order.
fn splits<'l>(line: &'l str, separators: &'l [&str]) -> impl Iterator<Item = (&'l str, &'l str)> {
    let values = values(line);
    let places = line.char_indices().filter_map(move |(at, _)| {
        let separator =
            separators.iter().find(|separator| line.get(at..).is_some_and(|rest| rest.starts_with(**separator)))?;
        let inside = values.iter().any(|value| value.range.contains(&(at + 1)) && value.range.start <= at);
        (!inside).then_some((at, separator.len()))
    });
    places.filter_map(move |(at, length)| Some((line.get(..at)?, line.get(at + length..)?)))
}

/// Whether somebody wrote this about a message; what stands in its values tells nothing.
fn is_remark(sentence: &str) -> bool {
    let mut bare = String::new();
    let mut from = 0;
    for value in values(sentence) {
        bare.push_str(sentence.get(from..value.range.start).unwrap_or_default());
        from = value.range.end;
    }
    bare.push_str(sentence.get(from..).unwrap_or_default());
    is_somebodys_own(&bare)
}

/// A message without the marks around it and the full stop at its end, which some people leave out.
fn without_marks(message: &str) -> String {
    let message = message.trim_matches(|c: char| matches!(c, '*' | '`' | '_' | '>' | ' '));
    let stop = message.ends_with('.') && !message.ends_with("..");
    message.get(..message.len() - usize::from(stop)).unwrap_or(message).trim_end().to_owned()
}

/// A line without the time, the level and the names in brackets that a log writes first.
fn without_log_prefix(line: &str) -> &str {
    let mut rest = line.trim_start();
    loop {
        let bracketed = rest.strip_prefix('[').and_then(|inner| inner.split_once(']'));
        // A placeholder of redaction is a value of the message.
        let in_brackets = bracketed.filter(|(inside, _)| inside.contains(|c: char| !(c.is_lowercase() || c == ' ')));
        let (first, after) = rest.split_once(' ').unwrap_or((rest, ""));
        let is_time = first.chars().filter(char::is_ascii_digit).count() >= 4
            && first.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '-' | '.' | ',' | '/' | 'T' | 'Z' | '+'))
            && first.contains([':', '-', '/']);
        if let Some((_, after)) = in_brackets {
            rest = after.trim_start();
        } else if is_time || LEVELS.contains(&first.trim_end_matches(':')) {
            rest = after.trim_start();
        } else {
            return rest;
        }
    }
}

/// The sentences of a line, with their ends.
fn sentences(line: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, c) in line.char_indices() {
        let end = at + c.len_utf8();
        let next = line.get(end..).unwrap_or_default();
        if matches!(c, '.' | '!' | '?') && next.starts_with(' ') {
            sentences.push(line.get(start..end).unwrap_or_default().trim());
            start = end;
        }
    }
    sentences.push(line.get(start..).unwrap_or_default().trim());
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_message_counts_and_not_what_stands_around_it() {
        let message = "Tracking option 'North' must be valid";
        for paste in [
            "Tracking option 'North' must be valid",
            "hi all, does anyone know this?\nTracking option 'North' must be valid\nthanks",
            "Xero error: Tracking option 'North' must be valid",
            "Dext publishing failed - Xero returned: Tracking option 'North' must be valid",
            "> **Error:** Tracking option 'North' must be valid",
            "2026-05-12 10:22:01 ERROR [xero.sync] Tracking option 'North' must be valid",
            "my client got “Tracking option 'North' must be valid” today",
            r#"{"ErrorNumber":10,"ValidationErrors":[{"Message":"Tracking option 'North' must be valid"}]}"#,
            r#"sync failed: {"ErrorNumber":10,"ValidationErrors":[{"Message":"Tracking option 'North' must be val"#,
            "Xero error: Tracking option 'North' must be valid - does anyone know why?",
            "Xero error: Tracking option 'North' must be valid. Has anyone seen this?",
        ] {
            let found = messages(paste);
            assert_eq!(found.len(), 1, "{paste}: {found:?}");
            let found = found.first().map(String::as_str).unwrap_or_default();
            assert!(message.starts_with(found.trim_end_matches('.')), "{paste}: {found}");
        }
    }

    #[test]
    fn what_redaction_takes_out_is_gone_before_anything_else_is_done() {
        let paste =
            r#"{"ErrorNumber":10,"ValidationErrors":[{"Message":"The requester jo@example.com must be valid"}]}"#;
        assert_eq!(messages(paste), ["The requester [email] must be valid"]);
        let escaped =
            r#"{"ErrorNumber":10,"ValidationErrors":[{"Message":"The requester jo\u0040example.com must be valid"}]}"#;
        assert!(!messages(escaped).concat().contains("example"), "{:?}", messages(escaped));
    }

    #[test]
    fn a_payload_without_a_message_is_nothing_to_note() {
        assert!(messages(r#"{"ErrorNumber":17,"Type":"QueryParseException"}"#).is_empty());
        assert!(messages("").is_empty());
    }
}
