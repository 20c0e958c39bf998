//! Messages: write, change, take away, read.

use std::collections::hash_map::Entry;

use serde_json::{Value, json};

use super::channels::{channel, to_write};
use super::{Answer, Asked};
use crate::fake::limits;
use crate::fake::model::{Attachment, ChannelKind, Id, Message, now_ms};
use crate::fake::permissions::Permission;
use crate::fake::said::Act;
use crate::fake::sessions::empty;
use crate::fake::state::{Refusal, State};
use crate::fake::traffic::Call;
use crate::fake::wire::EPHEMERAL;

/// The kind of a message that replies to another.
const REPLY: u8 = 19;
/// The flags a bot may set itself: embeds suppressed, no notification.
const OWN_FLAGS: u64 = (1 << 2) | (1 << 12);

pub(super) fn perform(state: &mut State, asked: &Asked) -> Answer {
    let (place, id) = (asked.route.id(0), asked.route.id(1));
    match asked.route.call {
        Call::PostMessage => post(state, place, asked).map(Some),
        Call::Messages => {
            channel(state, place, Permission::ViewChannel)?;
            Ok(Some(list(state, place, asked)))
        }
        Call::Message => {
            channel(state, place, Permission::ReadMessageHistory)?;
            let message = state.world.public_message(place, id).ok_or_else(unknown)?;
            Ok(Some(readable(state, message)))
        }
        Call::EditMessage => {
            channel(state, place, Permission::ViewChannel)?;
            let message = state.world.public_message(place, id).ok_or_else(unknown)?;
            if message.author != state.world.bot() {
                state.broke("50005: only the author may change a message");
                return Err(Refusal::new(403, 50005, "Cannot edit a message authored by another user"));
            }
            wake(state, place)?;
            change(state, id, asked)?;
            state.note_message(Act::Edited { message: id, interaction: None }, "Changed a message", id);
            Ok(Some(state.world.message_wire(&state.world.messages[&id], false)))
        }
        _ => {
            channel(state, place, Permission::ViewChannel)?;
            let message = state.world.public_message(place, id).ok_or_else(unknown)?;
            if message.author != state.world.bot() {
                channel(state, place, Permission::ManageMessages)?;
            }
            remove(state, id);
            Ok(None)
        }
    }
}

fn unknown() -> Refusal {
    Refusal::new(404, 10008, "Unknown Message")
}

/// Checks a message before it is made or changed. `whole` is how it would stand, `sent` what the bot sent.
pub(super) fn check(state: &mut State, what: &str, whole: &Value, sent: &Value, files: usize) -> Result<(), Refusal> {
    check_in(state, None, what, whole, sent, files)
}

/// The same for a new message in `place`, where staff may be called.
fn check_in(
    state: &mut State,
    place: Option<Id>,
    what: &str,
    whole: &Value,
    sent: &Value,
    files: usize,
) -> Result<(), Refusal> {
    let callable = state.world.callable.filter(|(channel, _)| Some(*channel) == place);
    let callable = callable.map(|(_, role)| role.to_string());
    if let Some(why) = limits::may_ping(sent, callable.as_deref()) {
        state.broke(format!("{what}: {why}"));
    }
    if limits::is_empty(whole, files) {
        state.broke(format!("{what}: 50006: an empty message"));
        return Err(Refusal::new(400, 50006, "Cannot send an empty message"));
    }
    let problems = limits::message(whole);
    if problems.is_empty() {
        return Ok(());
    }
    state.broke(format!("{what}: {}", problems.lines()));
    Err(Refusal { errors: Some(problems.wire()), ..Refusal::new(400, 50035, "Invalid Form Body") })
}

/// Fills a message with what the bot sent.
pub(super) fn fill(state: &mut State, message: &mut Message, asked: &Asked, sent: &Value) {
    let list = |key: &str| sent[key].as_array().cloned();
    if !sent["content"].is_null() {
        sent["content"].as_str().unwrap_or_default().clone_into(&mut message.content);
    }
    if let Some(mut embeds) = list("embeds") {
        embeds.iter_mut().for_each(|embed| embed["type"] = json!("rich"));
        message.embeds = embeds;
    }
    if let Some(mut components) = list("components") {
        number(&mut components, &mut 0);
        message.components = components;
    }
    if let Some(kept) = list("attachments") {
        message.attachments.retain(|file| kept.iter().any(|kept| kept["id"] == file.id.to_string().as_str()));
    }
    for (name, bytes) in &asked.body.files {
        let (name, bytes) = (name.clone(), bytes.clone());
        message.attachments.push(Attachment {
            id: state.world.new_id(),
            name,
            content_type: None,
            bytes,
            elsewhere: None,
        });
    }
    let flags = sent["flags"].as_u64().unwrap_or_default();
    message.flags = (message.flags & !OWN_FLAGS) | (flags & OWN_FLAGS);
}

