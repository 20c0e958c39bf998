//! Where in a text a pattern may stand: an index of its rarest runs of five letters, and a tally of those found in order.
//!
//! A wording with a few slips still holds some of its rare runs unharmed, in order and about as far apart as in the
//! pattern. Ordinary text has few of them and never several of one pattern in order, so that nearly all of what people
//! write is settled here, in one pass without a copy or an allocation.

use std::collections::HashMap;

use super::pattern::{Pattern, SLOT_MAX};
use super::runs::{GRAM, Sharing, choose, followed_by, grams};

/// Bits of the bitmap that answers "no pattern has this run", for each run in the index; and the least and the most it
/// has, as powers of two.
const BITS_PER_GRAM: usize = 16;
const BITMAP_BITS: std::ops::RangeInclusive<u32> = 14..=22;

/// Stands for a pattern among the places of runs that only raise the alarm.
const ALARM: u32 = u32::MAX;

/// The index over all patterns.
#[derive(Debug)]
pub(super) struct Sieve {
    bitmap: Vec<u64>,
    /// By how much a hash is shifted to give a bit of the bitmap.
    shift: u32,
    /// Runs by their hash, open addressing; its size is a power of two.
    table: Vec<Entry>,
    places: Vec<Place>,
    gauges: Vec<Gauge>,
}

/// A run and where its places begin; a run of no letters is an empty entry.
#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    gram: u32,
    first: u32,
    count: u32,
}

/// A run in a pattern.
#[derive(Clone, Copy, Debug)]
struct Place {
    pattern: u32,
    offset: u16,
    /// Which of the pattern's runs it is.
    which: u8,
}

/// What a pattern asks of the runs found.
#[derive(Clone, Copy, Debug)]
struct Gauge {
    /// Its letters.
    length: u16,
    /// How many of its runs are in the index.
    count: u8,
    /// How many different ones in order make a stretch worth a look.
    needed: u8,
    /// Letters by which two runs may stand closer or further apart than in the pattern.
    slack: u16,
    /// The same for further apart, with the values of all slots.
    slots: u16,
    /// Where the first slots stand; unused places hold the largest number.
    slots_at: [u16; SLOTS_MAX],
}

/// Slots of a pattern whose places are remembered; those of later ones are taken to be anywhere.
const SLOTS_MAX: usize = 4;

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

/// What was found of one copy of a pattern so far.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    /// The text it belongs to; those of earlier texts count as empty.
    text: u32,
    first_at: u32,
    last_at: u32,
    first_offset: u16,
    last_offset: u16,
    /// The runs found, a bit each.
    runs: u16,
}

impl Tally {
    fn found(&self) -> u32 {
        self.runs.count_ones()
    }
}

/// Tallies of two copies for each pattern, and which patterns have any; used again from text to text.
#[derive(Debug, Default)]
pub(super) struct Tallies {
    by_pattern: Vec<[Tally; 2]>,
    touched: Vec<u32>,
    text: u32,
}

impl Tallies {
    /// Makes ready for another text and an index over so many patterns.
    fn begin(&mut self, patterns: usize) {
        self.touched.clear();
        self.text = self.text.wrapping_add(1);
        if self.text == 0 || self.by_pattern.len() < patterns {
            self.by_pattern.clear();
            self.by_pattern.resize(patterns, [Tally::default(); 2]);
            self.text = 1;
        }
    }
}

