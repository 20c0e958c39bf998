//! Where in a paste a pattern may stand: an index of its rarest runs of five letters.
//!
//! A phrase with a few slips still holds some of its rare runs unharmed, so a place without any of them needs no
//! closer look. Ordinary text has few of them.

use std::collections::HashMap;

use super::pattern::{Pattern, SLOT_MAX};

/// Letters in a run. Five of the 31 comparable letters make 25 bits.
const GRAM: usize = 5;

/// Runs indexed for each pattern. Three slips harm at most three times [`GRAM`] of them; more would cost speed.
const GRAMS_PER_PATTERN: usize = 14;

/// Size of the bitmap that answers "no pattern has this run", as a power of two of bits: 16 KiB.
const BITMAP_BITS: u32 = 17;

/// The index over all patterns.
#[derive(Debug)]
pub(super) struct Grams {
    bitmap: Vec<u64>,
    places: HashMap<u32, Vec<Place>>,
    /// How many runs each pattern has in the index.
    counts: Vec<u8>,
}

/// A run in a pattern.
#[derive(Clone, Copy, Debug)]
struct Place {
    pattern: u32,
    offset: u16,
    /// Which of the pattern's runs it is.
    which: u8,
}

/// A run of a pattern found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    pattern: u32,
    /// Where in the text, in letters.
    at: u32,
    offset: u16,
    which: u8,
}

/// A stretch of text that may hold a pattern.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    /// Index of the pattern.
    pub(super) pattern: u32,
    /// First letter of the stretch.
    pub(super) start: usize,
    /// One past its last letter.
    pub(super) end: usize,
    /// How many different runs of the pattern it holds.
    pub(super) found: u32,
    /// Whether it holds all of the indexed runs, as the exact wording does.
    pub(super) complete: bool,
    /// The first run found: its place in the text and in the pattern.
    pub(super) anchor: (usize, usize),
}

impl Grams {
    /// Indexes `patterns`; `prose` is ordinary writing of the trade, whose runs say little.
    pub(super) fn new<'p>(patterns: &[Pattern], prose: impl Iterator<Item = &'p [u8]>) -> Self {
        let mut in_rules: HashMap<u32, (u32, u32)> = HashMap::new();
        for pattern in patterns {
            for (_, gram) in grams(&pattern.letters) {
                let (count, last) = in_rules.entry(gram).or_insert((0, u32::MAX));
                if *last != pattern.rule {
                    *count += 1;
                    *last = pattern.rule;
                }
            }
        }
        let mut in_prose: HashMap<u32, u32> = HashMap::new();
        for letters in prose {
            for (_, gram) in grams(letters) {
                if in_rules.contains_key(&gram) {
                    *in_prose.entry(gram).or_default() += 1;
                }
            }
        }
        let mut index = Self {
            bitmap: vec![0; (1 << BITMAP_BITS) / 64],
            places: HashMap::new(),
            counts: Vec::with_capacity(patterns.len()),
        };
        for (number, pattern) in (0u32..).zip(patterns) {
            let commonness = |gram: u32| {
                let rules = in_rules.get(&gram).map_or(0, |(count, _)| *count);
                rules * 2 + in_prose.get(&gram).copied().unwrap_or(0)
            };
            // A run over a slot stands nowhere where the slot has a value.
            let whole =
                |offset: usize| pattern.inner_slots().all(|slot| slot.before <= offset || offset + GRAM <= slot.before);
            let mut candidates: Vec<(u32, usize, u32)> = grams(&pattern.letters)
                .filter(|(offset, _)| whole(*offset))
                .map(|(offset, gram)| (commonness(gram), offset, gram))
                .collect();
            candidates.sort_unstable();
            let mut chosen: Vec<(usize, u32)> = Vec::new();
            // First runs that do not stand side by side, so that one slip harms few; then the rest.
            for apart in [3, 1] {
                for (_, offset, gram) in &candidates {
                    let clear = chosen.iter().all(|(taken, _)| taken.abs_diff(*offset) >= apart);
                    let unseen = chosen.iter().all(|(_, known)| known != gram);
                    if clear && unseen && chosen.len() < GRAMS_PER_PATTERN {
                        chosen.push((*offset, *gram));
                    }
                }
            }
            index.counts.push(u8::try_from(chosen.len()).unwrap_or(u8::MAX));
            for (which, (offset, gram)) in (0u8..).zip(chosen) {
                let place = Place { pattern: number, offset: u16::try_from(offset).unwrap_or(u16::MAX), which };
                index.places.entry(gram).or_default().push(place);
                let (word, bit) = bit_of(gram);
                if let Some(word) = index.bitmap.get_mut(word) {
                    *word |= bit;
                }
            }
        }
        index
    }

    /// Collects the runs found in `letters` into `hits`, sorted by pattern and place; `base` is where `letters` begin in
    /// the whole text.
    pub(super) fn find(&self, letters: &[u8], base: usize, hits: &mut Vec<Hit>) {
        hits.clear();
        for (at, gram) in grams(letters) {
            let (word, bit) = bit_of(gram);
            if self.bitmap.get(word).is_none_or(|set| set & bit == 0) {
                continue;
            }
            if let Some(places) = self.places.get(&gram) {
                let at = u32::try_from(base + at).unwrap_or(u32::MAX);
                hits.extend(places.iter().map(|place| Hit {
                    pattern: place.pattern,
                    at,
                    offset: place.offset,
                    which: place.which,
                }));
            }
        }
        hits.sort_unstable();
    }

    /// The stretches of text that `hits` make worth a closer look.
    pub(super) fn stretches(&self, patterns: &[Pattern], hits: &[Hit], stretches: &mut Vec<Stretch>) {
        stretches.clear();
        for group in hits.chunk_by(|a, b| a.pattern == b.pattern) {
            let Some(number) = group.first().map(|hit| hit.pattern) else { continue };
            let (Some(pattern), Some(count)) = (patterns.get(number as usize), self.counts.get(number as usize)) else {
                continue;
            };
            stretches_of(pattern, number, u32::from(*count), group, stretches);
        }
    }
}

