//! The letters of a paste at a glance: what most texts need, at a fraction of the cost of cleaning them.
//!
//! A glance gives the folded letters of [`Cleaned`](super::Cleaned) without the way back, for texts that hold nothing
//! but ASCII, punctuation and emoji. It may differ where cleaning undoes an escape: then it says so, or the letters differ by
//! a few, which is good enough to rule a text out and for nothing else.

use super::clean::fold;

/// The folded letters of a text, and what else was seen in passing.
#[derive(Debug, Default)]
pub struct Glance {
    letters: Vec<u8>,
    count: usize,
    /// A mark that payloads cannot do without was seen: a brace, an opening tag, an equals sign, a double quote.
    pub payload_marks: bool,
}

/// Longest text that is glanced at, in bytes; longer ones are pastes and deserve a look.
pub const GLANCE_MAX: usize = 4_096;

/// What a byte is: a folded letter, nothing (0), or one of the kinds below.
static KINDS: [u8; 256] = {
    let mut kinds = [0u8; 256];
    let mut byte = 0usize;
    while byte < 256 {
        let kind = match byte as u8 {
            letter @ (b'a'..=b'z' | b'0'..=b'9') => fold(letter),
            letter @ b'A'..=b'Z' => fold(letter.to_ascii_lowercase()),
            b'{' | b'=' | b'"' => PAYLOAD,
            b'<' | b'&' | b'%' | b'#' | b'\\' => ESCAPE,
            0x80.. => WIDE,
            _ => 0,
        };
        #[expect(clippy::indexing_slicing, reason = "checked by the compiler: a constant")]
        {
            kinds[byte] = kind;
        }
        byte += 1;
    }
    kinds
};

const PAYLOAD: u8 = 0x81;
const ESCAPE: u8 = 0x82;
const WIDE: u8 = 0x84;

impl Glance {
    /// Reads `text`; gives its letters, or `None` when it must be cleaned to know them: it is too long, or holds escapes,
    /// invisible characters or letters beyond ASCII.
    pub fn read(&mut self, text: &str) -> Option<&[u8]> {
        if text.len() > GLANCE_MAX {
            return None;
        }
        let bytes = text.as_bytes();
        if self.letters.len() < bytes.len() {
            self.letters.resize(bytes.len(), 0);
        }
        self.count = 0;
        self.payload_marks = false;
        let mut before = 0u8;
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let kind = KINDS.get(usize::from(byte)).copied().unwrap_or(0);
            at += 1;
            if kind < 0x80 {
                // Two letters that text recognition makes of one; see `Cleaned`.
                if (kind == b'n' && before == b'r') || (kind == b'v' && before == b'v') {
                    if let Some(last) = self.count.checked_sub(1).and_then(|last| self.letters.get_mut(last)) {
                        *last = if kind == b'n' { b'm' } else { b'w' };
                    }
                    before = 0;
                    continue;
                }
                if let Some(place) = self.letters.get_mut(self.count) {
                    *place = kind;
                }
                self.count += usize::from(kind != 0);
                before = kind;
                continue;
            }
            before = 0;
            match kind {
                PAYLOAD => self.payload_marks = true,
                ESCAPE => {
                    if escapes(byte, bytes.get(at..).unwrap_or_default()) {
                        return None;
                    }
                    self.payload_marks |= byte == b'<';
                }
                _ => at += punctuation(byte, bytes.get(at..).unwrap_or_default())?,
            }
        }
        self.letters.get(..self.count)
    }
}

/// Whether a mark that may begin an escape does.
fn escapes(mark: u8, rest: &[u8]) -> bool {
    let next = rest.first().copied().unwrap_or(b' ');
    match mark {
        b'%' => next.is_ascii_hexdigit() && rest.get(1).is_some_and(u8::is_ascii_hexdigit),
        b'&' => next.is_ascii_lowercase() || next == b'#',
        b'<' => next.is_ascii_alphabetic() || next == b'/',
        b'#' => next.is_ascii_whitespace(),
        _ => true,
    }
}

/// How many bytes of a character beyond ASCII follow its first; `None` unless it is plainly no letter: quotes, dashes,
/// bullets, currency signs and emoji.
fn punctuation(first: u8, rest: &[u8]) -> Option<usize> {
    match (first, rest.first().copied()?, rest.get(1).copied()) {
        // U+00A0 to U+00BF without the soft hyphen and what stands for a letter or a digit.
        (0xc2, 0xa0..=0xa9 | 0xab | 0xac | 0xae..=0xb1 | 0xb4 | 0xb6..=0xb8 | 0xbb | 0xbf, _) => Some(1),
        // U+2010 to U+2027 and U+2030 to U+205E: dashes, quotes, bullets, the ellipsis.
        (0xe2, 0x80, Some(0x90..=0xa7 | 0xb0..=0xbf)) | (0xe2, 0x81, Some(0x80..=0x9e)) => Some(2),
        // U+20A0 to U+20BF: currencies. U+2190 to U+21FF, U+2600 to U+27BF: arrows and symbols.
        (0xe2, 0x82, Some(0xa0..=0xbf)) | (0xe2, 0x86 | 0x87 | 0x98..=0x9e, Some(_)) => Some(2),
        // U+FE0F: the emoji form of what stands before it.
        (0xef, 0xb8, Some(0x8f)) => Some(2),
        // U+1F300 and up: emoji.
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
            "rn vv rrn 'r n' vvv\nmodern (1lI0O5S)",
            "Account code '429' is not valid",
        ] {
            let cleaned = Cleaned::new(text);
            assert_eq!(Glance::default().read(text), Some(cleaned.folded()), "{text}");
        }
    }

    #[test]
    fn what_cleaning_would_undo_is_left_to_it() {
        for text in
            ["Account&nbsp;code", "a%20b", "C:\\n", "<b>x</b>", "Invoice # must", "né", "c\u{43e}de", "a\u{200b}b"]
        {
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
