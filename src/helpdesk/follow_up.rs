//! A question after an answer: which how-to it asks for, or whether it says solved, a person, or something else.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::tone::{Tone, tone};
use crate::classify::retrieve::{Index, Line, Tuning, knob, soften};
use crate::paste::words::{Word, words};
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
    strange: Strange,
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
            for step in howto.ways.iter().flat_map(|way| &way.steps) {
                add(topic, step.text.written(), knob("ways", 0.2), None);
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
                if let Some(short) = &prompt.short {
                    add(topic, short, knob("short", 0.3), Some(&rule.id));
                }
                if let Some(button) = &prompt.button {
                    add(topic, button, knob("short", 0.3), Some(&rule.id));
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
        let strange = Strange::new(rules);
        Self { topics, lines, owners, strange, leads, index: OnceLock::new() }
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
        if knob("dbg", 0.0) > 1.0 {
            eprintln!("{:.1} {text}", query.mass);
        }
        let scale = (query.mass / knob("ref", 12.0)).powf(knob("gamma", 1.0)).min(knob("maxs", 1.2));
        for score in &mut scores {
            *score *= scale;
        }
        let lead = about.and_then(|about| self.leads.iter().find(|(rule, _)| rule == about));
        if let Some((_, lead)) = lead {
            for (score, lead) in scores.iter_mut().zip(lead) {
                let content = query.words.iter().filter(|word| !word.common).count() as f32;
                *score += lead * (knob("lead", 0.7) + knob("vague", 0.0) / (1.0 + content));
            }
        }
        let tone = tone(text);
        for (topic, score) in self.topics.iter().zip(&mut scores) {
            *score += match (topic.as_str(), tone) {
                ("resolved", Tone::Solved) => knob("t1", 2.5),
                ("resolved", Tone::MaybeSolved) => knob("t2", 1.0),
                ("resolved", Tone::Unsolved | Tone::Question) => -knob("t3", 3.0),
                ("resolved", Tone::Plain) => -knob("t6", 0.5),
                ("still-shows-error" | "escalate", Tone::Solved) => -knob("t4", 2.0),
                ("still-shows-error" | "escalate", Tone::Unsolved) => knob("t5", 0.3),
                _ => 0.0,
            };
        }
        let unrelated = Topic::Intent(IntentId::new("unrelated"));
        if let Some((_, score)) = self.topics.iter().zip(&mut scores).find(|(topic, _)| **topic == unrelated) {
            *score += self.strange.odds(&query.words) * knob("strange", 1.0);
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

/// The helpdesk's own vocabulary, and what a word outside it says.
#[derive(Debug)]
struct Strange {
    vocabulary: HashSet<String>,
    inside: f32,
    outside: f32,
}

impl Strange {
    fn new(rules: &RuleSet) -> Self {
        let mut counts: HashMap<String, usize> = HashMap::new();
        let mut texts: Vec<&str> = Vec::new();
        for rule in rules.rules() {
            texts.push(rule.title.written());
            texts.extend(rule.described.iter().map(String::as_str));
            texts.extend(rule.phrases.iter().map(|phrase| phrase.written.as_str()));
            texts.extend(rule.prompts.iter().flat_map(|prompt| &prompt.asked).map(String::as_str));
            for cause in &rule.causes {
                texts.push(cause.because.written());
                texts.extend(cause.fixes.iter().flat_map(|fix| &fix.steps).map(|step| step.text.written()));
            }
        }
        let mut asked: Vec<&str> = Vec::new();
        for howto in rules.howtos() {
            texts.push(&howto.title);
            texts.push(howto.short.written());
            texts.extend(howto.ways.iter().flat_map(|way| &way.steps).map(|step| step.text.written()));
            asked.extend(howto.asked.iter().map(String::as_str));
        }
        let mut else_: Vec<&str> = Vec::new();
        for intent in rules.intents() {
            let to = if intent.id == *"unrelated" { &mut else_ } else { &mut asked };
            to.extend(intent.said.iter().map(String::as_str));
        }
        for text in texts.iter().chain(&asked) {
            let mut stems: Vec<String> =
                words(text).into_iter().filter(|word| !word.common).map(|word| word.stem).collect();
            stems.sort();
            stems.dedup();
            for stem in stems {
                *counts.entry(stem).or_default() += 1;
            }
        }
        let share = |lines: &[&str], least: usize| {
            let (mut strange, mut all) = (1.0_f32, 2.0_f32);
            for word in
                lines.iter().flat_map(|line| words(line)).filter(|word| !word.common && word.concepts.is_empty())
            {
                all += 1.0;
                strange += f32::from(u8::from(counts.get(&word.stem).copied().unwrap_or_default() < least));
            }
            strange / all
        };
        let (ours, theirs) = (share(&asked, 2), share(&else_, 1));
        if knob("dbg", 0.0) > 0.0 {
            eprintln!("{ours} {theirs}");
        }
        Self {
            outside: (theirs / ours).ln(),
            inside: ((1.0 - theirs) / (1.0 - ours)).ln(),
            vocabulary: counts.into_keys().collect(),
        }
    }

    fn odds(&self, words: &[Word]) -> f32 {
        words
            .iter()
            .filter(|word| !word.common && word.concepts.is_empty())
            .map(|word| if self.vocabulary.contains(&word.stem) { self.inside } else { self.outside })
            .sum()
    }
}
