//! Whatever `RUST_LOG` asks for: no token, no paste, no captured value and no name of a person in the log.

use std::time::Duration;

use serde_json::json;

use crate::fake::{Bot, BotSetup, Call, Discord, Fault, Handshake};
use crate::paste::BANK;

/// Values and words that stand in pastes of this run and nowhere else.
const VALUES: [&str; 9] = [
    "ZQX-7741",
    "ZQX-7742",
    "Harbourlight Bakery",
    "Pemberton Joinery",
    "Wintergreen Dental",
    "Marlowe Plumbing",
    "Oakfield Nursery",
    "Tidewater Books",
    "Quillfeather",
];

/// Everything people do, with a fault here and there. Gives what the bot left on standard output and error.
async fn whole_run(discord: &Discord, bot: &Bot) -> String {
    let ada = discord.person("Quillfeather");
    let pasted = "Harbourlight Bakery: Account code 'ZQX-7741' has been archived, or deleted.";
    let paste = discord.post(&ada, "support", pasted).await;
    let answer = discord.next_message_in("support").await;
    assert!(answer.shown().contains("ZQX-7741"), "the value was captured: {}", answer.shown());
    discord
        .edit(&paste, "Account code 'ZQX-7742' has been archived, or deleted.\n\nNot authorised Pemberton Joinery")
        .await;
    discord.edit(&paste, &format!("Pemberton Joinery {BANK}")).await;
    discord.next_edit_of(&answer).await;
    discord.press(&ada, &answer, "Link the payment method").await.response().await;
    discord.script(Call::FollowUp, 1, Fault::Status(500));
    let options =
        [("text", "Wintergreen Dental: Account code 'ZQX-7742' has been archived, or deleted."), ("why", "true")];
    discord.slash(&ada, "support", "explain", &options).await.response().await;
    discord.called(Call::FollowUp, 1).await;
    let form = discord.slash(&ada, "support", "explain", &[]).await.modal().await;
    let filled = format!("Marlowe Plumbing\n{BANK}");
    let filled = [("The message, as the app shows it", filled.as_str())];
    discord.submit_modal(&ada, &form, &filled).await.response().await;
    discord.autocomplete(&ada, "support", "lookup", &[("error", "Oakfield Nursery")]).await.choices().await;
    discord.message_command(&ada, "Explain this error", &paste).await.response().await;
    discord.press(&ada, &answer, "Ask a follow-up").await.acknowledged().await;
    let thread = discord.next_thread_in("support").await;
    discord.next_message_in(&thread).await;
    discord.type_in(&ada, &thread, "where do I link the payment method for Oakfield Nursery?").await;
    discord.next_message_in(&thread).await;
    let file = format!("Tidewater Books\n{BANK}");
    discord.post(&ada, "general", "").attach("Tidewater Books.txt", file.as_bytes()).await;
    discord.next_message_in("general").await;
    discord.dm(&ada, "Tidewater Books: Account code 'ZQX-7741' has been archived, or deleted.").await;
    discord.next_dm_to(&ada).await;

    // Nothing goes right any more.
    discord.script(Call::PostMessage, 4, Fault::Status(500));
    discord.dm(&ada, "Wintergreen Dental: Account code 'ZQX-7742' has been archived, or deleted.").await;
    bot.logged("an answer could not be posted").await;
    discord.script(Call::Respond, 1, Fault::LostRequest);
    discord.script(Call::Respond, 3, Fault::Status(500));
    let before = discord.calls(Call::Respond).len();
    let _ = discord.slash(&ada, "support", "lookup", &[("error", "Oakfield Nursery")]).await;
    discord.called(Call::Respond, before + 3).await;
    discord.event("MESSAGE_CREATE", &json!({ "id": "no number", "content": "Harbourlight Bakery" }));
    discord.event("INTERACTION_CREATE", &json!({ "id": "1", "type": 99, "token": "Harbourlight Bakery" }));
    discord.drop_socket();
    assert!(matches!(discord.next_handshake().await, Handshake::Resumed { .. }));
    discord.delete(&paste).await;
    discord.gone(&answer).await;
    bot.terminate();
    let exit = bot.exit_within(Duration::from_secs(5)).await;
    assert_eq!(exit.code, Some(0), "{}", exit.stderr);
    assert_eq!(exit.stdout, "", "standard output is for results");
    exit.stderr
}

/// Ends the test: the log holds something, and nothing it must not.
async fn keeps_secrets(discord: Discord, log: &str) {
    assert!(log.contains("TRACE") || log.contains("DEBUG"), "everything was asked for:\n{log}");
    for secret in discord.secrets().iter().map(String::as_str).chain(VALUES).chain([BANK, "has been archived, or"]) {
        let found = log.lines().find(|line| line.contains(secret));
        assert_eq!(found, None, "{secret:?} is in the log");
    }
    discord.everything_said();
    discord.let_everybody_go();
    discord.finish().await;
}

#[tokio::test]
async fn behind_a_proxy_the_log_keeps_secrets_at_trace() {
    let discord = Discord::start().await;
    let bot = discord.start_bot(BotSetup::default().with("RUST_LOG", "trace")).await;
    let log = whole_run(&discord, &bot).await;
    keeps_secrets(discord, &log).await;
}

#[tokio::test]
async fn over_tls_the_log_keeps_secrets_at_trace_as_json() {
    let discord = Discord::start().await;
    let setup = BotSetup::default().over_tls().with("LOG_FORMAT", "json");
    let setup = setup.with("RUST_LOG", "trace,serenity=trace,poise=trace,hyper=trace,reqwest=trace");
    let bot = discord.start_bot(setup).await;
    let log = whole_run(&discord, &bot).await;
    keeps_secrets(discord, &log).await;
}
