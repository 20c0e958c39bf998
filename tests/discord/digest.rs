//! The weekly digest: posted once, on its day, whatever happened in between.

use std::time::{SystemTime, UNIX_EPOCH};

use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Row, query};

use crate::crash::{connect, written_to};
use crate::fake::{Bot, BotSetup, Channel, Discord, Message, Permission, Person};
use crate::report::{A_DAY, MEANING, figures};
use crate::setup::{lead, page};

/// A server whose digest goes to `#news`, on the day it is now by a clock that shows noon: so it is due since nine. The
/// bot is down, and the last digest was posted eight days ago.
async fn a_digest_is_due(discord: &Discord) -> (Bot, Channel) {
    let news = discord.add_channel("news");
    let bot = discord.start_bot(BotSetup::default()).await;
    let olga = lead(discord);
    let panel = page(discord, &olga, "4 News").await;
    discord.choose(&olga, &panel, "Digest channel", Some(news.id)).await.update().await;
    bot.kill();
    bot.exit().await;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let ahead = 12 - i64::try_from(now % A_DAY / 3_600).unwrap();
    // The names in the database have the sign the other way round.
    let zone = if ahead == 0 { "Etc/GMT".to_owned() } else { format!("Etc/GMT{:+}", -ahead) };
    let today = (i64::try_from(now).unwrap() + ahead * 3_600) / i64::try_from(A_DAY).unwrap();
    let names = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];
    let mut file = connect(&bot).await;
    query("UPDATE teams SET digest_day = $1, zone = $2")
        .bind(names[usize::try_from(today % 7).unwrap()])
        .bind(zone)
        .execute(&mut file)
        .await
        .unwrap();
    query("INSERT INTO digests (team, day) SELECT team, $1 FROM teams WHERE TRUE ON CONFLICT (team) DO UPDATE SET day = excluded.day")
        .bind(today - 8)
        .execute(&mut file)
        .await
        .unwrap();
    counted(&mut file, today).await;
    file.close().await.unwrap();
    (bot, news)
}

/// The outcomes of two weeks before `today`: twelve errors, and eight the week before.
async fn counted(file: &mut SqliteConnection, today: i64) {
    for (ago, outcome, rule, seconds, times) in [
        (1, "answered", Some("unknown-bank-account"), None, 8),
        (7, "answered", Some("lock-date"), None, 2),
        (3, "unrecognised", None, None, 2),
        (1, "worked", Some("unknown-bank-account"), Some(240), 5),
        (1, "handed over", Some("lock-date"), None, 1),
        (8, "answered", Some("unknown-bank-account"), None, 6),
        (14, "unrecognised", None, None, 2),
        (9, "worked", Some("unknown-bank-account"), Some(600), 3),
        // Today is not over, and what is older is not compared with.
        (0, "answered", Some("lock-date"), None, 50),
        (15, "answered", Some("lock-date"), None, 50),
    ] {
        for _ in 0..times {
            query("INSERT INTO outcomes (day, team, outcome, rule, seconds) SELECT $1, team, $2, $3, $4 FROM teams")
                .bind(today - ago)
                .bind(outcome)
                .bind(rule)
                .bind(seconds)
                .execute(&mut *file)
                .await
                .unwrap();
        }
    }
}

/// What the bot says about itself, once it has heard of the server.
async fn status(discord: &Discord, lead: &Person) -> Message {
    discord.slash(lead, "general", "crosscheck status", &[]).await.response().await;
    discord.slash(lead, "general", "crosscheck status", &[]).await.response().await
}

