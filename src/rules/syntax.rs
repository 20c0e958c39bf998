//! What the TOML parser finds wrong, in the words of somebody who has never heard of TOML.

/// The parser's `message` about a place on `line` as (what is wrong, what was expected). `at` is the text it points at.
pub(super) fn in_plain_words(message: &str, line: &str, at: Option<&str>) -> (String, String) {
    let at = at.unwrap_or("").trim();
    let line = line.trim();
    let told = |wrong: &str, expected: &str| (wrong.to_owned(), expected.to_owned());
    if at.contains(['“', '”', '„']) {
        return told(
            "curly quotes (“ ”) where straight ones belong",
            "straight quotes around a text: title = \"…\"; curly ones may stand inside a text",
        );
    }
    if message.starts_with("duplicate key") {
        return (
            format!("`{at}` stands here for the second time"),
            format!("`{at}` once; where several belong together, a list: [\"…\", \"…\"], or [[…]] for each"),
        );
    }
    if message.starts_with("missing escaped value") || message.contains("unicode") {
        return told(
            "a backslash (\\) inside a text in double quotes",
            "single quotes around a text with a backslash: 'C:\\bills', or two backslashes for one",
        );
    }
    if message.starts_with("invalid multi-line") {
        return told(
            "a text in three quotes is not closed",
            "the same three quotes (''' or \"\"\") at its end as at its beginning",
        );
    }
    if message.starts_with("invalid basic string") || message.starts_with("invalid literal string") {
        return told(
            "a text is not closed: its last quote is missing",
            "a quote before and after each text: title = \"…\"; a text over several lines needs three: '''…'''",
        );
    }
    if message.starts_with("string values must be quoted") {
        return if at.is_empty() {
            told("nothing stands after the =", "a value after the =, for instance title = \"…\"")
        } else {
            (format!("`{}` stands without quotes", shortened(at)), "quotes around a text: title = \"…\"".to_owned())
        };
    }
    if message.starts_with("missing opening quote") {
        return told("a text without its first quote", "a quote before and after each text: \"…\"");
    }
    if message.starts_with("invalid boolean") {
        return (format!("`{at}` is not understood"), "true or false, in small letters".to_owned());
    }
    if message.starts_with("missing comma") {
        return told("a comma is missing", "a comma between the entries of a list: [\"…\", \"…\"]");
    }
    if message.starts_with("extra comma") {
        return told("a comma too many", "one comma between two entries");
    }
    if message.starts_with("unclosed array table") || message.starts_with("unclosed table") {
        return told("the brackets of a heading are not closed", "as many brackets behind it as before: [[causes]]");
    }
    if message.starts_with("unclosed array") {
        return told("a list is not closed", "] at the end of the list that began with [");
    }
    if message.starts_with("unclosed inline table") {
        return told("a curly bracket is not closed", "} at the end of what began with {");
    }
    if message.starts_with("unexpected key or value") {
        return told(
            "something stands behind the end of the text",
            "nothing after the closing quote; a text with quotes in it goes between three single quotes: '''He said \"no\"'''",
        );
    }
    if message.starts_with("key with no value") {
        return (
            format!("`{}` is no key with a value", shortened(line)),
            "lines of the form key = value, a heading such as [[causes]], or # before a remark".to_owned(),
        );
    }
    if message.starts_with("invalid unquoted key") {
        return told("a character that no key holds", "keys of small letters, then =: title = \"…\"");
    }
    if message.starts_with("invalid date") || message.starts_with("invalid time") {
        return (format!("`{}` is no day", shortened(at)), "a day as year-month-day: 2026-11-21".to_owned());
    }
    if message.contains("control character") || message.contains("invalid non-") {
        return told("a character that cannot be seen", "plain text; delete the line and type it again");
    }
    (format!("not understood: {message}"), "a file as rules/README.md describes it".to_owned())
}

/// The first words of a text, for quoting it in a report.
pub(super) fn shortened(text: &str) -> String {
    const SHOWN: usize = 40;
    let mut chars = text.chars();
    let short: String = chars.by_ref().take(SHOWN).collect();
    if chars.next().is_some() { format!("{}…", short.trim_end()) } else { short }
}
