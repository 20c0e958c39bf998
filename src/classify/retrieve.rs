//! A small search index over labelled lines: which topic is a text about, and which words say so.
//!
//! Two judges, added up. The *model* is linear: each feature of a text adds its weight for each topic, so that every
//! score can be taken apart into words. Its weights are log-odds of the feature in a topic's lines against all others
//! (naive Bayes, steady with few lines), mended by a few rounds of logistic regression (which sees that *tick* alone
//! decides less between four Lentune states than it seems). The *nearest lines* are the ones most like the text (cosine
//! of tf-idf); they speak up when somebody says nearly what an author wrote.
//!
//! Features: words, concepts (see [`crate::paste::words`]), neighbouring words, and letter runs of three and four, which
//! carry a mistyped word to its family. Nothing here is random: the same lines give the same scores.

use std::collections::HashMap;

use crate::paste::words::{Word, concept_name, words};

/// A line a topic is known by.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Its topic: a position below the number of topics.
    pub topic: usize,
    /// As its author wrote it.
    pub text: String,
    /// How much it counts; 1 for what people say, less for what we say about it.
    pub weight: f32,
}

/// What differs between the uses of an index. Chosen by cross-validation: see `tests/core/retrieval.rs`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tuning {
    /// What a common word ("where", "still") counts beside another one. Questions live on them, descriptions do not.
    pub common: f32,
    /// What is added to every count, so that one line's odd word does not decide.
    pub smoothing: f32,
    /// The share of regression in the model, the rest is naive Bayes.
    pub regression: f32,
    /// What the nearest lines count beside the model.
    pub nearest: f32,
}

/// Weight of a word that stands for a concept; other words count 1.
const WORD_WITH_CONCEPT: f32 = 0.6;
/// Weight of a concept, shared by all that a word may stand for.
const CONCEPT: f32 = 0.8;
/// Weight of two neighbours, the less of them common words the more.
const PAIR: [f32; 3] = [0.5, 0.35, 0.15];
/// Weight of all letter runs of a word together.
const LETTERS: f32 = 0.5;
/// Words shorter than this have no letter runs: they would be shared by chance.
const SHORTEST_FOR_LETTERS: usize = 4;
/// Inverse frequency of a feature no line has, in parts of the highest: it dilutes the rest, for it may be a slip.
const UNSEEN: f32 = 0.6;
/// Rounds of regression over all lines. More only learn the lines by heart.
const ROUNDS: usize = 6;
/// How far one line moves the regression.
const STEP: f32 = 2.0;
/// The part of the best line among a topic's nearest; the rest is the mean of its best three.
const BEST_LINE: f32 = 0.4;

/// Lines made ready to be asked.
#[derive(Debug)]
pub(crate) struct Index {
    topics: usize,
    tuning: Tuning,
    lines: Vec<Line>,
    features: HashMap<u64, usize>,
    /// Inverse frequency by feature.
    rarity: Vec<f32>,
    unseen: f32,
    /// Model: `topics` weights for each feature.
    model: Vec<f32>,
    /// Lines by feature, with the feature's part of the line's unit vector.
    postings: Vec<Vec<(usize, f32)>>,
}

/// A text taken apart for one index.
#[derive(Clone, Debug)]
pub(crate) struct Query {
    pub words: Vec<Word>,
    /// Features the index knows: feature, part of the unit vector, the word it comes from.
    known: Vec<(usize, f32, usize)>,
    /// How much of the text the index knows: 0 to 1.
    pub familiar: f32,
    /// How much there is to go by.
    pub mass: f32,
}

/// What the index says about a query.
#[derive(Clone, Debug)]
pub(crate) struct Scores {
    /// By topic; comparable within one query only.
    pub by_topic: Vec<f32>,
    /// By topic, 0 to 1: likeness to its nearest lines.
    pub likeness: Vec<f32>,
}

