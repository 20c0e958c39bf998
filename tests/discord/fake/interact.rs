//! What people do with commands, buttons, menus and forms, and how they see the answer.

use serde_json::{Value, json};

use super::model::{Answered, Asked, Attachment, Event, Id};
use super::people::Person;
use super::reading::{Message, Place};
use super::said::Act;
use super::state::State;
use super::{Discord, commands, shown};

/// Something a person did that the bot answers. Every answer has its own way to be waited for.
#[must_use = "an interaction has an answer to be read"]
pub struct Interaction<'a> {
    pub(super) discord: &'a Discord,
    pub id: Id,
    channel: Id,
}

/// An open form.
#[derive(Clone, Debug)]
pub struct Modal {
    channel: Id,
    message: Option<Id>,
    wire: Value,
    shown: String,
}

impl Modal {
    /// Its title and a line for each input.
    pub fn shown(&self) -> &str {
        &self.shown
    }
}

impl Interaction<'_> {
    /// Waits for the message that answers it: at once, or after "thinking…". Public or private.
    pub async fn response(&self) -> Message {
        let id = self.id;
        let answers = move |act: &Act| match act {
            Act::Posted { message, interaction: Some(interaction), .. } if *interaction == id => Some(*message),
            _ => None,
        };
        self.take("an answer", answers).await
    }

    /// Waits for a further message to it. The same as [`response`](Self::response), which must have been read before.
    pub async fn follow_up(&self) -> Message {
        self.response().await
    }

    /// Waits until the message with the button, or the answer given before, has changed because of it.
    pub async fn update(&self) -> Message {
        let id = self.id;
        let changes = move |act: &Act| match act {
            Act::Edited { message, interaction: Some(interaction) } if *interaction == id => Some(*message),
            _ => None,
        };
        self.take("a change of the message", changes).await
    }

    /// Waits until the bot has answered in any way, and says how. Nothing is read by that.
    pub async fn acknowledged(&self) -> Answered {
        let shared = &self.discord.shared;
        shared
            .wait_for("an acknowledgement", |state| {
                let answered = state.world.interactions.get(&self.id)?.answered;
                (answered != Answered::No).then_some(answered)
            })
            .await
    }

    /// Waits for a form.
    pub async fn modal(&self) -> Modal {
        let id = self.id;
        let opens = |act: &Act| matches!(act, Act::Modal { interaction } if *interaction == id);
        let said = self.discord.shared.wait_for("a form", |state| state.log.take(opens)).await;
        let asked = self.discord.shared.look(|state| state.world.interactions[&id].asked.clone());
        let message = if let Asked::Component { message, .. } = asked { Some(message) } else { None };
        Modal { channel: self.channel, message, wire: said.wire, shown: said.shown }
    }

    /// Waits for the choices of an autocomplete: what a person sees in the list.
    pub async fn choices(&self) -> Vec<String> {
        let id = self.id;
        let offers = |act: &Act| matches!(act, Act::Choices { interaction } if *interaction == id);
        let said = self.discord.shared.wait_for("choices", |state| state.log.take(offers)).await;
        said.shown.lines().map(str::to_owned).collect()
    }
}

