//! Places besides text channels: categories, announcements, forums with tags, chats the bot is no member of; and servers
//! that the bot leaves.

use serde_json::{Value, json};

use super::Discord;
use super::interact::Interaction;
use super::model::{ChannelKind, Event, Id, now_ms};
use super::people::Person;
use super::reading::{Channel, Message, Place};
use super::shown;

impl Discord {
    /// A new channel of this kind.
    fn add(&self, name: &str, kind: ChannelKind) -> Channel {
        self.shared.change(|state| {
            let id = state.world.new_id();
            state.world.add_channel(id, name, kind, None, None);
            let wire = state.world.channel_wire(&state.world.channels[&id]);
            state.emit("CHANNEL_CREATE", wire, id, None);
            Channel { id, name: name.to_owned() }
        })
    }

    /// A new channel for announcements.
    pub fn add_announcements(&self, name: &str) -> Channel {
        self.add(name, ChannelKind::News)
    }

    /// A new heading for channels.
    pub fn add_category(&self, name: &str) -> Channel {
        self.add(name, ChannelKind::Category)
    }

    /// Moves a channel under a heading.
    pub fn move_into(&self, place: impl Place, category: &Channel) {
        self.change_channel(place, |channel| channel.parent = Some(category.id));
    }

    /// Gives a forum these tags; its posts need one when `required`.
    pub fn tag_forum(&self, forum: impl Place, tags: &[&str], required: bool) {
        let tags: Vec<(Id, String)> =
            self.shared.change(|state| tags.iter().map(|tag| (state.world.new_id(), (*tag).to_owned())).collect());
        self.change_channel(forum, |channel| {
            channel.tags = tags;
            channel.tag_required = required;
        });
    }

    /// Puts a tag of its forum on a post, as its author does while writing it.
    pub fn tag(&self, post: &Channel, tag: &str) {
        let tags = self.shared.look(|state| {
            let forum = state.world.channels[&post.id].parent.expect("a post stands in a forum");
            let all = &state.world.channels[&forum].tags;
            all.iter().filter(|(_, name)| name == tag).map(|(id, _)| *id).collect::<Vec<_>>()
        });
        self.change_channel(post, |channel| channel.applied_tags.extend(tags));
    }

    /// The tags of a post, by name.
    pub fn tags_of(&self, post: &Channel) -> Vec<String> {
        self.shared.look(|state| {
            let post = &state.world.channels[&post.id];
            let forum = post.parent.and_then(|forum| state.world.channels.get(&forum));
            let named = |tag: &Id| forum?.tags.iter().find(|(id, _)| id == tag).map(|(_, name)| name.clone());
            post.applied_tags.iter().filter_map(named).collect()
        })
    }

    fn change_channel(&self, place: impl Place, change: impl FnOnce(&mut super::model::Channel)) {
        self.shared.change(|state| {
            let id = place.find(state);
            let Some(channel) = state.world.channels.get_mut(&id) else { return };
            change(channel);
            let name = if channel.is_thread() { "THREAD_UPDATE" } else { "CHANNEL_UPDATE" };
            let wire = state.world.channel_wire(&state.world.channels[&id]);
            state.emit(name, wire, id, None);
        });
    }

    /// A chat of this person with others: only whoever installed the bot for themselves can use it there.
    pub fn chat_of(&self, person: &Person) -> Channel {
        self.away(person, None)
    }

    /// A channel of another server, which the bot is no member of.
    pub fn elsewhere(&self, person: &Person) -> Channel {
        let guild = self.shared.change(|state| state.world.new_id());
        self.away(person, Some(guild))
    }

    fn away(&self, person: &Person, guild: Option<Id>) -> Channel {
        self.shared.change(|state| {
            let id = state.world.new_id();
            state.world.add_channel(id, "elsewhere", ChannelKind::Dm, None, Some(person.id));
            if let Some(channel) = state.world.channels.get_mut(&id) {
                channel.away = Some(guild);
            }
            Channel { id, name: "elsewhere".to_owned() }
        })
    }

    /// The bot is removed from the server.
    pub fn remove_bot(&self) {
        self.shared.change(|state| {
            let body = json!({ "id": state.world.guild.id.to_string() });
            state.world.outbox.push(Event { name: "GUILD_DELETE", body, intents: 1, message: None });
        });
    }

    /// The bot is invited again, with the settings of the server as they are.
    pub fn invite_bot(&self) {
        self.shared.change(|state| {
            state.world.guild.joined = now_ms();
            let body = state.world.guild_wire();
            state.world.outbox.push(Event { name: "GUILD_CREATE", body, intents: 1, message: None });
        });
    }

    /// Chooses several channels at once in the select with this placeholder.
    pub async fn choose_all(&self, person: &Person, message: &Message, select: &str, ids: &[Id]) -> Interaction<'_> {
        let now = self.standing(message);
        let found = shown::components(now.json()).find(|part| part["placeholder"] == select);
        let select = found.unwrap_or_else(|| panic!("there is no select \"{select}\" on\n{}", now.shown()));
        let values: Vec<Value> = ids.iter().map(|id| json!(id.to_string())).collect();
        let most = select["max_values"].as_u64().unwrap_or(1);
        assert!(values.len() as u64 <= most, "it holds {most} at most: {}", now.shown());
        let data = json!({
            "custom_id": select["custom_id"], "component_type": select["type"], "values": values, "resolved": {},
        });
        self.on_message(person, message, data)
    }
}

impl Discord {
    /// Starts the bot in a server that it was invited to a moment ago.
    pub async fn start_bot_just_invited(&self) -> super::Bot {
        self.shared.change(|state| state.world.guild.joined = now_ms());
        self.start_bot(super::BotSetup::default()).await
    }
}
