//! The bot's process is killed in the middle of a case and started anew: the case goes on where it was.

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection, Row};

use crate::fake::{Answered, Bot, BotSetup, Discord, Message, Person};
use crate::paste::{ARCHIVED, BANK, title};

/// A second connection to the bot's file.
pub async fn connect(bot: &Bot) -> SqliteConnection {
    let file = bot.directory().join("crosscheck.db");
    SqliteConnectOptions::new().filename(file).connect().await.expect("the bot has made its file")
}

/// Somebody else holds the file for themselves while what this gives lives.
pub async fn lock(bot: &Bot) -> SqliteConnection {
    let mut other = connect(bot).await;
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.expect("nobody writes");
    other
}

/// Waits until a case is written for which `condition` holds, in SQL. Another process's file has no event to wait for,
/// so it is asked again.
pub async fn written(bot: &Bot, condition: &str) {
    written_to(bot, "cases", condition, 1).await;
}

/// The same for so many rows of any table.
pub async fn written_to(bot: &Bot, table: &str, condition: &str, rows: i64) {
    let mut other = connect(bot).await;
    let wanted = format!("SELECT COUNT(*) FROM {table} WHERE {condition}");
    for _ in 0..2_000 {
        let found: i64 = sqlx::query(&wanted).fetch_one(&mut other).await.expect("the file can be read").get(0);
        if found >= rows {
            other.close().await.expect("it can be closed");
            return;
        }
        // A pause between two looks, not a wait for something to have happened: SQLite tells another process nothing.
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    panic!("{table}: nothing was written where {condition}");
}

/// The process ends as by `kill -9`, and a new one starts.
async fn crash(bot: &mut Bot) {
    bot.kill();
    bot.exit().await;
    bot.start_again().await;
}

async fn answered(discord: &Discord, text: &str) -> (Person, Message) {
    let ada = discord.person("Ada");
    discord.post(&ada, "support", text).await;
    (ada, discord.next_message_in("support").await)
}

/// What Ada is shown while she presses **Still stuck** until a person is called, with or without crashes between.
async fn still_stuck_to_the_end(crashes: bool) -> Vec<String> {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(BotSetup::default()).await;
    let (ada, answer) = answered(&discord, BANK).await;
    let mut shown = Vec::new();
    for stuck in 0..8 {
        if crashes {
            let tried = if stuck == 0 { "stage = 'narrowing'" } else { "stage = 'tried'" };
            written(&bot, tried).await;
            crash(&mut bot).await;
        }
        let press = discord.press(&ada, &answer, "Still stuck").await;
        if press.acknowledged().await == Answered::Update {
            shown.push(press.update().await.shown().to_owned());
            let lines = shown.len() - 1;
            written(&bot, &format!("json_array_length(tried) >= {lines}")).await;
        } else {
            shown.push(press.response().await.shown().to_owned());
            break;
        }
    }
    discord.finish().await;
    let quoted = |line: &&str| !line.starts_with("| > ");
    shown.iter().map(|shown| shown.lines().filter(quoted).collect::<Vec<_>>().join("\n")).collect()
}

#[tokio::test]
async fn still_stuck_goes_on_where_it_was_after_every_crash() {
    let without = still_stuck_to_the_end(false).await;
    assert!(without.len() > 2, "{without:#?}");
    assert_eq!(still_stuck_to_the_end(true).await, without);
}

#[tokio::test]
async fn the_question_that_was_asked_is_still_understood_by_button_and_in_words() {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(BotSetup::default()).await;
    let (ada, answer) = answered(&discord, BANK).await;
    written(&bot, "stage = 'narrowing'").await;
    crash(&mut bot).await;
    discord.post(&ada, "support", "it's an archived account").reply_to(&answer).await;
    let narrowed = discord.next_message_in("support").await;
    assert!(narrowed.shown().contains("| 1. "), "{}", narrowed.shown());
    written(&bot, "cause = 'archived'").await;
    crash(&mut bot).await;
    let other = discord.press(&ada, &answer, "Not a bank account").await.update().await;
    assert!(other.shown().contains("| 1. "), "{}", other.shown());
    discord.finish().await;
}

#[tokio::test]
async fn prompts_and_questions_in_the_thread_go_on() {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(BotSetup::default()).await;
    let (ada, answer) = answered(&discord, BANK).await;
    discord.press(&ada, &answer, "Ask a follow-up").await.acknowledged().await;
    let thread = discord.next_thread_in("support").await;
    let opening = discord.next_message_in(&thread).await;
    written(&bot, "place != ''").await;
    crash(&mut bot).await;
    let howto = discord.press(&ada, &opening, "Link the payment method").await.response().await;
    assert!(howto.shown().contains("1. "), "{}", howto.shown());
    discord.type_in(&ada, &thread, "how do I refresh the data?").await;
    let howto = discord.next_message_in(&thread).await;
    assert!(howto.shown().to_lowercase().contains("refresh"), "{}", howto.shown());
    crash(&mut bot).await;
    discord.type_in(&ada, &thread, "that worked, thanks!").await;
    discord.next_message_in(&thread).await;
    discord.everything_said();
    discord.finish().await;
}

#[tokio::test]
async fn the_account_code_of_the_paste_is_still_known() {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(BotSetup::default()).await;
    let (ada, answer) = answered(&discord, ARCHIVED).await;
    let before = title(&answer);
    assert!(before.contains("429"), "{before}");
    written(&bot, "errors LIKE '%429%'").await;
    crash(&mut bot).await;
    let changed = discord.select(&ada, &answer, "Dext").await.update().await;
    assert_eq!(title(&changed), before);
    discord.finish().await;
}

#[tokio::test]
async fn a_case_that_was_not_written_yet_goes_on_as_far_as_its_button_knows() {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(BotSetup::default()).await;
    let lock = lock(&bot).await;
    let (ada, answer) = answered(&discord, BANK).await;
    let narrowed = discord.press(&ada, &answer, "Not a bank account").await.update().await;
    bot.kill();
    bot.exit().await;
    lock.close().await.expect("it can be closed");
    bot.start_again().await;
    let next = discord.press(&ada, &narrowed, "Still stuck").await.update().await;
    assert!(next.shown().contains("Ruled out: Not a bank account"), "{}", next.shown());
    discord.finish().await;
}
