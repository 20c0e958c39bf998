//! `/crosscheck report` and the weekly digest: what a support lead reads about the team.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Row, query};

use crate::crash::{connect, lock};
use crate::fake::{Bot, BotSetup, Channel, Discord, Interaction, Message, Permission, Person};
use crate::paste::{ARCHIVED, BANK};
use crate::setup::{lead, page};

/// Reads like an error of these apps; no rule covers it.
const UNKNOWN: &str = "The TaxBasis must be specified for this document type";

const A_DAY: u64 = 86_400;

/// What the figures mean, at the end of every report.
const MEANING: &str = "| -# **Brought:** pasted, described or looked up; a paste counts once. **Answered:** brought, and the answer was not \
     called wrong (*Not this one*). **Solved:** answered, and ended with *It worked*; the time is the one in the middle. \
     **Not recognised:** no rule covers it, or it was none of those offered. \
     **Fixes that do not work:** it was said at least three times how it went, and half of the time or more *still stuck*. An error \
     counts under the day it was brought on (UTC). Nobody is counted by name.";

async fn asked<'d>(discord: &'d Discord, person: &Person, options: &[(&str, &str)]) -> Interaction<'d> {
    discord.slash(person, "general", "crosscheck report", options).await
}

/// The report that `lead` gets, once everything that happened before is counted.
async fn report(discord: &Discord, lead: &Person, options: &[(&str, &str)]) -> Message {
    let report = asked(discord, lead, options).await.response().await;
    assert!(report.is_private(), "{}", report.shown());
    report
}

/// What is shown without its first line and the headline, whose days are those of today.
fn figures(report: &Message, title: &str) -> String {
    let mut lines = report.shown().lines().skip_while(|line| !line.starts_with("| # "));
    let headline = lines.next().unwrap_or_default();
    assert!(headline.starts_with(title), "{}", report.shown());
    lines.collect::<Vec<_>>().join("\n")
}

/// Somebody new pastes `text` in `#support`.
async fn pasted(discord: &Discord, name: &str, text: &str) -> (Person, Message) {
    let person = discord.person(name);
    discord.post(&person, "support", text).await;
    (person, discord.next_message_in("support").await)
}

async fn worked(discord: &Discord, person: &Person, answer: &Message) {
    let press = discord.press(person, answer, "It worked").await;
    press.update().await;
    press.follow_up().await;
}

/// A few cases: answered, solved, stuck, called wrong, not recognised.
async fn some_cases(discord: &Discord) {
    let (ada, answer) = pasted(discord, "Ada", ARCHIVED).await;
    worked(discord, &ada, &answer).await;
    for name in ["Ben", "Cy", "Dan"] {
        let (person, answer) = pasted(discord, name, BANK).await;
        discord.press(&person, &answer, "Not a bank account").await.update().await;
        discord.press(&person, &answer, "Still stuck").await.update().await;
    }
    let (eve, answer) = pasted(discord, "Eve", BANK).await;
    discord.press(&eve, &answer, "Not a bank account").await.update().await;
    worked(discord, &eve, &answer).await;
    let (flo, answer) = pasted(discord, "Flo", BANK).await;
    discord.press(&flo, &answer, "Not this one").await.acknowledged().await;
    discord.gone(&answer).await;
    let gus = discord.person("Gus");
    discord.post(&gus, "support", UNKNOWN).await;
    discord.nothing_said().await;
}

#[tokio::test]
async fn the_report_shows_what_was_answered_solved_and_does_not_work() {
    let discord = Discord::start().await;
    discord.start_bot(BotSetup::default()).await;
    let olga = lead(&discord);
    some_cases(&discord).await;
    let report = report(&discord, &olga, &[]).await;
    let expected = format!(
        "| **Brought:** 7 errors\n\
         | **Answered:** 5 of 7 (71 %)\n\
         | **Solved:** 2 of 5 (40 %)\n\
         | **Time to solved:** less than a minute\n\
         | **Not recognised:** 1. One kind waits for a rule. See /crosscheck gaps.\n\
         |\n\
         | **The commonest errors**\n\
         | 1. Bank account not recognised: 5\n\
         | 2. Account code archived or deleted: 1\n\
         |\n\
         | **Fixes that do not work**\n\
         | - Bank account not recognised, Not a bank account: still stuck 3 times, worked 1 of 4 (25 %)\n\
         |\n\
         {MEANING}\n\
         [7 days, off] [30 days] [90 days] [CSV]"
    );
    assert_eq!(figures(&report, "| # The last 7 days, "), expected);
    let month = discord.press(&olga, &report, "30 days").await.update().await;
    assert_eq!(
        figures(&month, "| # The last 30 days, "),
        expected.replace("[7 days, off] [30 days]", "[7 days] [30 days, off]")
    );
    discord.finish().await;
}

