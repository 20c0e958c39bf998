//! The value a slot holds, in its original spelling.

use std::ops::Range;

use crate::paste::Cleaned;
use crate::paste::clean::{cut, cut_front};

use super::pattern::SLOT_MAX;

/// What of a line is looked at for a value at a wording's edge, in bytes: more than any value and the marks around it.
const LINE_MAX: usize = 400;

/// The value between two matched words: `letters` are the letters of the paste the slot takes. `None` when it is empty,
/// too long, or runs over a sentence's end.
pub(super) fn between(paste: &str, cleaned: &Cleaned, letters: &Range<usize>) -> Option<String> {
    if letters.is_empty() {
        return None;
    }
    let wide = paste.get(cleaned.end_before(letters.start)..cleaned.start_of(letters.end))?;
    let trimmed = trim(wide);
    // With escapes in it the letters alone are closer to what was shown: `&quot;200&quot;`.
    let value =
        if trimmed.contains(['&', '\\', '<', '%']) { trim(paste.get(cleaned.span(letters.clone()))?) } else { trimmed };
    tidy(value)
}

/// Whether quotes stand right around these letters.
pub(super) fn is_quoted(paste: &str, cleaned: &Cleaned, letters: &Range<usize>) -> bool {
    let around = cleaned.end_before(letters.start)..cleaned.start_of(letters.end);
    let Some(wide) = paste.get(around) else { return false };
    let wide = wide.trim().trim_start_matches('\\');
    let opens = wide.starts_with(is_quote) || QUOTE_ENTITIES.iter().any(|entity| wide.starts_with(entity));
    let closes = wide.ends_with(is_quote) || QUOTE_ENTITIES.iter().any(|entity| wide.ends_with(entity));
    opens && closes
}

/// The value that follows the last word of a phrase, which ends at byte `from`: up to a closing quote, the end of the line
/// or of the sentence. With the byte where it ends.
pub(super) fn after(paste: &str, from: usize, slot: &str) -> Option<(String, usize)> {
    let rest = cut(paste.get(from..)?, LINE_MAX);
    let line = rest.split(['\n', '\r']).next()?;
    let start = line.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, ':' | ',' | '=' | '*' | '`' | '#' | '-' | '(' | '[' | '\\')
    });
    let value = if let Some(quoted) = opened(start) {
        let end = quoted.char_indices().find(|(at, c)| {
            is_quote(*c) || *c == '\\' || *c == '&' && quoted.get(*at..).is_some_and(|rest| opened(rest).is_some())
        });
        quoted.get(..end.map_or(quoted.len(), |(at, _)| at))?
    } else if is_date(slot) {
        date(start)?
    } else {
        bare(start)?
    };
    // `value` is a part of `paste`: its place is where it begins there.
    let end = from + rest.find(value)? + value.len();
    Some((tidy(value)?, end))
}

/// A value without quotes at the start of `text`: a code or a number stands alone, a name goes on while its words begin
/// with capitals.
fn bare(text: &str) -> Option<&str> {
    let end = text
        .char_indices()
        .find(|(at, c)| match c {
            '"' | '“' | '”' | ';' | '!' | '?' | '<' | '|' | '`' | ')' | ']' | '}' | '\\' => true,
            '.' | ',' => text
                .get(at + 1..)
                .is_none_or(|rest| rest.is_empty() || rest.starts_with(|c: char| !c.is_alphanumeric())),
            _ => false,
        })
        .map_or(text.len(), |(at, _)| at);
    let words = text.get(..end)?;
    let first = words.split_whitespace().next()?;
    let coded =
        first.chars().any(|c| c.is_ascii_digit()) || (first.len() > 1 && !first.chars().any(char::is_lowercase));
    let mut value_end = 0;
    if coded {
        // "PO 4711" is one code; "429 is wrong" is not.
        let numbered = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit());
        let letters = !first.chars().any(|c| c.is_ascii_digit());
        for word in
            std::iter::once(first).chain(words.split_whitespace().skip(1).take_while(numbered).filter(|_| letters))
        {
            value_end += words.get(value_end..)?.find(word)? + word.len();
        }
        return Some(words.get(..value_end)?.trim_start().trim_end_matches([':', ',']));
    }
    for word in words.split_whitespace() {
        if value_end > 0 && !word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || c == '&') {
            break;
        }
        let at = words.get(value_end..)?.find(word)? + value_end;
        value_end = at + word.len();
    }
    words.get(..value_end)
}

