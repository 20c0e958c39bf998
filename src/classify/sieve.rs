//! Where in a text a pattern may stand: an index of its rarest runs of six letters, and a tally of those found in order.
//!
//! A wording with a few slips still holds some of its rare runs unharmed, in order and about as far apart as in the
//! pattern. Ordinary text has few of them and never several of one pattern in order, so that nearly all of what people
//! write is settled here, without a copy or an allocation.

use crate::paste::Cleaned;

use super::pattern::{Pattern, SLOT_MAX};
use super::runs::{Shared, WORD, choose, first_gram, grams, hashed, last_grams, whole_grams};

/// Bits of the bitmap that answers "no pattern has this run", for each run in the index; and the least and the most it
/// has, as powers of two. Of the runs that no pattern has one or two in a hundred pass.
const BITS_PER_GRAM: usize = 32;
const BITMAP_BITS: std::ops::RangeInclusive<u32> = 15..=23;

/// Words of the front: 16 KiB, half of what the smallest first-level caches hold.
const FRONT: usize = 1 << 11;
const FRONT_SHIFT: u32 = 64 - FRONT.trailing_zeros();

/// Stands for a pattern among the places of runs that only raise the alarm.
const ALARM: u32 = u32::MAX;

/// The index over all patterns.
#[derive(Debug)]
pub(super) struct Sieve {
    /// A bitmap small enough to stay near the processor, and of a size the compiler knows.
    front: Box<[u64; FRONT]>,
    /// What the front lets through is looked up here.
    bitmap: Vec<u64>,
    /// By how much a hash is shifted to give a word of the bitmap.
    shift: u32,
    /// Runs by their hash, open addressing; its size is a power of two.
    table: Vec<Entry>,
    /// By how much a hash is shifted to give a place in the table.
    table_shift: u32,
    places: Vec<Place>,
    gauges: Vec<Gauge>,
    /// What the runs of each pattern must weigh to make a stretch worth a look.
    needed: Vec<u8>,
    /// The letters that raise the alarm.
    alarms: Vec<Vec<u8>>,
}

/// A run and where its places begin; one without places is empty.
#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    gram: u64,
    first: u32,
    count: u32,
}

/// A run in a pattern, or in an alarm.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// Index of the pattern, or [`ALARM`].
    pattern: u32,
    offset: u16,
    /// Which of the pattern's runs it is; of an alarm: which alarm.
    which: u8,
    /// What it tells; see [`Sharing::weight`].
    weight: u8,
}

