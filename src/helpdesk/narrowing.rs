//! Whether a typed text answers a rule's question: its answers, what else people say for them, yes, no, not sure.

use crate::rules::{Cause, CauseId, Rule};

/// Share of an answer's telling words that a text must hold before it counts as that answer. Below it a text is
/// rather a question of its own; measured by hand on the answers of the rules.
const ENOUGH: f32 = 0.6;

/// The same once an answer was given: what is said then is rather about its steps.
const CLEARLY: f32 = 0.85;

/// How far the best answer must be ahead of the second.
const AHEAD: f32 = 0.15;

/// What a text answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Given {
    /// One of the causes.
    Cause(CauseId),
    /// *Not sure*, or words to that effect.
    NotSure,
}

/// Whether the question still waits for its answer.
#[derive(Clone, Copy, Debug)]
pub(super) enum Settled<'c> {
    /// It does.
    Open,
    /// It was answered or put aside; the cause settled on, if there is one.
    Closed(Option<&'c CauseId>),
}

/// Ways to say *Not sure*.
const UNSURE: &[&str] = &[
    "not sure",
    "i am not sure",
    "im not sure",
    "not certain",
    "dont know",
    "i dont know",
    "i do not know",
    "dunno",
    "no idea",
    "unsure",
    "cant tell",
    "i cant tell",
    "could be either",
    "either",
    "both",
    "hard to say",
    "no clue",
];

/// Words without a say in which answer is meant.
const FILLER: &[&str] = &[
    "a", "an", "the", "it", "its", "is", "i", "we", "was", "has", "have", "been", "that", "this", "of", "to", "in",
    "on", "be", "are", "think", "just", "yes", "no", "yeah", "nope", "and", "ok", "so", "well", "by", "for", "our",
    "my",
];

/// Words that open a question rather than an answer.
const QUESTION: &[&str] = &[
    "how", "where", "what", "why", "who", "which", "when", "can", "could", "do", "does", "should", "will", "is", "are",
];

/// Reads `text` as an answer to the question of `rule`, whose causes are shown in the order `shown`. With one `settled`
/// already, only what clearly gives another one counts.
pub(super) fn read(rule: &Rule, shown: &[&Cause], text: &str, settled: Settled<'_>) -> Option<Given> {
    let said = comparable(text);
    if said.is_empty() {
        return None;
    }
    let exact = rule.causes.iter().find(|cause| sayings(cause).any(|saying| comparable(saying) == said));
    if let Some(cause) = exact {
        return Some(Given::Cause(cause.id.clone()));
    }
    let first = said.split(' ').next().unwrap_or_default();
    let question = text.contains('?') || QUESTION.contains(&first);
    if let Settled::Closed(settled) = settled {
        // A bare number may count anything: the steps, the buttons.
        let counted = numbered(shown, &said).filter(|_| said.contains(char::is_alphabetic));
        let other =
            counted.or_else(|| nearest(rule, &said, CLEARLY)).filter(|cause| !question && Some(&cause.id) != settled);
        return other.map(|cause| Given::Cause(cause.id.clone()));
    }
    if UNSURE.contains(&said.as_str()) {
        return Some(Given::NotSure);
    }
    if let Some(cause) = numbered(shown, &said).or_else(|| yes_or_no(rule, &said)) {
        return Some(Given::Cause(cause.id.clone()));
    }
    if question {
        return None;
    }
    nearest(rule, &said, ENOUGH).map(|cause| Given::Cause(cause.id.clone()))
}

/// Whether `text` says that the message is another one now ("now it says …", "a different error").
pub(super) fn speaks_of_another_error(text: &str) -> bool {
    let said = format!(" {} ", comparable(text));
    [
        " now it says ",
        " now says ",
        " now its ",
        " now i get ",
        " now im getting ",
        " now getting ",
        " instead ",
        " different error ",
        " different message ",
        " another error ",
        " another message ",
        " new error ",
        " new message ",
        " error changed ",
        " message changed ",
        " says something else ",
    ]
    .iter()
    .any(|cue| said.contains(cue))
}

fn sayings(cause: &Cause) -> impl Iterator<Item = &str> {
    cause.answer.iter().chain(&cause.said).map(String::as_str)
}

/// "the second one", "2", "option 2"; numbers follow the order in which the causes are shown.
fn numbered<'r>(shown: &[&'r Cause], said: &str) -> Option<&'r Cause> {
    let telling: Vec<&str> =
        said.split(' ').filter(|word| !["the", "one", "option", "number", "answer", "its"].contains(word)).collect();
    let [word] = telling.as_slice() else { return None };
    let at = match *word {
        "1" | "first" | "1st" => 0,
        "2" | "second" | "2nd" => 1,
        "3" | "third" | "3rd" => 2,
        "4" | "fourth" | "4th" => 3,
        _ => return None,
    };
    shown.get(at).copied()
}

/// Whether a text says yes or no by its first word.
pub(super) fn yes(text: &str) -> Option<bool> {
    match comparable(text).split(' ').next()? {
        "yes" | "yeah" | "yep" | "yup" | "y" | "correct" => Some(true),
        "no" | "nope" | "nah" | "n" | "not" => Some(false),
        _ => None,
    }
}

/// A text that opens with yes or no, where exactly one answer does so too.
fn yes_or_no<'r>(rule: &'r Rule, said: &str) -> Option<&'r Cause> {
    let yes = yes(said)?;
    let mut fitting = rule.causes.iter().filter(|cause| {
        let answer = cause.answer.as_deref().map(comparable).unwrap_or_default();
        answer.split(' ').next() == Some(if yes { "yes" } else { "no" })
    });
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// The cause whose answer or saying shares most of its telling words with `said`, if enough and clearly ahead.
fn nearest<'r>(rule: &'r Rule, said: &str, enough: f32) -> Option<&'r Cause> {
    let words = telling(said);
    let mut scored: Vec<(f32, &Cause)> = rule
        .causes
        .iter()
        .map(|cause| {
            let best = sayings(cause).map(|saying| overlap(&telling(&comparable(saying)), &words)).fold(0.0, f32::max);
            (best, cause)
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    match scored.as_slice() {
        [(best, cause), rest @ ..] if *best >= enough => {
            let second = rest.first().map_or(0.0, |(score, _)| *score);
            (best - second >= AHEAD).then_some(cause)
        }
        _ => None,
    }
}

/// How much of `saying` stands in `words`, lessened by what else they hold.
fn overlap(saying: &[String], words: &[String]) -> f32 {
    if saying.is_empty() || words.is_empty() {
        return 0.0;
    }
    let shared = saying.iter().filter(|word| words.contains(word)).count();
    // Word counts of one message: far below where f32 is inexact.
    #[expect(clippy::cast_precision_loss, reason = "counts of a few words")]
    let share = |of: usize| shared as f32 / of as f32;
    share(saying.len()) * (0.7 + 0.3 * share(words.len()))
}

fn telling(said: &str) -> Vec<String> {
    said.split(' ').filter(|word| !word.is_empty() && !FILLER.contains(word)).map(stem).collect()
}

/// Enough to let "archive" and "archived", "account" and "accounts" meet.
fn stem(word: &str) -> String {
    for ending in ["ed", "es", "s", "d", "e"] {
        if let Some(rest) = word.strip_suffix(ending)
            && rest.len() >= 4
        {
            return rest.to_owned();
        }
    }
    word.to_owned()
}

/// Lower case, letters and digits only, one blank between words; an apostrophe disappears.
pub(super) fn comparable(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !matches!(c, '\'' | '’' | '‘') && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.trim().to_owned()
}
