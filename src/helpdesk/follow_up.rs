//! A question after an answer: which how-to it asks for, or whether it says solved, a person, or something else.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::tone::{Tone, tone};
use crate::classify::retrieve::{Index, Line, Tuning, soften};
use crate::paste::fnv::BuildFnv;
use crate::paste::words::{Word, words};
use crate::rules::{HowToId, IntentId, Rule, RuleId, RuleSet};

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
    /// How likely: 0 to 1. Where it says 0.5, five of ten are right.
    pub score: f32,
    /// The next two, likelier first.
    pub others: Vec<(Topic, f32)>,
}

/// The topics, ready for questions.
#[derive(Debug)]
pub struct Topics {
    rules: RuleSet,
    /// Made at the first question.
    compiled: OnceLock<Compiled>,
}

#[derive(Debug)]
struct Compiled {
    topics: Vec<Topic>,
    vocabulary: Vocabulary,
    /// What people say about other things, word for word.
    small_talk: HashSet<Vec<String>>,
    /// The how-tos that a rule offers or links to in a step.
    offers: HashMap<RuleId, HashSet<HowToId>>,
    index: Index,
}

/// Follow-ups are short and live on common words: "where is it", "still the same", "do I".
const TUNING: Tuning = Tuning { common: 0.8, smoothing: 0.1, regression: 0.5, rounds: 8, nearest: 8.0, level: 0.0 };

/// Weights of what a topic is known by: what people ask, words on a button, and our own sentences.
const ASKED: f32 = 1.0;
const BUTTON: f32 = 0.7;
const ANSWER: f32 = 0.4;
const STEP: f32 = 0.2;
/// Weight of the bare fact that a rule offers a topic, or that people say solved, a person and so on after any rule.
const OFFERED: f32 = 1.0;

/// What lines asked after the rule at hand count among the nearest, and what those asked after another rule count.
const SAME_RULE: f32 = 1.4;
const OTHER_RULE: f32 = 0.5;

/// What speaks against a how-to that the rule at hand neither offers nor links to in a step.
const NOT_OFFERED: f32 = 1.0;

/// What speaks for `unrelated` from the start: somebody talks to a colleague, as people do in threads.
const ANYTHING_ELSE: f32 = 0.6;

/// What speaks for `unrelated` when not one word is known, and for small talk: all there is.
const NOTHING_SAID: f32 = 20.0;

/// Common words that ask something when they stand alone.
const QUESTION_WORDS: &[&str] = &["how", "what", "when", "where", "which", "who", "why"];

/// The intent of what people say when it is solved. The names of intents are fixed.
pub(super) const RESOLVED: &str = "resolved";
/// The intent of what people say when a person should take over.
pub(super) const ESCALATE: &str = "escalate";
/// The intent of what is not about any error.
pub(super) const UNRELATED: &str = "unrelated";
/// The how-to for "the message is still there".
pub(super) const STILL_SHOWS: &str = "still-shows-error";

impl Topics {
    /// The how-tos and intents of `rules`; compiled at the first question.
    pub fn new(rules: &RuleSet) -> Self {
        Self { rules: rules.clone(), compiled: OnceLock::new() }
    }

    /// The topic of `text` (any text; the first 160 words count), asked after `about` was explained. `unrelated` when
    /// nothing else is near.
    pub fn topic(&self, about: Option<&RuleId>, text: &str) -> Found {
        self.compiled.get_or_init(|| Compiled::new(&self.rules)).topic(about, text)
    }
}

