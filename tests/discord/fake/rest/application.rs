//! The bot's own things: gateway address, user, application, commands.

use serde_json::{Value, json};

use super::{Answer, Asked};
use crate::fake::commands;
use crate::fake::state::{Refusal, State};
use crate::fake::traffic::Call;

pub(super) fn perform(state: &mut State, asked: &Asked) -> Answer {
    let body = &asked.body.json;
    Ok(Some(match asked.route.call {
        Call::Gateway => json!({ "url": state.sessions.url }),
        Call::GatewayBot => json!({
            "url": state.sessions.url, "shards": 1,
            "session_start_limit": { "total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1 },
        }),
        Call::Me => {
            let mut user = state.world.user_wire(state.world.bot());
            user["verified"] = json!(true);
            user["mfa_enabled"] = json!(true);
            user["locale"] = json!("en-US");
            user
        }
        Call::User => state.world.user_wire(asked.route.id(0)),
        Call::Application => state.world.application_wire(),
        Call::Commands => json!(state.world.application.commands),
        Call::ReplaceCommands => {
            let wanted = body.as_array().cloned().ok_or_else(|| Refusal::new(400, 50035, "Invalid Form Body"))?;
            replace(state, wanted)?;
            json!(state.world.application.commands)
        }
        Call::CreateCommand => {
            let same = |command: &Value| command["name"] == body["name"] && kind(command) == kind(body);
            let mut wanted = state.world.application.commands.clone();
            wanted.retain(|command| !same(command));
            wanted.push(body.clone());
            replace(state, wanted)?;
            state.world.application.commands.last().cloned().unwrap_or_default()
        }
        Call::EditCommand => {
            let id = asked.route.id(1).to_string();
            let mut wanted = state.world.application.commands.clone();
            let command = wanted.iter_mut().find(|command| command["id"] == id.as_str()).ok_or_else(unknown_command)?;
            for (key, value) in body.as_object().into_iter().flatten() {
                command[key] = value.clone();
            }
            let command = command.clone();
            replace(state, wanted)?;
            command
        }
        _ => {
            let id = asked.route.id(1).to_string();
            let commands = &mut state.world.application.commands;
            let before = commands.len();
            commands.retain(|command| command["id"] != id.as_str());
            if commands.len() == before {
                return Err(unknown_command());
            }
            state.world.application.command_writes += 1;
            return Ok(None);
        }
    }))
}

fn unknown_command() -> Refusal {
    Refusal::new(404, 10063, "Unknown application command")
}

fn kind(command: &Value) -> u64 {
    command["type"].as_u64().unwrap_or(1)
}

/// Registers `wanted` in place of all commands: known ones keep their id, and their version where nothing changed.
fn replace(state: &mut State, wanted: Vec<Value>) -> Result<(), Refusal> {
    let problems = commands::check(&wanted);
    if !problems.is_empty() {
        state.broke(format!("commands: {}", problems.lines()));
        return Err(Refusal { errors: Some(problems.wire()), ..Refusal::new(400, 50035, "Invalid Form Body") });
    }
    state.world.application.command_writes += 1;
    let before = std::mem::take(&mut state.world.application.commands);
    let application = state.world.bot().to_string();
    for mut command in wanted {
        let known = before.iter().find(|known| known["name"] == command["name"] && kind(known) == kind(&command));
        let fresh = state.world.new_id().to_string();
        tidy(&mut command);
        command["id"] = known.map_or_else(|| json!(fresh), |known| known["id"].clone());
        command["version"] = json!(fresh);
        command["application_id"] = json!(application);
        command["type"] = json!(kind(&command));
        for (key, usual) in [
            ("description", json!("")),
            ("default_member_permissions", Value::Null),
            ("dm_permission", json!(true)),
            ("contexts", Value::Null),
            ("integration_types", json!([0])),
            ("name_localizations", Value::Null),
            ("description_localizations", Value::Null),
            ("nsfw", json!(false)),
        ] {
            if command[key].is_null() {
                command[key] = usual;
            }
        }
        state.world.application.commands.push(command);
    }
    Ok(())
}

/// Leaves out of a command or an option what Discord leaves out of its answers: keys without a value, empty lists, and
/// the two flags of an option that are usually off.
fn tidy(part: &mut Value) {
    let Some(fields) = part.as_object_mut() else { return };
    fields.retain(|key, value| {
        let off = *value == json!(false) && matches!(key.as_str(), "required" | "autocomplete");
        !value.is_null() && *value != json!([]) && !off
    });
    for option in fields.get_mut("options").and_then(Value::as_array_mut).into_iter().flatten() {
        tidy(option);
    }
}
