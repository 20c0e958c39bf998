//! How near the parts of a pattern come to a stretch of text, all parts at once: whether an alignment is worth its time.
//!
//! Myers' bit-parallel edit distance (*A fast bit-vector algorithm for approximate string matching based on dynamic
//! programming*, 1999), with four parts of a pattern side by side in one machine word (Hyyrö, Fredriksson and Navarro,
//! *Increased bit-parallelism for approximate and multiple string matching*, 2005). A dozen operations read one letter of
//! the text for all four.

use std::ops::Range;

use super::pattern::{CONTENT, FUNCTION, Pattern};
use super::runs::{SYMBOLS, symbol};

/// Letters a part has at most: a quarter of a machine word.
const LANE: usize = 16;

/// The lowest and the highest bit of each lane.
const LOW: u64 = 0x0001_0001_0001_0001;
const HIGH: u64 = LOW << (LANE - 1);

/// What share of a pattern must be there, in parts that stand side by side: as much as a reading needs that is cut off.
const SHARE: f32 = 0.5;

/// Slips for each letter at most, where all of the pattern is there. Set where noisy copies of wordings and talk in the
/// words of errors part; a reading judged afterwards may have fewer.
const SLIPS: f32 = 0.2;

/// The same where a part of it is cut off.
const CUT_SLIPS: f32 = 0.12;

/// Slips for each letter that a part has which is not there at all: letters of any text agree that much by chance.
const CHANCE: f32 = 0.4;

/// A part of a pattern.
#[derive(Clone, Debug)]
pub(super) struct Part {
    letters: Range<u16>,
    /// How many of its letters belong to words that people leave out.
    function: u16,
}

/// A pattern's letters in parts of about equal length, none over a slot.
pub(super) fn parts(pattern: &Pattern) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut start = 0;
    for end in pattern.inner_slots().map(|slot| slot.before).chain([pattern.len()]) {
        let count = (end - start).div_ceil(LANE);
        for number in 0..count {
            let at = |number: usize| start + (end - start) * number / count;
            let worth = pattern.worth.get(at(number)..at(number + 1)).unwrap_or_default();
            let small = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
            parts.push(Part {
                letters: small(at(number))..small(at(number + 1)),
                function: small(worth.iter().filter(|worth| **worth == FUNCTION).count()),
            });
        }
        start = end;
    }
    parts
}

/// Whether enough of `pattern`, whose parts these are, stands in `text` (folded letters) for a reading that counts.
///
/// Of the parts side by side that do, the first and the last may be cut off: they count as far as they are there.
pub(super) fn is_near(pattern: &Pattern, parts: &[Part], text: &[u8]) -> bool {
    let whole = pattern.total as f32;
    // Of the parts side by side that begin here.
    let mut runs = [Run::default(); PARTS_MAX];
    let mut count = 0;
    for four in parts.chunks(LANES) {
        let slips = distances(pattern, four, text);
        for (part, slips) in four.iter().zip(slips) {
            let (function, slips) = (f32::from(part.function), slips as f32);
            let cheap = slips.min(function);
            let cost = (slips - cheap) * f32::from(CONTENT) + cheap * f32::from(FUNCTION);
            let content = f32::from(part.letters.end - part.letters.start) - function;
            let worth = content * f32::from(CONTENT) + function * f32::from(FUNCTION);
            let Some(begun) = runs.get_mut(..=count) else { return true };
            count += 1;
            for run in begun {
                run.add(worth, cost);
                if run.is_enough(whole) {
                    return true;
                }
            }
        }
    }
    false
}

/// Parts side by side.
#[derive(Clone, Copy, Debug, Default)]
struct Run {
    /// What they are worth, and what the slips in them cost at least.
    worth: f32,
    cost: f32,
    /// What the first and the last one are worth, and what the slips in them cost.
    first: Option<(f32, f32)>,
    last: (f32, f32),
}

impl Run {
    fn add(&mut self, worth: f32, cost: f32) {
        self.worth += worth;
        self.cost += cost;
        self.last = (worth, cost);
        self.first.get_or_insert((worth, cost));
    }

    fn is_enough(&self, whole: f32) -> bool {
        if self.worth >= whole && self.cost <= whole * SLIPS {
            return true;
        }
        let first = self.first.unwrap_or_default();
        let (worth, cut) = if first.1 > self.last.1 { first } else { self.last };
        let cut = if cut <= worth * CHANCE { cut } else { 0.0 };
        let there = self.worth - cut;
        there >= whole * SHARE && self.cost - cut <= there * CUT_SLIPS
    }
}

/// Parts in one word.
const LANES: usize = 4;

/// Parts of a pattern at most; a longer pattern is always worth an alignment.
const PARTS_MAX: usize = 32;

