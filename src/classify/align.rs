//! The cheapest way to read a pattern in a stretch of text, letter by letter.
//!
//! Semi-global alignment: the pattern is read whole, the text from anywhere to anywhere. A slot
//! takes up to [`SLOT_MAX`] letters for nothing.

use std::ops::Range;

use super::pattern::{Pattern, SLOT_MAX};

/// What a letter too many in the text costs.
pub(super) const INSERT: u16 = 6;

/// What a letter of the pattern that the text lacks costs. The same for every letter: a stray letter of a long word must
/// not be worth more than the short words in front of it. What a lost word really means is judged afterwards.
const LOST: u16 = 10;

/// What a slot without a value costs: less than one stolen letter of the next word.
pub(super) const EMPTY_SLOT: u16 = 3;

/// What one letter in place of another costs.
const SUBSTITUTE: u16 = 10;

/// Most cells one alignment may take; longer pairs are not aligned (a pattern of 300 letters in a stretch of 700).
const CELLS_MAX: usize = 220_000;

/// Space for alignments, used again and again.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    costs: Vec<u16>,
    next: Vec<u16>,
    moves: Vec<u8>,
    /// For each slot and column: how many letters the slot takes there.
    taken: Vec<u8>,
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

/// Aligns `pattern` with `text` (folded letters); positions in the result count from `base`. `None` when the pair is too
/// large or nothing of the pattern can be read.
pub(super) fn align(pattern: &Pattern, text: &[u8], base: usize, scratch: &mut Scratch) -> Option<Alignment> {
    let rows = pattern.len() + 1;
    let columns = text.len() + 1;
    if rows.checked_mul(columns)? > CELLS_MAX || text.is_empty() {
        return None;
    }
    scratch.moves.clear();
    scratch.moves.resize(rows * columns, SKIP_TEXT);
    scratch.taken.clear();
    scratch.costs.clear();
    scratch.costs.resize(columns, 0);
    let mut slots = pattern.inner_slots().peekable();
    for (row, letter) in pattern.letters.iter().enumerate() {
        if slots.peek().is_some_and(|slot| slot.before == row) {
            slots.next();
            open_slot(scratch, row, columns);
        }
        scratch.next.clear();
        let first = scratch.costs.first().copied().unwrap_or(0).saturating_add(LOST);
        scratch.next.push(first);
        let moves = scratch.moves.get_mut((row + 1) * columns..(row + 2) * columns)?;
        if let Some(place) = moves.first_mut() {
            *place = SKIP_PATTERN;
        }
        let mut left = first;
        let above = scratch.costs.windows(2);
        for ((pair, text_letter), place) in above.zip(text).zip(moves.iter_mut().skip(1)) {
            let &[diagonal, up] = pair else { continue };
            let through = diagonal.saturating_add(if text_letter == letter { 0 } else { SUBSTITUTE });
            let skip_pattern = up.saturating_add(LOST);
            let skip_text = left.saturating_add(INSERT);
            let mut best = through;
            let mut step = DIAGONAL;
            if skip_pattern < best {
                best = skip_pattern;
                step = SKIP_PATTERN;
            }
            if skip_text < best {
                best = skip_text;
                step = SKIP_TEXT;
            }
            *place = step;
            scratch.next.push(best);
            left = best;
        }
        std::mem::swap(&mut scratch.costs, &mut scratch.next);
    }
    // Of equal readings the longer one: it reads the rest of a word that is cut off instead of a stray letter.
    let (end, _) = scratch.costs.iter().enumerate().rev().min_by_key(|(_, cost)| **cost)?;
    trace_back(pattern, text, base, end, columns, scratch)
}

/// Lets a slot take letters of the text before the pattern's letter `row` is read.
fn open_slot(scratch: &mut Scratch, row: usize, columns: usize) {
    scratch.next.clear();
    // A slot is worth taking from the cheapest of the columns within reach, the nearest of these: a value is short. A
    // monotone queue of them.
    let mut queue: std::collections::VecDeque<usize> = std::collections::VecDeque::new();
    for column in 0..columns {
        if let Some(previous) = column.checked_sub(1) {
            let cost = scratch.costs.get(previous).copied().unwrap_or(u16::MAX);
            while queue.back().is_some_and(|last| scratch.costs.get(*last).is_none_or(|known| *known >= cost)) {
                queue.pop_back();
            }
            queue.push_back(previous);
        }
        while queue.front().is_some_and(|first| column - first > SLOT_MAX) {
            queue.pop_front();
        }
        let empty = scratch.costs.get(column).copied().unwrap_or(u16::MAX).saturating_add(EMPTY_SLOT);
        let from = queue.front().copied();
        let filled = from.and_then(|from| scratch.costs.get(from)).copied().unwrap_or(u16::MAX);
        let (cost, taken) = match from {
            Some(from) if filled < empty => (filled, u8::try_from(column - from).unwrap_or(u8::MAX)),
            _ => (empty, 0),
        };
        scratch.next.push(cost);
        scratch.taken.push(taken);
        if let Some(place) = scratch.moves.get_mut(row * columns + column) {
            // The step that led here is kept beside the slot's.
            *place |= SLOT << 2;
        }
    }
    std::mem::swap(&mut scratch.costs, &mut scratch.next);
}

fn trace_back(
    pattern: &Pattern,
    text: &[u8],
    base: usize,
    end: usize,
    columns: usize,
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
        let step = *scratch.moves.get(row * columns + column)?;
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
    use super::*;
    use crate::paste::Cleaned;
    use crate::rules::Phrase;

    #[expect(clippy::string_slice, reason = "a span off a boundary is a failure")]
    fn read(phrase: &str, text: &str) -> (String, Vec<String>) {
        let phrase = Phrase::parse(phrase, 0).unwrap();
        let pattern = Pattern::new(0, false, &phrase.variants[0]);
        let cleaned = Cleaned::new(text);
        let alignment = align(&pattern, cleaned.folded(), 0, &mut Scratch::default()).unwrap();
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
