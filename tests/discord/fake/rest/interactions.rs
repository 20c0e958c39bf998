//! Answers to interactions: the first one, follow-ups, changes.

use std::time::Duration;

use serde_json::{Value, json};

use super::messages::{change, change_to, check, fill, remove};
use super::{Answer, Asked};
use crate::fake::limits::{self, Problems};
use crate::fake::model::{self, Answered, Id, Interaction, Message};
use crate::fake::said::Act;
use crate::fake::shown;
use crate::fake::state::{Refusal, State};
use crate::fake::traffic::Call;
use crate::fake::wire::{EPHEMERAL, LOADING};

/// How long Discord waits for the first answer.
const FIRST_ANSWER_WITHIN: Duration = Duration::from_secs(3);
/// How long the token of an interaction lives.
const TOKEN_LIVES: Duration = Duration::from_secs(15 * 60);
/// The kinds of messages that answer a slash command, and a command from a message's menu.
const SLASH_ANSWER: u8 = 20;
const MENU_ANSWER: u8 = 23;

pub(super) fn perform(state: &mut State, asked: &Asked) -> Answer {
    let token = asked.route.token.as_deref().unwrap_or_default();
    let known = state.world.interactions.values().find(|interaction| interaction.token == token).cloned();
    if asked.route.call == Call::Respond {
        return respond(state, asked, known);
    }
    let Some(interaction) = known.filter(|known| known.since.elapsed() < TOKEN_LIVES && known.answered != Answered::No)
    else {
        state.broke(format!("10015: {:?} before the first answer, or with a wrong or old token", asked.route.call));
        return Err(Refusal::new(404, 10015, "Unknown Webhook"));
    };
    let named = asked.route.ids.get(1).copied();
    let target = named.or(interaction.original).filter(|id| {
        state.world.messages.get(id).is_some_and(|message| !message.gone && message.author == state.world.bot())
    });
    let target = |()| target.ok_or_else(|| Refusal::new(404, 10008, "Unknown Message"));
    match asked.route.call {
        Call::FollowUp => follow_up(state, asked, &interaction).map(Some),
        Call::Response => target(()).map(|id| Some(wire(state, id))),
        Call::EditResponse => {
            let id = target(())?;
            edit_response(state, asked, &interaction, id)?;
            Ok(Some(wire(state, id)))
        }
        _ => {
            let id = target(())?;
            remove(state, id);
            Ok(None)
        }
    }
}

fn wire(state: &State, id: Id) -> Value {
    state.world.messages.get(&id).map_or(Value::Null, |message| state.world.message_wire(message, false))
}

fn respond(state: &mut State, asked: &Asked, known: Option<Interaction>) -> Answer {
    let known = known.filter(|known| known.id == asked.route.id(0));
    let Some(interaction) = known.filter(|known| known.since.elapsed() <= FIRST_ANSWER_WITHIN) else {
        state.broke("10062: an interaction was answered after 3 s, or never existed");
        return Err(Refusal::new(404, 10062, "Unknown interaction"));
    };
    if interaction.answered != Answered::No {
        if !interaction.answer_lost {
            state.broke("40060: an interaction was answered twice");
        }
        return Err(Refusal::new(400, 40060, "Interaction has already been acknowledged."));
    }
    let data = &asked.body.json["data"];
    let id = interaction.id;
    let on_message = match interaction.asked {
        model::Asked::Component { message, .. } => Some(message),
        model::Asked::Modal { message, .. } => message,
        _ => None,
    };
    let choosing = matches!(interaction.asked, model::Asked::Autocomplete { .. });
    match (asked.body.json["type"].as_u64(), on_message) {
        (Some(4), _) if !choosing => {
            check(state, "an answer to an interaction", data, data, asked.body.files.len())?;
            let message = write(state, asked, &interaction, data);
            settle(state, id, Answered::Message, Some(message), None);
            note_written(state, &interaction, message);
        }
        (Some(5), _) if !choosing => {
            let flags = LOADING | (data["flags"].as_u64().unwrap_or_default() & EPHEMERAL);
            let message = add(state, &interaction, flags, |_, _| {});
            settle(state, id, Answered::Thinking, Some(message), None);
        }
        (Some(6), Some(message)) => settle(state, id, Answered::Update, Some(message), None),
        (Some(7), Some(message)) => {
            change_to(state, message, asked, data)?;
            settle(state, id, Answered::Update, Some(message), None);
            note_changed(state, &interaction, message);
        }
        (Some(8), _) if choosing => {
            refuse(state, "a list of choices", &limits::choices(data))?;
            settle(state, id, Answered::Choices, None, Some(data.clone()));
            let names: Vec<&str> =
                data["choices"].as_array().into_iter().flatten().filter_map(|choice| choice["name"].as_str()).collect();
            state.log.note(Act::Choices { interaction: id }, "Offered".into(), names.join("\n"), data.clone());
        }
        (Some(9), _) if !choosing && !matches!(interaction.asked, model::Asked::Modal { .. }) => {
            refuse(state, "a form", &limits::modal(data))?;
            settle(state, id, Answered::Modal, None, Some(data.clone()));
            let place = format!("Opened a form for {}", person(state, &interaction));
            state.log.note(Act::Modal { interaction: id }, place, shown::modal(data), data.clone());
        }
        (kind, _) => {
            let mut problems = Problems::default();
            problems.add("type", "INTERACTION_CALLBACK_TYPE", format!("{kind:?} does not answer this interaction"));
            refuse(state, "an answer to an interaction", &problems)?;
        }
    }
    if asked.query("with_response") != Some("true") {
        return Ok(None);
    }
    let original = state.world.interactions.get(&id).and_then(|interaction| interaction.original);
    let mut resource = json!({ "type": asked.body.json["type"] });
    if let Some(message) = original {
        resource["message"] = wire(state, message);
    }
    Ok(Some(json!({ "interaction": { "id": id.to_string(), "type": 2 }, "resource": resource })))
}

