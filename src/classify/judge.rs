//! How good a reading is: what was lost, changed or put in, and whether it may speak up unasked.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::paste::Cleaned;

use super::How;
use super::align::Alignment;
use super::frame;
use super::pattern::{Pattern, WordClass};
use super::reading::{ReadWord, read_between, read_words, same_plain};
use super::value;
use super::vocabulary::Vocabulary;

/// A pattern read somewhere in a paste.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    /// Index of the rule.
    pub(super) rule: u32,
    /// The pattern is too general to speak up for.
    pub(super) only_when_asked: bool,
    /// From 0 to 1.
    pub(super) score: f32,
    /// Every letter as in the phrase.
    pub(super) exact: bool,
    /// What of the phrase was read, in tenths of letters: the longer match wins.
    pub(super) weight: u32,
    /// Letters of the paste.
    pub(super) letters: Range<usize>,
    /// The letters with those of values at its edges.
    pub(super) around: Range<usize>,
    /// Bytes of the paste.
    pub(super) span: Range<usize>,
    /// Captured values.
    pub(super) captures: BTreeMap<String, String>,
    /// Set apart from the talk around it on both sides, by more than a comma.
    pub(super) set_apart: bool,
    /// Set apart from the talk around it on both sides.
    pub(super) framed: bool,
    /// Why it may not speak up unasked, if so.
    pub(super) doubt: Option<Doubt>,
}

impl Finding {
    /// What a rule's regular expression found at these bytes of the paste.
    pub(super) fn by_expression(rule: u32, span: Range<usize>, letters: Range<usize>) -> Self {
        let weight = u32::try_from(span.len()).unwrap_or(u32::MAX / 100).saturating_mul(10);
        Self {
            rule,
            only_when_asked: false,
            score: 1.0,
            exact: true,
            weight,
            around: letters.clone(),
            letters,
            span,
            captures: BTreeMap::new(),
            set_apart: true,
            framed: true,
            doubt: None,
        }
    }

    /// Exact or near.
    pub(super) fn how(&self) -> How {
        if self.exact { How::Exact } else { How::Near }
    }
}

/// Why a finding may not speak up unasked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Too many slips.
    Slips,
    /// A word that carries meaning is missing or another one.
    LostWord,
    /// "Not" is missing, or stands where the phrase has none.
    Turned,
    /// A short wording in the middle of somebody's sentence.
    Talk,
    /// A part of the wording that is too small to tell.
    Fragment,
    /// A value that reads like a sentence.
    Value,
    /// The wording is too general unless the bot was asked or the paste names one of the apps.
    General,
    /// Another program is named.
    OtherProgram,
    /// Two rules are about as near.
    Tie,
}

/// Score below which a reading is no reading at all.
const LEAST: f32 = 0.55;

/// Score from which a reading may speak up. Calibrated on `tests/pastes`; see ARCHITECTURE.md, "Certainty".
const SURE: f32 = 0.80;

/// Score from which slips no longer call for a frame around the match.
const CLEAN: f32 = 0.92;

/// The same for a short wording, and where a part of one is cut off.
const SHORT_CLEAN: f32 = 0.88;

/// Letters from which a wording is too long to stand in somebody's sentence by chance.
const LONG: usize = 38;

