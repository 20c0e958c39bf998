//! The checked set of everything we know.

use std::path::Path;
use std::sync::Arc;

use super::file::{Origin, SourceFile};
use super::folder::{Folder, LoadError};
use super::{App, Faults, HowTo, Intent, Rule, check};

/// The rule files of the project: (path below `rules/`, text). Written by `build.rs`.
const BUILT_IN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/built_in_rules.rs"));

/// Rules, how-tos, apps and intents that fit together. Cheap to clone: what is compiled later keeps a copy.
#[derive(Clone, Debug, Default)]
pub struct RuleSet {
    pub(super) rules: Arc<[Rule]>,
    pub(super) howtos: Arc<[HowTo]>,
    pub(super) apps: Arc<[App]>,
    pub(super) intents: Arc<[Intent]>,
}

impl RuleSet {
    /// The rules the binary brings along.
    pub fn built_in() -> Result<Self, Faults> {
        Self::from_files(built_in_files())
    }

    /// The built-in rules with those of `folder` (`RULES_DIR`): added, in place of the one with the same id, or
    /// switching it off. Reports all faults of all files; nothing is half loaded.
    pub fn with_folder(folder: &Path) -> Result<Self, LoadError> {
        Ok(Self::with_added(Folder::read(folder, Origin::Added)?)?)
    }

    /// The same with what was read of a folder already.
    pub fn with_added(added: Folder) -> Result<Self, Faults> {
        let mut files: Vec<SourceFile> = built_in_files().collect();
        files.extend(added.files);
        check::rule_set(&files, added.faults)
    }

    /// The rules of `folder` alone, held to what the project asks of its own: for a working copy of `rules/`.
    pub fn from_folder(folder: &Path) -> Result<Self, LoadError> {
        let read = Folder::read(folder, Origin::BuiltIn)?;
        Ok(check::rule_set(&read.files, read.faults)?)
    }

    /// The rules of `files`, without looking at any disk. A file with [`Origin::Added`] takes the place of an earlier
    /// one with its id.
    pub fn from_files(files: impl IntoIterator<Item = SourceFile>) -> Result<Self, Faults> {
        check::rule_set(&files.into_iter().collect::<Vec<_>>(), Vec::new())
    }

    /// All rules, sorted by id.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// All how-tos, sorted by id.
    pub fn howtos(&self) -> &[HowTo] {
        &self.howtos
    }

    /// All apps, sorted by id.
    pub fn apps(&self) -> &[App] {
        &self.apps
    }

    /// All intents, sorted by id.
    pub fn intents(&self) -> &[Intent] {
        &self.intents
    }

    /// The rule with this id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        let at = self.rules.binary_search_by(|rule| rule.id.as_str().cmp(id)).ok()?;
        self.rules.get(at)
    }

    /// The how-to with this id.
    pub fn howto(&self, id: &str) -> Option<&HowTo> {
        let at = self.howtos.binary_search_by(|howto| howto.id.as_str().cmp(id)).ok()?;
        self.howtos.get(at)
    }

    /// The app with this id.
    pub fn app(&self, id: &str) -> Option<&App> {
        let at = self.apps.binary_search_by(|app| app.id.as_str().cmp(id)).ok()?;
        self.apps.get(at)
    }

    /// The intent with this id.
    pub fn intent(&self, id: &str) -> Option<&Intent> {
        let at = self.intents.binary_search_by(|intent| intent.id.as_str().cmp(id)).ok()?;
        self.intents.get(at)
    }
}

/// The rule files the binary brings along, as they were written.
pub fn built_in_files() -> impl Iterator<Item = SourceFile> {
    BUILT_IN.iter().map(|(path, text)| SourceFile::built_in(*path, *text))
}