impl Sieve {
    /// Indexes `patterns`; `prose` is ordinary writing of the trade, whose runs say little; the runs that begin `alarms`
    /// are only reported (see [`Sieve::pass`]).
    pub(super) fn new<'p>(
        patterns: &[Pattern],
        prose: impl Iterator<Item = &'p [u8]>,
        alarms: impl Iterator<Item = Vec<u8>>,
    ) -> Self {
        let mut sharing: HashMap<u32, Sharing> = HashMap::new();
        for pattern in patterns {
            for (_, gram) in grams(&pattern.letters) {
                sharing.entry(gram).or_default().note(pattern.rule);
            }
        }
        for letters in prose {
            for (_, gram) in grams(letters) {
                if let Some(sharing) = sharing.get_mut(&gram) {
                    sharing.prose += 1;
                }
            }
        }
        let mut found: Vec<(u32, Place)> = Vec::new();
        let mut gauges = Vec::with_capacity(patterns.len());
        for (number, pattern) in (0u32..).zip(patterns) {
            let chosen = choose(pattern, &sharing);
            let count = u8::try_from(chosen.len()).unwrap_or(u8::MAX);
            gauges.push(Gauge::new(pattern, count));
            for (which, (offset, gram)) in (0u8..).zip(chosen) {
                let offset = u16::try_from(offset).unwrap_or(u16::MAX);
                found.push((gram, Place { pattern: number, offset, which }));
            }
        }
        for alarm in alarms {
            let rare = |gram: &u32| sharing.get(gram).map_or(0, |sharing| sharing.prose);
            if let Some(gram) = grams(&alarm).map(|(_, gram)| gram).min_by_key(rare) {
                found.push((gram, Place { pattern: ALARM, offset: 0, which: 0 }));
            }
        }
        found.sort_by_key(|(gram, place)| (*gram, place.pattern, place.offset));
        Self::build(&found, gauges)
    }

    fn build(found: &[(u32, Place)], gauges: Vec<Gauge>) -> Self {
        let distinct = found.chunk_by(|a, b| a.0 == b.0).count();
        let bits = (distinct * BITS_PER_GRAM).next_power_of_two().trailing_zeros();
        let bits = bits.clamp(*BITMAP_BITS.start(), *BITMAP_BITS.end());
        let size = (distinct * 2).next_power_of_two().max(2);
        let mut sieve = Self {
            bitmap: vec![0; (1usize << bits) / 64],
            shift: 32 - bits,
            table: vec![Entry::default(); size],
            places: found.iter().map(|(_, place)| *place).collect(),
            gauges,
        };
        let mut first = 0;
        for same in found.chunk_by(|a, b| a.0 == b.0) {
            let Some((gram, _)) = same.first() else { continue };
            let (word, bit) = sieve.bit_of(*gram);
            if let Some(word) = sieve.bitmap.get_mut(word) {
                *word |= bit;
            }
            let mut at = slot_of(*gram, size);
            while sieve.table.get(at).is_some_and(|entry| entry.count > 0) {
                at = (at + 1) % size;
            }
            if let Some(entry) = sieve.table.get_mut(at) {
                *entry = Entry { gram: *gram, first, count: u32::try_from(same.len()).unwrap_or(u32::MAX) };
            }
            first += u32::try_from(same.len()).unwrap_or(u32::MAX);
        }
        sieve
    }

    /// Reads `letters`, which begin at `base` in the whole text, and collects the stretches worth a closer look. Gives
    /// whether one of the alarms was met.
    pub(super) fn pass(
        &self,
        letters: &[u8],
        base: usize,
        tallies: &mut Tallies,
        stretches: &mut Vec<Stretch>,
    ) -> bool {
        stretches.clear();
        tallies.begin(self.gauges.len());
        let mut alarmed = false;
        let mut gram = 0u32;
        for (end, letter) in letters.iter().enumerate() {
            gram = followed_by(gram, *letter);
            let (word, bit) = self.bit_of(gram);
            if self.bitmap.get(word).is_none_or(|set| set & bit == 0) || end + 1 < GRAM {
                continue;
            }
            let at = u32::try_from(base + end + 1 - GRAM).unwrap_or(u32::MAX);
            for place in self.places_of(gram) {
                if place.pattern == ALARM {
                    alarmed = true;
                } else {
                    self.note(place, at, tallies, stretches);
                }
            }
        }
        for pattern in &tallies.touched {
            let Some(pair) = tallies.by_pattern.get(*pattern as usize) else { continue };
            for tally in pair.iter().filter(|tally| tally.text == tallies.text) {
                self.close(*pattern, tally, stretches);
            }
        }
        alarmed
    }

    fn places_of(&self, gram: u32) -> &[Place] {
        let size = self.table.len();
        let mut at = slot_of(gram, size);
        // At least half of the table is empty.
        while let Some(entry) = self.table.get(at).filter(|entry| entry.count > 0) {
            if entry.gram == gram {
                return self.places.get(entry.first as usize..(entry.first + entry.count) as usize).unwrap_or_default();
            }
            at = (at + 1) % size;
        }
        &[]
    }

    /// Counts a run found at letter `at` of the text: in the copy of the pattern it continues, else as a new one.
    fn note(&self, place: &Place, at: u32, tallies: &mut Tallies, stretches: &mut Vec<Stretch>) {
        let text = tallies.text;
        let (Some(gauge), Some(pair)) =
            (self.gauges.get(place.pattern as usize), tallies.by_pattern.get_mut(place.pattern as usize))
        else {
            return;
        };
        let run = 1u16.checked_shl(u32::from(place.which)).unwrap_or(0);
        let [a, b] = pair;
        if a.text != text {
            // The first run of this pattern in this text.
            tallies.touched.push(place.pattern);
            *b = Tally::default();
        } else if let Some((_, tally)) = [&mut *a, &mut *b]
            .into_iter()
            .filter(|tally| tally.text == text)
            .filter_map(|tally| Some((gauge.continues(tally, place, run, at)?, tally)))
            .min_by_key(|(apart, _)| *apart)
        {
            tally.runs |= run;
            tally.last_at = at;
            tally.last_offset = place.offset;
            return;
        }
        // Of two other copies the poorer one gives way; the older one when they are equal.
        let poorer =
            if a.text != text || b.text == text && (b.found(), b.last_at) > (a.found(), a.last_at) { a } else { b };
        if poorer.text == text {
            let closed = *poorer;
            self.close(place.pattern, &closed, stretches);
        }
        let offset = place.offset;
        *poorer = Tally { text, first_at: at, last_at: at, first_offset: offset, last_offset: offset, runs: run };
    }

    /// Makes a stretch of a copy that holds enough.
    fn close(&self, pattern: u32, tally: &Tally, stretches: &mut Vec<Stretch>) {
        let Some(gauge) = self.gauges.get(pattern as usize) else { return };
        if tally.found() < u32::from(gauge.needed) {
            return;
        }
        let (first, last) = (tally.first_at as usize, tally.last_at as usize);
        let before = gauge.room(|slot| slot <= tally.first_offset);
        let after = gauge.room(|slot| slot > tally.last_offset);
        stretches.push(Stretch {
            pattern,
            start: first.saturating_sub(usize::from(tally.first_offset) + before),
            end: last + usize::from(gauge.length.saturating_sub(tally.last_offset)) + after,
            found: tally.found(),
            complete: tally.found() == u32::from(gauge.count),
            anchor: (first, usize::from(tally.first_offset)),
        });
    }

    fn bit_of(&self, gram: u32) -> (usize, u64) {
        let hash = hashed(gram) >> self.shift;
        ((hash / 64) as usize, 1 << (hash % 64))
    }
}

