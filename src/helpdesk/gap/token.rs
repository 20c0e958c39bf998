//! A message as words that say what happened and values that differ from one paste to the next.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::paste::redact::{JOINERS, is_no_name};
use crate::paste::spelling::one_slip;
use crate::rules::values;

/// Tokens of a message that are looked at; what follows says nothing new.
const MOST: usize = 120;

/// Words that every sentence has. They carry little; without them nothing else is said.
const SMALL: [&str; 40] = [
    "a", "an", "the", "this", "that", "these", "those", "it", "its", "is", "are", "was", "were", "be", "been", "being",
    "has", "have", "had", "of", "to", "for", "in", "on", "by", "with", "at", "from", "as", "and", "or", "so", "your",
    "you", "any", "please", "will", "do", "does", "did",
];

/// Words that turn a message into another one when they are gone.
const TURNING: [&str; 9] = ["not", "no", "cannot", "never", "without", "before", "after", "cant", "can't"];

/// Words that are values: what a date or an amount is written with.
const VALUES: [&str; 44] = [
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "gbp",
    "usd",
    "eur",
    "aud",
    "nzd",
    "cad",
    "chf",
    "sek",
    "nok",
    "dkk",
    "zar",
    "sgd",
    "hkd",
    "jpy",
];

/// The weight of a word that says what happened.
const CONTENT: u32 = 10;
/// The weight of a small word.
const LITTLE: u32 = 4;
/// The weight of a word that may be part of a name.
const NAME: u32 = 2;
/// The weight of a word that must not be missing.
const MUST: u32 = 500;

/// A word, or a value, with how sure it is part of the template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Token {
    /// As it was pasted; of a value, one of its forms.
    pub(super) shown: String,
    /// What it is.
    pub(super) kind: Kind,
    /// Members that have it less those that have not, at most [`Token::MOST_VOTES`] (a majority vote: what few have goes).
    pub(super) votes: u8,
    /// The same among those that have it, for its spelling.
    pub(super) spelling: u8,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    /// A word that says what happened.
    Word,
    /// A word that looks like a part of a name: capitals inside a sentence.
    Name,
    /// What differs from one message to the next.
    Varies,
}

impl Token {
    /// Votes that are counted: more would keep a template from changing.
    pub(super) const MOST_VOTES: u8 = 8;

    fn new(shown: &str, kind: Kind) -> Self {
        Self { shown: shown.to_owned(), kind, votes: 1, spelling: 1 }
    }

    /// A place where anything may stand, such as `shown`.
    pub(super) fn varies(shown: String, votes: u8) -> Self {
        Self { shown, kind: Kind::Varies, votes, spelling: 1 }
    }

    /// The word in small letters, without punctuation.
    pub(super) fn key(&self) -> String {
        key(&self.shown)
    }

    /// One member more has it, written as here.
    pub(super) fn voted(mut self) -> Self {
        self.votes = self.votes.saturating_add(1).min(Self::MOST_VOTES);
        self.spelling = self.spelling.saturating_add(1).min(Self::MOST_VOTES);
        self
    }

    /// One member more has it, spelled like `other`: the spelling that more have stays.
    pub(super) fn spelled(mut self, other: Self) -> Self {
        self.votes = self.votes.saturating_add(1).min(Self::MOST_VOTES);
        self.spelling = self.spelling.saturating_sub(1);
        if self.spelling == 0 {
            (self.shown, self.spelling) = (other.shown, 1);
        }
        self
    }

    /// One member more is without it; none when it goes.
    pub(super) fn missed(mut self) -> Option<Self> {
        self.votes = self.votes.saturating_sub(1);
        (self.votes > 0).then_some(self)
    }
}

/// A token ready to be compared.
#[derive(Clone, Debug)]
pub(super) struct Compared {
    /// The word in small letters; of a value nothing counts.
    pub(super) key: String,
    /// What it is.
    pub(super) kind: Kind,
    /// What it costs to do without.
    pub(super) weight: u32,
    /// A word of the trade: never the name of anything.
    pub(super) fixed: bool,
    /// More than one message has it in this spelling.
    sure: bool,
    /// How often each letter stands in it; all but a to z together.
    bag: [u8; 27],
}

