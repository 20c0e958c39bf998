//! The fake itself, against a small serenity client and bare requests: what the tests of the bot rely on.

mod ends;
mod gateway;
mod limits;
mod rest;
mod talk;

use crate::echo::{self, INTENTS};
use crate::fake::{Discord, Handshake, Sentinel};

/// A Discord with the echo bot connected.
async fn with_echo() -> Discord {
    let discord = Discord::start().await;
    discord.set_sentinel(Sentinel::Dm("say something".into()));
    echo::start(&discord, INTENTS).await;
    assert_eq!(discord.next_handshake().await, Handshake::Identified { intents: INTENTS.bits() });
    discord
}

/// A request with the bot's token, as a client library would send it; gives status and JSON.
async fn request(
    discord: &Discord,
    method: reqwest::Method,
    path: &str,
    body: &serde_json::Value,
) -> (u16, serde_json::Value) {
    let address = format!("{}/api/v10{path}", discord.proxy());
    let request = reqwest::Client::new().request(method, address);
    let request = request.header("authorization", format!("Bot {}", discord.token())).body(body.to_string());
    let response = request.send().await.expect("the fake answers");
    let status = response.status().as_u16();
    let text = response.text().await.expect("an answer has a body");
    (status, serde_json::from_str(&text).unwrap_or_default())
}
