//! Rules reloaded while the desk is open: from a folder kept by people, and while everybody talks.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::SystemTime;

use crosscheck::classify::Addressed;
use crosscheck::helpdesk::{Case, Effect, Happened, Knowledge, Press, Reply};
use crosscheck::rules::{Origin, RuleId, RuleSet, SourceFile};
use crosscheck::service::{Post, ReloadError, RuleSource, Service};
use tempfile::TempDir;

const NOW: SystemTime = SystemTime::UNIX_EPOCH;

const PASTE: &str = "please choose a cost centre first";

/// A sound rule with this title; `PASTE` is its error.
fn rule(title: &str) -> String {
    include_str!("../house_rule.toml").replace("The cost centre is missing", title)
}

fn write(folder: &Path, file: &str, text: impl AsRef<[u8]>) {
    let path = folder.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A folder with one rule called *First*, and a desk that was opened with it.
fn open() -> (TempDir, Service) {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "xero/cost-centre.toml", rule("First"));
    let (source, rules) = RuleSource::load(Some(folder.path())).unwrap();
    (folder, Service::new(Knowledge::new(rules)).reloading(source))
}

/// The titles of what the desk says to `PASTE`.
fn said(service: &Service) -> Vec<String> {
    let pasted = Happened::Pasted { text: PASTE.to_owned(), addressed: Addressed::Overheard };
    titles(&service.consider(None, pasted, NOW).1)
}

fn titles(effects: &[Effect]) -> Vec<String> {
    let answers = effects.iter().filter_map(|effect| match effect {
        Effect::Say(Reply::Answers { answers, .. }) => Some(answers),
        _ => None,
    });
    answers.flatten().map(|answer| answer.title.to_plain()).collect()
}

/// What a refused reload reports; the rules in force must be as before.
fn refused(service: &Service) -> String {
    let before = said(service);
    let error = service.reload(NOW).unwrap_err();
    assert_eq!(said(service), before);
    error.to_string()
}

#[test]
fn a_saved_file_counts_from_the_next_paste_on() {
    let (folder, service) = open();
    assert_eq!(said(&service), ["First"]);
    write(folder.path(), "xero/cost-centre.toml", rule("Second"));
    write(folder.path(), "dext/cost-code.toml", rule("Another").replace("centre", "code"));
    let reloaded = service.reload(NOW).unwrap();
    assert_eq!(said(&service), ["Second"]);
    let built_in = RuleSet::built_in().unwrap();
    assert_eq!(
        reloaded.to_string(),
        format!(
            "{} rules and {} how-tos are in force; added: dext/cost-code.toml; changed: xero/cost-centre.toml",
            built_in.rules().len() + 2,
            built_in.howtos().len()
        )
    );
    fs::remove_file(folder.path().join("xero/cost-centre.toml")).unwrap();
    let reloaded = service.reload(NOW).unwrap().to_string();
    assert!(reloaded.ends_with("; removed: xero/cost-centre.toml"), "{reloaded}");
    assert!(said(&service).is_empty());
    let again = service.reload(NOW).unwrap().to_string();
    assert!(again.ends_with("; nothing has changed"), "{again}");
}

#[test]
fn many_files_are_counted_behind_the_first_few() {
    let (folder, service) = open();
    for number in 0..12 {
        write(
            folder.path(),
            &format!("dext/more-{number:02}.toml"),
            rule("More").replace("cost", &format!("x{number}")),
        );
    }
    let reloaded = service.reload(NOW).unwrap().to_string();
    assert!(reloaded.ends_with("dext/more-06.toml, dext/more-07.toml and 4 more"), "{reloaded}");
}

#[test]
fn a_folder_is_read_again_once_it_has_come_to_rest() {
    let (folder, service) = open();
    assert!(service.reload_if_changed(NOW).is_none());
    // Saved in two steps: while it differs from look to look it is left alone.
    write(folder.path(), "xero/cost-centre.toml", "title = ");
    assert!(service.reload_if_changed(NOW).is_none());
    write(folder.path(), "xero/cost-centre.toml", rule("Saved in steps"));
    assert!(service.reload_if_changed(NOW).is_none());
    service.reload_if_changed(NOW).unwrap().unwrap();
    assert_eq!(said(&service), ["Saved in steps"]);
    assert!(service.reload_if_changed(NOW).is_none());
    // What an editor keeps beside it is no change.
    write(folder.path(), "xero/.cost-centre.toml.swp", "anything");
    write(folder.path(), "xero/cost-centre.toml~", "anything");
    assert!(service.reload_if_changed(NOW).is_none() && service.reload_if_changed(NOW).is_none());
}

