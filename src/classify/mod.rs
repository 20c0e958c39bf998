//! Text in, classification out: which errors a paste holds, and how sure that is.
//!
//! Pure and linear in the length of the text; no input makes it panic.

mod align;
mod app;
mod certainty;
pub mod described;
pub mod examples;
mod features;
mod frame;
mod general;
mod judge;
mod marks;
mod nearness;
mod overlaps;
mod pattern;
mod reading;
pub(crate) mod retrieve;
mod runs;
mod scan;
mod sieve;
mod unknown;
mod value;
mod vocabulary;
mod why;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use regex::Regex;
use serde::Serialize;

use crate::paste::Cleaned;
use crate::paste::clean::cut;
use crate::rules::{AppId, RuleId, RuleSet};

use app::Apps;
use described::Described;
use judge::Finding;
use scan::{MayHold, Reach, Scanner, Scratch};

pub use general::too_general;
pub use overlaps::overlaps;
pub(crate) use unknown::{holds_a_message, is_a_label, is_somebodys_own};
pub use why::{Fate, Reading, Why};

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
    described: Described,
    /// The regular expressions of the rules, each with the rule's place in the set.
    expressions: Vec<(u32, Regex)>,
}

/// Candidates given at most when an error is only likely.
const CANDIDATES: usize = 5;

/// Score from which a damaged wording comes before anything described.
const DAMAGED: f32 = 0.75;

/// What is left of a damaged wording must be longer than a word or two to come before anything described, in bytes.
const FRAGMENT: usize = 14;

/// A described problem below this is not offered, whatever stands above it.
const LEAST_LIKELY: f32 = 0.02;

