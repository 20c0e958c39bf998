//! What is wrong with a rule file, said so that its author can mend it.

use std::fmt;

/// One fault in one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file as its author knows it, relative to the rules folder: `xero/lock-date.toml`.
    pub file: String,
    /// The line the fault stands on, from 1; 0 when it concerns the whole file.
    pub line: usize,
    /// What is wrong, in plain words.
    pub wrong: String,
    /// What was expected instead, in plain words.
    pub expected: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.file)?;
        if self.line > 0 {
            write!(out, ":{}", self.line)?;
        }
        write!(out, ": {}\n    expected: {}", self.wrong, self.expected)
    }
}

/// What could be better about a sound file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    /// The file as its author knows it.
    pub file: String,
    /// The line it stands on, from 1; 0 when it concerns the whole file.
    pub line: usize,
    /// What was seen, in plain words.
    pub seen: String,
    /// What would be better, in plain words.
    pub better: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.file)?;
        if self.line > 0 {
            write!(out, ":{}", self.line)?;
        }
        write!(out, ": warning: {}\n    better: {}", self.seen, self.better)
    }
}

/// Every fault of every file, sorted by file and line; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Takes the faults found; `None` when there are none.
    pub fn new(mut faults: Vec<Fault>) -> Option<Self> {
        faults.sort();
        faults.dedup();
        (!faults.is_empty()).then_some(Self(faults))
    }

    /// The faults in order of file and line.
    pub fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.0.iter()
    }

    /// How many there are; at least one.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in &self.0 {
            writeln!(out, "{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}
