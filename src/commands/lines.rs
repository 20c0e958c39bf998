//! JSON Lines in, JSON Lines out: one object a line, in order, in constant memory.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

/// Longest line that is read, in bytes without its end; longer ones are skipped without being held.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// What is written in place of a line that cannot be read.
#[derive(Debug, Serialize)]
struct Unread<'e> {
    line: u64,
    error: &'e str,
}

/// A line, as far as it was read.
enum Line {
    End,
    Held,
    TooLong,
}

/// Runs `each` over the lines of `input` (their number from 1, their bytes) and writes what it gives, or an error object
/// in its place. Flushes when no further line waits. Fails only when reading or writing does.
pub(super) fn each_line<R: Read, T: Serialize>(
    input: R,
    out: &mut dyn Write,
    mut each: impl FnMut(u64, &[u8]) -> Result<T, String>,
) -> io::Result<()> {
    let mut input = BufReader::with_capacity(64 * 1024, input);
    let mut held = Vec::new();
    let mut number = 0;
    loop {
        let read = next_line(&mut input, &mut held)?;
        number += 1;
        let result = match read {
            Line::End => return out.flush(),
            Line::TooLong => Err("the line is longer than 4 MiB".to_owned()),
            Line::Held => each(number, without_mark(number, &held)),
        };
        match result {
            Ok(object) => serde_json::to_writer(&mut *out, &object)?,
            Err(error) => serde_json::to_writer(&mut *out, &Unread { line: number, error: &error })?,
        }
        out.write_all(b"\n")?;
        // A long line must not keep its memory for the rest of the run.
        held.clear();
        held.shrink_to(64 * 1024);
        if !input.buffer().contains(&b'\n') {
            out.flush()?;
        }
    }
}

fn next_line(input: &mut BufReader<impl Read>, held: &mut Vec<u8>) -> io::Result<Line> {
    let mut any = false;
    let mut too_long = false;
    loop {
        let waiting = match input.fill_buf() {
            Ok(waiting) => waiting,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if waiting.is_empty() {
            break;
        }
        any = true;
        let end = waiting.iter().position(|byte| *byte == b'\n');
        let part = waiting.get(..end.unwrap_or(waiting.len())).unwrap_or_default();
        if held.len() + part.len() > MOST_BYTES {
            too_long = true;
            held.clear();
        }
        if !too_long {
            held.extend_from_slice(part);
        }
        let used = part.len() + usize::from(end.is_some());
        input.consume(used);
        if end.is_some() {
            break;
        }
    }
    Ok(match (any, too_long) {
        (false, _) => Line::End,
        (true, true) => Line::TooLong,
        (true, false) => Line::Held,
    })
}

/// The first line without the byte order mark some editors put there.
fn without_mark(number: u64, line: &[u8]) -> &[u8] {
    match line.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) if number == 1 => rest,
        _ => line,
    }
}

/// Reads one object as [`read_object`] does; the error says what a line like `good` should look like.
pub(super) fn read_line<T: for<'de> Deserialize<'de>>(line: &[u8], good: &str) -> Result<T, String> {
    let read = match line.trim_ascii_start().first() {
        Some(b'{') => read_object(line),
        Some(_) => Err("this is none".to_owned()),
        None => Err("this one is empty".to_owned()),
    };
    read.map_err(|error| format!("a line should be one object like {good}, but {error}"))
}

/// Reads one object; an unpaired surrogate escape counts as U+FFFD.
pub(super) fn read_object<T: for<'de> Deserialize<'de>>(line: &[u8]) -> Result<T, String> {
    let Ok(text) = str::from_utf8(line) else {
        return Err("this is not valid UTF-8".to_owned());
    };
    serde_json::from_str(text)
        .or_else(|error| match paired(text) {
            Cow::Owned(mended) => serde_json::from_str(&mended),
            Cow::Borrowed(_) => Err(error),
        })
        .map_err(|error| plain(&error))
}

/// What is wrong with a line, without the parser's own words for it.
fn plain(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let what = message.split_once(" at line ").map_or(message.as_str(), |(what, _)| what);
    if let Some(field) = what.strip_prefix("missing field ") {
        return format!("{field} is missing");
    }
    if error.is_data() {
        let wanted = what.rsplit_once("expected ").map_or("something else", |(_, wanted)| wanted);
        let wanted = if wanted.starts_with("struct") { "an object" } else { wanted };
        return format!("{wanted} should stand at column {}", error.column());
    }
    format!("this is not JSON from column {} on", error.column())
}

