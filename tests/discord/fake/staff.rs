//! Roles and who has them, channels that go, and the selects of people who set the bot up.

use serde_json::{Value, json};

use super::interact::Interaction;
use super::model::{Event, Id};
use super::people::Person;
use super::permissions::{Permission, Role, bits};
use super::reading::{Channel, Message, Place};
use super::state::State;
use super::{Discord, shown};

impl Discord {
    /// Opens a command to everybody, under **Server Settings > Integrations**.
    pub fn open_command(&self, name: &str) {
        self.shared.change(|state| state.world.opened.push(name.to_owned()));
    }

    /// A new role that anyone may mention.
    pub fn add_role(&self, name: &str, permissions: &[Permission]) -> Id {
        self.shared.change(|state| {
            let id = state.world.new_id();
            let name = name.to_owned();
            let role = Role { id, name, bits: bits(permissions), managed: false, mentionable: true };
            state.world.guild.roles.push(role);
            tell_of_role(state, "GUILD_ROLE_CREATE", id);
            id
        })
    }

    /// Nobody but whoever may mention everyone may mention the role any more.
    pub fn close_role(&self, role: Id) {
        self.shared.change(|state| {
            for known in state.world.guild.roles.iter_mut().filter(|known| known.id == role) {
                known.mentionable = false;
            }
            tell_of_role(state, "GUILD_ROLE_UPDATE", role);
        });
    }

    /// Gives a person a role.
    pub fn give_role(&self, person: &Person, role: Id) {
        self.shared.change(|state| state.world.guild.members.entry(person.id).or_default().push(role));
    }

    /// Deletes a role.
    pub fn delete_role(&self, role: Id) {
        self.shared.change(|state| {
            state.world.guild.roles.retain(|known| known.id != role);
            state.world.guild.members.values_mut().for_each(|roles| roles.retain(|known| *known != role));
            let body = json!({ "guild_id": state.world.guild.id.to_string(), "role_id": role.to_string() });
            state.world.outbox.push(Event { name: "GUILD_ROLE_DELETE", body, intents: 1, message: None });
        });
    }

    /// Gives a person a role with these permissions.
    pub fn make(&self, person: &Person, permissions: &[Permission]) {
        let role = self.add_role("Staff", permissions);
        self.give_role(person, role);
    }

    /// Makes a person staff: somebody with Manage Messages.
    pub fn make_staff(&self, person: &Person) {
        self.make(person, &[Permission::ManageMessages]);
    }

    /// Deletes a channel or a thread with everything in it.
    pub fn delete_channel(&self, place: impl Place) {
        self.shared.change(|state| {
            let id = place.find(state);
            let name = if state.world.channels[&id].is_thread() { "THREAD_DELETE" } else { "CHANNEL_DELETE" };
            let wire = state.world.channel_wire(&state.world.channels[&id]);
            state.emit(name, wire, id, None);
            state.world.channels.remove(&id);
            state.world.messages.retain(|_, message| message.channel != id);
            state.world.nonces.retain(|(_, channel, _), _| *channel != id);
        });
    }

    /// From now on the bot may call this role in this channel, and no other anywhere.
    pub fn may_call(&self, place: impl Place, role: Id) {
        self.shared.change(|state| state.world.callable = Some((place.find(state), role)));
    }

    /// Chooses in the select with this placeholder: a channel or role by its id, or nothing.
    pub async fn choose(&self, person: &Person, message: &Message, select: &str, id: Option<Id>) -> Interaction<'_> {
        let now = self.standing(message);
        let found = shown::components(now.json()).find(|part| part["placeholder"] == select);
        let select = found.unwrap_or_else(|| panic!("there is no select \"{select}\" on\n{}", now.shown()));
        assert!(id.is_some() || select["min_values"] == 0, "it cannot be emptied: {}", now.shown());
        let values: Vec<Value> = id.iter().map(|id| json!(id.to_string())).collect();
        let data = json!({
            "custom_id": select["custom_id"], "component_type": select["type"], "values": values, "resolved": {},
        });
        self.on_message(person, message, data)
    }
}

impl Message {
    /// The role it called, by name.
    pub fn called(&self, discord: &Discord) -> Option<String> {
        let role: Id = self.json()["mention_roles"][0].as_str()?.parse().ok()?;
        discord
            .shared
            .look(|state| state.world.guild.roles.iter().find(|known| known.id == role).map(|role| role.name.clone()))
    }
}

impl Channel {
    /// The channel as people write it.
    pub fn mention(&self) -> String {
        format!("<#{}>", self.id)
    }
}

fn tell_of_role(state: &mut State, name: &'static str, role: Id) {
    let roles = state.world.roles_wire();
    let wire = roles.as_array().into_iter().flatten().find(|wire| wire["id"] == role.to_string().as_str());
    let body = json!({ "guild_id": state.world.guild.id.to_string(), "role": wire });
    state.world.outbox.push(Event { name, body, intents: 1, message: None });
}
