//! A paste as a row of comparable letters, each with the way back to the bytes it came from.
//!
//! Blanks and punctuation are no letters: lost spaces, wrapped lines, quotes and markup then cost nothing. Letters that
//! text recognition mixes up are folded together ([`fold`]), on both sides of every comparison.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::unescape;

/// Stands for a letter of a script we have no words in; equal to nothing in a phrase.
pub const OTHER_LETTER: u8 = b'~';

/// What [`OTHER_LETTER`] is shown as: a letter that is no look-alike either, so that shown words clean to themselves.
const SHOWN_OTHER_LETTER: char = '〇';

/// `rn` and `vv` among the plain letters: one place, as among the folded ones, but not the same as `m` and `w`.
const JOINED_RN: u8 = b'\x01';
const JOINED_VV: u8 = b'\x02';

/// The comparable letters of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    folded: Vec<u8>,
    plain: Vec<u8>,
    starts: Vec<u32>,
    ends: Vec<u32>,
    word_starts: Vec<bool>,
}

/// Longest text that is cleaned, in bytes; what follows is not looked at. Far above anything people paste, and it keeps
/// positions within 32 bits.
pub const MAX_BYTES: usize = 16 << 20;

/// Longest word that is looked at as one, in letters. A paste without blanks is a single word.
const WORD_MAX: usize = 64;

impl Cleaned {
    /// Cleans `paste` in one pass.
    pub fn new(paste: &str) -> Self {
        let mut cleaned = Self::default();
        cleaned.read(paste);
        cleaned
    }

