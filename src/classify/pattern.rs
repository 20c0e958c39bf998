//! A phrase's variant compiled for comparison: folded letters, what each is worth, where its slots are.

use crate::paste::Cleaned;
use crate::rules::{Piece, Variant};

use super::nearness::{self, Part};

/// What a letter of a word that carries meaning is worth. All costs of an alignment are in this unit's tenths.
pub(super) const CONTENT: u16 = 10;

/// What a letter of a word is worth that people leave out without loss ("the", "be", "has").
pub(super) const FUNCTION: u16 = 4;

/// Words people leave out or change without changing what is said.
const FUNCTION_WORDS: &[&str] = &[
    "a",
    "an",
    "the",
    "this",
    "that",
    "these",
    "it",
    "its",
    "is",
    "are",
    "was",
    "were",
    "be",
    "been",
    "being",
    "am",
    "has",
    "have",
    "had",
    "do",
    "does",
    "did",
    "to",
    "of",
    "for",
    "from",
    "in",
    "on",
    "at",
    "by",
    "with",
    "as",
    "and",
    "or",
    "we",
    "you",
    "your",
    "our",
    "us",
    "will",
    "would",
    "can",
    "could",
    "should",
    "may",
    "so",
    "than",
    "then",
    "there",
    "any",
    "all",
    "because",
    "just",
    "also",
    "currently",
    "here",
    "my",
    "i",
    "me",
    "now",
    "still",
    "please",
    "sorry",
    "make",
    "sure",
    "each",
    "per",
];

/// Words that turn a sentence into its opposite: neither may be missing from an error, nor appear in one.
const POLAR_WORDS: &[&str] = &["not", "cannot", "cant", "no", "never", "wont", "isnt", "doesnt", "unable"];

/// One form of a phrase, ready for comparison.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    /// Index of the rule in the rule set this was compiled from.
    pub(super) rule: u32,
    /// Too general to speak up for: counts when asked, or when the paste names one of the apps.
    pub(super) only_when_asked: bool,
    /// Folded letters of all words, without blanks and slots.
    pub(super) letters: Vec<u8>,
    /// The same letters, not folded.
    pub(super) plain: Vec<u8>,
    /// What each letter is worth.
    pub(super) worth: Vec<u16>,
    /// Sum of `worth`.
    pub(super) total: u32,
    /// The words in order.
    pub(super) words: Vec<Word>,
    /// The slots in order.
    pub(super) slots: Vec<SlotAt>,
    /// Its letters in parts; see [`nearness`].
    pub(super) parts: Vec<Part>,
}

/// A word of a pattern: a run of its letters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// First letter.
    pub(super) start: usize,
    /// One past the last letter.
    pub(super) end: usize,
    /// What it does in the sentence.
    pub(super) class: WordClass,
}

/// What a word does in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WordClass {
    /// Carries meaning.
    Content,
    /// Can be left out.
    Function,
    /// Turns the sentence around.
    Polar,
}

/// A slot of a pattern.
#[derive(Clone, Debug)]
pub(super) struct SlotAt {
    /// The letter it stands before; the number of letters when it ends the phrase.
    pub(super) before: usize,
    /// Its name.
    pub(super) name: String,
}

impl Pattern {
    /// Compiles one variant of a phrase of the rule at index `rule`; `cleaned` is space for cleaning, used again.
    pub(super) fn new(cleaned: &mut Cleaned, rule: u32, only_when_asked: bool, variant: &Variant) -> Self {
        let mut pattern = Self {
            rule,
            only_when_asked,
            letters: Vec::new(),
            plain: Vec::new(),
            worth: Vec::new(),
            total: 0,
            words: Vec::new(),
            slots: Vec::new(),
            parts: Vec::new(),
        };
        for piece in &variant.pieces {
            match piece {
                Piece::Words(words) => words.split(' ').for_each(|word| pattern.push_word(word, cleaned)),
                Piece::Slot(name) => {
                    pattern.slots.push(SlotAt { before: pattern.letters.len(), name: name.clone() });
                }
            }
        }
        pattern.total = pattern.worth.iter().map(|worth| u32::from(*worth)).sum();
        pattern.parts = nearness::parts(&pattern);
        pattern
    }

    fn push_word(&mut self, word: &str, cleaned: &mut Cleaned) {
        cleaned.read(word);
        if cleaned.is_empty() {
            return;
        }
        let class = class_of(word);
        let worth = if class == WordClass::Function { FUNCTION } else { CONTENT };
        let start = self.letters.len();
        self.letters.extend_from_slice(cleaned.folded());
        self.plain.extend_from_slice(cleaned.plain());
        self.worth.resize(self.letters.len(), worth);
        self.words.push(Word { start, end: self.letters.len(), class });
    }

    /// How many letters it has.
    pub(super) fn len(&self) -> usize {
        self.letters.len()
    }

    /// The slots between its words, without one that begins or ends it.
    pub(super) fn inner_slots(&self) -> impl Iterator<Item = &SlotAt> {
        self.slots.iter().filter(|slot| slot.before > 0 && slot.before < self.letters.len())
    }

    /// The most letters of a paste that a match can take.
    pub(super) fn reach(&self) -> usize {
        self.len() + self.len() / 3 + 8 + self.inner_slots().count() * SLOT_MAX
    }
}

/// Most characters a slot takes.
pub(super) const SLOT_MAX: usize = 60;

/// What `word` (lower case) does in a sentence.
pub(super) fn class_of(word: &str) -> WordClass {
    if POLAR_WORDS.contains(&word) {
        WordClass::Polar
    } else if FUNCTION_WORDS.contains(&word) {
        WordClass::Function
    } else {
        WordClass::Content
    }
}
