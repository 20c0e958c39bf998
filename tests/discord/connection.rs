//! The connection breaks, is taken up again, or ends: nothing is lost, nothing is said twice.

use std::time::Duration;

use serde_json::json;

use crate::fake::{Bot, BotSetup, Call, Discord, Fault, Handshake, Message};
use crate::paste::{BANK, discord, title};

/// Somebody new pastes an error in #support.
async fn paste(discord: &Discord, name: &str) -> Message {
    let person = discord.person(name);
    discord.post(&person, "support", BANK).await
}

/// These pastes are answered in #support, in this order, and nothing else is said.
async fn answered(discord: &Discord, pastes: &[&Message]) {
    for paste in pastes {
        assert_eq!(discord.next_message_in("support").await.replies_to(), Some(paste.id));
    }
    discord.nothing_said().await;
}

/// The bot comes back with its old session; gives how many events it had missed.
async fn resumed(discord: &Discord) -> usize {
    match discord.next_handshake().await {
        Handshake::Resumed { replayed } => replayed,
        Handshake::Identified { .. } => panic!("the session was there to be resumed"),
    }
}

/// The bot comes back with a new session.
async fn identified(discord: &Discord) {
    let handshake = discord.next_handshake().await;
    assert!(matches!(handshake, Handshake::Identified { .. }), "{handshake:?}");
}

/// Ends the bot as an operator does: well, within five seconds, with a proper goodbye to the gateway.
async fn ends_well(discord: &Discord, bot: &Bot) {
    bot.terminate();
    let exit = bot.exit_within(Duration::from_secs(5)).await;
    assert_eq!(exit.code, Some(0), "{}", exit.stderr);
    assert!(matches!(discord.closed_by_bot().last(), Some(1000 | 1001)), "{:?}", discord.closed_by_bot());
}

#[tokio::test]
async fn a_dropped_socket_is_resumed_with_nothing_lost_and_nothing_twice() {
    let discord = discord().await;
    let before = paste(&discord, "Ada").await;
    answered(&discord, &[&before]).await;
    discord.drop_socket();
    let meanwhile = paste(&discord, "Ben").await;
    assert!(resumed(&discord).await >= 1, "the paste was missed");
    let after = paste(&discord, "Cleo").await;
    answered(&discord, &[&meanwhile, &after]).await;
    discord.finish().await;
}

#[tokio::test]
async fn asked_to_reconnect_it_resumes() {
    let discord = discord().await;
    discord.ask_to_reconnect();
    resumed(&discord).await;
    let paste = paste(&discord, "Ada").await;
    answered(&discord, &[&paste]).await;
    discord.finish().await;
}

#[tokio::test]
async fn a_session_called_invalid_that_can_be_resumed_is_resumed() {
    let discord = discord().await;
    discord.invalidate_session(true);
    resumed(&discord).await;
    let paste = paste(&discord, "Ada").await;
    answered(&discord, &[&paste]).await;
    discord.finish().await;
}

#[tokio::test]
async fn after_an_invalid_session_what_was_missed_is_caught_up() {
    let discord = discord().await;
    let before = paste(&discord, "Ada").await;
    answered(&discord, &[&before]).await;
    discord.invalidate_session(false);
    let (first, second) = (paste(&discord, "Ben").await, paste(&discord, "Cleo").await);
    identified(&discord).await;
    answered(&discord, &[&first, &second]).await;
    discord.finish().await;
}

#[tokio::test]
async fn after_a_refused_resume_what_was_missed_is_caught_up() {
    let discord = discord().await;
    let before = paste(&discord, "Ada").await;
    answered(&discord, &[&before]).await;
    discord.refuse_resumes(1);
    discord.drop_socket();
    let meanwhile = paste(&discord, "Ben").await;
    identified(&discord).await;
    answered(&discord, &[&meanwhile]).await;
    discord.finish().await;
}

