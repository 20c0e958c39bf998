//! The program as somebody at a shell meets it: an empty environment, an empty directory.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// A shell in a directory of its own.
pub(crate) struct Shell {
    pub(crate) folder: TempDir,
    variables: Vec<(&'static str, String)>,
}

impl Shell {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), variables: Vec::new() }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn start(&self, arguments: &[impl AsRef<OsStr>]) -> Child {
        Command::new(env!("CARGO_BIN_EXE_crosscheck"))
            .args(arguments)
            .env_clear()
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .current_dir(self.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    pub(crate) fn run(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Ran {
        let mut child = self.start(arguments);
        let mut stdin = child.stdin.take().unwrap();
        let input = input.as_ref().to_owned();
        let feeder = std::thread::spawn(move || {
            // A program that ends early closes the pipe: that is its affair.
            let _ = stdin.write_all(&input);
        });
        let output = child.wait_with_output().unwrap();
        feeder.join().unwrap();
        Ran::from(output)
    }
}

pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

const ARCHIVED: &str = "Account code '429' has been archived or deleted";

#[test]
fn without_a_token_it_says_so_in_one_line_and_answers_what_is_piped_in() {
    let ran = Shell::new().run(&[], ARCHIVED);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    assert!(ran.err.contains("DISCORD_TOKEN"), "{}", ran.err);
    assert!(ran.out.contains("Account code: 429"), "{}", ran.out);
    assert!(!ran.out.contains("\n> "), "a prompt is for a person at a keyboard: {}", ran.out);
}

#[test]
fn the_bot_without_a_token_says_what_to_do() {
    let ran = Shell::new().run(&["bot"], "");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    assert!(ran.err.contains("DISCORD_TOKEN"), "{}", ran.err);
}

#[test]
fn bad_arguments_and_bad_settings_end_with_2() {
    assert_eq!(Shell::new().run(&["clasify"], "").code, 2);
    assert_eq!(Shell::new().run(&["eval"], "").code, 2);
    assert_eq!(Shell::new().run(&["classify", "--threads", "0"], "").code, 2);
    assert_eq!(Shell::new().run(&["rules", "show", "no-such-rule"], "").code, 2);
    assert_eq!(Shell::new().run(&["explain", "--app", "sage", "lock-date"], "").code, 2);
    let ran = Shell::new().with("MESSAGE_CONTENT", "maybe").run(&["chat"], "");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("MESSAGE_CONTENT") && ran.err.contains("auto or off"), "{}", ran.err);
}

#[test]
fn a_dot_env_file_is_read_and_its_faults_do_not_show_what_it_holds() {
    let shell = Shell::new();
    shell.write(".env", "LOG_FORMAT=xml\n");
    let ran = shell.run(&["chat"], "");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("LOG_FORMAT"), "{}", ran.err);
    shell.write(".env", "DISCORD_TOKEN='secret.token\n");
    let ran = shell.run(&["bot"], "");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains(".env") && !ran.err.contains("secret"), "{}", ran.err);
}

#[test]
fn classify_writes_one_object_for_each_line_in_its_place() {
    let input = format!(
        "{}\n[\"no object\"]\n{}\n\nnot json\n{}\n",
        json!({ "text": ARCHIVED, "id": 7 }),
        r#"{"text":"lone \ud83d surrogate"}"#,
        json!({ "text": "lunch?" }),
    );
    let ran = Shell::new().run(&["classify"], input);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let lines = ran.lines();
    assert_eq!(lines.len(), 6);
    assert_eq!(
        lines[0],
        json!({
            "line": 1, "certainty": "known", "app": null,
            "diagnoses": [{
                "id": "account-code-archived", "score": 1.0, "how": "exact", "matched": ARCHIVED,
                "captures": { "account_code": "429" },
            }],
        })
    );
    let nothing = |line: u64| json!({ "line": line, "certainty": "none", "diagnoses": [], "app": null });
    assert_eq!(lines[2], nothing(3));
    assert_eq!(lines[5], nothing(6));
    for at in [1, 3, 4] {
        assert_eq!(lines[at]["line"], json!(at + 1));
        assert!(lines[at]["error"].as_str().unwrap().contains("like {\"text\":"), "{}", lines[at]);
        assert_eq!(lines[at].as_object().unwrap().len(), 2);
    }
}

