//! Text in, classification out: which errors a paste holds, and how sure that is.
//!
//! Pure and linear in the length of the text; no input makes it panic.

mod align;
mod grams;
mod pattern;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use crate::rules::{AppId, RuleId, RuleSet};

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
pub struct Classifier {}

impl Classifier {
    /// Compiles the phrases of `rules`; cheap enough to repeat on every reload.
    pub fn new(_rules: &RuleSet) -> Self {
        Self {}
    }

    /// Classifies `paste` (any text, of any length) as one paste.
    pub fn classify(&self, _paste: &str, _addressed: Addressed) -> Classification {
        Classification { certainty: Certainty::None, diagnoses: Vec::new(), app: None }
    }
}
