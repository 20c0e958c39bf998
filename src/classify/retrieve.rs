//! A small search index over labelled lines: which topic is a text about, and which of its words say so.
//!
//! Two judges, added up. The *model* is linear: each feature of a text adds its weight for each topic, so that every
//! score can be taken apart into words. Its weights are log-odds of the feature in a topic's lines against all others
//! (naive Bayes, steady with few lines), blended with a few rounds of logistic regression (which sees that *tick* alone
//! decides less between four Lentune states than it seems). The *nearest lines* are the ones most like the text (cosine
//! of tf-idf); they speak up when somebody says nearly what an author wrote.
//!
//! A text is taken apart into [`super::features`]. Nothing here is random: the same lines give the same scores. The constants were
//! chosen by cross-validation over the rules' own lines and lie on a plateau: half or double moves the figures of
//! `tests/core/retrieval.rs` by less than two in a hundred.

use std::collections::HashMap;

use super::features::{Feature, Kind, features, word_key};
use crate::paste::spelling::Spelling;
use crate::paste::words::{Word, words};

/// A line a topic is known by.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Its topic: a position below the number of topics.
    pub topic: usize,
    /// As its author wrote it.
    pub text: String,
    /// How much it counts; 1 for what people say, less for what we say about it.
    pub weight: f32,
    /// What it is said about, beside its words: one more feature.
    pub about: Option<String>,
}

/// What differs between the uses of an index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tuning {
    /// What a common word ("where", "still") counts beside another one. Questions live on them, descriptions do not.
    pub common: f32,
    /// What is added to every count, so that one line's odd word does not decide.
    pub smoothing: f32,
    /// The share of regression in the model, the rest is naive Bayes.
    pub regression: f32,
    /// Rounds of regression over all lines. More only learn the lines by heart.
    pub rounds: usize,
    /// What the nearest lines count beside the model.
    pub nearest: f32,
    /// How far topics with many lines and with few are made to weigh alike: 0 not at all, 1 entirely. What is asked about
    /// a topic often may have many lines and be likelier for it; that a rule has many is its author's diligence.
    pub level: f32,
}

/// Inverse frequency of a feature no line has, in parts of the highest: it dilutes the rest, for it may be a slip.
const UNSEEN: f32 = 0.6;
/// How far one line moves the regression.
const STEP: f32 = 3.0;
/// The part of the best line among a topic's nearest; the rest is the mean of its best three.
const BEST_LINE: f32 = 0.4;

/// Lines made ready to be asked.
#[derive(Debug)]
pub(crate) struct Index {
    topics: usize,
    tuning: Tuning,
    lines: Vec<Line>,
    features: HashMap<u64, usize>,
    spelling: Spelling,
    /// Inverse frequency by feature.
    rarity: Vec<f32>,
    /// Inverse frequency of a feature that is in no line.
    unseen: f32,
    /// The model: `topics` weights for each feature.
    model: Vec<f32>,
    /// Lines by feature, with the feature's part of the line's unit vector.
    postings: Vec<Vec<(usize, f32)>>,
}

/// A text taken apart for one index.
#[derive(Clone, Debug)]
pub(crate) struct Query {
    /// Its words.
    pub words: Vec<Word>,
    /// How much of the text the index knows, weighed by rarity: 0 to 1.
    pub familiar: f32,
    known: Vec<Part>,
}

impl Query {
    /// Whether the index knows not one word of the text.
    pub(crate) fn says_nothing(&self) -> bool {
        !self.known.iter().any(|part| part.kind == Kind::Words)
    }
}

/// A feature of a text that the index knows.
#[derive(Clone, Copy, Debug)]
struct Part {
    feature: usize,
    /// Its part of the text's unit vector.
    size: f32,
    /// The word it comes from, by position.
    word: usize,
    kind: Kind,
}

/// What the index says about a query.
#[derive(Clone, Debug)]
pub(crate) struct Scores {
    /// By topic; comparable within one query only.
    pub by_topic: Vec<f32>,
    /// By line: cosine of the query and the line.
    alike: Vec<f32>,
}

/// A word that spoke for a topic.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// As it stands in the text, with the concept it was taken for: `gst (tax)`.
    pub word: String,
    /// Its part of all that spoke for the topic: 0 to 1.
    pub share: f32,
    /// The line of the topic nearest to the text, among those that share the word; empty when only single letters do.
    pub line: String,
}

