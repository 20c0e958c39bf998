//! The figures recorded in `tests/pastes/floors` are still reached.

use std::path::{Path, PathBuf};

use crosscheck::commands::{Eval, eval};
use serde_json::Value;

use crate::desk::BUILT_IN;

fn pastes() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pastes")
}

/// The figures of a file, and what is below its floor.
fn measured(name: &str, floor: Option<PathBuf>) -> (Value, String) {
    let files = vec![pastes().join(name).with_extension("jsonl")];
    let (mut out, mut complaints) = (Vec::new(), Vec::new());
    let held = eval(&BUILT_IN, &Eval { files, asked: false, json: true, floor }, &mut out, &mut complaints).unwrap();
    assert_eq!(held, complaints.is_empty());
    (serde_json::from_slice(&out).unwrap(), String::from_utf8(complaints).unwrap())
}

fn assert_held(name: &str) {
    let floor = pastes().join("floors").join(name).with_extension("json");
    let (figures, complaints) = measured(name, Some(floor));
    assert_eq!(complaints, "", "{figures:#}");
}

#[test]
fn noisy_errors_are_known_and_never_taken_for_another() {
    assert_held("noisy");
}

#[test]
fn described_problems_are_among_the_candidates() {
    assert_held("paraphrase");
}

#[test]
fn described_marks_of_lentune_are_among_the_candidates() {
    assert_held("states");
}

#[test]
fn follow_up_questions_find_their_topic() {
    assert_held("followups");
    assert_held("followups_unseen");
    assert_held("followups_blind");
}

#[test]
fn chatter_is_left_alone() {
    let (figures, _) = measured("chatter", None);
    assert_eq!(figures["confusions"], Value::Array(Vec::new()));
}