impl Compared {
    pub(super) fn new(token: &Token) -> Self {
        let key = token.key();
        let weight = match token.kind {
            Kind::Varies => 0,
            Kind::Name => NAME,
            Kind::Word if TURNING.contains(&key.as_str()) => MUST,
            Kind::Word if SMALL.contains(&key.as_str()) => LITTLE,
            Kind::Word => CONTENT,
        };
        let fixed = is_no_name(&key);
        let mut bag = [0_u8; 27];
        for letter in key.bytes() {
            let place = usize::from(letter.wrapping_sub(b'a')).min(26);
            if let Some(count) = bag.get_mut(place) {
                *count = count.saturating_add(1);
            }
        }
        Self { key, kind: token.kind, weight, fixed, sure: token.spelling > 1, bag }
    }

    /// What it is worth that both have it.
    pub(super) fn worth(&self) -> u32 {
        if self.weight == MUST { CONTENT } else { self.weight }
    }

    /// It cannot be left out without changing what is said.
    pub(super) fn must_stay(&self) -> bool {
        self.weight == MUST
    }

    /// It says what happened.
    pub(super) fn is_content(&self) -> bool {
        self.kind == Kind::Word && self.weight >= CONTENT
    }

    /// Nothing much is lost if something else stands here.
    pub(super) fn is_loose(&self) -> bool {
        self.kind != Kind::Word
    }

    /// Whether the two are the same word: 0, or with a slip of the fingers: 2.
    pub(super) fn same(&self, other: &Self) -> Option<u32> {
        match (self.kind, other.kind) {
            (Kind::Varies, Kind::Varies) => Some(0),
            (Kind::Varies, _) | (_, Kind::Varies) => None,
            _ if self.key == other.key => Some(0),
            _ => self.is_a_slip_of(other).then_some(2),
        }
    }

    fn is_a_slip_of(&self, other: &Self) -> bool {
        let (a, b) = (self.key.as_str(), other.key.as_str());
        if a.len().abs_diff(b.len()) > 2 || (self.fixed && other.fixed) || self.is_loose() || other.is_loose() {
            return false;
        }
        // A slip adds a letter, drops one or changes one for another: what takes more need not be looked at.
        let apart: u32 = self.bag.iter().zip(&other.bag).map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
        if apart > 4 {
            return false;
        }
        let shortest = a.chars().count().min(b.chars().count());
        if shortest >= 4 {
            // Of two spellings seen once each both may be slips of the same word.
            let both_slipped =
                || shortest >= 5 && !self.sure && !other.sure && !self.fixed && !other.fixed && two_slips(a, b);
            return one_slip(a, b) || swapped_first(a, b) || both_slipped();
        }
        // So short a word lies one slip from many others: only letters in the wrong order tell.
        let small = |word: &str| SMALL.contains(&word) || TURNING.contains(&word);
        small(a) != small(b) && a.len() > 1 && a != b && letters(a) == letters(b)
    }
}

/// Whether leaving one letter out of each, or of one, or a swap on both sides, makes them one slip apart.
fn two_slips(a: &str, b: &str) -> bool {
    let less = |word: &str| -> Vec<String> {
        let places = word.char_indices().skip(1).map(|(at, _)| at);
        places.map(|at| word.char_indices().filter(|(place, _)| *place != at).map(|(_, c)| c).collect()).collect()
    };
    let (a_less, b_less) = (less(a), less(b));
    a_less.iter().any(|a| one_slip(a, b))
        || b_less.iter().any(|b| one_slip(a, b))
        || a_less.iter().any(|a| b_less.iter().any(|b| one_slip(a, b)))
}

fn letters(word: &str) -> Vec<char> {
    let mut letters: Vec<char> = word.chars().collect();
    letters.sort_unstable();
    letters
}

/// Whether the first two letters changed places.
fn swapped_first(a: &str, b: &str) -> bool {
    let (mut a, mut b) = (a.chars(), b.chars());
    let (first, second) = ((a.next(), a.next()), (b.next(), b.next()));
    first == (second.1, second.0) && a.as_str() == b.as_str()
}

fn key(shown: &str) -> String {
    shown.trim_matches(|c: char| !c.is_alphanumeric()).chars().flat_map(char::to_lowercase).collect()
}

/// The tokens of `message`, which should be redacted.
pub(super) fn tokens(message: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut from = 0;
    for value in values(message) {
        let range = whole_word(message, value.range, from);
        words(message.get(from..range.start).unwrap_or_default(), &mut tokens);
        add_value(message.get(range.clone()).unwrap_or_default(), &mut tokens);
        from = range.end;
        if tokens.len() >= MOST {
            break;
        }
    }
    words(message.get(from..).unwrap_or_default(), &mut tokens);
    tokens.truncate(MOST);
    tokens
}

