//! One line, one JSON object: what is accepted, and what is said of a line that is none.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

/// Reads one object as [`read_object`] does; the error says what a line like `good` should look like.
pub(in super::super) fn read_line<'l, T: Deserialize<'l>>(
    line: &'l [u8],
    mended: &'l mut String,
    good: &str,
) -> Result<T, String> {
    let read = match line.trim_ascii_start().first() {
        Some(b'{') => read_object(line, mended),
        Some(_) => Err("this is none".to_owned()),
        None => Err("this one is empty".to_owned()),
    };
    read.map_err(|error| format!("a line should be one object like {good}, but {error}"))
}

/// Reads one object; an unpaired surrogate escape counts as U+FFFD. What is read may borrow from `line`, or from `mended`,
/// where a line with such an escape is written anew.
pub(in super::super) fn read_object<'l, T: Deserialize<'l>>(
    line: &'l [u8],
    mended: &'l mut String,
) -> Result<T, String> {
    let Ok(text) = str::from_utf8(line) else {
        return Err("this is not valid UTF-8".to_owned());
    };
    serde_json::from_str(text)
        .or_else(|error| match paired(text) {
            Cow::Owned(paired) => {
                *mended = paired;
                serde_json::from_str(mended)
            }
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
pub(in super::super) struct Pasted<'l> {
    /// The text; copied only where it has escapes.
    pub(in super::super) text: Cow<'l, str>,
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Key {
    Text,
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Text<'l>(#[serde(borrow)] Cow<'l, str>);

impl<'de> Deserialize<'de> for Pasted<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Pasted<'de>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object with a string `text`")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Pasted<'de>, M::Error> {
                let mut text = None;
                while let Some(key) = map.next_key()? {
                    match key {
                        Key::Text => text = Some(map.next_value::<Text<'de>>()?.0),
                        Key::Other => {
                            map.next_value::<IgnoredAny>()?;
                        }
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
            let mut mended = String::new();
            let read: Pasted<'_> = read_object(json.as_bytes(), &mut mended).unwrap();
            assert_eq!(read.text, text, "{json}");
        }
    }

    #[test]
    fn what_is_no_object_with_a_text_is_named() {
        for json in
            ["[]", r#"["a"]"#, r#"{"txt":"a"}"#, r#"{"text":1}"#, "", "null", r#"{"text":"a"} x"#, r#"{"text":"a"#]
        {
            assert!(read_object::<Pasted<'_>>(json.as_bytes(), &mut String::new()).is_err(), "{json}");
        }
        let mut mended = String::new();
        let read: Pasted<'_> = read_object(br#"{"text":"a","text":"b","n":1e999}"#, &mut mended).unwrap();
        assert_eq!(read.text, "b");
    }

    #[test]
    fn a_text_is_copied_only_where_it_has_escapes() {
        let mut mended = String::new();
        let read: Pasted<'_> = read_object(br#"{"t\u0065xt":"as it stands"}"#, &mut mended).unwrap();
        assert!(matches!(read.text, Cow::Borrowed("as it stands")), "{read:?}");
        let mut mended = String::new();
        let read: Pasted<'_> = read_object(br#"{"text":"two\nlines"}"#, &mut mended).unwrap();
        assert_eq!(read.text, "two\nlines");
    }
}