#[test]
fn a_fault_is_found_once_and_again_only_after_the_next_change() {
    let (folder, service) = open();
    write(folder.path(), "xero/cost-centre.toml", "title = \"Half");
    assert!(service.reload_if_changed(NOW).is_none());
    assert!(service.reload_if_changed(NOW).unwrap().is_err());
    for _ in 0..5 {
        assert!(service.reload_if_changed(NOW).is_none());
    }
    assert_eq!(said(&service), ["First"]);
    write(folder.path(), "xero/cost-centre.toml", rule("Mended"));
    assert!(service.reload_if_changed(NOW).is_none());
    service.reload_if_changed(NOW).unwrap().unwrap();
    assert_eq!(said(&service), ["Mended"]);
}

#[test]
fn what_was_reloaded_by_hand_is_not_reloaded_once_more() {
    let (folder, service) = open();
    write(folder.path(), "xero/cost-centre.toml", rule("By hand"));
    service.reload(NOW).unwrap();
    assert!(service.reload_if_changed(NOW).is_none() && service.reload_if_changed(NOW).is_none());
}

#[test]
fn a_folder_that_disappears_is_reported_once_and_welcome_back() {
    let (folder, service) = open();
    let aside = tempfile::tempdir().unwrap();
    let elsewhere = aside.path().join("rules");
    fs::rename(folder.path(), &elsewhere).unwrap();
    assert!(service.reload_if_changed(NOW).is_none());
    let gone = service.reload_if_changed(NOW).unwrap().unwrap_err().to_string();
    assert!(gone.starts_with(&format!("the rules folder {} cannot be read: ", folder.path().display())), "{gone}");
    for _ in 0..5 {
        assert!(service.reload_if_changed(NOW).is_none());
    }
    assert_eq!(said(&service), ["First"]);
    fs::rename(&elsewhere, folder.path()).unwrap();
    assert!(service.reload_if_changed(NOW).is_none());
    let back = service.reload_if_changed(NOW).unwrap().unwrap().to_string();
    assert!(back.ends_with("nothing has changed"), "{back}");
}

#[test]
fn a_half_written_file_is_refused_with_its_line() {
    let (folder, service) = open();
    let whole = rule("Half");
    let half = whole.find(" centre first").unwrap();
    write(folder.path(), "xero/cost-centre.toml", &whole[..half]);
    let report = refused(&service);
    assert!(report.contains("xero/cost-centre.toml:3: a text is not closed"), "{report}");
}

#[test]
fn a_file_of_ten_megabytes_is_refused() {
    let (folder, service) = open();
    write(folder.path(), "xero/huge.toml", vec![b'#'; 10_000_000]);
    let report = refused(&service);
    assert!(report.contains("xero/huge.toml: this file is larger than 1 MiB"), "{report}");
}

