//! A question after an answer: which how-to it asks for, or whether it says solved, a person, or something else.

use std::sync::OnceLock;

use crate::classify::retrieve::{Index, Line, Tuning, knob, soften};
use crate::rules::{HowToId, IntentId, RuleId, RuleSet};

/// What a question is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// It asks for this how-to.
    HowTo(HowToId),
    /// It says this.
    Intent(IntentId),
}

impl Topic {
    /// The id of the how-to or the intent.
    pub fn as_str(&self) -> &str {
        match self {
            Self::HowTo(id) => id.as_str(),
            Self::Intent(id) => id.as_str(),
        }
    }
}

/// Where a question leads.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The likeliest topic.
    pub topic: Topic,
    /// How likely: 0 to 1.
    pub score: f32,
    /// The next two, likelier first.
    pub others: Vec<(Topic, f32)>,
}

/// The topics, ready for questions.
#[derive(Debug)]
pub struct Topics {
    topics: Vec<Topic>,
    lines: Vec<Line>,
    /// The rule whose prompt a line belongs to, by line; `None` for lines of the topic itself.
    owners: Vec<Option<RuleId>>,
    /// By rule: what it leads to by itself, by topic.
    leads: Vec<(RuleId, Vec<f32>)>,
    index: OnceLock<Index>,
}

/// Follow-ups are short and live on common words: "where is it", "still the same", "do I".
const TUNING: Tuning = Tuning { common: 0.8, smoothing: 0.3, regression: 0.35, nearest: 4.0 };

impl Topics {
    /// Collects what people ask; compiled at the first question.
    pub fn new(rules: &RuleSet) -> Self {
        let topics: Vec<Topic> = rules
            .howtos()
            .iter()
            .map(|howto| Topic::HowTo(howto.id.clone()))
            .chain(rules.intents().iter().map(|intent| Topic::Intent(intent.id.clone())))
            .collect();
        let position = |howto: &HowToId| topics.iter().position(|topic| *topic == Topic::HowTo(howto.clone()));
        let mut lines: Vec<Line> = Vec::new();
        let mut owners: Vec<Option<RuleId>> = Vec::new();
        let mut add = |topic: usize, text: &str, weight: f32, owner: Option<&RuleId>| {
            lines.push(Line { topic, text: text.to_owned(), weight });
            owners.push(owner.cloned());
        };
        for (topic, howto) in rules.howtos().iter().enumerate() {
            add(topic, &howto.title, 1.0, None);
            add(topic, &howto.button, 0.7, None);
            add(topic, howto.short.written(), 0.4, None);
            for line in &howto.asked {
                add(topic, line, 1.0, None);
            }
        }
        for (topic, intent) in rules.intents().iter().enumerate() {
            for line in &intent.said {
                add(topic + rules.howtos().len(), line, 1.0, None);
            }
        }
        let mut leads = Vec::new();
        for rule in rules.rules() {
            let mut lead = vec![0.0; topics.len()];
            for prompt in &rule.prompts {
                let Some(topic) = position(&prompt.howto) else { continue };
                if let Some(lead) = lead.get_mut(topic) {
                    *lead += 1.0;
                }
                for line in &prompt.asked {
                    add(topic, line, 1.0, Some(&rule.id));
                }
            }
            let steps = rule.causes.iter().flat_map(|cause| &cause.fixes).flat_map(|fix| &fix.steps);
            for topic in steps.filter_map(|step| position(step.howto.as_ref()?)) {
                if let Some(lead) = lead.get_mut(topic).filter(|lead| **lead < 1.0) {
                    *lead = knob("step", 0.5);
                }
            }
            leads.push((rule.id.clone(), lead));
        }
        Self { topics, lines, owners, leads, index: OnceLock::new() }
    }

    /// The topic of `text`, asked after `about` was explained.
    pub fn topic(&self, about: Option<&RuleId>, text: &str) -> Found {
        let index = self.index.get_or_init(|| Index::new(self.topics.len(), self.lines.clone(), TUNING));
        let query = index.read(text);
        let own = |line: usize| match (about, self.owners.get(line)) {
            (Some(about), Some(Some(owner))) if owner == about => knob("own", 1.3),
            (_, Some(Some(_))) => knob("other", 1.0),
            _ => 1.0,
        };
        let mut scores = index.scores(&query, own).by_topic;
        let lead = about.and_then(|about| self.leads.iter().find(|(rule, _)| rule == about));
        if let Some((_, lead)) = lead {
            for (score, lead) in scores.iter_mut().zip(lead) {
                *score += lead * knob("lead", 0.7);
            }
        }
        soften(&mut scores);
        let mut ranked: Vec<(&Topic, f32)> = self.topics.iter().zip(scores).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        let mut ranked = ranked.into_iter().map(|(topic, score)| (topic.clone(), score));
        let fallback = || (Topic::Intent(IntentId::new("unrelated")), 0.0);
        let (topic, score) = ranked.next().unwrap_or_else(fallback);
        Found { topic, score, others: ranked.take(2).collect() }
    }
}
