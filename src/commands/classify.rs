//! `classify`: JSON Lines of pastes to JSON Lines of classifications.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::num::NonZeroUsize;

use serde::Serialize;

use crate::classify::{Addressed, Certainty, Classification, Diagnosis, How};
use crate::helpdesk::Knowledge;

use super::lines::{Pasted, Progress, each_line, read_line, write_object};

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

/// How to classify.
pub struct Classify {
    /// As what every line is judged.
    pub addressed: Addressed,
    /// How many lines are worked on at once.
    pub threads: NonZeroUsize,
    /// Where to say how far it is.
    pub progress: Option<Progress>,
}

/// Classifies every line of `input` and writes one object a line to `out`, in the order of the input however many threads
/// there are; unreadable lines become error objects. Fails only when reading or writing does, or a thread.
pub fn classify(
    knowledge: &Knowledge,
    how: Classify,
    input: impl Read + Send + 'static,
    out: &mut dyn Write,
) -> io::Result<()> {
    each_line(input, out, how.threads, how.progress, |line, bytes, out| {
        let mut mended = String::new();
        let pasted: Pasted<'_> = read_line(bytes, &mut mended, GOOD_LINE)?;
        let found = knowledge.classifier().classify(&pasted.text, how.addressed);
        write_object(out, &classified(line, &pasted.text, &found))
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