    /// Cleans `paste` into the space of an earlier one.
    pub fn read(&mut self, paste: &str) {
        self.folded.clear();
        self.plain.clear();
        self.starts.clear();
        self.ends.clear();
        self.word_starts.clear();
        let paste = cut(paste, MAX_BYTES);
        let bytes = paste.as_bytes();
        let mut state = State { between: true, before: None };
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if byte.is_ascii_alphanumeric() {
                self.push(byte.to_ascii_lowercase(), at, at + 1, state.between);
                state = State { between: false, before: Some(char::from(byte)) };
                at += 1;
                continue;
            }
            let rest = paste.get(at..).unwrap_or_default();
            let escape = match byte {
                b'&' => unescape::entity(rest),
                b'\\' => unescape::backslash(rest),
                b'%' => unescape::percent(rest, state.before),
                b'<' => unescape::tag(rest),
                b':' if state.before.is_none_or(char::is_whitespace) => unescape::emoji_code(rest),
                _ => None,
            };
            let (c, length) = escape.unwrap_or_else(|| {
                let c = rest.chars().next();
                (c, c.map_or(1, char::len_utf8))
            });
            if let Some(c) = c {
                let next = paste.get(at + length..).and_then(|rest| rest.chars().next());
                self.character(c, at..at + length, next, &mut state);
            } else {
                state.between = true;
                state.before = Some(' ');
            }
            at += length.max(1);
        }
    }

    /// Takes in one character that is not a plain ASCII letter or digit of the paste.
    fn character(&mut self, c: char, span: Range<usize>, next: Option<char>, state: &mut State) {
        if invisible(c) {
            return;
        }
        let before = state.before.replace(c);
        if matches!(c, '\'' | '’' | '‘' | 'ʼ' | '´' | '`') {
            // An apostrophe inside a word is no letter and parts nothing: "can't" is "cant".
            let inside = before.is_some_and(char::is_alphabetic) && next.is_some_and(char::is_alphabetic);
            state.between |= !inside;
            return;
        }
        let mut any = false;
        if c == '#' && before != Some('#') && next.is_none_or(char::is_whitespace) {
            // "Invoice # must be unique" is how Xero writes "invoice number".
            for letter in *b"number" {
                self.push(letter, span.start, span.end, true);
            }
            self.word_starts.iter_mut().rev().take(5).for_each(|start| *start = false);
        }
        for letter in look_alike(c) {
            self.push(letter, span.start, span.end, state.between);
            state.between = false;
            any = true;
        }
        state.between |= !any;
    }

    fn push(&mut self, letter: u8, start: usize, end: usize, word_start: bool) {
        let folded = fold(letter);
        let joined = match (self.plain.last(), letter) {
            (Some(b'r'), b'n') => Some((b'm', JOINED_RN)),
            (Some(b'v'), b'v') => Some((b'w', JOINED_VV)),
            _ => None,
        }
        // "order number": a blank between them is seen by any reader.
        .filter(|_| !word_start);
        if let Some((joined, joined_plain)) = joined
            && let (Some(last), Some(last_plain), Some(last_end)) =
                (self.folded.last_mut(), self.plain.last_mut(), self.ends.last_mut())
        {
            // Two letters that text recognition makes of one: kept as one on both sides.
            *last = joined;
            *last_plain = joined_plain;
            *last_end = position(end);
            return;
        }
        self.folded.push(folded);
        self.plain.push(if letter == b'z' { b's' } else { letter });
        self.starts.push(position(start));
        self.ends.push(position(end));
        self.word_starts.push(word_start);
    }

    /// The letters, folded by [`fold`].
    pub fn folded(&self) -> &[u8] {
        &self.folded
    }

    /// The letters in lower case, as written but for `z`, which is `s`.
    pub fn plain(&self) -> &[u8] {
        &self.plain
    }

    /// How many letters there are.
    pub fn len(&self) -> usize {
        self.folded.len()
    }

    /// Whether there is no letter at all.
    pub fn is_empty(&self) -> bool {
        self.folded.is_empty()
    }

    /// Whether a word begins at this letter; the end of the text counts as one.
    pub fn is_word_start(&self, letter: usize) -> bool {
        self.word_starts.get(letter).copied().unwrap_or(true)
    }

    /// Where the word that this letter stands in begins, 64 letters back at most.
    pub fn word_from(&self, letter: usize) -> usize {
        let least = letter.saturating_sub(WORD_MAX);
        (least..=letter).rev().find(|at| self.is_word_start(*at)).unwrap_or(least)
    }

    /// Where the word ends that goes up to this letter or over it, 64 letters on at most.
    pub fn word_to(&self, letter: usize) -> usize {
        let most = letter.saturating_add(WORD_MAX).min(self.len());
        (letter..most).find(|at| self.is_word_start(*at)).unwrap_or(most.max(letter))
    }

    /// The bytes of the paste that these letters came from; empty at the end for letters out of range.
    pub fn span(&self, letters: Range<usize>) -> Range<usize> {
        let start = self.starts.get(letters.start).copied().unwrap_or_else(|| self.ends.last().copied().unwrap_or(0));
        let end = letters.end.checked_sub(1).and_then(|last| self.ends.get(last)).copied().unwrap_or(start);
        start as usize..end.max(start) as usize
    }

    /// The letters that came from these bytes of the paste.
    pub fn letters_within(&self, bytes: Range<usize>) -> Range<usize> {
        let start = self.starts.partition_point(|start| (*start as usize) < bytes.start);
        let end = self.starts.partition_point(|start| (*start as usize) < bytes.end);
        start..end.max(start)
    }

    /// The byte of the paste where this letter begins; the end of the last letter when out of range.
    pub fn start_of(&self, letter: usize) -> usize {
        self.span(letter..letter).start
    }

    /// The byte of the paste where the letter before this one ends; 0 at the first.
    pub fn end_before(&self, letter: usize) -> usize {
        letter.checked_sub(1).and_then(|last| self.ends.get(last)).copied().unwrap_or(0) as usize
    }

    /// The cleaned text as words with blanks between them, as `--why` shows it.
    pub fn words(&self) -> String {
        let mut words = String::with_capacity(self.plain.len() * 6 / 5);
        for (letter, start) in self.plain.iter().zip(&self.word_starts) {
            if *start && !words.is_empty() {
                words.push(' ');
            }
            match *letter {
                JOINED_RN => words.push_str("rn"),
                JOINED_VV => words.push_str("vv"),
                OTHER_LETTER => words.push(SHOWN_OTHER_LETTER),
                letter => words.push(char::from(letter)),
            }
        }
        words
    }
}

struct State {
    /// A new word begins with the next letter.
    between: bool,
    /// The character before, if it was visible.
    before: Option<char>,
}

/// Letters that text recognition mixes up, made one: 0/o, 1/l/i, 5/s, 8/b, 6/9/g; and z/s for the two spellings of
/// "authorise".
pub const fn fold(letter: u8) -> u8 {
    match letter {
        b'0' => b'o',
        b'1' | b'l' => b'i',
        b'5' | b'z' => b's',
        b'8' => b'b',
        b'6' | b'9' => b'g',
        _ => letter,
    }
}

fn position(byte: usize) -> u32 {
    u32::try_from(byte).unwrap_or(u32::MAX)
}

/// The text up to `max` bytes, cut on a character boundary.
pub fn cut(text: &str, max: usize) -> &str {
    let mut end = max.min(text.len());
    while end > 0 && !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

/// The last `max` bytes of the text, cut on a character boundary.
pub fn cut_front(text: &str, max: usize) -> &str {
    let mut start = text.len().saturating_sub(max);
    while start < text.len() && !text.is_char_boundary(start) {
        start += 1;
    }
    text.get(start..).unwrap_or(text)
}

/// Characters that show nothing and part nothing: zero-width, direction marks, soft hyphen, variation selectors,
/// combining marks.
pub(super) fn invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}' | '\u{300}'..='\u{36f}')
}

