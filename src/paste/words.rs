//! The words of a text, made comparable: spelling, endings, symbols, and what bookkeepers call the same thing.
//!
//! For texts told in somebody's own words. Quoted errors are matched elsewhere, letter by letter.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::fnv::BuildFnv;

/// Words read of one text; whoever describes a problem needs fewer, and the rest of a long paste adds nothing.
const MAX_WORDS: usize = 160;

/// Characters read of one text: enough for [`MAX_WORDS`] long words.
const MAX_CHARS: usize = 2_000;

/// Bytes kept for a word from the start.
const USUAL_WORD: usize = 12;

/// What is called the same thing: the table for people to read and widen.
const CONCEPTS: &str = include_str!("concepts.txt");

/// Symbols people paste or type for a mark in a column, with the word for each.
const SYMBOLS: &[(char, &str)] = &[
    ('➖', "dash"),
    ('✓', "tick"),
    ('✔', "tick"),
    ('☑', "tick"),
    ('✅', "tick"),
    ('✗', "cross"),
    ('✘', "cross"),
    ('✖', "cross"),
    ('❌', "cross"),
    ('☒', "cross"),
    ('×', "cross"),
    ('☐', "blank"),
];

/// Characters that are a dash where they stand alone as a mark, and punctuation elsewhere.
const STROKES: &[char] = &['-', '–', '—', '−'];

/// Words that carry little of their own: they count for less, and not among what explains a match.
const COMMON: &str = "a about after all am an and any are as at be because been before but by can could did do does \
    doing done for from had has have having he her here hers him his how i if im in into is it its ive just me my of \
    off on or our ours out shall she should so some than that the their them then there these they theyre this those \
    to too up us was we were what when where which while who why will with would you your";

/// One word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As it was written, in lower case.
    pub said: String,
    /// Without its ending, in one spelling; `#` for a number.
    pub stem: String,
    /// What it may stand for, by name. A phrase has its concepts on its first word.
    pub concepts: Vec<&'static str>,
    /// Whether it carries little of its own.
    pub common: bool,
}

impl Word {
    /// Whether it carries little of its own and stands for nothing.
    pub fn is_empty(&self) -> bool {
        self.common && self.concepts.is_empty()
    }
}

/// The words of `text` in order: the first 160 of its first 2,000 characters.
pub fn words(text: &str) -> Vec<Word> {
    let said = plain_words(text);
    let mut words: Vec<Word> = Vec::with_capacity(said.size_hint().0);
    // What the table says of the words it knows, by position.
    let mut known: Vec<(usize, &Entry)> = Vec::new();
    for said in said {
        let stem = stem(&said);
        let entry = TABLE.get(stem.as_str());
        known.extend(entry.map(|entry| (words.len(), entry)));
        words.push(Word { said, stem, concepts: Vec::new(), common: entry.is_some_and(|entry| entry.common) });
    }
    let mut taken = vec![false; words.len()];
    for (start, entry) in &known {
        for phrase in &entry.longer {
            let behind = words.iter().skip(start + 1).map(|word| &word.stem);
            if behind.take(phrase.rest.len()).eq(&phrase.rest) {
                add(&mut words, *start, &phrase.concepts);
                taken.iter_mut().skip(*start).take(phrase.rest.len() + 1).for_each(|taken| *taken = true);
            }
        }
    }
    for (start, entry) in known {
        if taken.get(start) == Some(&false) {
            add(&mut words, start, &entry.alone);
        }
    }
    words
}