/// What a pattern asks of the runs found.
#[derive(Clone, Copy, Debug)]
struct Gauge {
    /// Its letters.
    length: u16,
    /// How many of its runs are in the index.
    count: u8,
    /// What those found in order must weigh to make a stretch worth a look.
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
    pub(super) first: (usize, usize),
    /// The last run found.
    pub(super) last: (usize, usize),
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
    /// What they weigh.
    weight: u8,
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
    /// Where runs were met.
    hits: Vec<u32>,
    /// What the runs met weigh for each pattern; nothing between two texts.
    weights: Vec<u8>,
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
        prose: impl Iterator<Item = &'p str>,
        alarms: impl Iterator<Item = Vec<u8>>,
    ) -> Self {
        let mut shared = Shared::default();
        patterns.iter().for_each(|pattern| shared.note(pattern));
        let mut cleaned = Cleaned::default();
        for line in prose {
            cleaned.read(line);
            shared.note_prose(cleaned.folded());
        }
        let mut found: Vec<(u64, Place)> = Vec::new();
        let mut gauges = Vec::with_capacity(patterns.len());
        for (number, pattern) in (0u32..).zip(patterns) {
            let chosen = choose(pattern, &shared);
            let count = u8::try_from(chosen.len()).unwrap_or(u8::MAX);
            gauges.push(Gauge::new(pattern, count));
            for (which, (offset, gram)) in (0u8..).zip(chosen) {
                let offset = u16::try_from(offset).unwrap_or(u16::MAX);
                let weight = shared.of(gram).weight();
                found.push((gram, Place { pattern: number, offset, which, weight }));
            }
        }
        let alarms: Vec<Vec<u8>> = alarms.collect();
        for (which, alarm) in (0u8..).zip(&alarms) {
            let rare = |(_, gram): &(usize, u64)| shared.of(*gram).prose();
            if let Some((offset, gram)) = grams(alarm).min_by_key(rare) {
                let offset = u16::try_from(offset).unwrap_or(u16::MAX);
                found.push((gram, Place { pattern: ALARM, offset, which, weight: 0 }));
            }
        }
        found.sort_by_key(|(gram, place)| (*gram, place.pattern, place.offset));
        Self::build(&found, gauges, alarms)
    }

    fn build(found: &[(u64, Place)], gauges: Vec<Gauge>, alarms: Vec<Vec<u8>>) -> Self {
        let distinct = found.chunk_by(|a, b| a.0 == b.0).count();
        let bits = (distinct * BITS_PER_GRAM).next_power_of_two().trailing_zeros();
        let bits = bits.clamp(*BITMAP_BITS.start(), *BITMAP_BITS.end());
        let size = (distinct * 2).next_power_of_two().max(2);
        let mut sieve = Self {
            front: Box::new([0; FRONT]),
            bitmap: vec![0; (1usize << bits) / 64],
            shift: 64 - (bits - 6),
            table: vec![Entry::default(); size],
            table_shift: 64 - size.trailing_zeros(),
            places: found.iter().map(|(_, place)| *place).collect(),
            needed: gauges.iter().map(|gauge| gauge.needed).collect(),
            gauges,
            alarms,
        };
        let mut first = 0;
        for same in found.chunk_by(|a, b| a.0 == b.0) {
            let Some((gram, _)) = same.first() else { continue };
            let hash = hashed(*gram);
            if let Some(word) = sieve.front.get_mut((hash >> FRONT_SHIFT) as usize) {
                *word |= 1 << (hash >> (FRONT_SHIFT - 6) & 63);
            }
            if let Some(word) = sieve.bitmap.get_mut((hash >> sieve.shift) as usize) {
                *word |= 1 << bit_of(hash);
            }
            let mut at = (hash >> sieve.table_shift) as usize;
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
        let mut hits = std::mem::take(&mut tallies.hits);
        self.meet(letters, &mut hits);
        let mut alarmed = false;
        if self.weigh(letters, &hits, tallies, &mut alarmed) {
            tallies.begin(self.gauges.len());
            for (at, place) in self.places_met(letters, &hits) {
                if tallies.weights.get(place.pattern as usize) >= self.needed.get(place.pattern as usize) {
                    let at = u32::try_from(base).unwrap_or(u32::MAX).saturating_add(at);
                    self.note(place, at, tallies, stretches);
                }
            }
            for pattern in &tallies.touched {
                let Some(pair) = tallies.by_pattern.get(*pattern as usize) else { continue };
                for tally in pair.iter().filter(|tally| tally.text == tallies.text) {
                    self.close(*pattern, tally, stretches);
                }
            }
        }
        for (_, place) in self.places_met(letters, &hits) {
            if let Some(weight) = tallies.weights.get_mut(place.pattern as usize) {
                *weight = 0;
            }
        }
        tallies.hits = hits;
        alarmed
    }

    /// Sums what the runs met weigh for each pattern, wherever they stand; gives whether it is enough for one of them.
    /// Hardly any text gets further.
    fn weigh(&self, letters: &[u8], hits: &[u32], tallies: &mut Tallies, alarmed: &mut bool) -> bool {
        tallies.weights.resize(self.needed.len(), 0);
        let mut enough = false;
        for (at, place) in self.places_met(letters, hits) {
            let pattern = place.pattern as usize;
            match (tallies.weights.get_mut(pattern), self.needed.get(pattern)) {
                (Some(weight), Some(needed)) => {
                    *weight = weight.saturating_add(place.weight);
                    enough |= *weight >= *needed;
                }
                _ => *alarmed |= self.is_alarm(place, letters, at as usize),
            }
        }
        enough
    }

    /// The places that have the runs met at `hits`, each with the letter it was met at.
    fn places_met(&self, letters: &[u8], hits: &[u32]) -> impl Iterator<Item = (u32, &Place)> {
        hits.iter().flat_map(move |at| {
            let gram = letters.get(*at as usize..).and_then(first_gram).unwrap_or(0);
            self.places_of(gram).iter().map(|place| (*at, place))
        })
    }

    /// Notes the places of `letters` where a run stands that the bitmap has.
    fn meet(&self, letters: &[u8], hits: &mut Vec<u32>) {
        hits.clear();
        let mut noted = |first: usize, mut met: u64| {
            while met != 0 {
                let at = first + met.trailing_zeros() as usize;
                met &= met - 1;
                if letters.get(at..).and_then(first_gram).is_some_and(|gram| self.knows(gram)) {
                    hits.push(at as u32);
                }
            }
        };
        let whole = (letters.len() + 1).saturating_sub(WORD);
        for first in (0..whole).step_by(BLOCK) {
            let block = letters.get(first..(first + BLOCK + WORD - 1).min(letters.len())).unwrap_or_default();
            // A bit for each run: whether one is met cannot be foretold, so a branch for each would cost more.
            let mut met = 0;
            for gram in whole_grams(block) {
                met = met >> 1 | u64::from(self.may_know(gram)) << (BLOCK - 1);
            }
            noted(first, met >> (BLOCK - (whole - first).min(BLOCK)));
        }
        for (at, gram) in last_grams(letters) {
            noted(at, u64::from(self.may_know(gram)));
        }
    }

    /// Whether the front has a run: always for one that some pattern has, and now and then for another.
    #[inline]
    fn may_know(&self, gram: u64) -> bool {
        let hash = hashed(gram);
        let word = self.front.get((hash >> FRONT_SHIFT) as usize).copied().unwrap_or(0);
        word >> (hash >> (FRONT_SHIFT - 6) & 63) & 1 == 1
    }

    /// The same, nearly always only for one that some pattern has.
    fn knows(&self, gram: u64) -> bool {
        let hash = hashed(gram);
        self.bitmap.get((hash >> self.shift) as usize).is_some_and(|word| word >> bit_of(hash) & 1 == 1)
    }

    /// Whether the letters around a run at `at` are those of the alarm.
    fn is_alarm(&self, place: &Place, letters: &[u8], at: usize) -> bool {
        let Some(alarm) = self.alarms.get(usize::from(place.which)) else { return false };
        at.checked_sub(usize::from(place.offset))
            .is_some_and(|start| letters.get(start..start + alarm.len()) == Some(alarm))
    }

    fn places_of(&self, gram: u64) -> &[Place] {
        let size = self.table.len();
        let mut at = (hashed(gram) >> self.table_shift) as usize;
        // At least half of the table is empty.
        while let Some(entry) = self.table.get(at).filter(|entry| entry.count > 0) {
            if entry.gram == gram {
                return self.places.get(entry.first as usize..(entry.first + entry.count) as usize).unwrap_or_default();
            }
            at = (at + 1) & (size - 1);
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
            tally.weight += place.weight;
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
        *poorer = Tally {
            text,
            first_at: at,
            last_at: at,
            first_offset: offset,
            last_offset: offset,
            runs: run,
            weight: place.weight,
        };
    }

    /// Makes a stretch of a copy that holds enough.
    fn close(&self, pattern: u32, tally: &Tally, stretches: &mut Vec<Stretch>) {
        let Some(gauge) = self.gauges.get(pattern as usize) else { return };
        if tally.weight < gauge.needed {
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
            first: (first, usize::from(tally.first_offset)),
            last: (last, usize::from(tally.last_offset)),
        });
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
            slack: small(slack(pattern.len())),
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

/// Letters by which the parts of a pattern of this length may stand closer together in a text or further apart.
pub(super) fn slack(length: usize) -> usize {
    length / 4 + 6
}

/// What runs found in order must weigh to make a stretch worth a look, of `count` in the index.
fn needed(count: u8) -> u8 {
    match count {
        0..=4 => 1,
        5..=9 => 3,
        _ => 4,
    }
}

/// The bit of a hash in its word of the bitmap.
fn bit_of(hash: u64) -> u32 {
    (hash >> 32) as u32 & 63
}

/// Runs looked up between two looks at what was met.
const BLOCK: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Phrase;

    fn stretches(phrase: &str, text: &str) -> Vec<(usize, usize, bool)> {
        let phrase = Phrase::parse(phrase, 0).unwrap();
        let patterns: Vec<Pattern> =
            phrase.variants.iter().map(|variant| Pattern::new(&mut Cleaned::default(), 0, false, variant)).collect();
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
