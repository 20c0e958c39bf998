//! The cheapest way to read a pattern in a stretch of text, letter by letter.
//!
//! Semi-global alignment: the pattern is read whole, the text from anywhere to anywhere. A slot
//! takes up to [`SLOT_MAX`] letters for nothing.

use std::collections::VecDeque;
use std::ops::Range;

use super::pattern::{Pattern, SLOT_MAX};
use super::sieve::{Stretch, slack};

/// What a letter too many in the text costs.
pub(super) const INSERT: u16 = 6;

/// What a letter of the pattern that the text lacks costs. The same for every letter: a stray letter of a long word must
/// not be worth more than the short words in front of it. What a lost word really means is judged afterwards.
const LOST: u16 = 10;

/// What a slot without a value costs: less than one stolen letter of the next word.
pub(super) const EMPTY_SLOT: u16 = 3;

/// What one letter in place of another costs.
const SUBSTITUTE: u16 = 10;

/// More than any alignment costs, and small enough to add to.
const NEVER: u16 = u16::MAX / 2;

/// Most cells one alignment may take; longer pairs are not aligned (a pattern of 300 letters in a stretch of 700).
const CELLS_MAX: usize = 220_000;

/// Letters by which a path may stray between two runs that were found.
const HELD: usize = 8;

/// Space for alignments, used again and again.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// What it costs to read the pattern up to a row and the text up to each column.
    costs: Vec<u16>,
    next: Vec<u16>,
    /// For each row the columns that are looked at.
    bands: Vec<Range<usize>>,
    /// The step that led to each cell, band by band.
    moves: Vec<u8>,
    /// For each slot and column: how many letters the slot takes there.
    taken: Vec<u8>,
    /// Columns that a slot may be taken from.
    queue: VecDeque<usize>,
}

/// A pattern read in a text.
#[derive(Clone, Debug, Default)]
pub(super) struct Alignment {
    /// For each letter of the pattern: the letter of the text it was read as, if any.
    pub(super) read_as: Vec<Option<usize>>,
    /// For each letter of the pattern: whether the text has the very same letter.
    pub(super) same: Vec<bool>,
    /// For each slot of the pattern that stands between words: the letters of the text it takes.
    pub(super) slots: Vec<Range<usize>>,
    /// From the first to one past the last letter of the text that was read.
    pub(super) span: Range<usize>,
}

const DIAGONAL: u8 = 0;
const SKIP_PATTERN: u8 = 1;
const SKIP_TEXT: u8 = 2;
const SLOT: u8 = 3;

/// Aligns `pattern` with a `stretch` of `letters` (all folded letters of a text), near the runs that were found: a path
/// further off costs more than a reading may. `None` when the pair is too large or nothing of the pattern can be read.
pub(super) fn align(pattern: &Pattern, letters: &[u8], stretch: &Stretch, scratch: &mut Scratch) -> Option<Alignment> {
    let text = letters.get(stretch.start..stretch.end.min(letters.len()))?;
    let columns = text.len() + 1;
    let stride = set_bands(pattern, stretch, columns, scratch);
    if (pattern.len() + 1).checked_mul(stride)? > CELLS_MAX || text.is_empty() {
        return None;
    }
    scratch.moves.clear();
    scratch.moves.resize((pattern.len() + 1) * stride, SKIP_TEXT);
    scratch.taken.clear();
    scratch.costs.clear();
    scratch.costs.resize(columns, NEVER);
    scratch.costs.get_mut(scratch.bands.first()?.clone())?.fill(0);
    let mut slots = pattern.inner_slots().peekable();
    for (row, letter) in pattern.letters.iter().enumerate() {
        if slots.peek().is_some_and(|slot| slot.before == row) {
            slots.next();
            open_slot(scratch, row, columns, stride);
        }
        let (above, band) = (scratch.bands.get(row)?.clone(), scratch.bands.get(row + 1)?.clone());
        let mut moves = scratch.moves.get_mut((row + 1) * stride..(row + 2) * stride)?.iter_mut();
        let first = band.start.max(1);
        let mut diagonal = *scratch.costs.get(first - 1)?;
        let mut left = NEVER;
        if band.start == 0 {
            // Nothing of the text is read yet.
            left = (diagonal + LOST).min(NEVER);
            *scratch.costs.first_mut()? = left;
            *moves.next()? = SKIP_PATTERN;
        }
        let costs = scratch.costs.get_mut(first..band.end)?;
        let text = text.get(first - 1..)?;
        for ((cost, text_letter), place) in costs.iter_mut().zip(text).zip(moves) {
            let up = *cost;
            let mut best = diagonal + if text_letter == letter { 0 } else { SUBSTITUTE };
            let mut step = DIAGONAL;
            if up + LOST < best {
                best = up + LOST;
                step = SKIP_PATTERN;
            }
            if left + INSERT < best {
                best = left + INSERT;
                step = SKIP_TEXT;
            }
            *place = step;
            *cost = best.min(NEVER);
            diagonal = up;
            left = *cost;
        }
        // What this row has left behind leads nowhere.
        scratch.costs.get_mut(above.start.min(band.start)..band.start)?.fill(NEVER);
    }
    // Of equal readings the longer one: it reads the rest of a word that is cut off instead of a stray letter.
    let band = scratch.bands.last()?.clone();
    let costs = scratch.costs.get(band.clone())?;
    let (end, _) = costs.iter().enumerate().rev().min_by_key(|(_, cost)| **cost)?;
    trace_back(pattern, text, stretch.start, band.start + end, columns, stride, scratch)
}

