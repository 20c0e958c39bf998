//! `RULES_DIR`: a folder kept by people, with everything such folders hold.

use std::fs;
use std::path::Path;

use crosscheck::rules::{Folder, LoadError, Origin, RuleSet};
use tempfile::TempDir;

const RULE: &str = include_str!("../house_rule.toml");

/// A folder with these files, each with the text of a sound rule.
fn folder(files: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in files {
        write(folder.path(), file, RULE.as_bytes());
    }
    folder
}

fn write(folder: &Path, file: &str, bytes: &[u8]) {
    let path = folder.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// The files that are read, relative to the folder.
fn read(folder: &Path) -> Vec<String> {
    let read = Folder::read(folder, Origin::Added).unwrap();
    assert_eq!(read.faults, []);
    read.files.into_iter().map(|file| file.path).collect()
}

/// What is reported about the folder, with its own path left out.
fn faults(folder: &Path) -> String {
    let Err(LoadError::Faults(faults)) = RuleSet::with_folder(folder) else { panic!("this folder counts as sound") };
    faults.to_string().replace(&format!("{}/", folder.display()), "")
}

#[test]
fn rules_of_the_folder_join_the_built_in_ones() {
    let folder = folder(&["lentune/cost-centre-missing.toml"]);
    let set = RuleSet::with_folder(folder.path()).unwrap();
    assert_eq!(set.rules().len(), RuleSet::built_in().unwrap().rules().len() + 1);
}

#[test]
fn an_empty_folder_adds_nothing() {
    let folder = folder(&[]);
    let set = RuleSet::with_folder(folder.path()).unwrap();
    assert_eq!(set.rules().len(), RuleSet::built_in().unwrap().rules().len());
}

#[test]
fn hidden_files_and_copies_of_editors_are_skipped() {
    let folder = folder(&[
        "xero/a.toml",
        "xero/.a.toml.swp",
        "xero/a.toml~",
        "xero/#a.toml#",
        "xero/a.toml.bak",
        "xero/a.toml.orig",
        ".git/config.toml",
        "README.md",
        "docs/notes.txt",
    ]);
    assert_eq!(read(folder.path()), ["xero/a.toml"]);
}

#[test]
fn a_file_in_the_wrong_place_is_told_where_it_belongs() {
    let folder = folder(&["cost-centre.toml", "quickfile/cost-centre.toml", "xero/old/cost-centre.toml"]);
    assert_eq!(
        faults(folder.path()),
        "cost-centre.toml: no rule file belongs here
    expected: one of the folders xero, dext and lentune (rules), howto, apps or intents, for instance xero/lock-date.toml
quickfile/cost-centre.toml: no rule file belongs here
    expected: one of the folders xero, dext and lentune (rules), howto, apps or intents, for instance xero/lock-date.toml
xero/old: a folder inside a folder is not read
    expected: one of the folders xero, dext and lentune (rules), howto, apps or intents, for instance xero/lock-date.toml
"
    );
}

#[test]
fn a_text_editor_that_adds_an_ending_is_caught() {
    let folder = folder(&["xero/cost-centre.toml.txt", "xero/cost-code.TOML"]);
    assert_eq!(
        faults(folder.path()),
        "xero/cost-centre.toml.txt: this file name does not end in .toml
    expected: cost-centre.toml
xero/cost-code.TOML: this file name does not end in .toml
    expected: cost-code.toml
"
    );
}

#[test]
fn a_file_in_another_encoding_is_named_with_its_line() {
    let folder = folder(&[]);
    write(folder.path(), "xero/cost-centre.toml", b"title = \"a\"\nnotes = \"caf\xe9\"\n");
    assert_eq!(
        faults(folder.path()),
        "xero/cost-centre.toml:2: a character here is no UTF-8
    expected: the file saved as UTF-8 (a setting of the editor)
"
    );
}

#[test]
fn a_file_of_ten_megabytes_is_refused_unread() {
    let folder = folder(&[]);
    write(folder.path(), "xero/cost-centre.toml", &vec![b'#'; 10_000_000]);
    assert!(faults(folder.path()).contains("this file is larger than 1 MiB"));
}

#[test]
fn a_half_written_file_stops_the_whole_set() {
    let folder = folder(&["xero/cost-centre.toml"]);
    let half = RULE.find(" centre first").unwrap();
    write(folder.path(), "xero/cost-code.toml", &RULE.as_bytes()[..half]);
    let told = faults(folder.path());
    assert!(told.starts_with("xero/cost-code.toml:3: a text is not closed"), "{told}");
}

#[test]
fn a_folder_that_is_not_there_is_one_plain_sentence() {
    let folder = folder(&[]);
    let missing = folder.path().join("rules");
    let error = RuleSet::with_folder(&missing).unwrap_err().to_string();
    assert!(error.starts_with(&format!("the rules folder {} cannot be read: ", missing.display())), "{error}");
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_is_refused_and_one_inside_is_followed() {
    use std::os::unix::fs::symlink;

    let elsewhere = folder(&["secret.toml", "more/a.toml"]);
    let folder = folder(&["xero/cost-centre.toml"]);
    symlink(folder.path().join("xero/cost-centre.toml"), folder.path().join("xero/cost-code.toml")).unwrap();
    assert_eq!(read(folder.path()), ["xero/cost-centre.toml", "xero/cost-code.toml"]);

    symlink(elsewhere.path().join("secret.toml"), folder.path().join("xero/secret.toml")).unwrap();
    symlink(elsewhere.path().join("more"), folder.path().join("dext")).unwrap();
    symlink("/nowhere/at/all.toml", folder.path().join("xero/lost.toml")).unwrap();
    let told = faults(folder.path());
    for link in ["xero/secret.toml", "dext", "xero/lost.toml"] {
        assert!(
            told.contains(&format!("{link}: this is a link that leads nowhere or out of the rules folder")),
            "{told}"
        );
    }
}
