//! The evidence behind a classification as data, for `--why --json`.

use serde_json::{Value, json};

use crate::classify::{Fate, Reading, Why};

use super::super::classify::rounded;

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
