//! `/crosscheck setup` and `/crosscheck status`: what a support lead sees and sets.

use crate::fake::{BotSetup, Channel, Discord, Id, Message, Permission, Person};
use crate::paste::{ARCHIVED, discord};

/// Somebody with Manage Server.
pub fn lead(discord: &Discord) -> Person {
    let olga = discord.person("Olga");
    discord.make(&olga, &[Permission::ManageServer]);
    olga
}

/// The panel of `/crosscheck setup`.
pub async fn panel(discord: &Discord, lead: &Person) -> Message {
    let panel = discord.slash(lead, "general", "crosscheck setup", &[]).await.response().await;
    assert!(panel.is_private(), "{}", panel.shown());
    panel
}

/// A page of that panel, by its tab.
pub async fn page(discord: &Discord, lead: &Person, tab: &str) -> Message {
    let panel = panel(discord, lead).await;
    discord.press(lead, &panel, tab).await.update().await
}

/// A server whose cases go to `#help-desk`, where the role *Support* is called. Gives both, and Eve, who has the role.
pub async fn set_up(discord: &Discord) -> (Channel, Id, Person) {
    let desk = discord.add_channel("help-desk");
    let support = discord.add_role("Support", &[]);
    let eve = discord.person("Eve");
    discord.give_role(&eve, support);
    let olga = lead(discord);
    let panel = page(discord, &olga, "3 Who").await;
    discord.choose(&olga, &panel, "Hand-over channel", Some(desk.id)).await.update().await;
    discord.choose(&olga, &panel, "Support role", Some(support)).await.update().await;
    discord.may_call(&desk, support);
    (desk, support, eve)
}

/// Asks the bot for its status until that says `words`: by then it has heard of what went before.
pub async fn heard_of(discord: &Discord, words: &str) -> String {
    heard(discord, |report| report.contains(words)).await
}

/// Asks the bot for its status until that is as it should be, and gives it.
pub async fn heard(discord: &Discord, is: impl Fn(&str) -> bool) -> String {
    let olga = lead(discord);
    let mut report = String::new();
    for _ in 0..200 {
        report = status(discord, &olga).await;
        if is(&report) {
            return report;
        }
    }
    panic!("it has not heard of what happened:\n{report}");
}

async fn status(discord: &Discord, lead: &Person) -> String {
    let report = discord.slash(lead, "general", "crosscheck status", &[]).await.response().await;
    assert!(report.is_private(), "{}", report.shown());
    report.shown().to_owned()
}

#[tokio::test]
async fn the_panel_shows_what_is_set_and_changes_in_place() {
    let discord = discord().await;
    let olga = lead(&discord);
    let (desk, support) = (discord.add_channel("help-desk"), discord.add_role("Support", &[]));
    let before = page(&discord, &olga, "3 Who").await;
    assert_eq!(
        before.shown(),
        "(only Olga sees this)\n\
         | # Crosscheck in this server: who helps\n\
         | **Hand-over channel:** none. Whoever asks for a person gets a summary to pass on.\n\
         | **Support role:** none. Members with Manage Messages are staff; nobody is called by name.\n\
         | **Usual app:** none. Where it matters and the paste does not show it, I ask.\n\
         <Hand-over channel: >\n\
         <Support role: >\n\
         <The app people use here: No usual app / Usual app: a developer's own client / \
         Usual app: ApprovalMax / Usual app: Dext / Usual app: Hubdoc / Usual app: Lentune / Usual app: Xero>\n\
         [1 Where] [2 When] [3 Who, off] [4 News] [5 Check]"
    );
    discord.choose(&olga, &before, "Hand-over channel", Some(desk.id)).await.update().await;
    discord.choose(&olga, &before, "Support role", Some(support)).await.update().await;
    let after = discord.select(&olga, &before, "Usual app: Dext").await.update().await;
    for line in [
        "| **Hand-over channel:** #help-desk. Cases that need a person go there, to be claimed.",
        "| **Support role:** @Support. It is called in the hand-over channel; its members are staff.",
        "| **Usual app:** Dext. Its steps are shown unless a paste shows another app.",
        "<Hand-over channel: #help-desk>",
        "<Support role: @Support>",
    ] {
        assert!(after.shown().lines().any(|shown| shown == line), "{line}\n{}", after.shown());
    }
    let emptied = discord.choose(&olga, &before, "Hand-over channel", None).await.update().await;
    assert!(emptied.shown().contains("**Hand-over channel:** none."), "{}", emptied.shown());
    discord.finish().await;
}

