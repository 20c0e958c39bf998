//! Further servers of the same host: as much of them as it takes to write in one of their channels.

use serde_json::{Value, json};

use super::Discord;
use super::model::{ChannelKind, Event, Id};
use super::reading::Channel;

impl Discord {
    /// The bot is invited to another server: the same roles and people, one text channel. Gives the channel. It is gone
    /// again for a bot that starts anew.
    pub fn add_server(&self, name: &str, channel: &str) -> Channel {
        self.shared.change(|state| {
            let world = &mut state.world;
            let (own, server, id) = (world.guild.id, world.new_id(), world.new_id());
            world.add_channel(id, channel, ChannelKind::Text, None, None);
            if let Some(added) = world.channels.get_mut(&id) {
                added.guild = Some(server);
            }
            let mut body = world.guild_wire();
            body["id"] = json!(server.to_string());
            body["name"] = json!(name);
            body["channels"] = json!([world.channel_wire(&world.channels[&id])]);
            body["threads"] = json!([]);
            // The role of everybody has the id of its server.
            for role in body["roles"].as_array_mut().into_iter().flatten() {
                if role["id"] == json!(own.to_string()) {
                    role["id"] = json!(server.to_string());
                }
            }
            world.outbox.push(Event { name: "GUILD_CREATE", body, intents: 1, message: None });
            Channel { id, name: channel.to_owned() }
        })
    }

    /// The server of a channel.
    pub fn server_of(&self, channel: &Channel) -> Id {
        self.shared.look(|state| state.world.channels[&channel.id].guild.unwrap_or_default())
    }

    /// The bot is removed from the server of a channel.
    pub fn remove_from(&self, channel: &Channel) {
        let gone: Value = json!({ "id": self.server_of(channel).to_string() });
        self.event("GUILD_DELETE", &gone);
    }
}
