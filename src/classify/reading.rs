//! A reading taken apart: what became of each word of the wording, and what stands between them.

use std::ops::Range;

use crate::paste::Cleaned;

use super::align::{Alignment, EMPTY_SLOT, INSERT};
use super::frame;
use super::pattern::{Pattern, WordClass, class_of};
use super::value::is_quoted;
use super::vocabulary::Vocabulary;

/// How one word of a pattern was read.
pub(super) struct ReadWord {
    /// What it does in the sentence.
    pub(super) class: WordClass,
    /// It is there, perhaps with slips.
    pub(super) kept: bool,
    /// Something stands in its place that is no word: typed or recognised beyond reading.
    pub(super) garbled: bool,
    /// What its slips cost; its worth when it is lost.
    pub(super) cost: u32,
    /// What it is worth.
    pub(super) worth: u32,
    /// Its letters.
    pub(super) length: usize,
}

/// Longest word that two slips can garble.
const GARBLED_MAX: usize = 5;

/// What became of each word of `pattern`.
pub(super) fn read_words(
    pattern: &Pattern,
    alignment: &Alignment,
    cleaned: &Cleaned,
    vocabulary: &Vocabulary,
) -> Vec<ReadWord> {
    let letter = |at: usize| alignment.read_as.get(at).copied().flatten();
    pattern
        .words
        .iter()
        .map(|word| {
            let length = word.end - word.start;
            let worth: u32 =
                pattern.worth.get(word.start..word.end).unwrap_or_default().iter().map(|w| u32::from(*w)).sum();
            let mut same = 0;
            let mut cost = 0;
            let mut previous: Option<usize> = None;
            for at in word.start..word.end {
                let equal = alignment.same.get(at).copied().unwrap_or(false);
                same += usize::from(equal);
                if !equal {
                    cost += u32::from(pattern.worth.get(at).copied().unwrap_or(0).max(if letter(at).is_some() {
                        INSERT
                    } else {
                        0
                    }));
                }
                if let Some(here) = letter(at) {
                    if let Some(previous) = previous {
                        let extra = here.saturating_sub(previous + 1);
                        cost += u32::from(INSERT) * u32::try_from(extra).unwrap_or(u32::MAX / 100);
                    }
                    previous = Some(here);
                }
            }
            let read: Vec<usize> = (word.start..word.end).filter_map(letter).collect();
            let put_in = put_in(&read);
            // The last letter of a word may be read as that of the next one, with whatever stands between them.
            let loose = [read.split_first().map(|(_, rest)| rest), read.split_last().map(|(_, rest)| rest)];
            let tight = loose.into_iter().flatten().map(self::put_in).min().unwrap_or(0);
            let found = || word_found(word.start..word.end, alignment, cleaned);
            // A misread "not" is no word, and no letters picked out of one that says something else.
            let misread = |place: Range<usize>| {
                let unread = place
                    .len()
                    .saturating_sub(alignment.read_as.iter().flatten().filter(|letter| place.contains(letter)).count());
                let found = cleaned.plain().get(place).unwrap_or_default();
                found == b"no" || (unread <= 2 && !vocabulary.knows(found))
            };
            let kept = match word.class {
                // "can" is most of "cannot" and says the opposite; "now" is most of "not".
                WordClass::Polar => {
                    same * 3 >= length * 2
                        && (same == length
                            || (put_in <= 1
                                && place_found(word.start..word.end, alignment, cleaned).is_some_and(misread)))
                }
                // Letters picked here and there out of another word are not this one.
                WordClass::Content | WordClass::Function => {
                    (same * 2 > length && (put_in <= 2.max(length / 2) || (same * 2 > length + 2 && tight <= 1)))
                        || (length <= 2 && same > 0 && found().is_some_and(|found| found.len() <= length + 1))
                }
            } && (same == length || !another_word(pattern, word.start..word.end, alignment, cleaned));
            let garbled = !kept
                && word.class == WordClass::Content
                && length <= GARBLED_MAX
                && same * 3 >= length
                && found().is_some_and(|found| found.len() + 2 >= length && !vocabulary.knows(found));
            let cost = match (kept, garbled) {
                (true, _) => cost,
                (false, true) => cost.min(worth),
                (false, false) => worth,
            };
            ReadWord { class: word.class, kept, garbled, cost, worth, length }
        })
        .collect()
}

/// Letters of the text between these of one word.
fn put_in(read: &[usize]) -> usize {
    read.first().zip(read.last()).map_or(0, |(first, last)| last + 1 - first - read.len())
}

/// Pairs of words that differ by little and mean something else; a slip does not make one of the other.
const NOT_THE_SAME: &[(&str, &str)] = &[
    ("invoice", "payment"),
    ("unique", "union"),
    ("archived", "achieved"),
    ("valid", "invalid"),
    ("known", "unknown"),
    ("active", "inactive"),
    ("linked", "unlinked"),
    ("before", "after"),
    ("number", "name"),
];

/// Whether the word of the text in this place is one that must not pass for the pattern's word.
fn another_word(pattern: &Pattern, word: Range<usize>, alignment: &Alignment, cleaned: &Cleaned) -> bool {
    let Some(wanted) = pattern.plain.get(word.clone()) else { return false };
    let Some(found) = word_found(word, alignment, cleaned) else { return false };
    NOT_THE_SAME.iter().any(|(a, b)| {
        (wanted == a.as_bytes() && found == b.as_bytes()) || (wanted == b.as_bytes() && found == a.as_bytes())
    })
}

