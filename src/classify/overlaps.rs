//! Wordings of one rule inside those of another: which rule wins, and whether an example holds it so.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::paste::Cleaned;
use crate::rules::{Phrase, Piece, Rule, RuleSet, Variant, Warning};

use super::pattern::SLOT_MAX;
use super::{Addressed, Classifier};

/// Forms of a phrase that are looked at; the others differ in words that say little.
const FORMS: usize = 8;

/// What stands in a slot for the comparison.
const VALUE: &str = "AB12";

/// Letters by which a wording is looked up in others.
const KEY: usize = 8;

/// One form of a phrase.
struct Form<'r> {
    rule: &'r Rule,
    phrase: &'r Phrase,
    /// As a message would read.
    text: String,
    /// The letters between its slots, as pastes are compared.
    pieces: Vec<Vec<u8>>,
}

/// Overlaps between wordings of `rules`, which `classifier` was compiled from. Where the longer one wins and an example
/// has both, all is well; an overlap without such an example, and a wording that its own rule never wins, are worth a
/// warning.
pub fn overlaps(rules: &RuleSet, classifier: &Classifier) -> Vec<Warning> {
    let forms: Vec<Form<'_>> = rules.rules().iter().flat_map(forms).collect();
    let index = Index::new(&forms);
    let by_expression: Vec<&Rule> = rules.rules().iter().filter(|rule| !rule.patterns.is_empty()).collect();
    let mut warnings = Vec::new();
    let mut told: BTreeSet<(&str, usize)> = BTreeSet::new();
    let mut open: BTreeMap<(&str, &str), (&Form<'_>, &Form<'_>)> = BTreeMap::new();
    for outer in &forms {
        let inside: Vec<&Form<'_>> =
            index.inside(&letters(&outer.text)).into_iter().filter(|inner| inner.rule.id != outer.rule.id).collect();
        // A paste of a wording that nobody else claims a part of can be nobody else's.
        let claimed = |rule: &&Rule| rule.id != outer.rule.id && rule.patterns.iter().any(|p| p.is_match(&outer.text));
        if inside.is_empty() && !by_expression.iter().any(claimed) {
            continue;
        }
        // A wrapper gives way by what it is.
        for inner in inside.into_iter().filter(|inner| !inner.rule.last_resort) {
            open.entry((outer.rule.id.as_str(), inner.rule.id.as_str())).or_insert((outer, inner));
        }
        let found = classifier.classify(&outer.text, Addressed::Asked);
        let own = found.diagnoses.iter().any(|diagnosis| diagnosis.rule == outer.rule.id);
        let taken = found.diagnoses.first().filter(|_| !own).and_then(|first| rules.rule(first.rule.as_str()));
        if let Some(other) = taken
            && told.insert((outer.rule.id.as_str(), outer.phrase.line))
        {
            warnings.push(never_wins(outer, other));
        }
    }
    let held = |outer: &Rule, inner: &Rule| {
        let examples = outer.examples.iter().chain(&inner.counterexamples);
        examples.map(|example| example.paste.as_str()).any(|paste| {
            let in_it = index.inside(&letters(paste));
            in_it.iter().any(|form| form.rule.id == inner.id) && {
                let found = classifier.classify(paste, Addressed::Asked).diagnoses;
                found.first().is_some_and(|first| first.rule == outer.id)
                    && found.iter().all(|diagnosis| diagnosis.rule != inner.id)
            }
        })
    };
    for (outer, inner) in open.into_values() {
        // Each inside the other: neither is longer, which the check of shared wordings reports.
        if !held(outer.rule, inner.rule) && !told.contains(&(outer.rule.id.as_str(), outer.phrase.line)) {
            warnings.push(wins(outer, inner));
        }
    }
    warnings
}

/// The forms of a rule's phrases.
fn forms(rule: &Rule) -> impl Iterator<Item = Form<'_>> {
    rule.phrases.iter().chain(&rule.only_when_asked).flat_map(move |phrase| {
        phrase.variants.iter().take(FORMS).map(move |variant| Form {
            rule,
            phrase,
            text: text(variant),
            pieces: variant
                .pieces
                .iter()
                .filter_map(words)
                .map(letters)
                .filter(|letters| !letters.is_empty())
                .collect(),
        })
    })
}

fn words(piece: &Piece) -> Option<&str> {
    match piece {
        Piece::Words(words) => Some(words),
        Piece::Slot(_) => None,
    }
}

fn text(variant: &Variant) -> String {
    variant.pieces.iter().map(|piece| words(piece).unwrap_or(VALUE)).collect::<Vec<_>>().join(" ")
}

fn letters(text: &str) -> Vec<u8> {
    Cleaned::new(text).folded().to_vec()
}

/// Forms by the first letters of their first piece of some length.
struct Index<'f, 'r> {
    forms: HashMap<Vec<u8>, Vec<&'f Form<'r>>>,
}

impl<'f, 'r> Index<'f, 'r> {
    fn new(all: &'f [Form<'r>]) -> Self {
        let mut forms: HashMap<Vec<u8>, Vec<&'f Form<'r>>> = HashMap::new();
        for form in all {
            // Shorter ones are hardly wordings: they would be in everything.
            if let Some(key) = form.pieces.iter().find_map(|piece| piece.get(..KEY)) {
                forms.entry(key.to_vec()).or_default().push(form);
            }
        }
        Self { forms }
    }

    /// The forms that stand in `letters`, letter for letter.
    fn inside(&self, letters: &[u8]) -> Vec<&'f Form<'r>> {
        let near = letters.windows(KEY).filter_map(|window| self.forms.get(window)).flatten();
        let mut found: Vec<&'f Form<'r>> = Vec::new();
        for form in near {
            if stands_in(&form.pieces, letters) && !found.iter().any(|other| std::ptr::eq(*other, *form)) {
                found.push(form);
            }
        }
        found
    }
}

/// Whether the pieces stand in `letters` in order, with no more between them than a slot takes.
fn stands_in(pieces: &[Vec<u8>], letters: &[u8]) -> bool {
    let Some((first, rest)) = pieces.split_first() else { return false };
    letters.windows(first.len()).enumerate().filter(|(_, window)| window == first).any(|(at, _)| {
        let mut end = at + first.len();
        rest.iter().all(|piece| {
            let reach = letters.get(end..(end + SLOT_MAX + piece.len()).min(letters.len())).unwrap_or_default();
            let next = reach.windows(piece.len()).position(|window| window == piece);
            end += next.unwrap_or(0) + piece.len();
            next.is_some()
        })
    })
}

fn wins(outer: &Form<'_>, inner: &Form<'_>) -> Warning {
    let (winner, loser) = (outer.rule, inner.rule);
    Warning {
        file: winner.file.clone(),
        line: outer.phrase.line,
        seen: format!(
            "this wording has one of `{}` ({}:{}) in it, and `{}` wins, for the longer match does: {}",
            loser.id, loser.file, inner.phrase.line, winner.id, outer.text
        ),
        better: "an [[examples]] paste with this wording, so that it stays so; or other words, if it should not"
            .to_owned(),
    }
}

fn never_wins(form: &Form<'_>, other: &Rule) -> Warning {
    Warning {
        file: form.rule.file.clone(),
        line: form.phrase.line,
        seen: format!(
            "a paste of this wording is taken for `{}` ({}), not for `{}`: {}",
            other.id, other.file, form.rule.id, form.text
        ),
        better: "more of the message in this phrase; or take it out, if the other rule says the same".to_owned(),
    }
}
