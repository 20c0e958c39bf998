//! Other rules in force without a restart: where they come from, when to look again, and the swap.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime};

use thiserror::Error;

use crate::helpdesk::Knowledge;
use crate::rules::{Faults, Folder, LoadError, Origin, RuleSet, Stamp};

use super::Service;

/// Characters of a report in the log at most: a folder full of something else would fill the disk.
const LOGGED: usize = 16_000;

/// Files named in a sentence about what changed; further ones are counted.
const NAMED: usize = 8;

/// Where the rules in force came from: what is built in, and the folder of `RULES_DIR` as it was last read.
#[derive(Debug, Default)]
pub struct RuleSource {
    added: Option<(PathBuf, Mutex<LastSeen>)>,
}

/// A folder as it was last read and last looked at.
#[derive(Debug)]
struct LastSeen {
    /// When it was read, whether what it held could be used or not.
    read: Stamp,
    /// When it was last looked at.
    looked_at: Stamp,
    /// What each file of the set in force held.
    in_force: Held,
}

/// The files of a set, each with the hash of its text.
type Held = BTreeMap<String, u64>;

/// The rules in force after a reload, and which files made the difference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reloaded {
    /// Rules in force, built-in ones included.
    pub rules: usize,
    /// How-tos in force, built-in ones included.
    pub howtos: usize,
    /// Files that are new in the folder: `xero/lock-date.toml`.
    pub added: Vec<String>,
    /// Files whose text is another.
    pub changed: Vec<String>,
    /// Files that are gone.
    pub removed: Vec<String>,
}

/// Why the rules in force stay as they are.
#[derive(Debug, Error)]
pub enum ReloadError {
    /// `RULES_DIR` is not set: what is built in cannot change while the program runs.
    #[error("RULES_DIR is not set, so there is nothing to reload: the rules in force are the ones built in")]
    NothingToReload,
    /// The folder cannot be read, or something is wrong with its files.
    #[error(transparent)]
    Refused(#[from] LoadError),
}

impl RuleSource {
    /// Reads what is built in and, if there is one, the `folder` of `RULES_DIR`.
    pub fn load(folder: Option<&Path>) -> Result<(Self, RuleSet), LoadError> {
        let Some(folder) = folder else {
            return Ok((Self::default(), RuleSet::built_in()?));
        };
        let (stamp, in_force, rules) = read(folder)?;
        let seen = LastSeen { read: stamp.clone(), looked_at: stamp, in_force };
        Ok((Self { added: Some((folder.to_owned(), Mutex::new(seen))) }, rules))
    }

    /// The folder to watch, as it was given; none when all rules are built in.
    pub fn folder(&self) -> Option<&Path> {
        self.added.as_ref().map(|(folder, _)| folder.as_path())
    }

    /// Looks at the folder: true when it has changed since it was last read and looks the same as at the look before.
    /// Editors save in several steps; a folder that is still being written to is left alone.
    fn has_changed(&self) -> bool {
        let Some((folder, seen)) = &self.added else { return false };
        let stamp = Stamp::of(folder);
        let mut seen = locked(seen);
        let at_rest = seen.looked_at == stamp;
        let changed = seen.read != stamp;
        seen.looked_at = stamp;
        at_rest && changed
    }
}

impl Service {
    /// The same desk, reloading its rules from `source`, which is where they came from.
    #[must_use]
    pub fn reloading(self, source: RuleSource) -> Self {
        Self { source, ..self }
    }

    /// Where the rules come from.
    pub fn rule_source(&self) -> &RuleSource {
        &self.source
    }

    /// Reads the rules again and puts them in force as a whole; says in the log what came of it. A set with faults is
    /// refused and the old one stays. Takes as long as reading and compiling takes (tenths of a second): not for a
    /// thread that others wait for. One reload at a time; a second one waits for the first.
    pub fn reload(&self, now: SystemTime) -> Result<Reloaded, ReloadError> {
        let result = self.try_reload(now);
        match &result {
            Ok(reloaded) => tracing::info!("{reloaded}"),
            Err(ReloadError::NothingToReload) => tracing::info!("{}", ReloadError::NothingToReload),
            Err(ReloadError::Refused(LoadError::Faults(faults))) => {
                let (count, report) = (faults.count(), faults.shortened(LOGGED));
                tracing::error!(
                    "the new rules are refused ({count} faults), those in force stay\n{}",
                    report.trim_end()
                );
            }
            Err(ReloadError::Refused(error @ LoadError::Folder { .. })) => {
                tracing::error!("{error}; the rules in force stay");
            }
        }
        result
    }