#[tokio::test]
async fn a_gateway_that_answers_503_is_tried_until_it_opens() {
    let discord = discord().await;
    discord.refuse_sockets(2);
    discord.drop_socket();
    let meanwhile = paste(&discord, "Ada").await;
    assert_eq!(discord.next_message_in("support").await.replies_to(), Some(meanwhile.id));
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn heartbeats_without_an_answer_lead_to_a_new_connection() {
    let discord = Discord::start().await;
    discord.heartbeat_every(Duration::from_millis(400));
    discord.acknowledge_heartbeats(false);
    discord.start_bot(BotSetup::default()).await;
    discord.next_handshake().await;
    discord.acknowledge_heartbeats(true);
    let paste = paste(&discord, "Ada").await;
    answered(&discord, &[&paste]).await;
    discord.finish().await;
}

#[tokio::test]
async fn a_new_process_answers_what_was_posted_while_there_was_none() {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(BotSetup::default()).await;
    let known = paste(&discord, "Ada").await;
    answered(&discord, &[&known]).await;
    ends_well(&discord, &bot).await;

    let ben = discord.person("Ben");
    let too_old = discord.post(&ben, "support", BANK).posted(Duration::from_secs(11 * 60)).await;
    let (first, second) = (paste(&discord, "Cleo").await, paste(&discord, "Dan").await);
    discord.post(&ben, "support", "thanks all, off for lunch").await;
    let asked = discord.post(&ben, "general", "dash in the integration column in Lentune").mention_bot().await;
    bot.start_again().await;
    for paste in [&first, &second] {
        assert_eq!(discord.next_message_in("support").await.replies_to(), Some(paste.id));
    }
    assert_eq!(discord.next_message_in("general").await.replies_to(), Some(asked.id));
    discord.nothing_said().await;
    assert!(discord.is_there(&too_old));
    discord.finish().await;
}

#[tokio::test]
async fn a_new_process_answers_what_is_nearly_ten_minutes_old() {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(BotSetup::default()).await;
    ends_well(&discord, &bot).await;
    let ada = discord.person("Ada");
    let old = discord.post(&ada, "support", BANK).posted(Duration::from_secs(9 * 60)).await;
    bot.start_again().await;
    answered(&discord, &[&old]).await;
    discord.finish().await;
}

#[tokio::test]
async fn after_a_crash_what_has_its_answer_is_left_alone() {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(BotSetup::default()).await;
    let (first, second) = (paste(&discord, "Ada").await, paste(&discord, "Ben").await);
    answered(&discord, &[&first, &second]).await;
    bot.kill();
    bot.exit().await;
    let third = paste(&discord, "Cleo").await;
    bot.start_again().await;
    answered(&discord, &[&third]).await;
    discord.finish().await;
}

#[tokio::test]
async fn a_question_typed_in_a_thread_while_there_was_no_bot_is_answered() {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(BotSetup::default()).await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", BANK).await;
    let answer = discord.next_message_in("support").await;
    discord.press(&ada, &answer, "Ask a follow-up").await.acknowledged().await;
    let thread = discord.next_thread_in("support").await;
    discord.next_message_in(&thread).await;
    ends_well(&discord, &bot).await;
    let question = discord.type_in(&ada, &thread, "where do I link the payment method?").await;
    bot.start_again().await;
    let howto = discord.next_message_in(&thread).await;
    assert_eq!(howto.replies_to(), Some(question.id));
    assert!(title(&howto).contains("payment method"), "{}", howto.shown());
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn what_the_library_does_not_know_and_what_is_no_edit_changes_nothing() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let channel = discord.channel("support").id.to_string();
    let guild = discord.guild_id().to_string();
    discord.unknown_event();
    discord.event("CHANNEL_CREATE", &json!({ "id": "77", "guild_id": guild, "type": 99, "name": "new-kind" }));
    discord.event("INTERACTION_CREATE", &json!({ "id": "78", "type": 99, "token": "x", "version": 1 }));
    discord.event("MESSAGE_CREATE", &json!({ "id": "no number", "channel_id": channel, "content": BANK }));
    discord.event("GUILD_CREATE", &json!({ "id": "79" }));
    let paste = discord.post(&ada, "support", &format!("{BANK} https://example.com/")).await;
    let answer = discord.next_message_in("support").await;
    assert_eq!(answer.replies_to(), Some(paste.id));
    discord.link_preview(&paste).await;
    discord.update_without_content(&paste).await;
    discord.link_preview(&answer).await;
    discord.nothing_said().await;
    assert!(discord.is_there(&answer));
    discord.finish().await;
}

#[tokio::test]
async fn told_to_stop_it_closes_properly() {
    let discord = Discord::start().await;
    let bot = discord.start_bot(BotSetup::default()).await;
    ends_well(&discord, &bot).await;
    discord.finish().await;
}

#[tokio::test]
async fn told_to_stop_after_a_resume_it_closes_properly() {
    let discord = Discord::start().await;
    let bot = discord.start_bot(BotSetup::default()).await;
    discord.drop_socket();
    resumed(&discord).await;
    ends_well(&discord, &bot).await;
    discord.finish().await;
}

#[tokio::test]
async fn told_to_stop_while_an_answer_is_under_way_it_still_ends_in_time() {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(BotSetup::default()).await;
    discord.script(Call::PostMessage, 1, Fault::Late(Duration::from_secs(60)));
    let sent = paste(&discord, "Ada").await;
    let waiting = paste(&discord, "Ben").await;
    discord.called(Call::PostMessage, 1).await;
    ends_well(&discord, &bot).await;
    // What was sent stands; what waited behind it is the next process's.
    assert_eq!(discord.next_message_in("support").await.replies_to(), Some(sent.id));
    bot.start_again().await;
    answered(&discord, &[&waiting]).await;
    discord.finish().await;
}

#[tokio::test]
async fn told_to_stop_while_the_gateway_is_closed_it_ends_in_time() {
    let discord = Discord::start().await;
    let bot = discord.start_bot(BotSetup::default()).await;
    discord.refuse_sockets(usize::MAX);
    discord.drop_socket();
    bot.terminate();
    let exit = bot.exit_within(Duration::from_secs(5)).await;
    assert_eq!(exit.code, Some(0), "{}", exit.stderr);
    discord.finish().await;
}

#[tokio::test]
async fn a_line_that_is_cut_and_a_resume_refused_are_noticed_before_the_next_heartbeat() {
    let discord = discord().await;
    discord.refuse_sockets(1);
    discord.reset_socket();
    let missed = paste(&discord, "Ada").await;
    // serenity alone notices at the next heartbeat and needs ten seconds more: 51.
    discord.next_handshake_within(Duration::from_secs(35)).await;
    answered(&discord, &[&missed]).await;
    discord.finish().await;
}
