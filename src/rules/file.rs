//! A rule file before it is checked: its text, and what its place in the rules folder makes of it.

use super::Group;
use super::keys::{self, Keys};

/// A file of a rules folder, as it was read.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Relative to the rules folder, with `/` between folder and file: `xero/lock-date.toml`.
    pub path: String,
    /// The file as reports name it: `path`, for a file of `RULES_DIR` with the folder in front.
    pub shown: String,
    /// Its whole text.
    pub text: String,
    /// Who wrote it.
    pub origin: Origin,
}

/// Who wrote a rule file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// This project: it is part of the binary, and held to the full number of examples.
    BuiltIn,
    /// The people who run the bot: it adds to the built-in entries, or takes the place of the one with its id.
    Added,
}

impl SourceFile {
    /// A file of the project; `path` is relative to the rules folder.
    pub fn built_in(path: impl Into<String>, text: impl Into<String>) -> Self {
        let path = path.into();
        Self { shown: path.clone(), path, text: text.into(), origin: Origin::BuiltIn }
    }

    /// A file of `RULES_DIR`; `path` is relative to it.
    pub fn added(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { origin: Origin::Added, ..Self::built_in(path, text) }
    }
}

/// What a file describes: the folder says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A known error or state.
    Rule(Group),
    /// What a prompt leads to.
    HowTo,
    /// An app people work in.
    App,
    /// Something people say that is no question about an error.
    Intent,
}

/// The folders of a rules folder, and what lies in each.
const FOLDERS: [(&str, Kind); 6] = [
    ("xero", Kind::Rule(Group::Xero)),
    ("dext", Kind::Rule(Group::Dext)),
    ("lentune", Kind::Rule(Group::Lentune)),
    ("howto", Kind::HowTo),
    ("apps", Kind::App),
    ("intents", Kind::Intent),
];

/// Where rule files belong, for reports.
pub(super) const PLACES: &str = "one of the folders xero, dext and lentune (rules), howto, apps or intents, \
                                 for instance xero/lock-date.toml";

impl Kind {
    /// What lies in the folder of this name.
    pub(super) fn of_folder(folder: &str) -> Option<Self> {
        FOLDERS.iter().find(|(name, _)| *name == folder).map(|(_, kind)| *kind)
    }

    /// The keys a file of this kind may hold.
    pub(super) fn keys(self) -> &'static Keys {
        match self {
            Self::Rule(_) => &keys::RULE,
            Self::HowTo => &keys::HOWTO,
            Self::App => &keys::APP,
            Self::Intent => &keys::INTENT,
        }
    }

    /// Whether an entry of this kind can take the place of one of the other kind.
    pub(super) fn replaces(self, other: Self) -> bool {
        matches!((self, other), (Self::Rule(_), Self::Rule(_))) || self == other
    }

    /// "the rule", for reports.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Rule(_) => "rule",
            Self::HowTo => "how-to",
            Self::App => "app",
            Self::Intent => "intent",
        }
    }
}

/// The kind and the id that a path stands for; `None` where no rule file belongs.
pub(super) fn place(path: &str) -> Option<(Kind, &str)> {
    let (folder, name) = path.split_once('/')?;
    let id = name.strip_suffix(".toml")?;
    (!id.contains('/')).then_some((Kind::of_folder(folder)?, id))
}
