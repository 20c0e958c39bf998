//! What a typed text is about in the light of the error in hand: a how-to, an intent, or nothing that can be matched.

use crate::classify::{Classification, How};
use crate::rules::{HowToId, RuleId};

use super::follow_up::{ESCALATE, RESOLVED, Topic, UNRELATED};
use super::narrowing::comparable;
use super::tone::{Tone, tone};
use super::{Knowledge, Press};

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
    ("still no luck", Press::StillStuck),
    ("thanks but no luck", Press::StillStuck),
    ("it did not work", Press::StillStuck),
    ("that did not work", Press::StillStuck),
    ("that did not help", Press::StillStuck),
    ("thanks but it did not work", Press::StillStuck),
    ("thanks but it didnt work", Press::StillStuck),
    ("thank you but it did not work", Press::StillStuck),
    ("thank you but it didnt work", Press::StillStuck),
    ("still not working", Press::StillStuck),
    ("its still not working", Press::StillStuck),
    ("still doesnt work", Press::StillStuck),
    ("it still doesnt work", Press::StillStuck),
    ("i already did that", Press::StillStuck),
    ("i already tried that", Press::StillStuck),
    ("already tried that", Press::StillStuck),
    ("already did that", Press::StillStuck),
    ("tried that already", Press::StillStuck),
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

/// Score from which a topic counts as understood.
const UNDERSTOOD: f32 = 0.35;

/// Score from which nothing needs to be asked back: below it every third topic is another one.
const CERTAIN: f32 = 0.6;

/// The same before a person is called: that is heard by others.
const CERTAIN_OF_A_PERSON: f32 = 0.9;

/// The same for a question without any error at hand: nothing but its own words speaks for the topic.
const UNDERSTOOD_ALONE: f32 = 0.5;

/// How sure it is what a text is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sure {
    /// Sure enough to act on it.
    Yes,
    /// Sure enough to answer, not to close a case.
    Fairly,
}

/// Score below which a described error is no candidate: three of four texts without an error stay below, hardly one
/// that describes one does.
const FAR: f32 = 0.4;

/// Score from which a text counts as talk of the office.
const SMALL_TALK: f32 = 0.9;

/// Score from which a described error is a candidate although it sounds like talk of the office.
const NEAR_DESPITE_SMALL_TALK: f32 = 0.8;

/// How questions about clicks open.
const ASKS_HOW: &[&str] = &[
    " how do i ",
    " how do you ",
    " how do we ",
    " how can i ",
    " how to ",
    " where do i ",
    " where is ",
    " where are ",
    " wheres ",
    " where can i ",
    " what does ",
    " what is ",
    " who can ",
    " who may ",
];

/// Words of somebody for whom something went wrong: the error comes before the clicks.
const WENT_WRONG: &[&str] = &[
    " error ",
    " errors ",
    " says ",
    " said ",
    " saying ",
    " fails ",
    " failed ",
    " failing ",
    " stuck ",
    " refused ",
    " refuses ",
    " rejected ",
    " rejects ",
    " wont ",
    " cant ",
    " cannot ",
    " keeps ",
    " complains ",
    " bounced ",
];

impl Knowledge {
    /// The three topics nearest to `text` after the answer to `about`, best first, with scores from 0 to 1; none when
    /// there are no how-tos and intents at all.
    pub fn topics(&self, about: Option<&RuleId>, text: &str) -> Vec<(Topic, f32)> {
        let found = self.topics.topic(about, text);
        std::iter::once((found.topic, found.score)).chain(found.others).collect()
    }

    /// What `text` is about after the answer to `about`; `None` when nothing is near enough.
    pub(super) fn topic(&self, about: &RuleId, text: &str) -> Option<(Topic, Sure)> {
        let found = self.topics.topic(Some(about), text);
        let certain = match &found.topic {
            Topic::Intent(intent) if intent == ESCALATE => CERTAIN_OF_A_PERSON,
            // A thanks may be meant for the answer, "done" for one of its steps.
            Topic::Intent(intent) if intent == RESOLVED && tone(text) == Tone::MaybeSolved => f32::INFINITY,
            _ => CERTAIN,
        };
        let sure = if found.score >= certain { Sure::Yes } else { Sure::Fairly };
        (found.score >= UNDERSTOOD).then_some((found.topic, sure))
    }

    /// The how-tos nearest to `text` after the answer to `about`, best first.
    pub(super) fn nearest_how_tos(&self, about: &RuleId, text: &str) -> Vec<HowToId> {
        let near = self.topics(Some(about), text).into_iter();
        near.filter_map(|(topic, _)| match topic {
            Topic::HowTo(howto) => Some(howto),
            Topic::Intent(_) => None,
        })
        .collect()
    }

    /// The how-to that `text` asks for without any error at hand: it has to be put as a question about clicks, and to
    /// speak of nothing that went wrong.
    pub(super) fn how_to_question(&self, text: &str) -> Option<HowToId> {
        let said = format!(" {} ", comparable(text));
        let asks = ASKS_HOW.iter().any(|opening| said.contains(opening));
        if !asks || WENT_WRONG.iter().any(|cue| said.contains(cue)) {
            return None;
        }
        let found = self.topics.topic(None, text);
        match found.topic {
            Topic::HowTo(howto) if found.score >= UNDERSTOOD_ALONE => Some(howto),
            _ => None,
        }
    }

    /// Whether a text that is merely near some error is about something else: the nearest is far, or it sounds like the
    /// talk of an office.
    pub(super) fn is_about_something_else(&self, text: &str, found: &Classification) -> bool {
        let Some(best) = found.diagnoses.first().filter(|best| best.how == How::Described) else {
            return false;
        };
        if !(FAR..NEAR_DESPITE_SMALL_TALK).contains(&best.score) {
            return best.score < FAR;
        }
        let topic = self.topics.topic(None, text);
        matches!(topic.topic, Topic::Intent(intent) if intent == UNRELATED) && topic.score >= SMALL_TALK
    }
}