/// Judges how `alignment` reads `pattern` in the paste.
pub(super) fn judge(
    pattern: &Pattern,
    alignment: &Alignment,
    cleaned: &Cleaned,
    paste: &str,
    vocabulary: &Vocabulary,
) -> Option<Finding> {
    let mut words = read_words(pattern, alignment, cleaned, vocabulary);
    excuse_one_garbled(&mut words);
    let first = words.iter().position(|word| word.kept)?;
    let last = words.iter().rposition(|word| word.kept)?;
    let head: &[ReadWord] = words.get(..first)?;
    let tail: &[ReadWord] = words.get(last + 1..)?;
    let inner: &[ReadWord] = words.get(first..=last)?;
    // A stray letter of a lost word is no part of the match.
    let letters = kept_letters(pattern, alignment, first, last)?;
    let letters = to_the_end_of_words(letters, cleaned);
    let captured = captures(pattern, alignment, cleaned, paste, &letters);
    let around = cleaned.span(widen(pattern, &letters, cleaned, paste, first, last));
    let outer = around.start.min(captured.bytes.start)..around.end.max(captured.bytes.end);
    let head_side = frame::before(paste.get(..outer.start)?, paste.get(outer.start..)?);
    let tail_side = frame::after(paste.get(outer.end..)?);
    let head_cut = head_side.cut && !head.is_empty();
    let tail_cut = tail_side.cut && !tail.is_empty();
    let cut_worth = |words: &[ReadWord]| words.iter().map(|word| word.worth).sum::<u32>();
    let missing = if head_cut { cut_worth(head) } else { 0 } + if tail_cut { cut_worth(tail) } else { 0 };
    let between = read_between(pattern, alignment, cleaned, paste);
    // What an ellipsis stands for was left out by whoever pasted, not lost.
    let (left_out, read): (Vec<&ReadWord>, Vec<&ReadWord>) =
        inner.iter().partition(|word| between.ellipsis && !word.kept);
    let missing = missing + left_out.iter().map(|word| word.worth).sum::<u32>();
    let basis = pattern.total.saturating_sub(missing).max(1);
    let mut cost: u32 = read.iter().map(|word| word.cost).sum();
    if !head_cut {
        cost += cut_worth(head);
    }
    if !tail_cut {
        cost += cut_worth(tail);
    }
    cost += between.cost;
    let kept_share = basis as f32 / pattern.total.max(1) as f32;
    let quality = 1.0 - cost as f32 / basis as f32;
    // A part of the wording is worth less than the whole, so that the rule that has it all wins.
    let score = (quality * (0.8 + 0.2 * kept_share)).clamp(0.0, 1.0);
    if score < LEAST || basis < pattern.total / 4 {
        return None;
    }
    let whole_words = cleaned.is_word_start(letters.start) && cleaned.is_word_start(letters.end);
    let exact = cost == 0
        && missing == 0
        && whole_words
        && between.letters == 0
        && alignment.same.iter().all(|same| *same)
        && same_plain(pattern, alignment, cleaned);
    let mut finding = Finding {
        rule: pattern.rule,
        only_when_asked: pattern.only_when_asked,
        score: if exact { 1.0 } else { score.min(0.99) },
        exact,
        weight: basis.saturating_sub(cost),
        around: cleaned.letters_within(captured.bytes.clone()),
        letters,
        span: captured.bytes,
        captures: captured.values,
        set_apart: head_side.framed && tail_side.framed && !tail_side.goes_on,
        framed: head_side.framed && tail_side.framed,
        doubt: None,
    };
    let content =
        |words: &[ReadWord]| words.iter().filter(|word| word.class == WordClass::Content && word.kept).count();
    let content_letters: usize =
        words.iter().filter(|word| word.class != WordClass::Function && word.kept).map(|word| word.length).sum();
    let framed = finding.framed;
    let half_framed = head_side.framed || tail_side.framed;
    let lost_inside = inner.iter().any(|word| !word.kept && word.class == WordClass::Content) && !between.ellipsis;
    let lost_outside = (!head_cut && head.iter().any(|word| word.class == WordClass::Content))
        || (!tail_cut && tail.iter().any(|word| word.class == WordClass::Content));
    let cut_polar = (head_cut && has_polar(head)) || (tail_cut && has_polar(tail));
    let lost_polar =
        words.iter().any(|word| !word.kept && word.class == WordClass::Polar) && !cut_polar && !between.ellipsis;
    let kept_letters: usize = words.iter().filter(|word| word.kept).map(|word| word.length).sum();
    let strong = content(&words) >= 5 || (content(&words) >= 4 && content_letters >= 23) || kept_letters >= LONG;
    let ellipsis = head_side.ellipsis || tail_side.ellipsis;
    let enough = if ellipsis { 0.4 } else { 0.5 };
    let cut_content = (head_cut && head.iter().any(|word| word.class == WordClass::Content))
        || (tail_cut && tail.iter().any(|word| word.class == WordClass::Content));
    finding.doubt = if lost_polar || between.turned {
        Some(Doubt::Turned)
    } else if lost_inside || lost_outside {
        Some(Doubt::LostWord)
    } else if cut_content && (kept_share < enough || content(&words) < 3 || content_letters < 16) {
        Some(Doubt::Fragment)
    } else if quality < SURE || ((cut_content || !strong) && quality < SHORT_CLEAN) {
        Some(Doubt::Slips)
    } else if between.sentence_in_slot {
        Some(Doubt::Value)
    } else if ((!strong || between.no_value) && !framed)
        || (cut_content && !ellipsis && !finding.set_apart)
        || ((finding.score < CLEAN || kept_letters < LONG) && !half_framed)
        || (!exact && kept_letters < LONG && !framed)
        || (!exact && head_side.told)
    {
        Some(Doubt::Talk)
    } else {
        None
    };
    Some(finding)
}