impl Index {
    /// Makes `lines` ready; their topics are below `topics`.
    pub(crate) fn new(topics: usize, lines: Vec<Line>, tuning: Tuning) -> Self {
        let worded: Vec<Vec<Word>> = lines.iter().map(|line| words(&line.text)).collect();
        let read: Vec<Vec<Feature>> = lines
            .iter()
            .zip(&worded)
            .map(|(line, words)| features(words, line.about.as_deref(), tuning.common))
            .collect();
        let mut known: HashMap<u64, usize> = HashMap::new();
        let mut frequency: Vec<f32> = Vec::new();
        for feature in read.iter().flatten() {
            let next = frequency.len();
            let id = *known.entry(feature.key).or_insert(next);
            match frequency.get_mut(id) {
                Some(seen) => *seen += 1.0,
                None => frequency.push(1.0),
            }
        }
        let all = lines.len() as f32 + 1.0;
        let rarity: Vec<f32> = frequency.iter().map(|seen| (all / (seen + 0.5)).ln().max(0.0)).collect();
        let mut index = Self {
            topics,
            tuning,
            lines,
            features: known,
            spelling: Spelling::new(worded.iter().flatten().map(|word| word.said.as_str())),
            unseen: (all / 0.5).ln() * UNSEEN,
            model: Vec::new(),
            postings: vec![Vec::new(); rarity.len()],
            rarity,
        };
        let vectors: Vec<Vec<Part>> = read.iter().map(|features| index.unit_vector(features).0).collect();
        for (line, vector) in vectors.iter().enumerate() {
            for part in vector {
                if let Some(postings) = index.postings.get_mut(part.feature) {
                    postings.push((line, part.size));
                }
            }
        }
        index.model = index.learn(&vectors);
        index
    }

    /// Takes `text` apart; `about` is what it is said about, as in [`Line::about`].
    pub(crate) fn read(&self, text: &str, about: Option<&str>) -> Query {
        let words = self.mended(words(text));
        let (known, familiar) = self.unit_vector(&features(&words, about, self.tuning.common));
        Query { words, familiar, known }
    }

    /// The words with every one that is in no line put right where one slip explains it.
    fn mended(&self, typed: Vec<Word>) -> Vec<Word> {
        let strange =
            |word: &Word| !word.common && word.concepts.is_empty() && !self.features.contains_key(&word_key(word));
        let meant = |word: &Word| strange(word).then(|| self.spelling.meant(&word.said)).flatten();
        if typed.iter().all(|word| meant(word).is_none()) {
            return typed;
        }
        let said: Vec<&str> = typed.iter().map(|word| meant(word).unwrap_or(&word.said)).collect();
        words(&said.join(" "))
    }

    /// Scores every topic. `counts` gives what a line counts among the nearest, in the light of what is known beside the
    /// text: 1 as it is, 0 not at all.
    pub(crate) fn scores(&self, query: &Query, counts: impl Fn(&Line) -> f32) -> Scores {
        let mut by_topic = vec![0.0; self.topics];
        let mut alike = vec![0.0; self.lines.len()];
        for part in &query.known {
            for (score, weight) in by_topic.iter_mut().zip(row(&self.model, self.topics, part.feature)) {
                *score += part.size * weight;
            }
            for (line, in_line) in self.postings.get(part.feature).into_iter().flatten() {
                if let Some(alike) = alike.get_mut(*line) {
                    *alike += part.size * in_line;
                }
            }
        }
        let mut nearest = vec![[0.0_f32; 3]; self.topics];
        for (line, alike) in self.lines.iter().zip(&alike) {
            if *alike == 0.0 {
                continue;
            }
            let mut alike = alike * line.weight.cbrt() * counts(line);
            for kept in nearest.get_mut(line.topic).into_iter().flatten() {
                if alike > *kept {
                    std::mem::swap(kept, &mut alike);
                }
            }
        }
        for (score, [first, second, third]) in by_topic.iter_mut().zip(nearest) {
            let likeness = BEST_LINE * first + (1.0 - BEST_LINE) * (first + second + third) / 3.0;
            *score += self.tuning.nearest * likeness;
        }
        Scores { by_topic, alike }
    }

