//! The REST front beyond limits: reading, permissions, deletions, faults, files.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{request, with_echo};
use crate::fake::{Call, Discord, Fault, Permission};

fn said(text: &str) -> Value {
    json!({ "content": text, "allowed_mentions": { "parse": [] } })
}

fn contents(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(|message| message["content"].as_str()).collect()
}

#[tokio::test]
async fn a_channel_is_read_newest_first_before_after_and_around() {
    let discord = Discord::start().await;
    let ada = discord.person("Ada");
    let mut posted = Vec::new();
    for text in ["one", "two", "three", "four", "five"] {
        posted.push(discord.post(&ada, "support", text).await);
    }
    let path = format!("/channels/{}/messages", discord.channel("support").id);
    for (query, expected) in [
        (String::new(), vec!["five", "four", "three", "two", "one"]),
        ("?limit=2".into(), vec!["five", "four"]),
        (format!("?limit=2&before={}", posted[3].id), vec!["three", "two"]),
        (format!("?limit=2&after={}", posted[1].id), vec!["four", "three"]),
        (format!("?limit=3&around={}", posted[2].id), vec!["four", "three", "two"]),
    ] {
        let (status, list) = request(&discord, Method::GET, &format!("{path}{query}"), &Value::Null).await;
        assert_eq!((status, contents(&list)), (200, expected), "{query}");
    }
    discord.finish().await;
}

#[tokio::test]
async fn missing_permissions_are_refused_as_discord_refuses_them() {
    let discord = Discord::start().await;
    let path = format!("/channels/{}/messages", discord.channel("support").id);
    for (permission, code) in [(Permission::SendMessages, 50013), (Permission::ViewChannel, 50001)] {
        discord.take_permission("support", permission);
        let (status, answer) = request(&discord, Method::POST, &path, &said("x")).await;
        assert_eq!((status, &answer["code"]), (403, &json!(code)));
        assert_eq!(discord.forgive(&code.to_string()), 1);
        discord.give_permission("support", permission);
    }
    assert_eq!(discord.refusals(), 2);
    let (status, _) = request(&discord, Method::POST, &path, &said("x")).await;
    assert_eq!(status, 200);
    discord.next_message_in("support").await;
    discord.finish().await;
}

#[tokio::test]
async fn a_reply_to_a_deleted_message_is_refused_unless_it_may_stand_alone() {
    let discord = Discord::start().await;
    let ada = discord.person("Ada");
    let paste = discord.post(&ada, "support", "oh").await;
    discord.delete(&paste).await;
    let path = format!("/channels/{}/messages", discord.channel("support").id);
    let mut reply = said("x");
    reply["message_reference"] = json!({ "message_id": paste.id.to_string() });
    let (status, answer) = request(&discord, Method::POST, &path, &reply).await;
    assert_eq!((status, &answer["code"]), (400, &json!(50035)));
    assert_eq!(answer["errors"]["message_reference"]["_errors"][0]["code"], "REPLIES_UNKNOWN_MESSAGE");
    reply["message_reference"]["fail_if_not_exists"] = json!(false);
    let (status, answer) = request(&discord, Method::POST, &path, &reply).await;
    assert_eq!(status, 200);
    let alone = discord.next_message_in("support").await;
    let path = format!("{path}/{}", answer["id"].as_str().unwrap_or_default());
    assert_eq!(request(&discord, Method::DELETE, &path, &Value::Null).await.0, 204);
    discord.gone(&alone).await;
    assert_eq!(request(&discord, Method::DELETE, &path, &Value::Null).await.1["code"], 10008);
    discord.finish().await;
}

#[tokio::test]
async fn faults_happen_in_order_and_rate_limits_are_told() {
    let discord = Discord::start().await;
    let path = format!("/channels/{}/messages", discord.channel("support").id);
    discord.script(Call::PostMessage, 1, Fault::Status(502));
    discord.script(Call::PostMessage, 1, Fault::RateLimited(1.5));
    discord.script(Call::PostMessage, 1, Fault::RateLimitedEverywhere(2.0));
    assert_eq!(request(&discord, Method::POST, &path, &said("x")).await.0, 502);
    let (status, answer) = request(&discord, Method::POST, &path, &said("x")).await;
    assert_eq!((status, &answer["retry_after"], &answer["global"]), (429, &json!(1.5), &json!(false)));
    let (status, answer) = request(&discord, Method::POST, &path, &said("x")).await;
    assert_eq!((status, &answer["global"]), (429, &json!(true)));
    assert_eq!(request(&discord, Method::POST, &path, &said("x")).await.0, 200);
    assert_eq!(discord.calls(Call::PostMessage), [502, 429, 429, 200]);
    discord.next_message_in("support").await;
    discord.finish().await;
}