/// Counts one garbled word as kept, between words that are there: two slips in a short word leave little of it.
fn excuse_one_garbled(words: &mut [ReadWord]) {
    let mut garbled = words.iter().filter(|word| word.garbled).count();
    let lost = words.iter().filter(|word| !word.kept && !word.garbled && word.class == WordClass::Content).count();
    if lost > 0 || words.len() < 5 {
        garbled = 0;
    }
    if garbled == 1
        && let Some(word) = words.iter_mut().find(|word| word.garbled)
    {
        word.kept = true;
    }
}

fn has_polar(words: &[ReadWord]) -> bool {
    words.iter().any(|word| word.class == WordClass::Polar)
}

/// The letters of the paste read from the first to the last word that was kept.
fn kept_letters(pattern: &Pattern, alignment: &Alignment, first: usize, last: usize) -> Option<Range<usize>> {
    let (first, last) = (pattern.words.get(first)?, pattern.words.get(last)?);
    let mut read = alignment.read_as.get(first.start..last.end)?.iter().flatten();
    let start = *read.next()?;
    Some(start..read.next_back().map_or(start, |end| *end) + 1)
}

/// The letters with the last one or two of the words they begin and end in, where a slip stands: a quotation of "matc" for
/// "match" puzzles whoever reads it.
fn to_the_end_of_words(letters: Range<usize>, cleaned: &Cleaned) -> Range<usize> {
    const SLIPPED: usize = 2;
    let (start, end) = (cleaned.word_from(letters.start), cleaned.word_to(letters.end));
    let start = if letters.start - start <= SLIPPED { start } else { letters.start };
    start..if end - letters.end <= SLIPPED { end } else { letters.end }
}

/// The letters read, widened to whole words, over the rest of a word that is cut off ("specified ID c...") and over a
/// last word said twice.
fn widen(
    pattern: &Pattern,
    letters: &Range<usize>,
    cleaned: &Cleaned,
    paste: &str,
    first: usize,
    last: usize,
) -> Range<usize> {
    let mut range = cleaned.word_from(letters.start)..cleaned.word_to(letters.end);
    let next = cleaned.word_to(range.end + 1);
    let following = cleaned.folded().get(range.end..next).unwrap_or_default();
    let word = |number: usize| {
        pattern.words.get(number).and_then(|word| pattern.letters.get(word.start..word.end)).unwrap_or_default()
    };
    // On another line it is another text's word.
    let on_one_line = |from: usize, to: usize| !paste.get(from..to).unwrap_or_default().contains('\n');
    let follows = on_one_line(cleaned.end_before(range.end), cleaned.start_of(range.end));
    if follows && !following.is_empty() && (word(last + 1).starts_with(following) || word(last) == following) {
        range.end = next;
    }
    let before = cleaned.word_from(range.start.saturating_sub(1));
    let preceding = cleaned.folded().get(before..range.start).unwrap_or_default();
    let lost_before = first.checked_sub(1).map(word).unwrap_or_default();
    let precedes = on_one_line(cleaned.end_before(range.start), cleaned.start_of(range.start));
    if precedes && !preceding.is_empty() && (lost_before.ends_with(preceding) || word(first) == preceding) {
        range.start = before;
    }
    range
}

/// Captured values, with the bytes of the paste from the first to the last that a value at the phrase's edge takes.
struct Captured {
    values: BTreeMap<String, String>,
    bytes: Range<usize>,
}

/// The values of a reading whose kept words are these `letters`; a slot beyond them is beside a lost word and tells nothing.
fn captures(
    pattern: &Pattern,
    alignment: &Alignment,
    cleaned: &Cleaned,
    paste: &str,
    letters: &Range<usize>,
) -> Captured {
    let span = cleaned.span(letters.clone());
    let mut captured = Captured { values: BTreeMap::new(), bytes: span.clone() };
    let mut taken = alignment.slots.iter();
    for slot in &pattern.slots {
        let value = if slot.before == 0 {
            value::before(paste, span.start).map(|(value, start)| {
                captured.bytes.start = start;
                value
            })
        } else if slot.before == pattern.len() {
            value::after(paste, span.end, &slot.name).map(|(value, end)| {
                captured.bytes.end = end;
                value
            })
        } else {
            let inside = |taken: &&Range<usize>| letters.start <= taken.start && taken.end <= letters.end;
            taken.next().filter(inside).and_then(|taken| value::between(paste, cleaned, taken))
        };
        if let Some(value) = value {
            captured.values.entry(slot.name.clone()).or_insert(value);
        }
    }
    captured
}