/// A value with what it hangs together with, from `least` on: `statement_2.pdf` is one.
fn whole_word(message: &str, value: Range<usize>, least: usize) -> Range<usize> {
    let hangs = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | '\\' | '#' | '@' | '&' | '=');
    let before = message.get(least.min(value.start)..value.start).unwrap_or_default();
    let after = message.get(value.end..).unwrap_or_default();
    let left: usize = before.chars().rev().take_while(|c| hangs(*c)).map(char::len_utf8).sum();
    let right: &str = after.find(|c| !hangs(c)).and_then(|end| after.get(..end)).unwrap_or(after);
    let right = right.trim_end_matches(['.', '-', '/']);
    value.start - left..value.end + right.len()
}

fn words(text: &str, tokens: &mut Vec<Token>) {
    let mut words = text.split_whitespace().peekable();
    while let Some(shown) = words.next() {
        let key = key(shown);
        if key.is_empty() {
            continue;
        }
        if is_value(&key) {
            add_value(shown, tokens);
            continue;
        }
        let begins = tokens.last().is_none_or(|before| before.shown.ends_with(['.', ':', '!', '?']));
        let after_name = tokens.last().is_some_and(|before| before.kind == Kind::Name);
        let capital = begins_with_capital(shown);
        let joins = after_name
            && JOINERS.contains(&key.as_str())
            && words.peek().is_some_and(|next| {
                let after = self::key(next);
                JOINERS.contains(&after.as_str()) || (begins_with_capital(next) && !is_no_name(&after))
            });
        let name = joins || (capital && !begins && (after_name || !is_no_name(&key)));
        tokens.push(Token::new(shown, if name { Kind::Name } else { Kind::Word }));
    }
}

fn begins_with_capital(word: &str) -> bool {
    word.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase)
}

/// Values side by side are one: nothing tells where the first ends.
fn add_value(shown: &str, tokens: &mut Vec<Token>) {
    match tokens.last_mut() {
        Some(last) if last.kind == Kind::Varies => {
            last.shown.push(' ');
            last.shown.push_str(shown);
        }
        _ => tokens.push(Token::new(shown, Kind::Varies)),
    }
}

/// Whether a word is a value by its look: a file, an address, a path, a month, a currency.
fn is_value(key: &str) -> bool {
    let mut parts = key.split(['@', '.', '_', '\\', ':', '=']);
    let joined = parts.next().is_some_and(|first| !first.is_empty()) && parts.next().is_some();
    joined || VALUES.contains(&key) || key.chars().filter(char::is_ascii_digit).count() * 2 >= key.len().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(message: &str) -> String {
        let shown = tokens(message).into_iter().map(|token| match token.kind {
            Kind::Word => token.shown,
            Kind::Name => format!("<{}>", token.shown),
            Kind::Varies => "…".to_owned(),
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_differs_from_paste_to_paste_is_told_from_what_happened() {
        for (message, tokens) in [
            ("Contact [name] owes £1,250.00 since 12 May 2025", "Contact … owes … since …"),
            ("The file statement_may.pdf could not be read", "The file … could not be read"),
            ("Supplier Blue Fern Ltd has no account", "Supplier <Blue> <Fern> <Ltd> has no account"),
            ("Supplier Stone and Sons has no account", "Supplier <Stone> <and> <Sons> has no account"),
            ("Claim of Jo van der Berg is not valid", "Claim of <Jo> <van> <der> <Berg> is not valid"),
            ("The Invoice Date is required", "The Invoice Date is required"),
            ("Line 4, 'Site hire - week 2', is not valid", "Line … is not valid"),
            ("", ""),
        ] {
            assert_eq!(read(message), tokens, "{message}");
        }
    }

    #[test]
    fn a_slip_is_the_same_word_and_another_word_is_not() {
        let compared = |word: &str| Compared::new(&Token::new(word, Kind::Word));
        for (a, b, same) in [
            ("template", "tempalte", true),
            ("template", "templat", true),
            ("template", "etmplate", true),
            ("the", "teh", true),
            ("locked", "blocked", false),
            ("not", "now", false),
            ("approver", "approved", false),
            ("active", "inactive", false),
        ] {
            assert_eq!(compared(a).same(&compared(b)).is_some(), same, "{a} {b}");
        }
    }
}
