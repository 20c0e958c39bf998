//! The word somebody meant to type: one slip away from a word that is known.

use std::collections::HashMap;

/// Shorter words are left alone: too many of them lie one slip apart.
const SHORTEST: usize = 5;

/// Known words, ready to be compared with mistyped ones.
///
/// A slip is a letter too many, too few, another one, or two swapped. Two words that lie one slip apart have a spelling
/// in common once a letter is left out of one or both, so a lookup costs a handful of hashes however many words there
/// are.
#[derive(Debug, Default)]
pub struct Spelling {
    /// Known words by each of their spellings with one letter left out, and by their own.
    words: HashMap<String, Vec<String>>,
}

impl Spelling {
    /// Learns `words`, the commonest first: of two that fit, the earlier is taken.
    pub fn new<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let mut spelling = Self::default();
        for word in words.filter(|word| word.chars().count() + 1 >= SHORTEST) {
            for key in with_one_less(word) {
                let known = spelling.words.entry(key).or_default();
                if !known.iter().any(|known| known == word) {
                    known.push(word.to_owned());
                }
            }
        }
        spelling
    }

    /// The known word one slip away from `word`, which begins with the same letter; `None` when there is none, and for
    /// short words and numbers.
    pub fn meant(&self, word: &str) -> Option<&str> {
        if word.chars().count() < SHORTEST || !word.chars().all(char::is_alphabetic) {
            return None;
        }
        let near = with_one_less(word).filter_map(|key| self.words.get(&key)).flatten();
        near.filter(|known| one_slip(known, word))
            .min_by_key(|known| known.len().abs_diff(word.len()))
            .map(String::as_str)
    }
}

/// The word itself and the word without each of its letters.
fn with_one_less(word: &str) -> impl Iterator<Item = String> {
    let less = word.char_indices().map(|(at, _)| {
        word.char_indices().filter(|(place, _)| *place != at).map(|(_, letter)| letter).collect::<String>()
    });
    [word.to_owned()].into_iter().chain(less)
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
