//! Files to a checked [`RuleSet`], or every fault of every file at once.

mod danger;
mod entry;
mod howto;
mod rule;
mod whole;

use std::collections::HashMap;
use std::thread;

use super::document::Document;
use super::file::{self, Kind, Origin, SourceFile};
use super::keys::ID;
use super::nearest::nearest;
use super::report::{Mention, Report};
use super::shape;
use super::{App, Fault, Faults, HowTo, Intent, Rule, RuleSet};
use entry::{File, is_kebab};

/// Whether `text` can be the id of a file: small letters, digits and single hyphens, 40 characters at most.
pub fn is_an_id(text: &str) -> bool {
    is_kebab(text) && text.len() <= ID
}

/// A file in its place: what it describes and under which id.
struct Placed<'f> {
    file: &'f SourceFile,
    kind: Kind,
    id: &'f str,
}

/// Entries as they are read, with what they name in other files.
#[derive(Default)]
struct Entries {
    rules: Vec<Rule>,
    howtos: Vec<HowTo>,
    apps: Vec<App>,
    intents: Vec<Intent>,
    /// The ids of those that are switched off.
    off: Vec<String>,
    mentions: Vec<Mention>,
    faults: Vec<Fault>,
}

/// Reads and checks `files`; later ones of `RULES_DIR` take the place of built-in ones with the same id. `faults` are
/// those already found on the way here.
pub(super) fn rule_set(files: &[SourceFile], faults: Vec<Fault>) -> Result<RuleSet, Faults> {
    let mut entries = Entries { faults, ..Entries::default() };
    let mut in_force: Vec<Placed<'_>> = Vec::new();
    let mut position: HashMap<&str, usize> = HashMap::new();
    for file in files {
        let mut report = Report::new(&file.shown);
        if let Some(placed) = placed(file, &mut report) {
            match position.get(placed.id).and_then(|at| in_force.get_mut(*at)) {
                Some(earlier) if replaces(&placed, earlier, &mut report) => *earlier = placed,
                Some(_) => {}
                None => {
                    position.insert(placed.id, in_force.len());
                    in_force.push(placed);
                }
            }
        }
        entries.faults.append(&mut report.faults);
    }
    let built_in: Vec<&str> = files
        .iter()
        .filter(|file| file.origin == Origin::BuiltIn)
        .filter_map(|file| Some(file::place(&file.path)?.1))
        .collect();
    let mut known = whole::Known::default();
    let (first, second) = in_force.split_at(in_force.len() / 2);
    let both = thread::scope(|scope| {
        // The second half on another thread, if there is one to be had: whoever starts the program waits for all files.
        let other = thread::Builder::new().spawn_scoped(scope, || Entries::of(second, &built_in));
        let read = Entries::of(first, &built_in);
        let read_there = other.ok().and_then(|other| other.join().ok());
        [read, read_there.unwrap_or_else(|| Entries::of(second, &built_in))]
    });
    for half in both {
        entries.append(half);
    }
    for placed in &in_force {
        known.add(placed.kind, placed.id, entries.off.iter().any(|off| off == placed.id));
    }
    entries.faults.extend(whole::check(&entries.rules, &entries.mentions, &known));
    whole::forget_switched_off(
        &mut entries.rules,
        &mut entries.howtos,
        &mut entries.apps,
        &mut entries.intents,
        &known,
    );
    let Entries { mut rules, mut howtos, mut apps, mut intents, faults, .. } = entries;
    if let Some(faults) = Faults::new(faults) {
        return Err(faults);
    }
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    howtos.sort_by(|a, b| a.id.cmp(&b.id));
    apps.sort_by(|a, b| a.id.cmp(&b.id));
    intents.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(RuleSet { rules: rules.into(), howtos: howtos.into(), apps: apps.into(), intents: intents.into() })
}