/// The value that stands before the first word of a phrase, which begins at byte `to`: back to a quote, a colon or the
/// start of the line. With the byte where it begins.
pub(super) fn before(paste: &str, to: usize) -> Option<(String, usize)> {
    let text = paste.get(..to)?;
    let line = cut_front(text, LINE_MAX).rsplit(['\n', '\r']).next()?;
    let mut end =
        line.trim_end_matches(|c: char| c.is_whitespace() || is_quote(c) || matches!(c, '*' | '`' | '_' | '\\'));
    end = QUOTE_ENTITIES.iter().find_map(|entity| end.strip_suffix(entity)).unwrap_or(end);
    let start = end
        .char_indices()
        .rev()
        .find(|(_, c)| is_quote(*c) || matches!(c, ':' | ';' | '=' | '[' | '{' | '(' | '>' | '|' | '"' | '•'))
        .map_or(0, |(at, c)| at + c.len_utf8());
    Some((tidy(end.get(start..)?)?, text.len() - line.len() + start))
}

fn is_date(slot: &str) -> bool {
    slot.ends_with("date")
}

/// The date `text` begins with, as it was written: up to three parts of digits and month names.
fn date(text: &str) -> Option<&str> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    const BEFORE: [&str; 8] = ["at", "to", "is", "as", "on", "of", "currently", "set"];
    let mut start = None;
    let mut end = 0;
    let mut parts = 0;
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let bare =
            word.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '"' | '\'' | ')' | ';' | '!'));
        let lower = bare.to_ascii_lowercase();
        if start.is_none() && (BEFORE.contains(&lower.as_str()) || bare.is_empty()) {
            at += word.len();
            continue;
        }
        let month = MONTHS.iter().any(|month| lower.starts_with(month))
            && lower.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '/'));
        let digits = lower.starts_with(|c: char| c.is_ascii_digit());
        if parts == 3 || !(month || digits) {
            break;
        }
        let offset = word.find(bare)?;
        start.get_or_insert(at + offset);
        end = at + offset + bare.len();
        at += word.len();
        parts += if bare.matches(['-', '/', '.']).count() >= 2 { 3 } else { 1 };
    }
    text.get(start?..end)
}

fn trim(value: &str) -> &str {
    value.trim_matches(|c: char| {
        c.is_whitespace()
            || is_quote(c)
            || matches!(c, ':' | ';' | ',' | '*' | '`' | '(' | ')' | '[' | ']' | '{' | '}' | '=' | '|' | '_' | '~')
    })
}

/// Quotation marks as copied pages and logs write them.
const QUOTE_ENTITIES: &[&str] = &[
    "&quot;",
    "&#34;",
    "&#39;",
    "&#x27;",
    "&apos;",
    "&lsquo;",
    "&ldquo;",
    "&amp;quot;",
    "&amp;#39;",
    "&rsquo;",
    "&rdquo;",
];

/// The text behind the quotation mark it begins with.
fn opened(text: &str) -> Option<&str> {
    text.strip_prefix(is_quote).or_else(|| QUOTE_ENTITIES.iter().find_map(|entity| text.strip_prefix(entity)))
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '‘' | '’' | '“' | '”' | '«' | '»' | '„' | '‚')
}

/// Blanks made single; `None` when nothing is left, or more than a slot takes.
fn tidy(value: &str) -> Option<String> {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let placeholder = value.chars().all(|c| matches!(c, '#' | '.' | '…' | '-' | '_' | '?'));
    (!value.is_empty() && !placeholder && value.chars().count() <= SLOT_MAX).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_at_the_end_stops_where_the_value_stops() {
        for (rest, slot, value) in [
            (" 30-Sep-2021.", "date", Some("30-Sep-2021")),
            (" at 30 Jun 2026 can someone look", "date", Some("30 Jun 2026")),
            (" 31 March 2025.\"", "date", Some("31 March 2025")),
            (" of June 30, 2026", "date", Some("June 30, 2026")),
            (": tomorrow", "date", None),
            (" PO 4711 any ideas?", "document", Some("PO 4711")),
            (" 429 4711 any ideas?", "account_code", Some("429")),
            (" 'NZD' please", "currency", Some("NZD")),
            (" EUR please help", "currency", Some("EUR")),
            (" Oak & Ash Ltd. Thanks", "name", Some("Oak & Ash Ltd")),
            (" 5.\" ok", "limit", Some("5")),
            (" ###", "account_code", None),
            (" &quot;Main&quot; is", "name", Some("Main")),
            ("", "account_code", None),
        ] {
            assert_eq!(after(rest, 0, slot).map(|(value, _)| value).as_deref(), value, "{rest}");
        }
    }

    #[test]
    fn a_value_in_front_begins_after_the_colon() {
        assert_eq!(before("Error: \"Main Account\" ", 22), Some(("Main Account".to_owned(), 8)));
        assert_eq!(before("&quot;Main&quot; ", 17), Some(("Main".to_owned(), 6)));
    }
}
