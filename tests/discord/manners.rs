//! When the bot says nothing: modes, quiet hours, staff who came first, and people who paste without end.

use std::time::Duration;

use crate::fake::{BotSetup, Discord, Permission};
use crate::paste::{ARCHIVED, BANK, LOCKED, discord, title};
use crate::setup::{lead, page};

/// Everything known is answered elsewhere, nothing unasked in `#support`.
async fn ask_only(discord: &Discord) {
    let olga = lead(discord);
    let panel = page(discord, &olga, "5 Check").await;
    let panel = discord.press(&olga, &panel, "1 Where").await.update().await;
    let support = discord.channel("support").id;
    discord.choose_all(&olga, &panel, "Only when asked in …", &[support]).await.update().await;
}

async fn off(discord: &Discord) {
    let olga = lead(discord);
    let panel = crate::setup::panel(discord, &olga).await;
    discord.choose_all(&olga, &panel, "Off in …", &[discord.channel("support").id]).await.update().await;
}

#[tokio::test]
async fn where_it_answers_only_when_asked_a_paste_alone_is_left_alone() {
    let discord = discord().await;
    ask_only(&discord).await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", BANK).await;
    discord.nothing_said().await;
    let asked = discord.post(&ada, "support", ARCHIVED).mention_bot().await;
    let answer = discord.next_message_in("support").await;
    assert_eq!(answer.replies_to(), Some(asked.id));
    discord.post(&ada, "general", BANK).await;
    discord.next_message_in("general").await;
    let command = discord.slash(&ada, "support", "lookup", &[("error", "lock-date")]).await.response().await;
    assert!(!command.is_private(), "{}", command.shown());
    discord.finish().await;
}

#[tokio::test]
async fn where_it_is_off_only_whoever_runs_a_command_is_answered_alone() {
    let discord = discord().await;
    off(&discord).await;
    let ada = discord.person("Ada");
    let paste = discord.post(&ada, "support", BANK).await;
    discord.post(&ada, "support", ARCHIVED).mention_bot().await;
    discord.nothing_said().await;
    let looked_up = discord.slash(&ada, "support", "lookup", &[("error", "lock-date")]).await.response().await;
    assert!(looked_up.is_private(), "{}", looked_up.shown());
    assert!(!looked_up.buttons().iter().any(|button| button == "Share"), "{}", looked_up.shown());
    let explained = discord.message_command(&ada, "Explain this error", &paste).await.response().await;
    assert!(explained.is_private(), "{}", explained.shown());
    discord.finish().await;
}

#[tokio::test]
async fn a_category_stands_for_its_channels_and_a_channel_for_its_threads() {
    let discord = discord().await;
    let olga = lead(&discord);
    let bookkeeping = discord.add_category("bookkeeping");
    discord.move_into("support", &bookkeeping);
    crate::setup::heard_of(&discord, "of 3 channels").await;
    let panel = crate::setup::panel(&discord, &olga).await;
    let shown = discord.choose_all(&olga, &panel, "Off in …", &[bookkeeping.id]).await.update().await;
    assert!(shown.shown().contains("| **Off:** #bookkeeping"), "{}", shown.shown());
    let ada = discord.person("Ada");
    discord.post(&ada, "support", BANK).await;
    discord.nothing_said().await;
    discord
        .choose_all(&olga, &panel, "Answer known errors in …", &[discord.channel("support").id])
        .await
        .update()
        .await;
    discord.post(&ada, "support", ARCHIVED).await;
    discord.next_message_in("support").await;
    discord.finish().await;
}

#[tokio::test]
async fn in_quiet_hours_only_what_is_asked_is_answered() {
    let discord = discord().await;
    let olga = lead(&discord);
    let panel = page(&discord, &olga, "2 When").await;
    let shown = discord.select(&olga, &panel, "Quiet hours every day").await.update().await;
    assert!(shown.shown().contains("| **Quiet hours:** every day, 09:00 to 17:00."), "{}", shown.shown());
    // Round the clock, whatever the time of the test is.
    discord.select(&olga, &panel, "From 05:00").await.update().await;
    let shown = discord.select(&olga, &panel, "To 05:00").await.update().await;
    assert!(shown.shown().contains("| **Quiet hours:** every day, round the clock."), "{}", shown.shown());
    let shown = discord.select(&olga, &panel, "London").await.update().await;
    assert!(shown.shown().contains("| **Clock:** Europe/London, where it is "), "{}", shown.shown());
    let ada = discord.person("Ada");
    discord.post(&ada, "support", BANK).await;
    discord.nothing_said().await;
    discord.post(&ada, "support", BANK).mention_bot().await;
    discord.next_message_in("support").await;
    discord.select(&olga, &panel, "No quiet hours").await.update().await;
    discord.post(&ada, "support", ARCHIVED).await;
    discord.next_message_in("support").await;
    discord.finish().await;
}

#[tokio::test]
async fn announcement_channels_are_left_alone() {
    let discord = discord().await;
    let (ada, news) = (discord.person("Ada"), discord.add_announcements("news"));
    crate::setup::heard_of(&discord, "of 3 channels").await;
    discord.post(&ada, &news, BANK).await;
    discord.post(&ada, &news, BANK).mention_bot().await;
    discord.nothing_said().await;
    let answer = discord.slash(&ada, &news, "lookup", &[("error", "lock-date")]).await.response().await;
    assert!(answer.is_private(), "{}", answer.shown());
    discord.finish().await;
}

