//! Why a paste was classified as it was: the cleaned text, every reading with its fate, and the rules told in other words.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::rules::RuleId;

use super::described::Ranked;
use super::judge::Doubt;
use super::{Certainty, Classification, How};

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

impl Why {
    /// The evidence in lines of plain words: what was compared, what counts, what was doubted and what lost to what.
    /// `paste` is the text it was made from; parts of it stand in quotes, escaped as in source code.
    pub fn tell(&self, paste: &str) -> String {
        let mut lines = format!("Read as: {}\n", shortened(&self.cleaned));
        lines.push_str(match self.classification.certainty {
            Certainty::Known => "Known: answered even when nobody asked.\n",
            Certainty::Likely => "Likely: offered when asked.\n",
            Certainty::Unknown => "Unknown: reads like an error of these apps, but no rule covers it.\n",
            Certainty::None => "None: no error here.\n",
        });
        for reading in &self.readings {
            let matched = paste.get(reading.span.clone()).unwrap_or_default();
            let how = if reading.how == How::Exact { "exact" } else { "near" };
            let fate = match &reading.fate {
                Fate::Counts => "counts".to_owned(),
                Fate::Doubted(reason) => format!("does not count: {reason}"),
                Fate::Lost(winner) => format!("lost its place to {winner}"),
            };
            let span = format!("bytes {}..{}", reading.span.start, reading.span.end);
            lines.push_str(&format!("  {} {:.2} {how}, {span}: {fate}\n", reading.rule, reading.score));
            lines.push_str(&format!("    {:?}\n", shortened(matched)));
            for (slot, value) in &reading.captures {
                lines.push_str(&format!("    {slot} = {value:?}\n"));
            }
        }
        if self.readings.iter().all(|reading| reading.fate != Fate::Counts) {
            for ranked in &self.described {
                let words: Vec<&str> = ranked.because.iter().map(|evidence| evidence.word.as_str()).collect();
                lines.push_str(&format!("  {} {:.2} described: {}\n", ranked.rule, ranked.score, words.join(", ")));
            }
        }
        if let Some(app) = &self.classification.app {
            lines.push_str(&format!("App: {}, because of {:?}\n", app.id, app.because));
        }
        lines
    }
}

/// Longest text shown as evidence, in characters.
const SHOWN_MAX: usize = 300;

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(SHOWN_MAX).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
