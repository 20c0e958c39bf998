//! What one reading of a line has found, first come first served, and what the finders ask about the surroundings.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::Kind;
use super::view::{View, is_mark};

/// What a reading has found so far.
#[derive(Debug)]
pub(super) struct Finds<'v> {
    pub(super) view: &'v View,
    found: Vec<(Kind, Range<usize>)>,
    taken: Vec<bool>,
    /// The text in small letters: what a pattern cannot do without is looked for here, before it is run or even compiled.
    lower: String,
    digits: usize,
    longest_run: usize,
}

impl<'v> Finds<'v> {
    pub(super) fn new(view: &'v View) -> Self {
        let text = view.text();
        let in_a_run = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'_' | b'=' | b'-');
        let runs = text.as_bytes().split(|byte| !in_a_run(byte)).map(<[u8]>::len);
        Self {
            view,
            found: Vec::new(),
            taken: vec![false; text.len()],
            lower: text.to_ascii_lowercase(),
            digits: text.bytes().filter(u8::is_ascii_digit).count(),
            longest_run: runs.max().unwrap_or(0),
        }
    }

    /// Whether one of `words` stands in the text, in whatever letters: small ones here, ASCII throughout. A view has no
    /// other letters that a pattern would take for those.
    pub(super) fn says(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.lower.contains(word))
    }

    /// The digits of the whole text.
    pub(super) fn digits(&self) -> usize {
        self.digits
    }

    /// The most letters, digits and `+/_=-` in a row.
    pub(super) fn longest_run(&self) -> usize {
        self.longest_run
    }

    /// Takes `range` of the view for `kind`, unless it is empty, belongs to the line before or holds something taken
    /// already.
    pub(super) fn take(&mut self, kind: Kind, range: Range<usize>) {
        let free = range.start >= self.view.from()
            && !range.is_empty()
            && self.taken.get(range.clone()).is_some_and(|bytes| !bytes.contains(&true))
            && !self.view.part(range.clone()).contains(is_mark);
        if free {
            if let Some(bytes) = self.taken.get_mut(range.clone()) {
                bytes.fill(true);
            }
            self.found.push((kind, range));
        }
    }

    /// Runs `judge` over the places where `pattern` matches and takes what it gives; where it gives nothing the search
    /// goes on one character later, so patterns must be short of reach.
    pub(super) fn each(
        &mut self,
        pattern: &Regex,
        judge: impl Fn(&View, &Captures<'_>) -> Option<(Kind, Range<usize>)>,
    ) {
        let view = self.view;
        let mut at = 0;
        while let Some(captures) = pattern.captures_at(view.text(), at) {
            let Some(whole) = captures.get(0) else { return };
            at = match judge(view, &captures) {
                Some((kind, range)) => {
                    let next = range.end.max(whole.start() + 1);
                    self.take(kind, range);
                    next
                }
                None => whole.start() + 1,
            };
            while !view.text().is_char_boundary(at) {
                at += 1;
            }
            if at > view.text().len() {
                return;
            }
        }
    }

    /// The same for a pattern of any reach: where `judge` gives nothing the search goes on behind the match.
    pub(super) fn each_whole(&mut self, pattern: &Regex, judge: impl Fn(&View, Range<usize>) -> Option<Kind>) {
        let view = self.view;
        for whole in pattern.find_iter(view.text()) {
            if let Some(kind) = judge(view, whole.range()) {
                self.take(kind, whole.range());
            }
        }
    }

    /// What was found, in bytes of the line as it came.
    pub(super) fn into_original(self) -> Vec<(Kind, Range<usize>)> {
        let view = self.view;
        self.found.into_iter().map(|(kind, range)| (kind, view.original(&range))).collect()
    }
}

/// What may stand between a label and its value, besides words such as "number" and the tags of a table.
pub(super) const GAP: &str = r#"[\s:;=#.,*_`"'(<>/|~-]{0,8}"#;

/// A pattern for a value behind a label; the value is group 1 and ends with its last digit or letter.
pub(super) fn labelled(label: &str, value: &str) -> LazyPattern {
    let words = "numbers?|num|nos?|nr|reg|registration|registered|id|is|was|t[dhr]|b|strong|span";
    compiled(&format!(r"(?i)\b(?:{label})(?:{GAP}(?:{words})\b){{0,4}}{GAP}({value})"))
}

/// A pattern that is compiled at its first use.
pub(super) type LazyPattern = Option<Regex>;

/// Compiles a pattern. All of them are in this folder's files, so the first test of any text meets one that is unsound or
/// too large.
pub(super) fn compiled(pattern: &str) -> LazyPattern {
    let compiled = Regex::new(pattern);
    debug_assert!(compiled.is_ok(), "{pattern}");
    compiled.ok()
}

/// The digits of a text.
pub(super) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The letters and digits of a text, in capitals.
pub(super) fn squeezed(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// Whether a number stands for itself: no part of a longer number, amount, date, time, version or word.
pub(super) fn stands_alone(view: &View, range: &Range<usize>) -> bool {
    let mut before = view.part(0..range.start).chars().rev();
    let (last, last_but_one) = (before.next(), before.next());
    let free_before = match last {
        None => true,
        Some(c) if c.is_alphanumeric() || matches!(c, '_' | '£' | '$' | '€' | '+') => false,
        Some('.' | ',' | '-' | '/') => !last_but_one.is_some_and(char::is_alphanumeric),
        Some(':') => !last_but_one.is_some_and(|c| c.is_ascii_digit()),
        Some(_) => true,
    };
    let mut after = view.part(range.end..view.text().len()).chars();
    let free_after = match (after.next(), after.next()) {
        (None, _) => true,
        (Some(c), _) if c.is_alphanumeric() || matches!(c, '_' | '%') => false,
        (Some('.' | ',' | '-' | '/' | ':'), Some(next)) => !next.is_ascii_digit(),
        _ => true,
    };
    free_before && free_after
}

/// Whether the word before says that this is the number of a document or a code, which is what people need to read.
pub(super) fn is_document_number(view: &View, at: usize) -> bool {
    static LABEL: LazyLock<LazyPattern> = LazyLock::new(|| {
        compiled(
            r#"(?i)\b(?:invoices?|inv|orders?|p\.?o|bills?|credit notes?|cn|items?|products?|skus?|ean|isbn|upc|gtin|barcodes?|codes?|nominals?|accounts?|refs?|reference|tickets?|cases?|tracking|consignment|jobs?|quotes?|receipts?|batch|timestamp|date|line|page|transactions?)\s*(?:numbers?|nos?\.?|num|codes?|id|is|was|#)?[\s:;=#*_`"'(]*$"#,
        )
    });
    LABEL.as_ref().is_some_and(|label| label.is_match(view.around(&(at..at), 48, 0)))
}