/// Gives every component its number, as Discord does.
fn number(components: &mut [Value], last: &mut u64) {
    for component in components {
        *last += 1;
        component["id"] = json!(*last);
        if let Some(inside) = component["components"].as_array_mut() {
            number(inside, last);
        }
    }
}

fn post(state: &mut State, place: Id, asked: &Asked) -> Result<Value, Refusal> {
    let sent = &asked.body.json;
    let target = channel(state, place, Permission::ViewChannel)?;
    channel(state, place, to_write(&target))?;
    if target.kind == ChannelKind::Forum {
        return Err(Refusal::new(400, 50008, "Cannot send messages in a non-text channel"));
    }
    if target
        .owner
        .and_then(|owner| state.world.users.get(&owner))
        .is_some_and(|user| user.closed_dms && target.guild.is_none())
    {
        return Err(Refusal::new(403, 50007, "Cannot send messages to this user"));
    }
    if sent["embeds"].as_array().is_some_and(|embeds| !embeds.is_empty()) {
        channel(state, place, Permission::EmbedLinks)?;
    }
    if !asked.body.files.is_empty() {
        channel(state, place, Permission::AttachFiles)?;
    }
    let what = format!("a message in {}", state.place(place));
    check_in(state, Some(place), &what, sent, sent, asked.body.files.len())?;
    let reply_to = reply_target(state, place, sent)?;
    if let Some(known) = same_nonce(state, place, sent) {
        return Ok(state.world.message_wire(&state.world.messages[&known], false));
    }
    wake(state, place)?;
    let bot = state.world.bot();
    let pinged = reply_to
        .filter(|_| sent["allowed_mentions"]["replied_user"].as_bool().unwrap_or(false))
        .and_then(|target| state.world.messages.get(&target))
        .map(|target| target.author);
    let mut message = Message {
        id: state.world.new_id(),
        channel: place,
        author: bot,
        kind: if reply_to.is_some() { REPLY } else { 0 },
        nonce: Some(sent["nonce"].clone()).filter(|nonce| !nonce.is_null()),
        reply_to,
        mentions: pinged.into_iter().collect(),
        called: sent["allowed_mentions"]["roles"][0].as_str().and_then(|role| role.parse().ok()),
        ..Message::default()
    };
    fill(state, &mut message, asked, sent);
    let id = message.id;
    if sent["enforce_nonce"].as_bool().unwrap_or(false) {
        state.world.nonces.insert((bot, place, sent["nonce"].to_string()), id);
    }
    state.world.messages.insert(id, message.clone());
    state.announce("MESSAGE_CREATE", &message);
    let act = Act::Posted { message: id, channel: place, interaction: None, private: false };
    state.note_message(act, "Wrote", id);
    Ok(state.world.message_wire(&message, false))
}

fn reply_target(state: &mut State, place: Id, sent: &Value) -> Result<Option<Id>, Refusal> {
    let reference = &sent["message_reference"];
    let Some(target) = reference["message_id"].as_str().and_then(|id| id.parse::<Id>().ok()) else {
        return Ok(None);
    };
    let bot = state.world.bot();
    if !state.world.may(bot, place, Permission::ReadMessageHistory) {
        state.broke(format!("160002: a reply in {} needs Read Message History", state.place(place)));
        return Err(Refusal::new(400, 160_002, "Cannot reply without permission to read message history"));
    }
    if state.world.public_message(place, target).is_some() {
        return Ok(Some(target));
    }
    if reference["fail_if_not_exists"].as_bool().unwrap_or(true) {
        let mut problems = limits::Problems::default();
        problems.add("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message");
        return Err(Refusal { errors: Some(problems.wire()), ..Refusal::new(400, 50035, "Invalid Form Body") });
    }
    Ok(None)
}

