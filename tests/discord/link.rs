//! The gateway in trouble: dropped, told to reconnect, refused; and what was said meanwhile.

use std::time::Duration;

use crate::fake::{BotSetup, Discord, Handshake};
use crate::paste::{BANK, discord};

/// Somebody pastes, and the bot answers: it is back.
async fn is_back(discord: &Discord) {
    let somebody = discord.person("Somebody");
    let paste = discord.post(&somebody, "support", BANK).await;
    assert_eq!(discord.next_message_in("support").await.replies_to(), Some(paste.id));
}

/// Waits for a new session, whatever comes before it. serenity takes five seconds to let go of the old one, and five
/// more must lie between two sessions.
async fn identified(discord: &Discord) {
    while !matches!(discord.next_handshake_within(Duration::from_secs(30)).await, Handshake::Identified { .. }) {}
}

#[tokio::test]
async fn a_dropped_socket_is_resumed_and_nothing_is_lost() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    discord.drop_socket();
    let paste = discord.post(&ada, "support", BANK).await;
    assert!(matches!(discord.next_handshake().await, Handshake::Resumed { .. }));
    assert_eq!(discord.next_message_in("support").await.replies_to(), Some(paste.id));
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn asked_to_reconnect_it_resumes() {
    let discord = discord().await;
    discord.ask_to_reconnect();
    assert!(matches!(discord.next_handshake().await, Handshake::Resumed { .. }));
    is_back(&discord).await;
    discord.finish().await;
}

#[tokio::test]
async fn an_invalid_session_is_replaced_and_what_was_missed_is_answered() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    discord.invalidate_session(false);
    let missed = discord.post(&ada, "support", BANK).await;
    identified(&discord).await;
    assert_eq!(discord.next_message_in("support").await.replies_to(), Some(missed.id));
    is_back(&discord).await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn a_resume_refused_with_503_does_not_leave_it_deaf_for_a_minute() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    discord.refuse_sockets(2);
    discord.drop_socket();
    let missed = discord.post(&ada, "support", BANK).await;
    // serenity alone would notice at the next heartbeat and take ten seconds more: 51.
    discord.next_handshake_within(Duration::from_secs(35)).await;
    assert_eq!(discord.next_message_in("support").await.replies_to(), Some(missed.id));
    discord.finish().await;
}

#[tokio::test]
async fn a_resume_that_discord_does_not_take_leads_to_a_new_session() {
    let discord = discord().await;
    discord.refuse_resumes(1);
    discord.drop_socket();
    identified(&discord).await;
    is_back(&discord).await;
    discord.finish().await;
}

#[tokio::test]
async fn a_goodbye_is_a_proper_one() {
    let discord = Discord::start().await;
    let bot = discord.start_bot(BotSetup::default()).await;
    bot.terminate();
    let exit = bot.exit_within(Duration::from_secs(5)).await;
    assert_eq!(exit.code, Some(0), "{}", exit.stderr);
    assert_eq!(discord.closed_by_bot(), [1000]);
    discord.finish().await;
}

#[tokio::test]
async fn told_to_stop_while_the_gateway_is_away_it_ends_all_the_same() {
    let discord = Discord::start().await;
    let bot = discord.start_bot(BotSetup::default()).await;
    discord.refuse_sockets(1_000);
    discord.drop_socket();
    discord.sockets_refused(3).await;
    bot.terminate();
    let exit = bot.exit_within(Duration::from_secs(5)).await;
    assert_eq!(exit.code, Some(0), "{}", exit.stderr);
    discord.refuse_sockets(0);
    discord.finish().await;
}

#[tokio::test]
async fn a_resume_that_is_never_answered_is_given_up() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    discord.ignore_resumes(1);
    discord.drop_socket();
    let missed = discord.post(&ada, "support", BANK).await;
    discord.next_handshake_within(Duration::from_secs(35)).await;
    assert_eq!(discord.next_message_in("support").await.replies_to(), Some(missed.id));
    is_back(&discord).await;
    discord.finish().await;
}

#[tokio::test]
async fn a_connection_that_is_reset_and_refused_comes_back_before_the_next_heartbeat() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    discord.refuse_sockets(1);
    discord.reset_socket();
    let missed = discord.post(&ada, "support", BANK).await;
    discord.next_handshake_within(Duration::from_secs(35)).await;
    assert_eq!(discord.next_message_in("support").await.replies_to(), Some(missed.id));
    is_back(&discord).await;
    discord.finish().await;
}