#[tokio::test]
async fn what_the_fake_does_not_know_fails_the_test() {
    let discord = Discord::start().await;
    assert_eq!(request(&discord, Method::GET, "/stickers/1", &Value::Null).await.0, 404);
    assert_eq!(discord.forgive("the fake knows no GET /api/v10/stickers/1"), 1);
    let stranger = reqwest::Client::new().get(format!("{}/api/v10/users/@me", discord.proxy()));
    assert_eq!(stranger.send().await.map(|answer| answer.status().as_u16()).ok(), Some(401));
    discord.finish().await;
}

#[tokio::test]
async fn an_answer_after_three_seconds_is_refused() {
    let discord = Discord::start().await;
    let ada = discord.person("Ada");
    let commands = json!([{ "name": "look", "description": "x" }]);
    let path = format!("/applications/{}/commands", discord.bot_id());
    request(&discord, Method::PUT, &path, &commands).await;
    let asked = discord.slash(&ada, "support", "look", &[]).await;
    discord.let_time_pass(Duration::from_millis(3_001));
    let path = format!("/interactions/{}/{}/callback", asked.id, discord.secrets()[0]);
    let late = json!({ "type": 4, "data": said("x") });
    let (status, answer) = request(&discord, Method::POST, &path, &late).await;
    assert_eq!((status, &answer["code"]), (404, &json!(10062)));
    assert_eq!(discord.forgive("10062"), 1);
    let words = super::ends::failure(discord).await;
    assert!(words.contains("did not respond"), "{words}");
}

#[tokio::test]
async fn what_is_shown_holds_no_ids() {
    let discord = Discord::start().await;
    let ada = discord.person("Ada");
    let paste = discord.post(&ada, "support", "oh").await;
    let (guild, place) = (discord.guild_id(), discord.channel("support").id);
    let link = format!("https://discord.com/channels/{guild}/{place}/{}", paste.id);
    let text = format!("{link}, <@{}> in <#{place}> at <t:1700000000:R>: </lookup:12>", ada.id);
    let shown = discord.post(&ada, "general", &text).await.shown().to_owned();
    assert_eq!(shown, "(link to Ada's message in #support), @Ada in #support at (a time): /lookup");
    discord.finish().await;
}

#[tokio::test]
async fn attachments_can_be_fetched() {
    let discord = Discord::start().await;
    let ada = discord.person("Ada");
    let paste = discord.post(&ada, "support", "").attach("message.txt", "über".as_bytes()).await;
    assert_eq!(paste.shown(), "(file message.txt, 5 bytes)");
    let address = paste.json()["attachments"][0]["url"].as_str().unwrap_or_default();
    assert!(address.starts_with("http://127.0.0.1:"), "{address}");
    let fetched = reqwest::get(address).await.expect("the fake answers").text().await;
    assert_eq!(fetched.ok().as_deref(), Some("über"));
    discord.finish().await;
}

#[tokio::test]
async fn forwards_and_forum_posts_arrive_as_discord_sends_them() {
    let discord = with_echo().await;
    let ada = discord.person("Ada");
    let paste = discord.post(&ada, "general", "nothing").await;
    let forwarded = discord.forward(&ada, "support", &paste).await;
    assert_eq!(forwarded.content(), "");
    assert_eq!(forwarded.json()["message_snapshots"][0]["message"]["content"], "nothing");
    assert_eq!(discord.next_message_in("support").await.content(), "I cannot see that");
    let question = discord.forum_post(&ada, "questions", "Help", "what now").await;
    assert_eq!(discord.next_message_in(&question.thread()).await.content(), "what now");
    discord.finish().await;
}
