//! Everything that works where the bot does not see what people write: the Message Content intent is off.

use crate::fake::{BotSetup, Discord};
use crate::paste::{ARCHIVED, BANK, title};
use crate::setup::{lead, panel, set_up};

async fn discord() -> Discord {
    let discord = Discord::start().await;
    discord.message_content(false);
    discord.start_bot(BotSetup::default()).await;
    discord
}

#[tokio::test]
async fn a_mention_a_direct_message_and_a_reply_are_answered_and_a_paste_alone_is_not_seen() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", BANK).await;
    discord.nothing_said().await;
    discord.post(&ada, "support", BANK).mention_bot().await;
    let answer = discord.next_message_in("support").await;
    assert_eq!(title(&answer), "Bank account not recognised");
    discord.post(&ada, "support", "an archived account").reply_to(&answer).await;
    let narrowed = discord.next_message_in("support").await;
    assert!(!narrowed.shown().contains("Not sure"), "{}", narrowed.shown());
    discord.dm(&ada, ARCHIVED).await;
    assert_eq!(title(&discord.next_dm_to(&ada).await), "Account code 429 archived or deleted");
    // Without its ping a reply comes empty: nothing is made of it.
    discord.post(&ada, "support", "how do I refresh the data?").reply_to(&answer).without_ping().await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn commands_the_menu_and_forms_work_as_everywhere() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let paste = discord.post(&ada, "support", BANK).await;
    let menu = discord.message_command(&ada, "Explain this error", &paste).await.response().await;
    assert_eq!(title(&menu), "Bank account not recognised");
    let form = discord.slash(&ada, "support", "explain", &[]).await.modal().await;
    let explained = discord.submit_modal(&ada, &form, &[("The message, as the app shows it", ARCHIVED)]).await;
    assert_eq!(title(&explained.response().await), "Account code 429 archived or deleted");
    let looked_up = discord.slash(&ada, "support", "lookup", &[("error", "lock-date")]).await.response().await;
    assert_eq!(title(&looked_up), "The date is in a locked period");
    let private = [("text", BANK), ("private", "true")];
    let private = discord.slash(&ada, "support", "explain", &private).await.response().await;
    let press = discord.press(&ada, &private, "Share").await;
    press.update().await;
    assert!(!press.follow_up().await.is_private());
    discord.finish().await;
}

#[tokio::test]
async fn a_follow_up_is_asked_in_a_form_for_in_a_thread_it_would_hear_nothing() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", BANK).mention_bot().await;
    let answer = discord.next_message_in("support").await;
    let form = discord.press(&ada, &answer, "Ask a follow-up").await.modal().await;
    let howto = discord.submit_modal(&ada, &form, &[("Your question", "how do I refresh the data?")]).await;
    assert!(howto.response().await.shown().contains("# Refresh"));
    let stuck = discord.press(&ada, &answer, "Still stuck").await.update().await;
    assert_eq!(title(&stuck), "Bank account not recognised");
    discord.finish().await;
}

#[tokio::test]
async fn modes_and_staff_count_there_too() {
    let discord = discord().await;
    set_up(&discord).await;
    let olga = lead(&discord);
    let panel = panel(&discord, &olga).await;
    discord.choose_all(&olga, &panel, "Off in …", &[discord.channel("support").id]).await.update().await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", BANK).mention_bot().await;
    discord.nothing_said().await;
    let answer = discord.slash(&ada, "support", "lookup", &[("error", "lock-date")]).await.response().await;
    assert!(answer.is_private(), "{}", answer.shown());
    discord.post(&ada, "general", BANK).mention_bot().await;
    let answer = discord.next_message_in("general").await;
    discord.post(&ada, "general", "I need a person").reply_to(&answer).await;
    let call = discord.next_message_in("help-desk").await;
    assert_eq!(call.called(&discord).as_deref(), Some("Support"));
    discord.next_message_in("general").await;
    discord.finish().await;
}
