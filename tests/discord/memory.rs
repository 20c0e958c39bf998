//! What the bot remembers over a restart, and that it answers without its memory.

use crate::fake::{Answered, BotSetup, Discord};
use crate::paste::BANK;

/// What Ada is shown while she presses **Still stuck** until a person is called, with or without restarts between.
async fn still_stuck_to_the_end(restarts: bool) -> Vec<String> {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(BotSetup::default()).await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", BANK).await;
    let answer = discord.next_message_in("support").await;
    let mut shown = Vec::new();
    for _ in 0..8 {
        if restarts {
            bot.restart().await;
        }
        let press = discord.press(&ada, &answer, "Still stuck").await;
        if press.acknowledged().await == Answered::Update {
            shown.push(press.update().await.shown().to_owned());
        } else {
            shown.push(press.response().await.shown().to_owned());
            break;
        }
    }
    discord.finish().await;
    shown.iter().map(|shown| without_quotations(shown)).collect()
}

/// What was pasted is not kept, so it is not shown again after a restart.
fn without_quotations(shown: &str) -> String {
    shown.lines().filter(|line| !line.starts_with("| > ")).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn still_stuck_goes_on_where_it_was_after_every_restart() {
    let without = still_stuck_to_the_end(false).await;
    assert!(without.len() > 2, "{without:#?}");
    assert_eq!(still_stuck_to_the_end(true).await, without);
}

#[tokio::test]
async fn an_address_of_another_database_is_refused_without_its_password() {
    let discord = Discord::start().await;
    let bot = discord.launch_bot(BotSetup::default().with("DATABASE_URL", "postgres://desk:secret@db/desk")).await;
    let exit = bot.exit().await;
    assert_eq!(exit.code, Some(2));
    assert_eq!(
        exit.stderr.trim_end(),
        "crosscheck: DATABASE_URL must be the address of a SQLite file, such as sqlite://crosscheck.db"
    );
    discord.finish().await;
}
