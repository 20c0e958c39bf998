//! `/crosscheck gaps`: what no rule covers is collected without a word, and becomes a rule.

use std::fs;

use crate::fake::{BotSetup, Discord, Message, Person};
use crate::paste::discord;
use crate::setup::lead;

/// An error that no rule covers, with values.
fn matched(date: &str, amount: &str) -> String {
    format!("Bank statement line of {date} for {amount} has already been matched")
}

/// Another one.
const THEME: &str = "The branding theme 'Standard Blue' could not be found for the invoice";

/// The list, as the lead sees it.
async fn list(discord: &Discord, lead: &Person) -> Message {
    let list = discord.slash(lead, "general", "crosscheck gaps", &[]).await.response().await;
    assert!(list.is_private(), "{}", list.shown());
    list
}

/// Nothing was said, and everything posted in `#support` so far was dealt with: the first probe may overtake what was posted
/// a moment before it, the second finds that in the lane.
async fn all_heard(discord: &Discord) {
    discord.nothing_said_in("support").await;
    discord.nothing_said_in("support").await;
}

/// Three people paste the same error, one with chatter; nobody is answered.
async fn three_paste(discord: &Discord) {
    let (ada, ben, cy) = (discord.person("Ada"), discord.person("Ben"), discord.person("Cy"));
    discord.post(&ada, "support", &matched("12/05/2025", "250.00")).await;
    let chatter = format!("hi all, anyone seen this?\n{}\nthanks", matched("3 Jun 2025", "£1,020.50"));
    discord.post(&ben, "support", &chatter).await;
    discord.post(&cy, "support", &format!("Xero error: {}", matched("2025-07-01", "99.10"))).await;
    all_heard(discord).await;
}

#[tokio::test]
async fn what_no_rule_covers_is_collected_silently_and_becomes_a_rule() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let discord = Discord::start().await;
    let bot = discord.start_bot(BotSetup::default().with("RULES_DIR", folder.path())).await;
    bot.logged("the rules folder is watched").await;
    three_paste(&discord).await;
    discord.post(&discord.person("Dee"), "support", THEME).await;
    all_heard(&discord).await;
    let olga = lead(&discord);
    let listed = list(&discord, &olga).await;
    assert_eq!(
        listed.shown(),
        "(only Olga sees this)\n\
         | # Errors that no rule covers yet\n\
         | **3 ×** Bank statement line of … for … has already been matched\n\
         | -# first (a time), last (a time)\n\
         | **1 ×** The branding theme … could not be found for the invoice\n\
         | -# (a time)\n\
         <Open one: 3 × Bank statement line of … for … has already been matched / \
         1 × The branding theme … could not be found for the invoice>"
    );
    let option = "3 × Bank statement line of … for … has already been matched";
    let opened = discord.select(&olga, &listed, option).await.update().await;
    assert_eq!(
        opened.shown(),
        "(only Olga sees this)\n\
         | # An error that no rule covers yet\n\
         | Bank statement line of … for … has already been matched\n\
         | Met 3 times: first (a time), last (a time)\n\
         | **As it was pasted**, names and numbers taken out:\n\
         | ```\n\
         | Bank statement line of 12/05/2025 for 250.00 has already been matched\n\
         |\n\
         | Bank statement line of 3 Jun 2025 for £1,020.50 has already been matched\n\
         |\n\
         | Bank statement line of 2025-07-01 for 99.10 has already been matched\n\
         | ```\n\
         [Draft a rule] [Not an error] [Back]"
    );
    let drafted = discord.press(&olga, &opened, "Draft a rule").await.response().await;
    assert!(drafted.is_private(), "{}", drafted.shown());
    let (name, draft) = discord.file_of(&drafted);
    assert_eq!(name, "bank-statement-line-already-matched.toml");
    assert!(
        draft.contains("phrases = [\"Bank statement line of {date} for {amount} has already been matched\"]"),
        "{draft}"
    );
    assert_eq!(draft.matches("[[examples]]").count(), 3, "{draft}");
    let back = discord.press(&olga, &opened, "Back").await.update().await;
    assert_eq!(back.shown(), listed.shown());
    // Only the causes are written; then it is a rule in force.
    let filled = draft
        .replace("title = \"\"", "title = \"Matched already\"")
        .replace("because = \"\"", "because = \"Somebody has matched the line.\"")
        .replace("  \"\",", "  \"Look who matched it.\",");
    fs::create_dir_all(folder.path().join("xero")).expect("a folder can be made");
    fs::write(folder.path().join("xero").join(&name), filled).expect("a file can be written");
    bot.logged("gaps are covered by now").await;
    discord.post(&discord.person("Eve"), "support", &matched("30/09/2025", "7.00")).await;
    let answer = discord.next_message_in("support").await;
    assert!(answer.shown().contains("# Matched already"), "{}", answer.shown());
    let listed = list(&discord, &olga).await;
    assert!(!listed.shown().contains("Bank statement"), "{}", listed.shown());
    assert!(listed.shown().contains("branding theme"), "{}", listed.shown());
    discord.finish().await;
}

