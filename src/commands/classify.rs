//! `classify`: JSON Lines of pastes to JSON Lines of classifications.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use serde::Serialize;

use crate::classify::{Addressed, Certainty, Classification, Diagnosis, How};
use crate::helpdesk::Knowledge;

use super::lines::{Pasted, each_line, read_line};

/// One line of the output; the field names are a contract.
#[derive(Debug, Serialize)]
struct Classified<'a> {
    line: u64,
    certainty: Certainty,
    diagnoses: Vec<Found<'a>>,
    app: Option<App<'a>>,
}

#[derive(Debug, Serialize)]
struct Found<'a> {
    id: &'a str,
    score: f32,
    how: How,
    matched: &'a str,
    captures: &'a BTreeMap<String, String>,
}

#[derive(Debug, Serialize)]
struct App<'a> {
    id: &'a str,
    because: &'a str,
}

/// What every line should look like.
const GOOD_LINE: &str = r#"{"text":"the error as it was pasted"}"#;

/// Classifies every line of `input` and writes one object a line to `out`; unreadable lines become error objects. Fails
/// only when reading or writing does.
pub fn classify(knowledge: &Knowledge, addressed: Addressed, input: impl Read, out: &mut dyn Write) -> io::Result<()> {
    each_line(input, out, |line, bytes| {
        let pasted: Pasted = read_line(bytes, GOOD_LINE)?;
        let found = knowledge.classifier().classify(&pasted.text, addressed);
        serde_json::value::to_raw_value(&classified(line, &pasted.text, &found)).map_err(|error| error.to_string())
    })
}

fn classified<'a>(line: u64, text: &'a str, found: &'a Classification) -> Classified<'a> {
    Classified {
        line,
        certainty: found.certainty,
        diagnoses: found.diagnoses.iter().map(|diagnosis| shown(text, diagnosis)).collect(),
        app: found.app.as_ref().map(|app| App { id: app.id.as_str(), because: &app.because }),
    }
}

fn shown<'a>(text: &'a str, diagnosis: &'a Diagnosis) -> Found<'a> {
    Found {
        id: diagnosis.rule.as_str(),
        score: rounded(diagnosis.score),
        how: diagnosis.how,
        matched: text.get(diagnosis.span.clone()).unwrap_or_default(),
        captures: &diagnosis.captures,
    }
}

/// Three digits: what lies behind them says nothing.
pub(super) fn rounded(score: f32) -> f32 {
    (score.clamp(0.0, 1.0) * 1000.0).round() / 1000.0
}