/// What of a text is read as a description, in bytes; longer texts are no descriptions.
const DESCRIPTION_MAX: usize = 4_000;

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl Classifier {
    /// Compiles the phrases of `rules`; cheap enough to repeat on every reload.
    pub fn new(rules: Arc<RuleSet>) -> Self {
        let scanner = Scanner::new(&rules);
        let apps = Apps::new(&rules);
        let described = Described::new(&rules);
        let expressions = (0u32..).zip(rules.rules());
        let expressions =
            expressions.flat_map(|(number, rule)| rule.patterns.iter().map(move |it| (number, it.clone())));
        let expressions = expressions.collect();
        Self { rules, scanner, apps, described, expressions }
    }

    /// Classifies `paste` (any text, of any length) as one paste.
    pub fn classify(&self, paste: &str, addressed: Addressed) -> Classification {
        SCRATCH.with_borrow_mut(|scratch| {
            let mut message = None;
            if addressed == Addressed::Overheard {
                // Most of what people write where the bot overhears it needs no closer look.
                let glimpse = self.scanner.glance(paste, &self.apps, scratch);
                let held = match glimpse.message {
                    None => Some(false),
                    // It is asked again should the wordings turn out to be none.
                    Some(_) if glimpse.wordings => None,
                    Some(MayHold::Payload) => Some(unknown::reads_like_an_error(paste, false)),
                    Some(MayHold::Formal) => Some(unknown::holds_a_message_in(paste, true, &mut scratch.lower)),
                    Some(MayHold::Label) => Some(unknown::holds_a_message_in(paste, false, &mut scratch.lower)),
                };
                let expressed = || self.expressions.iter().any(|(_, expression)| expression.is_match(paste));
                if !glimpse.wordings && held == Some(false) && !expressed() {
                    return Classification { certainty: Certainty::None, diagnoses: Vec::new(), app: None };
                }
                message = held;
            }
            let (findings, _) = self.settled(paste, scratch, addressed);
            let classification = self.conclude(paste, &scratch.cleaned, findings, addressed, message);
            scratch.shrink();
            classification
        })
    }

    /// Classifies `paste` and gives the evidence: what it was compared as, what was found where, and what lost to what.
    pub fn why(&self, paste: &str, addressed: Addressed) -> Why {
        SCRATCH.with_borrow_mut(|scratch| {
            let (kept, lost) = self.settled(paste, scratch, addressed);
            let mut readings: Vec<Reading> = Vec::new();
            let fate = |finding: &Finding| finding.doubt.map_or(Fate::Counts, |doubt| Fate::Doubted(doubt.sentence()));
            readings.extend(kept.iter().map(|finding| self.reading(finding, fate(finding))));
            // Of the losers the best of each rule is enough.
            for (finding, winner) in &lost {
                let (rule, winner) = (self.rule_id(finding.rule), self.rule_id(*winner));
                if rule != winner && readings.iter().all(|reading| reading.rule != rule) {
                    readings.push(self.reading(finding, Fate::Lost(winner)));
                }
            }
            let cleaned = scratch.cleaned.words();
            let mut described = self.described.rank(cut(paste, DESCRIPTION_MAX));
            described.truncate(CANDIDATES);
            let classification = self.conclude(paste, &scratch.cleaned, kept, addressed, None);
            Why { cleaned, readings, described, classification }
        })
    }

    fn reading(&self, finding: &Finding, fate: Fate) -> Reading {
        Reading {
            rule: self.rule_id(finding.rule),
            score: finding.score,
            how: finding.how(),
            span: finding.span.clone(),
            captures: finding.captures.clone(),
            fate,
        }
    }

    fn rule_id(&self, number: u32) -> RuleId {
        self.rules.rules().get(number as usize).map_or_else(|| RuleId::new(""), |rule| rule.id.clone())
    }

    /// The findings that hold their place, in the order of the paste, and those that lost theirs, each with the rule that
    /// holds it. For whoever asks also what is not near enough to speak up for, if nothing else is sure.
    fn settled(&self, paste: &str, scratch: &mut Scratch, addressed: Addressed) -> (Vec<Finding>, Vec<(Finding, u32)>) {
        scratch.cleaned.read(paste);
        let settled = self.settled_of(paste, scratch, addressed, Reach::Near);
        let sure = settled.0.iter().any(|finding| finding.doubt.is_none());
        match addressed {
            Addressed::Asked if !sure => self.settled_of(paste, scratch, addressed, Reach::All),
            _ => settled,
        }
    }

    /// The same of what is within `reach`.
    fn settled_of(
        &self,
        paste: &str,
        scratch: &mut Scratch,
        addressed: Addressed,
        reach: Reach,
    ) -> (Vec<Finding>, Vec<(Finding, u32)>) {
        let mut findings = self.scanner.find(paste, reach, scratch);
        self.add_patterns(paste, &scratch.cleaned, &mut findings);
        if findings.is_empty() {
            return (findings, Vec::new());
        }
        let mentions = self.apps.mentions(&scratch.cleaned);
        let other_programs = Apps::other_programs(&scratch.cleaned);
        let asked = addressed == Addressed::Asked;
        certainty::doubt_in_context(&mut findings, &self.rules, asked, &mentions, &other_programs);
        scan::settle(findings)
    }

    /// `message` says whether `paste` holds a message by its words, where that is known already.
    fn conclude(
        &self,
        paste: &str,
        cleaned: &Cleaned,
        mut findings: Vec<Finding>,
        addressed: Addressed,
        message: Option<bool>,
    ) -> Classification {
        let asked = addressed == Addressed::Asked;
        let known = certainty::known(&findings, &self.rules);
        if !known.is_empty() {
            let app = self.apps.guess(paste, cleaned);
            return Classification { certainty: Certainty::Known, diagnoses: known, app };
        }
        if !asked {
            findings.retain(certainty::worth_counting);
        }
        let mut near = certainty::near(&findings, &self.rules);
        if asked {
            near = self.candidates(paste, near);
        }
        near.truncate(CANDIDATES);
        let certainty = if !near.is_empty() {
            Certainty::Likely
        } else if message != Some(false)
            && unknown::reads_like_an_error(paste, !Apps::other_programs(cleaned).is_empty())
        {
            Certainty::Unknown
        } else {
            Certainty::None
        };
        let app = if asked || certainty != Certainty::None { self.apps.guess(paste, cleaned) } else { None };
        Classification { certainty, diagnoses: near, app }
    }

    /// The likely errors for somebody who asked: damaged wordings of some length first, then what the text describes. A
    /// few words of a wording are no evidence of their own: the ranking of descriptions weighs them.
    fn candidates(&self, paste: &str, near: Vec<Diagnosis>) -> Vec<Diagnosis> {
        let mut candidates: Vec<Diagnosis> = near;
        candidates.retain(|diagnosis| {
            diagnosis.score >= DAMAGED && (diagnosis.how == How::Exact || diagnosis.span.len() >= FRAGMENT)
        });
        if !self.described.concerns(cut(paste, DESCRIPTION_MAX)) {
            return candidates;
        }
        let ranked = self.described.rank(cut(paste, DESCRIPTION_MAX));
        if ranked.first().is_none_or(|best| best.score < described::NEAR) {
            return candidates;
        }
        for ranked in ranked.into_iter().take(CANDIDATES) {
            let quoted = candidates.iter().any(|candidate| candidate.rule == ranked.rule);
            if !quoted && ranked.score >= LEAST_LIKELY {
                candidates.push(Diagnosis {
                    rule: ranked.rule,
                    score: ranked.score,
                    how: How::Described,
                    span: 0..0,
                    captures: BTreeMap::new(),
                    count: 1,
                });
            }
        }
        candidates
    }

    /// Adds what the rules' regular expressions find.
    fn add_patterns(&self, paste: &str, cleaned: &Cleaned, findings: &mut Vec<Finding>) {
        for (number, expression) in &self.expressions {
            for found in expression.find_iter(paste) {
                findings.push(Finding::by_expression(*number, found.range(), cleaned.letters_within(found.range())));
            }
        }
    }
}
