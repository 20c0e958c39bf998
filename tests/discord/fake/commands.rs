//! The bot's registered commands: Discord's limits on them, and what a person's command sends.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::limits::Problems;

/// The kind of a command and how many of it an application may register (interactions/application-commands).
const KINDS: [(u64, usize); 3] = [(1, 100), (2, 15), (3, 15)];
/// The most characters of names, descriptions and choices of one command together.
const TOGETHER: usize = 8000;

fn items(value: &Value) -> impl Iterator<Item = &Value> + Clone {
    value.as_array().into_iter().flatten()
}

fn kind(command: &Value) -> u64 {
    command["type"].as_u64().unwrap_or(1)
}

fn is_slash_name(name: &str) -> bool {
    let length = name.chars().count();
    (1..=32).contains(&length)
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '\''))
        && name.to_lowercase() == name
}

/// Checks the commands of an application, all at once, as `PUT` sends them.
pub fn check(commands: &[Value]) -> Problems {
    let mut problems = Problems::default();
    for (wanted, most) in KINDS {
        let count = commands.iter().filter(|command| kind(command) == wanted).count();
        problems.count("commands", count, most);
    }
    let mut names = HashSet::new();
    for (number, command) in commands.iter().enumerate() {
        let at = number.to_string();
        if !names.insert((kind(command), command["name"].as_str().unwrap_or_default().to_lowercase())) {
            problems.add(format!("{at}.name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", "Command names must be unique");
        }
        if kind(command) == 1 {
            slash(&at, command, &mut problems);
        } else {
            problems.length(&format!("{at}.name"), &command["name"], 1, 32);
            if command["description"].as_str().is_some_and(|text| !text.is_empty()) {
                let says = "Context menu commands cannot have description";
                problems.add(format!("{at}.description"), "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION", says);
            }
        }
        let together = characters(command);
        if together > TOGETHER {
            let says = format!("Command exceeds maximum size of {TOGETHER}, is {together}");
            problems.add(at, "APPLICATION_COMMAND_TOO_LARGE", says);
        }
    }
    problems
}

fn characters(part: &Value) -> usize {
    let own: usize = ["name", "description", "value"]
        .iter()
        .map(|key| part[key].as_str().map_or(0, |text| text.chars().count()))
        .sum();
    own + items(&part["options"]).chain(items(&part["choices"])).map(characters).sum::<usize>()
}

fn slash(at: &str, command: &Value, problems: &mut Problems) {
    if !is_slash_name(command["name"].as_str().unwrap_or_default()) {
        problems.add(format!("{at}.name"), "STRING_TYPE_REGEX", "String value did not match validation regex.");
    }
    problems.length(&format!("{at}.description"), &command["description"], 1, 100);
    problems.count(&format!("{at}.options"), items(&command["options"]).count(), 25);
    let mut optional_seen = false;
    let mut names = HashSet::new();
    for (number, option) in items(&command["options"]).enumerate() {
        let at = format!("{at}.options.{number}");
        slash(&at, option, problems);
        if !names.insert(option["name"].as_str()) {
            problems.add(
                format!("{at}.name"),
                "APPLICATION_COMMAND_OPTIONS_NAME_INVALID",
                "Option names must be unique",
            );
        }
        let required = option["required"].as_bool().unwrap_or(false);
        if required && optional_seen {
            let says = "Required options must be placed before non-required options";
            problems.add(at.clone(), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", says);
        }
        optional_seen |= !required;
        problems.count(&format!("{at}.choices"), items(&option["choices"]).count(), 25);
        for (place, choice) in items(&option["choices"]).enumerate() {
            problems.length(&format!("{at}.choices.{place}.name"), &choice["name"], 1, 100);
            if choice["value"].is_string() {
                problems.length(&format!("{at}.choices.{place}.value"), &choice["value"], 1, 100);
            }
        }
        if option["autocomplete"].as_bool().unwrap_or(false) && items(&option["choices"]).count() > 0 {
            let says = "Autocomplete and choices do not go together";
            problems.add(at, "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID", says);
        }
    }
}

/// The `data` of a command a person runs: `path` is `"lookup"` or `"crosscheck status"`, `options` are names with what
/// is typed (a choice by its name), `focused` is the option being typed in while Discord asks for choices.
///
/// Says what Discord's own client would not let a person do: an option that does not exist, a required one left out.
pub fn data(
    registered: &[Value],
    path: &str,
    options: &[(&str, &str)],
    focused: Option<&str>,
) -> Result<Value, String> {
    let mut words = path.split(' ');
    let name = words.next().unwrap_or_default();
    let command = registered
        .iter()
        .find(|command| command["name"] == name && kind(command) == 1)
        .ok_or_else(|| format!("there is no command /{name}"))?;
    let mut path_below = Vec::new();
    let mut definition = command;
    for word in words {
        definition = items(&definition["options"])
            .find(|option| option["name"] == word && matches!(option["type"].as_u64(), Some(1 | 2)))
            .ok_or_else(|| format!("/{name} has no subcommand {word}"))?;
        path_below.push((word, definition["type"].clone()));
    }
    let mut filled = fill(definition, options, focused)?;
    for (word, kind) in path_below.into_iter().rev() {
        filled = json!([{ "name": word, "type": kind, "options": filled }]);
    }
    Ok(json!({ "id": command["id"], "name": name, "type": 1, "options": filled }))
}

fn fill(definition: &Value, options: &[(&str, &str)], focused: Option<&str>) -> Result<Value, String> {
    let mut filled = Vec::new();
    for (name, typed) in options {
        let option = items(&definition["options"])
            .find(|option| option["name"] == *name)
            .ok_or_else(|| format!("{} has no option {name}", definition["name"]))?;
        let in_focus = focused == Some(*name);
        let value = if in_focus { json!(typed) } else { value(option, typed)? };
        let mut sent = json!({ "name": name, "type": option["type"], "value": value });
        if in_focus {
            sent["focused"] = json!(true);
        }
        filled.push(sent);
    }
    let left_out = items(&definition["options"]).find(|option| {
        option["required"].as_bool().unwrap_or(false) && !options.iter().any(|(name, _)| option["name"] == *name)
    });
    match left_out {
        Some(option) if focused.is_none() => Err(format!("the option {} must be filled in", option["name"])),
        _ => Ok(Value::Array(filled)),
    }
}

fn value(option: &Value, typed: &str) -> Result<Value, String> {
    if items(&option["choices"]).count() > 0 {
        let choice = items(&option["choices"]).find(|choice| choice["name"] == typed || choice["value"] == typed);
        return choice
            .map(|choice| choice["value"].clone())
            .ok_or_else(|| format!("{} has no choice {typed}", option["name"]));
    }
    let wrong = |_| format!("{} does not take {typed}", option["name"]);
    match option["type"].as_u64() {
        Some(4 | 10) => serde_json::from_str(typed).map_err(wrong),
        Some(5) => {
            typed.parse::<bool>().map(Value::from).map_err(|_| format!("{} takes true or false", option["name"]))
        }
        _ => Ok(json!(typed)),
    }
}

/// Why Discord would not show a command to somebody with these permissions, in a guild or not.
pub fn hidden(registered: &[Value], name: &str, permissions: u64, in_guild: bool) -> Option<String> {
    let command = registered.iter().find(|command| command["name"] == name)?;
    let needed = command["default_member_permissions"].as_str().and_then(|bits| bits.parse().ok()).unwrap_or(0u64);
    // "0" is for administrators alone; an administrator has all bits.
    let nobody = command["default_member_permissions"] == "0" && permissions & (1 << 3) == 0;
    if in_guild && (nobody || permissions & needed != needed) {
        return Some(format!("{name} is not shown to this person"));
    }
    let context = if in_guild { 0 } else { 1 };
    let contexts = command["contexts"].as_array();
    let only_guilds = command["dm_permission"] == false && contexts.is_none();
    let elsewhere = contexts.is_some_and(|contexts| !contexts.iter().any(|known| *known == context));
    (elsewhere || (only_guilds && !in_guild)).then(|| format!("{name} is not shown here"))
}

/// The id of a context menu command for messages.
pub fn message_command(registered: &[Value], name: &str) -> Option<Value> {
    registered.iter().find(|command| command["name"] == name && kind(command) == 3).map(|command| command["id"].clone())
}