fn add(words: &mut [Word], at: usize, concepts: &[&'static str]) {
    let Some(word) = words.get_mut(at) else { return };
    for concept in concepts {
        if !word.concepts.contains(concept) {
            word.concepts.push(*concept);
        }
    }
}

/// What is known of a word, by its stem.
#[derive(Default)]
struct Entry {
    /// Whether it is one of [`COMMON`].
    common: bool,
    /// Its concepts when it stands in no phrase.
    alone: Vec<&'static str>,
    /// The phrases it begins, the longest first.
    longer: Vec<LongerPhrase>,
}

/// A phrase of several words.
struct LongerPhrase {
    /// The stems of all its words but the first.
    rest: Vec<String>,
    concepts: Vec<&'static str>,
}

/// The concepts and the common words, ready to look up.
static TABLE: LazyLock<HashMap<String, Entry, BuildFnv>> = LazyLock::new(|| {
    let mut table: HashMap<String, Entry, BuildFnv> = HashMap::default();
    let mut name = "";
    for line in CONCEPTS.lines().filter(|line| !line.starts_with('#')) {
        // A line that does not begin with a blank begins a concept; the others go on with it.
        let said = match line.split_once(':') {
            Some((concept, said)) if !line.starts_with(' ') => {
                name = concept;
                said
            }
            _ => line,
        };
        for phrase in said.split(',').chain([name]) {
            let mut stems = plain_words(phrase).map(|word| stem(&word));
            let Some(first) = stems.next() else { continue };
            let rest: Vec<String> = stems.collect();
            table.entry(first).or_default().learn(rest, name);
        }
    }
    for word in COMMON.split_whitespace() {
        table.entry(stem(word)).or_default().common = true;
    }
    table
});

impl Entry {
    /// Adds a phrase that begins with this word.
    fn learn(&mut self, rest: Vec<String>, concept: &'static str) {
        let concepts = if rest.is_empty() {
            &mut self.alone
        } else {
            let at = match self.longer.iter().position(|known| known.rest == rest) {
                Some(at) => at,
                None => {
                    let at = self.longer.partition_point(|known| known.rest.len() >= rest.len());
                    self.longer.insert(at, LongerPhrase { rest, concepts: Vec::new() });
                    at
                }
            };
            let Some(phrase) = self.longer.get_mut(at) else { return };
            &mut phrase.concepts
        };
        if !concepts.contains(&concept) {
            concepts.push(concept);
        }
    }
}

/// Words after which a lone stroke is the mark itself and not punctuation: "it shows -", "there's a – next to it".
const BEFORE_A_MARK: &[&str] = &[
    "a", "an", "the", "this", "that", "is", "its", "has", "have", "got", "with", "of", "just", "only", "show", "shows",
    "or", "and",
];

/// Lower case, an apostrophe dropped (`can't` is `cant`), symbols as words, everything else parts words.
fn plain_words(text: &str) -> impl Iterator<Item = String> {
    let mut all: Vec<String> = Vec::with_capacity(text.len().min(MAX_CHARS) / 5);
    let mut word = String::new();
    let mut before = ' ';
    let mut chars = text.chars().take(MAX_CHARS).peekable();
    while let Some(c) = chars.next() {
        if c.is_ascii_alphanumeric() {
            if word.is_empty() {
                word.reserve(USUAL_WORD);
            }
            word.push(c.to_ascii_lowercase());
        } else if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        } else if !(matches!(c, '\'' | '’' | '‘') && before.is_alphanumeric()) {
            all.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            let after = chars.peek().copied().unwrap_or('\n');
            let mark = if STROKES.contains(&c) {
                is_mark(before, after, all.last()).then_some("dash")
            } else if c.is_ascii() {
                None
            } else {
                SYMBOLS.iter().find(|(symbol, _)| *symbol == c).map(|(_, word)| *word)
            };
            all.extend(mark.map(str::to_owned));
        }
        before = c;
    }
    all.extend((!word.is_empty()).then_some(word));
    all.truncate(MAX_WORDS);
    all.into_iter()
}

/// Whether a stroke between these characters, after this word, is what somebody sees in a column: by itself, and quoted,
/// at either end of a line, or named as a thing. Between two phrases it is punctuation.
fn is_mark(before: char, after: char, word: Option<&String>) -> bool {
    let part_of_more = |c: char| c.is_alphanumeric() || STROKES.contains(&c) || c == '>';
    if part_of_more(before) || part_of_more(after) {
        return false;
    }
    let apart = before.is_whitespace() && after == ' ';
    !apart || word.is_none_or(|word| BEFORE_A_MARK.contains(&word.as_str()))
}

