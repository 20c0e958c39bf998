//! A problem told in somebody's own words: the rules it may be about, best first.

use std::sync::OnceLock;

use super::retrieve::{Evidence, Index, Line, Tuning, soften};
use crate::rules::{RuleId, RuleSet};

/// The rules, ready to be ranked for a described problem.
#[derive(Debug)]
pub struct Described {
    rules: Vec<RuleId>,
    lines: Vec<Line>,
    /// Made at the first question: most pastes quote their error and never ask.
    index: OnceLock<Index>,
}

/// A rule a text may be about.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// The rule.
    pub rule: RuleId,
    /// From 0 to 1, comparable over texts. See [`Described::rank`].
    pub score: f32,
    /// The words that spoke for it, strongest first; five at most.
    pub because: Vec<Evidence>,
}

/// Questions are told by what they are about, so common words count little.
const TUNING: Tuning = Tuning { common: 0.3, smoothing: 0.5, regression: 0.4, nearest: 1.5 };

impl Described {
    /// Collects what the rules are known by; compiled when first asked.
    pub fn new(rules: &RuleSet) -> Self {
        let mut lines = Vec::new();
        for (topic, rule) in rules.rules().iter().enumerate() {
            let mut add = |text: &str, weight| lines.push(Line { topic, text: text.to_owned(), weight });
            add(rule.title.written(), 1.0);
            for phrase in &rule.phrases {
                add(&phrase.written, 1.0);
            }
            for phrase in &rule.only_when_asked {
                add(&phrase.written, 0.8);
            }
            for line in &rule.described {
                add(line, 1.0);
            }
            for cause in &rule.causes {
                add(cause.because.written(), 0.4);
            }
        }
        Self { rules: rules.rules().iter().map(|rule| rule.id.clone()).collect(), lines, index: OnceLock::new() }
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(self.rules.len(), self.lines.clone(), TUNING))
    }

    /// All rules for `text`, best first.
    pub fn rank(&self, text: &str) -> Vec<Ranked> {
        let index = self.index();
        let query = index.read(text);
        let scores = index.scores(&query, |_| 1.0);
        let mut chances = scores.by_topic.clone();
        soften(&mut chances);
        let mut ranked: Vec<(usize, f32)> = chances.into_iter().enumerate().collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        ranked
            .into_iter()
            .filter_map(|(topic, score)| {
                Some(Ranked { rule: self.rules.get(topic)?.clone(), score, because: Vec::new() })
            })
            .collect()
    }
}
