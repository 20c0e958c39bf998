//! What a person sees of a message, as text: content, embeds, buttons in rows.

use std::fmt::Write;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde_json::Value;

use super::model::{Id, World};
use super::wire::EPHEMERAL;

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// A message, rendered. One line each:
/// `(reply to Ada)` or `(only Ada sees this)` first, then the content, embeds behind `| `, `[buttons]` of a row, and
/// selects as `<placeholder: option / option>`. Links to messages, mentions and times are written out: no id is left.
pub fn message(world: &World, wire: &Value) -> String {
    let mut shown = String::new();
    if let Some(note) = note(world, wire) {
        let _ = writeln!(shown, "({note})");
    }
    if !text(&wire["content"]).is_empty() {
        let _ = writeln!(shown, "{}", text(&wire["content"]));
    }
    for embed in items(&wire["embeds"]) {
        for line in embed_text(embed).lines() {
            let _ = writeln!(shown, "{}", format!("| {line}").trim_end());
        }
    }
    for file in items(&wire["attachments"]) {
        let _ = writeln!(shown, "(file {}, {} bytes)", text(&file["filename"]), file["size"]);
    }
    for row in items(&wire["components"]) {
        let row: Vec<String> = items(&row["components"]).map(component).collect();
        let _ = writeln!(shown, "{}", row.join(" "));
    }
    as_read(world, shown.trim_end())
}

/// What Discord's client turns into something else before a person reads it: links to messages, names, times.
static MARKS: LazyLock<Regex> = LazyLock::new(|| {
    let marks = [
        r"https://discord\.com/channels/(?:@me|[0-9]+)/(?<place>[0-9]+)(?:/(?<message>[0-9]+))?",
        r"<@!?(?<person>[0-9]+)>",
        r"<@&(?<role>[0-9]+)>",
        r"<#(?<channel>[0-9]+)>",
        r"</(?<command>[^:>]+):[0-9]+>",
        r"<t:(?<time>[0-9]+)(?::[a-zA-Z])?>",
    ];
    Regex::new(&marks.join("|")).expect("the marks are a pattern")
});

/// The text as a person reads it: no ids in it, so that a test can compare it whole.
fn as_read(world: &World, text: &str) -> String {
    let read = |mark: &Captures| {
        let id = |name: &str| mark.name(name).and_then(|id| id.as_str().parse::<Id>().ok());
        let place = |id: Id| world.channels.get(&id).map_or("nowhere", |channel| channel.name.as_str());
        let person = |id: Id| world.users.get(&id).map_or("nobody", |user| user.name.as_str());
        if let Some(message) = id("message") {
            return match world.messages.get(&message).filter(|message| !message.gone) {
                Some(message) => {
                    format!("(link to {}'s message in #{})", person(message.author), place(message.channel))
                }
                None => "(link to no message)".to_owned(),
            };
        }
        if let Some(role) = id("role") {
            let role = world.guild.roles.iter().find(|known| known.id == role);
            return format!("@{}", role.map_or("deleted-role", |role| role.name.as_str()));
        }
        match (id("place").or(id("channel")), id("person"), mark.name("command")) {
            (Some(channel), ..) => format!("#{}", place(channel)),
            (_, Some(user), _) => format!("@{}", person(user)),
            (.., Some(command)) => format!("/{}", command.as_str()),
            _ => "(a time)".to_owned(),
        }
    };
    MARKS.replace_all(text, read).into_owned()
}

fn note(world: &World, wire: &Value) -> Option<String> {
    let id = |value: &Value| text(value).parse::<Id>().ok();
    let message = world.messages.get(&id(&wire["id"])?)?;
    let name = |user: Id| world.users.get(&user).map_or("someone", |user| user.name.as_str());
    if let Some(person) = message.only_for.filter(|_| wire["flags"].as_u64().unwrap_or(0) & EPHEMERAL != 0) {
        return Some(format!("only {} sees this", name(person)));
    }
    if let Some(role) = message.called {
        let role = world.guild.roles.iter().find(|known| known.id == role);
        return Some(format!("calls {}", role.map_or("nobody", |role| role.name.as_str())));
    }
    let target = message.reply_to.filter(|_| message.interaction.is_none())?;
    let target = world.messages.get(&target)?;
    Some(if target.gone { "reply to a deleted message".into() } else { format!("reply to {}", name(target.author)) })
}

fn embed_text(embed: &Value) -> String {
    let mut shown = String::new();
    if !text(&embed["author"]["name"]).is_empty() {
        let _ = writeln!(shown, "{}", text(&embed["author"]["name"]));
    }
    if !text(&embed["title"]).is_empty() {
        let _ = writeln!(shown, "# {}", text(&embed["title"]));
    }
    if !text(&embed["description"]).is_empty() {
        let _ = writeln!(shown, "{}", text(&embed["description"]));
    }
    for field in items(&embed["fields"]) {
        let _ = writeln!(shown, "## {}\n{}", text(&field["name"]), text(&field["value"]));
    }
    if !text(&embed["footer"]["text"]).is_empty() {
        let _ = writeln!(shown, "-- {}", text(&embed["footer"]["text"]));
    }
    shown
}

fn component(component: &Value) -> String {
    let off = if component["disabled"].as_bool().unwrap_or(false) { ", off" } else { "" };
    let label = text(&component["label"]);
    match component["type"].as_u64() {
        Some(2) if !text(&component["url"]).is_empty() => {
            format!("[{label}{off}]({})", text(&component["url"]))
        }
        Some(2) => format!("[{label}{off}]"),
        Some(3) => {
            let options: Vec<&str> = items(&component["options"]).map(|option| text(&option["label"])).collect();
            format!("<{}{off}: {}>", text(&component["placeholder"]), options.join(" / "))
        }
        // People, roles and channels to choose from, with what is chosen: a mention is written out below.
        Some(5..=8) => {
            let chosen = items(&component["default_values"]).map(|value| {
                let mark = if value["type"] == "role" { "@&" } else { "#" };
                format!("<{mark}{}>", value["id"].to_string().trim_matches('"'))
            });
            format!("<{}{off}: {}>", text(&component["placeholder"]), chosen.collect::<Vec<_>>().join(" / "))
        }
        Some(4) => {
            let required = if component["required"].as_bool().unwrap_or(true) { "" } else { " (optional)" };
            format!("{label}{required}: [{}]", text(&component["value"]))
        }
        _ => format!("[a component of type {}]", component["type"]),
    }
}

/// A form, rendered: its title and a line for each input.
pub fn modal(wire: &Value) -> String {
    let rows = items(&wire["components"]).flat_map(|row| items(&row["components"]));
    let inputs: Vec<String> = rows.map(component).collect();
    format!("# {}\n{}", text(&wire["title"]), inputs.join("\n"))
}

/// The labels of the buttons, left to right and top to bottom.
pub fn buttons(wire: &Value) -> Vec<String> {
    components(wire)
        .filter(|component| component["type"] == 2)
        .map(|button| text(&button["label"]).to_owned())
        .collect()
}

/// All components of a message or modal, out of their rows.
pub fn components(wire: &Value) -> impl Iterator<Item = &Value> {
    items(&wire["components"]).flat_map(|row| items(&row["components"]))
}
