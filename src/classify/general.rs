//! Wordings that would speak up at everyday talk.

use std::collections::BTreeMap;

use crate::paste::Cleaned;
use crate::rules::{Phrase, Piece, Rule, RuleSet, Warning};

use super::{Addressed, Certainty, Classifier};

/// Lines quoted in one warning.
const QUOTED: usize = 3;
/// Characters quoted of a line.
const LONGEST: usize = 120;

/// A wording with the lines it would answer.
struct Caught<'r, 'l> {
    rule: &'r Rule,
    /// None where a pattern caught them.
    phrase: Option<&'r Phrase>,
    lines: Vec<&'l str>,
}

/// The wordings of `rules`, which `classifier` was compiled from, at which the bot would answer one of these lines
/// although nobody asked it; each with the lines.
pub fn too_general<'l>(
    rules: &RuleSet,
    classifier: &Classifier,
    lines: impl IntoIterator<Item = &'l str>,
) -> Vec<Warning> {
    let mut caught: BTreeMap<(&str, usize), Caught<'_, 'l>> = BTreeMap::new();
    for line in lines {
        let found = classifier.classify(line, Addressed::Overheard);
        if found.certainty != Certainty::Known {
            continue;
        }
        for diagnosis in found.diagnoses {
            let Some(rule) = rules.rule(diagnosis.rule.as_str()) else { continue };
            let phrase = phrase_in(rule, line.get(diagnosis.span).unwrap_or(line));
            let place = (rule.id.as_str(), phrase.map_or(0, |phrase| phrase.line));
            caught.entry(place).or_insert_with(|| Caught { rule, phrase, lines: Vec::new() }).lines.push(line);
        }
    }
    caught.values().map(warning).collect()
}

fn warning(caught: &Caught<'_, '_>) -> Warning {
    let Caught { rule, phrase, lines } = caught;
    let quoted = lines.iter().take(QUOTED).map(|line| format!("“{}”", line.chars().take(LONGEST).collect::<String>()));
    let more = lines.len().saturating_sub(QUOTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let wording = phrase.map_or("one of its patterns", |phrase| phrase.written.as_str());
    Warning {
        file: rule.file.clone(),
        line: phrase.map_or(0, |phrase| phrase.line),
        seen: format!(
            "too general: the bot would answer everyday talk at “{wording}”, as {}{more}",
            quoted.collect::<Vec<_>>().join(", ")
        ),
        better: "more words of the message; or put it into `only_when_asked`".to_owned(),
    }
}

/// The phrase of `rule` that has most of its words in `matched`.
fn phrase_in<'r>(rule: &'r Rule, matched: &str) -> Option<&'r Phrase> {
    let words = Cleaned::new(matched).words();
    let words: Vec<&str> = words.split_whitespace().collect();
    let share = |phrase: &Phrase| {
        let shares = phrase.variants.iter().map(|variant| {
            let own = variant.pieces.iter().flat_map(|piece| match piece {
                Piece::Words(words) => words.split_whitespace().collect::<Vec<_>>(),
                Piece::Slot(_) => Vec::new(),
            });
            let (there, all) =
                own.fold((0, 0), |(there, all), word| (there + usize::from(words.contains(&word)), all + 1));
            there * 1_000 / all.max(1)
        });
        shares.max().unwrap_or(0)
    };
    rule.phrases.iter().chain(&rule.only_when_asked).rev().max_by_key(|phrase| share(phrase))
}
