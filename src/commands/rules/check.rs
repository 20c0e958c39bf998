//! `rules check`: every fault of every file at once, and every example that does not give its rule.

use std::io::{self, Write};
use std::path::Path;

use crate::classify::examples;
use crate::helpdesk::Knowledge;
use crate::rules::{Faults, LoadError, RuleSet};

/// Checks the rules: those of `folder` alone when one is given (a working copy of `rules/`), else the built-in ones with
/// those of `added` (`RULES_DIR`). Writes the faults, or one line saying that there are none; true when all is well.
/// Fails when a folder cannot be read.
pub fn check(folder: Option<&Path>, added: Option<&Path>, out: &mut dyn Write) -> anyhow::Result<bool> {
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
            well(knowledge.rules(), out)?;
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

fn well(rules: &RuleSet, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{}, {}, {}, {}: no faults",
        counted(rules.rules().len(), "rule"),
        counted(rules.howtos().len(), "how-to"),
        counted(rules.apps().len(), "app"),
        counted(rules.intents().len(), "intent"),
    )
}

fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
