//! *Ask a follow-up*: the thread, and where there is none.

use crate::fake::{BotSetup, Discord, Message, Permission, Person};
use crate::paste::{BANK, discord};

async fn answered(discord: &Discord) -> (Person, Message) {
    let ada = discord.person("Ada");
    discord.post(&ada, "support", BANK).await;
    (ada, discord.next_message_in("support").await)
}

#[tokio::test]
async fn a_follow_up_opens_a_thread_where_questions_are_answered_in_its_light() {
    let discord = discord().await;
    let (ada, answer) = answered(&discord).await;
    discord.press(&ada, &answer, "Ask a follow-up").await.acknowledged().await;
    let thread = discord.next_thread_in("support").await;
    let opening = discord.next_message_in(&thread).await;
    assert!(opening.content().starts_with("Ask about **Bank account not recognised** here"), "{}", opening.shown());
    assert!(!opening.buttons().contains(&"Ask a follow-up".to_owned()));
    discord.type_in(&ada, &thread, "how do I refresh the data?").await;
    let howto = discord.next_message_in(&thread).await;
    assert!(howto.shown().to_lowercase().contains("refresh"), "{}", howto.shown());
    discord.type_in(&ada, &thread, "that worked, thanks!").await;
    let glad = discord.next_message_in(&thread).await;
    assert!(!glad.content().is_empty(), "{}", glad.shown());
    discord.next_edit_of(&answer).await;
    discord.finish().await;
}

#[tokio::test]
async fn the_thread_goes_on_after_a_restart() {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(BotSetup::default()).await;
    let (ada, answer) = answered(&discord).await;
    discord.press(&ada, &answer, "Ask a follow-up").await.acknowledged().await;
    let thread = discord.next_thread_in("support").await;
    let opening = discord.next_message_in(&thread).await;
    bot.restart().await;
    discord.type_in(&ada, &thread, "it is linked to an account that is not a bank account").await;
    let narrowed = discord.next_message_in(&thread).await;
    assert!(narrowed.shown().contains("| 1. "), "{}", narrowed.shown());
    discord.press(&ada, &opening, "Still stuck").await.update().await;
    discord.finish().await;
}

#[tokio::test]
async fn without_the_right_to_open_threads_there_is_a_form() {
    let discord = discord().await;
    discord.take_permission("support", Permission::CreatePublicThreads);
    let (ada, answer) = answered(&discord).await;
    let modal = discord.press(&ada, &answer, "Ask a follow-up").await.modal().await;
    let asked = discord.submit_modal(&ada, &modal, &[("Your question", "how do I refresh the data?")]).await;
    let howto = asked.response().await;
    assert!(howto.shown().to_lowercase().contains("refresh"), "{}", howto.shown());
    discord.finish().await;
}

#[tokio::test]
async fn a_paste_deleted_before_the_follow_up_gets_no_thread_of_its_own() {
    let discord = discord().await;
    let (ada, answer) = answered(&discord).await;
    let thread = {
        discord.press(&ada, &answer, "Ask a follow-up").await.acknowledged().await;
        discord.next_thread_in("support").await
    };
    discord.next_message_in(&thread).await;
    // Pressed again: the same thread, nothing twice.
    discord.press(&ada, &answer, "Ask a follow-up").await.acknowledged().await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn a_reply_to_the_answer_is_taken_in_its_light() {
    let discord = discord().await;
    let (ada, answer) = answered(&discord).await;
    discord.post(&ada, "support", "it's an archived account").reply_to(&answer).await;
    let narrowed = discord.next_message_in("support").await;
    assert!(narrowed.shown().contains("| 1. "), "{}", narrowed.shown());
    discord.finish().await;
}

#[tokio::test]
async fn a_direct_conversation_goes_on_with_its_case() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    discord.dm(&ada, BANK).await;
    let answer = discord.next_dm_to(&ada).await;
    discord.dm(&ada, "how do I refresh the data?").await;
    let howto = discord.next_dm_to(&ada).await;
    assert!(howto.shown().to_lowercase().contains("refresh"), "{}", howto.shown());
    // No threads here: a form.
    let modal = discord.press(&ada, &answer, "Ask a follow-up").await.modal().await;
    let asked = discord.submit_modal(&ada, &modal, &[("Your question", "it's an archived account")]).await;
    assert!(asked.response().await.shown().contains("1. "));
    discord.finish().await;
}
