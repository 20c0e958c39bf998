//! Undoes one escape at a time: HTML entities, JSON escapes, percent-encoding, markup tags.

/// One character and how many bytes of the paste stand for it. `None` as the character: nothing is shown there.
pub(super) type Escape = (Option<char>, usize);

/// Named entities as they turn up in copied pages and logs. Source: HTML Living Standard, named character references.
const ENTITIES: &[(&str, char)] = &[
    ("quot", '"'),
    ("apos", '\''),
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("nbsp", ' '),
    ("ensp", ' '),
    ("emsp", ' '),
    ("thinsp", ' '),
    ("lsquo", '\''),
    ("rsquo", '\''),
    ("ldquo", '"'),
    ("rdquo", '"'),
    ("laquo", '"'),
    ("raquo", '"'),
    ("mdash", '-'),
    ("ndash", '-'),
    ("hellip", '…'),
    ("bull", '•'),
    ("middot", '·'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("pound", '£'),
    ("euro", '€'),
    ("num", '#'),
    ("shy", '\u{ad}'),
    ("zwnj", '\u{200c}'),
    ("zwj", '\u{200d}'),
];

/// Longest text between `&` and `;` that is looked at.
const ENTITY_MAX: usize = 9;

/// Longest markup tag that is skipped, in bytes.
const TAG_MAX: usize = 200;

/// Markup that people copy along with a message. Other names between `<` and `>` are kept: `<CODE>` stands for a value,
/// `<Message>` belongs to a payload.
const TAGS: &[&str] = &[
    "a", "b", "i", "u", "s", "p", "em", "br", "hr", "li", "ul", "ol", "td", "th", "tr", "div", "pre", "span", "font",
    "code", "body", "html", "table", "tbody", "thead", "strong", "mark", "small", "h1", "h2", "h3", "h4", "img",
];

/// The entity that `rest` begins with (`&quot;`, `&#39;`, `&#x27;`), also when its `&` was escaped once more.
pub(super) fn entity(rest: &str) -> Option<Escape> {
    let mut inner = rest.strip_prefix('&')?;
    let mut taken = 1;
    while let Some(next) = inner.strip_prefix("amp;") {
        let escaped_again = next.starts_with('#') || ENTITIES.iter().any(|(name, _)| starts_named(next, name));
        if !escaped_again {
            break;
        }
        inner = next;
        taken += 4;
    }
    let end = inner.bytes().take(ENTITY_MAX + 1).position(|b| b == b';')?;
    let name = inner.get(..end)?;
    let c = if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        char::from_u32(code)?
    } else {
        ENTITIES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?.1
    };
    Some((Some(c), taken + end + 1))
}

fn starts_named(rest: &str, name: &str) -> bool {
    rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
        && rest.as_bytes().get(name.len()) == Some(&b';')
}

/// The JSON or source-code escape that `rest` begins with: `\n`, `\"`, `\u0027`, a pair of surrogates. A run of
/// backslashes counts as one, for texts that were escaped more than once; before anything else the run is itself.
pub(super) fn backslash(rest: &str) -> Option<Escape> {
    let slashes = rest.bytes().take_while(|b| *b == b'\\').count();
    escaped(rest.get(slashes..)?, slashes).or((slashes > 0).then_some((Some('\\'), slashes)))
}

/// The character that `after` gives behind so many backslashes.
fn escaped(after: &str, slashes: usize) -> Option<Escape> {
    let mut chars = after.chars();
    match chars.next()? {
        c @ ('"' | '\'' | '/') => Some((Some(c), slashes + 1)),
        // Blanks in place of the letter: `\n` inside a message parts words. A path such as C:\new loses a letter.
        'n' | 'r' | 't' => Some((Some(' '), slashes + 1)),
        'u' => {
            let first = hex4(chars.as_str())?;
            if (0xd800..0xdc00).contains(&first) {
                let low = chars.as_str().get(4..).and_then(|rest| rest.strip_prefix("\\u")).and_then(hex4);
                if let Some(low) = low.filter(|low| (0xdc00..0xe000).contains(low)) {
                    let code = 0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00);
                    return Some((char::from_u32(code), slashes + 11));
                }
            }
            Some((Some(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER)), slashes + 5))
        }
        _ => None,
    }
}

fn hex4(text: &str) -> Option<u32> {
    let digits = text.get(..4)?;
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    u32::from_str_radix(digits, 16).ok()
}

