//! The gateway's troubles: wrong tokens and intents, refused sockets and resumes, missing acknowledgements.

use std::time::Duration;

use super::with_echo;
use crate::echo;
use crate::fake::{Call, Discord, Handshake};

#[tokio::test]
async fn an_intent_that_is_not_granted_closes_the_socket_with_4014() {
    let discord = Discord::start().await;
    discord.message_content(false);
    let bot = discord.launch_bot(echo::setup()).await;
    let exit = bot.exit().await;
    assert_eq!(exit.code, Some(101));
    assert!(exit.stderr.contains("DisallowedGatewayIntents"), "{}", exit.stderr);
    discord.finish().await;
}

#[tokio::test]
async fn a_wrong_token_closes_the_socket_with_4004() {
    let discord = Discord::start().await;
    let bot = discord.launch_bot(echo::setup().with("DISCORD_TOKEN", "a.wrong.one")).await;
    let exit = bot.exit().await;
    assert!(exit.stderr.contains("InvalidAuthentication"), "{}", exit.stderr);
    discord.finish().await;
}

#[tokio::test]
async fn a_session_called_invalid_but_resumable_is_resumed() {
    let discord = with_echo().await;
    discord.invalidate_session(true);
    assert!(matches!(discord.next_handshake().await, Handshake::Resumed { .. }));
    discord.finish().await;
}

#[tokio::test]
async fn a_refused_resume_becomes_a_new_session() {
    let discord = with_echo().await;
    discord.refuse_resumes(1);
    discord.drop_socket();
    assert!(matches!(discord.next_handshake().await, Handshake::Identified { .. }));
    discord.finish().await;
}

#[tokio::test]
async fn heartbeats_without_an_acknowledgement_lead_to_a_new_session() {
    let discord = Discord::start().await;
    discord.heartbeat_every(Duration::from_millis(400));
    discord.acknowledge_heartbeats(false);
    echo::start(&discord, echo::INTENTS).await;
    discord.next_handshake().await;
    assert!(matches!(discord.next_handshake().await, Handshake::Identified { .. }));
    discord.finish().await;
}

#[tokio::test]
async fn sockets_refused_with_503_are_tried_again() {
    let discord = with_echo().await;
    discord.called(Call::ReplaceCommands, 1).await;
    // serenity tries to resume twice, then starts anew.
    discord.refuse_sockets(2);
    discord.drop_socket();
    assert!(matches!(discord.next_handshake().await, Handshake::Identified { .. }));
    discord.called(Call::ReplaceCommands, 2).await;
    discord.finish().await;
}
