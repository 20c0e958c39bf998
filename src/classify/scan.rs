//! Finds every known wording in a paste: sieve, exact comparison, then alignment of what is left.

use std::collections::HashMap;
use std::ops::Range;

use crate::paste::Cleaned;
use crate::paste::glance::{GLANCE_MAX, Glance};
use crate::rules::RuleSet;

use super::align::{self, Alignment};
use super::app::Apps;
use super::frame;
use super::judge::{self, Doubt, Finding};
use super::nearness;
use super::pattern::{Pattern, SLOT_MAX};
use super::sieve::{Sieve, Stretch, Tallies};
use super::unknown;
use super::vocabulary::Vocabulary;

/// Letters looked at in one go. Bounds the memory for a paste of any length.
const CHUNK: usize = 4096;

/// Alignments in one chunk at most, best-covered stretches first. Bounds the time for text made of phrases' fragments.
const ALIGNMENTS_PER_CHUNK: usize = 48;

/// Stretches looked at in one chunk at most, those with most runs first. Bounds the time for a fragment over and over.
const LOOKS_PER_CHUNK: usize = 20 * ALIGNMENTS_PER_CHUNK;

/// What a glance at a text shows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glimpse {
    /// Perhaps a known wording.
    pub(super) wordings: bool,
    /// What may be a message of the apps that no wording covers; `None` when there is none.
    pub(super) message: Option<MayHold>,
}

/// How a message that no wording covers may show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MayHold {
    /// In a payload.
    Payload,
    /// By formal words.
    Formal,
    /// Behind a label.
    Label,
}

/// Which stretches are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Those with enough of a wording for a reading that may speak up.
    Near,
    /// All that the sieve found.
    All,
}

/// All phrases, compiled.
#[derive(Debug)]
pub(super) struct Scanner {
    patterns: Vec<Pattern>,
    sieve: Sieve,
    vocabulary: Vocabulary,
    /// The longest stretch of text any pattern takes, in letters.
    reach: usize,
}

/// Space used again from paste to paste.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub(super) cleaned: Cleaned,
    glance: Glance,
    tallies: Tallies,
    stretches: Vec<Stretch>,
    align: align::Scratch,
    /// A sentence in small letters.
    pub(super) lower: String,
}

/// Longest text whose space is kept for the next one, in letters. One endless paste must not hold memory for good.
const KEPT: usize = 1 << 18;

impl Scratch {
    /// Gives the space of an endless paste back.
    pub(super) fn shrink(&mut self) {
        if self.cleaned.len() > KEPT || self.stretches.capacity() > KEPT {
            *self = Self::default();
        }
    }
}

impl Scanner {
    /// Compiles the phrases of `rules`.
    pub(super) fn new(rules: &RuleSet) -> Self {
        let mut patterns = Vec::new();
        let mut cleaned = Cleaned::default();
        for (number, rule) in (0u32..).zip(rules.rules()) {
            for (phrases, only_when_asked) in [(&rule.phrases, false), (&rule.only_when_asked, true)] {
                for variant in phrases.iter().flat_map(|phrase| &phrase.variants) {
                    patterns.push(Pattern::new(&mut cleaned, number, only_when_asked, variant));
                }
            }
        }
        let described = rules.rules().iter().flat_map(|rule| &rule.described);
        let asked = rules.howtos().iter().flat_map(|howto| &howto.asked);
        let alarms = unknown::FORMAL.iter().flat_map(|form| unknown::as_it_may_stand(form));
        let sieve = Sieve::new(&patterns, described.chain(asked).map(String::as_str), alarms);
        let reach = patterns.iter().map(Pattern::reach).max().unwrap_or(0);
        Self { patterns, sieve, vocabulary: Vocabulary::new(rules), reach }
    }