/// The percent-encoded ASCII character that `rest` begins with (`%20`), if it stands between other characters as it does
/// in an address or a form body; "20% 30" is left alone.
pub(super) fn percent(rest: &str, before: Option<char>) -> Option<Escape> {
    let code = rest.strip_prefix('%')?.get(..2)?;
    if !code.bytes().all(|b| b.is_ascii_hexdigit()) || before.is_none_or(char::is_whitespace) {
        return None;
    }
    let byte = u8::from_str_radix(code, 16).ok()?;
    (byte.is_ascii_graphic() || byte == b' ' || byte == b'\n' || byte == b'\r').then_some((Some(char::from(byte)), 3))
}

/// The markup tag, Discord mention or bracketed address that `rest` begins with.
pub(super) fn tag(rest: &str) -> Option<Escape> {
    let inner = rest.strip_prefix('<')?;
    let window = inner.as_bytes().get(..TAG_MAX.min(inner.len()))?;
    let end = window.iter().position(|b| matches!(b, b'>' | b'<' | b'\n'))?;
    if window.get(end) != Some(&b'>') {
        return None;
    }
    let body = inner.get(..end)?;
    let discord = body.starts_with(['@', '#', ':']) || body.starts_with("a:") || body.starts_with("t:");
    let address = body.starts_with("http://") || body.starts_with("https://");
    let name = body.trim_start_matches('/');
    let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    // `<CODE>` in capitals is how vendors write a placeholder.
    let markup = name.bytes().any(|b| b.is_ascii_lowercase()) && TAGS.contains(&name.to_ascii_lowercase().as_str());
    // A tooltip holds the message itself.
    let tooltip = ["title=", "alt=", "content=", "aria-label=", "data-"].iter().any(|name| body.contains(name));
    (discord || address || (markup && !tooltip)).then_some((None, end + 2))
}

/// The emoji code that `rest` begins with (`:money_with_wings:`).
pub(super) fn emoji_code(rest: &str) -> Option<Escape> {
    let inner = rest.strip_prefix(':')?;
    let end = inner.bytes().take(40).position(|b| !(b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'))?;
    let name = inner.get(..end)?;
    let closed = inner.as_bytes().get(end) == Some(&b':');
    (closed && (name.contains('_') || name.len() > 2) && name.bytes().any(|b| b.is_ascii_lowercase()))
        .then_some((None, end + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_read_with_their_length() {
        assert_eq!(entity("&quot;200"), Some((Some('"'), 6)));
        assert_eq!(entity("&#39;x"), Some((Some('\''), 5)));
        assert_eq!(entity("&#x27;x"), Some((Some('\''), 6)));
        assert_eq!(entity("&amp;quot;x"), Some((Some('"'), 10)));
        assert_eq!(entity("&amp; co"), Some((Some('&'), 5)));
        assert_eq!(entity("& co;"), None);
        assert_eq!(entity("&#xd800;"), None);
    }

    #[test]
    fn escapes_of_strings_are_read_however_often_they_were_escaped() {
        assert_eq!(backslash("\\\"x"), Some((Some('"'), 2)));
        assert_eq!(backslash("\\\\\\\"x"), Some((Some('"'), 4)));
        assert_eq!(backslash("\\u0027x"), Some((Some('\''), 6)));
        assert_eq!(backslash("\\ud83d\\ude00"), Some((Some('😀'), 12)));
        assert_eq!(backslash("\\ud83d x"), Some((Some('\u{fffd}'), 6)));
        assert_eq!(backslash("\\u00"), Some((Some('\\'), 1)));
        assert_eq!(backslash("\\\\\\ x"), Some((Some('\\'), 3)));
    }

    #[test]
    fn percent_signs_of_amounts_are_left_alone() {
        assert_eq!(percent("%20access", Some('e')), Some((Some(' '), 3)));
        assert_eq!(percent("%20", None), None);
        assert_eq!(percent("% 20", Some('0')), None);
    }

    #[test]
    fn emoji_codes_are_skipped_but_times_are_not() {
        assert_eq!(emoji_code(":money_with_wings: x"), Some((None, 18)));
        assert_eq!(emoji_code(":30:15"), None);
        assert_eq!(emoji_code(": text:"), None);
    }

    #[test]
    fn tags_and_mentions_are_skipped_but_placeholders_stay() {
        assert_eq!(tag("<b>200"), Some((None, 3)));
        assert_eq!(tag("</span> x"), Some((None, 7)));
        assert_eq!(tag("<@204819> x"), Some((None, 9)));
        assert_eq!(tag("<CODE> x"), None);
        assert_eq!(tag("<Message>x"), None);
        assert_eq!(tag("< b"), None);
        assert_eq!(tag("<b"), None);
    }
}
