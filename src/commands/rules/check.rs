//! `rules check`: every fault of every file at once, every example that does not give its rule, and what could be better.

use std::io::{self, Write};
use std::path::Path;
use std::time::SystemTime;

use serde::Deserialize;

use crate::classify::{examples, overlaps, too_general};
use crate::helpdesk::{Day, Knowledge};
use crate::rules::{Faults, LoadError, RuleSet, Warning, advice};

/// What bookkeepers write to each other all day: JSON Lines with a `text`, the same that the tests hold the rules to.
const EVERYDAY: &str = include_str!("../../../tests/pastes/chatter.jsonl");

/// Checks the rules: those of `folder` alone when one is given (a working copy of `rules/`), else the built-in ones with
/// those of `added` (`RULES_DIR`). Writes the faults, or the warnings and one line with the counts; true when there is no
/// fault. `now` tells which sources have not been read for long. Fails when a folder cannot be read.
pub fn check(
    folder: Option<&Path>,
    added: Option<&Path>,
    now: SystemTime,
    out: &mut dyn Write,
) -> anyhow::Result<bool> {
    let loaded = match (folder, added) {
        (Some(folder), _) => RuleSet::from_folder(folder),
        (None, Some(added)) => RuleSet::with_folder(added),
        (None, None) => RuleSet::built_in().map_err(LoadError::Faults),
    };
    // Examples can be run only when nothing else is wrong: a faulty file has no rule yet.
    let checked = loaded.and_then(|rules| {
        let knowledge = Knowledge::new(rules);
        match Faults::new(examples::check(knowledge.rules(), knowledge.classifier())) {
            Some(faults) => Err(LoadError::Faults(faults)),
            None => Ok(knowledge),
        }
    });
    match checked {
        Ok(knowledge) => {
            let warnings = warnings(&knowledge, &Day::of(now).to_string());
            for warning in &warnings {
                writeln!(out, "{warning}")?;
            }
            if !warnings.is_empty() {
                writeln!(out)?;
            }
            well(knowledge.rules(), warnings.len(), out)?;
            Ok(true)
        }
        Err(LoadError::Faults(faults)) => {
            write!(out, "{faults}")?;
            let files: std::collections::BTreeSet<&str> = faults.iter().map(|fault| fault.file.as_str()).collect();
            writeln!(out, "\n{} in {}", counted(faults.count(), "fault"), counted(files.len(), "file"))?;
            Ok(false)
        }
        Err(error @ LoadError::Folder { .. }) => Err(error.into()),
    }
}

/// What could be better, in the order of the files.
fn warnings(knowledge: &Knowledge, today: &str) -> Vec<Warning> {
    #[derive(Deserialize)]
    struct Line {
        text: String,
    }
    let (rules, classifier) = (knowledge.rules(), knowledge.classifier());
    let everyday: Vec<Line> = EVERYDAY.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let mut warnings = advice(rules, today);
    warnings.extend(overlaps(rules, classifier));
    warnings.extend(too_general(rules, classifier, everyday.iter().map(|line| line.text.as_str())));
    warnings.sort();
    warnings.dedup();
    warnings
}

fn well(rules: &RuleSet, warnings: usize, out: &mut dyn Write) -> io::Result<()> {
    let all = rules.rules();
    let phrases = all.iter().map(|rule| rule.phrases.len() + rule.only_when_asked.len()).sum();
    let examples = all.iter().map(|rule| rule.examples.len() + rule.counterexamples.len()).sum::<usize>()
        + rules.howtos().iter().map(|howto| howto.examples.len() + howto.counterexamples.len()).sum::<usize>();
    let warnings = if warnings == 0 { String::new() } else { format!(", {}", counted(warnings, "warning")) };
    writeln!(
        out,
        "{} with {}, {}, {}, {}; {} and counterexamples: no faults{warnings}",
        counted(all.len(), "rule"),
        counted(phrases, "phrase"),
        counted(rules.howtos().len(), "how-to"),
        counted(rules.apps().len(), "app"),
        counted(rules.intents().len(), "intent"),
        counted(examples, "example"),
    )
}

fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
