//! Somebody pastes an error, or writes about something else.

use crate::fake::{BotSetup, Discord};

/// Dext's words for a payment whose bank account Xero does not know.
pub const BANK: &str = "The specified bank account details do not match a known bank account";
/// Xero's words for a code that was archived, with a value to capture.
pub const ARCHIVED: &str = "Account code '429' has been archived, or deleted.";

#[tokio::test]
async fn a_pasted_error_is_answered_as_a_reply_to_it() {
    let discord = Discord::start().await;
    discord.start_bot(BotSetup::default()).await;
    let ada = discord.person("Ada");
    let paste = discord.post(&ada, "support", BANK).await;
    let answer = discord.next_message_in("support").await;
    println!("{}", answer.shown());
    assert_eq!(answer.replies_to(), Some(paste.id));
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn two_errors_in_one_paste_are_answered_in_one_message() {
    let discord = Discord::start().await;
    discord.start_bot(BotSetup::default()).await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", &format!("{ARCHIVED}\n\n{BANK}")).await;
    let answer = discord.next_message_in("support").await;
    println!("{}", answer.shown());
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn small_talk_is_left_alone() {
    let discord = Discord::start().await;
    discord.start_bot(BotSetup::default()).await;
    let ada = discord.person("Ada");
    for talk in ["morning all", "is anyone else having trouble with Xero today?", "lunch?", "https://example.com"] {
        discord.post(&ada, "support", talk).await;
    }
    discord.nothing_said().await;
    discord.finish().await;
}