    /// The words of `query` that spoke for `topic`, strongest first, `most` at most; `scores` are those of the query.
    pub(crate) fn because(&self, query: &Query, scores: &Scores, topic: usize, most: usize) -> Vec<Evidence> {
        let mut by_word = vec![0.0_f32; query.words.len()];
        for part in &query.known {
            let weight = row(&self.model, self.topics, part.feature).get(topic);
            if let (Some(sum), Some(weight)) = (by_word.get_mut(part.word), weight) {
                *sum += part.size * weight;
            }
        }
        let all: f32 = by_word.iter().filter(|sum| **sum > 0.0).sum();
        let spoke = |(_, (word, sum)): &(usize, (&Word, f32))| *sum > 0.0 && !word.is_empty();
        let mut speaking: Vec<(usize, (&Word, f32))> =
            query.words.iter().zip(by_word).enumerate().filter(spoke).collect();
        speaking.sort_by(|(_, (_, a)), (_, (_, b))| b.total_cmp(a));
        speaking.truncate(most);
        let shown = |(position, (word, sum)): (usize, (&Word, f32))| Evidence {
            word: match word.concepts.first() {
                Some(concept) if *concept != word.said => format!("{} ({concept})", word.said),
                _ => word.said.clone(),
            },
            share: sum / all,
            line: self.nearest_with(query, scores, topic, position),
        };
        speaking.into_iter().map(shown).collect()
    }

    /// The line of `topic` most like the query among those that share something of the word at `position`.
    fn nearest_with(&self, query: &Query, scores: &Scores, topic: usize, position: usize) -> String {
        let of_word = query.known.iter().filter(|part| part.word == position);
        of_word
            .filter_map(|part| self.postings.get(part.feature))
            .flatten()
            .filter_map(|(line, _)| Some((self.lines.get(*line)?, scores.alike.get(*line)?)))
            .filter(|(line, _)| line.topic == topic)
            .max_by(|(_, a), (_, b)| a.total_cmp(b))
            .map(|(line, _)| line.text.clone())
            .unwrap_or_default()
    }

    /// The features the index knows as parts of a unit vector, and how much of the whole they make up.
    fn unit_vector(&self, features: &[Feature]) -> (Vec<Part>, f32) {
        let mut known: Vec<Part> = Vec::with_capacity(features.len());
        let (mut inside, mut outside) = (0.0, 0.0);
        for Feature { key, weight, word, kind } in features {
            match self.features.get(key) {
                Some(feature) => {
                    let size = weight * self.rarity.get(*feature).copied().unwrap_or_default();
                    inside += size * size;
                    known.push(Part { feature: *feature, size, word: *word, kind: *kind });
                }
                None => outside += (weight * self.unseen).powi(2),
            }
        }
        let whole = (inside + outside).max(f32::MIN_POSITIVE);
        for part in &mut known {
            part.size /= whole.sqrt();
        }
        (known, inside / whole)
    }

    /// Naive Bayes and regression, blended into one set of weights.
    fn learn(&self, vectors: &[Vec<Part>]) -> Vec<f32> {
        let mut model = self.log_odds(vectors);
        let share = self.tuning.regression;
        for (weight, learnt) in model.iter_mut().zip(self.regression(vectors)) {
            *weight = *weight * (1.0 - share) + learnt * share;
        }
        model
    }

