//! The evidence behind a classification, for `--why`.

use serde_json::{Value, json};

use crate::classify::{Fate, Reading, Why};

use super::super::classify::rounded;

/// The evidence in lines for a rule author: the text as it was compared, every wording read in it and what became of it,
/// the rules it describes.
pub(super) fn lines(text: &str, why: &Why) -> String {
    let mut lines = format!("Evidence: {}\n", word(&why.classification.certainty));
    if let Some(app) = &why.classification.app {
        lines.push_str(&format!("  app {} because of {:?}\n", app.id, app.because));
    }
    lines.push_str(&format!("  compared as {:?}\n", why.cleaned));
    for reading in &why.readings {
        lines.push_str(&format!(
            "  {}  {:.3}  {}  {:?}: {}\n",
            reading.rule,
            reading.score,
            word(&reading.how),
            matched(text, reading),
            fate(&reading.fate),
        ));
        for (slot, value) in &reading.captures {
            lines.push_str(&format!("    {slot} = {value:?}\n"));
        }
    }
    for described in &why.described {
        lines.push_str(&format!("  {}  {:.3}  described\n", described.rule, described.score));
        for evidence in &described.because {
            lines.push_str(&format!("    {:?} as in {:?}\n", evidence.word, evidence.line));
        }
    }
    lines
}

/// The evidence as an object.
pub(super) fn data(text: &str, why: &Why) -> Value {
    let readings = why.readings.iter().map(|reading| {
        json!({
            "id": reading.rule, "score": rounded(reading.score), "how": reading.how, "matched": matched(text, reading),
            "captures": reading.captures, "fate": fate(&reading.fate),
        })
    });
    let described = why.described.iter().map(|described| {
        let words = described.because.iter().map(|evidence| json!({ "word": evidence.word, "line": evidence.line }));
        json!({ "id": described.rule, "score": rounded(described.score), "because": words.collect::<Vec<_>>() })
    });
    json!({
        "certainty": why.classification.certainty,
        "compared_as": why.cleaned,
        "readings": readings.collect::<Vec<_>>(),
        "described": described.collect::<Vec<_>>(),
    })
}

fn matched<'t>(text: &'t str, reading: &Reading) -> &'t str {
    text.get(reading.span.clone()).unwrap_or_default()
}

fn fate(fate: &Fate) -> String {
    match fate {
        Fate::Counts => "counts".to_owned(),
        Fate::Doubted(reason) => format!("not unasked: {reason}"),
        Fate::Lost(winner) => format!("lost to {winner}"),
    }
}

/// The word the contract has for a value.
fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}
