//! The word somebody meant to type: one slip away from a word that is known.

use std::collections::HashSet;
use std::hash::Hasher;

use super::fnv::{BuildFnv, Fnv};

/// Shorter words are left alone: too many of them lie one slip apart.
const SHORTEST: usize = 5;

/// Known words, ready to be compared with mistyped ones.
///
/// A slip is a letter too many, too few, another one, or two swapped. Two words that lie one slip apart have a spelling
/// in common once a letter is left out of one or both, so a lookup costs a handful of hashes however many words there
/// are.
#[derive(Debug, Default)]
pub struct Spelling {
    /// Known words, each once, the commonest first.
    words: Vec<String>,
    /// The hash of each of their spellings with one letter left out, and of their own, with the word; sorted.
    spellings: Vec<(u64, usize)>,
}

impl Spelling {
    /// Learns `words`, the commonest first: of two that fit, the earlier is taken.
    pub fn new<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let mut seen: HashSet<&str, BuildFnv> = HashSet::default();
        let words: Vec<&str> = words.filter(|word| word.chars().count() + 1 >= SHORTEST && seen.insert(word)).collect();
        let mut spellings: Vec<(u64, usize)> = Vec::new();
        for (number, word) in words.iter().enumerate() {
            spellings.extend(with_one_less(word).map(|spelling| (spelling, number)));
        }
        spellings.sort_unstable();
        spellings.dedup();
        Self { words: words.into_iter().map(str::to_owned).collect(), spellings }
    }

    /// The known word one slip away from `word`, which begins with the same letter; `None` when there is none, and for
    /// short words and numbers.
    pub fn meant(&self, word: &str) -> Option<&str> {
        if word.chars().count() < SHORTEST || !word.chars().all(char::is_alphabetic) {
            return None;
        }
        let near = with_one_less(word).flat_map(|spelling| self.spelt(spelling));
        near.filter(|known| one_slip(known, word)).min_by_key(|known| known.len().abs_diff(word.len()))
    }

    /// The known words with this spelling.
    fn spelt(&self, spelling: u64) -> impl Iterator<Item = &str> {
        let first = self.spellings.partition_point(|(known, _)| *known < spelling);
        let same = self.spellings.iter().skip(first).take_while(move |(known, _)| *known == spelling);
        same.filter_map(|(_, number)| self.words.get(*number)).map(String::as_str)
    }
}

/// The hashes of the word itself and of the word without each of its letters.
fn with_one_less(word: &str) -> impl Iterator<Item = u64> {
    let hash = |before: &str, behind: &str| {
        let mut hash = Fnv::default();
        hash.write(before.as_bytes());
        hash.write(behind.as_bytes());
        hash.finish()
    };
    let less = word.char_indices().map(move |(at, letter)| {
        let (before, rest) = word.split_at(at);
        hash(before, rest.strip_prefix(letter).unwrap_or_default())
    });
    std::iter::once(hash(word, "")).chain(less)
}

/// Whether one slip behind the first letter makes one word of the other.
pub(crate) fn one_slip(known: &str, typed: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (known.chars().collect(), typed.chars().collect());
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    if same == 0 {
        return false;
    }
    let (a, b) = (a.get(same..).unwrap_or_default(), b.get(same..).unwrap_or_default());
    let (a_less, b_less) = (a.get(1..).unwrap_or_default(), b.get(1..).unwrap_or_default());
    let swapped = match (a, b) {
        ([a, b, rest @ ..], [c, d, end @ ..]) => a == d && b == c && rest == end,
        _ => false,
    };
    a_less == b || a == b_less || a_less == b_less || swapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_mended_and_two_are_not() {
        let spelling = Spelling::new(["account", "archived", "void", "permission"].into_iter());
        for (typed, meant) in [
            ("acount", Some("account")),
            ("accountt", Some("account")),
            ("acconut", Some("account")),
            ("archibed", Some("archived")),
            ("permision", Some("permission")),
            ("avoid", None),
            ("acnt", None),
            ("discount", None),
            ("4cc0unt", None),
            ("", None),
        ] {
            assert_eq!(spelling.meant(typed), meant, "{typed}");
        }
    }
}
