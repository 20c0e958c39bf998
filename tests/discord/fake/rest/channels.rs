//! Guild, channels, threads and direct messages.

use serde_json::{Value, json};

use super::{Answer, Asked};
use crate::fake::model::{Channel, ChannelKind, Id, Message};
use crate::fake::permissions::Permission;
use crate::fake::said::Act;
use crate::fake::state::{Refusal, State};
use crate::fake::traffic::Call;

/// The flag of a message a thread was started from.
const HAS_THREAD: u64 = 1 << 5;
/// The kind of the first message in a thread that was started from another.
const THREAD_STARTER: u8 = 21;

pub(super) fn perform(state: &mut State, asked: &Asked) -> Answer {
    let id = asked.route.id(0);
    let body = &asked.body.json;
    let bot = state.world.bot();
    Ok(Some(match asked.route.call {
        Call::Guild => state.world.guild_wire(),
        Call::GuildRoles => state.world.roles_wire(),
        Call::GuildChannels => {
            let channels =
                state.world.channels.values().filter(|channel| channel.guild.is_some() && !channel.is_thread());
            channels.map(|channel| state.world.channel_wire(channel)).collect()
        }
        Call::ActiveThreads => {
            let threads = state.world.channels.values().filter(|channel| channel.is_thread() && !channel.archived);
            let threads: Vec<Value> = threads.map(|thread| state.world.channel_wire(thread)).collect();
            json!({ "threads": threads, "members": [] })
        }
        Call::GuildMember => {
            let member = asked.route.id(1);
            if !state.world.guild.members.contains_key(&member) {
                return Err(Refusal::new(404, 10007, "Unknown Member"));
            }
            state.world.member_wire(member, true)
        }
        Call::Channel => {
            let channel = channel(state, id, Permission::ViewChannel)?;
            state.world.channel_wire(&channel)
        }
        Call::Typing => {
            let needed = to_write(&channel(state, id, Permission::ViewChannel)?);
            channel(state, id, needed)?;
            state.log.typing += 1;
            return Ok(None);
        }
        Call::JoinThread => {
            channel(state, id, Permission::ViewChannel)?;
            return Ok(None);
        }
        Call::OpenDm => {
            let person = body["recipient_id"].as_str().and_then(|id| id.parse().ok()).unwrap_or_default();
            if state.world.users.get(&person).is_none_or(|user| user.bot) {
                return Err(Refusal::new(400, 50033, "Invalid Recipient(s)"));
            }
            let dm = state.world.dm_with(person);
            state.world.channel_wire(&state.world.channels[&dm])
        }
        Call::EditChannel => edit(state, id, body)?,
        _ => open_thread(state, id, asked.route.id(1), body, bot)?,
    }))
}

/// The channel, if the bot sees it and has `needed` there; Discord's refusal otherwise.
pub(super) fn channel(state: &mut State, id: Id, needed: Permission) -> Result<Channel, Refusal> {
    let Some(channel) = state.world.channels.get(&id).cloned() else {
        return Err(Refusal::new(404, 10003, "Unknown Channel"));
    };
    let bot = state.world.bot();
    if !state.world.may(bot, id, Permission::ViewChannel) {
        state.broke(format!("50001 Missing Access: {}", state.place(id)));
        return Err(Refusal::new(403, 50001, "Missing Access"));
    }
    if !state.world.may(bot, id, needed) {
        state.broke(format!("50013 Missing Permissions: {needed:?} in {}", state.place(id)));
        return Err(Refusal::new(403, 50013, "Missing Permissions"));
    }
    Ok(channel)
}

/// The permission a message there needs.
pub(super) fn to_write(channel: &Channel) -> Permission {
    if channel.is_thread() { Permission::SendMessagesInThreads } else { Permission::SendMessages }
}

fn edit(state: &mut State, id: Id, body: &Value) -> Result<Value, Refusal> {
    let before = channel(state, id, Permission::ViewChannel)?;
    let own = before.owner == Some(state.world.bot());
    // Whoever opened a thread may tag and archive it; all else needs Manage Threads.
    let free = own
        && body
            .as_object()
            .is_some_and(|body| body.keys().all(|key| key == "applied_tags" || key == "archived" || key == "name"));
    if !free {
        channel(state, id, Permission::ManageThreads)?;
    }
    if let Some(channel) = state.world.channels.get_mut(&id) {
        let flag = |key: &str, now: bool| body[key].as_bool().unwrap_or(now);
        channel.archived = flag("archived", channel.archived);
        channel.locked = flag("locked", channel.locked);
        if let Some(name) = body["name"].as_str() {
            name.clone_into(&mut channel.name);
        }
        if let Some(tags) = body["applied_tags"].as_array() {
            channel.applied_tags = tags.iter().filter_map(|tag| tag.as_str()?.parse().ok()).collect();
        }
    }
    let wire = state.world.channel_wire(&state.world.channels[&id]);
    let name = if before.is_thread() { "THREAD_UPDATE" } else { "CHANNEL_UPDATE" };
    state.emit(name, wire.clone(), id, None);
    Ok(wire)
}

fn open_thread(state: &mut State, parent: Id, message: Id, body: &Value, bot: Id) -> Result<Value, Refusal> {
    channel(state, parent, Permission::CreatePublicThreads)?;
    let Some(starter) = state.world.public_message(parent, message).cloned() else {
        return Err(Refusal::new(404, 10008, "Unknown Message"));
    };
    if state.world.channels.contains_key(&message) {
        return Err(Refusal::new(400, 160_004, "A thread has already been created for this message"));
    }
    let name = body["name"].as_str().unwrap_or_default();
    if !(1..=100).contains(&name.chars().count()) {
        state.broke(format!("a thread's name has 1 to 100 characters, not {}", name.chars().count()));
        return Err(Refusal::new(400, 50035, "Invalid Form Body"));
    }
    state.world.add_channel(message, name, ChannelKind::PublicThread, Some(parent), Some(bot));
    if let Some(starter) = state.world.messages.get_mut(&message) {
        starter.flags |= HAS_THREAD;
    }
    let mut wire = state.world.channel_wire(&state.world.channels[&message]);
    wire["newly_created"] = json!(true);
    state.emit("THREAD_CREATE", wire.clone(), message, None);
    let first = Message {
        id: state.world.new_id(),
        channel: message,
        author: bot,
        kind: THREAD_STARTER,
        reply_to: Some(starter.id),
        ..Message::default()
    };
    state.world.messages.insert(first.id, first.clone());
    state.announce("MESSAGE_CREATE", &first);
    let place = format!("Opened a thread in {}", state.place(parent));
    state.log.note(Act::Thread { channel: message, parent }, place, name.to_owned(), wire.clone());
    Ok(wire)
}
