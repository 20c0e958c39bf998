//! A paste is edited or deleted, and the answer follows.

use std::time::Duration;

use crate::fake::{BotSetup, Discord};
use crate::paste::{ARCHIVED, BANK, discord, title};

#[tokio::test]
async fn an_edit_to_another_error_changes_the_answer() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let paste = discord.post(&ada, "support", BANK).await;
    let answer = discord.next_message_in("support").await;
    discord.edit(&paste, ARCHIVED).await;
    assert_eq!(title(&discord.next_edit_of(&answer).await), "Account code 429 archived or deleted");
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn an_edit_that_changes_no_error_changes_nothing() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let paste = discord.post(&ada, "support", BANK).await;
    discord.next_message_in("support").await;
    discord.edit(&paste, &format!("{BANK} (since this morning)")).await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn an_edit_that_leaves_no_error_takes_the_answer_away() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let paste = discord.post(&ada, "support", BANK).await;
    let answer = discord.next_message_in("support").await;
    discord.edit(&paste, "never mind, found it").await;
    discord.gone(&answer).await;
    discord.edit(&paste, BANK).await;
    assert_eq!(discord.next_message_in("support").await.replies_to(), Some(paste.id));
    discord.finish().await;
}

#[tokio::test]
async fn an_error_that_comes_with_an_edit_is_answered_for_an_hour() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let young = discord.post(&ada, "support", "hold on").await;
    let old = discord.post(&ada, "general", "hold on").posted(Duration::from_secs(3_700)).await;
    discord.edit(&young, BANK).await;
    discord.edit(&old, BANK).await;
    assert_eq!(discord.next_message_in("support").await.replies_to(), Some(young.id));
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn a_link_preview_and_an_update_without_text_are_no_edits() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let paste = discord.post(&ada, "support", BANK).await;
    discord.next_message_in("support").await;
    discord.link_preview(&paste).await;
    discord.update_without_content(&paste).await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn a_deleted_paste_takes_its_answer_along() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let paste = discord.post(&ada, "support", BANK).await;
    let answer = discord.next_message_in("support").await;
    discord.delete(&paste).await;
    discord.gone(&answer).await;
    // Nothing leads to the answer that is gone.
    discord.post(&ada, "support", BANK).await;
    assert_eq!(title(&discord.next_message_in("support").await), "Bank account not recognised");
    discord.finish().await;
}

#[tokio::test]
async fn edits_and_deletions_are_followed_after_a_restart() {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(BotSetup::default()).await;
    let ada = discord.person("Ada");
    let edited = discord.post(&ada, "support", BANK).await;
    let answer = discord.next_message_in("support").await;
    let deleted = discord.post(&ada, "general", BANK).await;
    let other = discord.next_message_in("general").await;
    bot.restart().await;
    discord.edit(&edited, ARCHIVED).await;
    assert_eq!(title(&discord.next_edit_of(&answer).await), "Account code 429 archived or deleted");
    discord.delete(&deleted).await;
    discord.gone(&other).await;
    discord.nothing_said().await;
    discord.finish().await;
}
