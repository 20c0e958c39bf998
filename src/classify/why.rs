//! Why a paste was classified as it was: the cleaned text, every reading with its fate, and the rules told in other words.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::rules::RuleId;

use super::described::Ranked;
use super::judge::Doubt;
use super::{Classification, How};

/// The evidence behind a classification, for rule authors.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    /// What the paste became before it was compared: words in lower case, without markup.
    pub cleaned: String,
    /// The readings of known wordings, those that count first, then by how much of the wording they have.
    pub readings: Vec<Reading>,
    /// The rules the text describes, if it describes one; five at most, best first.
    pub described: Vec<Ranked>,
    /// What came of it.
    pub classification: Classification,
}

/// One wording read somewhere in the paste.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The rule the wording belongs to.
    pub rule: RuleId,
    /// From 0 to 1; 1 is the exact wording.
    pub score: f32,
    /// Exact or near.
    pub how: How,
    /// Where it stands in the paste, in bytes.
    pub span: Range<usize>,
    /// Captured values by slot.
    pub captures: BTreeMap<String, String>,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It counts.
    Counts,
    /// It may not speak up unasked, for this reason.
    Doubted(&'static str),
    /// A longer or better match of this rule holds the same place.
    Lost(RuleId),
}

impl Doubt {
    /// The reason in plain words.
    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::Slips => "too many slips",
            Self::LostWord => "a word that matters is missing or another one",
            Self::Turned => "\"not\" is missing, or stands where the wording has none",
            Self::Talk => "a short wording in the middle of somebody's sentence",
            Self::Fragment => "too small a part of the wording",
            Self::Value => "a value that reads like a sentence",
            Self::General => "too general unless the bot is asked or the paste names the app",
            Self::OtherProgram => "another program is named",
            Self::Tie => "another rule is about as near",
        }
    }
}
