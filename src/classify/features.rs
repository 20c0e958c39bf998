//! What a text is taken apart into before it is compared: words, concepts, neighbours, runs of letters.
//!
//! Concepts ([`crate::paste::words`]) make *nominal* and *ledger code* meet; neighbours tell *not sent* from *sent*; runs
//! of three and four letters carry an odd form of a word to its family.

use crate::paste::words::Word;

/// Weight of a word that stands for a concept; other words count 1.
const WORD_WITH_CONCEPT: f32 = 0.7;
/// Weight of the form a word has: *void* is something to do, *voided* something that was done.
const FORM: f32 = 0.5;
/// Weight of a concept, shared by all that a word may stand for.
const CONCEPT: f32 = 1.0;
/// Weight of two neighbours of which none, one or both are common words.
const PAIR: [f32; 3] = [0.5, 0.35, 0.15];
/// Weight of the word that begins or ends a text.
const EDGE: f32 = 0.3;
/// Weight of all letter runs of a word together.
const LETTERS: f32 = 0.5;
/// Words shorter than this have no letter runs: they would be shared by chance.
const SHORTEST_FOR_LETTERS: usize = 4;
/// Weight of what a text is said about.
const ABOUT: f32 = 0.8;

/// What a feature is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word, a concept, or neighbours.
    Words,
    /// A run of letters.
    Letters,
    /// What the text is said about.
    About,
}

/// One thing about a text.
pub(super) struct Feature {
    /// Its hash.
    pub key: u64,
    /// How much it counts in its text.
    pub weight: f32,
    /// The word it comes from, by position.
    pub word: usize,
    /// What it is made of.
    pub kind: Kind,
}

/// The features of a text, each once, in a fixed order.
pub(super) fn features(words: &[Word], about: Option<&str>, common: f32) -> Vec<Feature> {
    let mut features: Vec<Feature> = Vec::with_capacity(words.len() * 16);
    let mut letters: Vec<char> = Vec::new();
    if let Some(about) = about {
        features.push(Feature { key: key(b'a', about.bytes()), weight: ABOUT, word: usize::MAX, kind: Kind::About });
    }
    for (position, word) in words.iter().enumerate() {
        let mut add = |key, weight, kind| features.push(Feature { key, weight, word: position, kind });
        let own = match (word.common, word.concepts.is_empty()) {
            (true, _) => common,
            (false, true) => 1.0,
            (false, false) => WORD_WITH_CONCEPT,
        };
        add(word_key(word), own, Kind::Words);
        if word.said != word.stem {
            add(key(b'f', word.said.bytes()), FORM, Kind::Words);
        }
        for concept in &word.concepts {
            add(key(b'c', concept.bytes()), CONCEPT / (word.concepts.len() as f32).sqrt(), Kind::Words);
        }
        if position == 0 {
            add(pair_key("", head(word)), EDGE, Kind::Words);
        }
        match words.get(position + 1) {
            Some(next) => {
                let empty = usize::from(word.is_empty()) + usize::from(next.is_empty());
                add(pair_key(head(word), head(next)), PAIR.get(empty).copied().unwrap_or_default(), Kind::Words);
            }
            None => add(pair_key(head(word), ""), EDGE, Kind::Words),
        }
        letters.clear();
        letters.extend(['^'].into_iter().chain(word.stem.chars()).chain(['$']));
        if !word.common && letters.len() >= SHORTEST_FOR_LETTERS + 2 {
            let runs = || letters.windows(3).chain(letters.windows(4));
            let weight = LETTERS / (runs().count() as f32).sqrt();
            for run in runs() {
                add(letters_key(run), weight, Kind::Letters);
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

/// The feature of a word by itself.
pub(super) fn word_key(word: &Word) -> u64 {
    key(b'w', word.stem.bytes())
}

/// What a word stands for beside its neighbour.
fn head(word: &Word) -> &str {
    word.concepts.first().copied().unwrap_or(&word.stem)
}

fn pair_key(first: &str, second: &str) -> u64 {
    key(b'p', first.bytes().chain([0]).chain(second.bytes()))
}

/// The 64-bit FNV-1a hash of a feature. Two features that share one would only blur both a little.
fn key(kind: u8, bytes: impl Iterator<Item = u8>) -> u64 {
    [kind].into_iter().chain(bytes).fold(START, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}

/// The same hash of a run of letters, four bytes each. Of most letters the last three are zero: they make one step.
fn letters_key(run: &[char]) -> u64 {
    const FOUR: u64 = PRIME.wrapping_pow(4);
    run.iter().fold((START ^ u64::from(b'l')).wrapping_mul(PRIME), |hash, letter| match u8::try_from(*letter) {
        Ok(letter) => (hash ^ u64::from(letter)).wrapping_mul(FOUR),
        Err(_) => u32::from(*letter)
            .to_le_bytes()
            .iter()
            .fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(PRIME)),
    })
}

const START: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;
