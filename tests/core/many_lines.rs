//! `classify` on several threads: the same output in the same order, each answer as soon as its line is there.

use std::io::{self, BufRead, BufReader, PipeReader, Read, Write};
use std::num::NonZeroUsize;
use std::thread;

use crosscheck::classify::Addressed;
use crosscheck::commands::{Classify, classify};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;

use crate::desk::BUILT_IN;
use crate::dice::Dice;

const ARCHIVED: &str = "Account code '429' has been archived or deleted";

fn run(threads: usize, input: impl Read + Send + 'static, out: &mut dyn Write) -> io::Result<()> {
    let threads = NonZeroUsize::new(threads).unwrap();
    classify(&BUILT_IN, Classify { addressed: Addressed::Overheard, threads, progress: None }, input, out)
}

fn output(threads: usize, input: impl Read + Send + 'static) -> String {
    let mut out = Vec::new();
    run(threads, input, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Lines good and bad, without their ends.
fn a_line() -> impl Strategy<Value = Vec<u8>> {
    let written = select(vec![
        json!({ "text": ARCHIVED }).to_string(),
        json!({ "text": "Acount code 429 has ben archived or deleted", "id": 7 }).to_string(),
        json!({ "text": "lunch?\nor later" }).to_string(),
        json!({ "text": "Validation failed: the widget code is not valid for this organisation" }).to_string(),
        r#"{"text":"lone \ud83d surrogate"}"#.to_owned(),
        r#"{"id":1}"#.to_owned(),
        r#"["no object"]"#.to_owned(),
        "not json".to_owned(),
        "\u{feff}{\"text\":\"hello\"}".to_owned(),
        "{\"text\":\"hello\"}\r".to_owned(),
        String::new(),
    ]);
    prop_oneof![9 => written.prop_map(String::into_bytes), 1 => Just(b"{\"text\":\"\xff\"}".to_vec())]
}

/// Gives its bytes so many at a time, as a pipe does.
struct Pieces {
    bytes: io::Cursor<Vec<u8>>,
    sizes: std::iter::Cycle<std::vec::IntoIter<usize>>,
}

impl Read for Pieces {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let size = self.sizes.next().unwrap().min(into.len());
        self.bytes.read(&mut into[..size])
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_line_is_answered_in_its_place_however_many_threads_there_are(
        lines in prop::collection::vec(a_line(), 0..60),
        ended in any::<bool>(),
        threads in select(vec![1, 2, 3, 8]),
        sizes in prop::collection::vec(1usize..200, 1..8),
    ) {
        let mut bytes = lines.join(&b'\n');
        let mut count = lines.len();
        if ended && count > 0 {
            bytes.push(b'\n');
        } else if lines.last().is_some_and(Vec::is_empty) {
            // Nothing stands behind the last line's end.
            count -= 1;
        }
        let out = output(threads, Pieces { bytes: io::Cursor::new(bytes), sizes: sizes.into_iter().cycle() });
        prop_assert_eq!(out.lines().count(), count);
        for ((number, line), answer) in (1..).zip(&lines).zip(out.lines()) {
            // Behind an empty line, so that a byte order mark is what it is where it stands.
            let before = if number == 1 { "" } else { "\n" };
            let alone = output(1, io::Cursor::new([before.as_bytes(), line.as_slice(), b"\n".as_slice()].concat()));
            let own = if number == 1 { "{\"line\":1," } else { "{\"line\":2," };
            let alone = alone.lines().last().unwrap().replacen(own, &format!("{{\"line\":{number},"), 1);
            prop_assert_eq!(answer, alone);
        }
    }
}

#[test]
fn a_long_input_comes_out_the_same_on_one_thread_and_on_many() {
    let mut dice = Dice(7);
    let mut input = String::from("\u{feff}");
    for _ in 0..4_000 {
        match dice.below(40) {
            0 => input.push_str(&json!({ "text": ARCHIVED }).to_string()),
            1 => input.push_str("{\"text\":7}"),
            2 => input.push_str(&json!({ "text": "words ".repeat(dice.below(5_000)) }).to_string()),
            _ => input
                .push_str(&json!({ "text": format!("has anyone seen invoice {}?", dice.below(9_999)) }).to_string()),
        }
        input.push('\n');
    }
    input.insert_str(input.len() / 2, &"x".repeat(5 * 1024 * 1024));
    input.push_str("{\"text\":\"the last line has no end\"}");
    let one = output(1, io::Cursor::new(input.clone()));
    assert_eq!(one.lines().count(), 4_001);
    assert_eq!(one.matches("longer than 4 MiB").count(), 1);
    for threads in [2, 5] {
        assert!(output(threads, io::Cursor::new(input.clone())) == one, "{threads} threads");
    }
}

#[test]
fn lines_that_trickle_in_are_answered_one_by_one() {
    for threads in [1, 4] {
        let (input, mut typed) = io::pipe().unwrap();
        let (answers, mut out) = io::pipe().unwrap();
        let worker = thread::spawn(move || run(threads, input, &mut out));
        let mut answers = BufReader::new(answers);
        let mut answer = || {
            let mut answer = String::new();
            answers.read_line(&mut answer).unwrap();
            answer
        };
        for number in 1..=20 {
            // The line after it is begun, and answers nothing until it is whole.
            write!(typed, "\n{{\"text\":").unwrap();
            assert!(answer().starts_with(&format!("{{\"line\":{},\"error\"", 2 * number - 1)));
            writeln!(typed, "\"lunch?\"}}").unwrap();
            assert!(answer().starts_with(&format!("{{\"line\":{},\"certainty\":\"none\"", 2 * number)));
        }
        drop(typed);
        worker.join().unwrap().unwrap();
        assert_eq!(answer(), "");
    }
}

/// An input that breaks off.
struct Torn(io::Cursor<Vec<u8>>);

impl Read for Torn {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.0.read(into)? {
            0 => Err(io::Error::other("the disk is gone")),
            read => Ok(read),
        }
    }
}

#[test]
fn what_was_read_before_the_input_failed_is_answered() {
    for threads in [1, 4] {
        let input = format!("{}\n", json!({ "text": ARCHIVED })).repeat(5_000);
        let mut out = Vec::new();
        let error = run(threads, Torn(io::Cursor::new(input.into_bytes())), &mut out).unwrap_err();
        assert_eq!(error.to_string(), "the disk is gone");
        assert_eq!(out.iter().filter(|byte| **byte == b'\n').count(), 5_000);
    }
}

/// An output nobody reads.
struct Closed;

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn when_nobody_reads_the_answers_it_does_not_wait_for_the_next_line() {
    for threads in [1, 4] {
        let (input, mut typed): (PipeReader, _) = io::pipe().unwrap();
        writeln!(typed, "{}", json!({ "text": ARCHIVED })).unwrap();
        // The input stays open: only what went wrong can end this.
        let error = run(threads, input, &mut Closed).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
        drop(typed);
    }
}