#[test]
fn classify_keeps_the_order_of_its_fields() {
    let ran = Shell::new().run(&["classify"], json!({ "text": ARCHIVED }).to_string());
    let keys =
        ["\"line\"", "\"certainty\"", "\"diagnoses\"", "\"id\"", "\"score\"", "\"how\"", "\"matched\"", "\"captures\""];
    let places: Vec<Option<usize>> = keys.iter().map(|key| ran.out.find(key)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{}", ran.out);
}

#[test]
fn classify_shows_what_matched_as_it_was_pasted_and_no_progress_where_nobody_watches() {
    // The control character that terminals do not show came out of some PDF.
    let pasted = "Account code '4\u{7f}29' has been archived or deleted";
    let line = format!("{}\n", json!({ "text": pasted }));
    let shell = Shell::new();
    let file = shell.write("pastes.jsonl", line.repeat(3));
    for threads in ["1", "2", "64"] {
        let ran = shell.run(&["classify", "--threads", threads, &file], "");
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        let matched: Vec<Value> = ran.lines().iter().map(|line| line["diagnoses"][0]["matched"].clone()).collect();
        assert_eq!(matched, [pasted; 3]);
    }
}

#[test]
fn classify_answers_a_line_before_the_next_one_comes() {
    let shell = Shell::new();
    let mut child = shell.start(&["classify"]);
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for line in 1..=3 {
        writeln!(stdin, "{}", json!({ "text": ARCHIVED })).unwrap();
        let mut answer = String::new();
        stdout.read_line(&mut answer).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&answer).unwrap()["line"], json!(line));
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_line_beyond_four_mebibytes_is_an_error_and_the_rest_goes_on() {
    let mut input = json!({ "text": "x".repeat(4 * 1024 * 1024) }).to_string();
    input.push('\n');
    input.push_str(&json!({ "text": ARCHIVED }).to_string());
    let lines = Shell::new().run(&["classify"], input).lines();
    assert!(lines[0]["error"].as_str().unwrap().contains("4 MiB"), "{}", lines[0]);
    assert_eq!(lines[1]["certainty"], "known");
}

#[test]
fn whoever_stops_reading_gets_no_complaint() {
    let shell = Shell::new();
    let mut child = shell.start(&["classify"]);
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    // The pipe may be closed before everything is written.
    let _ = writeln!(stdin, "{}", json!({ "text": ARCHIVED }));
    drop(stdin);
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!(err, "");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn what_cannot_be_read_ends_with_1_and_is_named() {
    for arguments in [["classify", "no-such-file"], ["follow-up", "no-such-file"], ["eval", "no-such-file"]] {
        let ran = Shell::new().run(&arguments, "");
        assert_eq!(ran.code, 1, "{arguments:?}");
        assert!(ran.err.contains("no-such-file") && ran.err.lines().count() == 1, "{}", ran.err);
    }
    let ran = Shell::new().with("RULES_DIR", "/no/such/folder").run(&["rules", "list"], "");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("/no/such/folder"), "{}", ran.err);
}

#[test]
fn explain_answers_a_text_an_id_and_nothing_at_all() {
    let shell = Shell::new();
    let ran = shell.run(&["explain", "--app", "dext", "the", "tax amount cannot be greater than the line amount"], "");
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("Is the tax on the paper really larger"), "{}", ran.out);
    assert!(shell.run(&["explain", "void-a-bill"], "").out.contains("Voiding cannot be undone in Xero."));
    let ran = shell.run(&["explain"], "nice weather today");
    assert_eq!(ran.code, 0, "finding no error is no failure");
    assert!(ran.out.contains("I found no error message"), "{}", ran.out);
    let ran = shell.run(&["explain"], b"\xff\xfe\x00\x01binary\xff");
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn explain_gives_the_reply_as_data_and_the_evidence() {
    let ran = Shell::new().run(&["explain", "--json", "--why", ARCHIVED], "");
    let reply: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(reply["reply"], "answers");
    assert_eq!(reply["answers"][0]["id"], "account-code-archived");
    assert_eq!(reply["answers"][0]["values"], json!([{ "name": "Account code", "value": "429" }]));
    assert!(reply["answers"][0]["causes"][0]["fix"]["steps"][0]["text"].is_string());
    assert_eq!(reply["why"]["certainty"], "known");
    let ran = Shell::new().run(&["explain", "--why", ARCHIVED], "");
    assert!(ran.out.contains("account-code-archived 1.00 exact"), "{}", ran.out);
}

#[test]
fn follow_up_names_a_topic_for_each_question_and_two_others() {
    let input = [
        json!({ "about": "lock-date", "text": "how do I move the lock date" }),
        json!({ "about": "no-such-rule", "text": "where" }),
        json!({ "about": "lentune-skipped", "text": "sorted, thanks" }),
    ];
    let input: String = input.iter().map(|line| format!("{line}\n")).collect();
    let lines = Shell::new().run(&["follow-up"], input).lines();
    assert_eq!(lines[0]["topic"], "lock-date-change");
    assert_eq!(lines[0]["others"].as_array().unwrap().len(), 2);
    assert!(lines[0]["score"].is_number());
    assert_eq!(lines[1]["line"], 2);
    assert!(lines[1]["error"].as_str().unwrap().contains("no-such-rule"));
    assert_eq!(lines[2]["topic"], "resolved");
}

#[test]
fn eval_measures_and_fails_below_the_floor() {
    let shell = Shell::new();
    let lines = [
        json!({ "text": ARCHIVED, "label": "account-code-archived", "kind": "line" }),
        json!({ "text": "fancy a coffee", "label": "none", "kind": "chatter" }),
        json!({ "text": ARCHIVED, "label": "lock-date", "kind": "line" }),
        json!({ "text": "sorted, thanks", "about": "lock-date", "topic": "resolved" }),
    ];
    let file = shell.write("labelled.jsonl", lines.iter().map(|line| format!("{line}\n")).collect::<String>());
    let ran = shell.run(&["eval", "--json", &file], "");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let figures: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&figures["precision"], &figures["recall"]), (&json!(0.5), &json!(0.5)));
    assert_eq!((&figures["top_1"], &figures["topic_top_1"]), (&json!(0.5), &json!(1.0)));
    assert_eq!(
        figures["confusions"],
        json!([{ "expected": "lock-date", "found": "account-code-archived", "times": 1 }])
    );
    assert_eq!(figures["kinds"]["line"], json!({ "right": 1, "lines": 2 }));

    let held = shell.write("held.json", &ran.out);
    assert_eq!(shell.run(&["eval", &file, "--floor", &held], "").code, 0);
    let missed = shell.write("missed.json", json!({ "precision": 0.9 }).to_string());
    let ran = shell.run(&["eval", &file, "--floor", &missed], "");
    assert_eq!(ran.code, 1);
    assert_eq!(ran.err, "precision is 0.5000, below the floor of 0.9000\n");
}