/// Splits the hits of one pattern into stretches no longer than the pattern reaches, each run at most once in each: a run
/// that comes again belongs to the next copy of the wording.
fn stretches_of(pattern: &Pattern, number: u32, count: u32, hits: &[Hit], out: &mut Vec<Stretch>) {
    let reach = pattern.reach();
    let needed = needed(count);
    let mut start = 0;
    for end in 0..=hits.len() {
        let Some(window) = hits.get(start..end) else { break };
        let (next, first) = (hits.get(end), window.first());
        let again = next.and_then(|next| window.iter().rposition(|hit| hit.which == next.which));
        let too_far = match (first, next) {
            (Some(first), Some(next)) => (next.at - first.at) as usize > reach,
            _ => false,
        };
        if next.is_none() || again.is_some() || too_far {
            if window.len() >= needed as usize {
                out.push(stretch(pattern, number, count, window));
            }
            start = match again {
                _ if too_far && window.len() >= needed as usize => end,
                // One whole copy of the wording: the next one begins after it.
                Some(_) if window.len() == count as usize && window.is_sorted_by_key(|hit| hit.offset) => end,
                Some(older) => start + older + 1,
                None => hits
                    .get(start..end)
                    .unwrap_or_default()
                    .iter()
                    .position(|hit| next.is_none_or(|next| (next.at - hit.at) as usize <= reach))
                    .map_or(end, |within| start + within),
            };
        }
    }
}

fn stretch(pattern: &Pattern, number: u32, count: u32, hits: &[Hit]) -> Stretch {
    let slack = pattern.len() / 4 + 6;
    let edge = |hit: Option<&Hit>| hit.map_or((0, 0), |hit| (hit.at as usize, usize::from(hit.offset)));
    let ((first, first_offset), (last, last_offset)) = (edge(hits.first()), edge(hits.last()));
    let slots_before = pattern.inner_slots().filter(|slot| slot.before <= first_offset).count();
    let slots_after = pattern.inner_slots().filter(|slot| slot.before > last_offset).count();
    Stretch {
        pattern: number,
        start: first.saturating_sub(first_offset + slack + slots_before * SLOT_MAX),
        end: last + pattern.len().saturating_sub(last_offset) + slack + slots_after * SLOT_MAX,
        found: u32::try_from(hits.len()).unwrap_or(u32::MAX),
        complete: hits.len() == count as usize,
        anchor: (first, first_offset),
    }
}

/// How many different runs make a stretch worth a look.
fn needed(count: u32) -> u32 {
    match count {
        0..=4 => 1,
        5..=9 => 2,
        _ => 3,
    }
}

/// All runs of `letters` with their offsets.
fn grams(letters: &[u8]) -> impl Iterator<Item = (usize, u32)> {
    letters
        .iter()
        .enumerate()
        .scan(0u32, |gram, (at, letter)| {
            *gram = (*gram << 5 | symbol(*letter)) & 0x1ff_ffff;
            Some((at, *gram))
        })
        .skip(GRAM - 1)
        .map(|(at, gram)| (at + 1 - GRAM, gram))
}

/// The letter as a number below 32.
fn symbol(letter: u8) -> u32 {
    match letter {
        b'a'..=b'z' => u32::from(letter - b'a') + 1,
        b'2' => 27,
        b'3' => 28,
        b'4' => 29,
        b'7' => 30,
        _ => 31,
    }
}

fn bit_of(gram: u32) -> (usize, u64) {
    let hash = gram.wrapping_mul(0x9e37_79b1) >> (32 - BITMAP_BITS);
    ((hash / 64) as usize, 1 << (hash % 64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paste::Cleaned;
    use crate::rules::Phrase;

    fn stretches(phrase: &str, text: &str) -> Vec<(usize, usize, bool)> {
        let phrase = Phrase::parse(phrase, 0).unwrap();
        let patterns: Vec<Pattern> = phrase.variants.iter().map(|variant| Pattern::new(0, false, variant)).collect();
        let grams = Grams::new(&patterns, std::iter::empty());
        let (mut hits, mut stretches) = (Vec::new(), Vec::new());
        grams.find(Cleaned::new(text).folded(), 0, &mut hits);
        grams.stretches(&patterns, &hits, &mut stretches);
        stretches.iter().map(|stretch| (stretch.start, stretch.end, stretch.complete)).collect()
    }

    #[test]
    fn a_phrase_with_slips_is_still_worth_a_look() {
        let phrase = "Spend money transactions cannot be updated";
        assert!(matches!(stretches(phrase, phrase)[..], [(0, _, true)]));
        assert!(matches!(stretches(phrase, "spnd money transctions cannot be updatd")[..], [(_, _, false)]));
        assert_eq!(stretches(phrase, "the bank rec for Nisa is 4p out and it's driving me mad"), []);
    }
}