#[tokio::test]
async fn only_who_manages_the_server_sets_it_up() {
    let discord = discord().await;
    let olga = lead(&discord);
    let panel = panel(&discord, &olga).await;
    let ben = discord.person("Ben");
    let id = panel.json()["components"][0]["components"][0]["custom_id"].as_str().unwrap().to_owned();
    let refused = discord.press_custom_id(&ben, &panel, &id).await.response().await;
    assert!(refused.is_private());
    assert_eq!(refused.content(), "Only members with Manage Server can set me up.");
    discord.finish().await;
}

#[tokio::test]
async fn what_is_missing_for_a_hand_over_is_named_with_where_to_give_it() {
    let discord = discord().await;
    let olga = lead(&discord);
    let (desk, support) = (discord.add_channel("help-desk"), discord.add_role("Support", &[]));
    discord.take_permission(&desk, Permission::SendMessages);
    discord.close_role(support);
    let panel = page(&discord, &olga, "3 Who").await;
    let shown = discord.choose(&olga, &panel, "Hand-over channel", Some(desk.id)).await.update().await;
    let lacks = "| ⚠️ In #help-desk I lack **Send Messages**: give it to me under **Edit Channel > Permissions**.";
    assert!(shown.shown().contains(lacks), "{}", shown.shown());
    let shown = discord.choose(&olga, &panel, "Support role", Some(support)).await.update().await;
    assert!(shown.shown().contains("| ⚠️ I cannot notify @Support: switch on"), "{}", shown.shown());
    discord.give_permission(&desk, Permission::SendMessages);
    // Once asked, it has heard of it.
    status(&discord, &olga).await;
    let report = status(&discord, &olga).await;
    assert!(!report.contains("I lack"), "{report}");
    discord.finish().await;
}

#[tokio::test]
async fn the_status_says_what_the_bot_does_where() {
    let discord = discord().await;
    let (_, support, _) = set_up(&discord).await;
    let olga = lead(&discord);
    discord.take_permission("support", Permission::SendMessages);
    discord.take_permission("general", Permission::CreatePublicThreads);
    let report = heard_of(&discord, "- #general: **Create Public Threads**").await;
    let expected = "| # What Crosscheck does here\n\
                    | I can answer in 3 of 4 channels.\n\
                    | **Silent, for want of a permission:**\n\
                    | - #support: **Send Messages**\n\
                    | **Answered, but something is missing:**\n\
                    | - #general: **Create Public Threads**\n\
                    | Give them to my role under **Server Settings > Roles**, or channel by channel under **Edit Channel > \
                    Permissions**.\n\
                    | **Everywhere else:** I answer errors I know, unasked, and whoever addresses me.\n\
                    | **Quiet hours:** none. Errors I know are answered at any time.\n\
                    | **Hand-over channel:** #help-desk. Cases that need a person go there, to be claimed.\n\
                    | **Support role:** @Support. It is called in the hand-over channel; its members are staff.\n";
    assert!(report.contains(expected), "{report}");
    // What was set and is gone counts as not set, and the lead hears of it.
    discord.delete_role(support);
    discord.delete_channel("help-desk");
    status(&discord, &olga).await;
    let report = status(&discord, &olga).await;
    assert!(report.contains("| **Hand-over channel:** none."), "{report}");
    assert!(report.contains("| ⚠️ The hand-over channel was deleted"), "{report}");
    assert!(report.contains("| ⚠️ The support role was deleted"), "{report}");
    discord.finish().await;
}

