//! What people do in channels: post, edit, delete, forward, type in threads.

use std::future::{Ready, ready};
use std::time::Duration;

use serde_json::json;

use super::model::{Attachment, ChannelKind, Id, Message as Written, now_ms, posted_at};
use super::reading::{Channel, Message, Place};
use super::state::State;
use super::{Discord, wire};

/// Somebody who writes: a member of the guild, or another bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: Id,
    pub name: String,
}

/// A message being written; `.await` posts it.
#[must_use = "nothing is posted before it is awaited"]
pub struct Draft<'a> {
    discord: &'a Discord,
    written: Written,
    ago: Duration,
    ping: bool,
}

impl Draft<'_> {
    /// Adds a file. Its content type is told from its name, as Discord does.
    pub fn attach(mut self, name: &str, bytes: &[u8]) -> Self {
        let id = self.discord.shared.change(|state| state.world.new_id());
        self.written.attachments.push(file(id, name, bytes));
        self
    }

    /// Adds a file that is said to lie at another address: the bot must not fetch it.
    pub fn attach_from(mut self, name: &str, address: &str) -> Self {
        let id = self.discord.shared.change(|state| state.world.new_id());
        let elsewhere = Some(address.to_owned());
        self.written.attachments.push(Attachment { elsewhere, ..file(id, name, b"unreachable") });
        self
    }

    /// Makes it a reply, with a ping.
    pub fn reply_to(mut self, message: &Message) -> Self {
        self.written.kind = 19;
        self.written.reply_to = Some(message.id);
        self
    }

    /// Takes the ping off a reply.
    pub fn without_ping(mut self) -> Self {
        self.ping = false;
        self
    }

    /// Puts a mention of the bot in front.
    pub fn mention_bot(mut self) -> Self {
        let bot = self.discord.bot_id();
        self.written.content = format!("<@{bot}> {}", self.written.content);
        self
    }

    /// Writes it through a webhook instead of as a person.
    pub fn by_webhook(mut self) -> Self {
        self.written.webhook = Some(self.discord.shared.change(|state| state.world.new_id()));
        self
    }

    /// Posted that long ago; the bot learns of it now, or when it reads the channel.
    pub fn posted(mut self, ago: Duration) -> Self {
        self.ago = ago;
        self
    }
}

impl IntoFuture for Draft<'_> {
    type Output = Message;
    type IntoFuture = Ready<Message>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { discord, mut written, ago, ping } = self;
        ready(discord.shared.change(|state| {
            written.id = if ago.is_zero() { state.world.new_id() } else { state.world.earlier_id(ago) };
            let target = written.reply_to.filter(|_| ping).and_then(|id| state.world.messages.get(&id));
            written.mentions = mentions(state, &written.content).chain(target.map(|target| target.author)).collect();
            written.mentions.dedup();
            add(state, &written)
        }))
    }
}

fn file(id: Id, name: &str, bytes: &[u8]) -> Attachment {
    let content_type = match name.rsplit('.').next().unwrap_or_default() {
        "txt" | "log" => Some("text/plain; charset=utf-8"),
        "json" => Some("application/json; charset=utf-8"),
        "csv" => Some("text/csv; charset=utf-8"),
        "png" => Some("image/png"),
        "zip" => Some("application/zip"),
        _ => None,
    };
    let (name, content_type) = (name.to_owned(), content_type.map(str::to_owned));
    Attachment { id, name, content_type, bytes: bytes.to_vec(), elsewhere: None }
}

fn mentions(state: &State, content: &str) -> impl Iterator<Item = Id> {
    let named = |id: &Id| content.contains(&format!("<@{id}>")) || content.contains(&format!("<@!{id}>"));
    state.world.users.keys().copied().filter(named).collect::<Vec<_>>().into_iter()
}

fn add(state: &mut State, written: &Written) -> Message {
    if let Some(thread) = state.world.channels.get_mut(&written.channel).filter(|channel| channel.archived) {
        thread.archived = false;
    }
    state.world.messages.insert(written.id, written.clone());
    state.announce("MESSAGE_CREATE", written);
    Message::standing(state, written.id)
}

impl Discord {
    /// A member of the guild with this name; a new one each time.
    pub fn person(&self, name: &str) -> Person {
        let id = self.shared.change(|state| state.world.add_user(name));
        Person { id, name: name.to_owned() }
    }

    /// Another bot.
    pub fn other_bot(&self, name: &str) -> Person {
        let person = self.person(name);
        self.shared.change(|state| {
            if let Some(user) = state.world.users.get_mut(&person.id) {
                user.bot = true;
            }
        });
        person
    }

    /// The person takes no direct messages.
    pub fn close_dms(&self, person: &Person) {
        self.shared.change(|state| {
            if let Some(user) = state.world.users.get_mut(&person.id) {
                user.closed_dms = true;
            }
        });
    }

    /// The bot's user id.
    pub fn bot_id(&self) -> Id {
        self.shared.look(|state| state.world.bot())
    }

    /// A new text channel.
    pub fn add_channel(&self, name: &str) -> Channel {
        self.shared.change(|state| {
            let id = state.world.new_id();
            state.world.add_channel(id, name, ChannelKind::Text, None, None);
            let wire = state.world.channel_wire(&state.world.channels[&id]);
            state.emit("CHANNEL_CREATE", wire, id, None);
            Channel { id, name: name.to_owned() }
        })
    }

