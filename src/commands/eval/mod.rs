//! `eval`: labelled JSON Lines to precision, recall, top 1 and top 3, confusions.

mod figures;
mod label;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde_json::{Value, json};

use crate::classify::{Addressed, Certainty, Classification};
use crate::helpdesk::Knowledge;
use crate::rules::RuleId;

use super::lines::read_object;
use figures::{Figures, Tally};
use label::{Expected, Labelled};

/// Confusions shown at most; `--json` has all of them.
const CONFUSIONS_SHOWN: usize = 25;

/// What `eval` measures and against what.
#[derive(Clone, Debug)]
pub struct Eval {
    /// Labelled files.
    pub files: Vec<PathBuf>,
    /// Pastes count as right by the first candidate when asked, instead of by what would be answered overheard.
    pub asked: bool,
    /// The figures as data.
    pub json: bool,
    /// Recorded figures that must not be missed: an object with keys as in the output of `--json`.
    pub floor: Option<PathBuf>,
}

/// Measures `knowledge` and writes the figures to `out`; what is below the floor goes to `complain`, one line each. True
/// when nothing is. Fails when a file cannot be read or a line in it has no label.
pub fn eval(knowledge: &Knowledge, how: &Eval, out: &mut dyn Write, complain: &mut dyn Write) -> anyhow::Result<bool> {
    let mut tally = Tally::default();
    for path in &how.files {
        let name = path.display();
        let file = File::open(path).with_context(|| format!("{name} cannot be read"))?;
        measure(knowledge, how.asked, file, &mut tally).with_context(|| format!("{name} cannot be used"))?;
    }
    let figures = tally.figures();
    if how.json {
        serde_json::to_writer_pretty(&mut *out, &as_json(&figures, &tally))?;
        writeln!(out)?;
    } else {
        write!(out, "{}", as_text(&figures, &tally))?;
    }
    match &how.floor {
        Some(path) => Ok(above_floor(path, &figures, complain)?),
        None => Ok(true),
    }
}

fn measure(knowledge: &Knowledge, asked: bool, input: impl Read, tally: &mut Tally) -> anyhow::Result<()> {
    let mut input = BufReader::new(input);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let labelled: Labelled = read_object(&line, &mut String::new())
            .and_then(Labelled::check)
            .map_err(anyhow::Error::msg)
            .with_context(|| format!("line {number}"))?;
        judge(knowledge, asked, &labelled, tally);
    }
    Ok(())
}

fn judge(knowledge: &Knowledge, asked: bool, labelled: &Labelled, tally: &mut Tally) {
    let text = labelled.text.as_str();
    match labelled.expected() {
        Expected::Topic { topic, about } => {
            let about = about.map(RuleId::new);
            let ranked = knowledge.topics(about.as_ref(), text);
            let ranked: Vec<String> = ranked.into_iter().map(|(topic, _)| topic.as_str().to_owned()).collect();
            tally.topic(topic, &labelled.also_ok, &ranked);
        }
        Expected::Rules(expected) => {
            let overheard = knowledge.classifier().classify(text, Addressed::Overheard);
            let when_asked = knowledge.classifier().classify(text, Addressed::Asked);
            let ids = |found: &Classification| -> Vec<RuleId> {
                found.diagnoses.iter().map(|diagnosis| diagnosis.rule.clone()).collect()
            };
            let ranked = ids(&when_asked);
            let ranked: Vec<&str> = ranked.iter().map(RuleId::as_str).collect();
            let spoken = match (asked, when_asked.certainty, overheard.certainty) {
                (true, Certainty::Known, _) => ids(&when_asked),
                (true, ..) => ids(&when_asked).into_iter().take(1).collect(),
                (false, _, Certainty::Known) => ids(&overheard),
                (false, ..) => Vec::new(),
            };
            let spoken: Vec<&str> = spoken.iter().map(RuleId::as_str).collect();
            tally.paste(labelled, &expected, &spoken, &ranked);
        }
    }
}

fn above_floor(path: &Path, figures: &Figures, complain: &mut dyn Write) -> anyhow::Result<bool> {
    let name = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("{name} cannot be read"))?;
    let floor: BTreeMap<String, Value> =
        serde_json::from_str(&text).with_context(|| format!("{name} is no object of figures"))?;
    let mut held = true;
    for (key, figure) in figures.named() {
        let Some(least) = floor.get(key).and_then(Value::as_f64) else { continue };
        // Recorded figures have four digits.
        if figure.is_none_or(|figure| figure + 0.000_05 < least) {
            let reached = figure.map_or("not measured".to_owned(), |figure| format!("{figure:.4}"));
            writeln!(complain, "{key} is {reached}, below the floor of {least:.4}")?;
            held = false;
        }
    }
    Ok(held)
}

fn as_json(figures: &Figures, tally: &Tally) -> Value {
    let mut object = serde_json::Map::new();
    for (key, figure) in figures.named() {
        object
            .insert(key.to_owned(), figure.map_or(Value::Null, |figure| json!((figure * 10_000.0).round() / 10_000.0)));
    }
    object.insert("lines".to_owned(), json!(tally.lines()));
    let confusions = tally
        .confusions()
        .into_iter()
        .map(|(expected, found, times)| json!({ "expected": expected, "found": found, "times": times }));
    object.insert("confusions".to_owned(), confusions.collect());
    let kinds: BTreeMap<&str, Value> =
        tally.kinds().map(|(kind, right, lines)| (kind, json!({ "right": right, "lines": lines }))).collect();
    object.insert("kinds".to_owned(), json!(kinds));
    Value::Object(object)
}

fn as_text(figures: &Figures, tally: &Tally) -> String {
    let mut text = format!("{} lines\n", tally.lines());
    for (key, figure) in figures.named() {
        if let Some(figure) = figure {
            text.push_str(&format!("  {key:<20} {:6.2} %\n", figure * 100.0));
        }
    }
    let kinds: Vec<_> = tally.kinds().collect();
    if !kinds.is_empty() {
        text.push_str("\nright by kind\n");
        for (kind, right, lines) in kinds {
            text.push_str(&format!("  {kind:<28} {right:>4} of {lines}\n"));
        }
    }
    let confusions = tally.confusions();
    if !confusions.is_empty() {
        text.push_str("\nexpected -> found\n");
        for (expected, found, times) in confusions.iter().take(CONFUSIONS_SHOWN) {
            text.push_str(&format!("  {times:>3}  {expected} -> {found}\n"));
        }
        if let Some(more) = confusions.len().checked_sub(CONFUSIONS_SHOWN + 1) {
            text.push_str(&format!("  and {} more\n", more + 1));
        }
    }
    text
}