    /// Log-odds of each feature in a topic's lines against all other lines. What lines are said about is counted apart
    /// from their words: many rules offer a topic, and that must not make its words look rare.
    fn log_odds(&self, vectors: &[Vec<Part>]) -> Vec<f32> {
        let mut mass = vec![0.0_f32; self.rarity.len() * self.topics];
        let mut is_about = vec![false; self.rarity.len()];
        let mut of_words = vec![0.0_f32; self.topics];
        let mut of_about = vec![0.0_f32; self.topics];
        for (line, vector) in self.lines.iter().zip(vectors) {
            for part in vector {
                let about = part.kind == Kind::About;
                if let Some(known) = is_about.get_mut(part.feature) {
                    *known = about;
                }
                let totals = if about { &mut of_about } else { &mut of_words };
                let cell = row_mut(&mut mass, self.topics, part.feature).get_mut(line.topic);
                for sum in cell.into_iter().chain(totals.get_mut(line.topic)) {
                    *sum += part.size * line.weight;
                }
            }
        }
        for (totals, about) in [(&mut of_words, false), (&mut of_about, true)] {
            let scales = self.scales(totals);
            for (row, _) in mass.chunks_mut(self.topics.max(1)).zip(&is_about).filter(|(_, is)| **is == about) {
                row.iter_mut().zip(&scales).for_each(|(cell, scale)| *cell *= scale);
            }
            totals.iter_mut().zip(&scales).for_each(|(total, scale)| *total *= scale);
        }
        let abouts = is_about.iter().filter(|about| **about).count();
        let added = self.tuning.smoothing;
        for (row, about) in mass.chunks_mut(self.topics.max(1)).zip(is_about) {
            let (totals, features) = if about { (&of_about, abouts) } else { (&of_words, self.rarity.len() - abouts) };
            let added_all = added * features as f32;
            let all: f32 = totals.iter().sum();
            let everywhere: f32 = row.iter().sum();
            for (cell, topic) in row.iter_mut().zip(totals) {
                let here = (*cell + added) / (topic + added_all);
                let elsewhere = (everywhere - *cell + added) / (all - topic + added_all);
                *cell = (here / elsewhere).ln();
            }
        }
        mass
    }

    /// By how much each topic's share of `totals` is multiplied to level them with their mean.
    fn scales(&self, totals: &[f32]) -> Vec<f32> {
        let some: Vec<f32> = totals.iter().copied().filter(|total| *total > 0.0).collect();
        let mean = some.iter().sum::<f32>() / some.len().max(1) as f32;
        let scale = |total: &f32| if *total > 0.0 { (mean / total).powf(self.tuning.level) } else { 1.0 };
        totals.iter().map(scale).collect()
    }

    /// Multinomial logistic regression by stochastic gradient, from zero, in a fixed order that mixes the topics.
    fn regression(&self, vectors: &[Vec<Part>]) -> Vec<f32> {
        let mut weights = vec![0.0_f32; self.rarity.len() * self.topics];
        let mut off = vec![0.0_f32; self.topics];
        let order = mixed(vectors.len());
        let mut lines_of = vec![0.0_f32; self.topics];
        for line in &self.lines {
            if let Some(lines) = lines_of.get_mut(line.topic) {
                *lines += line.weight;
            }
        }
        let scales = self.scales(&lines_of);
        for _ in 0..self.tuning.rounds {
            for position in &order {
                let (Some(line), Some(vector)) = (self.lines.get(*position), vectors.get(*position)) else { continue };
                off.fill(0.0);
                for part in vector.iter().filter(|part| part.kind != Kind::Letters) {
                    for (score, weight) in off.iter_mut().zip(row(&weights, self.topics, part.feature)) {
                        *score += part.size * weight;
                    }
                }
                soften(&mut off);
                if let Some(right) = off.get_mut(line.topic) {
                    *right -= 1.0;
                }
                for part in vector.iter().filter(|part| part.kind != Kind::Letters) {
                    let step = part.size * STEP * line.weight * scales.get(line.topic).copied().unwrap_or(1.0);
                    for (weight, off) in row_mut(&mut weights, self.topics, part.feature).iter_mut().zip(&off) {
                        *weight -= step * off;
                    }
                }
            }
        }
        weights
    }
}

fn row(weights: &[f32], topics: usize, feature: usize) -> &[f32] {
    weights.get(feature * topics..(feature + 1) * topics).unwrap_or_default()
}

fn row_mut(weights: &mut [f32], topics: usize, feature: usize) -> &mut [f32] {
    weights.get_mut(feature * topics..(feature + 1) * topics).unwrap_or_default()
}

/// Turns scores into chances that add up to 1.
pub(crate) fn soften(scores: &mut [f32]) {
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - highest).exp();
        sum += *score;
    }
    for score in scores.iter_mut() {
        *score /= sum;
    }
}

/// 0 to `count` in a fixed order in which neighbours lie far apart: steps of about the golden section.
fn mixed(count: usize) -> Vec<usize> {
    let mut step = (count * 618 / 1_000).max(1);
    while common_divisor(step, count) > 1 {
        step += 1;
    }
    (0..count).map(|position| position * step % count).collect()
}

fn common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { common_divisor(b, a % b) }
}
