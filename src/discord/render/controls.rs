//! Buttons, selects and modals, each with an id that holds everything needed to act on it.

use serenity::all::{ButtonStyle, InputTextStyle};
use serenity::builder::{
    CreateActionRow, CreateButton, CreateInputText, CreateModal, CreateSelectMenu, CreateSelectMenuKind,
    CreateSelectMenuOption,
};

use crate::helpdesk::{Answer, AskShown, Candidate, PromptShown, words};
use crate::rules::{Group, RuleId};

use super::super::custom_id::{About, CustomId, What};
use super::View;
use super::text::{label, plain};

/// Buttons in a row.
const IN_A_ROW: usize = 5;
/// Characters on a button.
const BUTTON: usize = 80;
/// Options of a select.
pub(super) const OPTIONS: usize = 25;
/// Characters of an option and of a placeholder's first words.
const OPTION: usize = 100;
/// Characters in a modal's field.
const TYPED: u16 = 4_000;

/// The field of a modal that holds what was typed.
pub(in crate::discord) const FIELD: &str = "text";

/// The controls of an answer. `held` is the error they mean, one of `answers`.
pub(super) fn answer(answers: &[Answer], held: &Answer, more: bool, view: View) -> Vec<CreateActionRow> {
    let cause = match held.causes.as_slice() {
        [only] => Some(only.id.clone()),
        _ => None,
    };
    let about = About { rule: Some(held.rule.clone()), cause, app: held.app.clone(), asker: view.asker };
    let mut rows = Vec::new();
    if let Some(ask) = &held.ask {
        rows.push(asked(ask, &about));
    }
    if !held.apps.is_empty() {
        let choices = held.apps.iter().map(|(id, name)| (name.as_str(), id.as_str()));
        rows.push(select(What::App, words::WHICH_APP, choices, None, &about));
    }
    rows.extend(prompts(&held.prompts, &about));
    let mut fixed = vec![button(What::Worked, words::WORKED, ButtonStyle::Success, &about)];
    if !held.fine {
        fixed.push(button(What::StillStuck, words::STILL_STUCK, ButtonStyle::Secondary, &about));
    }
    if !view.in_thread {
        fixed.push(button(What::FollowUp, "Ask a follow-up", ButtonStyle::Primary, &about));
    }
    if more {
        fixed.push(button(What::More, "More", ButtonStyle::Secondary, &about));
    }
    if view.shareable {
        fixed.push(button(What::Share, "Share", ButtonStyle::Secondary, &about));
    }
    // What one person sees alone, that person can dismiss anyway.
    if fixed.len() < IN_A_ROW {
        fixed.push(button(What::NotThisOne, words::NOT_THIS_ONE, ButtonStyle::Secondary, &about));
    }
    rows.push(CreateActionRow::Buttons(fixed));
    if answers.len() > 1 {
        let titles: Vec<String> = answers.iter().map(|answer| plain(&answer.title, OPTION)).collect();
        let choices = titles.iter().zip(answers).map(|(title, answer)| (title.as_str(), answer.rule.as_str()));
        rows.push(select(What::GoOnWith, "Go on with …", choices, Some(held.rule.as_str()), &about));
    }
    rows
}

/// The answers to the rule's question, as buttons while a row holds them.
fn asked(ask: &AskShown, about: &About) -> CreateActionRow {
    if ask.answers.len() < IN_A_ROW {
        let mut buttons: Vec<CreateButton> = unique(&ask.answers, |(cause, _)| cause)
            .map(|(cause, answer)| button(What::Cause(cause.clone()), answer, ButtonStyle::Secondary, about))
            .collect();
        buttons.push(button(What::NotSure, words::NOT_SURE, ButtonStyle::Secondary, about));
        return CreateActionRow::Buttons(buttons);
    }
    let answers = ask.answers.iter().take(OPTIONS - 1).map(|(cause, answer)| (answer.as_str(), cause.as_str()));
    select(What::Causes, &ask.question, answers.chain([(words::NOT_SURE, NOT_SURE_VALUE)]), None, about)
}

/// The value of *Not sure* in a select of causes: a dot, which cannot stand in a cause's id.
pub(in crate::discord) const NOT_SURE_VALUE: &str = ".";

/// A row of next questions; none without any.
pub(super) fn prompts(prompts: &[PromptShown], about: &About) -> Vec<CreateActionRow> {
    let buttons: Vec<CreateButton> = unique(prompts, |prompt| &prompt.howto)
        .take(IN_A_ROW)
        .map(|prompt| button(What::Prompt(prompt.howto.clone()), &prompt.button, ButtonStyle::Secondary, about))
        .collect();
    if buttons.is_empty() { Vec::new() } else { vec![CreateActionRow::Buttons(buttons)] }
}

