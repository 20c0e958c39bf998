//! Which part may know which: the arrows of ARCHITECTURE.md as a table.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// For each folder of `src`, the ones its files may name.
const ARROWS: &[(&str, &[&str])] = &[
    ("paste", &[]),
    ("rules", &["paste"]),
    ("classify", &["rules", "paste"]),
    ("helpdesk", &["classify", "rules", "paste"]),
    ("store", &["helpdesk", "classify", "rules", "paste"]),
    ("service", &["store", "helpdesk", "classify", "rules", "paste"]),
    ("commands", &["console", "helpdesk", "classify", "rules", "paste", "cli"]),
    ("console", &["service", "helpdesk", "classify", "rules"]),
    ("discord", &["service", "helpdesk", "classify", "rules", "paste", "settings"]),
];

/// Crates that one folder alone may name.
const CRATES: &[(&str, &str)] = &[("serenity::", "discord"), ("poise::", "discord"), ("sqlx::", "store")];

fn files(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
            found.push((name.to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()));
        }
    }
}

fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found.sort();
    found
}

/// The lines of a file that are code, up to its own tests.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().take_while(|line| *line != "#[cfg(test)]").filter(|line| !line.trim_start().starts_with("//"))
}

#[test]
fn no_folder_knows_more_than_it_may() {
    let mut new = BTreeSet::new();
    for (file, text) in sources() {
        let Some((folder, _)) = file.split_once('/') else { continue };
        let Some((_, known)) = ARROWS.iter().find(|(name, _)| *name == folder) else {
            panic!("src/{folder} is not in the table of arrows");
        };
        for line in code(&text) {
            for (at, _) in line.match_indices("crate::") {
                let rest = &line[at + "crate::".len()..];
                let module: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let local = module == folder || module.is_empty() || module.starts_with(char::is_uppercase);
                if !local && !known.contains(&module.as_str()) {
                    new.insert(format!("{folder} -> {module} (src/{file})"));
                }
            }
        }
    }
    assert!(new.is_empty(), "new arrows: {new:#?}");
}

#[test]
fn a_platform_stays_in_its_folder() {
    for (file, text) in sources() {
        for (name, folder) in CRATES {
            let named = code(&text).any(|line| line.contains(name));
            assert!(!named || file.starts_with(folder), "src/{file} names {name}");
        }
    }
}

#[test]
fn the_environment_is_read_in_one_place() {
    for (file, text) in sources() {
        let reads = code(&text).any(|line| line.contains("env::var"));
        assert!(!reads || file == "settings.rs", "src/{file} reads the environment");
    }
}

#[test]
fn every_file_says_in_its_first_line_what_it_is_for() {
    for (file, text) in sources() {
        assert!(text.starts_with("//! "), "src/{file}");
    }
}