    /// What a glance at an overheard `paste` shows of it, if that is enough.
    pub(super) fn glance(&self, paste: &str, apps: &Apps, scratch: &mut Scratch) -> Glimpse {
        let Scratch { cleaned, glance, tallies, stretches, .. } = scratch;
        if paste.len() > GLANCE_MAX {
            return Glimpse { wordings: true, message: Some(MayHold::Payload) };
        }
        // What a glance does not tell has its letters from a cleaning, and is then taken for formal.
        let glanced = glance.read(paste);
        let letters = match glanced {
            Some(()) => glance.letters(),
            None => {
                cleaned.read(paste);
                cleaned.folded()
            }
        };
        let formal = self.sieve.pass(letters, 0, tallies, stretches) || glanced.is_none();
        let general = |stretch: &Stretch| {
            self.patterns.get(stretch.pattern as usize).is_some_and(|pattern| pattern.only_when_asked)
        };
        // Overheard, a general wording counts only beside the name of an app.
        // Too many to be looked at here, or parts of a wording that an ellipsis stands for.
        let anyway = stretches.len() > LOOKS_PER_CHUNK || frame::holds_ellipsis(paste);
        let near =
            |wanted: bool| stretches.iter().any(|it| general(it) == wanted && (anyway || self.is_near(it, letters)));
        let wordings = near(false) || (near(true) && apps.named_in(letters));
        // What cleaning leaves out may be part of a payload.
        let payload = match glanced {
            Some(()) => glance.payload_marks && unknown::may_be_a_payload(letters),
            None => paste.contains(['{', '=', '<', '"']),
        };
        let message = if payload {
            Some(MayHold::Payload)
        } else if formal {
            Some(MayHold::Formal)
        } else if glance.label && unknown::may_be_labelled(letters) {
            Some(MayHold::Label)
        } else {
            None
        };
        Glimpse { wordings, message }
    }

    /// Whether enough of a pattern stands in a stretch of these letters.
    fn is_near(&self, stretch: &Stretch, letters: &[u8]) -> bool {
        let text = letters.get(stretch.start..stretch.end.min(letters.len())).unwrap_or_default();
        stretch.complete
            || self
                .patterns
                .get(stretch.pattern as usize)
                .is_some_and(|pattern| nearness::is_near(pattern, &pattern.parts, text))
    }

    /// Every reading of a known wording in `paste`, good or doubtful, overlaps and all. `scratch.cleaned` is the paste,
    /// cleaned.
    pub(super) fn find(&self, paste: &str, reach: Reach, scratch: &mut Scratch) -> Vec<Finding> {
        let mut findings = Vec::new();
        let Scratch { cleaned, tallies, stretches, align, .. } = scratch;
        let letters = cleaned.folded();
        let mut start = 0;
        loop {
            let end = (start + CHUNK + self.reach).min(letters.len());
            let Some(chunk) = letters.get(start..end) else { break };
            self.sieve.pass(chunk, start, tallies, stretches);
            if stretches.len() > LOOKS_PER_CHUNK {
                stretches
                    .sort_by(|a, b| b.found.cmp(&a.found).then(a.start.cmp(&b.start)).then(a.pattern.cmp(&b.pattern)));
                stretches.truncate(LOOKS_PER_CHUNK);
            }
            if reach == Reach::Near && !frame::holds_ellipsis(paste) {
                stretches.retain(|stretch| self.is_near(stretch, letters));
            }
            if !stretches.is_empty() {
                self.look_closer(paste, cleaned, stretches, align, &mut findings);
            }
            if end == letters.len() {
                break;
            }
            start += CHUNK;
        }
        findings
    }

