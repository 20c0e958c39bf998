//! Rules that change while the bot runs: what people see before and after, and who is told what.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::fake::{Bot, BotSetup, Discord};
use crate::paste::title;
use crate::setup::lead;

const PASTE: &str = "please choose a cost centre first";

fn rule(title: &str) -> String {
    include_str!("../house_rule.toml").replace("The cost centre is missing", title)
}

fn write(folder: &Path, text: &str) {
    fs::create_dir_all(folder.join("xero")).expect("a folder can be made");
    fs::write(folder.join("xero/cost-centre.toml"), text).expect("a file can be written");
}

/// A Discord with the bot connected, and its `RULES_DIR` with one rule called *First*.
async fn with_rules() -> (Discord, Bot, TempDir) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    write(folder.path(), &rule("First"));
    let discord = Discord::start().await;
    let bot = discord.start_bot(BotSetup::default().with("RULES_DIR", folder.path())).await;
    (discord, bot, folder)
}

/// The title of the answer to a paste of somebody new.
async fn answered(discord: &Discord) -> String {
    let ada = discord.person("Ada");
    discord.post(&ada, "support", PASTE).await;
    title(&discord.next_message_in("support").await)
}

#[tokio::test]
async fn a_saved_rule_is_in_force_a_moment_later_and_a_faulty_one_never() {
    let (discord, bot, folder) = with_rules().await;
    bot.logged("the rules folder is watched").await;
    assert_eq!(answered(&discord).await, "First");
    write(folder.path(), &rule("Second"));
    bot.logged("changed: xero/cost-centre.toml").await;
    assert_eq!(answered(&discord).await, "Second");
    write(folder.path(), "title = \"Half");
    bot.logged("the new rules are refused").await;
    assert_eq!(answered(&discord).await, "Second");
    let log = bot.log();
    assert!(log.contains("xero/cost-centre.toml:1: a text is not closed"), "{log}");
    fs::remove_dir_all(folder.path()).expect("the folder can be removed");
    bot.logged("cannot be read: ").await;
    assert_eq!(answered(&discord).await, "Second");
    assert_eq!(bot.log().matches("cannot be read: ").count(), 1, "{}", bot.log());
    discord.finish().await;
}

#[tokio::test]
async fn sighup_reloads_and_without_a_folder_says_that_there_is_nothing_to_do() {
    let (discord, bot, folder) = with_rules().await;
    write(folder.path(), &rule("After a signal"));
    bot.hang_up();
    bot.logged("changed: xero/cost-centre.toml").await;
    assert_eq!(answered(&discord).await, "After a signal");
    discord.finish().await;

    let discord = Discord::start().await;
    let bot = discord.start_bot(BotSetup::default()).await;
    bot.hang_up();
    bot.logged("RULES_DIR is not set, so there is nothing to reload").await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn whoever_manages_the_server_reloads_and_alone_reads_what_came_of_it() {
    let (discord, _, folder) = with_rules().await;
    let olga = lead(&discord);
    let reload = async || {
        let run = discord.slash(&olga, "general", "crosscheck reload", &[]).await;
        let shown = run.response().await;
        assert!(shown.is_private(), "{}", shown.shown());
        shown.shown().to_owned()
    };
    let same = reload().await;
    assert!(same.contains("Nothing has changed: ") && same.ends_with(" how-tos are in force."), "{same}");
    write(folder.path(), &rule("Second"));
    let changed = reload().await;
    assert!(changed.contains(" how-tos are in force\n"), "{changed}");
    assert!(changed.contains("changed: xero/cost-centre.toml"), "{changed}");
    assert_eq!(answered(&discord).await, "Second");
    write(folder.path(), "title = \"Half");
    insta::assert_snapshot!(reload().await, @r#"
    (only Olga sees this)
    | # Refused: 1 fault. The rules in force stay as they are.
    | ```
    | xero/cost-centre.toml:1: a text is not closed: its last quote is missing
    |     expected: a quote before and after each text: title = "…"; a text over several lines needs three: '''…'''
    | ```
    "#);
    assert_eq!(answered(&discord).await, "Second");
    for number in 0..200 {
        fs::write(folder.path().join(format!("xero/empty-{number}.toml")), "").expect("a file can be written");
    }
    let many = reload().await;
    assert!(many.contains("faults. The rules in force stay as they are."), "{many}");
    assert!(many.contains(" more faults\n"), "{many}");
    fs::remove_dir_all(folder.path()).expect("the folder can be removed");
    let gone = reload().await;
    assert!(gone.contains("cannot be read right now") && !gone.contains(&*folder.path().to_string_lossy()), "{gone}");
    assert_eq!(answered(&discord).await, "Second");
    discord.finish().await;
}

#[tokio::test]
async fn without_a_folder_the_command_says_that_there_is_nothing_to_reload() {
    let discord = crate::paste::discord().await;
    let olga = lead(&discord);
    let told = discord.slash(&olga, "general", "crosscheck reload", &[]).await.response().await;
    insta::assert_snapshot!(told.shown(), @r"
    (only Olga sees this)
    There is nothing to reload: all rules in force are built in. Whoever runs me can add some in a folder of their own (RULES_DIR).
    ");
    discord.finish().await;
}

#[tokio::test]
async fn a_button_about_a_rule_that_is_gone_says_so() {
    let (discord, bot, folder) = with_rules().await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", PASTE).await;
    let answer = discord.next_message_in("support").await;
    fs::remove_file(folder.path().join("xero/cost-centre.toml")).expect("a file can be removed");
    bot.hang_up();
    bot.logged("removed: xero/cost-centre.toml").await;
    let told = discord.press(&ada, &answer, "Still stuck").await.response().await;
    assert!(told.is_private() && told.content().starts_with("This answer is out of date."), "{}", told.shown());
    discord.finish().await;
}
