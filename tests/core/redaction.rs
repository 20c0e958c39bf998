//! What is taken out of a text before it is kept, and what must stay.

use std::path::Path;

use crosscheck::paste::redact::{Kind, redact};
use serde::Deserialize;

#[derive(Deserialize)]
struct Line {
    text: String,
    keeps: String,
}

fn lines() -> Vec<Line> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pastes/redaction.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_text_of_the_table_is_kept_as_the_table_says() {
    let wrong: Vec<String> = lines()
        .iter()
        .filter_map(|line| {
            let kept = redact(&line.text).text;
            (kept != line.keeps).then(|| format!("{:?}\n  kept   {kept:?}\n  wanted {:?}", line.text, line.keeps))
        })
        .collect();
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}
