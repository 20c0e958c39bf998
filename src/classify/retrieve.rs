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

mod model;

use std::collections::HashMap;
use std::sync::OnceLock;

use super::features::{Feature, Kind, features, word_key};
use crate::paste::fnv::BuildFnv;
use crate::paste::spelling::Spelling;
use crate::paste::words::{Word, words};
use model::{Model, Postings};

pub(crate) use model::soften;

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
/// The part of the best line among a topic's nearest; the rest is the mean of its best three.
const BEST_LINE: f32 = 0.4;

/// Lines made ready to be asked.
#[derive(Debug)]
pub(crate) struct Index {
    topics: usize,
    tuning: Tuning,
    lines: Vec<Line>,
    features: HashMap<u64, u32, BuildFnv>,
    /// The words of the lines; made when a text first has one that is in none of them.
    spelling: OnceLock<Spelling>,
    /// Inverse frequency by feature.
    rarity: Vec<f32>,
    /// Inverse frequency of a feature that is in no line.
    unseen: f32,
    postings: Postings,
    model: Model,
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
        let mut known: HashMap<u64, u32, BuildFnv> = HashMap::default();
        let mut kinds: Vec<Kind> = Vec::new();
        let mut frequency: Vec<f32> = Vec::new();
        let mut vectors: Vec<Vec<(u32, f32)>> = Vec::with_capacity(lines.len());
        for line in &lines {
            let mut vector = Vec::new();
            for feature in features(&words(&line.text), line.about.as_deref(), tuning.common) {
                let id = *known.entry(feature.key).or_insert_with(|| {
                    kinds.push(feature.kind);
                    frequency.push(0.0);
                    u32::try_from(frequency.len() - 1).unwrap_or(u32::MAX)
                });
                if let Some(seen) = frequency.get_mut(id as usize) {
                    *seen += 1.0;
                }
                vector.push((id, feature.weight));
            }
            vectors.push(vector);
        }
        let all = lines.len() as f32 + 1.0;
        let rarity: Vec<f32> = frequency.iter().map(|seen| (all / (seen + 0.5)).ln().max(0.0)).collect();
        for vector in &mut vectors {
            let mut squared = 0.0;
            for (feature, size) in &mut *vector {
                *size *= rarity.get(*feature as usize).copied().unwrap_or_default();
                squared += *size * *size;
            }
            let length = squared.max(f32::MIN_POSITIVE).sqrt();
            vector.iter_mut().for_each(|(_, size)| *size /= length);
        }
        Self {
            topics,
            tuning,
            features: known,
            spelling: OnceLock::new(),
            unseen: (all / 0.5).ln() * UNSEEN,
            postings: Postings::new(&vectors, rarity.len()),
            rarity,
            model: Model::learn(topics, &lines, &vectors, kinds, tuning),
            lines,
        }
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
        let meant = |word: &Word| strange(word).then(|| self.spelling().meant(&word.said)).flatten();
        if typed.iter().all(|word| meant(word).is_none()) {
            return typed;
        }
        let said: Vec<&str> = typed.iter().map(|word| meant(word).unwrap_or(&word.said)).collect();
        words(&said.join(" "))
    }

    fn spelling(&self) -> &Spelling {
        self.spelling.get_or_init(|| {
            let said: Vec<String> =
                self.lines.iter().flat_map(|line| words(&line.text)).map(|word| word.said).collect();
            Spelling::new(said.iter().map(String::as_str))
        })
    }

    fn weights(&self, feature: usize) -> &[f32] {
        self.model.weights(feature, &self.postings, &self.lines)
    }

    /// Scores every topic. `counts` gives what a line counts among the nearest, in the light of what is known beside the
    /// text: 1 as it is, 0 not at all.
    pub(crate) fn scores(&self, query: &Query, counts: impl Fn(&Line) -> f32) -> Scores {
        let mut by_topic = vec![0.0; self.topics];
        let mut alike = vec![0.0; self.lines.len()];
        for part in &query.known {
            for (score, weight) in by_topic.iter_mut().zip(self.weights(part.feature)) {
                *score += part.size * weight;
            }
            for (line, in_line) in self.postings.of(part.feature) {
                if let Some(alike) = alike.get_mut(line) {
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
            let weight = self.weights(part.feature).get(topic);
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
            .flat_map(|part| self.postings.of(part.feature))
            .filter_map(|(line, _)| Some((self.lines.get(line)?, scores.alike.get(line)?)))
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
                    let feature = *feature as usize;
                    let size = weight * self.rarity.get(feature).copied().unwrap_or_default();
                    inside += size * size;
                    known.push(Part { feature, size, word: *word, kind: *kind });
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
}