/// The JSON text with every unpaired `\uD800` to `\uDFFF` written as `\uFFFD`.
fn paired(json: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest = json;
    let mut changed = false;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        match surrogate(after) {
            Some((true, tail)) => match tail.strip_prefix('\\').and_then(surrogate) {
                Some((false, behind)) => {
                    let pair = after.len() - behind.len();
                    out.push('\\');
                    out.push_str(after.get(..pair).unwrap_or_default());
                    rest = behind;
                }
                _ => {
                    out.push_str("\\uFFFD");
                    changed = true;
                    rest = tail;
                }
            },
            Some((false, tail)) => {
                out.push_str("\\uFFFD");
                changed = true;
                rest = tail;
            }
            None => {
                // The escaped character goes along, so that an escaped backslash is not read as the start of an escape.
                let mut chars = after.chars();
                out.push('\\');
                out.extend(chars.next());
                rest = chars.as_str();
            }
        }
    }
    out.push_str(rest);
    if changed { Cow::Owned(out) } else { Cow::Borrowed(json) }
}

/// Whether `after`, the text behind a backslash, opens with a surrogate escape: its first half or not, and what follows.
fn surrogate(after: &str) -> Option<(bool, &str)> {
    let digits = after.strip_prefix('u')?.get(..4)?;
    let unit = u16::from_str_radix(digits, 16).ok().filter(|_| digits.chars().all(|c| c.is_ascii_hexdigit()))?;
    match unit {
        0xd800..=0xdbff => Some((true, after.get(5..)?)),
        0xdc00..=0xdfff => Some((false, after.get(5..)?)),
        _ => None,
    }
}

/// An object with a text; other keys are ignored, of a repeated one the last counts.
#[derive(Debug)]
pub(super) struct Pasted {
    /// The text.
    pub(super) text: String,
}

impl<'de> Deserialize<'de> for Pasted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Pasted;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object with a string `text`")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Pasted, M::Error> {
                let mut text = None;
                while let Some(key) = map.next_key::<String>()? {
                    if key == "text" {
                        text = Some(map.next_value()?);
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                let text = text.ok_or_else(|| serde::de::Error::missing_field("text"))?;
                Ok(Pasted { text })
            }
        }
        // A struct of serde's own making would take an array as well.
        deserializer.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unpaired_surrogate_is_a_replacement_character() {
        for (json, text) in [
            (r#"{"text":"a\ud83d b"}"#, "a\u{fffd} b"),
            (r#"{"text":"\udc00"}"#, "\u{fffd}"),
            (r#"{"text":"\ud83d\ud83d\ude00"}"#, "\u{fffd}\u{1f600}"),
            (r#"{"text":"\ud83d\ude00"}"#, "\u{1f600}"),
            (r#"{"text":"\\ud83d"}"#, "\\ud83d"),
            (r#"{"text":"\\\ud83dx"}"#, "\\\u{fffd}x"),
        ] {
            assert_eq!(read_object::<Pasted>(json.as_bytes()).unwrap().text, text, "{json}");
        }
    }

    #[test]
    fn what_is_no_object_with_a_text_is_named() {
        for json in
            ["[]", r#"["a"]"#, r#"{"txt":"a"}"#, r#"{"text":1}"#, "", "null", r#"{"text":"a"} x"#, r#"{"text":"a"#]
        {
            assert!(read_object::<Pasted>(json.as_bytes()).is_err(), "{json}");
        }
        assert_eq!(read_object::<Pasted>(br#"{"text":"a","text":"b","n":1e999}"#).unwrap().text, "b");
    }

    #[test]
    fn a_line_that_is_too_long_is_left_out_and_the_rest_goes_on() {
        let mut input = vec![b'x'; MOST_BYTES + 1];
        input.extend_from_slice(b"\nshort\nlast");
        let mut out = Vec::new();
        each_line(&input[..], &mut out, |number, line| Ok((number, String::from_utf8_lossy(line).into_owned())))
            .unwrap();
        let out = String::from_utf8(out).unwrap();
        assert_eq!(out, "{\"line\":1,\"error\":\"the line is longer than 4 MiB\"}\n[2,\"short\"]\n[3,\"last\"]\n");
    }
}
