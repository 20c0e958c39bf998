//! Counting what was right, and the figures that come of it.

use std::collections::BTreeMap;

use super::label::{Labelled, Rules};

/// The ids every answer is held to: an error of another label must not be taken for one of these.
const CONTRACT: &[&str] = &[
    "account-code-archived",
    "account-code-invalid-for-document",
    "tax-type-account-mismatch",
    "invoice-id-not-found",
    "invalid-status-for-modification",
    "not-authorised",
    "image-not-published",
    "spend-money-not-updatable",
    "lock-date",
    "already-exists-not-draft",
    "inventory-account-type",
    "unknown-bank-account",
    "tax-exceeds-line-amount",
    "user-lacks-permission",
    "invoice-number-not-unique",
    "no-linked-bank-account",
    "user-id-not-linked",
    "subscription-inactive",
    "invoice-approval-limit",
    "lentune-failed",
    "lentune-integrated",
    "lentune-skipped",
    "lentune-blank",
];

/// What was counted so far.
#[derive(Debug, Default)]
pub(super) struct Tally {
    lines: usize,
    hits: usize,
    false_alarms: usize,
    missed: usize,
    first: Share,
    first_three: Share,
    topic_first: Share,
    topic_first_two: Share,
    confusions: BTreeMap<(String, String), usize>,
    kinds: BTreeMap<String, (usize, usize)>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Share {
    right: usize,
    of: usize,
}

impl Share {
    fn count(&mut self, right: bool) {
        self.of += 1;
        self.right += usize::from(right);
    }

    fn value(self) -> Option<f64> {
        ratio(self.right, self.of)
    }
}

/// The figures, each from 0 to 1; `None` where nothing was there to measure.
#[derive(Clone, Debug)]
pub(super) struct Figures(Vec<(&'static str, Option<f64>)>);

impl Figures {
    /// Key and figure, in the order in which they are read.
    pub(super) fn named(&self) -> impl Iterator<Item = (&'static str, Option<f64>)> {
        self.0.iter().copied()
    }
}

impl Tally {
    /// Counts a paste: `spoken` is what would be answered overheard, `ranked` the candidates when asked.
    pub(super) fn paste(&mut self, labelled: &Labelled, expected: &Rules<'_>, spoken: &[&str], ranked: &[&str]) {
        self.lines += 1;
        let allowed =
            |id: &str| labelled.also_ok.iter().any(|other| other == id) || expected.other && !CONTRACT.contains(&id);
        let hits = spoken.iter().filter(|id| expected.ids.contains(id)).count();
        let stand_ins = spoken.iter().filter(|id| !expected.ids.contains(id) && allowed(id)).count();
        let wrong: Vec<&&str> = spoken.iter().filter(|id| !expected.ids.contains(id) && !allowed(id)).collect();
        // An allowed id stands in for an expected one that is missing.
        let missing = expected.ids.len().saturating_sub(hits + stand_ins);
        self.hits += hits + stand_ins.min(expected.ids.len() - hits);
        self.false_alarms += wrong.len();
        self.missed += missing;
        let right = wrong.is_empty() && missing == 0;
        if !right {
            let or_none = |ids: &[&str]| if ids.is_empty() { "none".to_owned() } else { ids.join(", ") };
            let expected = if expected.other { "another error".to_owned() } else { or_none(&expected.ids) };
            *self.confusions.entry((expected, or_none(spoken))).or_default() += 1;
        }
        if let [_, ..] = expected.ids.as_slice() {
            let fits = |id: &&str| expected.ids.contains(id) || allowed(id);
            self.first.count(ranked.iter().take(1).any(fits));
            self.first_three.count(ranked.iter().take(3).any(fits));
        }
        if let Some(kind) = &labelled.kind {
            let (rights, lines) = self.kinds.entry(kind.clone()).or_default();
            *rights += usize::from(right);
            *lines += 1;
        }
    }

    /// Counts a follow-up: `ranked` are the topics found, best first.
    pub(super) fn topic(&mut self, topic: &str, also_ok: &[String], ranked: &[String]) {
        self.lines += 1;
        let fits = |found: &String| found == topic || also_ok.contains(found);
        let right = ranked.first().is_some_and(fits);
        self.topic_first.count(right);
        self.topic_first_two.count(ranked.iter().take(2).any(fits));
        if !right {
            let found = ranked.first().cloned().unwrap_or_else(|| "none".to_owned());
            *self.confusions.entry((topic.to_owned(), found)).or_default() += 1;
        }
    }

    /// Lines counted.
    pub(super) fn lines(&self) -> usize {
        self.lines
    }

    /// What was expected, what was found instead, and how often; the most frequent first.
    pub(super) fn confusions(&self) -> Vec<(&str, &str, usize)> {
        let mut all: Vec<_> = self
            .confusions
            .iter()
            .map(|((expected, found), times)| (expected.as_str(), found.as_str(), *times))
            .collect();
        all.sort_by_key(|(_, _, times)| std::cmp::Reverse(*times));
        all
    }

    /// By kind: lines answered right when overheard, and lines.
    pub(super) fn kinds(&self) -> impl Iterator<Item = (&str, usize, usize)> {
        self.kinds.iter().map(|(kind, (right, lines))| (kind.as_str(), *right, *lines))
    }

    /// The figures of what was counted. Precision and recall are those of answers given when overheard; top 1 and top 3
    /// those of the candidates when asked.
    pub(super) fn figures(&self) -> Figures {
        Figures(vec![
            ("precision", ratio(self.hits, self.hits + self.false_alarms)),
            ("recall", ratio(self.hits, self.hits + self.missed)),
            ("top_1", self.first.value()),
            ("top_3", self.first_three.value()),
            ("topic_top_1", self.topic_first.value()),
            ("topic_top_2", self.topic_first_two.value()),
        ])
    }
}

fn ratio(part: usize, whole: usize) -> Option<f64> {
    // Line counts: far below where f64 is inexact.
    #[expect(clippy::cast_precision_loss, reason = "counts of lines")]
    (whole > 0).then(|| part as f64 / whole as f64)
}
