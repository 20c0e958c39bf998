//! What the check of one file leaves behind: its faults, and what must fit the other files.

use regex::Regex;

use super::Fault;
use super::document::Said;

/// Collects what is wrong with one file and what it takes for granted about others.
pub(super) struct Report {
    /// The file as reports name it.
    file: String,
    /// What is wrong.
    pub(super) faults: Vec<Fault>,
    /// The entries of other files it names.
    pub(super) mentions: Vec<Mention>,
    /// Its sound regular expressions, in order: compiling one takes as long as reading a dozen files.
    pub(super) patterns: Vec<Regex>,
}

/// The id of an entry in another file.
pub(super) struct Mention {
    /// What it should be.
    pub(super) of: Mentioned,
    /// The id as written.
    pub(super) id: String,
    /// The file that names it.
    pub(super) file: String,
    /// The line it stands on.
    pub(super) line: usize,
}

/// What a file can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mentioned {
    /// A rule.
    Rule,
    /// A how-to.
    HowTo,
    /// An app.
    App,
    /// A how-to or an intent: what a typed question can lead to.
    Topic,
}

impl Report {
    /// An empty report about `file`.
    pub(super) fn new(file: &str) -> Self {
        Self { file: file.to_owned(), faults: Vec::new(), mentions: Vec::new(), patterns: Vec::new() }
    }

    /// Adds a fault; line 0 means the file as a whole.
    pub(super) fn fault(&mut self, line: usize, wrong: impl Into<String>, expected: impl Into<String>) {
        self.faults.push(Fault { file: self.file.clone(), line, wrong: wrong.into(), expected: expected.into() });
    }

    /// Notes that another entry must exist.
    pub(super) fn mention(&mut self, of: Mentioned, id: Said<'_>) {
        self.mentions.push(Mention { of, id: id.text.to_owned(), file: self.file.clone(), line: id.line });
    }
}
