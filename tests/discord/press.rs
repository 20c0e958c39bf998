//! Buttons and selects: of the asker, of staff, of others, after a restart.

use crate::fake::{Answered, BotSetup, Discord, Interaction, Message, Person};
use crate::paste::{ARCHIVED, BANK, discord, title};

/// Ada's paste of `text` in #support, with its answer.
async fn answered(discord: &Discord, text: &str) -> (Person, Message, Message) {
    let ada = discord.person("Ada");
    let paste = discord.post(&ada, "support", text).await;
    let answer = discord.next_message_in("support").await;
    (ada, paste, answer)
}

async fn private(press: Interaction<'_>) -> Message {
    let said = press.response().await;
    assert!(said.is_private(), "{}", said.shown());
    said
}

#[tokio::test]
async fn an_answer_to_the_question_shows_the_steps_of_its_cause() {
    let discord = discord().await;
    let (ada, _, answer) = answered(&discord, BANK).await;
    let changed = discord.press(&ada, &answer, "An archived account").await.update().await;
    assert!(changed.shown().contains("| 1. "), "{}", changed.shown());
    assert!(!changed.buttons().contains(&"An archived account".to_owned()), "{}", changed.shown());
    discord.finish().await;
}

#[tokio::test]
async fn not_sure_shows_the_causes_in_order() {
    let discord = discord().await;
    let (ada, _, answer) = answered(&discord, BANK).await;
    let changed = discord.press(&ada, &answer, "Not sure").await.update().await;
    assert_eq!(changed.shown().matches("| 1. ").count(), 2, "{}", changed.shown());
    discord.finish().await;
}

#[tokio::test]
async fn the_app_switches_the_steps_in_place() {
    let discord = discord().await;
    let (ada, _, answer) = answered(&discord, ARCHIVED).await;
    let changed = discord.select(&ada, &answer, "Dext").await.update().await;
    assert!(changed.shown().contains("In Dext"), "{}", changed.shown());
    discord.finish().await;
}

#[tokio::test]
async fn a_prompt_is_answered_with_its_how_to() {
    let discord = discord().await;
    let (ada, _, answer) = answered(&discord, BANK).await;
    let howto = discord.press(&ada, &answer, "Link the payment method").await.response().await;
    assert!(!howto.is_private());
    assert!(howto.shown().contains("1. "), "{}", howto.shown());
    discord.finish().await;
}

#[tokio::test]
async fn it_worked_takes_the_buttons_off() {
    let discord = discord().await;
    let (ada, _, answer) = answered(&discord, BANK).await;
    let press = discord.press(&ada, &answer, "It worked").await;
    assert!(press.update().await.buttons().is_empty());
    assert!(press.response().await.is_private());
    discord.finish().await;
}

#[tokio::test]
async fn still_stuck_goes_on_to_the_next_cause_and_ends_with_a_person() {
    let discord = discord().await;
    let (ada, _, answer) = answered(&discord, BANK).await;
    let first = discord.press(&ada, &answer, "Still stuck").await.update().await;
    assert!(first.shown().contains("| 1. "), "{}", first.shown());
    for _ in 0..8 {
        let press = discord.press(&ada, &answer, "Still stuck").await;
        if press.acknowledged().await == Answered::Update {
            press.update().await;
        } else {
            let summary = press.response().await;
            assert!(summary.shown().contains("For whoever takes over"), "{}", summary.shown());
            discord.finish().await;
            return;
        }
    }
    panic!("no person was called");
}