/// A word that spoke for a topic.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// As it stands in the text, with the concept it was taken for: `gst (tax)`.
    pub word: String,
    /// Its part of all that spoke for the topic: 0 to 1.
    pub share: f32,
    /// The line of the topic nearest to the text, among those with the word; empty when none has it.
    pub line: String,
}

impl Index {
    /// Makes `lines` ready; their topics are below `topics`.
    pub(crate) fn new(topics: usize, lines: Vec<Line>, tuning: Tuning) -> Self {
        let read: Vec<Vec<Feature>> = lines.iter().map(|line| features(&words(&line.text), tuning.common)).collect();
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
            unseen: (all / 0.5).ln() * UNSEEN,
            model: Vec::new(),
            postings: vec![Vec::new(); rarity.len()],
            rarity,
        };
        let vectors: Vec<Vec<(usize, f32)>> = read.iter().map(|features| index.unit_vector(features).0).collect();
        for (line, vector) in vectors.iter().enumerate() {
            for (feature, part) in vector {
                if let Some(postings) = index.postings.get_mut(*feature) {
                    postings.push((line, *part));
                }
            }
        }
        index.model = index.learn(&vectors);
        index
    }

    /// Takes `text` apart.
    pub(crate) fn read(&self, text: &str) -> Query {
        let words = words(text);
        let features = features(&words, self.tuning.common);
        let (known, familiar, mass) = self.unit_vector(&features);
        let origin: HashMap<usize, usize> =
            features.iter().filter_map(|feature| Some((*self.features.get(&feature.key)?, feature.word))).collect();
        let known = known
            .into_iter()
            .map(|(feature, part)| (feature, part, origin.get(&feature).copied().unwrap_or_default()))
            .collect();
        Query { words, known, familiar, mass }
    }

    /// Scores every topic. `counts` gives what a line (by position) counts in the light of what is known beside the
    /// text: 1 as it is, 0 not at all.
    pub(crate) fn scores(&self, query: &Query, counts: impl Fn(usize) -> f32) -> Scores {
        let mut by_topic = vec![0.0; self.topics];
        let mut alike = vec![0.0; self.lines.len()];
        for (feature, part, _) in &query.known {
            for (score, weight) in by_topic.iter_mut().zip(self.row(*feature)) {
                *score += part * weight;
            }
            for (line, in_line) in self.postings.get(*feature).into_iter().flatten() {
                if let Some(alike) = alike.get_mut(*line) {
                    *alike += part * in_line;
                }
            }
        }
        let mut best = vec![[0.0_f32; 3]; self.topics];
        for (position, (line, alike)) in self.lines.iter().zip(alike).enumerate() {
            let Some(best) = best.get_mut(line.topic) else { continue };
            let mut alike = alike * line.weight.cbrt().min(1.0) * counts(position);
            for kept in best {
                if alike > *kept {
                    std::mem::swap(kept, &mut alike);
                }
            }
        }
        let likeness: Vec<f32> = best
            .iter()
            .map(|[first, second, third]| BEST_LINE * first + (1.0 - BEST_LINE) * (first + second + third) / 3.0)
            .collect();
        for (score, likeness) in by_topic.iter_mut().zip(&likeness) {
            *score += self.tuning.nearest * likeness;
        }
        Scores { by_topic, likeness }
    }

    /// The words that spoke for `topic`, strongest first, `most` at most.
    pub(crate) fn because(&self, query: &Query, topic: usize, most: usize) -> Vec<Evidence> {
        let mut by_word = vec![0.0_f32; query.words.len()];
        for (feature, part, word) in &query.known {
            if let (Some(sum), Some(weight)) = (by_word.get_mut(*word), self.row(*feature).get(topic)) {
                *sum += part * weight;
            }
        }
        let all: f32 = by_word.iter().filter(|sum| **sum > 0.0).sum();
        let mut evidence: Vec<Evidence> = query
            .words
            .iter()
            .zip(&by_word)
            .enumerate()
            .filter(|(_, (word, sum))| **sum > 0.0 && (!word.common || !word.concepts.is_empty()))
            .map(|(position, (word, sum))| Evidence {
                word: shown(word),
                share: sum / all,
                line: self.nearest_with(query, topic, position),
            })
            .collect();
        evidence.sort_by(|a, b| b.share.total_cmp(&a.share));
        evidence.truncate(most);
        evidence
    }

    /// The line of `topic` most like the query among those that share the word at `position`.
    fn nearest_with(&self, query: &Query, topic: usize, position: usize) -> String {
        let mut alike: HashMap<usize, (f32, bool)> = HashMap::new();
        for (feature, part, word) in &query.known {
            for (line, in_line) in self.postings.get(*feature).into_iter().flatten() {
                if self.lines.get(*line).is_some_and(|line| line.topic == topic) {
                    let (sum, has) = alike.entry(*line).or_default();
                    *sum += part * in_line;
                    *has |= *word == position;
                }
            }
        }
        alike
            .into_iter()
            .filter(|(_, (_, has))| *has)
            .max_by(|(a, (x, _)), (b, (y, _))| x.total_cmp(y).then(b.cmp(a)))
            .and_then(|(line, _)| self.lines.get(line))
            .map(|line| line.text.clone())
            .unwrap_or_default()
    }

    /// The features the index knows with their parts of the unit vector, and how much of the text they make up.
    fn unit_vector(&self, features: &[Feature]) -> (Vec<(usize, f32)>, f32, f32) {
        let mut known: Vec<(usize, f32)> = Vec::with_capacity(features.len());
        let (mut inside, mut outside) = (0.0, 0.0);
        for feature in features {
            match self.features.get(&feature.key) {
                Some(id) => {
                    let part = feature.weight * self.rarity.get(*id).copied().unwrap_or_default();
                    inside += part * part;
                    known.push((*id, part));
                }
                None => outside += (feature.weight * self.unseen).powi(2),
            }
        }
        let length = (inside + outside).sqrt().max(f32::MIN_POSITIVE);
        for (_, part) in &mut known {
            *part /= length;
        }
        (known, inside / (inside + outside).max(f32::MIN_POSITIVE), length)
    }

    fn row(&self, feature: usize) -> &[f32] {
        self.model.get(feature * self.topics..(feature + 1) * self.topics).unwrap_or_default()
    }

    /// Naive Bayes and regression, blended into one set of weights.
    fn learn(&self, vectors: &[Vec<(usize, f32)>]) -> Vec<f32> {
        let mut model = self.log_odds(vectors);
        let regression = self.regression(vectors);
        let share = self.tuning.regression;
        for (weight, learnt) in model.iter_mut().zip(regression) {
            *weight = *weight * (1.0 - share) + learnt * share;
        }
        model
    }

    /// Log-odds of each feature in a topic's lines against all other lines.
    fn log_odds(&self, vectors: &[Vec<(usize, f32)>]) -> Vec<f32> {
        let mut mass = vec![0.0_f32; self.rarity.len() * self.topics];
        let mut by_topic = vec![0.0_f32; self.topics];
        for (line, vector) in self.lines.iter().zip(vectors) {
            for (feature, part) in vector {
                let part = part * line.weight;
                if let Some(cell) = mass.get_mut(feature * self.topics + line.topic) {
                    *cell += part;
                }
                if let Some(sum) = by_topic.get_mut(line.topic) {
                    *sum += part;
                }
            }
        }
        let all: f32 = by_topic.iter().sum();
        let (added, added_all) = (self.tuning.smoothing, self.tuning.smoothing * self.rarity.len() as f32);
        for row in mass.chunks_mut(self.topics.max(1)) {
            let everywhere: f32 = row.iter().sum();
            for (cell, topic) in row.iter_mut().zip(&by_topic) {
                let here = (*cell + added) / (topic + added_all);
                let elsewhere = (everywhere - *cell + added) / (all - topic + added_all);
                *cell = (here / elsewhere).ln();
            }
        }
        mass
    }

    /// Multinomial logistic regression by stochastic gradient, from zero, in a fixed order that mixes the topics.
    fn regression(&self, vectors: &[Vec<(usize, f32)>]) -> Vec<f32> {
        let mut weights = vec![0.0_f32; self.rarity.len() * self.topics];
        let mut chances = vec![0.0_f32; self.topics];
        let order = mixed(vectors.len());
        for _ in 0..ROUNDS {
            for position in &order {
                let (Some(line), Some(vector)) = (self.lines.get(*position), vectors.get(*position)) else { continue };
                chances.fill(0.0);
                for (feature, part) in vector {
                    let row = weights.get(feature * self.topics..(feature + 1) * self.topics).unwrap_or_default();
                    for (chance, weight) in chances.iter_mut().zip(row) {
                        *chance += part * weight;
                    }
                }
                soften(&mut chances);
                if let Some(right) = chances.get_mut(line.topic) {
                    *right -= 1.0;
                }
                for (feature, part) in vector {
                    let step = part * STEP * line.weight;
                    let row = weights.get_mut(feature * self.topics..(feature + 1) * self.topics).unwrap_or_default();
                    for (weight, off) in row.iter_mut().zip(&chances) {
                        *weight -= step * off;
                    }
                }
            }
        }
        weights
    }
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
    while gcd(step, count) > 1 {
        step += 1;
    }
    (0..count).map(|position| position * step % count).collect()
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn shown(word: &Word) -> String {
    match word.concepts.first().map(|concept| concept_name(*concept)) {
        Some(concept) if concept != word.said => format!("{} ({concept})", word.said),
        _ => word.said.clone(),
    }
}