    fn look_closer(
        &self,
        paste: &str,
        cleaned: &Cleaned,
        stretches: &mut [Stretch],
        scratch: &mut align::Scratch,
        findings: &mut Vec<Finding>,
    ) {
        // The longest wording first: a shorter one inside it needs no look.
        let total = |stretch: &Stretch| self.patterns.get(stretch.pattern as usize).map_or(0, |pattern| pattern.total);
        stretches.sort_by(|a, b| {
            (b.complete.cmp(&a.complete))
                .then(total(b).cmp(&total(a)))
                .then(a.start.cmp(&b.start))
                .then(a.pattern.cmp(&b.pattern))
        });
        let first_new = findings.len();
        let mut rest: Vec<&Stretch> = Vec::new();
        for stretch in stretches.iter() {
            let Some(pattern) = self.patterns.get(stretch.pattern as usize) else { continue };
            let exact = if stretch.complete { exact_reading(pattern, cleaned, stretch) } else { None };
            match exact {
                Some(alignment) if covered(&alignment.span, pattern, findings.get(first_new..)) => {}
                Some(alignment) => findings.extend(judge::judge(pattern, &alignment, cleaned, paste, &self.vocabulary)),
                None => rest.push(stretch),
            }
        }
        let weight = |stretch: &Stretch| u64::from(stretch.found) * 1000 + u64::from(total(stretch));
        rest.sort_by(|a, b| weight(b).cmp(&weight(a)).then(a.start.cmp(&b.start)).then(a.pattern.cmp(&b.pattern)));
        let mut left = ALIGNMENTS_PER_CHUNK;
        for stretch in rest {
            let Some(pattern) = self.patterns.get(stretch.pattern as usize) else { continue };
            if spoken_for(stretch, pattern, findings.get(first_new..)) {
                continue;
            }
            if left == 0 {
                break;
            }
            left -= 1;
            if let Some(alignment) = align::align(pattern, cleaned.folded(), stretch, scratch) {
                findings.extend(judge::judge(pattern, &alignment, cleaned, paste, &self.vocabulary));
            }
        }
    }
}

/// Reads `pattern` letter for letter around the stretch's anchor, each slot as short as can be.
fn exact_reading(pattern: &Pattern, cleaned: &Cleaned, stretch: &Stretch) -> Option<Alignment> {
    let text = cleaned.folded();
    let bounds: Vec<usize> = pattern.inner_slots().map(|slot| slot.before).chain([pattern.len()]).collect();
    let pieces: Vec<Range<usize>> = std::iter::once(0)
        .chain(bounds.iter().copied())
        .zip(bounds.iter().copied())
        .map(|(from, to)| from..to)
        .collect();
    let (at, offset) = stretch.first;
    let anchored = pieces.iter().position(|piece| piece.contains(&offset))?;
    let mut starts = vec![0; pieces.len()];
    let anchor = at.checked_sub(offset - pieces.get(anchored)?.start)?;
    let letters = |piece: &Range<usize>| pattern.letters.get(piece.clone());
    let mut next = anchor;
    for (piece, start) in pieces.iter().zip(&mut starts).take(anchored).rev() {
        let wanted = letters(piece).filter(|wanted| !wanted.is_empty())?;
        let from = next.saturating_sub(SLOT_MAX + wanted.len());
        *start = from + text.get(from..next.checked_sub(1)?)?.windows(wanted.len()).rposition(|here| here == wanted)?;
        next = *start;
    }
    let mut end = anchor;
    for (number, (piece, start)) in pieces.iter().zip(&mut starts).enumerate().skip(anchored) {
        let wanted = letters(piece).filter(|wanted| !wanted.is_empty())?;
        *start = if number == anchored {
            text.get(end..end + wanted.len()).filter(|here| *here == wanted).map(|_| end)?
        } else {
            let reach = text.get(end + 1..(end + SLOT_MAX + wanted.len()).min(text.len()))?;
            let places = || (end + 1..).zip(reach.windows(wanted.len())).filter(|(_, here)| *here == wanted);
            // "15" reads as "is": a word of the phrase is looked for where a word begins, then anywhere.
            places().find(|(at, _)| cleaned.is_word_start(*at)).or_else(|| places().next())?.0
        };
        end = *start + wanted.len();
    }
    let mut alignment = Alignment { same: vec![true; pattern.len()], span: next..end, ..Alignment::default() };
    let mut before: Option<usize> = None;
    for (piece, start) in pieces.iter().zip(starts) {
        alignment.slots.extend(before.map(|before| before..start));
        alignment.read_as.extend((start..start + piece.len()).map(Some));
        before = Some(start + piece.len());
    }
    Some(alignment)
}

/// Whether an exact finding already holds this place with at least as long a wording.
fn covered(span: &Range<usize>, pattern: &Pattern, findings: Option<&[Finding]>) -> bool {
    findings.unwrap_or_default().iter().any(|finding| {
        finding.exact
            && finding.weight >= pattern.total
            && finding.letters.start <= span.start
            && span.end <= finding.letters.end
    })
}

