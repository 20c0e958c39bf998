//! `rules list`: every rule and how-to in force, one a line.

use std::io::{self, Write};

use crate::rules::RuleSet;

/// Writes id and headline of everything in `rules`, by kind and id.
pub fn list(rules: &RuleSet, out: &mut dyn Write) -> io::Result<()> {
    let kinds: [(&str, Vec<(&str, String)>); 4] = [
        ("rules", rules.rules().iter().map(|rule| (rule.id.as_str(), rule.title.bare(None).to_plain())).collect()),
        ("how-tos", rules.howtos().iter().map(|howto| (howto.id.as_str(), howto.title.clone())).collect()),
        ("apps", rules.apps().iter().map(|app| (app.id.as_str(), app.name.clone())).collect()),
        ("intents", rules.intents().iter().map(|intent| (intent.id.as_str(), intent.title.clone())).collect()),
    ];
    let widest = kinds.iter().flat_map(|(_, entries)| entries).map(|(id, _)| id.len()).max().unwrap_or(0);
    for (at, (kind, entries)) in kinds.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{} {kind}", entries.len())?;
        for (id, title) in entries {
            writeln!(out, "  {id:widest$}  {title}")?;
        }
    }
    Ok(())
}