    /// Reloads the rules if their folder has changed and come to rest; to be asked every second or so. `None` when there
    /// is nothing to do. What is wrong with a folder is found once, and again only after the next change.
    pub fn reload_if_changed(&self, now: SystemTime) -> Option<Result<Reloaded, ReloadError>> {
        self.source.has_changed().then(|| self.reload(now))
    }

    fn try_reload(&self, now: SystemTime) -> Result<Reloaded, ReloadError> {
        let Some((folder, seen)) = &self.source.added else { return Err(ReloadError::NothingToReload) };
        // Held to the end: two reloads at once could put the older set in force last.
        let mut seen = locked(seen);
        let before = Stamp::of(folder);
        (seen.read, seen.looked_at) = (before.clone(), before);
        let (_, in_force, rules) = read(folder)?;
        let knowledge = Knowledge::new(rules);
        // Before the swap: nobody is to wait for what the first question compiles.
        knowledge.warm_up(now);
        let reloaded = Reloaded::between(&seen.in_force, &in_force, &knowledge);
        seen.in_force = in_force;
        retire(self.replace(knowledge));
        #[cfg(feature = "store")]
        self.forget_covered_gaps();
        Ok(reloaded)
    }
}

/// The rules with those of `folder`, what its files hold, and how it looked before it was read: what is saved meanwhile
/// then counts as a change.
fn read(folder: &Path) -> Result<(Stamp, Held, RuleSet), LoadError> {
    let stamp = Stamp::of(folder);
    let added = Folder::read(folder, Origin::Added)?;
    let held = added.files.iter().map(|file| (file.path.clone(), hash(&file.text))).collect();
    Ok((stamp, held, RuleSet::with_added(added)?))
}

/// Takes the old rules apart here, once whoever is being answered with them is done: the last holder pays for it. Turns
/// are over in milliseconds; one that is not is not waited for longer than a second.
fn retire(old: Arc<Knowledge>) {
    for _ in 0..100 {
        if Arc::strong_count(&old) == 1 {
            break;
        }
        thread::sleep(Duration::from_millis(10));
    }
    drop(old);
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

fn locked(seen: &Mutex<LastSeen>) -> MutexGuard<'_, LastSeen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Reloaded {
    fn between(old: &Held, new: &Held, knowledge: &Knowledge) -> Self {
        let without = |these: &Held, those: &Held| -> Vec<String> {
            these.keys().filter(|file| !those.contains_key(*file)).cloned().collect()
        };
        let changed = new.iter().filter(|(file, text)| old.get(*file).is_some_and(|before| before != *text));
        Self {
            rules: knowledge.rules().rules().len(),
            howtos: knowledge.rules().howtos().len(),
            added: without(new, old),
            changed: changed.map(|(file, _)| file.clone()).collect(),
            removed: without(old, new),
        }
    }
}

impl Reloaded {
    /// How many rules and how-tos are in force.
    pub fn in_force(&self) -> String {
        format!("{} rules and {} how-tos are in force", self.rules, self.howtos)
    }

    /// The files that made the difference, the first few of each kind; empty when nothing has changed.
    pub fn changes(&self) -> Vec<String> {
        let kinds = [("added", &self.added), ("changed", &self.changed), ("removed", &self.removed)];
        let told = kinds.into_iter().filter(|(_, files)| !files.is_empty()).map(|(kind, files)| {
            let named = files.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
            match files.len().saturating_sub(NAMED) {
                0 => format!("{kind}: {named}"),
                more => format!("{kind}: {named} and {more} more"),
            }
        });
        told.collect()
    }
}

impl fmt::Display for Reloaded {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let changes = self.changes();
        let changes = if changes.is_empty() { "nothing has changed".to_owned() } else { changes.join("; ") };
        write!(out, "{}; {changes}", self.in_force())
    }
}

impl ReloadError {
    /// What is wrong with the files, if that is why.
    pub fn faults(&self) -> Option<&Faults> {
        match self {
            Self::Refused(LoadError::Faults(faults)) => Some(faults),
            _ => None,
        }
    }
}