#[tokio::test]
async fn the_file_holds_the_same_figures() {
    let discord = Discord::start().await;
    discord.start_bot(BotSetup::default()).await;
    let olga = lead(&discord);
    some_cases(&discord).await;
    let given = report(&discord, &olga, &[("days", "30 days"), ("csv", "true")]).await;
    let (name, text) = discord.file_on(&given);
    let today = crosscheck::helpdesk::Day::of(SystemTime::now());
    assert_eq!(name, format!("crosscheck-{today}-30-days.csv"));
    let expected = "figure,error,error id,cause,app,way,value,period before\r\n\
         errors brought,,,,,,7,\r\n\
         answered,,,,,,5,\r\n\
         \"answered, per cent of those brought\",,,,,,71.4,\r\n\
         solved,,,,,,2,\r\n\
         \"solved, per cent of those answered\",,,,,,40.0,\r\n\
         median seconds to solved,,,,,,0,\r\n\
         not recognised,,,,,,1,\r\n\
         handed to a person,,,,,,0,\r\n\
         gaps that wait for a rule,,,,,,1,\r\n\
         times met,Bank account not recognised,unknown-bank-account,,,,5,\r\n\
         times met,Account code archived or deleted,account-code-archived,,,,1,\r\n\
         fix: still stuck,Bank account not recognised,unknown-bank-account,not-a-bank,,1,3,\r\n\
         fix: it worked,Bank account not recognised,unknown-bank-account,not-a-bank,,1,1,\r\n";
    let text = String::from_utf8(text).unwrap();
    let seconds = |line: &str| {
        if line.starts_with("median") { "median seconds to solved,,,,,,0,".into() } else { line.to_owned() }
    };
    let lines: Vec<String> = text.split("\r\n").map(seconds).collect();
    assert_eq!(lines.join("\r\n"), expected);

    let shown = report(&discord, &olga, &[]).await;
    let week = discord.press(&olga, &shown, "CSV").await.response().await;
    assert!(week.is_private(), "{}", week.shown());
    assert_eq!(discord.file_on(&week).0, format!("crosscheck-{today}-7-days.csv"));
    discord.finish().await;
}

#[tokio::test]
async fn nothing_is_counted_twice() {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(BotSetup::default()).await;
    let olga = lead(&discord);
    let ada = discord.person("Ada");
    let paste = discord.post(&ada, "support", BANK).await;
    let answer = discord.next_message_in("support").await;
    // The same event again, the same paste again, an edit, a question about it, the thread, and a second press.
    discord.repeat_event(&paste).await;
    discord.post(&ada, "support", BANK).await;
    let repeated = discord.next_message_in("support").await;
    assert!(repeated.content().starts_with("Same error as before"), "{}", repeated.shown());
    discord.edit(&paste, &format!("{BANK}\n\n{ARCHIVED}")).await;
    discord.next_edit_of(&answer).await;
    discord.press(&ada, &answer, "Not sure").await.update().await;
    discord.press(&ada, &answer, "Ask a follow-up").await.acknowledged().await;
    let thread = discord.next_thread_in("support").await;
    discord.next_message_in(&thread).await;
    // Somebody else looks at it for themselves.
    let ben = discord.person("Ben");
    discord.select(&ben, &answer, "Dext").await.response().await;
    crate::crash::written(&bot, "tally = 'answered'").await;
    bot.restart().await;
    discord.edit(&paste, ARCHIVED).await;
    discord.next_edit_of(&answer).await;
    worked(&discord, &ada, &answer).await;
    let shown = report(&discord, &olga, &[]).await;
    assert!(shown.shown().contains("| **Brought:** 1 error\n"), "{}", shown.shown());
    assert!(shown.shown().contains("| **Answered:** 1 of 1 (100 %)\n"), "{}", shown.shown());
    assert!(shown.shown().contains("| **Solved:** 1 of 1 (100 %)\n"), "{}", shown.shown());
    discord.everything_said();
    discord.finish().await;
}

#[tokio::test]
async fn without_the_message_content_intent_what_addresses_the_bot_is_counted() {
    let discord = Discord::start().await;
    discord.message_content(false);
    discord.start_bot(BotSetup::default()).await;
    let olga = lead(&discord);
    let ada = discord.person("Ada");
    discord.post(&ada, "support", BANK).await;
    discord.post(&ada, "support", ARCHIVED).mention_bot().await;
    discord.next_message_in("support").await;
    discord.post(&ada, "support", UNKNOWN).mention_bot().await;
    discord.next_message_in("support").await;
    let shown = report(&discord, &olga, &[]).await;
    assert!(shown.shown().contains("| **Brought:** 2 errors\n| **Answered:** 1 of 2 (50 %)\n"), "{}", shown.shown());
    discord.finish().await;
}

