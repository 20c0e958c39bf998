//! Several people meet outage errors: one notice for each channel, short answers while it lasts, an all-clear at its end.

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use crate::fake::{Bot, BotSetup, Call, Channel, Discord, Fault, Message, Permission, Person};
use crate::paste::{ARCHIVED, discord, title};
use crate::setup::{lead, page};

/// Dext's words when Xero refuses it.
const REFUSED: &str =
    "Sorry, we cannot publish this item because your request to Xero was not authorised. Please try again.";
/// Xero's words when its API does not answer.
const DOWN: &str = "The Xero API is temporarily unavailable";
/// What most apps say when the connection is gone.
const EXPIRED: &str = "Xero connection has expired";

const NOTICE: &str = "Xero seems to be having trouble";
const SHORT: &str = "do not reconnect yet";

/// Ada and Ben in #support, each with an answer as usual.
async fn two_met_it(discord: &Discord) {
    for (name, paste) in [("Ada", REFUSED), ("Ben", DOWN)] {
        discord.post(&discord.person(name), "support", paste).mention_bot().await;
        let answer = discord.next_message_in("support").await;
        assert_ne!(title(&answer), NOTICE, "{}", answer.shown());
    }
}

/// Cleo is the third, in #general: her notice there, and the one in #support.
async fn opened(discord: &Discord) -> (Message, Message) {
    two_met_it(discord).await;
    let cleo = discord.person("Cleo");
    let paste = discord.post(&cleo, "general", EXPIRED).mention_bot().await;
    let general = discord.next_message_in("general").await;
    assert_eq!(general.replies_to(), Some(paste.id));
    assert_eq!(title(&general), NOTICE);
    let support = discord.next_message_in("support").await;
    assert_eq!((title(&support).as_str(), support.replies_to()), (NOTICE, None));
    (general, support)
}

/// What somebody is told who pastes it in `channel`.
async fn told(discord: &Discord, name: &str, channel: &str, paste: &str) -> Message {
    let asked = discord.post(&discord.person(name), channel, paste).mention_bot().await;
    let answer = discord.next_message_in(channel).await;
    assert_eq!(answer.replies_to(), Some(asked.id), "{}", answer.shown());
    answer
}

async fn incident(discord: &Discord, by: &Person, channel: &str, action: &str) -> String {
    let options = [("action", action)];
    let answer = discord.slash(by, channel, "crosscheck incident", &options).await.response().await;
    assert!(answer.is_private(), "{}", answer.shown());
    answer.content().to_owned()
}

/// Makes it an hour ago that somebody last met it, in the database of a bot that has ended.
async fn an_hour_passes(bot: &Bot) {
    let mut database = database(bot).await;
    let aged = sqlx::query("UPDATE incidents SET last_met = last_met - 3600000").execute(&mut database).await;
    assert_eq!(aged.expect("the file can be written").rows_affected(), 1);
    database.close().await.expect("it can be closed");
}

async fn database(bot: &Bot) -> sqlx::SqliteConnection {
    let file = bot.directory().join("crosscheck.db");
    SqliteConnectOptions::new().filename(file).connect().await.expect("the bot's database is there")
}

