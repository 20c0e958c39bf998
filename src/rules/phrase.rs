//! A phrase: the wording of an error with slots, parts that may be there, and alternatives.

use thiserror::Error;

/// The wording of an error as its author wrote it, with every form it can take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// As written: `Account code {account_code} has been archived or [has been] deleted`.
    pub written: String,
    /// The line it stands on in the rule's file, from 1; 0 when unknown.
    pub line: usize,
    /// Every form: with and without its `[parts]`, each of its `(alternatives|…)`; at least one.
    pub variants: Vec<Variant>,
}

/// One form of a phrase: words and slots in order. No two slots stand side by side, and at least one piece is words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The pieces in order.
    pub pieces: Vec<Piece>,
}

/// A part of a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words in lower case, without punctuation, one blank between them.
    Words(String),
    /// A value: 1 to 60 characters.
    Slot(String),
}

/// Why a phrase cannot be read.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum PhraseError {
    /// A bracket of some kind without its partner, or brackets inside brackets of the same kind.
    #[error("a bracket is not closed, or stands inside another one")]
    Bracket,
    /// A name of a slot that is empty or has other characters than a-z, 0-9 and `_`.
    #[error("a slot's name is not made of small letters, digits and _")]
    SlotName,
    /// Two slots without a word between them.
    #[error("two slots stand side by side: nothing tells where the first one ends")]
    SlotsTouch,
    /// No words at all.
    #[error("the phrase has no words of its own")]
    NoWords,
    /// More than 64 forms.
    #[error("the phrase has more than 64 forms")]
    TooManyForms,
}

/// Forms one phrase may have; more are better written as two phrases.
pub(super) const MAX_VARIANTS: usize = 64;

impl Phrase {
    /// Parses a phrase of a rule file; `line` is where it stands.
    pub fn parse(written: &str, line: usize) -> Result<Self, PhraseError> {
        let mut chars = written.chars().peekable();
        let mut forms: Vec<Vec<Raw>> = vec![Vec::new()];
        while let Some(c) = chars.next() {
            match c {
                '[' => {
                    let inner = inside(&mut chars, ']')?;
                    let with = parse_alternative(&inner)?;
                    forms = forms.into_iter().flat_map(|form| [joined(&form, &with), form]).collect();
                }
                '(' => {
                    let inner = inside(&mut chars, ')')?;
                    let choices: Vec<Vec<Raw>> = inner.split('|').map(parse_alternative).collect::<Result<_, _>>()?;
                    forms = forms.iter().flat_map(|form| choices.iter().map(|choice| joined(form, choice))).collect();
                }
                '{' => {
                    let slot = slot_name(&inside(&mut chars, '}')?)?;
                    for form in &mut forms {
                        form.push(Raw::Slot(slot.clone()));
                    }
                }
                ']' | ')' | '}' => return Err(PhraseError::Bracket),
                _ => {
                    for form in &mut forms {
                        form.push(Raw::Char(c));
                    }
                }
            }
            if forms.len() > MAX_VARIANTS {
                return Err(PhraseError::TooManyForms);
            }
        }
        let mut variants: Vec<Variant> = Vec::new();
        for form in forms {
            let variant = variant(&form)?;
            if !variants.contains(&variant) {
                variants.push(variant);
            }
        }
        Ok(Self { written: written.to_owned(), line, variants })
    }

    /// The names of its slots in order, each once.
    pub fn slots(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for piece in self.variants.iter().flat_map(|variant| &variant.pieces) {
            if let Piece::Slot(name) = piece
                && !names.contains(&name.as_str())
            {
                names.push(name);
            }
        }
        names
    }
}

#[derive(Clone)]
enum Raw {
    Char(char),
    Slot(String),
}

/// The text up to the closing bracket. A slot may stand inside; a bracket of the outer kind may not.
fn inside(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, close: char) -> Result<String, PhraseError> {
    let mut inner = String::new();
    for c in chars.by_ref() {
        match c {
            c if c == close => return Ok(inner),
            '[' | '(' => return Err(PhraseError::Bracket),
            c => inner.push(c),
        }
    }
    Err(PhraseError::Bracket)
}