#[tokio::test]
async fn only_who_manages_the_server_sees_the_report() {
    let discord = Discord::start().await;
    discord.start_bot(BotSetup::default()).await;
    let olga = lead(&discord);
    let quiet = report(&discord, &olga, &[]).await;
    assert!(quiet.shown().contains("| Nobody brought an error in these days.\n"), "{}", quiet.shown());
    let ben = discord.person("Ben");
    for label in ["90 days", "CSV"] {
        let refused = discord.press(&ben, &quiet, label).await.response().await;
        assert!(refused.is_private(), "{}", refused.shown());
        assert_eq!(refused.content(), "Only members with Manage Server can see the report.");
    }
    discord.finish().await;
}

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
    for _ in 0..2_000 {
        if query("SELECT day FROM digests").fetch_optional(&mut file).await.unwrap().is_some() {
            break;
        }
        // A pause between two looks: SQLite tells another process nothing.
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(query("SELECT day FROM digests").fetch_optional(&mut file).await.unwrap().is_some());
    discord.nothing_said().await;
    discord.finish().await;
}

/// A bot that starts with these outcomes of another team in its file, and has taken them into account.
async fn experienced(discord: &Discord, outcomes: &[(&str, &str, Option<&str>, u32)]) -> Bot {
    let mut bot = discord.start_bot(BotSetup::default()).await;
    bot.kill();
    bot.exit().await;
    let today = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / A_DAY;
    let mut file = connect(&bot).await;
    for (outcome, rule, cause, times) in outcomes {
        for _ in 0..*times {
            query("INSERT INTO outcomes (day, team, outcome, rule, cause) VALUES ($1, 'others', $2, $3, $4)")
                .bind(i64::try_from(today).unwrap())
                .bind(outcome)
                .bind(rule)
                .bind(cause)
                .execute(&mut file)
                .await
                .unwrap();
        }
    }
    file.close().await.unwrap();
    bot.start_again().await;
    bot.logged("what has helped so far is taken into account").await;
    bot
}

/// The order in which the words stand on the message.
fn places(shown: &str, words: [&str; 2]) -> [usize; 2] {
    words.map(|words| shown.find(words).unwrap_or_else(|| panic!("{words}\n{shown}")))
}

#[tokio::test]
async fn what_helped_others_most_comes_first_and_buttons_know_no_order() {
    let discord = Discord::start().await;
    let bank = "unknown-bank-account";
    let _bot = experienced(
        &discord,
        &[
            ("still stuck", bank, Some("archived"), 9),
            ("worked", bank, Some("not-a-bank"), 9),
            ("answered", "tax-type-unknown", None, 2),
            ("answered", bank, None, 3),
        ],
    )
    .await;
    let causes = ["has been archived in Xero", "not a bank-type account in"];
    let (ada, answer) = pasted(&discord, "Ada", BANK).await;
    let [archived, other] = places(answer.shown(), causes);
    assert!(archived < other, "the question is as it was written\n{}", answer.shown());
    let unsure = discord.press(&ada, &answer, "Not sure").await.update().await;
    let [archived, other] = places(unsure.shown(), causes);
    assert!(other < archived, "{}", unsure.shown());

    let (ben, answer) = pasted(&discord, "Ben", BANK).await;
    let stuck = discord.press(&ben, &answer, "Still stuck").await.update().await;
    assert!(
        stuck.shown().contains("not a bank-type account in") && !stuck.shown().contains("archived in Xero"),
        "{}",
        stuck.shown()
    );

    let errors = discord.slash(&ada, "general", "errors", &[]).await.response().await;
    let listed: Vec<&str> = errors.shown().lines().filter(|line| line.starts_with("| - ")).take(2).collect();
    assert_eq!(listed[0], "| - Bank account not recognised");
    // What is asked meanwhile changes nothing: the pages stay as they are until tomorrow.
    let next = discord.press(&ada, &errors, "Next").await.update().await;
    for name in ["Cy", "Dan", "Eve", "Flo"] {
        pasted(&discord, name, ARCHIVED).await;
    }
    let back = discord.press(&ada, &next, "Back").await.update().await;
    assert_eq!(back.shown(), errors.shown());
    discord.finish().await;
}

#[tokio::test]
async fn a_report_waits_for_nobody_who_holds_the_file() {
    let discord = Discord::start().await;
    let bot = discord.start_bot(BotSetup::default()).await;
    let olga = lead(&discord);
    let lock = lock(&bot).await;
    let shown = report(&discord, &olga, &[]).await;
    assert!(shown.shown().contains("Nobody brought an error"), "{}", shown.shown());
    drop(lock);
    discord.finish().await;
}
