//! The letters of a paste at a glance: what most texts need, at a fraction of the cost of cleaning them.
//!
//! A glance gives the folded letters of [`Cleaned`](super::Cleaned), the very same ones, without the way back. It reads texts
//! of ASCII, punctuation and emoji; where cleaning would undo an escape or fold a letter of another script it gives up.

use super::clean::fold;

/// The folded letters of a text, and what else was seen in passing.
#[derive(Debug, Default)]
pub struct Glance {
    letters: Vec<u8>,
    count: usize,
    /// A mark that payloads cannot do without was seen: a brace, an opening tag, an equals sign, a double quote.
    pub payload_marks: bool,
    /// A colon or a dash was seen, as it stands behind a label.
    pub label: bool,
}

/// Longest text that is glanced at, in bytes; longer ones are pastes and deserve a look.
pub const GLANCE_MAX: usize = 4_096;

/// What a byte is: a folded letter in the lower byte, or nothing (0), or one of the kinds below; and whether it makes
/// one letter with its neighbours.
static KINDS: [u16; 256] = {
    let mut kinds = [0u16; 256];
    let mut byte = 0usize;
    while byte < 256 {
        let letter = (byte as u8).to_ascii_lowercase();
        let kind = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => fold(letter) as u16,
            b'{' | b'=' | b'"' => PAYLOAD,
            b'<' | b'&' | b'%' | b'#' | b'\\' | b':' | b'\'' | b'`' => MARK,
            0x80.. => WIDE,
            _ => 0,
        };
        let joins = match letter {
            b'r' => RN_FIRST,
            b'n' => RN_FIRST << SECOND,
            b'v' => VV_FIRST | VV_FIRST << SECOND,
            _ => 0,
        };
        #[expect(clippy::indexing_slicing, reason = "checked by the compiler: a constant")]
        {
            kinds[byte] = kind | joins;
        }
        byte += 1;
    }
    kinds
};

/// The first letters of `rn` and `vv`, which text recognition makes of `m` and `w`; shifted by [`SECOND`] the second ones.
const RN_FIRST: u16 = 0x100;
const VV_FIRST: u16 = 0x200;
const SECOND: u16 = 2;
const JOINED: u16 = (RN_FIRST | VV_FIRST) << SECOND;

/// The en dash without its first byte.
const DASH: &[u8] = &[0x80, 0x93];

const PAYLOAD: u16 = 0x8001;
const MARK: u16 = 0x8002;
const WIDE: u16 = 0x8004;

impl Glance {
    /// The letters of the text that was read last.
    pub fn letters(&self) -> &[u8] {
        self.letters.get(..self.count).unwrap_or_default()
    }

    /// Reads `text`; `None` when it must be cleaned to know its letters: it is too long, or holds escapes, invisible
    /// characters or letters beyond ASCII.
    pub fn read(&mut self, text: &str) -> Option<()> {
        self.count = 0;
        self.payload_marks = false;
        self.label = false;
        if text.len() > GLANCE_MAX {
            return None;
        }
        let bytes = text.as_bytes();
        if self.letters.len() <= bytes.len() {
            self.letters.resize(bytes.len() + 1, 0);
        }
        let letters = self.letters.as_mut_slice();
        // Written always and kept if it is a letter: whether a word ends cannot be foretold, so a branch would cost more.
        let mut count = 0;
        let mut before = 0u16;
        let mut rest = bytes.iter();
        while let Some(&byte) = rest.next() {
            let kind = KINDS.get(usize::from(byte)).copied().unwrap_or(0);
            if kind < PAYLOAD {
                if let Some(place) = letters.get_mut(count) {
                    *place = kind as u8;
                }
                count += usize::from(kind as u8 != 0);
                let joined = before << SECOND & kind;
                before = kind;
                if joined & JOINED != 0 {
                    count -= 1;
                    if let Some(place) = count.checked_sub(1).and_then(|last| letters.get_mut(last)) {
                        *place = if kind as u8 == b'n' { b'm' } else { b'w' };
                    }
                    before = 0;
                }
                continue;
            }
            let before_mark = before as u8;
            let behind = rest.as_slice();
            let skipped = match kind {
                PAYLOAD => {
                    self.payload_marks = true;
                    0
                }
                MARK => {
                    self.payload_marks |= byte == b'<';
                    self.label |= byte == b':';
                    let at = bytes.len() - behind.len() - 1;
                    mark(byte, before_mark, bytes.get(..at).unwrap_or_default(), behind)?
                }
                _ => {
                    self.label |= behind.starts_with(DASH);
                    wide(byte, before_mark, behind)?
                }
            };
            rest = behind.get(skipped..).unwrap_or_default().iter();
            before = 0;
        }
        self.count = count;
        Some(())
    }
}

