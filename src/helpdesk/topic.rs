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

/// Score from which a topic counts as understood.
const UNDERSTOOD: f32 = 0.5;

impl Knowledge {
    /// Every topic (how-tos and intents) by how near `text` is to it after the answer to `about`, best first; scores
    /// from 0 to 1.
    pub fn topics(&self, _about: Option<&RuleId>, text: &str) -> Vec<(String, f32)> {
        let said = comparable(text);
        let words: Vec<&str> = said.split(' ').collect();
        let near = |lines: &[String]| {
            let shares = lines.iter().map(|line| {
                let line = comparable(line);
                let shared = line.split(' ').filter(|word| words.contains(word)).count();
                shared as f32 / line.split(' ').count().max(words.len()) as f32
            });
            shares.fold(0.0, f32::max)
        };
        let rules = self.rules();
        let howtos = rules.howtos().iter().map(|howto| (howto.id.to_string(), near(&howto.asked)));
        let intents = rules.intents().iter().map(|intent| (intent.id.to_string(), near(&intent.said)));
        let mut all: Vec<(String, f32)> = howtos.chain(intents).collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1));
        all
    }

    /// What `text` is about after the answer to `about`; `None` when nothing is near enough.
    pub(super) fn topic(&self, about: Option<&RuleId>, text: &str) -> Option<Topic> {
        let (topic, score) = self.topics(about, text).into_iter().next()?;
        if score < UNDERSTOOD {
            return None;
        }
        Some(match topic.as_str() {
            "resolved" => Topic::Resolved,
            "escalate" => Topic::Escalate,
            "unrelated" => Topic::Unrelated,
            _ => Topic::HowTo(HowToId::new(topic)),
        })
    }

    /// The how-tos nearest to `text` after the answer to `about`, best first.
    pub(super) fn nearest_how_tos(&self, about: Option<&RuleId>, text: &str) -> Vec<HowToId> {
        let near = self.topics(about, text).into_iter().map(|(topic, _)| topic);
        near.filter(|topic| self.rules().howto(topic).is_some()).map(HowToId::new).take(4).collect()
    }

    /// The how-to that `text` asks for without any error at hand, when that is nearer than `best`, the score of the
    /// nearest error.
    pub(super) fn how_to_question(&self, text: &str, best: f32) -> Option<HowToId> {
        let (topic, score) = self.topics(None, text).into_iter().next()?;
        let howto = self.rules().howto(&topic)?;
        (score >= UNDERSTOOD && score > best).then(|| howto.id.clone())
    }
}
