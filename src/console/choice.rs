//! What can be picked by number under a reply.

use crate::helpdesk::{Answer, Happened, Press, Reply, words};

/// One thing that can be picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its words.
    pub label: String,
    /// What picking it means.
    pub means: Happened,
}

impl Choice {
    fn press(label: impl Into<String>, press: Press) -> Self {
        Self { label: label.into(), means: Happened::Pressed(press) }
    }
}

/// Everything that can be picked under `reply`, in the order in which it is shown; the number of a choice is its place
/// here, from 1.
pub fn choices(reply: &Reply) -> Vec<Choice> {
    match reply {
        Reply::Answers { answers, in_hand } => {
            let mut found = answers.iter().find(|answer| answer.rule == *in_hand).map(of_answer).unwrap_or_default();
            let others = answers.iter().filter(|answer| answer.rule != *in_hand);
            found.extend(
                others.map(|answer| Choice::press(answer.title.to_plain(), Press::GoOnWith(answer.rule.clone()))),
            );
            found
        }
        Reply::DidYouMean(candidates) => candidates
            .iter()
            .map(|candidate| Choice { label: candidate.title.clone(), means: Happened::Chose(candidate.rule.clone()) })
            .chain([Choice::press(words::NONE_OF_THESE, Press::NoneOfThese)])
            .collect(),
        Reply::HowTo(howto) => howto
            .prompts
            .iter()
            .map(|prompt| Choice::press(&prompt.button, Press::Prompt(prompt.howto.clone())))
            .collect(),
        Reply::Nearest(near) => near
            .iter()
            .map(|prompt| Choice::press(&prompt.button, Press::Prompt(prompt.howto.clone())))
            .chain([Choice::press(words::ASK_A_PERSON, Press::Person)])
            .collect(),
        Reply::NotCovered | Reply::NothingFound | Reply::Note(_) | Reply::Handover(_) | Reply::Claimed(_) => Vec::new(),
    }
}

fn of_answer(answer: &Answer) -> Vec<Choice> {
    let mut found = Vec::new();
    if let Some(ask) = &answer.ask {
        found.extend(ask.answers.iter().map(|(cause, words)| Choice::press(words, Press::Cause(cause.clone()))));
        found.push(Choice::press(words::NOT_SURE, Press::NotSure));
    }
    found.extend(answer.apps.iter().map(|(app, name)| Choice::press(name, Press::App(app.clone()))));
    found
        .extend(answer.prompts.iter().map(|prompt| Choice::press(&prompt.button, Press::Prompt(prompt.howto.clone()))));
    found
}
