//! Each limit of Discord's once: the request is refused as Discord refuses it, and recorded.

use reqwest::Method;
use serde_json::{Value, json};

use super::request;
use crate::fake::Discord;

/// A message with what every message of the bot has.
fn message(mut body: Value) -> Value {
    body["allowed_mentions"] = json!({ "parse": [] });
    body
}

fn button(custom_id: &str) -> Value {
    json!({ "type": 2, "style": 2, "label": "Press", "custom_id": custom_id })
}

fn row(components: Vec<Value>) -> Value {
    json!({ "type": 1, "components": components })
}

fn options(count: usize) -> Vec<Value> {
    (0..count).map(|number| json!({ "label": "Option", "value": number.to_string() })).collect()
}

fn embed(key: &str, length: usize) -> Value {
    let mut embed = json!({ "description": "x" });
    embed[key] = json!("x".repeat(length));
    message(json!({ "embeds": [embed] }))
}

fn with_components(rows: Vec<Value>) -> Value {
    message(json!({ "content": "x", "components": rows }))
}

#[tokio::test]
async fn messages_over_a_limit_are_refused() {
    let field = |name: usize, value: usize| {
        let field = json!({ "name": "x".repeat(name), "value": "x".repeat(value) });
        message(json!({ "embeds": [{ "fields": [field] }] }))
    };
    let fields = |count: usize| {
        let field = json!({ "name": "x", "value": "x" });
        message(json!({ "embeds": [{ "fields": vec![field; count] }] }))
    };
    let many = |count: usize| (0..count).map(|number| button(&number.to_string())).collect::<Vec<_>>();
    let select = |count: usize| json!({ "type": 3, "custom_id": "select", "options": options(count) });
    let over: [(&str, Value); 21] = [
        ("content: ", message(json!({ "content": "x".repeat(2001) }))),
        ("50006", message(json!({ "content": " " }))),
        ("50006", message(json!({ "components": [row(vec![button("a")])] }))),
        ("embeds.0.title", embed("title", 257)),
        ("embeds.0.description", embed("description", 4097)),
        ("embeds.0.footer.text", message(json!({ "embeds": [{ "footer": { "text": "x".repeat(2049) } }] }))),
        ("embeds.0.fields.0.name", field(257, 1)),
        ("embeds.0.fields.0.value", field(1, 1025)),
        ("embeds.0.fields.0.value", field(1, 0)),
        ("embeds.0.fields: ", fields(26)),
        ("embeds: BASE", message(json!({ "embeds": vec![json!({ "title": "x" }); 11] }))),
        ("MAX_EMBED_SIZE", message(json!({ "embeds": vec![json!({ "description": "x".repeat(3001) }); 2] }))),
        ("components: ", with_components(many(6).into_iter().map(|button| row(vec![button])).collect())),
        ("components.0.components: ", with_components(vec![row(many(6))])),
        ("components.0.components: ", with_components(vec![row(vec![])])),
        ("CUSTOM_ID_DUPLICATED", with_components(vec![row(vec![button("a"), button("a")])])),
        ("custom_id: ", with_components(vec![row(vec![button(&"a".repeat(101))])])),
        ("custom_id: ", with_components(vec![row(vec![button("")])])),
        ("options: ", with_components(vec![row(vec![select(26)])])),
        ("options: ", with_components(vec![row(vec![select(0)])])),
        ("nonce: ", message(json!({ "content": "x", "nonce": "1".repeat(26) }))),
    ];
    let discord = Discord::start().await;
    let path = format!("/channels/{}/messages", discord.channel("support").id);
    for (expected, body) in over {
        let (status, answer) = request(&discord, Method::POST, &path, &body).await;
        assert_eq!(status, 400, "{body}");
        assert!(answer["code"] == 50035 || answer["code"] == 50006, "{answer}");
        assert_eq!(discord.broken().len(), 1, "{body}: {:?}", discord.broken());
        assert_eq!(discord.forgive(expected), 1, "{body}: {:?}", discord.broken());
    }
    discord.finish().await;
}

#[tokio::test]
async fn messages_at_the_limit_are_taken() {
    let buttons = |row: usize| (0..5).map(|number| button(&format!("{row}-{number}"))).collect::<Vec<_>>();
    let at_the_limit = [
        message(
            json!({ "content": "ä".repeat(2000), "components": (0..5).map(|number| row(buttons(number))).collect::<Vec<_>>() }),
        ),
        embed("title", 256),
        message(json!({ "embeds": [{ "description": "x".repeat(4096) }, { "description": "x".repeat(1904) }] })),
        with_components(vec![row(vec![json!({ "type": 3, "custom_id": "a".repeat(100), "options": options(25) })])]),
    ];
    let discord = Discord::start().await;
    let path = format!("/channels/{}/messages", discord.channel("support").id);
    for body in at_the_limit {
        let (status, answer) = request(&discord, Method::POST, &path, &body).await;
        assert_eq!(status, 200, "{answer}");
        discord.next_message_in("support").await;
    }
    discord.finish().await;
}

#[tokio::test]
async fn commands_over_a_limit_are_refused() {
    let slash = |name: &str, description: &str| json!({ "name": name, "description": description });
    let option =
        |name: &str, required: bool| json!({ "type": 3, "name": name, "description": "x", "required": required });
    let with = |options: Vec<Value>| json!([{ "name": "look", "description": "x", "options": options }]);
    let over = [
        ("0.name", json!([slash("Look Up", "x")])),
        ("0.description", json!([slash("look", "")])),
        ("0.description", json!([slash("look", &"x".repeat(101))])),
        ("DUPLICATE_NAME", json!([slash("look", "x"), slash("look", "x")])),
        ("commands: ", Value::Array((0..101).map(|number| slash(&format!("c{number}"), "x")).collect())),
        ("REQUIRED_INVALID", with(vec![option("a", false), option("b", true)])),
        ("options: ", with((0..26).map(|number| option(&format!("o{number}"), true)).collect())),
        ("CONTEXT_MENU", json!([{ "name": "Explain", "type": 3, "description": "x" }])),
    ];
    let discord = Discord::start().await;
    let path = format!("/applications/{}/commands", discord.bot_id());
    for (expected, body) in over {
        let (status, answer) = request(&discord, Method::PUT, &path, &body).await;
        assert_eq!((status, &answer["code"]), (400, &json!(50035)), "{body}");
        assert_eq!(discord.forgive(expected), 1, "{body}: {:?}", discord.broken());
    }
    assert_eq!(discord.command_writes(), 0);
    discord.finish().await;
}

#[tokio::test]
async fn commands_keep_their_ids() {
    let discord = Discord::start().await;
    let path = format!("/applications/{}/commands", discord.bot_id());
    let look = json!({ "name": "look", "description": "x" });
    let (_, before) = request(&discord, Method::PUT, &path, &json!([look])).await;
    let (_, after) =
        request(&discord, Method::PUT, &path, &json!([{ "name": "more", "description": "x" }, look])).await;
    assert_eq!(before[0]["id"], after[1]["id"]);
    assert_eq!(discord.commands(), ["/look", "/more"]);
    assert_eq!(discord.command_writes(), 2);
    discord.finish().await;
}