/// Whether a stretch need not be aligned: the same rule was already read there without doubt by a wording at least as
/// long, or an exact reading of a longer one fills it.
fn spoken_for(stretch: &Stretch, pattern: &Pattern, findings: Option<&[Finding]>) -> bool {
    let slack = pattern.len() / 4 + 6;
    findings.unwrap_or_default().iter().any(|finding| {
        let inside = stretch.start <= finding.letters.start + slack && finding.letters.end <= stretch.end + slack
            || finding.letters.start <= stretch.start + slack && stretch.end <= finding.letters.end + slack;
        inside
            && finding.doubt.is_none()
            && finding.weight >= pattern.total
            && (finding.exact || finding.rule == pattern.rule)
    })
}

/// Settles overlaps: where two findings share letters the longer match wins. Gives what is left in the order of the
/// paste, and what lost with the rule it lost to, best first. A near finding that only just loses to another near one
/// makes both a tie.
pub(super) fn settle(mut findings: Vec<Finding>) -> (Vec<Finding>, Vec<(Finding, u32)>) {
    let strength = |finding: &Finding| finding.score * finding.weight as f32;
    findings.sort_by(|a, b| {
        (b.doubt.is_none().cmp(&a.doubt.is_none()))
            .then(strength(b).total_cmp(&strength(a)))
            .then(b.exact.cmp(&a.exact))
            .then(a.letters.start.cmp(&b.letters.start))
            .then(a.rule.cmp(&b.rule))
    });
    let mut settled: Vec<Finding> = Vec::new();
    let mut lost: Vec<(Finding, u32)> = Vec::new();
    // Who holds which part of the text: pastes of thousands of errors have as many findings.
    let mut holders: HashMap<usize, Vec<usize>> = HashMap::new();
    for finding in findings {
        let parts = finding.letters.start / PART..=finding.letters.end / PART;
        let in_reach = parts.clone().filter_map(|part| holders.get(&part)).flatten();
        let overlapping =
            |holder: &&usize| settled.get(**holder).is_some_and(|kept| overlap(&kept.letters, &finding.letters));
        let rival = in_reach.filter(overlapping).min().copied();
        let settle = |settled: &mut Vec<Finding>, finding: Finding| {
            parts.for_each(|part| holders.entry(part).or_default().push(settled.len()));
            settled.push(finding);
        };
        match rival.and_then(|rival| settled.get_mut(rival)) {
            Some(kept) => {
                // A general wording, which only counts for whoever asked, casts no doubt on one that says more.
                let near_tie = kept.rule != finding.rule
                    && kept.only_when_asked == finding.only_when_asked
                    && !kept.exact
                    && kept.doubt.is_none()
                    && finding.doubt.is_none()
                    && strength(&finding) >= strength(kept) * TIE;
                if near_tie {
                    kept.doubt = Some(Doubt::Tie);
                    let mut rival = finding;
                    rival.doubt = Some(Doubt::Tie);
                    settle(&mut settled, rival);
                } else {
                    let nearly = strength(&finding) >= strength(kept) * TIE && !kept.exact;
                    if kept.only_when_asked && !finding.only_when_asked && nearly && finding.doubt.is_none() {
                        // What says more keeps the place.
                        let general = std::mem::replace(kept, finding);
                        lost.push((general, kept.rule));
                    } else {
                        let winner = kept.rule;
                        lost.push((finding, winner));
                    }
                }
            }
            None => settle(&mut settled, finding),
        }
    }
    settled.sort_by(|a, b| a.letters.start.cmp(&b.letters.start).then(a.rule.cmp(&b.rule)));
    (settled, lost)
}

/// Letters in a part of the text, for looking up what is found there.
const PART: usize = 256;

/// A rival this near in strength makes a tie.
const TIE: f32 = 0.94;

/// Whether two matches share more than a fifth of the shorter one.
fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    let shared = a.end.min(b.end).saturating_sub(a.start.max(b.start));
    shared * 5 > a.len().min(b.len()).max(1)
}
