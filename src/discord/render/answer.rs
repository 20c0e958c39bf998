//! The answer to recognised errors: what it means, the steps, and no more than fits a phone; the rest behind *More*.

use crate::helpdesk::{Answer, CauseShown, Reply, StepShown, Value, words};
use crate::rules::{RuleId, Text};

use super::text::{clipped, foreign, heading, length, markdown, plain};
use super::{Embed, LISTED, Post, SHOWN_WHOLE, View, controls};

/// Characters of one answer that fit a phone, title included.
const PHONE_CHARACTERS: usize = 900;
/// Lines of one answer that fit a phone.
const PHONE_LINES: usize = 14;

/// A line of an answer with how much it is needed: what is needed least goes behind *More* first.
struct Line {
    text: String,
    needed: Needed,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Needed {
    /// What was recognised: the paste stands right above.
    Echo,
    /// Captured values.
    Values,
    /// What was ruled out.
    History,
    /// What holds for every fix in the app.
    Note,
    /// Cause, steps, warnings, the question.
    Always,
}

/// The message for these errors; `in_hand` is the one the buttons mean.
pub(super) fn post(answers: &[Answer], in_hand: &RuleId, view: View) -> Post {
    let held = held(answers, in_hand);
    let mut embeds = Vec::new();
    let mut more = false;
    if answers.len() > SHOWN_WHOLE {
        embeds.push(list(answers));
        embeds.extend(held.map(|answer| short(answer, &mut more)));
    } else {
        embeds.extend(answers.iter().map(|answer| short(answer, &mut more)));
    }
    let rows = held.map(|held| controls::answer(answers, held, more, view)).unwrap_or_default();
    Post { embeds, rows, ..Post::default() }
}

/// Everything about the error in hand.
pub(super) fn whole(answers: &[Answer], in_hand: &RuleId) -> Post {
    let embeds = held(answers, in_hand).map(|answer| embed(answer, &join(&lines(answer, true))));
    Post { embeds: embeds.into_iter().collect(), ..Post::default() }
}

/// The answer the buttons mean; the first one when the rule in hand is not among them.
fn held<'a>(answers: &'a [Answer], in_hand: &RuleId) -> Option<&'a Answer> {
    answers.iter().find(|answer| answer.rule == *in_hand).or_else(|| answers.first())
}

fn list(answers: &[Answer]) -> Embed {
    let mut lines: Vec<String> = answers
        .iter()
        .take(LISTED)
        .enumerate()
        .map(|(at, answer)| format!("{}. {}{}", at + 1, heading(&plain(&answer.title, 120)), times(answer)))
        .collect();
    if let Some(further) = answers.len().checked_sub(LISTED).filter(|further| *further > 0) {
        lines.push(format!("… and {further} more"));
    }
    Embed {
        title: format!("{} errors in this paste", answers.len()),
        description: lines.join("\n"),
        ..Embed::default()
    }
}

fn times(answer: &Answer) -> String {
    if answer.count > 1 { format!(" ({} times)", answer.count) } else { String::new() }
}

/// The answer as it fits a phone; sets `more` when something was left out.
fn short(answer: &Answer, more: &mut bool) -> Embed {
    let mut lines = lines(answer, false);
    let title = length(&plain(&answer.title, 256));
    let fits = |lines: &[Line]| lines.len() <= PHONE_LINES && title + length(&join(lines)) <= PHONE_CHARACTERS;
    for needed in [Needed::Echo, Needed::Values, Needed::History, Needed::Note] {
        if fits(&lines) {
            break;
        }
        let before = lines.len();
        lines.retain(|line| line.needed != needed);
        // What was recognised stands in the paste itself; leaving it out hides nothing.
        *more |= lines.len() < before && needed != Needed::Echo;
    }
    if !fits(&lines) {
        *more = true;
        while lines.len() > 2 && (lines.len() >= PHONE_LINES || title + length(&join(&lines)) + 40 > PHONE_CHARACTERS) {
            lines.pop();
        }
        for line in &mut lines {
            line.text = clipped(&line.text, PHONE_CHARACTERS / 2);
        }
        lines.push(Line { text: "*… the rest is behind More.*".to_owned(), needed: Needed::Always });
    }
    embed(answer, &join(&lines))
}

