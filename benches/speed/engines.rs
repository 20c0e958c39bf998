//! Our engine, and what one might use in its place.

use std::sync::Arc;

use aho_corasick::AhoCorasick;
use crosscheck::classify::{Addressed, Certainty, Classifier};
use rapidfuzz::fuzz::{Args, RatioBatchComparator};
use regex::{Regex, RegexSet, RegexSetBuilder};

use crate::sets::Set;

/// Something that finds errors in lines.
pub(crate) trait Engine {
    /// The numbers of the rules whose errors `line` holds.
    fn find(&mut self, line: &str) -> Vec<usize>;
}

/// The engines, in the order of the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Ours,
    Literals,
    RegexSet,
    Regexes,
    Fuzzy,
}

impl Kind {
    pub(crate) const ALL: [Self; 5] = [Self::Ours, Self::Literals, Self::RegexSet, Self::Regexes, Self::Fuzzy];

    /// The name on the command line, and the one in the tables.
    pub(crate) fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Ours => ("ours", "Crosscheck, whole classification"),
            Self::Literals => ("literals", "Aho-Corasick on cleaned text, then verified"),
            Self::RegexSet => ("regexset", "`regex::RegexSet`"),
            Self::Regexes => ("regexes", "one `regex` after the other"),
            Self::Fuzzy => ("rapidfuzz", "rapidfuzz on windows of words"),
        }
    }

    /// Why nobody waits for this engine with so many wordings.
    pub(crate) fn hopeless(self, wordings: usize) -> Option<&'static str> {
        match self {
            Self::RegexSet if wordings > 3_000 => Some("takes more than a minute to build, and 1.4 GB meanwhile"),
            Self::Regexes if wordings > 3_000 => Some("takes seconds to build, and 700 MB"),
            _ => None,
        }
    }

    /// The engine, ready for lines.
    pub(crate) fn build(self, set: &Arc<Set>) -> Box<dyn Engine> {
        match self {
            Self::Ours => Box::new(Ours { classifier: Classifier::new(Arc::clone(&set.rules)), set: Arc::clone(set) }),
            Self::Literals => Box::new(Literals::new(set)),
            Self::RegexSet => Box::new(OneRegex::new(set)),
            Self::Regexes => Box::new(Regexes::new(set)),
            Self::Fuzzy => Box::new(Fuzzy::new(set)),
        }
    }
}

/// The classification as the bot does it for a line nobody addressed to it.
struct Ours {
    classifier: Classifier,
    set: Arc<Set>,
}

impl Engine for Ours {
    fn find(&mut self, line: &str) -> Vec<usize> {
        let classification = self.classifier.classify(line, Addressed::Overheard);
        if classification.certainty != Certainty::Known {
            return Vec::new();
        }
        classification.diagnoses.iter().filter_map(|diagnosis| self.set.number(diagnosis.rule.as_str())).collect()
    }
}

/// Every wording as a regular expression: any case, up to 80 characters for a value.
fn expressions(set: &Set) -> impl Iterator<Item = String> {
    set.forms.iter().map(|(_, wording)| {
        let parts = wording.split("{}").map(|part| regex::escape(part.trim())).filter(|part| !part.is_empty());
        format!("(?i){}", parts.collect::<Vec<_>>().join(".{0,80}?"))
    })
}

fn numbers(set: &Set) -> Vec<usize> {
    set.forms.iter().map(|(rule, _)| *rule).collect()
}

struct Regexes(Vec<(usize, Regex)>);

impl Regexes {
    fn new(set: &Set) -> Self {
        let compiled = expressions(set).map(|expression| Regex::new(&expression).expect("an escaped wording compiles"));
        Self(numbers(set).into_iter().zip(compiled).collect())
    }
}

impl Engine for Regexes {
    fn find(&mut self, line: &str) -> Vec<usize> {
        self.0.iter().filter(|(_, regex)| regex.is_match(line)).map(|(rule, _)| *rule).collect()
    }
}

struct OneRegex {
    all: RegexSet,
    rules: Vec<usize>,
}

impl OneRegex {
    fn new(set: &Set) -> Self {
        let all = RegexSetBuilder::new(expressions(set)).size_limit(1 << 30).build().expect("escaped wordings compile");
        Self { all, rules: numbers(set) }
    }
}

impl Engine for OneRegex {
    fn find(&mut self, line: &str) -> Vec<usize> {
        // Asked in this order a line without an error costs no allocation.
        if !self.all.is_match(line) {
            return Vec::new();
        }
        self.all.matches(line).iter().map(|form| self.rules[form]).collect()
    }
}