impl Compiled {
    /// Compiles what people ask.
    fn new(rules: &RuleSet) -> Self {
        let howtos = rules.howtos().iter().map(|howto| Topic::HowTo(howto.id.clone()));
        let intents = rules.intents().iter().map(|intent| Topic::Intent(intent.id.clone()));
        let topics: Vec<Topic> = howtos.chain(intents).collect();
        let mut lines: Vec<Line> = Vec::new();
        let mut add = |topic: usize, text: &str, weight: f32, about: Option<&RuleId>| {
            lines.push(Line { topic, text: text.to_owned(), weight, about: about.map(ToString::to_string) });
        };
        for (topic, howto) in rules.howtos().iter().enumerate() {
            add(topic, &howto.title, ASKED, None);
            add(topic, &howto.button, BUTTON, None);
            add(topic, howto.short.written(), ANSWER, None);
            for line in &howto.asked {
                add(topic, line, ASKED, None);
            }
            for step in howto.ways.iter().flat_map(|way| &way.steps) {
                add(topic, step.text.written(), STEP, None);
            }
        }
        let intents = rules.howtos().len()..topics.len();
        for (topic, intent) in intents.clone().zip(rules.intents()) {
            for line in &intent.said {
                add(topic, line, ASKED, None);
            }
        }
        for rule in rules.rules() {
            for prompt in &rule.prompts {
                let Some(topic) = rules.howtos().iter().position(|howto| howto.id == prompt.howto) else { continue };
                add(topic, "", OFFERED, Some(&rule.id));
                for line in &prompt.asked {
                    add(topic, line, ASKED, Some(&rule.id));
                }
                for line in prompt.short.iter().chain(&prompt.button) {
                    add(topic, line, ANSWER, Some(&rule.id));
                }
            }
            for topic in intents.clone() {
                add(topic, "", OFFERED, Some(&rule.id));
            }
        }
        let unrelated = rules.intent(UNRELATED).into_iter().flat_map(|intent| &intent.said);
        let small_talk = unrelated.map(|line| stems(&words(line))).collect();
        let offers = rules.rules().iter().map(|rule| (rule.id.clone(), offered(rule))).collect();
        let index = Index::new(topics.len(), lines, TUNING);
        Self { topics, vocabulary: Vocabulary::new(rules), small_talk, offers, index }
    }

    fn topic(&self, about: Option<&RuleId>, text: &str) -> Found {
        let index = &self.index;
        let offered = about.and_then(|about| self.offers.get(about)).filter(|offered| !offered.is_empty());
        let about = about.map(RuleId::as_str);
        let query = index.read(text, about);
        let counts = |line: &Line| match &line.about {
            Some(rule) if Some(rule.as_str()) == about => SAME_RULE,
            Some(_) => OTHER_RULE,
            None => 1.0,
        };
        let mut scores = index.scores(&query, counts).by_topic;
        let tone = tone(text);
        for (topic, score) in self.topics.iter().zip(&mut scores) {
            *score += said_by_tone(topic.as_str(), tone);
            if let (Topic::HowTo(howto), Some(offered)) = (topic, offered)
                && !offered.contains(howto)
            {
                *score -= NOT_OFFERED;
            }
            if topic.as_str() == UNRELATED && (query.says_nothing() || self.is_small_talk(text, &query.words)) {
                *score += NOTHING_SAID;
            } else if topic.as_str() == UNRELATED {
                *score += self.vocabulary.strangeness(&query.words) + ANYTHING_ELSE;
            }
        }
        soften(&mut scores);
        let mut ranked: Vec<(&Topic, f32)> = self.topics.iter().zip(scores).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        let mut ranked = ranked.into_iter().map(|(topic, score)| (topic.clone(), score));
        let (topic, score) = ranked.next().unwrap_or((Topic::Intent(IntentId::new(UNRELATED)), 0.0));
        Found { topic, score, others: ranked.take(2).collect() }
    }

    /// Whether `text` is a line of `unrelated` word for word, a single letter, or a word like "the" alone.
    fn is_small_talk(&self, text: &str, words: &[Word]) -> bool {
        let letter = text.chars().filter(|c| c.is_alphanumeric()).count() < 2;
        let filler = matches!(words, [word] if word.is_empty() && !QUESTION_WORDS.contains(&word.said.as_str()));
        letter || filler || self.small_talk.contains(&stems(words))
    }
}

/// The words without their endings.
fn stems(words: &[Word]) -> Vec<String> {
    words.iter().map(|word| word.stem.clone()).collect()
}

/// The how-tos that `rule` offers or links to in a step.
fn offered(rule: &Rule) -> HashSet<HowToId> {
    let steps = rule.causes.iter().flat_map(|cause| &cause.fixes).flat_map(|fix| &fix.steps);
    let linked = steps.filter_map(|step| step.howto.clone());
    rule.prompts.iter().map(|prompt| prompt.howto.clone()).chain(linked).collect()
}