/// Endings taken off, the first that fits, when three letters stay.
const ENDINGS: &[(&str, &str)] =
    &[("ies", "y"), ("sses", "ss"), ("ing", ""), ("edly", ""), ("ed", ""), ("es", ""), ("ly", ""), ("s", "")];

/// A word without its ending, in one spelling: `authorised`, `authorized` and `authorise` are `authoris`. Not a word of
/// the language, only the same for what belongs together. Numbers are all `#`.
pub fn stem(word: &str) -> String {
    if word.chars().all(|c| c.is_ascii_digit()) {
        return "#".to_owned();
    }
    let mut stem = word.to_owned();
    if stem.chars().count() >= 4 {
        let fits = |(ending, _): &&(&str, &str)| {
            let kept = stem.strip_suffix(ending).unwrap_or_default();
            kept.chars().count() >= 3 && !(*ending == "s" && (kept.ends_with('s') || kept.ends_with('u')))
        };
        if let Some((ending, instead)) = ENDINGS.iter().find(fits) {
            stem.truncate(stem.len() - ending.len());
            stem.push_str(instead);
        }
        let mut backwards = stem.chars().rev();
        let doubled = backwards.next().filter(|last| backwards.next() == Some(*last));
        if stem.chars().count() > 3 && doubled.is_some_and(|letter| !"aeiou".contains(letter)) {
            stem.pop();
        }
        if stem.chars().count() > 4 && stem.ends_with('e') {
            stem.pop();
        }
        for (foreign, ours) in [("iz", "is"), ("our", "or")] {
            // Hardly any word has one, and a copy of each costs more than all the rest.
            if stem.as_bytes().windows(foreign.len()).any(|letters| letters == foreign.as_bytes()) {
                stem = stem.replace(foreign, ours);
            }
        }
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::*;

    fn concepts(text: &str) -> Vec<&'static str> {
        words(text).iter().flat_map(|word| word.concepts.clone()).collect()
    }

    #[test]
    fn spelling_and_endings_do_not_matter() {
        for family in [
            &["authorise", "authorised", "authorized", "authorising", "authorizes"][..],
            &["organisation", "organization", "organisations"],
            &["cancelled", "canceled", "cancel"],
            &["bill", "bills", "billed"],
            &["category", "categories"],
            &["colour", "color"],
            &["publish", "publishes", "publishing", "published"],
        ] {
            let stems: Vec<String> = family.iter().map(|word| stem(word)).collect();
            assert!(stems.windows(2).all(|pair| pair[0] == pair[1]), "{family:?} gave {stems:?}");
        }
    }

    #[test]
    fn what_is_called_the_same_thing_has_one_concept() {
        assert_eq!(concepts("nominal"), ["account"]);
        assert_eq!(concepts("VAT"), concepts("gst"));
        assert_eq!(concepts("credit card"), ["bank"]);
    }

    #[test]
    fn a_mark_counts_whether_named_or_pasted() {
        for text in ["why is there a – here", "a \"-\" in the list", "just a ➖", "shows - for this"] {
            assert!(concepts(text).contains(&"dash"), "{text}: {:?}", concepts(text));
        }
        assert!(concepts("❌ against it").contains(&"cross"));
        assert!(concepts("it has a ✓").contains(&"tick"));
        for text in
            ["a follow-up, re-sent today", "Sales - Export was refused", "posted it – then nothing", "gone—again"]
        {
            assert!(!concepts(text).contains(&"dash"), "{text}");
        }
    }

    #[test]
    fn an_endless_text_is_read_in_part() {
        assert_eq!(words(&"word ".repeat(100_000)).len(), MAX_WORDS);
    }
}