/// Finds out what a file is by where it lies.
fn placed<'f>(file: &'f SourceFile, report: &mut Report) -> Option<Placed<'f>> {
    let Some((kind, id)) = file::place(&file.path) else {
        report.fault(0, "no rule file belongs here", file::PLACES);
        return None;
    };
    if !is_an_id(id) {
        report.fault(
            0,
            format!("“{id}” cannot be an id"),
            format!("a file name of small letters, digits and single hyphens, {ID} characters at most: lock-date.toml"),
        );
    }
    Some(Placed { file, kind, id })
}

/// Whether `placed` takes the place of `earlier`, which has the same id; reports when it must not.
fn replaces(placed: &Placed<'_>, earlier: &Placed<'_>, report: &mut Report) -> bool {
    if placed.file.origin == earlier.file.origin {
        let wrong = format!("the id `{}` is taken: {} has it too", placed.id, earlier.file.shown);
        report.fault(0, wrong, "another file name: an id stands once in all folders");
        return false;
    }
    if !placed.kind.replaces(earlier.kind) {
        let wrong =
            format!("the id `{}` belongs to the built-in {} {}", placed.id, earlier.kind.noun(), earlier.file.shown);
        report.fault(0, wrong, format!("another file name, or the folder of that {}", earlier.kind.noun()));
        return false;
    }
    true
}

impl Entries {
    /// Reads files one after the other.
    fn of(files: &[Placed<'_>], built_in: &[&str]) -> Self {
        let mut entries = Self::default();
        files.iter().for_each(|placed| entries.read(placed, built_in));
        entries
    }

    /// Adds what was read of the files behind.
    fn append(&mut self, mut behind: Self) {
        self.rules.append(&mut behind.rules);
        self.howtos.append(&mut behind.howtos);
        self.apps.append(&mut behind.apps);
        self.intents.append(&mut behind.intents);
        self.off.append(&mut behind.off);
        self.mentions.append(&mut behind.mentions);
        self.faults.append(&mut behind.faults);
    }

    /// Reads one file.
    fn read(&mut self, placed: &Placed<'_>, built_in: &[&str]) {
        let Placed { file, kind, id } = placed;
        let mut report = Report::new(&file.shown);
        // Editors of Windows may put a mark before the first character.
        let text = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text);
        let document = match Document::parse(&file.shown, text) {
            Ok(document) => document,
            Err(faults) => {
                self.faults.extend(faults);
                return;
            }
        };
        let root = document.root();
        if root.flag("off") {
            check_off(placed, root.line_of("off"), built_in, &mut report);
            self.faults.append(&mut report.faults);
            self.off.push((*id).to_owned());
            return;
        }
        shape::check(&document, kind.keys(), &mut report);
        let entry = File { shown: &file.shown, id, origin: file.origin };
        match kind {
            Kind::Rule(group) => self.rules.push(rule::read(&entry, *group, &root, &mut report)),
            Kind::HowTo => self.howtos.push(howto::read_howto(&entry, &root, &mut report)),
            Kind::App => self.apps.push(howto::read_app(&entry, &root, &mut report)),
            Kind::Intent => self.intents.push(howto::read_intent(&entry, &root, &mut report)),
        }
        self.faults.append(&mut report.faults);
        self.mentions.append(&mut report.mentions);
    }
}

/// Only what is built in can be switched off, and only what others can do without.
fn check_off(placed: &Placed<'_>, line: usize, built_in: &[&str], report: &mut Report) {
    let Placed { file, kind, id } = placed;
    if file.origin == Origin::BuiltIn {
        report.fault(line, "off = true in a built-in file", "a file without it; `off` is for RULES_DIR");
    } else if matches!(kind, Kind::App | Kind::Intent) {
        let wrong = format!("the {} `{id}` cannot be switched off", kind.noun());
        report.fault(line, wrong, "off = true for rules and how-tos; to change this entry, write it anew");
    } else if !built_in.contains(id) {
        let expected = match nearest(id, built_in.iter().copied()) {
            Some(near) => format!("the file name of a built-in one: {near}.toml"),
            None => "the file name of a built-in one; `crosscheck rules list` shows them".to_owned(),
        };
        report.fault(line, format!("off = true, but nothing built in is called `{id}`"), expected);
    }
}