impl Gauge {
    fn new(pattern: &Pattern, count: u8) -> Self {
        let small = |number: usize| u16::try_from(number).unwrap_or(u16::MAX / 4);
        let mut slots_at = [u16::MAX; SLOTS_MAX];
        slots_at.iter_mut().zip(pattern.inner_slots()).for_each(|(place, slot)| *place = small(slot.before));
        Self {
            slots_at,
            length: small(pattern.len()),
            count,
            needed: needed(count),
            slack: small(pattern.len() / 4 + 6),
            slots: small(pattern.inner_slots().count() * SLOT_MAX),
        }
    }

    /// Letters a copy may take beyond those between its runs: slips, and the values of the slots on that `side`.
    fn room(&self, side: impl Fn(u16) -> bool) -> usize {
        let known = self.slots_at.iter().filter(|slot| **slot != u16::MAX);
        let (all, here) = (known.clone().count(), known.filter(|slot| side(**slot)).count());
        let unknown = (usize::from(self.slots) / SLOT_MAX).saturating_sub(all);
        usize::from(self.slack) + (here + unknown) * SLOT_MAX
    }

    /// By how many letters a run stands off from where it would follow in this copy; `None` when it is no part of it: one
    /// found before, further back in the pattern, or too far off.
    fn continues(&self, tally: &Tally, place: &Place, run: u16, at: u32) -> Option<i64> {
        let in_pattern = i64::from(place.offset) - i64::from(tally.last_offset);
        let in_text = i64::from(at) - i64::from(tally.last_at);
        let apart = in_text - in_pattern;
        let follows = in_pattern > 0
            && tally.runs & run == 0
            && apart >= -i64::from(self.slack)
            && apart <= i64::from(self.slack) + i64::from(self.slots);
        follows.then_some(apart.abs())
    }
}

/// How many different runs in order make a stretch worth a look, of `count` in the index.
fn needed(count: u8) -> u8 {
    match count {
        0..=4 => 1,
        5..=8 => 2,
        9..=10 => 3,
        _ => 4,
    }
}

fn hashed(gram: u32) -> u32 {
    gram.wrapping_mul(0x9e37_79b1)
}

fn slot_of(gram: u32, size: usize) -> usize {
    (hashed(gram) >> 7) as usize & (size - 1)
}
#[cfg(test)]
mod tests {
    use super::*;
    use crate::paste::Cleaned;
    use crate::rules::Phrase;

    fn stretches(phrase: &str, text: &str) -> Vec<(usize, usize, bool)> {
        let phrase = Phrase::parse(phrase, 0).unwrap();
        let patterns: Vec<Pattern> = phrase.variants.iter().map(|variant| Pattern::new(0, false, variant)).collect();
        let sieve = Sieve::new(&patterns, std::iter::empty(), std::iter::empty());
        let mut stretches = Vec::new();
        sieve.pass(Cleaned::new(text).folded(), 0, &mut Tallies::default(), &mut stretches);
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