fn embed(answer: &Answer, description: &str) -> Embed {
    let footer = answer.app_name.as_deref().map(|name| format!("In {name}")).unwrap_or_default();
    Embed {
        title: format!("{}{}", heading(&plain(&answer.title, 120)), times(answer)),
        description: description.to_owned(),
        footer,
        url: None,
    }
    .sourced(answer.source.as_ref())
}

fn join(lines: &[Line]) -> String {
    lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
}

/// The lines of an answer. While a question tells the causes apart, their steps wait for its answer, unless `all`.
fn lines(answer: &Answer, all: bool) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut push = |needed: Needed, text: String| {
        if !text.trim().is_empty() {
            lines.push(Line { text, needed });
        }
    };
    if let Some(recognised) = &answer.recognised {
        push(Needed::Echo, format!("> {}", foreign(recognised)));
    }
    if let Some(line) = values(&answer.values) {
        push(Needed::Values, line);
    }
    if !answer.ruled_out.is_empty() {
        push(Needed::History, format!("{} {}", words::RULED_OUT, answer.ruled_out.join(" · ")));
    }
    let asking = answer.ask.is_some() && !all;
    let several = answer.causes.len() > 1;
    for cause in &answer.causes {
        push(Needed::Always, because(cause, several));
        if asking {
            continue;
        }
        if let Some(fix) = &cause.fix {
            if answer.another_way {
                push(Needed::Always, format!("**{}**", words::ANOTHER_WAY));
            }
            if let Some(before) = &answer.before {
                push(Needed::Note, markdown(before));
            }
            for step in steps(&fix.steps) {
                push(Needed::Always, step);
            }
            if fix.general {
                push(Needed::Always, format!("*{}*", words::general(answer.source.is_some())));
            }
        }
    }
    if let Some(after) = answer.after.as_ref().filter(|_| !asking) {
        push(Needed::Note, markdown(after));
    }
    if let Some(ask) = answer.ask.as_ref().filter(|_| asking) {
        push(Needed::Always, format!("**{}**", markdown(&Text::plain(&ask.question))));
    } else if answer.app_needed() {
        push(Needed::Always, format!("**{}**", words::WHICH_APP));
    }
    lines
}

fn because(cause: &CauseShown, several: bool) -> String {
    let because = markdown(&cause.because);
    if several { format!("- {because}") } else { because }
}

/// The steps, numbered, each with who may do it and what cannot be taken back.
pub(super) fn steps(steps: &[StepShown]) -> Vec<String> {
    let step = |(at, step): (usize, &StepShown)| {
        let mut line = format!("{}. {}", at + 1, markdown(&step.text));
        if let Some(needs) = &step.needs {
            line.push_str(&format!(" *(needs: {})*", markdown(&Text::plain(needs))));
        }
        if let Some(danger) = step.danger {
            line.push_str(&format!(" ⚠️ **{}**", danger.sentence()));
        }
        line
    };
    steps.iter().enumerate().map(step).collect()
}

/// The captured values on one line, if there are any.
pub(super) fn values(values: &[Value]) -> Option<String> {
    let shown: Vec<String> = values
        .iter()
        .take(10)
        .map(|value| format!("{}: **{}**", markdown(&Text::plain(&value.name)), foreign(&value.value)))
        .collect();
    (!shown.is_empty()).then(|| shown.join(" · "))
}

/// The rules an answer is about, in its order.
pub(in crate::discord) fn rules_of(reply: &Reply) -> Vec<RuleId> {
    match reply {
        Reply::Answers { answers, .. } => answers.iter().map(|answer| answer.rule.clone()).collect(),
        _ => Vec::new(),
    }
}
