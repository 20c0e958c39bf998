//! What people do, against the echo bot: messages, presses, commands, threads, sockets.

use std::time::Duration;

use serenity::all::GatewayIntents;

use super::with_echo;
use crate::echo::{self, INTENTS};
use crate::fake::{Call, Discord, Fault, Handshake};

#[tokio::test]
async fn a_message_goes_in_and_a_reply_comes_out() {
    let discord = with_echo().await;
    let ada = discord.person("Ada");
    let paste = discord.post(&ada, "support", "hello").await;
    let answer = discord.next_message_in("support").await;
    assert_eq!(answer.shown(), "(reply to Ada)\nhello\n[Louder] [Say it yourself]");
    assert_eq!(answer.replies_to(), Some(paste.id));
    discord.finish().await;
}

#[tokio::test]
async fn a_repeated_event_and_a_lost_answer_do_not_post_twice() {
    let discord = with_echo().await;
    let ada = discord.person("Ada");
    discord.script(Call::PostMessage, 1, Fault::LostAnswer);
    let paste = discord.post(&ada, "support", "hello").await;
    discord.called(Call::PostMessage, 2).await;
    discord.repeat_event(&paste).await;
    discord.called(Call::PostMessage, 3).await;
    discord.next_message_in("support").await;
    discord.nothing_said_in("support").await;
    discord.finish().await;
}

#[tokio::test]
async fn an_edit_is_followed() {
    let discord = with_echo().await;
    let ada = discord.person("Ada");
    let paste = discord.post(&ada, "support", "helo").await;
    let answer = discord.next_message_in("support").await;
    discord.link_preview(&paste).await;
    discord.edit(&paste, "hello").await;
    assert_eq!(discord.next_edit_of(&answer).await.content(), "hello");
    discord.update_without_content(&paste).await;
    discord.unknown_event();
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn buttons_and_forms_answer() {
    let discord = with_echo().await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", "hello").await;
    let answer = discord.next_message_in("support").await;
    let form = discord.press(&ada, &answer, "Say it yourself").await.modal().await;
    assert_eq!(form.shown(), "# Say it\nYour words: []");
    let own = discord.submit_modal(&ada, &form, &[("Your words", "my own")]).await.response().await;
    assert_eq!(own.shown(), "my own");
    let louder = discord.press(&ada, &answer, "Louder").await.update().await;
    assert_eq!(louder.shown(), "(reply to Ada)\nHELLO");
    discord.finish().await;
}

#[tokio::test]
async fn commands_answer() {
    let discord = with_echo().await;
    let ada = discord.person("Ada");
    let said = discord.slash(&ada, "general", "echo", &[("text", "hi")]).await.response().await;
    assert_eq!(said.shown(), "(only Ada sees this)\nhi");
    let later = discord.slash(&ada, "general", "echo", &[("text", "later")]).await.response().await;
    assert_eq!(later.shown(), "at last");
    let choices = discord.autocomplete(&ada, "general", "echo", &[("text", "say")]).await.choices().await;
    assert_eq!(choices, ["say once", "say again"]);
    let paste = discord.post(&ada, "general", "nothing").await;
    let picked = discord.message_command(&ada, "Echo this", &paste).await.response().await;
    assert_eq!(picked.content(), "nothing");
    assert_eq!(discord.commands(), ["/echo", "Echo this"]);
    discord.finish().await;
}

#[tokio::test]
async fn a_thread_opens_and_can_be_typed_in() {
    let discord = with_echo().await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", "a thread, please").await;
    discord.next_message_in("support").await;
    let thread = discord.next_thread_in("support").await;
    assert_eq!(discord.next_message_in(&thread).await.content(), "in here");
    discord.archive(&thread).await;
    discord.type_in(&ada, &thread, "and a question").await;
    assert_eq!(discord.next_message_in(&thread).await.content(), "and a question");
    discord.finish().await;
}

#[tokio::test]
async fn a_dropped_socket_is_resumed_with_what_was_missed() {
    let discord = with_echo().await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", "before").await;
    discord.next_message_in("support").await;
    discord.drop_socket();
    discord.post(&ada, "support", "meanwhile").await;
    assert_eq!(discord.next_message_in("support").await.content(), "meanwhile");
    let Handshake::Resumed { replayed } = discord.next_handshake().await else { panic!("the session was there") };
    assert!(replayed >= 1, "the message was missed");
    discord.ask_to_reconnect();
    assert!(matches!(discord.next_handshake().await, Handshake::Resumed { .. }));
    discord.invalidate_session(false);
    assert!(matches!(discord.next_handshake().await, Handshake::Identified { .. }));
    discord.finish().await;
}

#[tokio::test]
async fn without_message_content_the_bot_sees_only_what_is_for_it() {
    let discord = Discord::start().await;
    discord.message_content(false);
    echo::start(&discord, INTENTS.difference(GatewayIntents::MESSAGE_CONTENT)).await;
    let ada = discord.person("Ada");
    discord.next_handshake().await;
    discord.post(&ada, "support", "in the open").await;
    let answer = discord.next_message_in("support").await;
    assert_eq!(answer.content(), "I cannot see that");
    discord.post(&ada, "support", "to you").mention_bot().await;
    assert!(discord.next_message_in("support").await.content().ends_with("to you"));
    discord.post(&ada, "support", "a reply").reply_to(&answer).await;
    assert_eq!(discord.next_message_in("support").await.content(), "a reply");
    discord.post(&ada, "support", "a quiet reply").reply_to(&answer).without_ping().await;
    assert_eq!(discord.next_message_in("support").await.content(), "I cannot see that");
    let later = discord.slash(&ada, "support", "echo", &[("text", "later")]).await.response().await;
    discord.post(&ada, "support", "a reply to a command's answer").reply_to(&later).await;
    assert_eq!(discord.next_message_in("support").await.content(), "I cannot see that");
    discord.dm(&ada, "between us").await;
    assert_eq!(discord.next_dm_to(&ada).await.content(), "between us");
    discord.finish().await;
}

#[tokio::test]
async fn broken_limits_are_refused_and_recorded() {
    let discord = with_echo().await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", "too wide").await;
    discord.called(Call::PostMessage, 1).await;
    assert_eq!(discord.calls(Call::PostMessage), [400]);
    assert_eq!(discord.forgive("label: BASE_TYPE_BAD_LENGTH"), 1);
    discord.post(&ada, "support", "ping @everyone").await;
    discord.next_message_in("support").await;
    assert_eq!(discord.forgive("parse is not an empty list"), 1);
    let twice = discord.slash(&ada, "support", "echo", &[("text", "twice")]).await;
    twice.response().await;
    discord.called(Call::Respond, 2).await;
    assert_eq!(discord.forgive("40060"), 1);
    discord.finish().await;
}

#[tokio::test]
async fn serenitys_limiter_waits_for_a_429_over_tls() {
    let discord = Discord::start().await;
    echo::start_over_tls(&discord).await;
    discord.next_handshake().await;
    let ada = discord.person("Ada");
    discord.script(Call::PostMessage, 1, Fault::RateLimited(0.2));
    discord.post(&ada, "support", "hello").await;
    assert_eq!(discord.next_message_in("support").await.content(), "hello");
    assert_eq!(discord.calls(Call::PostMessage), [429, 200]);
    discord.limit(Call::PostMessage, 2, Duration::from_millis(600));
    for text in ["one", "two", "three", "four"] {
        discord.post(&ada, "general", text).await;
    }
    for _ in 0..4 {
        discord.next_message_in("general").await;
    }
    discord.finish().await;
}
