//! Findings in, classification out: what is known, what is likely, what is silence.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::rules::RuleSet;

use super::Diagnosis;
use super::judge::{Doubt, Finding};

/// Raises doubts that depend on the whole paste: wordings too general to speak up for unless one of our apps is named
/// outside them (`mentions`, in letters, in order), and other programs that are named nearer than one of our apps.
pub(super) fn doubt_in_context(
    findings: &mut [Finding],
    rules: &RuleSet,
    asked: bool,
    mentions: &[Range<usize>],
    other_programs: &[Range<usize>],
) {
    for finding in findings {
        if asked && finding.exact && finding.doubt == Some(Doubt::Talk) {
            // Whoever asks about a wording has it in a sentence of their own.
            finding.doubt = None;
        }
        if finding.doubt.is_some() {
            continue;
        }
        // A mark in a column is talked about all day: naming the app does not make it a question.
        let state = rules.rules().get(finding.rule as usize).is_some_and(|rule| rule.state.is_some());
        let ours = Nearest::to(&finding.around, mentions);
        let theirs = Nearest::to(&finding.around, other_programs);
        let foreign = theirs.either().is_some_and(|distance| {
            distance <= SPOKEN_OF
                && ours.before.is_none_or(|ours| ours > INTRODUCED)
                && distance < ours.either().unwrap_or(usize::MAX)
        });
        let said_so = finding.exact && finding.set_apart && !state && ours.either().is_some();
        if finding.only_when_asked && !asked && !said_so {
            finding.doubt = Some(Doubt::General);
        } else if foreign && (!finding.exact || finding.weight < LONG) {
            finding.doubt = Some(Doubt::OtherProgram);
        }
    }
}

/// Letters between a wording and a program that it may belong to: a line or two.
const SPOKEN_OF: usize = 160;

/// Letters between one of our apps and the wording it introduces, whatever stands in between: "Xero (from Shopify): …".
const INTRODUCED: usize = 24;

/// How many letters away the nearest of some places are.
struct Nearest {
    before: Option<usize>,
    after: Option<usize>,
}

impl Nearest {
    /// The places, in order, nearest to `around` and outside it.
    fn to(around: &Range<usize>, places: &[Range<usize>]) -> Self {
        let first_after = places.partition_point(|place| place.start < around.end);
        let after = places.get(first_after).map(|place| place.start - around.end);
        let before = places.get(..first_after).unwrap_or_default().iter().rev().take(OVERLAPPING);
        let before = before.filter_map(|place| around.start.checked_sub(place.end)).min();
        Self { before, after }
    }

    fn either(&self) -> Option<usize> {
        self.before.into_iter().chain(self.after).min()
    }
}

/// Names within one wording at most; what stands before them is looked at.
const OVERLAPPING: usize = 16;

/// Weight from which an exact wording is ours whoever is named beside it: about 45 letters.
const LONG: u32 = 450;

/// The errors the bot would answer unasked: each rule once, in order, with a count; a wrapper only when it is alone.
pub(super) fn known(findings: &[Finding], rules: &RuleSet) -> Vec<Diagnosis> {
    let mut diagnoses: Vec<Diagnosis> = Vec::new();
    let sure = || findings.iter().filter(|finding| finding.doubt.is_none());
    let last_resort = |finding: &Finding| rules.rules().get(finding.rule as usize).is_some_and(|rule| rule.last_resort);
    let specific = sure().any(|finding| !last_resort(finding));
    // A wrapper says that the reason is missing; where one stands cut off or misread, that would be untrue.
    let unreadable = |finding: &Finding| {
        matches!(finding.doubt, Some(Doubt::Slips | Doubt::Fragment | Doubt::Tie)) && finding.score >= READABLE
    };
    if !specific && findings.iter().any(unreadable) {
        return diagnoses;
    }
    for finding in sure() {
        if specific && last_resort(finding) {
            continue;
        }
        let Some(rule) = rules.rules().get(finding.rule as usize) else { continue };
        if let Some(known) = diagnoses.iter_mut().find(|known| known.rule == rule.id) {
            known.count = known.count.saturating_add(1);
            // The first one that has a value names it.
            for (slot, value) in &finding.captures {
                known.captures.entry(slot.clone()).or_insert_with(|| value.clone());
            }
            continue;
        }
        diagnoses.push(diagnosis(finding, rules));
    }
    diagnoses
}

/// Score from which a doubtful reading beside a wrapper is the reason it wraps.
const READABLE: f32 = 0.8;

/// The rules of doubtful findings, best first, wrappers last, each once.
pub(super) fn near(findings: &[Finding], rules: &RuleSet) -> Vec<Diagnosis> {
    let mut best: BTreeMap<u32, &Finding> = BTreeMap::new();
    for finding in findings {
        let place = best.entry(finding.rule).or_insert(finding);
        if finding.score > place.score {
            *place = finding;
        }
    }
    let mut near: Vec<&Finding> = best.into_values().collect();
    let wrapper = |finding: &Finding| rules.rules().get(finding.rule as usize).is_some_and(|rule| rule.last_resort);
    near.sort_by(|a, b| wrapper(a).cmp(&wrapper(b)).then(b.score.total_cmp(&a.score)).then(a.rule.cmp(&b.rule)));
    near.into_iter().map(|finding| diagnosis(finding, rules)).collect()
}

/// Whether a doubtful finding that nobody asked about is near enough to be called likely: a damaged wording of some
/// length that stands apart, not words of ours in somebody's talk.
pub(super) fn worth_counting(finding: &Finding) -> bool {
    let damaged =
        matches!(finding.doubt, Some(Doubt::Slips | Doubt::Tie | Doubt::Fragment | Doubt::LostWord | Doubt::Value));
    damaged && !finding.only_when_asked && finding.framed && finding.score >= 0.78 && finding.weight >= 200
}

fn diagnosis(finding: &Finding, rules: &RuleSet) -> Diagnosis {
    let id = rules.rules().get(finding.rule as usize).map(|rule| rule.id.clone());
    Diagnosis {
        rule: id.unwrap_or_else(|| crate::rules::RuleId::new("")),
        score: finding.score,
        how: finding.how(),
        span: finding.span.clone(),
        captures: finding.captures.clone(),
        count: 1,
    }
}