/// How many bytes of `rest` go with a mark; `None` where it may begin what cleaning undoes or stand inside a word.
fn mark(mark: u8, letter_before: u8, before: &[u8], rest: &[u8]) -> Option<usize> {
    let next = rest.first().copied().unwrap_or(b' ');
    let plain = match mark {
        b'%' => !next.is_ascii_hexdigit(),
        b'&' => !rest.iter().take(ENTITY_MAX).any(|byte| *byte == b';'),
        b'#' => next.is_ascii_graphic(),
        // An emoji's code: `:tada:`.
        b':' => {
            !(next.is_ascii_alphanumeric() || matches!(next, b'_' | b'+' | b'-'))
                || before.last().is_some_and(u8::is_ascii_graphic)
        }
        // An apostrophe parts nothing, so `r'n` is read as `rn`.
        b'\'' | b'`' => !may_join(letter_before),
        b'<' => return tag(rest),
        _ => false,
    };
    plain.then_some(0)
}

/// Longest entity, with what a `&` escaped again may add.
const ENTITY_MAX: usize = 16;

/// How many bytes a mention takes up (`<@123>`, `<#123>`), which cleaning leaves out; none for a mere "less than".
fn tag(rest: &[u8]) -> Option<usize> {
    match rest.first() {
        Some(b'@' | b'#') => {
            let digits = rest.iter().skip(1).take_while(|byte| matches!(byte, b'0'..=b'9' | b'!' | b'&')).count();
            (rest.get(digits + 1) == Some(&b'>')).then_some(digits + 2)
        }
        Some(byte) if byte.is_ascii_whitespace() || byte.is_ascii_digit() || *byte == b'-' => Some(0),
        _ => None,
    }
}

/// Whether a letter makes one with the next of its kind, unless a word ends between them.
fn may_join(letter: u8) -> bool {
    letter == b'r' || letter == b'v'
}

/// How many bytes of a character beyond ASCII follow its first; `None` unless it is plainly no letter and parts words:
/// quotes, dashes, bullets, currency signs and emoji.
fn wide(first: u8, letter_before: u8, rest: &[u8]) -> Option<usize> {
    if may_join(letter_before) {
        // Some of these are apostrophes.
        return None;
    }
    match (first, rest.first().copied()?, rest.get(1).copied()) {
        // U+00A0 to U+00BF without the soft hyphen and what stands for a letter or a digit.
        (0xc2, 0xa0..=0xa9 | 0xab | 0xac | 0xae..=0xb1 | 0xb4 | 0xb6..=0xb8 | 0xbb | 0xbf, _) => Some(1),
        // U+2010 to U+2027 and U+2030 to U+205E: dashes, quotes, bullets, the ellipsis.
        (0xe2, 0x80, Some(0x90..=0xa7 | 0xb0..=0xbf)) | (0xe2, 0x81, Some(0x80..=0x9e)) => Some(2),
        // U+20A0 to U+20BF without the rupee sign, which is two letters: currencies.
        (0xe2, 0x82, Some(0xa0..=0xa7 | 0xa9..=0xbf)) => Some(2),
        // U+2190 to U+21FF, U+2600 to U+27BF: arrows and symbols.
        (0xe2, 0x86, Some(0x90..)) | (0xe2, 0x87 | 0x98..=0x9e, Some(_)) => Some(2),
        // U+FE0F: the emoji form of what stands before it.
        (0xef, 0xb8, Some(0x8f)) => Some(2),
        // U+1F300 to U+1FAFF: emoji.
        (0xf0, 0x9f, Some(0x8c..=0xab)) => Some(3),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paste::Cleaned;

    #[test]
    fn a_glance_gives_the_letters_of_a_cleaning() {
        for text in [
            "The bank rec is DONE, nothing outstanding: 4,120.50!",
            "Return of the modem – “can’t” be… £20 • R&D at 20% 😩 ❤️",
            "<@1234> and <#55>: 3 < 4, Re:Xero, it's 10:30",
            "rn vv rrn 'r n' vvv\nmodern (1lI0O5S)",
            "Account code '429' is not valid",
        ] {
            let cleaned = Cleaned::new(text);
            let mut glance = Glance::default();
            assert_eq!(glance.read(text).map(|()| glance.letters()), Some(cleaned.folded()), "{text}");
        }
    }

    #[test]
    fn no_character_is_taken_for_punctuation_that_is_a_letter() {
        for c in '\0'..=char::MAX {
            for text in [format!("a{c}b"), format!("r{c}n"), format!("{c}1{c}")] {
                let mut glance = Glance::default();
                if glance.read(&text).is_some() {
                    assert_eq!(glance.letters(), Cleaned::new(&text).folded(), "{text:?}");
                }
            }
        }
    }

    #[test]
    fn what_cleaning_would_undo_is_left_to_it() {
        for text in [
            "Account&nbsp;code",
            "a%20b",
            "C:\\n",
            "<b>x</b>",
            "Invoice # must",
            "né",
            "c\u{43e}de",
            "a\u{200b}b",
            ":tada: done",
            ":_r:r",
            "for'n",
            "₨ 20",
            "<@x>",
        ] {
            assert_eq!(Glance::default().read(text), None, "{text}");
        }
    }

    #[test]
    fn marks_of_payloads_are_noticed() {
        let mut glance = Glance::default();
        assert!(glance.read("{}").is_some() && glance.payload_marks);
        assert!(glance.read("no marks").is_some() && !glance.payload_marks);
    }
}