/// What the tone adds to a topic. "Solved" must not be taken for "still there" or for a call for help, nor the other
/// way: so a doubt or a question all but rules it out, and a plain success rules the other two out.
fn said_by_tone(topic: &str, tone: Tone) -> f32 {
    match (topic, tone) {
        (RESOLVED, Tone::Solved) => 4.0,
        (RESOLVED, Tone::MaybeSolved) => 1.0,
        (RESOLVED, Tone::Plain) => -0.5,
        (RESOLVED, Tone::Unsolved | Tone::Question) => -8.0,
        (STILL_SHOWS | ESCALATE, Tone::Solved) => -5.0,
        (STILL_SHOWS | ESCALATE, Tone::MaybeSolved) => -0.5,
        (STILL_SHOWS | ESCALATE, Tone::Unsolved) => 0.3,
        _ => 0.0,
    }
}

/// The words of our own world, and what it says about a text when a word is none of them.
#[derive(Debug)]
struct Vocabulary {
    stems: HashSet<String, BuildFnv>,
    /// Log-odds for `unrelated` of a word inside (negative) and outside (positive).
    inside: f32,
    outside: f32,
}

impl Vocabulary {
    /// Collects every word of rules and how-tos; counts how often questions about them, and talk about other things,
    /// use a word that stands nowhere else.
    fn new(rules: &RuleSet) -> Self {
        let mut texts: Vec<&str> = Vec::new();
        for rule in rules.rules() {
            texts.push(rule.title.written());
            texts.extend(rule.described.iter().map(String::as_str));
            texts.extend(rule.phrases.iter().map(|phrase| phrase.written.as_str()));
            texts.extend(rule.prompts.iter().flat_map(|prompt| &prompt.asked).map(String::as_str));
            let steps = rule.causes.iter().flat_map(|cause| &cause.fixes).flat_map(|fix| &fix.steps);
            texts.extend(steps.map(|step| step.text.written()));
            texts.extend(rule.causes.iter().map(|cause| cause.because.written()));
        }
        let mut ours: Vec<&str> = Vec::new();
        for howto in rules.howtos() {
            texts.extend([howto.title.as_str(), howto.short.written()]);
            texts.extend(howto.ways.iter().flat_map(|way| &way.steps).map(|step| step.text.written()));
            ours.extend(howto.asked.iter().map(String::as_str));
        }
        let (theirs, intents): (Vec<_>, Vec<_>) = rules.intents().iter().partition(|intent| intent.id == *UNRELATED);
        ours.extend(intents.iter().flat_map(|intent| &intent.said).map(String::as_str));
        let theirs: Vec<&str> = theirs.iter().flat_map(|intent| &intent.said).map(String::as_str).collect();

        // By stem: the texts that have it, and the last one of them.
        let mut texts_with: HashMap<String, (usize, usize), BuildFnv> = HashMap::default();
        for (number, text) in (1..).zip(texts.iter().chain(&ours)) {
            for word in words(text) {
                let (texts, last) = texts_with.entry(word.stem).or_default();
                *texts += usize::from(*last != number);
                *last = number;
            }
        }
        // A question's own words are in the vocabulary: one that stands in no other text counts as strange.
        let own = strange_share(&ours, |stem| texts_with.get(stem).is_none_or(|(texts, _)| *texts < 2));
        let foreign = strange_share(&theirs, |stem| !texts_with.contains_key(stem));
        Self {
            inside: ((1.0 - foreign) / (1.0 - own)).ln(),
            outside: (foreign / own).ln(),
            stems: texts_with.into_keys().collect(),
        }
    }

    /// The log-odds for `unrelated` of all words that carry something and stand for no concept.
    fn strangeness(&self, words: &[Word]) -> f32 {
        let telling = words.iter().filter(|word| !word.common && word.concepts.is_empty());
        telling.map(|word| if self.stems.contains(&word.stem) { self.inside } else { self.outside }).sum()
    }
}

/// The share of strange words among those that carry something; smoothed, so neither 0 nor 1.
fn strange_share(lines: &[&str], strange: impl Fn(&str) -> bool) -> f32 {
    let telling = lines.iter().flat_map(|line| words(line)).filter(|word| !word.common && word.concepts.is_empty());
    let (mut outside, mut all) = (1.0, 2.0);
    for word in telling {
        all += 1.0;
        outside += if strange(&word.stem) { 1.0 } else { 0.0 };
    }
    outside / all
}