/// For each of these parts (four at most) the least edits between it and any part of `text`.
fn distances(pattern: &Pattern, parts: &[Part], text: &[u8]) -> [u64; LANES] {
    // A part that does not fill its lane is preceded by places that equal every letter and cost nothing.
    let mut free = 0u64;
    let mut score = 0u64;
    let mut equal = [0u64; SYMBOLS];
    for (lane, part) in parts.iter().enumerate() {
        let letters = usize::from(part.letters.start)..usize::from(part.letters.end);
        let letters = pattern.letters.get(letters).unwrap_or_default();
        let first = lane * LANE + LANE - letters.len();
        free |= ((1u64 << (LANE - letters.len())) - 1) << (lane * LANE);
        score |= (letters.len() as u64) << (lane * LANE);
        for (at, letter) in letters.iter().enumerate() {
            if let Some(equal) = equal.get_mut(usize::from(symbol(*letter))) {
                *equal |= 1 << (first + at);
            }
        }
    }
    let (mut up, mut down) = (!free, 0u64);
    let mut best = score;
    for letter in text {
        let equal = free | equal.get(usize::from(symbol(*letter))).copied().unwrap_or(0);
        let either = equal | down;
        let same = either & up;
        // An addition that carries nothing from lane to lane.
        let sum = ((up & !HIGH) + (same & !HIGH)) ^ ((up ^ same) & HIGH);
        let diagonal = (sum ^ up) | either;
        let worse = down | !(up | diagonal);
        let better = up & diagonal;
        score = score + ((worse & HIGH) >> (LANE - 1)) - ((better & HIGH) >> (LANE - 1));
        let worse = (worse << 1) & !LOW;
        up = ((better << 1) & !LOW) | !(worse | diagonal);
        down = worse & diagonal;
        // A score changes by one at a time, so the best one does too.
        best -= ((((score | HIGH) - best) & HIGH) ^ HIGH) >> (LANE - 1);
    }
    std::array::from_fn(|lane| best >> (lane * LANE) & 0xffff)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::paste::Cleaned;
    use crate::rules::Phrase;

    fn pattern(phrase: &str) -> Pattern {
        Pattern::new(&mut Cleaned::default(), 0, false, &Phrase::parse(phrase, 0).unwrap().variants[0])
    }

    /// The least edits between `part` and any part of `text`, by the textbook.
    fn distance(part: &[u8], text: &[u8]) -> u64 {
        let mut row: Vec<u64> = vec![0; text.len() + 1];
        for (at, letter) in part.iter().enumerate() {
            let mut diagonal = row[0];
            row[0] = at as u64 + 1;
            for column in 1..row.len() {
                let through = diagonal + u64::from(text[column - 1] != *letter);
                diagonal = row[column];
                row[column] = through.min(row[column] + 1).min(row[column - 1] + 1);
            }
        }
        row.into_iter().min().unwrap()
    }

    proptest! {
        #[test]
        fn all_parts_at_once_are_as_near_as_each_alone(
            phrase in "[a-e]{1,20}( [a-e]{1,20}){0,5}( \\{x\\} [a-e]{3,9})?",
            text in "[a-e]{0,90}",
        ) {
            let pattern = pattern(&phrase);
            let text = Cleaned::new(&text);
            for four in parts(&pattern).chunks(LANES) {
                let found = distances(&pattern, four, text.folded());
                for (part, found) in four.iter().zip(found) {
                    let letters = &pattern.letters[usize::from(part.letters.start)..usize::from(part.letters.end)];
                    prop_assert_eq!(found, distance(letters, text.folded()));
                }
            }
        }
    }

    #[test]
    fn of_wordings_cut_off_behind_any_word_hardly_one_is_not_near() {
        let rules = crate::rules::RuleSet::built_in().unwrap();
        let variants = rules.rules().iter().flat_map(|rule| &rule.phrases).flat_map(|phrase| phrase.variants.first());
        let (mut cuts, mut lost) = (0, Vec::new());
        for variant in variants {
            let pattern = Pattern::new(&mut Cleaned::default(), 0, false, variant);
            for word in &pattern.words {
                let worth: u32 = pattern.worth[..word.end].iter().map(|worth| u32::from(*worth)).sum();
                if worth * 5 < pattern.total * 3 || worth < 160 {
                    continue;
                }
                cuts += 1;
                let text = [b"itsays", &pattern.letters[..word.end], b"andthatisallthereis"].concat();
                if !is_near(&pattern, &pattern.parts, &text) {
                    lost.push(String::from_utf8(pattern.letters[..word.end].to_vec()).unwrap());
                }
            }
        }
        assert!(cuts > 500, "{cuts}");
        assert!(lost.len() * 100 <= cuts, "{} of {cuts}: {lost:?}", lost.len());
    }

    #[test]
    fn a_wording_with_slips_or_half_of_it_is_near_and_a_few_words_of_it_are_not() {
        let pattern = pattern("Account code {account_code} is not a valid code for this document");
        let parts = parts(&pattern);
        let near = |text: &str| is_near(&pattern, &parts, Cleaned::new(text).folded());
        assert!(near("so it says acount code '429' is not a vaild code for tihs document, any ideas?"));
        assert!(near("is not a valid code for this document"));
        assert!(!near("which account code do you use for this at the moment?"));
    }
}
