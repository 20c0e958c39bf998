//! How a test ends: what fails it, and the bot as a process.

use std::time::Duration;

use tokio::task::JoinError;

use super::with_echo;
use crate::echo;
use crate::fake::{Call, Discord, Fault};

/// The words with which a test fails.
pub async fn failure(discord: Discord) -> String {
    words_of(tokio::spawn(discord.finish()).await.expect_err("the test should fail"))
}

fn words_of(failed: JoinError) -> String {
    failed.into_panic().downcast_ref::<String>().cloned().unwrap_or_default()
}

#[tokio::test]
async fn a_test_that_does_not_read_everything_fails() {
    let discord = with_echo().await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", "hello").await;
    discord.called(Call::PostMessage, 1).await;
    let words = failure(discord).await;
    assert!(words.contains("said something the test has not read"), "{words}");
    assert!(words.contains("* Wrote in #support"), "{words}");
}

#[tokio::test]
async fn a_broken_limit_and_a_fault_that_never_came_fail_the_test() {
    let discord = with_echo().await;
    let ada = discord.person("Ada");
    discord.script(Call::OpenThread, 1, Fault::Status(500));
    discord.post(&ada, "support", "too wide").await;
    discord.called(Call::PostMessage, 1).await;
    let words = failure(discord).await;
    assert!(words.contains("broke a limit"), "{words}");
    assert!(words.contains("scripted for OpenThread"), "{words}");
}

#[tokio::test]
async fn an_interaction_without_an_answer_fails_the_test() {
    let discord = with_echo().await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", "hello").await;
    let answer = discord.next_message_in("support").await;
    discord.script(Call::Respond, 1, Fault::Status(500));
    let _ = discord.press(&ada, &answer, "Louder").await;
    discord.let_time_pass(Duration::from_secs(3));
    let words = failure(discord).await;
    assert!(words.contains("did not respond"), "{words}");
}

#[tokio::test]
async fn a_bot_is_a_process_that_is_started_heard_restarted_and_ended() {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(echo::setup()).await;
    bot.logged("the echo bot runs").await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", "before").await;
    let answer = discord.next_message_in("support").await;
    bot.restart().await;
    let louder = discord.press(&ada, &answer, "Louder").await.update().await;
    assert_eq!(louder.content(), "BEFORE");
    bot.terminate();
    let exit = bot.exit().await;
    assert_eq!(exit.code, Some(0), "{}", exit.stderr);
    assert!(exit.stderr.contains("the echo bot says goodbye"), "{}", exit.stderr);
    assert_eq!(discord.closed_by_bot().last(), Some(&1000));
    assert!(discord.secrets().iter().all(|secret| !exit.stderr.contains(secret)));
    discord.post(&ada, "support", "while it was away").await;
    bot.start_again().await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn a_bot_that_ends_by_itself_fails_the_test() {
    let discord = Discord::start().await;
    let bot = discord.start_bot(echo::setup()).await;
    discord.close_socket(4004);
    let ada = discord.person("Ada");
    let discord = std::sync::Arc::new(discord);
    let waiting = tokio::spawn({
        let discord = std::sync::Arc::clone(&discord);
        async move { discord.next_dm_to(&ada).await }
    });
    let words = words_of(waiting.await.expect_err("nothing can come"));
    assert!(words.contains("the bot ended (exit status: 101)"), "{words}");
    let discord = std::sync::Arc::into_inner(discord).expect("nobody else holds it");
    assert!(bot.log().contains("InvalidAuthentication"), "{}", bot.log());
    let words = failure(discord).await;
    assert!(words.contains("ended by itself"), "{words}");
}

#[tokio::test]
async fn a_process_reaches_the_fake_over_tls() {
    let discord = Discord::start().await;
    let _bot = discord.start_bot(echo::setup().over_tls()).await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", "hello").attach("message.txt", b"the whole text").await;
    assert_eq!(discord.next_message_in("support").await.content(), "hello");
    discord.finish().await;
}
