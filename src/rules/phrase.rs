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
        let mut forms: Vec<Vec<Raw<'_>>> = vec![Vec::new()];
        let mut rest = written;
        while let Some(first) = rest.chars().next() {
            let words;
            match first {
                '[' => {
                    let inner = inside(&mut rest, ']')?;
                    let with = parse_alternative(inner)?;
                    forms = forms.into_iter().flat_map(|form| [joined(&form, &with), form]).collect();
                }
                '(' => {
                    let inner = inside(&mut rest, ')')?;
                    let choices: Vec<Vec<Raw<'_>>> =
                        inner.split('|').map(parse_alternative).collect::<Result<_, _>>()?;
                    forms = forms.iter().flat_map(|form| choices.iter().map(|choice| joined(form, choice))).collect();
                }
                '{' => {
                    let slot = slot_name(inside(&mut rest, '}')?)?;
                    forms.iter_mut().for_each(|form| form.push(Raw::Slot(slot)));
                }
                ']' | ')' | '}' => return Err(PhraseError::Bracket),
                _ => {
                    (words, rest) = rest.split_at(rest.find(BRACKETS).unwrap_or(rest.len()));
                    forms.iter_mut().for_each(|form| form.push(Raw::Words(words)));
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

/// What takes a phrase apart.
const BRACKETS: [char; 6] = ['[', ']', '(', ')', '{', '}'];

/// A part of a form as it is written.
#[derive(Clone, Copy)]
enum Raw<'w> {
    Words(&'w str),
    Slot(&'w str),
}

/// Takes the inside of the bracket that `rest` begins with off it, and the bracket. A slot may stand inside; a bracket of
/// the outer kind may not.
fn inside<'w>(rest: &mut &'w str, close: char) -> Result<&'w str, PhraseError> {
    let behind = rest.get(1..).unwrap_or_default();
    let (inner, behind) = behind.split_once(close).ok_or(PhraseError::Bracket)?;
    if inner.contains(['[', '(']) {
        return Err(PhraseError::Bracket);
    }
    *rest = behind;
    Ok(inner)
}

fn slot_name(name: &str) -> Result<&str, PhraseError> {
    let sound = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if sound { Ok(name) } else { Err(PhraseError::SlotName) }
}

/// Words and slots of a bracket's inside, kept apart from its neighbours by blanks.
fn parse_alternative(inner: &str) -> Result<Vec<Raw<'_>>, PhraseError> {
    let mut raw = vec![Raw::Words(" ")];
    let mut rest = inner;
    while !rest.is_empty() {
        if rest.starts_with('{') {
            raw.push(Raw::Slot(slot_name(inside(&mut rest, '}')?)?));
        } else if rest.starts_with('}') {
            return Err(PhraseError::Bracket);
        } else {
            let words;
            (words, rest) = rest.split_at(rest.find(['{', '}']).unwrap_or(rest.len()));
            raw.push(Raw::Words(words));
        }
    }
    raw.push(Raw::Words(" "));
    Ok(raw)
}

fn joined<'w>(form: &[Raw<'w>], more: &[Raw<'w>]) -> Vec<Raw<'w>> {
    form.iter().chain(more).copied().collect()
}

fn variant(form: &[Raw<'_>]) -> Result<Variant, PhraseError> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut words = String::new();
    for raw in form {
        match raw {
            Raw::Words(more) => words.push_str(more),
            Raw::Slot(name) => {
                push_words(&mut pieces, &mut words);
                if matches!(pieces.last(), Some(Piece::Slot(_))) {
                    return Err(PhraseError::SlotsTouch);
                }
                pieces.push(Piece::Slot((*name).to_owned()));
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
    let clean = comparable_words(words);
    words.clear();
    if !clean.is_empty() {
        pieces.push(Piece::Words(clean));
    }
}

/// Lower case, letters and digits only, one blank between words: an apostrophe disappears (`can't` is `cant`), every
/// other mark parts words.
fn comparable_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut parted = false;
    let mut chars = text.chars().peekable();
    let mut before = None;
    while let Some(c) = chars.next() {
        let number = c == '#' && before != Some('#') && chars.peek().is_none_or(|next| next.is_whitespace());
        before = Some(c);
        if !number && !c.is_alphanumeric() {
            parted |= !matches!(c, '\'' | '’' | '‘');
            continue;
        }
        if (parted || number) && !out.is_empty() {
            out.push(' ');
        }
        parted = number;
        if number {
            // "Invoice # must be unique" is how Xero writes "invoice number"; a paste is read the same way.
            out.push_str("number");
        } else if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out
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
