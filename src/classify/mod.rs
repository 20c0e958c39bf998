//! Text in, classification out: which errors a paste holds, and how sure that is.
//!
//! Pure and linear in the length of the text; no input makes it panic.

mod align;
mod app;
mod certainty;
pub mod described;
mod frame;
mod grams;
mod judge;
mod pattern;
pub(crate) mod retrieve;
mod scan;
mod value;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

use crate::paste::Cleaned;
use crate::rules::{AppId, RuleId, RuleSet};

use app::Apps;
use judge::Finding;
use scan::{Scanner, Scratch};

/// What a paste holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Classification {
    /// How sure, for the whole paste.
    pub certainty: Certainty,
    /// `Known`: the errors, in the order of the paste. `Likely`: three to five candidates, best first, as far as any
    /// are near. Otherwise empty.
    pub diagnoses: Vec<Diagnosis>,
    /// The app the paste comes from, when it shows.
    pub app: Option<AppGuess>,
}

/// How sure a classification is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// The paste quotes these errors; answered even when overheard.
    Known,
    /// Some errors are near; offered when asked.
    Likely,
    /// Reads like an error of these apps, but no rule covers it.
    Unknown,
    /// Not an error.
    None,
}

/// One error found in a paste.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnosis {
    /// The rule.
    pub rule: RuleId,
    /// From 0 to 1; 1 is the exact wording.
    pub score: f32,
    /// How it was found.
    pub how: How,
    /// Where it stands in the paste, in bytes of the pasted text; on character boundaries.
    pub span: Range<usize>,
    /// Captured values by slot, in their original spelling.
    pub captures: BTreeMap<String, String>,
    /// How often it stands in the paste; at least 1.
    pub count: u32,
}

/// How a diagnosis was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// The wording itself.
    Exact,
    /// The wording with slips: typing, text recognition, words left out, cut off.
    Near,
    /// Told in other words.
    Described,
}

/// The app a paste comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppGuess {
    /// The app.
    pub id: AppId,
    /// What in the paste shows it, in its original spelling.
    pub because: String,
}

/// Whether somebody addressed the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addressed {
    /// Slash commands, mentions, replies, direct messages, the bot's threads, the terminal.
    Asked,
    /// Everything else: only `Known` is worth speaking up for.
    Overheard,
}

/// A rule set compiled for classification.
#[derive(Debug)]
pub struct Classifier {
    rules: Arc<RuleSet>,
    scanner: Scanner,
    apps: Apps,
}

/// Candidates given at most when an error is only likely.
const CANDIDATES: usize = 5;

/// Score from which a near wording is worth a question although nobody asked.
const OVERHEARD_LIKELY: f32 = 0.68;

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl Classifier {
    /// Compiles the phrases of `rules`; cheap enough to repeat on every reload.
    pub fn new(rules: Arc<RuleSet>) -> Self {
        let scanner = Scanner::new(&rules);
        let apps = Apps::new(&rules);
        Self { rules, scanner, apps }
    }

    /// Classifies `paste` (any text, of any length) as one paste.
    pub fn classify(&self, paste: &str, addressed: Addressed) -> Classification {
        SCRATCH.with_borrow_mut(|scratch| {
            scratch.cleaned.read(paste);
            let mut findings = self.scanner.find(paste, scratch);
            self.add_patterns(paste, &mut findings);
            self.conclude(paste, &scratch.cleaned, findings, addressed)
        })
    }

    fn conclude(&self, paste: &str, cleaned: &Cleaned, findings: Vec<Finding>, addressed: Addressed) -> Classification {
        let asked = addressed == Addressed::Asked;
        let mut findings = findings;
        if !findings.is_empty() {
            let mentions = self.apps.mentions(cleaned);
            let other = Apps::other_program(cleaned);
            certainty::doubt_in_context(&mut findings, &self.rules, asked, &mentions, other);
        }
        let findings = scan::settle(findings);
        let known = certainty::known(&findings, &self.rules);
        if !known.is_empty() {
            let app = self.apps.guess(paste, cleaned);
            return Classification { certainty: Certainty::Known, diagnoses: known, app };
        }
        let mut near = certainty::near(&findings, &self.rules);
        if !asked {
            near.retain(|diagnosis| diagnosis.score >= OVERHEARD_LIKELY);
        }
        near.truncate(CANDIDATES);
        let certainty = if near.is_empty() { Certainty::None } else { Certainty::Likely };
        let app = if asked || !near.is_empty() { self.apps.guess(paste, cleaned) } else { None };
        Classification { certainty, diagnoses: near, app }
    }

    #[doc(hidden)]
    pub fn debug(&self, paste: &str) -> String {
        SCRATCH.with_borrow_mut(|scratch| {
            scratch.cleaned.read(paste);
            let findings = self.scanner.find(paste, scratch);
            findings
                .iter()
                .map(|f| {
                    format!(
                        "{} {:.2} {:?} w{} gen{} {:?}\n",
                        self.rules.rules()[f.rule as usize].id,
                        f.score,
                        f.doubt,
                        f.weight,
                        f.only_when_asked,
                        &paste[f.span.clone()]
                    )
                })
                .collect()
        })
    }

    #[doc(hidden)]
    pub fn explain_doubts(&self, paste: &str) -> String {
        SCRATCH.with_borrow_mut(|scratch| {
            scratch.cleaned.read(paste);
            let findings = scan::settle(self.scanner.find(paste, scratch));
            findings
                .iter()
                .map(|f| format!("[{} {:.2} {:?}]", self.rules.rules()[f.rule as usize].id, f.score, f.doubt))
                .collect()
        })
    }

    /// Adds what the rules' regular expressions find.
    fn add_patterns(&self, paste: &str, findings: &mut Vec<Finding>) {
        for (number, rule) in (0u32..).zip(self.rules.rules()) {
            for found in rule.patterns.iter().flat_map(|pattern| pattern.find_iter(paste)) {
                findings.push(Finding::by_expression(number, found.range()));
            }
        }
    }
}
