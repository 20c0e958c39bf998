//! What goes wrong in the middle of a case: things deleted, permissions gone, two fingers, two opinions, floods.

use crate::fake::{BotSetup, Channel, Discord, Message, Permission, Person};
use crate::paste::{BANK, discord};

async fn answered(discord: &Discord) -> (Person, Message, Message) {
    let ada = discord.person("Ada");
    let paste = discord.post(&ada, "support", BANK).await;
    let answer = discord.next_message_in("support").await;
    (ada, paste, answer)
}

async fn thread(discord: &Discord, ada: &Person, answer: &Message) -> Channel {
    discord.press(ada, answer, "Ask a follow-up").await.acknowledged().await;
    let thread = discord.next_thread_in("support").await;
    discord.next_message_in(&thread).await;
    thread
}

#[tokio::test]
async fn a_thread_deleted_half_way_leaves_the_case_and_a_new_one_can_be_opened() {
    let discord = discord().await;
    let (ada, _, answer) = answered(&discord).await;
    let first = thread(&discord, &ada, &answer).await;
    discord.type_in(&ada, &first, "it's an archived account").await;
    discord.next_message_in(&first).await;
    discord.delete_channel(&first);
    // What was settled in the thread counts.
    let next = discord.press(&ada, &answer, "Still stuck").await.update().await;
    assert!(next.shown().contains("| 1. "), "{}", next.shown());
    thread(&discord, &ada, &answer).await;
    assert_eq!(discord.refusals(), 0);
    discord.finish().await;
}

#[tokio::test]
async fn a_paste_deleted_while_nobody_looked_gets_its_thread_from_the_answer() {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(BotSetup::default()).await;
    let (ada, paste, answer) = answered(&discord).await;
    bot.kill();
    bot.exit().await;
    discord.delete(&paste).await;
    bot.start_again().await;
    let thread = thread(&discord, &ada, &answer).await;
    assert_eq!(thread.id, answer.id);
    discord.type_in(&ada, &thread, "how do I refresh the data?").await;
    discord.next_message_in(&thread).await;
    discord.finish().await;
}

#[tokio::test]
async fn a_permission_taken_away_in_between_is_not_tried() {
    let discord = discord().await;
    let (ada, _, answer) = answered(&discord).await;
    let thread = thread(&discord, &ada, &answer).await;
    discord.take_permission("support", Permission::SendMessagesInThreads);
    discord.type_in(&ada, &thread, "how do I refresh the data?").await;
    discord.nothing_said().await;
    assert_eq!(discord.refusals(), 0);
    // Buttons need no permission.
    discord.press(&ada, &answer, "An archived account").await.update().await;
    discord.finish().await;
}

#[tokio::test]
async fn still_stuck_pressed_twice_at_once_goes_on_by_one_step() {
    let discord = discord().await;
    let (ada, _, answer) = answered(&discord).await;
    let once = discord.press(&ada, &answer, "Still stuck").await.update().await;
    let (ben, second) = {
        let ben = discord.person("Ben");
        discord.post(&ben, "support", BANK).await;
        (ben, discord.next_message_in("support").await)
    };
    let (one, other) =
        tokio::join!(discord.press(&ben, &second, "Still stuck"), discord.press(&ben, &second, "Still stuck"));
    one.acknowledged().await;
    other.acknowledged().await;
    let twice = discord.next_edit_of(&second).await;
    let steps = |message: &Message| message.shown().lines().filter(|line| line.starts_with("| ")).count();
    assert_eq!(steps(&twice), steps(&once), "{}", twice.shown());
    assert_eq!(discord.standing(&second).shown(), twice.shown());
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn of_two_people_who_answer_differently_the_later_one_counts_and_both_are_answered() {
    let discord = discord().await;
    let (ada, _, answer) = answered(&discord).await;
    let ben = discord.person("Ben");
    let thread = thread(&discord, &ada, &answer).await;
    let hers = discord.type_in(&ada, &thread, "it's an archived account").await;
    let first = discord.next_message_in(&thread).await;
    let his = discord.type_in(&ben, &thread, "not a bank account").await;
    let second = discord.next_message_in(&thread).await;
    assert_eq!((first.replies_to(), second.replies_to()), (Some(hers.id), Some(his.id)));
    assert_ne!(first.shown(), second.shown());
    assert!(second.shown().contains("| 1. "), "{}", second.shown());
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn two_hundred_messages_in_one_thread_get_one_offer_and_a_mention_is_still_answered() {
    let discord = discord().await;
    let (ada, _, answer) = answered(&discord).await;
    let people = [discord.person("Ben"), discord.person("Cas"), ada.clone()];
    let thread = thread(&discord, &ada, &answer).await;
    for (number, person) in (0..200).zip(people.iter().cycle()) {
        discord.type_in(person, &thread, &format!("which biscuits shall we get for meeting {number}?")).await;
    }
    let question = discord.type_in(&ada, &thread, "how do I refresh the data?").mention_bot().await;
    let mut said = 0;
    loop {
        let message = discord.next_message_in(&thread).await;
        if message.replies_to() == Some(question.id) {
            break;
        }
        said += 1;
        assert!(said <= 1, "{}", message.shown());
    }
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn a_question_of_four_thousand_characters_is_answered_once() {
    let discord = discord().await;
    let (ada, _, answer) = answered(&discord).await;
    let question = "and then the client said something about the payment run ".repeat(70);
    let question: String = format!("how do I refresh the data? {question}").chars().take(4_000).collect();
    let thread = thread(&discord, &ada, &answer).await;
    discord.type_in(&ada, &thread, &question).mention_bot().await;
    discord.next_message_in(&thread).await;
    discord.take_permission("support", Permission::CreatePublicThreads);
    let form = discord.press(&ada, &answer, "Ask a follow-up").await.modal().await;
    discord.submit_modal(&ada, &form, &[("Your question", &question)]).await.response().await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn a_rule_that_vanished_between_the_answer_and_the_press_is_out_of_date() {
    let discord = Discord::start().await;
    let folder = tempfile::tempdir().expect("a folder can be made");
    let mut bot = discord.start_bot(BotSetup::default().with("RULES_DIR", folder.path())).await;
    let (ada, _, answer) = answered(&discord).await;
    let thread = thread(&discord, &ada, &answer).await;
    std::fs::create_dir(folder.path().join("xero")).expect("a folder can be made");
    let file = folder.path().join("xero/unknown-bank-account.toml");
    std::fs::write(file, "off = true\n").expect("a file can be written");
    bot.restart().await;
    for button in ["Still stuck", "An archived account", "It worked", "Ask a follow-up"] {
        let said = discord.press(&ada, &answer, button).await.response().await;
        assert!(said.is_private() && said.content().contains("out of date"), "{button}: {}", said.shown());
    }
    // The thread goes on without it.
    discord.type_in(&ada, &thread, BANK).mention_bot().await;
    let said = discord.next_message_in(&thread).await;
    assert!(!said.shown().is_empty());
    discord.finish().await;
}
