//! A few words that are looked for in passing, anywhere in the letters of a text.

use super::runs::{SYMBOLS, symbol};

/// Words, as folded letters; those of fewer than two letters are never found.
#[derive(Debug)]
pub(super) struct Marks {
    words: Vec<Vec<u8>>,
    /// For each first letter of a word: a bit for each second one.
    starts: [u32; SYMBOLS],
}

impl Marks {
    /// Takes the words.
    pub(super) fn new(words: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let words: Vec<Vec<u8>> = words.into_iter().collect();
        let mut starts = [0; SYMBOLS];
        for word in &words {
            if let [first, second, ..] = word[..]
                && let Some(seconds) = starts.get_mut(usize::from(symbol(first)))
            {
                *seconds |= 1 << symbol(second);
            }
        }
        Self { words, starts }
    }

    /// Whether one of the words stands in these folded letters.
    pub(super) fn stand_in(&self, letters: &[u8]) -> bool {
        letters.windows(2).enumerate().any(|(at, pair)| {
            let &[first, second] = pair else { return false };
            let seconds = self.starts.get(usize::from(symbol(first))).copied().unwrap_or(0);
            let here = || letters.get(at..).unwrap_or_default();
            seconds >> symbol(second) & 1 == 1
                && self.words.iter().any(|word| word.len() > 1 && here().starts_with(word))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_wherever_they_stand() {
        let marks = Marks::new([b"xero".to_vec(), b"dext".to_vec(), b"x".to_vec()]);
        assert!(marks.stand_in(b"inxerotoday"));
        assert!(marks.stand_in(b"dext"));
        assert!(!marks.stand_in(b"xerdex"));
    }
}
