//! From nothing to the first answer: in this process step by step, and as a process of its own.
//!
//! `cargo bench --no-default-features --bench start`. A *quoted* error needs the rules and the phrases compiled; a
//! *described* one needs the ranking as well, which is learnt at the first question. Nothing is kept between two rounds.

use std::hint::black_box;
use std::io::{self, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crosscheck::classify::{Addressed, Classifier};
use crosscheck::helpdesk::{Case, Happened, Knowledge};
use crosscheck::rules::RuleSet;

/// How often each is done.
const ROUNDS: usize = 10;

/// An error as Dext quotes it, and one as people tell it.
const TEXTS: [(&str, &str); 2] = [
    ("quoted", "Account code '429' has been archived or deleted"),
    ("described", "the code we use was archived by someone and the bill does not publish"),
];

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{ROUNDS} rounds each              best    middle")?;
    let rules = Arc::new(RuleSet::built_in().map_err(io::Error::other)?);
    tell(&mut out, "read the rules", || RuleSet::built_in().is_ok())?;
    tell(&mut out, "compile the classifier", || Classifier::new(Arc::clone(&rules)))?;
    for (name, text) in TEXTS {
        tell(&mut out, &format!("first answer, {name}"), || first_answer(text))?;
    }
    for (name, text) in TEXTS {
        tell(&mut out, &format!("whole process, {name}"), || process(text))?;
    }
    Ok(())
}

/// Everything but the process.
fn first_answer(text: &str) -> bool {
    let Ok(rules) = RuleSet::built_in() else { return false };
    let pasted = Happened::Pasted { text: text.to_owned(), addressed: Addressed::Asked };
    let (_, effects) = Knowledge::new(rules).converse(Case::default(), pasted, SystemTime::UNIX_EPOCH);
    !effects.is_empty()
}

/// `crosscheck explain`, from the start of the process to its end.
fn process(text: &str) -> bool {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crosscheck"));
    command.args(["explain", text]).env_remove("RULES_DIR").stdout(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Does something again and again and writes how long it took.
fn tell<T>(out: &mut dyn Write, what: &str, mut done: impl FnMut() -> T) -> io::Result<()> {
    let mut took: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            let made = black_box(done());
            let took = begun.elapsed();
            drop(made);
            took
        })
        .collect();
    took.sort();
    let ms = |time: Option<&Duration>| time.map_or(0.0, |time| time.as_secs_f64() * 1_000.0);
    writeln!(out, "{what:<26} {:>6.1} ms {:>6.1} ms", ms(took.first()), ms(took.get(ROUNDS / 2)))
}
