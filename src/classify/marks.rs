//! A few words that are looked for in passing, anywhere in the letters of a text.

use super::runs::{SYMBOLS, symbol};

/// Words, as folded letters; those of fewer than two letters are never found.
#[derive(Debug)]
pub(super) struct Marks {
    words: Vec<Vec<u8>>,
    starts: Starts,
}

impl Marks {
    /// Takes the words.
    pub(super) fn new(words: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let words: Vec<Vec<u8>> = words.into_iter().filter(|word| word.len() > 1).collect();
        let starts = Starts::new(words.iter().map(Vec::as_slice));
        Self { words, starts }
    }

    /// Whether one of the words stands in these folded letters.
    pub(super) fn stand_in(&self, letters: &[u8]) -> bool {
        letters.windows(2).enumerate().any(|(at, pair)| {
            let here = || letters.get(at..).unwrap_or_default();
            self.starts.begin(pair) && self.words.iter().any(|word| here().starts_with(word))
        })
    }
}

/// The first two letters of some words: for each first one a bit for each second one.
#[derive(Debug)]
pub(super) struct Starts([u32; SYMBOLS]);

impl Starts {
    /// Those of these words; a word of one letter has none.
    pub(super) fn new<'w>(words: impl IntoIterator<Item = &'w [u8]>) -> Self {
        let mut starts = [0; SYMBOLS];
        for word in words {
            if let [first, second, ..] = word
                && let Some(seconds) = starts.get_mut(usize::from(symbol(*first)))
            {
                *seconds |= 1 << symbol(*second);
            }
        }
        Self(starts)
    }

    /// Whether a word may begin with these two letters.
    pub(super) fn begin(&self, pair: &[u8]) -> bool {
        let &[first, second] = pair else { return false };
        self.0.get(usize::from(symbol(first))).is_some_and(|seconds| seconds >> symbol(second) & 1 == 1)
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