/// The columns that each row is read in: those about as far on in the text as the runs found say, with the values of
/// slots in between. Gives the width of the widest.
fn set_bands(pattern: &Pattern, stretch: &Stretch, columns: usize, scratch: &mut Scratch) -> usize {
    let signed = |number: usize| i64::try_from(number).unwrap_or(i64::MAX / 4);
    let diagonal = |(at, offset): (usize, usize)| signed(at) - signed(stretch.start) - signed(offset);
    let (first, last) = (diagonal(stretch.first), diagonal(stretch.last));
    let mut widest = 1;
    scratch.bands.clear();
    for row in 0..=pattern.len() {
        let behind = pattern.inner_slots().filter(|slot| row <= slot.before && slot.before <= stretch.first.1).count();
        let ahead = pattern.inner_slots().filter(|slot| stretch.last.1 < slot.before && slot.before <= row).count();
        // Between the runs found the path is held on both sides.
        let away = stretch.first.1.saturating_sub(row).max(row.saturating_sub(stretch.last.1));
        let slack = signed(slack(pattern.len()).min(HELD + away / 2));
        let low = first.min(last) + signed(row) - slack - signed(behind * SLOT_MAX);
        let high = first.max(last) + signed(row) + slack + signed(ahead * SLOT_MAX);
        let low = usize::try_from(low).unwrap_or(0).min(columns - 1);
        let high = usize::try_from(high + 1).unwrap_or(0).clamp(low + 1, columns);
        widest = widest.max(high - low);
        scratch.bands.push(low..high);
    }
    widest
}

/// Lets a slot take letters of the text before the pattern's letter `row` is read.
fn open_slot(scratch: &mut Scratch, row: usize, columns: usize, stride: usize) {
    let Scratch { costs, next, bands, moves, taken, queue } = scratch;
    let Some(band) = bands.get(row).cloned() else { return };
    next.clear();
    next.resize(columns, NEVER);
    let first_taken = taken.len();
    taken.resize(first_taken + columns, 0);
    // A slot is worth taking from the cheapest of the columns within reach, the nearest of these: a value is short. A
    // monotone queue of them.
    queue.clear();
    let known = |column: usize| costs.get(column).copied().unwrap_or(NEVER);
    for column in band.start.saturating_sub(SLOT_MAX)..band.end {
        if let Some(previous) = column.checked_sub(1) {
            let cost = known(previous);
            while queue.back().is_some_and(|last| known(*last) >= cost) {
                queue.pop_back();
            }
            queue.push_back(previous);
        }
        while queue.front().is_some_and(|first| column - first > SLOT_MAX) {
            queue.pop_front();
        }
        if column < band.start {
            continue;
        }
        let empty = known(column) + EMPTY_SLOT;
        let from = queue.front().copied();
        let filled = from.map_or(NEVER, known);
        let (cost, letters) = match from {
            Some(from) if filled < empty => (filled, u8::try_from(column - from).unwrap_or(u8::MAX)),
            _ => (empty, 0),
        };
        if let Some(place) = next.get_mut(column) {
            *place = cost.min(NEVER);
        }
        if let Some(place) = taken.get_mut(first_taken + column) {
            *place = letters;
        }
        if let Some(place) = moves.get_mut(row * stride + column - band.start) {
            // The step that led here is kept beside the slot's.
            *place |= SLOT << 2;
        }
    }
    std::mem::swap(costs, next);
}