#[tokio::test]
async fn what_is_set_holds_after_a_crash() {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(BotSetup::default()).await;
    set_up(&discord).await;
    bot.kill();
    bot.exit().await;
    bot.start_again().await;
    let olga = lead(&discord);
    let report = status(&discord, &olga).await;
    assert!(report.contains("| **Hand-over channel:** #help-desk."), "{report}");
    assert!(report.contains("| **Support role:** @Support."), "{report}");
    discord.finish().await;
}

#[tokio::test]
async fn two_people_who_set_up_at_once_do_not_undo_each_other() {
    let discord = discord().await;
    let (olga, ivan) = (lead(&discord), lead(&discord));
    let desk = discord.add_channel("help-desk");
    let (hers, his) = (page(&discord, &olga, "3 Who").await, page(&discord, &ivan, "3 Who").await);
    let first = discord.choose(&olga, &hers, "Hand-over channel", Some(desk.id)).await;
    let second = discord.select(&ivan, &his, "Usual app: Dext").await;
    first.update().await;
    second.update().await;
    let report = status(&discord, &olga).await;
    assert!(report.contains("**Hand-over channel:** #help-desk."), "{report}");
    assert!(report.contains("**Usual app:** Dext."), "{report}");
    discord.finish().await;
}

#[tokio::test]
async fn the_usual_app_decides_the_steps_unless_the_paste_shows_another() {
    let discord = discord().await;
    let olga = lead(&discord);
    let panel = page(&discord, &olga, "3 Who").await;
    discord.select(&olga, &panel, "Usual app: Dext").await.update().await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", ARCHIVED).await;
    let answer = discord.next_message_in("support").await;
    assert!(answer.shown().contains("In Dext"), "{}", answer.shown());
    discord.finish().await;
}

#[tokio::test]
async fn what_could_not_be_saved_yet_holds_and_the_lead_hears_of_it() {
    let discord = Discord::start().await;
    let bot = discord.start_bot(BotSetup::default()).await;
    let olga = lead(&discord);
    let panel = page(&discord, &olga, "3 Who").await;
    let lock = crate::crash::lock(&bot).await;
    let shown = discord.select(&olga, &panel, "Usual app: Dext").await.update().await;
    assert!(shown.shown().contains("| **Usual app:** Dext."), "{}", shown.shown());
    assert!(shown.shown().contains("⚠️ This holds now, but could not be saved yet"), "{}", shown.shown());
    let report = status(&discord, &olga).await;
    assert!(report.contains("⚠️ My records cannot be written right now"), "{report}");
    drop(lock);
    bot.logged("the store can be used again").await;
    discord.finish().await;
}

#[tokio::test]
async fn settings_that_cannot_be_read_end_the_bot_before_it_answers_anybody() {
    let discord = Discord::start().await;
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("desk.db");
    std::fs::write(&file, "no database at all, ".repeat(100)).expect("a file can be written");
    let url = format!("sqlite://{}", file.display());
    let bot = discord.launch_bot(BotSetup::default().with("DATABASE_URL", url)).await;
    let exit = bot.exit().await;
    assert_eq!(exit.code, Some(1), "{}", exit.stderr);
    let last = exit.stderr.trim_end().lines().last().unwrap_or_default().to_owned();
    assert!(last.starts_with("crosscheck: the settings of the servers could not be read from the database"), "{last}");
    assert!(exit.stderr.contains("file is not a database"), "{}", exit.stderr);
    assert_eq!(discord.identifies(), 0);
    discord.finish().await;
}