/// One thing about a text.
struct Feature {
    key: u64,
    weight: f32,
    /// The word it comes from, by position.
    word: usize,
}

/// The features of a text, each once, in a fixed order.
fn features(words: &[Word], common: f32) -> Vec<Feature> {
    let mut features: Vec<Feature> = Vec::new();
    for (position, word) in words.iter().enumerate() {
        let mut add = |kind, parts: &[&str], weight| {
            features.push(Feature { key: key(kind, parts), weight, word: position });
        };
        let own = if word.common {
            common
        } else if word.concepts.is_empty() {
            1.0
        } else {
            WORD_WITH_CONCEPT
        };
        add(b'w', &[&word.stem], own);
        for concept in &word.concepts {
            add(b'c', &[concept_name(*concept)], CONCEPT / (word.concepts.len() as f32).sqrt());
        }
        if position == 0 {
            add(b'p', &["^", head(word)], knob("bound", 0.3));
        }
        if position + 1 == words.len() {
            add(b'p', &[head(word), "$"], knob("bound", 0.3));
        }
        if let Some(next) = words.get(position + 1) {
            let empty = [word, next].into_iter().filter(|word| word.common && word.concepts.is_empty()).count();
            add(b'p', &[head(word), head(next)], PAIR.get(empty).copied().unwrap_or_default());
        }
        let letters: Vec<char> = ['^'].into_iter().chain(word.stem.chars()).chain(['$']).collect();
        if !word.common && letters.len() >= SHORTEST_FOR_LETTERS + 2 {
            let runs: Vec<String> =
                [3, 4].iter().flat_map(|length| letters.windows(*length)).map(String::from_iter).collect();
            let weight = LETTERS / (runs.len() as f32).sqrt();
            for run in &runs {
                add(b'l', &[run], weight);
            }
        }
    }
    features.sort_by_key(|feature| feature.key);
    features.dedup_by(|again, first| {
        let same = again.key == first.key;
        if same {
            first.weight += again.weight;
        }
        same
    });
    features
}

/// What a word stands for beside its neighbour.
fn head(word: &Word) -> &str {
    word.concepts.first().map_or(&word.stem, |concept| concept_name(*concept))
}

/// The 64-bit FNV-1a hash of a feature. Two features sharing one would only blur both a little.
fn key(kind: u8, parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    [kind]
        .into_iter()
        .chain(bytes)
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// Temporary.
pub(crate) fn knob(name: &str, default: f32) -> f32 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}
