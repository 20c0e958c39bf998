//! The linear model of an index: what each feature of a text says for each topic.

use std::sync::OnceLock;

use super::super::features::Kind;
use super::{Line, Tuning};

/// How far one line moves the regression.
const STEP: f32 = 3.0;

/// Where the features of the lines stand: for each feature the lines that have it, in order, with its part of the line's
/// unit vector.
#[derive(Debug)]
pub(super) struct Postings {
    /// Where the lines of each feature begin, and one past those of the last.
    starts: Vec<u32>,
    all: Vec<(u32, f32)>,
}

impl Postings {
    /// Sorts the vectors of all lines (features with their parts, in the order of the lines) by feature.
    pub(super) fn new(vectors: &[Vec<(u32, f32)>], features: usize) -> Self {
        let mut starts = vec![0; features + 1];
        for (feature, _) in vectors.iter().flatten() {
            if let Some(count) = starts.get_mut(*feature as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut all = vec![(0, 0.0); sum as usize];
        for (line, vector) in (0..).zip(vectors) {
            for (feature, size) in vector {
                let Some(next) = next.get_mut(*feature as usize) else { continue };
                if let Some(place) = all.get_mut(*next as usize) {
                    *place = (line, *size);
                }
                *next += 1;
            }
        }
        Self { starts, all }
    }

    /// The lines that have a feature.
    pub(super) fn of(&self, feature: usize) -> impl Iterator<Item = (usize, f32)> {
        let at = |feature: usize| self.starts.get(feature).map_or(0, |start| *start as usize);
        let found = self.all.get(at(feature)..at(feature + 1)).unwrap_or_default();
        found.iter().map(|(line, size)| (*line as usize, *size))
    }
}

/// Naive Bayes and regression, blended into one weight for each feature and topic.
///
/// The regression has to read all lines, several times. The odds are counted when a text first has the feature: most
/// features are runs of letters that are in no text anybody sends.
#[derive(Debug)]
pub(super) struct Model {
    topics: usize,
    tuning: Tuning,
    kinds: Vec<Kind>,
    /// For words, and for what lines are said about.
    totals: [Totals; 2],
    regression: Regression,
    weights: Vec<OnceLock<Box<[f32]>>>,
}

/// What the lines of each topic hold in all: they are counted apart for words and for what lines are said about, since
/// many rules offer a topic, and that must not make its words look rare.
#[derive(Debug)]
struct Totals {
    /// By topic, levelled.
    by_topic: Vec<f32>,
    /// What a topic's counts are multiplied by to level them.
    scales: Vec<f32>,
    /// All topics together.
    all: f32,
    /// Different features.
    features: usize,
}

impl Model {
    /// Learns from the vectors of `lines`; `kinds` are those of the features.
    pub(super) fn learn(
        topics: usize,
        lines: &[Line],
        vectors: &[Vec<(u32, f32)>],
        kinds: Vec<Kind>,
        tuning: Tuning,
    ) -> Self {
        let totals = [false, true].map(|about| {
            let counts = |feature: u32| kinds.get(feature as usize).is_some_and(|kind| (*kind == Kind::About) == about);
            let mut by_topic = vec![0.0_f32; topics];
            for (line, vector) in lines.iter().zip(vectors) {
                let Some(sum) = by_topic.get_mut(line.topic) else { continue };
                for (_, size) in vector.iter().filter(|(feature, _)| counts(*feature)) {
                    *sum += size * line.weight;
                }
            }
            let scales = scales(&by_topic, tuning.level);
            by_topic.iter_mut().zip(&scales).for_each(|(total, scale)| *total *= scale);
            let features = kinds.iter().filter(|kind| (**kind == Kind::About) == about).count();
            Totals { all: by_topic.iter().sum(), by_topic, scales, features }
        });
        let regression = Regression::learn(topics, lines, vectors, &kinds, tuning);
        let weights = kinds.iter().map(|_| OnceLock::new()).collect();
        Self { topics, tuning, kinds, totals, regression, weights }
    }

    /// The weights of a feature by topic.
    pub(super) fn weights(&self, feature: usize, postings: &Postings, lines: &[Line]) -> &[f32] {
        let weigh = || {
            let mut weights = self.log_odds(feature, postings, lines);
            let share = self.tuning.regression;
            let mut learnt = self.regression.weights(feature);
            for weight in &mut weights {
                *weight = *weight * (1.0 - share) + learnt.next().unwrap_or(0.0) * share;
            }
            weights.into_boxed_slice()
        };
        self.weights.get(feature).map_or(&[], |weights| weights.get_or_init(weigh))
    }

    /// Log-odds of a feature in a topic's lines against all other lines.
    fn log_odds(&self, feature: usize, postings: &Postings, lines: &[Line]) -> Vec<f32> {
        let mut mass = vec![0.0_f32; self.topics];
        for (line, size) in postings.of(feature) {
            let Some(line) = lines.get(line) else { continue };
            if let Some(sum) = mass.get_mut(line.topic) {
                *sum += size * line.weight;
            }
        }
        let [of_words, of_about] = &self.totals;
        let totals = if self.kinds.get(feature) == Some(&Kind::About) { of_about } else { of_words };
        mass.iter_mut().zip(&totals.scales).for_each(|(cell, scale)| *cell *= scale);
        let added = self.tuning.smoothing;
        let added_all = added * totals.features as f32;
        let everywhere: f32 = mass.iter().sum();
        for (cell, topic) in mass.iter_mut().zip(&totals.by_topic) {
            let here = (*cell + added) / (topic + added_all);
            let elsewhere = (everywhere - *cell + added) / (totals.all - topic + added_all);
            *cell = (here / elsewhere).ln();
        }
        mass
    }
}

/// By how much each topic's share of `totals` is multiplied to level them with their mean.
fn scales(totals: &[f32], level: f32) -> Vec<f32> {
    let some: Vec<f32> = totals.iter().copied().filter(|total| *total > 0.0).collect();
    let mean = some.iter().sum::<f32>() / some.len().max(1) as f32;
    let scale = |total: &f32| if *total > 0.0 { (mean / total).powf(level) } else { 1.0 };
    totals.iter().map(scale).collect()
}

/// What multinomial logistic regression has learnt of the features that are no letter runs.
#[derive(Debug)]
struct Regression {
    topics: usize,
    /// Where the weights of each feature stand; none for letter runs.
    rows: Vec<Option<Row>>,
    /// Row after row, a column for each topic.
    weights: Vec<f32>,
}

/// Where the weights of a feature stand.
///
/// Half of all features are in one line alone. All of one line have one row: a step moves each in proportion to its size,
/// so they are one feature of the size of all, and each has its share of that one's weights.
#[derive(Clone, Copy, Debug)]
struct Row {
    /// The first of its weights.
    start: usize,
    share: f32,
}

/// A line as the regression reads it: the rows of its features, with their sizes.
type Sized = Vec<(usize, f32)>;

impl Regression {
    /// Learns by stochastic gradient, from zero, in a fixed order that mixes the topics.
    fn learn(topics: usize, lines: &[Line], vectors: &[Vec<(u32, f32)>], kinds: &[Kind], tuning: Tuning) -> Self {
        // Filled up, so that rows of any number of topics are read eight at a time.
        let width = topics.next_multiple_of(LANES);
        let (rows, vectors) = rows(vectors, kinds, width);
        let length = rows.iter().flatten().map(|row| row.start + width).max().unwrap_or(0);
        let mut weights = vec![0.0; length];
        let mut lines_of = vec![0.0_f32; topics];
        for line in lines {
            if let Some(lines) = lines_of.get_mut(line.topic) {
                *lines += line.weight;
            }
        }
        let scales = scales(&lines_of, tuning.level);
        let order = mixed(vectors.len());
        let mut off = vec![0.0_f32; width];
        for _ in 0..tuning.rounds {
            for position in &order {
                let (Some(line), Some(vector)) = (lines.get(*position), vectors.get(*position)) else { continue };
                score(&mut off, &weights, vector);
                soften(off.get_mut(..topics).unwrap_or_default());
                if let Some(right) = off.get_mut(line.topic) {
                    *right -= 1.0;
                }
                let step = STEP * line.weight * scales.get(line.topic).copied().unwrap_or(1.0);
                for (start, size) in vector {
                    let step = size * step;
                    let weights = weights.get_mut(*start..*start + width).unwrap_or_default();
                    for (weight, off) in weights.iter_mut().zip(&off) {
                        *weight -= step * off;
                    }
                }
            }
        }
        Self { topics, rows, weights }
    }

    /// The weights of a feature by topic; none for letter runs.
    fn weights(&self, feature: usize) -> impl Iterator<Item = f32> {
        let row = self.rows.get(feature).copied().flatten();
        let weights = row.and_then(|row| self.weights.get(row.start..row.start + self.topics)).unwrap_or_default();
        weights.iter().map(move |weight| weight * row.map_or(0.0, |row| row.share))
    }
}

/// Floats handled at once.
const LANES: usize = 8;

/// Gives each feature its row, and the lines as the regression reads them.
fn rows(vectors: &[Vec<(u32, f32)>], kinds: &[Kind], width: usize) -> (Vec<Option<Row>>, Vec<Sized>) {
    let mut lines_with = vec![0_u32; kinds.len()];
    for (feature, _) in vectors.iter().flatten() {
        if let Some(lines) = lines_with.get_mut(*feature as usize) {
            *lines += 1;
        }
    }
    let mut next = 0;
    let mut new_row = || {
        let start = next;
        next += width;
        start
    };
    let mut rows: Vec<Option<Row>> = vec![None; kinds.len()];
    let mut sized: Vec<Sized> = Vec::with_capacity(vectors.len());
    for vector in vectors {
        let mut line: Sized = Vec::new();
        let mut own: Vec<(u32, f32)> = Vec::new();
        for (feature, size) in vector {
            let at = *feature as usize;
            if kinds.get(at) == Some(&Kind::Letters) {
                continue;
            }
            if lines_with.get(at) == Some(&1) {
                own.push((*feature, *size));
            } else if let Some(row) = rows.get_mut(at) {
                line.push((row.get_or_insert_with(|| Row { start: new_row(), share: 1.0 }).start, *size));
            }
        }
        if !own.is_empty() {
            let size = own.iter().map(|(_, size)| size * size).sum::<f32>().sqrt();
            let start = new_row();
            line.push((start, size));
            for (feature, part) in own {
                if let Some(row) = rows.get_mut(feature as usize) {
                    *row = Some(Row { start, share: part / size.max(f32::MIN_POSITIVE) });
                }
            }
        }
        sized.push(line);
    }
    (rows, sized)
}

/// Scores a line for every topic. Four rows at a time, so that the scores are read and written a quarter as often.
fn score(scores: &mut [f32], weights: &[f32], line: &[(usize, f32)]) {
    let width = scores.len();
    let row = |start: usize| weights.get(start..start + width).unwrap_or_default();
    scores.fill(0.0);
    for parts in line.chunks(4) {
        if let [(a, of_a), (b, of_b), (c, of_c), (d, of_d)] = parts {
            let rows = row(*a).iter().zip(row(*b)).zip(row(*c)).zip(row(*d));
            for (score, (((a, b), c), d)) in scores.iter_mut().zip(rows) {
                *score = *score + of_a * a + of_b * b + of_c * c + of_d * d;
            }
        } else {
            for (start, size) in parts {
                for (score, weight) in scores.iter_mut().zip(row(*start)) {
                    *score += size * weight;
                }
            }
        }
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
    while common_divisor(step, count) > 1 {
        step += 1;
    }
    (0..count).map(|position| position * step % count).collect()
}

fn common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { common_divisor(b, a % b) }
}
