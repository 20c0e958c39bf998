//! A line as it reads: entities and escapes undone, invisible characters dropped, digits and dashes in plain form, with
//! the way back to the bytes they came from.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::Kind;
use crate::paste::clean::{cut, invisible};
use crate::paste::unescape;

/// Something taken out reads as one character of Unicode's private use area, a different one for each kind.
const FIRST_MARK: u32 = 0xe000;

/// Bytes that are looked at for one escape; more than the longest, whatever it was escaped with again.
const LONGEST_ESCAPE: usize = 64;

/// A line as it reads, after the end of the line before.
#[derive(Debug)]
pub(super) struct View {
    text: String,
    /// Where each byte of the text comes from; those of the line before come from nowhere.
    starts: Vec<usize>,
    /// Where the line itself begins.
    from: usize,
    /// Length of the line as it came.
    end: usize,
}

impl View {
    /// Reads `line` after `tail`, the end of the line before as it read; what stands in `removed` (in order) and what is a
    /// placeholder already reads as a mark.
    pub(super) fn new(tail: &str, line: &str, removed: &[(Kind, Range<usize>)]) -> Self {
        let mut view = Self {
            text: String::with_capacity(tail.len() + 1 + line.len()),
            starts: Vec::with_capacity(tail.len() + 1 + line.len()),
            from: 0,
            end: line.len(),
        };
        if !tail.is_empty() {
            view.text.push_str(tail);
            view.text.push('\n');
            view.from = view.text.len();
            view.starts.resize(view.from, 0);
        }
        let mut at = 0;
        for (kind, range) in removed {
            view.read(line, at..range.start);
            view.push(mark(*kind), range.start);
            at = range.end;
        }
        view.read(line, at..line.len());
        view
    }

    fn read(&mut self, line: &str, part: Range<usize>) {
        let mut at = part.start;
        while let Some(rest) = line.get(at..part.end).filter(|rest| !rest.is_empty()) {
            let first = rest.as_bytes().first().copied().unwrap_or_default();
            if first.is_ascii_alphanumeric() {
                self.push(char::from(first), at);
                at += 1;
                continue;
            }
            if first == b'['
                && let Some(kind) = Kind::ALL.into_iter().find(|kind| rest.starts_with(kind.placeholder()))
            {
                self.push(mark(kind), at);
                at += kind.placeholder().len();
                continue;
            }
            // A run of backslashes is looked at from each of them.
            let near = cut(rest, LONGEST_ESCAPE);
            let escape = match first {
                b'&' => unescape::entity(near),
                b'\\' => line_break(near).or_else(|| unescape::backslash(near)),
                b'%' => unescape::percent(near, self.text.get(self.from..).and_then(|text| text.chars().next_back())),
                _ => None,
            };
            let (c, length) = escape.unwrap_or_else(|| {
                let c = rest.chars().next();
                (c, c.map_or(1, char::len_utf8))
            });
            if let Some(c) = c.filter(|c| !invisible(*c)) {
                // An encoded blank does not end an address.
                let c = if first == b'%' && c == ' ' { '\u{a0}' } else { plain(c) };
                self.push(c, at);
            }
            at += length.max(1);
        }
    }

    fn push(&mut self, c: char, start: usize) {
        self.text.push(c);
        self.starts.resize(self.text.len(), start);
    }

    /// The text, the end of the line before included.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The line alone.
    pub(super) fn line(&self) -> &str {
        self.text.get(self.from..).unwrap_or_default()
    }

    /// Where the line begins in the text.
    pub(super) fn from(&self) -> usize {
        self.from
    }

    /// The part of the text; empty when out of range.
    pub(super) fn part(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }

    /// The text around a part, this many bytes of it at most on each side, cut on character boundaries.
    pub(super) fn around(&self, range: &Range<usize>, before: usize, after: usize) -> &str {
        let mut start = range.start.saturating_sub(before);
        while !self.text.is_char_boundary(start) {
            start += 1;
        }
        cut(self.part(start..self.text.len()), range.end + after - start)
    }

    /// The character before a byte of the text.
    pub(super) fn before(&self, at: usize) -> Option<char> {
        self.part(0..at).chars().next_back()
    }

    /// The bytes of the line that this part of the text came from.
    pub(super) fn original(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.starts.get(range.start).copied().unwrap_or(self.end);
        let end = self.starts.get(range.end).copied().unwrap_or(self.end);
        start..end.max(start)
    }
}

/// How something of this kind reads once it is taken out.
pub(super) fn mark(kind: Kind) -> char {
    char::from_u32(FIRST_MARK + kind as u32).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Whether something was taken out here, or might have been.
pub(super) fn is_mark(c: char) -> bool {
    ('\u{e000}'..='\u{f8ff}').contains(&c)
}

/// An escaped end of line, which ends what stands before it.
fn line_break(rest: &str) -> Option<(Option<char>, usize)> {
    let slashes = rest.bytes().take_while(|byte| *byte == b'\\').count();
    matches!(rest.as_bytes().get(slashes), Some(b'n' | b'r')).then_some((Some('\n'), slashes + 1))
}

/// The plain form of a character: full-width and mathematical letters and digits, blanks, dashes and quotes of any kind.
fn plain(c: char) -> char {
    match c {
        '\n' | '\t' | ' '..='~' => c,
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
        '‘' | '’' | 'ʼ' | '´' => '\'',
        '“' | '”' => '"',
        _ if is_mark(c) => char::REPLACEMENT_CHARACTER,
        _ if c.is_whitespace() || c.is_control() => ' ',
        _ => {
            let mut parts = std::iter::once(c).nfkc();
            match (parts.next(), parts.next()) {
                (Some(part), None) if part.is_ascii_graphic() => part,
                _ => c,
            }
        }
    }
}