#[tokio::test]
async fn what_is_not_an_error_is_silenced_and_stays_so_after_a_restart() {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(BotSetup::default()).await;
    three_paste(&discord).await;
    discord.post(&discord.person("Dee"), "support", THEME).await;
    all_heard(&discord).await;
    let olga = lead(&discord);
    let listed = list(&discord, &olga).await;
    let option = "1 × The branding theme … could not be found for the invoice";
    let opened = discord.select(&olga, &listed, option).await.update().await;
    let after = discord.press(&olga, &opened, "Not an error").await.update().await;
    let left = "(only Olga sees this)\n\
         | # Errors that no rule covers yet\n\
         | Silenced. Others like it are no longer listed.\n\
         | **3 ×** Bank statement line of … for … has already been matched\n\
         | -# first (a time), last (a time)\n\
         <Open one: 3 × Bank statement line of … for … has already been matched>";
    assert_eq!(after.shown(), left);
    bot.restart().await;
    discord.post(&discord.person("Eve"), "support", &THEME.replace("Blue", "Green")).await;
    discord.post(&discord.person("Eve"), "support", &matched("30/09/2025", "7.00")).await;
    all_heard(&discord).await;
    let listed = list(&discord, &olga).await;
    let now = left.replace("| Silenced. Others like it are no longer listed.\n", "").replace("3 ×", "4 ×");
    assert_eq!(listed.shown(), now);
    // The button of before the restart still knows what it is about.
    let gone = discord.press_custom_id(&olga, &opened, &opened.custom_id("Draft a rule").unwrap()).await.update().await;
    assert!(gone.shown().contains("That one is gone"), "{}", gone.shown());
    discord.finish().await;
}

#[tokio::test]
async fn the_same_paste_edited_or_heard_twice_counts_once() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let paste = discord.post(&ada, "support", &matched("12/05/2025", "250.00")).await;
    discord.repeat_event(&paste).await;
    discord.edit(&paste, &matched("12/05/2025", "255.00")).await;
    discord.repeat_event(&paste).await;
    all_heard(&discord).await;
    let listed = list(&discord, &lead(&discord)).await;
    assert!(listed.shown().contains("**1 ×** Bank statement line of"), "{}", listed.shown());
    discord.finish().await;
}

#[tokio::test]
async fn one_person_with_fifty_different_errors_floods_nothing() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let starts = ["bal", "corv", "dun", "fesk", "gis", "hold", "jamb", "kel", "limp", "mor"];
    for word in starts.iter().flat_map(|start| ["tak", "rip", "sov", "nud", "zel"].map(|end| format!("{start}{end}"))) {
        let paste =
            format!("The {word}field of the {word}ledger must be valid for the {word}bill of this organisation");
        discord.post(&ada, "support", &paste).await;
    }
    discord.post(&discord.person("Ben"), "support", THEME).await;
    all_heard(&discord).await;
    let olga = lead(&discord);
    let first = list(&discord, &olga).await;
    assert!(first.shown().contains("yet (1 of 2)"), "{}", first.shown());
    let second = discord.press(&olga, &first, "Next page").await.update().await;
    let listed = [first.shown(), second.shown()].map(|shown| shown.matches("| **1 ×**").count());
    assert_eq!(listed, [8, 3], "ten of one person, and another's");
    let again = discord.press(&olga, &second, "Previous page").await.update().await;
    assert_eq!(again.shown(), first.shown());
    discord.finish().await;
}

#[tokio::test]
async fn only_who_manages_the_server_sees_what_was_collected() {
    let discord = discord().await;
    three_paste(&discord).await;
    let olga = lead(&discord);
    let listed = list(&discord, &olga).await;
    let id = listed.json()["components"][0]["components"][0]["custom_id"].as_str();
    let id = id.unwrap_or_else(|| panic!("{}", listed.shown())).to_owned();
    let ben = discord.person("Ben");
    let refused = discord.press_custom_id(&ben, &listed, &id).await.response().await;
    assert!(refused.is_private());
    assert_eq!(refused.content(), "Only members with Manage Server can see what is collected here.");
    discord.finish().await;
}

#[tokio::test]
async fn an_empty_list_says_what_it_is_for() {
    let discord = discord().await;
    // Said to the bot alone: nobody could list it.
    let ada = discord.person("Ada");
    discord.dm(&ada, THEME).await;
    discord.next_dm_to(&ada).await;
    let listed = list(&discord, &lead(&discord)).await;
    assert!(listed.shown().contains("| None yet. What people paste here"), "{}", listed.shown());
    discord.finish().await;
}

#[tokio::test]
async fn without_message_content_what_was_asked_is_collected() {
    let discord = Discord::start().await;
    discord.message_content(false);
    discord.start_bot(BotSetup::default()).await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", &matched("12/05/2025", "250.00")).await;
    discord.post(&ada, "support", &matched("13/05/2025", "25.00")).mention_bot().await;
    let answer = discord.next_message_in("support").await;
    if answer.buttons().iter().any(|button| button == "None of these") {
        discord.press(&ada, &answer, "None of these").await.update().await;
    }
    let listed = list(&discord, &lead(&discord)).await;
    assert!(listed.shown().contains("**1 ×** Bank statement line of"), "{}", listed.shown());
    discord.finish().await;
}

#[tokio::test]
async fn none_of_the_candidates_makes_it_a_gap_with_what_is_private_taken_out() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let paste = "The purchase order PO-0042 has already been billed in full by jo@example.com";
    discord.slash(&ada, "support", "explain", &[("text", paste)]).await.response().await;
    let olga = lead(&discord);
    assert!(list(&discord, &olga).await.shown().contains("None yet"));
    discord.post(&ada, "general", paste).mention_bot().await;
    let offered = discord.next_message_in("general").await;
    discord.press(&ada, &offered, "None of these").await.update().await;
    let listed = list(&discord, &olga).await;
    let option = "1 × The purchase order … has already been billed in full by …";
    let opened = discord.select(&olga, &listed, option).await.update().await;
    assert!(opened.shown().contains("billed in full by [email]"), "{}", opened.shown());
    assert!(!opened.json().to_string().contains("example.com"));
    discord.finish().await;
}
