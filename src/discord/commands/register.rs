//! Tells Discord about the commands, only when something changed: 200 creations a day are allowed, and a replaced list
//! reaches people's clients with a delay.

use serde_json::{Map, Value, json};
use serenity::http::{LightMethod, Request, Route};

use super::super::bot::Bot;
use super::super::rest::{Problem, Repeat, attempt};
use super::Command;

/// Compares what Discord knows with `commands` and replaces it where they differ.
pub(super) async fn register(bot: &Bot, commands: &[Command]) {
    let Some(http) = bot.http() else { return };
    // Which of them people may install for themselves is left to the application's own settings, but for /crosscheck.
    let ours = poise::builtins::create_application_commands(commands);
    let result: Result<bool, Problem> = async {
        // Read as plain JSON: a kind of command that serenity does not know must not end in an error here.
        let known: Vec<Value> = attempt(Repeat::Safe, || {
            http.fire(Request::new(Route::Commands { application_id: bot.application }, LightMethod::Get))
        })
        .await?;
        let wanted: Vec<Value> = ours.iter().filter_map(|command| serde_json::to_value(command).ok()).collect();
        if same(&known, &wanted) {
            return Ok(false);
        }
        attempt(Repeat::Safe, || http.create_global_commands(&ours)).await?;
        Ok(true)
    }
    .await;
    match result {
        Ok(true) => tracing::info!(commands = ours.len(), "told Discord about the commands"),
        Ok(false) => tracing::debug!("Discord knows the commands"),
        Err(problem) => tracing::warn!(%problem, "Discord could not be told about the commands"),
    }
}

/// Whether two lists hold the same commands, in any order.
fn same(known: &[Value], wanted: &[Value]) -> bool {
    // Where we leave it to the application, Discord tells what that comes to.
    let says = |name: &str| wanted.iter().any(|ours| text(ours, "name") == name && ours.get(INSTALLED).is_some());
    let sorted = |commands: &[Value]| {
        let essence = |command: &Value| {
            let installed = command.get(INSTALLED).filter(|_| says(text(command, "name")));
            json!([essence(command), installed]).to_string()
        };
        let mut commands: Vec<String> = commands.iter().map(essence).collect();
        commands.sort();
        commands
    };
    sorted(known) == sorted(wanted)
}

/// Where a command may be installed.
const INSTALLED: &str = "integration_types";

/// What we say about a command, with Discord's defaults in place of what is left out.
fn essence(command: &Value) -> Value {
    let mut contexts: Vec<u64> = array(command, "contexts").iter().filter_map(Value::as_u64).collect();
    contexts.sort_unstable();
    json!({
        "type": command.get("type").and_then(Value::as_u64).unwrap_or(1),
        "name": text(command, "name"),
        "description": text(command, "description"),
        "contexts": contexts,
        "default_member_permissions": text(command, "default_member_permissions"),
        "options": array(command, "options").iter().map(option).collect::<Vec<_>>(),
    })
}

fn option(given: &Value) -> Value {
    let mut kept = Map::new();
    for name in ["type", "name", "description", "min_length", "max_length"] {
        if let Some(value) = given.get(name).filter(|value| !value.is_null()) {
            kept.insert(name.to_owned(), value.clone());
        }
    }
    for name in ["required", "autocomplete"] {
        kept.insert(name.to_owned(), Value::Bool(given.get(name).and_then(Value::as_bool).unwrap_or_default()));
    }
    let choices = array(given, "choices").iter().map(|choice| json!([choice.get("name"), choice.get("value")]));
    kept.insert("choices".to_owned(), Value::Array(choices.collect()));
    // Those of a subcommand.
    let below = array(given, "options").iter().map(option).collect();
    kept.insert("options".to_owned(), Value::Array(below));
    Value::Object(kept)
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn array<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours() -> Vec<Value> {
        let commands = super::super::Commands::new();
        let builders = poise::builtins::create_application_commands(&commands.options.commands);
        builders.iter().map(|command| serde_json::to_value(command).unwrap()).collect()
    }

    #[test]
    fn what_discord_adds_is_no_change() {
        let mut known = ours();
        for command in &mut known {
            command["id"] = json!("1");
            command["version"] = json!("2");
            if command["name"] != "crosscheck" {
                command["default_member_permissions"] = Value::Null;
            }
            command["nsfw"] = json!(false);
            command["integration_types"] = json!([0]);
        }
        known.reverse();
        assert!(same(&known, &ours()));
    }

    #[test]
    fn a_new_word_is_a_change() {
        let mut known = ours();
        known[0]["description"] = json!("something else");
        assert!(!same(&known, &ours()));
        assert!(!same(&known[1..], &ours()));
    }

    #[test]
    fn the_commands_are_those_of_the_contract() {
        let named: Vec<(u64, String)> =
            ours().iter().map(|c| (c["type"].as_u64().unwrap_or(1), c["name"].as_str().unwrap().to_owned())).collect();
        let slash = ["explain", "lookup", "lentune", "howto", "errors", "privacy", "crosscheck"];
        let mut expected: Vec<(u64, String)> = slash.iter().map(|name| (1, (*name).to_owned())).collect();
        expected.push((3, "Explain this error".to_owned()));
        assert_eq!(named, expected);
        let lentune = ours().into_iter().find(|command| command["name"] == "lentune").unwrap();
        assert_eq!(lentune["options"][0]["choices"][2]["value"], "dash");
    }
}