/// The bot never hears of the answer it just gave: a second one is refused, but no fault of its own.
pub(super) fn answer_lost(state: &mut State, asked: &Asked) {
    let lost = state.world.interactions.get_mut(&asked.route.id(0));
    if let Some(interaction) = lost.filter(|_| asked.route.call == Call::Respond) {
        interaction.answer_lost = true;
    }
}

fn refuse(state: &mut State, what: &str, problems: &Problems) -> Result<(), Refusal> {
    if problems.is_empty() {
        return Ok(());
    }
    state.broke(format!("{what}: {}", problems.lines()));
    Err(Refusal { errors: Some(problems.wire()), ..Refusal::new(400, 50035, "Invalid Form Body") })
}

fn person(state: &State, interaction: &Interaction) -> String {
    state.world.users.get(&interaction.person).map_or_else(|| "someone".into(), |user| user.name.clone())
}

fn settle(state: &mut State, id: Id, answered: Answered, original: Option<Id>, shown: Option<Value>) {
    if let Some(interaction) = state.world.interactions.get_mut(&id) {
        interaction.answered = answered;
        interaction.original = original;
        interaction.shown = shown;
    }
}

/// Adds a message that belongs to an interaction and tells the gateway, unless only one person sees it.
fn add(state: &mut State, interaction: &Interaction, flags: u64, fill_in: impl FnOnce(&mut State, &mut Message)) -> Id {
    let kind = match &interaction.asked {
        model::Asked::Command { data } if data["type"] == 3 => MENU_ANSWER,
        model::Asked::Command { .. } => SLASH_ANSWER,
        _ => 0,
    };
    let private = flags & EPHEMERAL != 0;
    let mut message = Message {
        id: state.world.new_id(),
        channel: interaction.channel,
        author: state.world.bot(),
        kind,
        flags,
        interaction: Some(interaction.id),
        only_for: private.then_some(interaction.person),
        ..Message::default()
    };
    fill_in(state, &mut message);
    let id = message.id;
    state.world.messages.insert(id, message.clone());
    if !private {
        state.announce("MESSAGE_CREATE", &message);
    }
    id
}

fn write(state: &mut State, asked: &Asked, interaction: &Interaction, data: &Value) -> Id {
    let flags = data["flags"].as_u64().unwrap_or_default() & EPHEMERAL;
    add(state, interaction, flags, |state, message| {
        fill(state, message, asked, data);
    })
}

fn note_written(state: &mut State, interaction: &Interaction, message: Id) {
    let private = state.world.messages.get(&message).is_some_and(|message| message.only_for.is_some());
    let act = Act::Posted { message, channel: interaction.channel, interaction: Some(interaction.id), private };
    let verb = if private { "Answered one person" } else { "Answered" };
    state.note_message(act, verb, message);
}

fn note_changed(state: &mut State, interaction: &Interaction, message: Id) {
    state.note_message(Act::Edited { message, interaction: Some(interaction.id) }, "Changed a message", message);
}

fn follow_up(state: &mut State, asked: &Asked, interaction: &Interaction) -> Result<Value, Refusal> {
    let sent = &asked.body.json;
    check(state, "a follow-up", sent, sent, asked.body.files.len())?;
    let thinking = interaction.original.filter(|id| {
        interaction.answered == Answered::Thinking
            && state.world.messages.get(id).is_some_and(|message| message.flags & LOADING != 0)
    });
    // The first follow-up takes the place of "thinking…".
    if let Some(original) = thinking {
        edit_response(state, asked, interaction, original)?;
        return Ok(wire(state, original));
    }
    let message = write(state, asked, interaction, sent);
    note_written(state, interaction, message);
    Ok(wire(state, message))
}

fn edit_response(state: &mut State, asked: &Asked, interaction: &Interaction, id: Id) -> Result<(), Refusal> {
    let thinking = state.world.messages.get(&id).is_some_and(|message| message.flags & LOADING != 0);
    let set = |state: &mut State, flags: u64| {
        if let Some(message) = state.world.messages.get_mut(&id).filter(|_| thinking) {
            message.flags = (message.flags & !LOADING) | flags;
        }
    };
    // No longer thinking before the gateway hears of it, and thinking still when the change is refused.
    set(state, 0);
    if let Err(refusal) = change(state, id, asked) {
        set(state, LOADING);
        return Err(refusal);
    }
    if thinking {
        note_written(state, interaction, id);
    } else {
        note_changed(state, interaction, id);
    }
    Ok(())
}