impl Discord {
    /// Runs a slash command: `"lookup"`, or `"crosscheck status"` with a subcommand; options as they are typed, a choice
    /// by its name. Waits until the bot has registered it.
    pub async fn slash(
        &self,
        person: &Person,
        place: impl Place,
        command: &str,
        options: &[(&str, &str)],
    ) -> Interaction<'_> {
        let data = self.command_data(command, options, None).await;
        self.interact(person, place, Asked::Command { data })
    }

    /// The same with a file for the option `option`.
    pub async fn slash_with_file(
        &self,
        person: &Person,
        place: impl Place,
        command: &str,
        (option, name, bytes): (&str, &str, &[u8]),
    ) -> Interaction<'_> {
        let channel = self.shared.look(|state| place.find(state));
        let (id, file) = self.shared.change(|state| {
            let id = state.world.new_id();
            let content_type = name.ends_with(".png").then(|| "image/png".to_owned());
            let bytes = bytes.to_vec();
            let file = Attachment { id, name: name.to_owned(), content_type, bytes, elsewhere: None };
            let wire = file.wire(channel, &state.world.files_at);
            state.world.loose_files.push(file);
            (id.to_string(), wire)
        });
        let mut data = self.command_data(command, &[(option, &id)], None).await;
        data["resolved"] = json!({ "attachments": { (id): file } });
        self.interact(person, place, Asked::Command { data })
    }

    /// Types in an option of a slash command and asks for choices: the last of `options` is the one typed in.
    pub async fn autocomplete(
        &self,
        person: &Person,
        place: impl Place,
        command: &str,
        options: &[(&str, &str)],
    ) -> Interaction<'_> {
        let focused = options.last().map(|(name, _)| *name);
        let data = self.command_data(command, options, focused).await;
        self.interact(person, place, Asked::Autocomplete { data })
    }

    /// Picks an entry of a message's menu: **Explain this error**.
    pub async fn message_command(&self, person: &Person, name: &str, message: &Message) -> Interaction<'_> {
        let found = |state: &mut State| commands::message_command(&state.world.application.commands, name);
        let id = self.shared.wait_for(&format!("the message command {name}"), found).await;
        let target = message.id.to_string();
        let data = self.shared.look(|state| {
            // Whoever picks a message hands its content over, whatever the intent.
            let message = state.world.message_wire(&state.world.messages[&message.id], false);
            let resolved = json!({ "messages": { (target.clone()): message } });
            json!({ "id": id, "name": name, "type": 3, "target_id": target, "resolved": resolved })
        });
        let place = super::Channel { id: message.channel, name: String::new() };
        self.interact(person, &place, Asked::Command { data })
    }

    /// Presses the button with this label, as the message stands now. Panics when there is none, or it is off.
    pub async fn press(&self, person: &Person, message: &Message, label: &str) -> Interaction<'_> {
        let now = self.standing(message);
        let button = shown::components(now.json())
            .find(|part| part["type"] == 2 && part["label"] == label)
            .unwrap_or_else(|| panic!("there is no button \"{label}\" on\n{}", now.shown()));
        assert!(!button["disabled"].as_bool().unwrap_or(false), "the button \"{label}\" is off on\n{}", now.shown());
        let custom_id = button["custom_id"].as_str().unwrap_or_else(|| panic!("\"{label}\" is a link"));
        self.press_custom_id(person, message, custom_id).await
    }

    /// Presses a button by its custom id, whether the message has it or not: for ids of older versions.
    pub async fn press_custom_id(&self, person: &Person, message: &Message, custom_id: &str) -> Interaction<'_> {
        let data = json!({ "custom_id": custom_id, "component_type": 2 });
        self.on_message(person, message, data)
    }

    /// Chooses an option of a select by its label.
    pub async fn select(&self, person: &Person, message: &Message, option: &str) -> Interaction<'_> {
        let now = self.standing(message);
        let chosen = shown::components(now.json()).filter(|part| part["type"] == 3).find_map(|select| {
            let options = select["options"].as_array().into_iter().flatten();
            let chosen = options.into_iter().find(|entry| entry["label"] == option)?;
            Some(json!({ "custom_id": select["custom_id"], "component_type": 3, "values": [chosen["value"]] }))
        });
        let data = chosen.unwrap_or_else(|| panic!("there is no option \"{option}\" on\n{}", now.shown()));
        self.on_message(person, message, data)
    }

    /// Fills a form in, by the labels of its inputs, and sends it. What is left out is sent empty.
    pub async fn submit_modal(&self, person: &Person, modal: &Modal, filled: &[(&str, &str)]) -> Interaction<'_> {
        let inputs: Vec<&Value> = shown::components(&modal.wire).collect();
        for (label, _) in filled {
            let known = inputs.iter().any(|input| input["label"] == *label);
            assert!(known, "the form has no input \"{label}\":\n{}", modal.shown());
        }
        let row = |input: &&Value| {
            let typed = filled.iter().find(|(label, _)| input["label"] == *label).map(|(_, typed)| *typed);
            let value = typed.or(input["value"].as_str()).unwrap_or_default();
            json!({ "type": 1, "components": [{ "type": 4, "custom_id": input["custom_id"], "value": value }] })
        };
        let rows: Vec<Value> = inputs.iter().map(row).collect();
        let data = json!({ "custom_id": modal.wire["custom_id"], "components": rows });
        let place = super::Channel { id: modal.channel, name: String::new() };
        self.interact(person, &place, Asked::Modal { message: modal.message, data })
    }

    async fn command_data(&self, command: &str, options: &[(&str, &str)], focused: Option<&str>) -> Value {
        let mut why = String::new();
        let found =
            |state: &mut State| match commands::data(&state.world.application.commands, command, options, focused) {
                Ok(data) => Some(data),
                Err(fault) => {
                    why = fault;
                    None
                }
            };
        match self.shared.wait_within(super::state::PATIENCE, found).await {
            Ok(data) => data,
            Err(ended) => panic!("/{command} cannot be run: {why}; {ended}.\n{}", self.shared.look(State::dump)),
        }
    }

    pub(super) fn on_message(&self, person: &Person, message: &Message, data: Value) -> Interaction<'_> {
        let place = super::Channel { id: message.channel, name: String::new() };
        self.interact(person, &place, Asked::Component { message: message.id, data })
    }

    fn interact(&self, person: &Person, place: impl Place, asked: Asked) -> Interaction<'_> {
        let (id, channel) = self.shared.change(|state| {
            let channel = place.find(state);
            if let Asked::Command { data } | Asked::Autocomplete { data } = &asked {
                let opened =
                    data["name"].as_str().is_some_and(|name| state.world.opened.iter().any(|open| open == name));
                let permissions = if opened { u64::MAX } else { state.world.permissions(person.id, channel) };
                let in_guild = state.world.channels[&channel].guild.is_some();
                let name = data["name"].as_str().unwrap_or_default();
                let hidden = commands::hidden(&state.world.application.commands, name, permissions, in_guild);
                assert!(hidden.is_none(), "{}", hidden.unwrap_or_default());
            }
            let id = state.world.add_interaction(person.id, channel, asked);
            let body = state.world.interaction_wire(&state.world.interactions[&id]);
            state.world.outbox.push(Event { name: "INTERACTION_CREATE", body, intents: 0, message: None });
            (id, channel)
        });
        Interaction { discord: self, id, channel }
    }
}
