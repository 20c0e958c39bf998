//! Rule files from the author's side: sound ones load, and every way to be wrong is reported so that it can be mended.

use std::fs;
use std::path::{Path, PathBuf};

use crosscheck::rules::{Faults, RuleSet, SCHEMAS, SourceFile, draft, schema};
use proptest::prelude::*;

/// A small sound set, to load one file under test with.
fn sound_files() -> Vec<SourceFile> {
    toml_files(&tests().join("core/sound_rules"))
}

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// Every `.toml` below `root`, in a folder of it or straight in it.
fn toml_files(root: &Path) -> Vec<SourceFile> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "toml") {
                let relative: Vec<_> = path.strip_prefix(root).unwrap().iter().map(|p| p.to_str().unwrap()).collect();
                files.push(SourceFile::built_in(relative.join("/"), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn with_sound(file: SourceFile) -> Result<RuleSet, Faults> {
    RuleSet::from_files(sound_files().into_iter().chain([file]))
}

fn added(path: &str, text: &str) -> Result<RuleSet, Faults> {
    with_sound(SourceFile::added(path, text))
}

/// What is reported, as the author reads it.
fn report(loaded: Result<RuleSet, Faults>) -> String {
    loaded.expect_err("this is faulty").to_string()
}

/// A rule of `RULES_DIR` that is sound and as short as can be.
const HOUSE_RULE: &str = include_str!("../house_rule.toml");

#[test]
fn the_built_in_rules_are_sound() {
    if let Err(faults) = RuleSet::built_in() {
        panic!("\n{faults}");
    }
}

#[test]
fn the_sound_set_of_these_tests_is_sound() {
    let set = RuleSet::from_files(sound_files()).unwrap_or_else(|faults| panic!("\n{faults}"));
    assert!(set.rule("account-code-archived").is_some());
    assert!(set.howto("void-a-bill").is_some());
    assert!(set.app("dext").is_some());
    assert!(set.intent("resolved").is_some());
    assert_eq!(set.rule("lentune-skipped").unwrap().causes[0].id, *"only");
}

/// One file for each way to be wrong, its report beside it. `BLESS=1 cargo test` writes the reports anew.
#[test]
fn every_way_to_be_wrong_is_reported_as_expected() {
    let root = tests().join("invalid_rules");
    let mut differing = Vec::new();
    for file in toml_files(&root) {
        let golden = root.join(&file.path).with_extension("expected");
        let path = file.path.clone();
        let report = with_sound(file).map_or_else(|faults| faults.to_string(), |_| panic!("{path} counts as sound"));
        if std::env::var_os("BLESS").is_some() {
            fs::write(&golden, &report).unwrap();
        } else if fs::read_to_string(&golden).unwrap_or_default() != report {
            differing.push(format!("{path} now reports:\n{report}"));
        }
    }
    assert!(differing.is_empty(), "\n{}", differing.join("\n"));
}

#[test]
fn a_house_rule_is_added_to_the_built_in_ones() {
    let set = added("lentune/cost-centre-missing.toml", HOUSE_RULE).unwrap();
    assert_eq!(set.rules().len(), 3);
    assert_eq!(set.rule("cost-centre-missing").unwrap().title.written(), "The cost centre is missing");
}

#[test]
fn a_house_rule_takes_the_place_of_the_built_in_one_with_its_id() {
    let set = added("xero/account-code-archived.toml", HOUSE_RULE).unwrap();
    assert_eq!(set.rules().len(), 2);
    assert_eq!(set.rule("account-code-archived").unwrap().title.written(), "The cost centre is missing");
}

#[test]
fn a_built_in_rule_can_be_switched_off() {
    let set = added("xero/account-code-archived.toml", "off = true # we do not use codes\n").unwrap();
    assert!(set.rule("account-code-archived").is_none());
    // The how-to's example spoke of that rule.
    assert!(set.howto("refresh-accounting-data").unwrap().examples.is_empty());
}

#[test]
fn switching_a_how_to_off_takes_its_buttons_away() {
    let set = added("howto/refresh-accounting-data.toml", "off = true").unwrap();
    assert!(set.rule("account-code-archived").unwrap().prompts.is_empty());
    assert_eq!(set.app("dext").unwrap().after.as_ref().unwrap().howto, None);
}

#[test]
fn what_is_not_there_cannot_be_switched_off() {
    let told = report(added("xero/account-code-archive.toml", "off = true"));
    assert_eq!(
        told,
        "xero/account-code-archive.toml:1: off = true, but nothing built in is called `account-code-archive`\n    \
         expected: the file name of a built-in one: account-code-archived.toml\n"
    );
    assert!(report(added("apps/dext.toml", "off = true")).contains("the app `dext` cannot be switched off"));
}

#[test]
fn a_how_to_cannot_take_the_place_of_a_rule() {
    let told = report(added("howto/account-code-archived.toml", HOUSE_RULE));
    assert!(told.contains("belongs to the built-in rule xero/account-code-archived.toml"), "{told}");
}

#[test]
fn the_faults_of_all_files_come_at_once_in_order() {
    let files = [SourceFile::added("xero/b.toml", "title = 1"), SourceFile::added("xero/a.toml", "title = ")];
    let faults = RuleSet::from_files(files).unwrap_err();
    let places: Vec<_> = faults.iter().map(|fault| (fault.file.as_str(), fault.line)).collect();
    assert_eq!(places.first(), Some(&("xero/a.toml", 1)));
    assert!(places.contains(&("xero/b.toml", 1)));
}

#[test]
fn a_mark_of_windows_and_its_line_ends_do_no_harm() {
    let text = format!("\u{feff}{}", HOUSE_RULE.replace('\n', "\r\n"));
    let set = added("lentune/cost-centre-missing.toml", &text).unwrap();
    assert_eq!(set.rule("cost-centre-missing").unwrap().examples[0].line, 10);
}

#[test]
fn ten_thousand_rules_load() {
    let rule = |n: usize| {
        let words = format!("choose a cost centre number {n}");
        SourceFile::added(format!("xero/rule-{n}.toml"), HOUSE_RULE.replace("choose a cost centre", &words))
    };
    let set = RuleSet::from_files((0..10_000).map(rule)).unwrap();
    assert_eq!(set.rules().len(), 10_000);
    assert!(set.rule("rule-9999").is_some());
}

#[test]
fn thousands_of_faulty_rules_are_reported() {
    let rule = |n: usize| SourceFile::added(format!("xero/rule-{n}.toml"), format!("prompts = [\"no-such-{n}\"]"));
    assert!(RuleSet::from_files((0..3_000).map(rule)).unwrap_err().count() >= 3_000);
}

#[test]
fn a_draft_needs_nothing_but_its_empty_texts() {
    let draft = draft("hi, what is this?\nAccount code '429' is not valid for the 'Sales' journal\n").file;
    assert_eq!(
        report(added("lentune/journal-account.toml", &draft)),
        "lentune/journal-account.toml:5: `title` holds an empty text
    expected: title = \"…\": the headline of the answer
lentune/journal-account.toml:22: `because` holds an empty text
    expected: because = \"…\": why the error happens
lentune/journal-account.toml:31: `text` holds an empty text
    expected: text = \"…\": what to do
"
    );
    let filled = draft.replace("title = \"\"", "title = \"The journal's account\"");
    let filled = filled.replace("because = \"\"", "because = \"It is closed.\"").replace("  \"\",", "  \"Ask.\",");
    let set = added("lentune/journal-account.toml", &filled).unwrap();
    let rule = set.rule("journal-account").unwrap();
    assert_eq!(rule.phrases[0].written, "Account code {account_code} is not valid for the {value} journal");
    assert!(rule.examples[0].paste.starts_with("hi, what is this?\nAccount code '429'"));
}

fn readme() -> String {
    fs::read_to_string(tests().with_file_name("rules/README.md")).unwrap()
}

#[test]
fn the_files_shown_in_the_readme_are_sound() {
    let readme = readme();
    let shown: Vec<_> =
        readme.split("```toml\n# rules/").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert_eq!(shown.len(), 3);
    for file in shown {
        let (path, text) = file.split_once('\n').unwrap();
        if let Err(faults) = added(path, text) {
            panic!("\n{faults}");
        }
    }
}

/// Every key of a schema, tables within tables included.
fn keys(schema: &serde_json::Value, found: &mut Vec<String>) {
    for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
        found.push(key.clone());
        keys(inner, found);
        keys(&inner["items"], found);
        for choice in inner["items"]["anyOf"].as_array().into_iter().flatten() {
            keys(choice, found);
        }
    }
}

#[test]
fn the_readme_explains_every_key() {
    let readme = readme();
    let mut found = Vec::new();
    for kind in SCHEMAS {
        keys(&schema(kind).unwrap(), &mut found);
    }
    found.retain(|key| !readme.contains(&format!("`{key}`")) && !readme.contains(&format!("[{key}]]`")));
    // The three keys of a source stand together in its row of the table.
    found.retain(|key| !["url", "checked", "title"].contains(&key.as_str()));
    assert_eq!(found, ["fixes"], "[[causes.fixes]] is explained under that name");
}

#[test]
fn the_schema_asks_for_what_the_checker_asks_for() {
    let rule = schema("rule").unwrap();
    assert_eq!(rule["anyOf"][0]["required"], serde_json::json!(["title", "causes"]));
    assert_eq!(rule["properties"]["prompts"]["maxItems"], 5);
    assert_eq!(rule["properties"]["causes"]["items"]["required"], serde_json::json!(["because"]));
    assert_eq!(rule["properties"]["causes"]["items"]["additionalProperties"], false);
    assert_eq!(schema("poem"), None);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_paste_can_be_drafted(paste in any::<String>()) {
        let Err(faults) = added("xero/drafted.toml", &draft(&paste).file) else { return Ok(()) };
        // What is left to do is about empty texts and, for a paste without words, the phrase; the file itself parses.
        prop_assert!(faults.iter().any(|fault| fault.wrong.contains("empty text")), "{}", faults);
    }

    #[test]
    fn no_text_makes_the_loader_panic(path in "(xero|howto|apps|intents)/[a-z-]{0,9}[.]toml|\\PC{0,20}", text in any::<String>()) {
        let _ = added(&path, &text);
    }

    /// Sound files with a piece cut out, doubled or put elsewhere: most of them still parse.
    #[test]
    fn no_mutated_file_makes_the_loader_panic(
        file in 0..7_usize,
        cut in 0.0..1.0_f64,
        length in 0..40_usize,
        to in 0.0..1.0_f64,
        keep in any::<bool>(),
        noise in r#"[\[\]{}()|="'\\#\n a-z0-9*]{0,6}"#,
    ) {
        let mut files = sound_files();
        let chars: Vec<char> = files[file].text.chars().collect();
        let at = |share: f64| (chars.len() as f64 * share) as usize;
        let piece = &chars[at(cut)..(at(cut) + length).min(chars.len())];
        let mut rest = chars.clone();
        if !keep {
            rest.drain(at(cut)..at(cut) + piece.len());
        }
        let to = at(to).min(rest.len());
        let text = rest[..to].iter().chain(piece).copied().chain(noise.chars()).chain(rest[to..].iter().copied());
        files[file].text = text.collect();
        if let Err(faults) = RuleSet::from_files(files) {
            prop_assert!(faults.iter().all(|fault| !fault.wrong.is_empty() && !fault.expected.is_empty()));
        }
    }
}