#[tokio::test]
async fn page_by_page_everything_is_set() {
    let discord = discord().await;
    let olga = lead(&discord);
    let (reports, lounge) = (discord.add_channel("reports"), discord.add_channel("lounge"));
    let panel = panel(&discord, &olga).await;
    assert_eq!(
        panel.shown(),
        "(only Olga sees this)\n\
         | # Crosscheck in this server: where I answer\n\
         | **Everywhere else:** I answer errors I know, unasked, and whoever addresses me.\n\
         | **Answered unasked:** nowhere in particular\n\
         | **Only when asked:** nowhere in particular\n\
         | **Off:** nowhere in particular\n\
         | -# A category stands for all its channels, a channel for its threads. Announcement channels are always left \
         alone. Where I am off, whoever runs a command is answered alone.\n\
         <Everywhere else: Everywhere else: answer known errors / Everywhere else: only when asked / Everywhere else: off>\n\
         <Answer known errors in …: >\n\
         <Only when asked in …: >\n\
         <Off in …: >\n\
         [1 Where, off] [2 When] [3 Who] [4 News] [5 Check]"
    );
    let both = [lounge.id, discord.channel("general").id];
    let shown = discord.choose_all(&olga, &panel, "Off in …", &both).await.update().await;
    assert!(shown.shown().contains("<Off in …: #general / #lounge>"), "{}", shown.shown());
    let shown = discord.choose_all(&olga, &shown, "Off in …", &[lounge.id]).await.update().await;
    assert!(shown.shown().contains("| **Off:** #lounge\n"), "{}", shown.shown());
    let news = discord.press(&olga, &panel, "4 News").await.update().await;
    discord.choose(&olga, &news, "Digest channel", Some(reports.id)).await.update().await;
    discord.select(&olga, &news, "Digest on Fridays").await.update().await;
    discord.select(&olga, &news, "Announce only what staff start").await.update().await;
    let news = discord.select(&olga, &news, "Keep cases for 30 days").await.update().await;
    for line in [
        "| **Weekly digest:** in #reports, Fridays at 09:00.",
        "| **Incidents:** announced only when staff start one with /crosscheck incident.",
        "| **Cases are kept** for 30 days after something last happened to them.",
    ] {
        assert!(news.shown().lines().any(|shown| shown == line), "{line}\n{}", news.shown());
    }
    let check = discord.press(&olga, &panel, "5 Check").await.update().await;
    assert!(check.shown().contains("| I can answer in 5 of 5 channels.\n"), "{}", check.shown());
    discord.finish().await;
}

#[tokio::test]
async fn who_loses_the_right_while_setting_up_changes_nothing_more() {
    let discord = discord().await;
    let ivan = discord.person("Ivan");
    let role = discord.add_role("Leads", &[Permission::ManageServer]);
    discord.give_role(&ivan, role);
    let panel = page(&discord, &ivan, "3 Who").await;
    discord.delete_role(role);
    let refused = discord.select(&ivan, &panel, "Usual app: Dext").await.response().await;
    assert_eq!(refused.content(), "Only members with Manage Server can set me up.");
    let report = status(&discord, &lead(&discord)).await;
    assert!(report.contains("**Usual app:** none."), "{report}");
    discord.finish().await;
}

#[tokio::test]
async fn two_people_who_choose_channels_at_once_do_not_undo_each_other() {
    let discord = discord().await;
    let (olga, ivan) = (lead(&discord), lead(&discord));
    let (lounge, games) = (discord.add_channel("lounge"), discord.add_channel("games"));
    let (hers, his) = (panel(&discord, &olga).await, panel(&discord, &ivan).await);
    discord.choose_all(&olga, &hers, "Off in …", &[lounge.id]).await.update().await;
    let shown = discord.choose_all(&ivan, &his, "Off in …", &[games.id]).await.update().await;
    assert!(shown.shown().contains("| **Off:** #lounge #games\n"), "{}", shown.shown());
    discord.finish().await;
}

#[tokio::test]
async fn in_a_server_of_five_hundred_channels_a_handful_is_named() {
    let discord = discord().await;
    for number in 0..497 {
        let channel = discord.add_channel(&format!("client-{number}"));
        if number % 2 == 0 {
            discord.take_permission(&channel, Permission::SendMessages);
        }
    }
    let report = heard_of(&discord, "| I can answer in 251 of 500 channels.\n").await;
    assert!(report.contains("| - … and 239 more\n"), "{report}");
    assert!(report.chars().count() < 4_096, "{report}");
    discord.finish().await;
}
