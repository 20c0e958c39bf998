//! `/crosscheck report`: what a support lead reads about the team.

use std::time::SystemTime;

use crate::crash::lock;
use crate::fake::{BotSetup, Discord, Interaction, Message, Person};
use crate::paste::{ARCHIVED, BANK};
use crate::setup::lead;

/// Reads like an error of these apps; no rule covers it.
const UNKNOWN: &str = "The TaxBasis must be specified for this document type";

/// Seconds of a day.
pub const A_DAY: u64 = 86_400;

/// What the figures mean, at the end of every report.
pub const MEANING: &str = "| -# **Brought:** pasted, described or looked up; a paste counts once. **Answered:** brought, and the answer was not \
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
pub fn figures(report: &Message, title: &str) -> String {
    let mut lines = report.shown().lines().skip_while(|line| !line.starts_with("| # "));
    let headline = lines.next().unwrap_or_default();
    assert!(headline.starts_with(title), "{}", report.shown());
    lines.collect::<Vec<_>>().join("\n")
}

/// Somebody new pastes `text` in `#support`.
pub async fn pasted(discord: &Discord, name: &str, text: &str) -> (Person, Message) {
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