/// The ASCII letters a character stands for, in lower case: itself, its compatibility form (full width, ligatures,
/// mathematical alphabets, accents dropped) or its look-alike in Cyrillic and Greek. Nothing for punctuation and emoji.
fn look_alike(c: char) -> impl Iterator<Item = u8> {
    let mut letters = [0u8; 4];
    let mut count = 0;
    if c.is_ascii_alphanumeric() {
        letters = [c.to_ascii_lowercase() as u8, 0, 0, 0];
        count = 1;
    } else if !c.is_ascii() {
        for part in std::iter::once(c).nfkd().flat_map(char::to_lowercase) {
            let letter = match part {
                'а' | 'α' | 'ɑ' => Some(b'a'),
                'в' | 'β' | 'ь' => Some(b'b'),
                'с' | 'ϲ' => Some(b'c'),
                'ԁ' => Some(b'd'),
                'е' | 'ε' | 'є' => Some(b'e'),
                'ɡ' => Some(b'g'),
                'н' | 'һ' => Some(b'h'),
                'і' | 'ι' | 'ı' | 'ӏ' => Some(b'i'),
                'ј' => Some(b'j'),
                'к' | 'κ' => Some(b'k'),
                'м' => Some(b'm'),
                'п' | 'η' => Some(b'n'),
                'о' | 'ο' | 'σ' | 'ø' => Some(b'o'),
                'р' | 'ρ' => Some(b'p'),
                'ѕ' => Some(b's'),
                'т' | 'τ' => Some(b't'),
                'υ' => Some(b'u'),
                'ν' | 'ѵ' => Some(b'v'),
                'ԝ' => Some(b'w'),
                'х' | 'χ' => Some(b'x'),
                'у' | 'γ' => Some(b'y'),
                part if part.is_ascii_alphanumeric() => Some(part as u8),
                part if !part.is_ascii() && part.is_alphabetic() => Some(OTHER_LETTER),
                _ => None,
            };
            if let (Some(letter), Some(place)) = (letter, letters.get_mut(count)) {
                *place = letter;
                count += 1;
            }
        }
    }
    letters.into_iter().take(count)
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a span off a boundary is a failure")]
mod tests {
    use super::*;

    fn words(paste: &str) -> String {
        Cleaned::new(paste).words()
    }

    #[test]
    fn markup_quotes_and_case_never_matter() {
        for paste in [
            "Account code '429' is not",
            "ACCOUNT   CODE \u{201c}429\u{201d}\nis not",
            "**Account code** `429` ||is|| not",
            "> Account code\n> 429 is not",
            "Account&nbsp;code &quot;429&quot; is not",
            "Account code \\\"429\\\" is\\nnot",
            "Account%20code%20429%20is%20not",
            "Ac\u{200b}count co\u{ad}de 429 is not",
            "Ａｃｃｏｕｎｔ ｃｏｄｅ ４２９ is not",
            "Account c\u{43e}d\u{435} 429 is not",
            "<b>Account</b> code <i>429</i> is not",
        ] {
            assert_eq!(words(paste), "account code 429 is not", "{paste}");
        }
    }

    #[test]
    fn an_apostrophe_inside_a_word_parts_nothing() {
        assert_eq!(words("You can’t, it's 'DRAFT'"), "you cant its draft");
    }

    #[test]
    fn a_lone_number_sign_is_read_out() {
        assert_eq!(words("Invoice # must"), "invoice number must");
        assert_eq!(words("code '###' is #1"), "code is 1");
    }

    #[test]
    fn every_letter_knows_its_bytes() {
        let paste = "né &quot;429&quot; rnod";
        let cleaned = Cleaned::new(paste);
        assert_eq!(cleaned.words(), "ne 429 rnod");
        let at = cleaned.plain().iter().position(|letter| *letter == b'4').unwrap();
        assert_eq!(&paste[cleaned.span(at..at + 3)], "429");
        let m = cleaned.folded().iter().position(|letter| *letter == b'm').unwrap();
        assert_eq!(&paste[cleaned.span(m..m + 1)], "rn");
        assert_eq!(cleaned.end_before(m), paste.find(" rnod").unwrap() - "&quot;".len());
    }

    #[test]
    fn text_recognition_noise_folds_to_the_same_letters() {
        let clean = Cleaned::new("Credit note or invoice not of valid status for modification");
        let noisy = Cleaned::new("Credit n0te or inv0ice not of va1id status for rnodification");
        assert_eq!(clean.folded(), noisy.folded());
    }
}
