//! The runs of letters that tell a pattern from ordinary writing: which it has, and which of them are worth an index.

use std::collections::HashMap;

use crate::paste::fnv::BuildFnv;

use super::pattern::Pattern;

/// Letters in a run; it fits a machine word, so that a run is one load and one mask.
pub(super) const GRAM: usize = 6;

/// By how much a word of eight letters is shifted to keep those of a run.
const BEYOND: usize = 8 * (WORD - GRAM);

/// Runs indexed for each pattern. Three slips harm two of them each, since they stand apart.
const GRAMS_PER_PATTERN: usize = 12;

/// Runs taken from each quarter of a pattern before the rest goes to the rarest, so that half a wording has its share.
const GRAMS_PER_QUARTER: usize = 2;

/// A run that more patterns share than this says too little to be followed, unless a pattern has nothing rarer.
const SHARED_MAX: u32 = 48;

/// How many know a run.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sharing {
    patterns: u32,
    rules: u32,
    last_rule: u32,
    /// Places in ordinary writing.
    prose: u32,
}

impl Sharing {
    /// What finding the run tells: 2 when hardly anything else has it, else 1.
    pub(super) fn weight(&self) -> u8 {
        if self.rules <= 2 && self.prose <= 1 { 2 } else { 1 }
    }

    fn commonness(&self) -> (bool, u32) {
        (self.patterns > SHARED_MAX, self.rules * 2 + self.prose)
    }

    /// Places in ordinary writing.
    pub(super) fn prose(&self) -> u32 {
        self.prose
    }
}

/// The runs of the patterns, and how many know each.
#[derive(Debug, Default)]
pub(super) struct Shared(HashMap<u64, Sharing, BuildFnv>);

impl Shared {
    /// Counts the runs of a pattern.
    pub(super) fn note(&mut self, pattern: &Pattern) {
        for (_, gram) in grams(&pattern.letters) {
            let sharing = self.0.entry(key(gram)).or_default();
            if sharing.patterns == 0 || sharing.last_rule != pattern.rule {
                sharing.rules += 1;
            }
            sharing.last_rule = pattern.rule;
            sharing.patterns += 1;
        }
    }

    /// Counts the runs of ordinary writing.
    pub(super) fn note_prose(&mut self, letters: &[u8]) {
        for (_, gram) in grams(letters) {
            if let Some(sharing) = self.0.get_mut(&key(gram)) {
                sharing.prose += 1;
            }
        }
    }

    /// How many know a run.
    pub(super) fn of(&self, gram: u64) -> Sharing {
        self.0.get(&key(gram)).copied().unwrap_or_default()
    }
}

/// A run as a key of a table that looks at the lower bits.
fn key(gram: u64) -> u64 {
    hashed(gram).rotate_left(32)
}

/// Spreads a run over a word: its upper bits depend on all letters. (Fibonacci hashing.)
#[inline]
pub(super) fn hashed(gram: u64) -> u64 {
    gram.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The runs of a pattern to be indexed, with their offsets: rare ones, not side by side, from every part of it.
pub(super) fn choose(pattern: &Pattern, shared: &Shared) -> Vec<(usize, u64)> {
    // A run over a slot stands nowhere where the slot has a value.
    let whole = |offset: usize| pattern.inner_slots().all(|slot| slot.before <= offset || offset + GRAM <= slot.before);
    let mut candidates: Vec<((bool, u32), usize, u64)> = grams(&pattern.letters)
        .filter(|(offset, _)| whole(*offset))
        .map(|(offset, gram)| (shared.of(gram).commonness(), offset, gram))
        .collect();
    candidates.sort_unstable();
    let mut chosen: Vec<(usize, u64)> = Vec::new();
    let mut take = |apart: usize, most: usize, part: std::ops::Range<usize>| {
        let mut taken = 0;
        for ((shared, _), offset, gram) in &candidates {
            let clear = chosen.iter().all(|(known, _)| known.abs_diff(*offset) >= apart);
            let unseen = chosen.iter().all(|(_, known)| known != gram);
            // What many share is taken only while there is hardly anything else.
            let useful = !shared || chosen.len() < 4;
            if clear && unseen && useful && part.contains(offset) && taken < most && chosen.len() < GRAMS_PER_PATTERN {
                chosen.push((*offset, *gram));
                taken += 1;
            }
        }
    };
    let length = pattern.len();
    for quarter in 0..4 {
        take(3, GRAMS_PER_QUARTER, length * quarter / 4..length * (quarter + 1) / 4);
    }
    take(3, GRAMS_PER_PATTERN, 0..length);
    take(1, GRAMS_PER_PATTERN, 0..length);
    chosen
}

/// All runs of `letters` with their offsets.
pub(super) fn grams(letters: &[u8]) -> impl Iterator<Item = (usize, u64)> {
    // Words of eight letters while there are eight, then the last ones from a copy with nothing behind them.
    whole_grams(letters).chain(last_grams(letters).map(|(_, gram)| gram)).enumerate()
}

/// The runs of `letters` but the last few.
#[inline]
pub(super) fn whole_grams(letters: &[u8]) -> impl Iterator<Item = u64> {
    letters.windows(WORD).map(|word| word.try_into().map_or(0, u64::from_le_bytes) << BEYOND)
}

/// The last few runs of `letters`, with their offsets: those that [`whole_grams`] does not give.
#[inline]
pub(super) fn last_grams(letters: &[u8]) -> impl Iterator<Item = (usize, u64)> {
    let count = letters.len().min(WORD - 1);
    let from = letters.len() - count;
    let mut last = [0u8; WORD];
    last.iter_mut().zip(letters.iter().skip(from)).for_each(|(place, letter)| *place = *letter);
    let last = u64::from_le_bytes(last);
    (0..(count + 1).saturating_sub(GRAM)).map(move |at| (from + at, last >> (8 * at) << BEYOND))
}

/// The run that `letters` begin with.
#[inline]
pub(super) fn first_gram(letters: &[u8]) -> Option<u64> {
    match letters.first_chunk() {
        Some(word) => Some(u64::from_le_bytes(*word) << BEYOND),
        None => last_grams(letters).next().map(|(_, gram)| gram),
    }
}

/// Letters in a machine word.
pub(super) const WORD: usize = 8;

/// Symbols of the comparable letters; the last one stands for all others.
pub(super) const SYMBOLS: usize = 32;

/// The letter as a number below [`SYMBOLS`].
pub(super) fn symbol(letter: u8) -> u8 {
    static BY_LETTER: [u8; 256] = {
        let mut symbols = [31u8; 256];
        let mut byte = 0;
        while byte < 256 {
            let symbol = match byte as u8 {
                letter @ b'a'..=b'z' => letter - b'a' + 1,
                b'2' => 27,
                b'3' => 28,
                b'4' => 29,
                b'7' => 30,
                _ => 31,
            };
            #[expect(clippy::indexing_slicing, reason = "checked by the compiler: a constant")]
            {
                symbols[byte] = symbol;
            }
            byte += 1;
        }
        symbols
    };
    BY_LETTER.get(usize::from(letter)).copied().unwrap_or(31)
}