#[test]
fn two_files_with_one_id_are_refused() {
    let (folder, service) = open();
    write(folder.path(), "dext/cost-centre.toml", rule("Twice"));
    let report = refused(&service);
    assert!(report.contains("cost-centre") && report.contains("dext/cost-centre.toml"), "{report}");
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_is_refused_and_not_followed() {
    let (folder, service) = open();
    let elsewhere = tempfile::tempdir().unwrap();
    write(elsewhere.path(), "secret.toml", "password = \"do not show\"");
    std::os::unix::fs::symlink(elsewhere.path().join("secret.toml"), folder.path().join("xero/link.toml")).unwrap();
    let report = refused(&service);
    assert!(
        report.contains("xero/link.toml: this is a link that leads nowhere or out of the rules folder"),
        "{report}"
    );
    assert!(!report.contains("do not show"), "{report}");
}

#[test]
fn without_a_folder_there_is_nothing_to_reload() {
    let (source, rules) = RuleSource::load(None).unwrap();
    let service = Service::new(Knowledge::new(rules)).reloading(source);
    assert!(service.reload_if_changed(NOW).is_none());
    let error = service.reload(NOW).unwrap_err();
    assert!(matches!(error, ReloadError::NothingToReload));
    assert_eq!(
        error.to_string(),
        "RULES_DIR is not set, so there is nothing to reload: the rules in force are the ones built in"
    );
}

#[test]
fn a_case_about_a_rule_that_is_gone_is_out_of_date_and_says_so() {
    let (folder, service) = open();
    let about = Post::new("1");
    let case = Case::of(RuleId::new("cost-centre"), None, None);
    service.converse(&about, case, Happened::Chose(RuleId::new("cost-centre")), NOW);
    fs::remove_file(folder.path().join("xero/cost-centre.toml")).unwrap();
    service.reload(NOW).unwrap();
    for press in [Press::StillStuck, Press::NotSure, Press::GoOnWith(RuleId::new("cost-centre"))] {
        let effects = service.converse(&about, Case::default(), Happened::Pressed(press.clone()), NOW);
        let note = match effects.first() {
            Some(Effect::SayPrivately(Reply::Note(note)) | Effect::Say(Reply::Note(note))) => note.to_plain(),
            other => panic!("{press:?}: {other:?}"),
        };
        assert_eq!(note, "This answer is out of date. Paste the message again.", "{press:?}");
    }
}

/// A set in which two errors carry the number of the set in their titles; every second set knows a third one.
fn numbered(number: usize) -> Knowledge {
    let file = |id: &str, centre: &str| {
        let text = rule(&format!("{id} of {number}")).replace("cost centre", centre);
        SourceFile { path: format!("xero/{id}.toml"), shown: format!("xero/{id}.toml"), text, origin: Origin::Added }
    };
    let mut files = vec![file("one", "cost centre"), file("two", "tracking label")];
    if number.is_multiple_of(2) {
        files.push(file("three", "project number"));
    }
    Knowledge::new(RuleSet::from_files(files).unwrap_or_else(|faults| panic!("{faults}")))
}

#[test]
fn whoever_pastes_while_rules_are_swapped_gets_one_whole_set() {
    const SETS: usize = 100;
    let text = "please choose a cost centre first\n\nplease choose a tracking label first\n\nplease choose a project number first";
    let service = Service::new(numbered(0));
    let (done, answered) = (AtomicBool::new(false), AtomicUsize::new(0));
    let talk = |person: usize| {
        let mut last = 0;
        while !done.load(Ordering::Acquire) {
            let pasted = Happened::Pasted { text: text.to_owned(), addressed: Addressed::Overheard };
            let shown = if person.is_multiple_of(2) {
                titles(&service.consider(None, pasted, NOW).1)
            } else {
                // A case at hand takes the same way.
                let post = Post::new(format!("{person}"));
                service.forget(&post);
                titles(&service.converse(&post, Case::default(), pasted, NOW))
            };
            let number: usize = shown[0].rsplit(' ').next().unwrap().parse().unwrap();
            let mut whole = vec![format!("one of {number}"), format!("two of {number}")];
            if number.is_multiple_of(2) {
                whole.push(format!("three of {number}"));
            }
            assert_eq!(shown, whole);
            assert!(number >= last, "set {number} was in force again after set {last}");
            last = number;
            answered.fetch_add(1, Ordering::Release);
        }
    };
    thread::scope(|scope| {
        let talk = &talk;
        let talkers: Vec<_> = (0..4).map(|person| scope.spawn(move || talk(person))).collect();
        for number in 1..=SETS {
            // Somebody is answered between any two swaps.
            let before = answered.load(Ordering::Acquire);
            drop(service.replace(numbered(number)));
            while answered.load(Ordering::Acquire) == before && talkers.iter().all(|talker| !talker.is_finished()) {
                thread::yield_now();
            }
        }
        done.store(true, Ordering::Release);
    });
    assert!(answered.into_inner() >= SETS);
}