fn slot_name(name: &str) -> Result<String, PhraseError> {
    let sound = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if sound { Ok(name.to_owned()) } else { Err(PhraseError::SlotName) }
}

/// Characters and slots of a bracket's inside, kept apart from its neighbours by blanks.
fn parse_alternative(inner: &str) -> Result<Vec<Raw>, PhraseError> {
    let mut raw = vec![Raw::Char(' ')];
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '{' => raw.push(Raw::Slot(slot_name(&inside(&mut chars, '}')?)?)),
            '}' => return Err(PhraseError::Bracket),
            c => raw.push(Raw::Char(c)),
        }
    }
    raw.push(Raw::Char(' '));
    Ok(raw)
}

fn joined(form: &[Raw], more: &[Raw]) -> Vec<Raw> {
    form.iter().chain(more).cloned().collect()
}

fn variant(form: &[Raw]) -> Result<Variant, PhraseError> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut words = String::new();
    for raw in form {
        match raw {
            Raw::Char(c) => words.push(*c),
            Raw::Slot(name) => {
                push_words(&mut pieces, &mut words);
                if matches!(pieces.last(), Some(Piece::Slot(_))) {
                    return Err(PhraseError::SlotsTouch);
                }
                pieces.push(Piece::Slot(name.clone()));
            }
        }
    }
    push_words(&mut pieces, &mut words);
    if pieces.iter().any(|piece| matches!(piece, Piece::Words(_))) {
        Ok(Variant { pieces })
    } else {
        Err(PhraseError::NoWords)
    }
}

fn push_words(pieces: &mut Vec<Piece>, words: &mut String) {
    let clean = comparable_words(&std::mem::take(words));
    if !clean.is_empty() {
        pieces.push(Piece::Words(clean));
    }
}

/// Lower case, letters and digits only, one blank between words: an apostrophe disappears (`can't` is `cant`), every
/// other mark parts words.
fn comparable_words(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    let mut before = None;
    while let Some(c) = chars.next() {
        if c == '#' && before != Some('#') && chars.peek().is_none_or(|next| next.is_whitespace()) {
            // "Invoice # must be unique" is how Xero writes "invoice number"; a paste is read the same way.
            out.push_str(" number ");
        }
        before = Some(c);
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !matches!(c, '\'' | '’' | '‘') && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(written: &str) -> Vec<String> {
        Phrase::parse(written, 0)
            .unwrap()
            .variants
            .iter()
            .map(|variant| {
                let pieces: Vec<String> = variant
                    .pieces
                    .iter()
                    .map(|piece| match piece {
                        Piece::Words(words) => words.clone(),
                        Piece::Slot(name) => format!("<{name}>"),
                    })
                    .collect();
                pieces.join(" ")
            })
            .collect()
    }

    #[test]
    fn a_part_that_may_be_there_gives_two_forms() {
        assert_eq!(
            forms("Account code {code} has been archived or [has been] deleted"),
            [
                "account code <code> has been archived or has been deleted",
                "account code <code> has been archived or deleted"
            ]
        );
    }

    #[test]
    fn alternatives_give_a_form_each() {
        assert_eq!(
            forms("(this|the) account can't be used"),
            ["this account cant be used", "the account cant be used"]
        );
        assert_eq!(forms("lock date[, currently set at {date}]"), ["lock date currently set at <date>", "lock date"]);
    }

    #[test]
    fn faults_are_named() {
        for (written, error) in [
            ("a [b", PhraseError::Bracket),
            ("a b)", PhraseError::Bracket),
            ("a [b [c]]", PhraseError::Bracket),
            ("a {A b}", PhraseError::SlotName),
            ("a {b} {c} d", PhraseError::SlotsTouch),
            ("{a}", PhraseError::NoWords),
            ("[a][b][c][d][e][f][g]", PhraseError::TooManyForms),
        ] {
            assert_eq!(Phrase::parse(written, 0), Err(error), "{written}");
        }
    }
}
