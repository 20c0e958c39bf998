//! A problem told in somebody's own words: the rules it may be about, best first.

use std::collections::HashSet;
use std::sync::OnceLock;

pub use super::retrieve::Evidence;
use super::retrieve::{Index, Line, Query, Tuning};
use crate::paste::fnv::BuildFnv;
use crate::paste::words::words;
use crate::rules::{Phrase, Piece, Rule, RuleId, RuleSet, State};

/// The rules, ready to be ranked for a described problem.
#[derive(Debug)]
pub struct Described {
    rules: RuleSet,
    /// Stems of what the rules are about: their titles, wordings and marks. Like the index made at the first question:
    /// most pastes quote their error, and nothing is asked.
    subjects: OnceLock<HashSet<String, BuildFnv>>,
    index: OnceLock<Index>,
}

/// A rule a text may be about.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// The rule.
    pub rule: RuleId,
    /// From 0 to 1, comparable over texts: how likely the text is about this rule. Below [`NEAR`] it is not near at all.
    pub score: f32,
    /// The words that spoke for it, strongest first; five at most, and only for the first three rules.
    pub because: Vec<Evidence>,
}

/// When the best score is below this, the text describes no problem we know: chatter, or another program's error.
///
/// Of described problems about 2 in 100 score lower, of chatter a quarter to a third does. It is no licence to speak up
/// unasked: chatter about Xero and invoices uses the same words as problems with them.
pub const NEAR: f32 = 0.24;

/// A description is told by what it is about, so common words count little.
const TUNING: Tuning = Tuning { common: 0.3, smoothing: 0.5, regression: 0.6, rounds: 3, nearest: 1.0, level: 0.8 };

/// Weights of what a rule is known by: what people say, wordings too general to speak up for, our own sentences.
const SAID: f32 = 1.0;
const GENERAL: f32 = 0.8;
const OURS: f32 = 0.4;

/// The score is the logistic function of `FAMILIAR * familiar + LEAD * lead + BASE`: how much of the text the rules
/// know, and how far this rule is ahead of the next. Fitted by logistic regression to whether the first rule was right,
/// over the descriptions in `tests/pastes` and, at a quarter of their weight, its chatter (never right). Scores of 0.3 to
/// 0.5 are right in 6 of 10 cases, of 0.5 to 0.7 in 9, above 0.7 in 98 of 100; fit again when the rules double.
const FAMILIAR: f32 = 4.3;
const LEAD: f32 = 0.68;
const BASE: f32 = -4.7;
/// A larger lead says no more.
const MOST_LEAD: f32 = 4.0;
/// What a rule loses for each point it is behind the first: the odds of the model itself.
const BEHIND: f32 = 1.0;

/// Rules that get their evidence: as many as are offered.
const EXPLAINED: usize = 3;
/// Words that are named for a rule.
const WORDS_NAMED: usize = 5;

impl Described {
    /// The rules, still to be compiled: when first asked.
    pub fn new(rules: &RuleSet) -> Self {
        Self { rules: rules.clone(), subjects: OnceLock::new(), index: OnceLock::new() }
    }

    /// Whether `text` says a word of what the rules are about, by any of its names. Descriptions are full of people's
    /// own circumstances: that one of them was "before lunch" makes no error of "lunch?".
    pub fn concerns(&self, text: &str) -> bool {
        let subjects = || self.subjects.get_or_init(|| subjects(&self.rules));
        words(text).iter().any(|word| !word.concepts.is_empty() || subjects().contains(&word.stem))
    }

    /// Every rule with its score for `text` (any text; the first 160 words count), best first. Empty only without rules.
    pub fn rank(&self, text: &str) -> Vec<Ranked> {
        let index = self.index.get_or_init(|| Index::new(self.rules.rules().len(), lines(&self.rules), TUNING));
        let query = index.read(text, None);
        let scores = index.scores(&query, |_| 1.0);
        let mut order: Vec<(usize, f32)> = scores.by_topic.iter().copied().enumerate().collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1));
        let best = order.first().map_or(0.0, |(_, score)| *score);
        let lead = order.get(1).map_or(MOST_LEAD, |(_, second)| (best - second).min(MOST_LEAD));
        order
            .into_iter()
            .enumerate()
            .filter_map(|(place, (topic, score))| {
                Some(Ranked {
                    rule: self.rules.rules().get(topic)?.id.clone(),
                    score: calibrated(&query, lead, best - score),
                    because: if place < EXPLAINED {
                        index.because(&query, &scores, topic, WORDS_NAMED)
                    } else {
                        Vec::new()
                    },
                })
            })
            .collect()
    }
}

/// What the rules are known by, in their order.
fn lines(rules: &RuleSet) -> Vec<Line> {
    let mut lines = Vec::new();
    for (topic, rule) in rules.rules().iter().enumerate() {
        let mut add = |text: String, weight| lines.push(Line { topic, text, weight, about: None });
        add(rule.title.written().to_owned(), SAID);
        for phrase in &rule.phrases {
            add(longest_form(phrase), SAID);
        }
        for phrase in &rule.only_when_asked {
            add(longest_form(phrase), GENERAL);
        }
        for line in &rule.described {
            add(line.clone(), SAID);
        }
        for cause in &rule.causes {
            add(cause.because.written().to_owned(), OURS);
        }
        for (state, mark) in marks(rule) {
            add(format!("{} {mark}", state.app), OURS);
        }
    }
    lines
}

/// Stems of the words of titles, wordings and marks.
fn subjects(rules: &RuleSet) -> HashSet<String, BuildFnv> {
    let mut subjects = HashSet::default();
    for rule in rules.rules() {
        let wordings = rule.phrases.iter().chain(&rule.only_when_asked).map(longest_form);
        for text in std::iter::once(rule.title.written().to_owned()).chain(wordings) {
            // What somebody may say beside other things is no subject, though a wording be the same.
            if !rule.described.contains(&text) {
                subjects.extend(words(&text).into_iter().filter(|word| !word.common).map(|word| word.stem));
            }
        }
        for (_, mark) in marks(rule) {
            subjects.extend(words(mark).into_iter().map(|word| word.stem));
        }
    }
    subjects
}

/// The marks a rule is about, all its names for each.
fn marks(rule: &Rule) -> impl Iterator<Item = (&State, &String)> {
    rule.state.iter().flat_map(|state| state.also.iter().chain([&state.shows]).map(move |mark| (state, mark)))
}

/// The score of a rule that is `behind` the best, when that one has this `lead`. Nothing known scores nothing.
fn calibrated(query: &Query, lead: f32, behind: f32) -> f32 {
    if query.familiar == 0.0 {
        return 0.0;
    }
    let behind = if behind > 0.0 { LEAD * lead + BEHIND * behind } else { -LEAD * lead };
    1.0 / (1.0 + (behind - FAMILIAR * query.familiar - BASE).exp())
}

/// The words of the longest form of a phrase, without its slots.
fn longest_form(phrase: &Phrase) -> String {
    let words = |pieces: &[Piece]| -> String {
        let words = pieces.iter().filter_map(|piece| match piece {
            Piece::Words(words) => Some(words.as_str()),
            Piece::Slot(_) => None,
        });
        words.collect::<Vec<_>>().join(" ")
    };
    phrase.variants.iter().map(|variant| words(&variant.pieces)).max_by_key(String::len).unwrap_or_default()
}
