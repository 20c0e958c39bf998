//! What a typed text is about in the light of the error in hand: a how-to, an intent, or nothing that can be matched.

use crate::rules::{HowToId, RuleId};

use super::narrowing::comparable;
use super::{Knowledge, Press};

/// What a text is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    /// A question that a how-to answers.
    HowTo(HowToId),
    /// It is solved.
    Resolved,
    /// A person should take over.
    Escalate,
    /// Something else altogether.
    Unrelated,
}

/// The words of the buttons, typed instead of pressed, and the shortest ways to say the same.
const BUTTON_WORDS: &[(&str, Press)] = &[
    ("it worked", Press::Worked),
    ("worked", Press::Worked),
    ("that worked", Press::Worked),
    ("still stuck", Press::StillStuck),
    ("stuck", Press::StillStuck),
    ("im still stuck", Press::StillStuck),
    ("didnt work", Press::StillStuck),
    ("that didnt work", Press::StillStuck),
    ("it didnt work", Press::StillStuck),
    ("that didnt help", Press::StillStuck),
    ("didnt help", Press::StillStuck),
    ("no luck", Press::StillStuck),
    ("not this one", Press::NotThisOne),
    ("wrong one", Press::NotThisOne),
    ("none of these", Press::NoneOfThese),
    ("ask a person", Press::Person),
    ("person", Press::Person),
];

/// The button whose words `text` are, if it is nothing but them.
pub(super) fn button_words(text: &str) -> Option<Press> {
    let said = comparable(text);
    BUTTON_WORDS.iter().find(|(words, _)| *words == said).map(|(_, press)| press.clone())
}

impl Knowledge {
    /// What `text` is about after the answer to `about`; `None` when nothing is near enough.
    pub(super) fn topic(&self, _about: Option<&RuleId>, _text: &str) -> Option<Topic> {
        None
    }

    /// The how-tos nearest to `text` after the answer to `about`, best first.
    pub(super) fn nearest_how_tos(&self, _about: Option<&RuleId>, _text: &str) -> Vec<HowToId> {
        Vec::new()
    }

    /// The how-to that `text` asks for without any error at hand, when that is nearer than `best`, the score of the
    /// nearest error.
    pub(super) fn how_to_question(&self, _text: &str, _best: f32) -> Option<HowToId> {
        None
    }
}