#[tokio::test]
async fn a_paste_that_answers_staff_is_theirs_and_so_is_what_they_quote_to_somebody() {
    let discord = discord().await;
    let (ada, max) = (discord.person("Ada"), discord.person("Max"));
    discord.make_staff(&max);
    let question = discord.post(&max, "support", "Hi Ada, what does Xero say?").await;
    let paste = discord.post(&ada, "support", BANK).reply_to(&question).await;
    discord
        .post(&max, "support", "Then it said: Account code '429' has been archived, or deleted.")
        .reply_to(&paste)
        .await;
    discord.nothing_said().await;
    // What staff paste for themselves is answered like anybody's.
    discord.post(&max, "support", LOCKED).await;
    discord.next_message_in("support").await;
    discord.finish().await;
}

#[tokio::test]
async fn what_staff_answered_while_there_was_no_bot_is_left_to_them() {
    let discord = Discord::start().await;
    let (ada, ben, max) = (discord.person("Ada"), discord.person("Ben"), discord.person("Max"));
    discord.make_staff(&max);
    let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
    let hers = discord.post(&ada, "support", BANK).posted(minutes(5)).await;
    discord.post(&max, "support", "I'll have a look").reply_to(&hers).posted(minutes(4)).await;
    let his = discord.post(&ben, "support", ARCHIVED).posted(minutes(3)).await;
    discord.post(&ada, "support", "same for me last week").posted(minutes(2)).await;
    discord.start_bot(BotSetup::default()).await;
    let answer = discord.next_message_in("support").await;
    assert_eq!(answer.replies_to(), Some(his.id));
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn an_edit_that_makes_a_message_an_error_after_staff_wrote_is_left_to_them() {
    let discord = discord().await;
    let (ada, max) = (discord.person("Ada"), discord.person("Max"));
    discord.make_staff(&max);
    let paste = discord.post(&ada, "support", "Xero will not take it").await;
    discord.post(&max, "support", "what does it say?").await;
    discord.edit(&paste, BANK).await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn of_fifty_pastes_in_a_minute_ten_are_answered() {
    let discord = discord().await;
    let (ada, ben) = (discord.person("Ada"), discord.person("Ben"));
    for code in 100..150 {
        discord.post(&ada, "support", &format!("Account code '{code}' has been archived, or deleted.")).await;
    }
    let his = discord.post(&ben, "support", BANK).await;
    let mut answered = 0;
    loop {
        let answer = discord.next_message_in("support").await;
        if answer.replies_to() == Some(his.id) {
            break;
        }
        answered += 1;
    }
    assert_eq!(answered, 10);
    discord.finish().await;
}

#[tokio::test]
async fn who_asks_without_end_is_told_once() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    for code in 100..130 {
        let paste = format!("Account code '{code}' has been archived, or deleted.");
        discord.post(&ada, "support", &paste).mention_bot().await;
    }
    let mut said = Vec::new();
    for _ in 0..21 {
        said.push(discord.next_message_in("support").await);
    }
    let told = said.iter().filter(|said| said.content().starts_with("That is a lot within a minute.")).count();
    assert_eq!(told, 1);
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn a_private_answer_can_be_shared_once() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let options = [("text", ARCHIVED), ("private", "true")];
    let private = discord.slash(&ada, "support", "explain", &options).await.response().await;
    assert!(private.is_private(), "{}", private.shown());
    let press = discord.press(&ada, &private, "Share").await;
    let bare = press.update().await;
    assert!(!bare.buttons().iter().any(|button| button == "Share"), "{}", bare.shown());
    let shared = press.follow_up().await;
    assert!(!shared.is_private(), "{}", shared.shown());
    assert!(shared.shown().contains("@Ada shared this answer."), "{}", shared.shown());
    assert_eq!(title(&shared), title(&private));
    // It goes on there, for her alone.
    let ben = discord.person("Ben");
    let refused = discord.press(&ben, &shared, "Still stuck").await.response().await;
    assert!(refused.content().starts_with("Only the person who asked"), "{}", refused.shown());
    let done = discord.press(&ada, &shared, "It worked").await;
    done.update().await;
    done.follow_up().await;
    discord.finish().await;
}

#[tokio::test]
async fn who_is_no_member_of_staff_gets_an_answer_of_their_own_and_can_share_that() {
    let discord = discord().await;
    let (ada, ben) = (discord.person("Ada"), discord.person("Ben"));
    discord.post(&ada, "support", BANK).await;
    let answer = discord.next_message_in("support").await;
    let own = discord.press(&ben, &answer, "An archived account").await.response().await;
    assert!(own.is_private(), "{}", own.shown());
    assert!(own.buttons().iter().any(|button| button == "Share"), "{}", own.shown());
    assert_eq!(discord.standing(&answer).shown(), answer.shown());
    discord.finish().await;
}

#[tokio::test]
async fn without_the_right_to_moderate_nobody_is_taken_for_staff() {
    let discord = discord().await;
    let (ada, ben) = (discord.person("Ada"), discord.person("Ben"));
    discord.make(&ben, &[Permission::ViewChannel]);
    let question = discord.post(&ben, "support", "what does Xero say?").await;
    discord.post(&ada, "support", BANK).reply_to(&question).await;
    discord.next_message_in("support").await;
    discord.finish().await;
}
