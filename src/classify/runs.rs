//! The runs of letters that tell a pattern from ordinary writing: which it has, and which of them are worth an index.

use std::collections::HashMap;

use super::pattern::Pattern;

/// Letters in a run. Five of the 31 comparable letters make 25 bits.
pub(super) const GRAM: usize = 5;

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
    pub(super) prose: u32,
}

impl Sharing {
    /// Counts a pattern of `rule` that has the run.
    pub(super) fn note(&mut self, rule: u32) {
        if self.patterns == 0 || self.last_rule != rule {
            self.rules += 1;
        }
        self.last_rule = rule;
        self.patterns += 1;
    }

    fn commonness(&self) -> (bool, u32) {
        (self.patterns > SHARED_MAX, self.rules * 2 + self.prose)
    }
}

/// The runs of a pattern to be indexed, with their offsets: rare ones, not side by side, from every part of it.
pub(super) fn choose(pattern: &Pattern, sharing: &HashMap<u32, Sharing>) -> Vec<(usize, u32)> {
    // A run over a slot stands nowhere where the slot has a value.
    let whole = |offset: usize| pattern.inner_slots().all(|slot| slot.before <= offset || offset + GRAM <= slot.before);
    let mut candidates: Vec<((bool, u32), usize, u32)> = grams(&pattern.letters)
        .filter(|(offset, _)| whole(*offset))
        .map(|(offset, gram)| (sharing.get(&gram).map(Sharing::commonness).unwrap_or_default(), offset, gram))
        .collect();
    candidates.sort_unstable();
    let mut chosen: Vec<(usize, u32)> = Vec::new();
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
pub(super) fn grams(letters: &[u8]) -> impl Iterator<Item = (usize, u32)> {
    letters
        .iter()
        .enumerate()
        .scan(0u32, |gram, (at, letter)| {
            *gram = followed_by(*gram, *letter);
            Some((at, *gram))
        })
        .skip(GRAM - 1)
        .map(|(at, gram)| (at + 1 - GRAM, gram))
}

/// The run that ends with this letter, when the one before it ended with the letter before.
pub(super) fn followed_by(gram: u32, letter: u8) -> u32 {
    (gram << 5 | u32::from(symbol(letter))) & 0x1ff_ffff
}

/// The letter as a number below 32.
fn symbol(letter: u8) -> u8 {
    SYMBOLS.get(usize::from(letter)).copied().unwrap_or(31)
}

/// [`symbol`] for every byte.
static SYMBOLS: [u8; 256] = {
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