fn trace_back(
    pattern: &Pattern,
    text: &[u8],
    base: usize,
    end: usize,
    columns: usize,
    stride: usize,
    scratch: &Scratch,
) -> Option<Alignment> {
    let mut alignment = Alignment {
        read_as: vec![None; pattern.len()],
        same: vec![false; pattern.len()],
        slots: Vec::new(),
        span: 0..0,
    };
    let (mut row, mut column) = (pattern.len(), end);
    let mut slot = pattern.inner_slots().count();
    let mut bounds: Option<Range<usize>> = None;
    let mut entered_slot = false;
    while row > 0 {
        let band = scratch.bands.get(row)?;
        let step = *scratch.moves.get(row * stride + column.checked_sub(band.start)?)?;
        if step >> 2 == SLOT && !entered_slot {
            slot = slot.checked_sub(1)?;
            let taken = usize::from(*scratch.taken.get(slot * columns + column)?);
            alignment.slots.push(base + column - taken..base + column);
            column -= taken;
            entered_slot = true;
            continue;
        }
        entered_slot = false;
        match step & 3 {
            DIAGONAL => {
                row -= 1;
                column = column.checked_sub(1)?;
                let same = text.get(column) == pattern.letters.get(row);
                if let (Some(read), Some(equal)) = (alignment.read_as.get_mut(row), alignment.same.get_mut(row)) {
                    *read = Some(base + column);
                    *equal = same;
                }
                if same {
                    let bounds = bounds.get_or_insert(column..column + 1);
                    bounds.start = column;
                }
            }
            SKIP_PATTERN => row -= 1,
            _ => column = column.checked_sub(1)?,
        }
    }
    alignment.slots.reverse();
    let bounds = bounds?;
    alignment.span = base + bounds.start..base + bounds.end;
    Some(alignment)
}

#[cfg(test)]
mod tests {
    use super::super::sieve::{Sieve, Tallies};
    use super::*;
    use crate::paste::Cleaned;
    use crate::rules::Phrase;

    #[expect(clippy::string_slice, reason = "a span off a boundary is a failure")]
    fn read(phrase: &str, text: &str) -> (String, Vec<String>) {
        let phrase = Phrase::parse(phrase, 0).unwrap();
        let pattern = Pattern::new(&mut Cleaned::default(), 0, false, &phrase.variants[0]);
        let cleaned = Cleaned::new(text);
        let sieve = Sieve::new(std::slice::from_ref(&pattern), std::iter::empty(), std::iter::empty());
        let mut stretches = Vec::new();
        sieve.pass(cleaned.folded(), 0, &mut Tallies::default(), &mut stretches);
        let alignment = align(&pattern, cleaned.folded(), &stretches[0], &mut Scratch::default()).unwrap();
        let slots = alignment.slots.iter().map(|slot| text[cleaned.span(slot.clone())].to_owned()).collect();
        (text[cleaned.span(alignment.span)].to_owned(), slots)
    }

    #[test]
    fn slots_take_what_stands_between_the_words() {
        let phrase = "The TaxType code {tax_type} cannot be used with account code {account_code} here";
        let (span, slots) =
            read(phrase, "so: The Tax Type code 'EXEMPT OUTPUT' cannot be usd with account code 51305 here ok");
        assert_eq!(span, "The Tax Type code 'EXEMPT OUTPUT' cannot be usd with account code 51305 here");
        assert_eq!(slots, ["EXEMPT OUTPUT", "51305"]);
    }

    #[test]
    fn a_slot_may_be_empty() {
        let (span, slots) = read("Account code {account_code} has been archived", "Account code has been archived");
        assert_eq!(span, "Account code has been archived");
        assert_eq!(slots, [""]);
    }

    #[test]
    fn the_rest_of_a_sentence_is_not_read() {
        let (span, _) =
            read("Spend money transactions cannot be updated", "why? spend mony transactons cannot be updated, ta");
        assert_eq!(span, "spend mony transactons cannot be updated");
    }
}
