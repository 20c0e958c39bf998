//! A reply as Discord will show it, told in plain text for the authors of rules.

use serde_json::Value;
use serenity::model::id::UserId;

use crate::helpdesk::Reply;

use super::render::{self, View};

/// The message for `reply` outside a thread: its text in Discord's markdown, cut where Discord would refuse it, and a line
/// for each row of buttons or each select.
pub fn preview(reply: &Reply) -> String {
    // Nobody presses these buttons; they need an owner all the same.
    let view = View { asker: UserId::new(1), in_thread: false, shareable: false };
    serde_json::to_value(render::post(reply, view).message()).map_or_else(|_| String::new(), |message| told(&message))
}

fn told(message: &Value) -> String {
    let mut blocks = vec![text(message.get("content"))];
    for embed in list(message.get("embeds")) {
        let parts = [embed.get("title"), embed.get("description"), embed.pointer("/footer/text")];
        blocks.extend(parts.into_iter().map(text));
    }
    let rows = list(message.get("components")).map(|row| {
        let controls: Vec<String> = list(row.get("components")).map(control).collect();
        controls.join(" ")
    });
    blocks.push(rows.collect::<Vec<_>>().join("\n"));
    blocks.retain(|block| !block.trim().is_empty());
    blocks.join("\n\n") + "\n"
}

/// A button as `[its words]`, a select as `[what it says: its choices]`.
fn control(control: &Value) -> String {
    let choices: Vec<String> = list(control.get("options")).map(|choice| text(choice.get("label"))).collect();
    if choices.is_empty() {
        format!("[{}]", text(control.get("label")))
    } else {
        format!("[{}: {}]", text(control.get("placeholder")), choices.join(" | "))
    }
}

fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

/// A text without what could steer a terminal.
fn text(value: Option<&Value>) -> String {
    let text = value.and_then(Value::as_str).unwrap_or_default();
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_message_is_told_from_top_to_bottom() {
        let message = json!({
            "content": "",
            "embeds": [{ "title": "Locked\u{1b}", "description": "1. Ask.\n2. Send.", "footer": { "text": "In Dext" } }],
            "components": [
                { "type": 1, "components": [{ "label": "It worked" }, { "label": "Still stuck" }] },
                { "type": 1, "components": [{ "placeholder": "Go on with …", "options": [{ "label": "A" }, { "label": "B" }] }] },
            ],
        });
        assert_eq!(
            told(&message),
            "Locked\n\n1. Ask.\n2. Send.\n\nIn Dext\n\n[It worked] [Still stuck]\n[Go on with …: A | B]\n"
        );
    }
}
