//! Whatever `RUST_LOG` asks for, the log holds no text of a paste, no token and no interaction's token.

use crate::fake::{BotSetup, Call, Discord, Fault};
use crate::paste::BANK;

/// What only ever stands in pastes.
const MARKS: [&str; 3] = ["Zanzibar", "Quokka Holdings", "period lock date"];

async fn everything_happens(setup: BotSetup) -> (Discord, String) {
    let discord = Discord::start().await;
    let bot = discord.start_bot(setup.with("RUST_LOG", "trace")).await;
    let ada = discord.person("Zanzibar");
    let text = format!("{BANK}\nQuokka Holdings: The document date cannot be before the period lock date");
    discord.script(Call::PostMessage, 1, Fault::Status(500));
    let paste = discord.post(&ada, "support", &text).await;
    let answer = discord.next_message_in("support").await;
    discord.edit(&paste, &format!("{text} Zanzibar")).await;
    discord.script(Call::Respond, 1, Fault::Status(500));
    discord.press(&ada, &answer, "Link the payment method").await.response().await;
    discord.slash(&ada, "support", "explain", &[("text", &text), ("why", "true")]).await.response().await;
    let modal = discord.slash(&ada, "support", "explain", &[]).await.modal().await;
    discord.submit_modal(&ada, &modal, &[("The message, as the app shows it", &text)]).await.response().await;
    discord.message_command(&ada, "Explain this error", &paste).await.response().await;
    discord.dm(&ada, "Zanzibar: how do I void a bill?").await;
    discord.next_dm_to(&ada).await;
    discord.press(&ada, &answer, "Ask a follow-up").await.acknowledged().await;
    let thread = discord.next_thread_in("support").await;
    discord.next_message_in(&thread).await;
    discord.type_in(&ada, &thread, "Quokka Holdings says thanks, that worked").await;
    discord.next_message_in(&thread).await;
    // Until the last of it was dealt with.
    discord.dm(&ada, "Zanzibar: how do I unarchive an account?").await;
    discord.next_dm_to(&ada).await;
    discord.everything_said();
    let log = bot.log();
    (discord, log)
}

fn holds_no_secret(discord: &Discord, log: &str) {
    assert!(log.contains("connected"), "something is logged:\n{log}");
    for secret in discord.secrets() {
        assert!(!log.contains(&secret), "a token is in the log");
    }
    for mark in MARKS {
        assert!(!log.contains(mark), "{mark} is in the log");
    }
}

#[tokio::test]
async fn the_log_of_a_bot_behind_a_proxy_holds_no_secret() {
    let (discord, log) = everything_happens(BotSetup::default()).await;
    holds_no_secret(&discord, &log);
    discord.finish().await;
}

#[tokio::test]
async fn the_log_of_a_bot_over_tls_holds_no_secret() {
    let (discord, log) = everything_happens(BotSetup::default().over_tls().with("LOG_FORMAT", "json")).await;
    holds_no_secret(&discord, &log);
    discord.finish().await;
}