#[tokio::test]
async fn not_this_one_takes_the_answer_away() {
    let discord = discord().await;
    let (ada, paste, answer) = answered(&discord, BANK).await;
    discord.press(&ada, &answer, "Not this one").await.acknowledged().await;
    discord.gone(&answer).await;
    discord.repeat_event(&paste).await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn more_shows_the_rest_to_whoever_asks() {
    let discord = discord().await;
    let (_, _, answer) = answered(&discord, BANK).await;
    let ben = discord.person("Ben");
    let about = answer.custom_id("It worked").unwrap().replacen(".w.", ".m.", 1);
    let whole = private(discord.press_custom_id(&ben, &answer, &about).await).await;
    assert_eq!(whole.shown().matches("| 1. ").count(), 2, "{}", whole.shown());
    discord.finish().await;
}

#[tokio::test]
async fn others_cannot_close_or_dismiss_somebodys_case_but_staff_can() {
    let discord = discord().await;
    let (_, _, answer) = answered(&discord, BANK).await;
    let (ben, eve) = (discord.person("Ben"), discord.person("Eve"));
    for label in ["It worked", "Still stuck", "Not this one", "Ask a follow-up"] {
        let refusal = private(discord.press(&ben, &answer, label).await).await;
        assert!(refusal.content().starts_with("Only the person who asked"), "{}", refusal.shown());
    }
    discord.make_staff(&eve);
    discord.press(&eve, &answer, "Not this one").await.acknowledged().await;
    discord.gone(&answer).await;
    discord.finish().await;
}

#[tokio::test]
async fn others_get_an_answer_of_their_own() {
    let discord = discord().await;
    let (_, _, answer) = answered(&discord, BANK).await;
    let ben = discord.person("Ben");
    let own = private(discord.press(&ben, &answer, "Not a bank account").await).await;
    assert!(own.shown().contains("| 1. "), "{}", own.shown());
    // Theirs from now on: they may go on with it.
    let howto = private(discord.press(&ben, &own, "Link the payment method").await).await;
    assert!(howto.shown().contains("1. "), "{}", howto.shown());
    discord.press(&ben, &own, "Still stuck").await.update().await;
    // The asker's answer is as it was.
    assert!(discord.standing(&answer).buttons().contains(&"An archived account".to_owned()));
    discord.finish().await;
}

#[tokio::test]
async fn buttons_work_on_a_bot_that_never_saw_the_case_without_the_values_of_the_paste() {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(BotSetup::default()).await;
    let (ada, _, answer) = answered(&discord, ARCHIVED).await;
    bot.terminate();
    bot.exit().await;
    std::fs::remove_file(bot.directory().join("crosscheck.db")).unwrap();
    bot.start_again().await;
    let changed = discord.select(&ada, &answer, "Dext").await.update().await;
    assert_eq!(title(&changed), "Account code archived or deleted");
    let howto = discord.press(&ada, &answer, "Bring the account back").await.response().await;
    assert!(howto.shown().contains("1. "), "{}", howto.shown());
    discord.finish().await;
}

#[tokio::test]
async fn the_errors_of_a_paste_are_known_after_a_restart() {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(BotSetup::default()).await;
    let (ada, _, answer) = answered(&discord, &format!("{ARCHIVED}\n\n{BANK}")).await;
    bot.restart().await;
    let changed = discord.select(&ada, &answer, "Bank account not recognised").await.update().await;
    assert_eq!(changed.json()["embeds"].as_array().map(Vec::len), Some(2), "{}", changed.shown());
    assert!(changed.buttons().contains(&"An archived account".to_owned()), "{}", changed.shown());
    discord.finish().await;
}

#[tokio::test]
async fn an_id_that_is_old_or_made_up_is_out_of_date() {
    let discord = discord().await;
    let (ada, _, answer) = answered(&discord, BANK).await;
    let now = answer.custom_id("It worked").unwrap();
    for id in [
        now.replacen("1.", "0.", 1),
        now.replacen("unknown-bank-account", "no-such-rule", 1),
        now.replacen(".w.", ".?.", 1),
        "something of another bot".to_owned(),
    ] {
        let said = private(discord.press_custom_id(&ada, &answer, &id).await).await;
        assert!(said.content().contains("out of date"), "{id}: {}", said.shown());
    }
    discord.finish().await;
}

#[tokio::test]
async fn one_of_did_you_mean_is_shown_in_its_place() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", "it says the account code is no longer active or was archived").mention_bot().await;
    let offered = discord.next_message_in("support").await;
    let buttons = offered.buttons();
    assert_eq!(buttons.last().map(String::as_str), Some("None of these"), "{}", offered.shown());
    let chosen = discord.press(&ada, &offered, &buttons[0]).await.update().await;
    assert!(chosen.buttons().contains(&"It worked".to_owned()), "{}", chosen.shown());
    discord.finish().await;
}