/// The message made with the same nonce, where the bot asked for `enforce_nonce`.
fn same_nonce(state: &mut State, place: Id, sent: &Value) -> Option<Id> {
    if !sent["enforce_nonce"].as_bool().unwrap_or(false) {
        return None;
    }
    let bot = state.world.bot();
    match state.world.nonces.entry((bot, place, sent["nonce"].to_string())) {
        Entry::Occupied(known) => Some(*known.get()),
        Entry::Vacant(_) => None,
    }
}

/// Writing into an archived thread wakes it; a locked one refuses.
fn wake(state: &mut State, place: Id) -> Result<(), Refusal> {
    let Some(thread) = state.world.channels.get_mut(&place).filter(|channel| channel.archived) else {
        return Ok(());
    };
    if thread.locked {
        return Err(Refusal::new(400, 50083, "Thread is archived"));
    }
    thread.archived = false;
    let wire = state.world.channel_wire(&state.world.channels[&place]);
    state.emit("THREAD_UPDATE", wire, place, None);
    Ok(())
}

/// Changes a message to what the bot sent; keys it left out stay.
pub(super) fn change(state: &mut State, id: Id, asked: &Asked) -> Result<(), Refusal> {
    change_to(state, id, asked, &asked.body.json)
}

/// The same, with the new state at another place of the body.
pub(super) fn change_to(state: &mut State, id: Id, asked: &Asked, sent: &Value) -> Result<(), Refusal> {
    let Some(mut message) = state.world.messages.get(&id).cloned().filter(|message| !message.gone) else {
        return Err(unknown());
    };
    if sent["content"].is_null() && sent.as_object().is_some_and(|sent| sent.contains_key("content")) {
        message.content.clear();
    }
    fill(state, &mut message, asked, sent);
    let whole = json!({ "content": message.content, "embeds": message.embeds, "components": message.components });
    check(state, "a changed message", &whole, sent, message.attachments.len())?;
    message.edited = Some(now_ms());
    state.world.messages.insert(id, message.clone());
    if message.only_for.is_none() {
        state.announce("MESSAGE_UPDATE", &message);
    }
    Ok(())
}

/// Takes a message away and tells the gateway.
pub(super) fn remove(state: &mut State, id: Id) {
    let Some(message) = state.world.messages.get_mut(&id) else {
        return;
    };
    let (place, thinking) = (message.channel, message.flags & crate::fake::wire::LOADING != 0);
    if !thinking {
        state.note_message(Act::Deleted { message: id }, "Took a message away", id);
    }
    let Some(message) = state.world.messages.get_mut(&id) else {
        return;
    };
    message.gone = true;
    if message.flags & EPHEMERAL == 0 {
        let mut body = json!({ "id": id.to_string(), "channel_id": place.to_string() });
        if let Some(guild) = state.world.channels.get(&place).and_then(|channel| channel.guild) {
            body["guild_id"] = json!(guild.to_string());
        }
        state.emit("MESSAGE_DELETE", body, place, None);
    }
}

fn list(state: &State, place: Id, asked: &Asked) -> Value {
    let id = |key: &str| asked.query(key).and_then(|id| id.parse::<Id>().ok());
    let limit = asked.query("limit").and_then(|limit| limit.parse().ok()).unwrap_or(50).clamp(1, 100);
    // Without Read Message History the list is empty, not refused.
    if !state.world.may(state.world.bot(), place, Permission::ReadMessageHistory) {
        return json!([]);
    }
    let all: Vec<&Message> = state.world.history(place).collect();
    let mut found: Vec<&Message> = if let Some(around) = id("around") {
        let (before, after): (Vec<&Message>, Vec<&Message>) = all.into_iter().partition(|message| message.id < around);
        let before = before.into_iter().rev().take(limit / 2);
        let mut found: Vec<&Message> = before.chain(after.into_iter().take(limit.div_ceil(2))).collect();
        found.sort_by_key(|message| message.id);
        found
    } else if let Some(after) = id("after") {
        all.into_iter().filter(|message| message.id > after).take(limit).collect()
    } else {
        let before = id("before").unwrap_or(Id::MAX);
        let mut found: Vec<&Message> =
            all.into_iter().rev().filter(|message| message.id < before).take(limit).collect();
        found.reverse();
        found
    };
    found.reverse();
    found.into_iter().map(|message| readable(state, message)).collect()
}

/// A message as the REST API shows it to an application without the Message Content intent: emptied.
fn readable(state: &State, message: &Message) -> Value {
    let mut wire = state.world.message_wire(message, false);
    if !state.world.application.message_content && !state.world.content_is_open(message) {
        empty(&mut wire);
    }
    wire
}