    /// Posts in a channel or a thread: `"support"` or what `next_thread_in` gave.
    pub fn post(&self, person: &Person, place: impl Place, text: &str) -> Draft<'_> {
        let channel = self.shared.look(|state| place.find(state));
        let written = Written { channel, author: person.id, content: text.to_owned(), ..Written::default() };
        Draft { discord: self, written, ago: Duration::ZERO, ping: true }
    }

    /// Types in a thread.
    pub fn type_in(&self, person: &Person, thread: &Channel, text: &str) -> Draft<'_> {
        self.post(person, thread, text)
    }

    /// Writes to the bot directly.
    pub fn dm(&self, person: &Person, text: &str) -> Draft<'_> {
        self.post(person, &self.dm_with(person), text)
    }

    /// The direct messages of a person and the bot, as a place.
    pub fn dm_with(&self, person: &Person) -> Channel {
        let id = self.shared.change(|state| state.world.dm_with(person.id));
        Channel { id, name: person.name.clone() }
    }

    /// Opens a post in a forum. The thread is the message's [`thread`](Message::thread).
    pub async fn forum_post(&self, person: &Person, forum: impl Place, title: &str, text: &str) -> Message {
        self.shared.change(|state| {
            let (forum, id) = (forum.find(state), state.world.new_id());
            state.world.add_channel(id, title, ChannelKind::PublicThread, Some(forum), Some(person.id));
            let mut wire = state.world.channel_wire(&state.world.channels[&id]);
            wire["newly_created"] = json!(true);
            state.emit("THREAD_CREATE", wire, id, None);
            let (author, content) = (person.id, text.to_owned());
            add(state, &Written { id, channel: id, author, content, ..Written::default() })
        })
    }

    /// Forwards a message: an empty one with the text of the other inside.
    pub async fn forward(&self, person: &Person, place: impl Place, message: &Message) -> Message {
        self.shared.change(|state| {
            let (id, channel) = (state.world.new_id(), place.find(state));
            let original = state.world.messages.get(&message.id).cloned().unwrap_or_default();
            let copy = state.world.message_wire(&original, false);
            let snapshot = json!({ "message": {
                "type": copy["type"], "content": copy["content"], "embeds": copy["embeds"], "mentions": [],
                "attachments": copy["attachments"], "timestamp": copy["timestamp"], "edited_timestamp": null,
                "flags": copy["flags"], "components": [],
            }});
            // The flag of a message with a snapshot.
            add(
                state,
                &Written {
                    id,
                    channel,
                    author: person.id,
                    snapshots: vec![snapshot],
                    flags: 1 << 14,
                    ..Written::default()
                },
            )
        })
    }

    /// Edits a message now; the handle keeps showing what stood there before.
    pub async fn edit(&self, message: &Message, text: &str) -> Message {
        self.edited(message, text, now_ms())
    }

    /// Edits a message so long after it was posted.
    pub async fn edit_after(&self, message: &Message, after: Duration, text: &str) -> Message {
        self.edited(message, text, posted_at(message.id) + u64::try_from(after.as_millis()).unwrap_or(0))
    }

    fn edited(&self, message: &Message, text: &str, at: u64) -> Message {
        self.shared.change(|state| {
            if let Some(written) = state.world.messages.get_mut(&message.id) {
                text.clone_into(&mut written.content);
                written.edited = Some(at);
                let written = written.clone();
                state.announce("MESSAGE_UPDATE", &written);
            }
            Message::standing(state, message.id)
        })
    }

    /// Deletes a message.
    pub async fn delete(&self, message: &Message) {
        self.shared.change(|state| {
            let Some(written) = state.world.messages.get_mut(&message.id) else {
                return;
            };
            written.gone = true;
            let channel = written.channel;
            let mut body = json!({ "id": message.id.to_string(), "channel_id": channel.to_string() });
            if let Some(guild) = state.world.channels.get(&channel).and_then(|channel| channel.guild) {
                body["guild_id"] = json!(guild.to_string());
            }
            state.emit("MESSAGE_DELETE", body, channel, None);
        });
    }

    /// Archives a thread, as Discord does after a while.
    pub async fn archive(&self, thread: &Channel) {
        self.shared.change(|state| {
            let Some(channel) = state.world.channels.get_mut(&thread.id) else {
                return;
            };
            channel.archived = true;
            let wire = state.world.channel_wire(&state.world.channels[&thread.id]);
            state.emit("THREAD_UPDATE", wire, thread.id, None);
        });
    }

    /// Whether a thread is archived.
    pub fn is_archived(&self, thread: &Channel) -> bool {
        self.shared.look(|state| state.world.channels.get(&thread.id).is_some_and(|channel| channel.archived))
    }

    /// Discord adds a preview of a link to a message: an update that is no edit.
    pub async fn link_preview(&self, message: &Message) {
        self.shared.change(|state| {
            let Some(written) = state.world.messages.get_mut(&message.id) else {
                return;
            };
            written.embeds = vec![json!({ "type": "link", "title": "A page", "url": "https://example.com/" })];
            let written = written.clone();
            state.announce("MESSAGE_UPDATE", &written);
        });
    }

    /// An update of an old message that comes without its content.
    pub async fn update_without_content(&self, message: &Message) {
        self.shared.change(|state| {
            let guild = state.world.guild.id.to_string();
            let body = json!({
                "id": message.id.to_string(), "channel_id": message.channel.to_string(), "guild_id": guild,
                "edited_timestamp": wire::time(posted_at(message.id) + 60_000), "embeds": [],
            });
            state.emit("MESSAGE_UPDATE", body, message.channel, Some(message.id));
        });
    }

    /// The gateway says a second time that this message was posted.
    pub async fn repeat_event(&self, message: &Message) {
        self.shared.change(|state| {
            let Some(written) = state.world.messages.get(&message.id).cloned() else {
                return;
            };
            state.announce("MESSAGE_CREATE", &written);
        });
    }
}