#[tokio::test]
async fn the_digest_that_is_due_is_posted_once() {
    let discord = Discord::start().await;
    let (mut bot, news) = a_digest_is_due(&discord).await;
    bot.start_again().await;
    let digest = discord.next_message_in(&news).await;
    assert!(!digest.is_private());
    assert_eq!(
        figures(&digest, "| # Crosscheck: the week from "),
        format!(
            "| **Brought:** 12 errors, 4 more than the week before\n\
             | **Answered:** 10 of 12 (83 %, before 75 %)\n\
             | **Solved:** 5 of 10 (50 %, before 50 %)\n\
             | **Time to solved:** 4 minutes (before 10 minutes)\n\
             | **Handed to a person:** 1, 1 more than the week before\n\
             | **Not recognised:** 2. See /crosscheck gaps.\n\
             |\n\
             | **The commonest errors**\n\
             | 1. Bank account not recognised: 8, 2 more than the week before\n\
             | 2. The date is in a locked period: 2, 2 more than the week before\n\
             |\n\
             {MEANING}"
        )
    );
    assert_eq!(digest.json()["mentions"].as_array().map(Vec::len), Some(0));
    // Not after a restart, not when the bot is removed and invited again, not with the clock put back.
    bot.restart().await;
    discord.remove_bot();
    discord.invite_bot();
    let mut file = connect(&bot).await;
    let posted: i64 = query("SELECT day FROM digests").fetch_one(&mut file).await.unwrap().get("day");
    query("UPDATE digests SET day = $1").bind(posted + 1).execute(&mut file).await.unwrap();
    bot.restart().await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn a_quiet_week_is_said_to_be_one() {
    let discord = Discord::start().await;
    let (mut bot, news) = a_digest_is_due(&discord).await;
    let mut file = connect(&bot).await;
    query("DELETE FROM outcomes").execute(&mut file).await.unwrap();
    file.close().await.unwrap();
    bot.start_again().await;
    let digest = discord.next_message_in(&news).await;
    assert_eq!(figures(&digest, "| # Crosscheck: the week from "), "| A quiet week: nobody brought an error.");
    discord.finish().await;
}

#[tokio::test]
async fn a_digest_that_may_not_be_posted_waits_and_the_status_names_why() {
    let discord = Discord::start().await;
    let (mut bot, news) = a_digest_is_due(&discord).await;
    discord.take_permission(&news, Permission::SendMessages);
    bot.start_again().await;
    let olga = lead(&discord);
    let status = status(&discord, &olga).await;
    let why = "⚠️ In #news I lack **Send Messages**: give it to me under **Edit Channel > Permissions**. Until then there is no digest.";
    assert!(status.shown().contains(why), "{}", status.shown());
    discord.nothing_said().await;
    discord.give_permission(&news, Permission::SendMessages);
    bot.restart().await;
    let digest = discord.next_message_in(&news).await;
    assert!(digest.shown().contains("**Brought:** 12 errors"), "{}", digest.shown());
    discord.finish().await;
}

#[tokio::test]
async fn a_digest_channel_that_was_deleted_loses_nothing() {
    let discord = Discord::start().await;
    let (mut bot, news) = a_digest_is_due(&discord).await;
    discord.delete_channel(&news);
    bot.start_again().await;
    let olga = lead(&discord);
    let status = status(&discord, &olga).await;
    assert!(status.shown().contains("⚠️ The digest channel was deleted"), "{}", status.shown());
    let other = discord.add_channel("other-news");
    let panel = page(&discord, &olga, "4 News").await;
    discord.choose(&olga, &panel, "Digest channel", Some(other.id)).await.update().await;
    bot.restart().await;
    let digest = discord.next_message_in(&other).await;
    assert!(digest.shown().contains("**Brought:** 12 errors"), "{}", digest.shown());
    discord.finish().await;
}

#[tokio::test]
async fn a_digest_just_switched_on_comes_with_the_next_turn_of_its_day() {
    let discord = Discord::start().await;
    let (mut bot, _) = a_digest_is_due(&discord).await;
    let mut file = connect(&bot).await;
    query("DELETE FROM digests").execute(&mut file).await.unwrap();
    bot.start_again().await;
    written_to(&bot, "digests", "TRUE", 1).await;
    discord.nothing_said().await;
    discord.finish().await;
}
