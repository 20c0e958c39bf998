//! The schemas that editors check rule files by: the committed copies are true, and every shipped file satisfies them.

use std::fs;
use std::path::Path;

use crosscheck::rules::{SCHEMAS, built_in_files, schema};
use serde_json::{Value, json};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The schema a file of `folder` is held to, as `.taplo.toml` wires them.
fn kind(folder: &str) -> &'static str {
    match folder {
        "howto" => "howto",
        "apps" => "app",
        "intents" => "intent",
        _ => "rule",
    }
}

/// A TOML value as editors hand it to a schema: days as texts.
fn as_json(value: &toml::Value) -> Value {
    match value {
        toml::Value::Datetime(day) => json!(day.to_string()),
        toml::Value::Array(list) => list.iter().map(as_json).collect(),
        toml::Value::Table(table) => table.iter().map(|(key, value)| (key.clone(), as_json(value))).collect(),
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(flag) => json!(flag),
    }
}

/// What in `value` breaks `schema`; knows the keywords that our schemas use, and fails on any other.
fn faults(schema: &Value, value: &Value, place: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (keyword, asked) in schema.as_object().unwrap() {
        let count = |number: Option<usize>| number.map(|number| number as u64);
        let kept = match keyword.as_str() {
            "$schema" | "title" | "description" => true,
            "type" => match asked.as_str().unwrap() {
                "object" => value.is_object(),
                "array" => value.is_array(),
                "string" => value.is_string(),
                "boolean" => value.is_boolean(),
                other => panic!("no such type: {other}"),
            },
            "enum" => asked.as_array().unwrap().contains(value),
            "format" => asked == "date" && value.as_str().is_some_and(|day| day.len() == 10),
            "pattern" => asked == "^https?://" && value.as_str().is_some_and(|url| url.starts_with("http")),
            "minLength" => count(value.as_str().map(|text| text.chars().count())) >= asked.as_u64(),
            "maxLength" => count(value.as_str().map(|text| text.chars().count())) <= asked.as_u64(),
            "minItems" => count(value.as_array().map(Vec::len)) >= asked.as_u64(),
            "maxItems" => count(value.as_array().map(Vec::len)) <= asked.as_u64(),
            "required" => asked.as_array().unwrap().iter().all(|key| value.get(key.as_str().unwrap()).is_some()),
            "additionalProperties" => {
                let known = schema["properties"].as_object().unwrap();
                *asked == json!(false) && value.as_object().unwrap().keys().all(|key| known.contains_key(key))
            }
            "anyOf" => asked.as_array().unwrap().iter().any(|choice| faults(choice, value, place).is_empty()),
            "items" => {
                for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                    found.extend(faults(asked, item, &format!("{place}[{at}]")));
                }
                true
            }
            "properties" => {
                for (key, inner) in asked.as_object().unwrap() {
                    if let Some(held) = value.get(key) {
                        found.extend(faults(inner, held, &format!("{place}.{key}")));
                    }
                }
                true
            }
            other => panic!("no such keyword here: {other}"),
        };
        if !kept {
            found.push(format!("{place}: {keyword} {asked}"));
        }
    }
    found
}

/// `BLESS=1 cargo test` writes them anew; so does `crosscheck rules schema --out rules/schema`.
#[test]
fn the_committed_schemas_are_true() {
    for kind in SCHEMAS {
        let path = root().join(format!("rules/schema/{kind}.json"));
        let text = serde_json::to_string_pretty(&schema(kind).unwrap()).unwrap() + "\n";
        if std::env::var_os("BLESS").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &text).unwrap();
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(committed, text, "run: crosscheck rules schema --out rules/schema");
    }
}

#[test]
fn every_shipped_file_satisfies_its_schema() {
    let mut checked = 0;
    for file in built_in_files() {
        let (folder, _) = file.path.split_once('/').unwrap();
        let value = as_json(&toml::Value::Table(file.text.parse().unwrap()));
        let found = faults(&schema(kind(folder)).unwrap(), &value, &file.path);
        assert!(found.is_empty(), "{found:#?}");
        checked += 1;
    }
    assert!(checked > 100);
}

#[test]
fn a_schema_finds_what_the_checker_finds() {
    for (text, fault) in [
        ("titel = 'A'", "additionalProperties"),
        ("phrases = []", "minItems"),
        ("phrases = ['']", "minLength"),
        ("last_resort = 'yes'", "type"),
        ("state = { app = 'lentune', shows = 'star' }", "enum"),
        ("sources = [{ title = 'A', url = 'www.x.org', checked = 2026-11-21 }]", "pattern"),
        ("prompts = ['a', 'b', 'c', 'd', 'e', 'f']", "maxItems"),
        ("[[causes]]\nbecause = 'A'\nanswer = 'more than thirty-eight characters of an answer'", "maxLength"),
        ("title = 'A'", "anyOf"),
    ] {
        let value = as_json(&toml::Value::Table(text.parse().unwrap()));
        let found = faults(&schema("rule").unwrap(), &value, "rule");
        assert!(found.iter().any(|found| found.contains(fault)), "{text}: {found:?}");
    }
    let off = as_json(&toml::Value::Table("off = true".parse().unwrap()));
    assert_eq!(faults(&schema("rule").unwrap(), &off, "rule"), [""; 0]);
}

#[test]
fn editors_are_told_which_schema_belongs_to_which_folder() {
    let wiring: toml::Table = fs::read_to_string(root().join(".taplo.toml")).unwrap().parse().unwrap();
    let rules = wiring["rule"].as_array().unwrap();
    for folder in ["xero", "dext", "lentune", "howto", "apps", "intents"] {
        let pattern = format!("**/rules/{folder}/*.toml");
        let names = |rule: &&toml::Value| rule["include"].as_array().unwrap().contains(&pattern.clone().into());
        let schema = rules.iter().find(names).unwrap()["schema"]["path"].as_str().unwrap();
        assert_eq!(schema, format!("rules/schema/{}.json", kind(folder)));
        assert!(root().join(schema).is_file());
    }
    for file in ["settings", "extensions"] {
        let text = fs::read_to_string(root().join(format!(".vscode/{file}.json"))).unwrap();
        serde_json::from_str::<Value>(&text).unwrap();
    }
}
