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

    /// The report in `most` characters: whole faults as long as they fit, then how many more there are. The first is
    /// always there, cut if need be.
    pub fn shortened(&self, most: usize) -> String {
        /// Characters kept for the last line.
        const LAST: usize = 40;
        /// Shorter than this a fault tells nobody anything.
        const LEAST: usize = 100;
        let room = most.max(LEAST).saturating_sub(LAST);
        let (mut report, mut told, mut length) = (String::new(), 0, 0);
        for fault in &self.0 {
            let fault = format!("{fault}\n");
            length += fault.chars().count();
            if length > room && told > 0 {
                break;
            }
            report.extend(fault.chars().take(room));
            if !report.ends_with('\n') {
                report.push_str("…\n");
            }
            told += 1;
        }
        match self.0.len() - told {
            0 => {}
            1 => report.push_str("… and one more fault\n"),
            more => report.push_str(&format!("… and {more} more faults\n")),
        }
        report
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_report_ends_with_how_many_faults_it_leaves_out() {
        let fault = |line| Fault {
            file: "xero/lock-date.toml".to_owned(),
            line,
            wrong: "a key is missing".to_owned(),
            expected: "title".to_owned(),
        };
        let faults = Faults::new((1..=40).map(fault).collect()).unwrap();
        assert_eq!(faults.shortened(10_000), faults.to_string());
        assert_eq!(
            faults.shortened(200),
            "xero/lock-date.toml:1: a key is missing
    expected: title
xero/lock-date.toml:2: a key is missing
    expected: title
… and 38 more faults
"
        );
        for most in 0..500 {
            assert!(faults.shortened(most).chars().count() <= most.max(100), "{most}");
        }
    }
}