/// The word of the text, unfolded, that the first letter read of these of the pattern stands in.
fn word_found<'c>(word: Range<usize>, alignment: &Alignment, cleaned: &'c Cleaned) -> Option<&'c [u8]> {
    cleaned.plain().get(place_found(word, alignment, cleaned)?)
}

/// Its letters.
fn place_found(word: Range<usize>, alignment: &Alignment, cleaned: &Cleaned) -> Option<Range<usize>> {
    let start = word.into_iter().find_map(|at| alignment.read_as.get(at).copied().flatten())?;
    let start = cleaned.word_from(start);
    Some(start..cleaned.word_to(start + 1))
}

/// What stands between the words of a pattern where no slot is.
pub(super) struct Between {
    /// What the letters put in cost.
    pub(super) cost: u32,
    /// Letters put in.
    pub(super) letters: usize,
    /// A "not" was put in.
    pub(super) turned: bool,
    /// Something was left out with dots.
    pub(super) ellipsis: bool,
    /// A slot took words that no value has.
    pub(super) sentence_in_slot: bool,
    /// A slot is empty, and not even a placeholder stands there.
    pub(super) no_value: bool,
}

/// What stands between the words of a reading.
pub(super) fn read_between(pattern: &Pattern, alignment: &Alignment, cleaned: &Cleaned, paste: &str) -> Between {
    let mut between =
        Between { cost: 0, letters: 0, turned: false, ellipsis: false, sentence_in_slot: false, no_value: false };
    let mut slots = pattern.inner_slots().zip(&alignment.slots).peekable();
    let mut previous: Option<usize> = None;
    let mut previous_word = usize::MAX;
    let ends: Vec<usize> = pattern.words.iter().map(|word| word.end).collect();
    for (at, read) in alignment.read_as.iter().enumerate() {
        let Some(here) = *read else { continue };
        let word = ends.partition_point(|end| *end <= at);
        if let Some(previous) = previous
            && word != previous_word
        {
            let mut gap = previous + 1..here;
            while let Some((slot, taken)) = slots.next_if(|(slot, _)| slot.before <= at) {
                if taken.start >= gap.start && taken.end <= gap.end {
                    between.sentence_in_slot |= reads_like_a_sentence(paste, cleaned, taken);
                    if taken.is_empty() {
                        between.cost += u32::from(EMPTY_SLOT);
                        let text = paste.get(cleaned.end_before(here)..cleaned.start_of(here)).unwrap_or_default();
                        between.no_value |= !text.contains(['#', '<', '_', '…', '*', '?']);
                    }
                    // What the slot does not take was put in around it.
                    let outside = (taken.start - gap.start) + (gap.end - taken.end);
                    between.letters += outside;
                    between.cost += u32::from(INSERT) * u32::try_from(outside).unwrap_or(1000);
                    gap = gap.end..gap.end;
                }
                let _ = slot;
            }
            if !gap.is_empty() {
                let text = paste.get(cleaned.end_before(gap.start)..cleaned.start_of(gap.end)).unwrap_or_default();
                between.ellipsis |= frame::holds_ellipsis(text);
                between.turned |= words_of(cleaned, &gap).any(|word| class_of(&word) == WordClass::Polar);
                if !doubled(cleaned, &gap) {
                    between.letters += gap.len();
                    between.cost += u32::from(INSERT) * u32::try_from(gap.len()).unwrap_or(1000);
                }
            } else {
                let text = paste.get(cleaned.end_before(here)..cleaned.start_of(here)).unwrap_or_default();
                between.ellipsis |= frame::holds_ellipsis(text);
            }
        }
        previous = Some(here);
        previous_word = word;
    }
    between
}

/// The whole words within `letters`, unfolded.
fn words_of(cleaned: &Cleaned, letters: &Range<usize>) -> impl Iterator<Item = String> {
    let mut words: Vec<String> = Vec::new();
    for at in letters.clone() {
        if cleaned.is_word_start(at) || words.is_empty() {
            words.push(String::new());
        }
        if let (Some(word), Some(letter)) = (words.last_mut(), cleaned.plain().get(at)) {
            word.push(char::from(*letter));
        }
    }
    words.into_iter()
}

/// Whether these letters say again what stands just before or after them.
fn doubled(cleaned: &Cleaned, letters: &Range<usize>) -> bool {
    let all = cleaned.folded();
    let Some(here) = all.get(letters.clone()) else { return false };
    let before = letters.start.checked_sub(here.len()).and_then(|start| all.get(start..letters.start));
    let after = all.get(letters.end..letters.end + here.len());
    here.len() > 1 && (before == Some(here) || after == Some(here))
}

/// Whether a slot took words that no value has.
fn reads_like_a_sentence(paste: &str, cleaned: &Cleaned, letters: &Range<usize>) -> bool {
    let words: Vec<String> = words_of(cleaned, letters).collect();
    let talk = words.iter().filter(|word| class_of(word) != WordClass::Content && word.len() > 1).count();
    // A name in quotes may hold anything: "A&NO".
    let turned = || words.iter().any(|word| class_of(word) == WordClass::Polar) && !is_quoted(paste, cleaned, letters);
    words.len() > 8 || talk >= 3 || turned()
}

/// Whether every letter is the pattern's own, unfolded.
pub(super) fn same_plain(pattern: &Pattern, alignment: &Alignment, cleaned: &Cleaned) -> bool {
    alignment
        .read_as
        .iter()
        .zip(&pattern.plain)
        .all(|(read, letter)| read.and_then(|at| cleaned.plain().get(at)) == Some(letter))
}