/// *Did you mean*.
pub(super) fn candidates(candidates: &[Candidate], about: &About) -> Vec<CreateActionRow> {
    let mut buttons: Vec<CreateButton> = unique(candidates, |near| &near.rule)
        .take(IN_A_ROW - 1)
        .map(|near| button(What::Candidate(near.rule.clone()), &near.title, ButtonStyle::Secondary, about))
        .collect();
    buttons.push(button(What::NoneOfThese, words::NONE_OF_THESE, ButtonStyle::Secondary, about));
    vec![CreateActionRow::Buttons(buttons)]
}

/// The how-tos nearest to a question, and a person.
pub(super) fn nearest(near: &[PromptShown], about: &About) -> Vec<CreateActionRow> {
    let mut rows = prompts(near, about);
    rows.push(CreateActionRow::Buttons(vec![button(What::Person, words::ASK_A_PERSON, ButtonStyle::Secondary, about)]));
    rows
}

/// The controls of a page of `/errors`: a select of its errors, one button a group, and the pages before and after.
pub(in crate::discord) fn browse(
    group: Option<Group>,
    page: u8,
    pages: u8,
    errors: &[(RuleId, String)],
    about: &About,
) -> Vec<CreateActionRow> {
    let mut rows = Vec::new();
    if !errors.is_empty() {
        let choices = errors.iter().map(|(rule, title)| (title.as_str(), rule.as_str()));
        rows.push(select(What::BrowseSelect, "Choose an error", choices, None, about));
    }
    let groups = [(Group::Xero, "Xero"), (Group::Dext, "Dext"), (Group::Lentune, "Lentune")];
    let groups = groups.into_iter().map(|(other, name)| {
        let style = if Some(other) == group { ButtonStyle::Primary } else { ButtonStyle::Secondary };
        button(What::Browse(other), name, style, about).disabled(Some(other) == group)
    });
    rows.push(CreateActionRow::Buttons(groups.collect()));
    let Some(group) = group else { return rows };
    let mut turns = Vec::new();
    if let Some(before) = page.checked_sub(1) {
        turns.push(button(What::Turn(group, before), "Back", ButtonStyle::Secondary, about));
    }
    if page.saturating_add(1) < pages {
        turns.push(button(What::Turn(group, page.saturating_add(1)), "Next", ButtonStyle::Secondary, about));
    }
    if !turns.is_empty() {
        rows.push(CreateActionRow::Buttons(turns));
    }
    rows
}

/// The modal of `/explain` without a text.
pub(in crate::discord) fn explain_modal(private: bool, why: bool, away: bool, about: &About) -> CreateModal {
    modal(What::ExplainModal { private, why, away }, "Explain an error", "The message, as the app shows it", about)
}

/// The modal behind *Ask a follow-up* where no thread can be opened.
pub(in crate::discord) fn follow_up_modal(away: bool, about: &About) -> CreateModal {
    modal(What::FollowUpModal { away }, "Ask a follow-up", "Your question", about)
}

fn modal(what: What, title: &str, field: &str, about: &About) -> CreateModal {
    // serenity 0.12 loses what is typed inside a Label, so the older text input in an action row it is.
    let input = CreateInputText::new(InputTextStyle::Paragraph, field, FIELD).required(true).max_length(TYPED);
    CreateModal::new(CustomId::new(what, about).write(), title).components(vec![CreateActionRow::InputText(input)])
}

pub(super) fn button(what: What, words: &str, style: ButtonStyle, about: &About) -> CreateButton {
    CreateButton::new(CustomId::new(what, about).write()).label(shown(words, BUTTON)).style(style)
}

/// A select of `choices` (words and value); the one whose value is `chosen` is selected.
fn select<'a>(
    what: What,
    placeholder: &str,
    choices: impl Iterator<Item = (&'a str, &'a str)>,
    chosen: Option<&str>,
    about: &About,
) -> CreateActionRow {
    let mut values: Vec<&str> = Vec::new();
    let mut options = Vec::new();
    for (words, value) in choices {
        if options.len() < OPTIONS && !value.is_empty() && value.len() <= OPTION && !values.contains(&value) {
            values.push(value);
            let option = CreateSelectMenuOption::new(shown(words, OPTION), value);
            options.push(option.default_selection(chosen == Some(value)));
        }
    }
    let menu = CreateSelectMenu::new(CustomId::new(what, about).write(), CreateSelectMenuKind::String { options });
    CreateActionRow::SelectMenu(menu.placeholder(shown(placeholder, OPTION)))
}

/// The items with different keys, the first of each: ids must be unique within a message.
fn unique<'a, T, K: PartialEq + 'a>(items: &'a [T], key: impl Fn(&'a T) -> &'a K) -> impl Iterator<Item = &'a T> {
    items.iter().enumerate().filter_map(move |(at, item)| {
        let earlier = items.iter().take(at).any(|earlier| key(earlier) == key(item));
        (!earlier).then_some(item)
    })
}

/// Words on a control: never empty, Discord refuses that.
fn shown(words: &str, most: usize) -> String {
    let shown = label(words, most);
    if shown.is_empty() { "…".to_owned() } else { shown }
}