#[test]
fn an_unlabelled_line_is_named() {
    let shell = Shell::new();
    let file = shell.write("labelled.jsonl", "{\"text\":\"a\"}\n");
    let ran = shell.run(&["eval", &file], "");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("line 1") && ran.err.contains("neither a label nor a topic"), "{}", ran.err);
}

#[test]
fn rules_check_list_show_and_preview_speak_of_the_rules_in_force() {
    let shell = Shell::new();
    let ran = shell.run(&["rules", "check"], "");
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(ran.out.contains("no faults"), "{}", ran.out);
    assert!(shell.run(&["rules", "list"], "").out.contains("lock-date"));
    assert!(shell.run(&["rules", "show", "lock-date"], "").out.contains("asks: "));
    let ran = shell.run(&["rules", "preview", "account-code-archived"], "");
    assert!(ran.out.contains("--- dext, in the terminal") && ran.out.contains("--- any app, in"), "{}", ran.out);
    // With Discord in the build its side stands beside it; without, one line says why it does not.
    let discord = if cfg!(feature = "discord") { "--- dext, on Discord" } else { "this build has no Discord" };
    assert!(ran.out.contains(discord), "{}", ran.out);
}

#[test]
fn a_faulty_rule_stops_every_command_that_needs_rules() {
    let shell = Shell::new();
    let file = shell.write("rules/xero/broken.toml", "title = \"Broken\"\nphrase = [\"x\"]\n");
    let folder = Path::new(&file).parent().unwrap().parent().unwrap().to_str().unwrap().to_owned();
    let shell = shell.with("RULES_DIR", folder);
    let ran = shell.run(&["rules", "check"], "");
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("xero/broken.toml:2"), "{}", ran.out);
    let ran = shell.run(&["explain", ARCHIVED], "");
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("rules check"), "{}", ran.err);
}

#[test]
fn colours_are_for_those_who_see_them() {
    let escape = '\u{1b}';
    assert!(!Shell::new().run(&["explain", "lock-date"], "").out.contains(escape), "a pipe is plain");
    let forced = Shell::new().with("CLICOLOR_FORCE", "1");
    assert!(forced.run(&["explain", "lock-date"], "").out.contains(escape));
    let refused = Shell::new().with("NO_COLOR", "1");
    assert!(!refused.run(&["explain", "lock-date"], "").out.contains(escape));
    let hostile = forced.run(&["explain", "Account code '4\u{1b}[2J29' has been archived or deleted"], "");
    assert!(!hostile.out.contains("\u{1b}[2J"), "{:?}", hostile.out);
}

#[test]
fn redact_shows_a_text_as_it_would_be_kept() {
    let ran = Shell::new().run(&["redact"], "Sort code:\n20-31-47\r\nabout INV-2207 of 31/03/2026");
    assert_eq!((ran.code, ran.out.as_str()), (0, "Sort code:\n[sort code]\r\nabout INV-2207 of 31/03/2026"));
    let shell = Shell::new();
    let file = shell.write("paste.txt", b"Contact: Moana Tipene, \xff");
    assert_eq!(shell.run(&["redact", &file], "").out, "Contact: [name], \u{fffd}");
    assert_eq!(shell.run(&["redact", "missing.txt"], "").code, 1);
}

#[test]
fn redact_reads_lines_of_any_length() {
    let mut long = "bill 00098217 ".repeat(200_000);
    long.push_str("jo@example.com");
    let ran = Shell::new().run(&["redact"], &long);
    assert_eq!(ran.out.len(), long.len() - "jo@example.com".len() + "[email]".len());
    assert!(ran.out.ends_with(" [email]"));
}
