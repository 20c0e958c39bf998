//! Staff wrote in a case's thread: the bot is quiet there until somebody addresses it.

use crate::fake::{BotSetup, Channel, Discord, Message, Person};
use crate::paste::{BANK, discord};
use crate::setup::set_up;

/// A question that is answered in a thread while nobody of the staff is there.
const QUESTION: &str = "how do I refresh the data?";

/// Ada's paste with its answer, and the thread about it.
async fn thread(discord: &Discord, ada: &Person) -> (Message, Channel) {
    discord.post(ada, "support", BANK).await;
    let answer = discord.next_message_in("support").await;
    discord.press(ada, &answer, "Ask a follow-up").await.acknowledged().await;
    let thread = discord.next_thread_in("support").await;
    discord.next_message_in(&thread).await;
    (answer, thread)
}

/// What is asked in the thread and left alone: the next thing the bot says there answers a mention.
async fn left_alone(discord: &Discord, thread: &Channel, ada: &Person, text: &str) {
    discord.type_in(ada, thread, text).await;
    let probe = discord.type_in(ada, thread, "what about the payment method?").mention_bot().await;
    let said = discord.next_message_in(thread).await;
    assert_eq!(said.replies_to(), Some(probe.id), "{}", said.shown());
}

#[tokio::test]
async fn once_staff_have_written_in_the_thread_the_bot_waits_to_be_addressed() {
    let discord = discord().await;
    let (_, _, eve) = set_up(&discord).await;
    let ada = discord.person("Ada");
    let (_, thread) = thread(&discord, &ada).await;
    discord.type_in(&ada, &thread, QUESTION).await;
    discord.next_message_in(&thread).await;
    discord.type_in(&eve, &thread, "I'll look into it, Ada").await;
    discord.type_in(&ada, &thread, QUESTION).await;
    left_alone(&discord, &thread, &ada, "Account code '429' has been archived, or deleted.").await;
    // Addressed once, it takes part again.
    discord.type_in(&ada, &thread, QUESTION).await;
    discord.next_message_in(&thread).await;
    discord.finish().await;
}

#[tokio::test]
async fn it_stays_quiet_after_a_crash_and_a_button_wakes_it() {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(BotSetup::default()).await;
    let (_, _, eve) = set_up(&discord).await;
    let ada = discord.person("Ada");
    let (answer, thread) = thread(&discord, &ada).await;
    discord.type_in(&eve, &thread, "I'll look into it, Ada").await;
    crate::crash::written(&bot, "with_staff").await;
    bot.kill();
    bot.exit().await;
    bot.start_again().await;
    left_alone(&discord, &thread, &ada, QUESTION).await;
    crate::crash::written(&bot, "NOT with_staff").await;
    discord.type_in(&eve, &thread, "as I said").await;
    crate::crash::written(&bot, "with_staff").await;
    discord.press(&ada, &answer, "Link the payment method").await.response().await;
    discord.type_in(&ada, &thread, QUESTION).await;
    discord.next_message_in(&thread).await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn without_a_support_role_whoever_moderates_is_staff() {
    let discord = discord().await;
    let (ada, max, ben) = (discord.person("Ada"), discord.person("Max"), discord.person("Ben"));
    discord.make_staff(&max);
    let (_, thread) = thread(&discord, &ada).await;
    discord.type_in(&ben, &thread, QUESTION).await;
    discord.next_message_in(&thread).await;
    discord.type_in(&max, &thread, "give me a minute").await;
    left_alone(&discord, &thread, &ada, QUESTION).await;
    discord.finish().await;
}

#[tokio::test]
async fn staff_who_ask_for_themselves_are_answered() {
    let discord = discord().await;
    let max = discord.person("Max");
    discord.make_staff(&max);
    let (_, thread) = thread(&discord, &max).await;
    discord.type_in(&max, &thread, QUESTION).await;
    discord.next_message_in(&thread).await;
    discord.finish().await;
}

#[tokio::test]
async fn what_staff_wrote_while_there_was_no_bot_counts_too() {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(BotSetup::default()).await;
    let (_, _, eve) = set_up(&discord).await;
    let ada = discord.person("Ada");
    let (_, thread) = thread(&discord, &ada).await;
    crate::crash::written(&bot, "place != ''").await;
    bot.kill();
    bot.exit().await;
    discord.type_in(&eve, &thread, "I'll look into it, Ada").await;
    discord.type_in(&ada, &thread, QUESTION).await;
    bot.start_again().await;
    crate::crash::written(&bot, "with_staff").await;
    left_alone(&discord, &thread, &ada, QUESTION).await;
    discord.nothing_said().await;
    discord.finish().await;
}