/// The lead stops the incident: both channels hear it, and nothing else is said.
async fn is_cleared(discord: Discord) {
    incident(&discord, &lead(&discord), "general", "stop").await;
    discord.next_message_in("general").await;
    discord.next_message_in("support").await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn from_three_pastes_in_two_channels_to_notices_short_answers_a_stop_and_all_clears() {
    let discord = discord().await;
    let (general, support) = opened(&discord).await;
    assert_eq!(
        general.shown(),
        "(reply to Cleo)\n\
         | # Xero seems to be having trouble\n\
         | **Do not reconnect yet.** First see whether Xero itself is down:\n\
         | 1. Open **status.xero.com** and look for a current issue.\n\
         | 2. An issue is listed: wait until it is closed, then send again.\n\
         | 3. Nothing is listed: reconnect the app and send again.\n\
         | **Why I say so:** 3 people here met connection or outage errors of Xero within ten minutes.\n\
         | While it lasts I answer these errors in a line, with the whole answer behind **More**, and I say here when it \
         seems to be over.\n\
         | -- Source: Dext: Xero publishing error messages (read 2026-11-21)\n\
         [More]"
    );
    for name in ["Ada", "Ben", "Cleo"] {
        let names = |notice: &Message| notice.shown().lines().any(|line| line.starts_with('|') && line.contains(name));
        assert!(!names(&general) && !names(&support));
    }
    let short = told(&discord, "Dan", "support", DOWN).await;
    assert_eq!(
        short.shown(),
        "(reply to Dan)\n\
         Xero seems to be having trouble just now: **do not reconnect yet.** What to do is in [the notice](\
         (link to Crosscheck's message in #support)).\n\
         [More]"
    );
    assert!(short.content().contains(&format!("/{}/{})", discord.channel("support").id, support.id)));
    let dan = discord.person("Dan");
    let whole = discord.press(&dan, &short, "More").await.response().await;
    assert!(whole.is_private() && title(&whole) == "Xero is not available at the moment", "{}", whole.shown());
    let other = told(&discord, "Dan", "support", ARCHIVED).await;
    assert!(other.shown().contains("It worked"), "other errors are answered as usual: {}", other.shown());

    let olga = lead(&discord);
    let shown = incident(&discord, &olga, "general", "show").await;
    assert!(shown.starts_with("**Xero** seems to be down since <t:"), "{shown}");
    let stopped = incident(&discord, &olga, "general", "stop").await;
    assert!(
        stopped.starts_with("The incident with Xero is over. The 2 channels that had a notice hear it now."),
        "{stopped}"
    );
    for (channel, notice) in [("general", &general), ("support", &support)] {
        let clear = discord.next_message_in(channel).await;
        assert_eq!(clear.replies_to(), Some(notice.id));
        assert_eq!(
            clear.shown(),
            "(reply to Crosscheck)\n\
             | # The trouble with Xero is over\n\
             | Your staff say so. Send again what failed. If it still fails for you, reconnect the app, or paste the \
             message here."
        );
    }
    // Stragglers do not reopen it.
    for name in ["Eve", "Fay", "Gil", "Hal"] {
        let answer = told(&discord, name, "support", REFUSED).await;
        assert_ne!(title(&answer), NOTICE);
        assert!(answer.buttons().len() > 1, "{}", answer.shown());
    }
    assert_eq!(incident(&discord, &olga, "general", "show").await, "No incident runs here.");
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn several_servers_of_one_host_make_an_incident_once_there_are_three() {
    let discord = discord().await;
    let (bills, ledger) = (discord.add_server("Quay Books", "bills"), discord.add_server("Mill Books", "ledger"));
    let met = async |who: &Person, place: &Channel| {
        discord.post(who, place, DOWN).await;
        discord.next_message_in(place).await
    };
    let support = discord.channel("support");
    let [ada, ben, cleo, dan, eve] = ["Ada", "Ben", "Cleo", "Dan", "Eve"].map(|name| discord.person(name));
    assert_ne!(title(&met(&ada, &support).await), NOTICE);
    assert_ne!(title(&met(&ben, &bills).await), NOTICE);
    assert_ne!(title(&met(&ada, &ledger).await), NOTICE, "Ada is one person in two servers");
    let third = met(&cleo, &ledger).await;
    assert_eq!(title(&third), NOTICE);
    assert!(third.shown().contains("People of several teams, yours among them, met"), "{}", third.shown());
    for place in [&support, &bills] {
        assert_eq!(title(&discord.next_message_in(place).await), NOTICE);
    }
    // A server that joins later hears with its first.
    let later = discord.add_server("Bay Books", "desk");
    let joined = met(&dan, &later).await;
    assert!(joined.shown().contains("People of several other teams met"), "{}", joined.shown());
    // Each server's staff speak for it alone; where the bot was removed nothing is said any more.
    discord.remove_from(&bills);
    incident(&discord, &lead(&discord), "general", "stop").await;
    discord.next_message_in("support").await;
    assert!(met(&eve, &ledger).await.content().contains(SHORT));
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn one_person_who_pastes_fifty_errors_opens_nothing() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let mut whole = 0;
    for n in 0..50 {
        let channel = ["support", "general"][n % 2];
        let paste = format!("{} ({n})", [REFUSED, DOWN, EXPIRED][n % 3]);
        discord.post(&ada, channel, &paste).await;
        if n < 10 {
            let answer = discord.next_message_in(channel).await;
            assert_ne!(title(&answer), NOTICE, "{}", answer.shown());
            whole += usize::from(!answer.content().starts_with("Same error as before"));
        }
    }
    assert_eq!(whole, 6, "three errors in two channels, the next four in a line, and then nothing");
    discord.nothing_said_in("support").await;
    discord.nothing_said_in("general").await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn staff_start_it_by_command_and_the_notice_stands_where_they_are() {
    let discord = discord().await;
    let max = discord.person("Max");
    discord.make_staff(&max);
    discord.open_command("crosscheck");
    let started = incident(&discord, &max, "general", "start").await;
    assert!(started.starts_with("The incident with Xero runs."), "{started}");
    let notice = discord.next_message_in("general").await;
    assert_eq!(title(&notice), "Xero is having trouble");
    assert!(notice.shown().contains("| **Why I say so:** Your staff say so."), "{}", notice.shown());
    let again = incident(&discord, &max, "general", "start").await;
    assert!(again.contains("runs already") && again.contains("has its notice already"), "{again}");
    let first = told(&discord, "Ada", "support", REFUSED).await;
    assert_eq!(title(&first), "Xero is having trouble", "the first in another channel gets the notice");
    assert!(told(&discord, "Ada", "general", REFUSED).await.content().contains(SHORT));
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn who_is_neither_staff_nor_lead_starts_nothing() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    discord.open_command("crosscheck");
    let refused = incident(&discord, &ada, "general", "start").await;
    assert_eq!(refused, "Only staff and members with Manage Server can start or stop an incident.");
    let answer = told(&discord, "Ada", "general", REFUSED).await;
    assert!(answer.buttons().len() > 1, "{}", answer.shown());
    discord.finish().await;
}

#[tokio::test]
async fn commands_are_answered_in_short_and_a_private_question_is_not_announced() {
    let discord = discord().await;
    two_met_it(&discord).await;
    let cleo = discord.person("Cleo");
    let private = [("text", EXPIRED), ("private", "true")];
    let answer = discord.slash(&cleo, "general", "explain", &private).await.response().await;
    assert!(answer.is_private() && answer.content().contains(SHORT), "{}", answer.shown());
    let notice = discord.next_message_in("support").await;
    assert_eq!(title(&notice), NOTICE, "where others met it for all to see");
    discord.nothing_said_in("general").await;
    let public = discord.slash(&cleo, "general", "explain", &[("text", EXPIRED)]).await.response().await;
    assert!(public.content().contains(SHORT), "{}", public.shown());
    let notice = discord.next_message_in("general").await;
    assert_eq!(title(&notice), NOTICE);
    let whole = discord.press(&cleo, &public, "More").await.response().await;
    assert_eq!(title(&whole), "The connection to Xero has to be renewed");
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn a_restart_says_nothing_twice_and_the_all_clear_comes_an_hour_later() {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(BotSetup::default()).await;
    let (general, support) = opened(&discord).await;
    crate::crash::written_to(&bot, "incident_notices", "post IS NOT NULL", 2).await;
    bot.kill();
    bot.exit().await;
    bot.start_again().await;
    let short = told(&discord, "Dan", "support", REFUSED).await;
    assert!(short.content().contains(&support.id.to_string()), "it leads to the notice: {}", short.shown());
    discord.nothing_said().await;
    bot.terminate();
    bot.exit().await;
    an_hour_passes(&bot).await;
    bot.start_again().await;
    for (channel, notice) in [("general", &general), ("support", &support)] {
        let clear = discord.next_message_in(channel).await;
        assert_eq!(title(&clear), "The trouble with Xero seems to be over");
        assert_eq!(clear.replies_to(), Some(notice.id));
    }
    discord.nothing_said().await;
    // What was said is known, also when the database has not heard of it.
    crate::crash::written_to(&bot, "incident_notices", "cleared", 2).await;
    bot.terminate();
    bot.exit().await;
    let mut database = database(&bot).await;
    sqlx::query("UPDATE incident_notices SET cleared = FALSE").execute(&mut database).await.expect("it can be written");
    database.close().await.expect("it can be closed");
    bot.start_again().await;
    crate::crash::written_to(&bot, "incident_notices", "cleared", 2).await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn a_channel_that_is_removed_gets_no_all_clear_and_the_others_do() {
    let discord = discord().await;
    let (general, _) = opened(&discord).await;
    discord.delete_channel("support");
    incident(&discord, &lead(&discord), "general", "stop").await;
    let clear = discord.next_message_in("general").await;
    assert_eq!(clear.replies_to(), Some(general.id));
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn a_lost_answer_of_discord_says_nothing_twice() {
    let discord = discord().await;
    two_met_it(&discord).await;
    discord.script(Call::PostMessage, 2, Fault::LostAnswer);
    discord.post(&discord.person("Cleo"), "general", EXPIRED).await;
    assert_eq!(title(&discord.next_message_in("general").await), NOTICE);
    assert_eq!(title(&discord.next_message_in("support").await), NOTICE);
    let short = told(&discord, "Dan", "general", DOWN).await;
    assert!(short.content().contains("[the notice](https://"), "{}", short.shown());
    discord.script(Call::PostMessage, 2, Fault::LostAnswer);
    is_cleared(discord).await;
}

#[tokio::test]
async fn the_notice_stays_when_the_paste_it_answered_is_edited_or_deleted() {
    let discord = discord().await;
    two_met_it(&discord).await;
    let cleo = discord.person("Cleo");
    let paste = discord.post(&cleo, "general", EXPIRED).await;
    let notice = discord.next_message_in("general").await;
    discord.next_message_in("support").await;
    discord.edit(&paste, &format!("{EXPIRED}!")).await;
    discord.nothing_said().await;
    discord.edit(&paste, ARCHIVED).await;
    let answer = discord.next_message_in("general").await;
    assert!(answer.shown().contains("Account code"), "{}", answer.shown());
    discord.delete(&paste).await;
    discord.gone(&answer).await;
    assert!(discord.is_there(&notice));
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn other_errors_beside_it_are_answered_and_the_notice_follows() {
    let discord = discord().await;
    two_met_it(&discord).await;
    discord.post(&discord.person("Cleo"), "general", &format!("{DOWN}\n\n{ARCHIVED}")).await;
    let answer = discord.next_message_in("general").await;
    assert!(answer.shown().contains("It worked"), "{}", answer.shown());
    assert_eq!(title(&discord.next_message_in("general").await), NOTICE);
    assert_eq!(title(&discord.next_message_in("support").await), NOTICE);
    discord.finish().await;
}

#[tokio::test]
async fn with_notices_switched_off_everything_is_answered_as_usual_until_staff_start_one() {
    let discord = discord().await;
    let olga = lead(&discord);
    let panel = page(&discord, &olga, "4 News").await;
    discord.select(&olga, &panel, "Announce only what staff start").await.update().await;
    for name in ["Ada", "Ben", "Cleo", "Dan"] {
        let answer = told(&discord, name, "support", REFUSED).await;
        assert_ne!(title(&answer), NOTICE, "{}", answer.shown());
    }
    incident(&discord, &olga, "general", "start").await;
    discord.next_message_in("general").await;
    assert_eq!(title(&told(&discord, "Eve", "support", REFUSED).await), "Xero is having trouble");
    discord.finish().await;
}

#[tokio::test]
async fn without_the_message_content_intent_mentions_make_an_incident_too() {
    let discord = Discord::start().await;
    discord.message_content(false);
    discord.start_bot(BotSetup::default().with("MESSAGE_CONTENT", "off")).await;
    let (general, _) = opened(&discord).await;
    let short = told(&discord, "Dan", "general", DOWN).await;
    assert!(short.content().contains(&general.id.to_string()), "{}", short.shown());
    is_cleared(discord).await;
}

#[tokio::test]
async fn where_the_bot_may_not_write_it_says_so_and_tells_the_others() {
    let discord = discord().await;
    discord.take_permission("general", Permission::SendMessages);
    let started = incident(&discord, &lead(&discord), "general", "start").await;
    assert!(started.contains("I may not write in this channel, so there is no notice here."), "{started}");
    assert_eq!(title(&told(&discord, "Ada", "support", REFUSED).await), "Xero is having trouble");
    discord.nothing_said().await;
    discord.finish().await;
}