/// `text` into `cleaned` as small letters and digits with one blank between words: a look into a table for each byte.
fn clean(text: &str, table: &[u8; 256], cleaned: &mut Vec<u8>) {
    cleaned.clear();
    let mut last = b' ';
    for byte in text.bytes() {
        let letter = table[usize::from(byte)];
        if letter != b' ' || last != b' ' {
            cleaned.push(letter);
        }
        last = letter;
    }
}

fn table() -> [u8; 256] {
    let mut table = [b' '; 256];
    for byte in (0..=127_u8).filter(u8::is_ascii_alphanumeric) {
        table[usize::from(byte)] = byte.to_ascii_lowercase();
    }
    table
}

/// The cleaned words around the values of each wording.
fn parts(set: &Set) -> Vec<(usize, Vec<String>)> {
    let table = table();
    let cleaned = |part: &str| {
        let mut cleaned = Vec::new();
        clean(part, &table, &mut cleaned);
        String::from_utf8_lossy(cleaned.trim_ascii()).into_owned()
    };
    let parts = |wording: &str| wording.split("{}").map(cleaned).filter(|part| !part.is_empty()).collect();
    set.forms.iter().map(|(rule, wording)| (*rule, parts(wording))).collect()
}

/// The longest part of each wording is looked for; where it stands, all parts must, in order.
struct Literals {
    longest: AhoCorasick,
    parts: Vec<(usize, Vec<String>)>,
    table: [u8; 256],
    cleaned: Vec<u8>,
}

impl Literals {
    fn new(set: &Set) -> Self {
        let parts = parts(set);
        let longest = parts.iter().map(|(_, parts)| parts.iter().max_by_key(|part| part.len()).expect("words"));
        let longest = AhoCorasick::new(longest).expect("few enough wordings");
        Self { longest, parts, table: table(), cleaned: Vec::new() }
    }
}

impl Engine for Literals {
    fn find(&mut self, line: &str) -> Vec<usize> {
        clean(line, &self.table, &mut self.cleaned);
        let mut found = Vec::new();
        for hit in self.longest.find_overlapping_iter(&self.cleaned) {
            let (rule, parts) = &self.parts[hit.pattern().as_usize()];
            let mut rest = str::from_utf8(&self.cleaned).unwrap_or_default();
            let in_order = parts.iter().all(|part| {
                let after = rest.split_once(part.as_str()).map(|(_, after)| after);
                rest = after.unwrap_or_default();
                after.is_some()
            });
            if in_order {
                found.push(*rule);
            }
        }
        found
    }
}

/// How alike a window must be. Lower, and talk in the errors' words is taken for errors.
const ALIKE: f64 = 0.86;

/// Each wording is compared with every stretch of as many words; the one most alike is the answer.
struct Fuzzy {
    wordings: Vec<(usize, usize, RatioBatchComparator<u8>)>,
    table: [u8; 256],
    cleaned: Vec<u8>,
    starts: Vec<usize>,
}

impl Fuzzy {
    fn new(set: &Set) -> Self {
        let wordings = parts(set).into_iter().map(|(rule, parts)| {
            let wording = parts.join(" ");
            let words = wording.split(' ').count() + parts.len() - 1;
            (rule, words, RatioBatchComparator::new(wording.into_bytes()))
        });
        Self { wordings: wordings.collect(), table: table(), cleaned: Vec::new(), starts: Vec::new() }
    }
}

impl Engine for Fuzzy {
    fn find(&mut self, line: &str) -> Vec<usize> {
        clean(line, &self.table, &mut self.cleaned);
        let text = self.cleaned.trim_ascii();
        self.starts.clear();
        self.starts.push(0);
        self.starts.extend(text.iter().enumerate().filter(|(_, letter)| **letter == b' ').map(|(at, _)| at + 1));
        self.starts.push(text.len() + 1);
        let alike_enough = Args::default().score_cutoff(ALIKE);
        let mut best = None;
        for (rule, words, wording) in &self.wordings {
            let words = (*words).min(self.starts.len() - 1);
            for ends in self.starts.windows(words + 1) {
                let window = &text[ends[0]..ends[words] - 1];
                let Some(alike) = wording.similarity_with_args(window.iter().copied(), &alike_enough) else { continue };
                if best.is_none_or(|(so_far, _)| alike > so_far) {
                    best = Some((alike, *rule));
                }
            }
        }
        best.into_iter().map(|(_, rule)| rule).collect()
    }
}
