//! A person takes over: called where the staff are, with what was tried; claimed once; told to whoever asked.

use crate::fake::{Answered, BotSetup, Call, Discord, Fault, Message, Permission, Person};
use crate::paste::{BANK, discord};
use crate::setup::set_up;

/// Ada pastes `text` and presses **Still stuck** until there is nothing left. Gives her answer and what she is told.
async fn until_nothing_is_left(discord: &Discord, ada: &Person, text: &str) -> (Message, Message) {
    discord.post(ada, "support", text).await;
    let answer = discord.next_message_in("support").await;
    for _ in 0..8 {
        let press = discord.press(ada, &answer, "Still stuck").await;
        if press.acknowledged().await == Answered::Update {
            press.update().await;
        } else {
            return (answer, press.response().await);
        }
    }
    panic!("no person was called");
}

#[tokio::test]
async fn with_nothing_left_to_try_the_staff_are_called_and_one_of_them_takes_over() {
    let discord = discord().await;
    let (desk, _, eve) = set_up(&discord).await;
    let ada = discord.person("Ada");
    let (_, told) = until_nothing_is_left(&discord, &ada, BANK).await;
    assert_eq!(
        told.content(),
        "I have passed this on to your team, with what we tried. Whoever takes it over will say so here."
    );
    let call = discord.next_message_in(&desk).await;
    assert_eq!(call.called(&discord).as_deref(), Some("Support"));
    let shown = call.shown();
    let expected = "(calls Support)\n\
                    @Support @Ada needs a person: (link to Crosscheck's message in #support)\n\
                    | # For whoever takes over\n\
                    | **Bank account not recognised**\n\
                    | > The specified bank account details do not match a known bank account\n";
    assert!(shown.starts_with(expected), "{shown}");
    assert!(shown.contains("| **Tried without success:**\n| - "), "{shown}");
    assert!(shown.ends_with("[Claim]"), "{shown}");
    let claimed = discord.press(&eve, &call, "Claim").await.update().await;
    assert!(
        claimed.content().starts_with(&format!("**Claimed** by <@{}>. <@{}> needs a person: ", eve.id, ada.id)),
        "{}",
        claimed.shown()
    );
    assert!(claimed.shown().contains("**Bank account not recognised**"), "{}", claimed.shown());
    assert!(claimed.buttons().is_empty(), "{}", claimed.shown());
    let taken = discord.next_message_in("support").await;
    assert_eq!(taken.shown(), "(reply to Ada)\n@Eve takes over from here.");
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn pressed_twice_at_once_one_has_it_and_the_other_hears_who() {
    let discord = discord().await;
    let (desk, support, eve) = set_up(&discord).await;
    let (ada, sam) = (discord.person("Ada"), discord.person("Sam"));
    discord.give_role(&sam, support);
    until_nothing_is_left(&discord, &ada, BANK).await;
    let call = discord.next_message_in(&desk).await;
    let (first, second) = tokio::join!(discord.press(&eve, &call, "Claim"), discord.press(&sam, &call, "Claim"));
    let (one, other) = (first.acknowledged().await, second.acknowledged().await);
    let (won, lost, winner) = match (one, other) {
        (Answered::Update, Answered::Message) => (first, second, "Eve"),
        (Answered::Message, Answered::Update) => (second, first, "Sam"),
        both => panic!("one must win: {both:?}"),
    };
    assert!(won.update().await.shown().contains(&format!("**Claimed** by @{winner}.")));
    let refused = lost.response().await;
    assert!(refused.is_private());
    assert!(refused.shown().ends_with(&format!("@{winner} has taken this over already.")), "{}", refused.shown());
    let taken = discord.next_message_in("support").await;
    assert!(taken.shown().ends_with(&format!("@{winner} takes over from here.")), "{}", taken.shown());
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn only_staff_can_claim_a_case() {
    let discord = discord().await;
    let (desk, _, _) = set_up(&discord).await;
    let (ada, moderator) = (discord.person("Ada"), discord.person("Max"));
    // With a support role set, moderating is not enough.
    discord.make_staff(&moderator);
    until_nothing_is_left(&discord, &ada, BANK).await;
    let call = discord.next_message_in(&desk).await;
    for person in [&ada, &moderator] {
        let refused = discord.press(person, &call, "Claim").await.response().await;
        assert!(refused.is_private());
        assert!(refused.content().starts_with("Only staff can claim a case"), "{}", refused.shown());
    }
    discord.finish().await;
}

#[tokio::test]
async fn asked_for_in_words_the_claim_is_told_in_the_thread_and_once_also_after_a_crash() {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(BotSetup::default()).await;
    let (desk, _, eve) = set_up(&discord).await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", BANK).await;
    let answer = discord.next_message_in("support").await;
    discord.press(&ada, &answer, "Ask a follow-up").await.acknowledged().await;
    let thread = discord.next_thread_in("support").await;
    discord.next_message_in(&thread).await;
    discord.type_in(&ada, &thread, "can I talk to a human please").await;
    let told = discord.next_message_in(&thread).await;
    assert!(told.content().starts_with("I have passed this on to your team"), "{}", told.shown());
    let call = discord.next_message_in(&desk).await;
    assert!(call.shown().contains("needs a person: (link to Ada's message in #Bank account"), "{}", call.shown());
    bot.kill();
    bot.exit().await;
    bot.start_again().await;
    discord.press(&eve, &call, "Claim").await.update().await;
    let taken = discord.next_message_in(&thread).await;
    assert_eq!(taken.shown(), "@Eve takes over from here.");
    // Asked again, it is known who has it.
    let again = discord.type_in(&ada, &thread, "I need a human").mention_bot().await;
    let said = discord.next_message_in(&thread).await;
    assert_eq!(said.replies_to(), Some(again.id));
    assert!(said.shown().ends_with("@Eve has taken this over already."), "{}", said.shown());
    discord.finish().await;
}

#[tokio::test]
async fn where_the_staff_cannot_be_called_the_summary_is_not_lost() {
    let discord = discord().await;
    let (desk, _, _) = set_up(&discord).await;
    discord.take_permission(&desk, Permission::SendMessages);
    let ada = discord.person("Ada");
    let (_, told) = until_nothing_is_left(&discord, &ada, BANK).await;
    assert!(told.shown().contains("For whoever takes over"), "{}", told.shown());
    // A fault that nobody announced.
    discord.give_permission(&desk, Permission::SendMessages);
    discord.script(Call::PostMessage, 4, Fault::Status(500));
    let ben = discord.person("Ben");
    let asked = discord.slash(&ben, "support", "explain", &[("text", BANK)]).await.response().await;
    let mut told = None;
    for _ in 0..8 {
        let press = discord.press(&ben, &asked, "Still stuck").await;
        if press.acknowledged().await == Answered::Update {
            press.update().await;
        } else {
            told = Some(press.response().await);
            break;
        }
    }
    assert!(told.is_some_and(|told| told.shown().contains("For whoever takes over")));
    discord.finish().await;
}

#[tokio::test]
async fn a_hand_over_channel_that_was_deleted_is_not_tried() {
    let discord = discord().await;
    let (desk, _, _) = set_up(&discord).await;
    discord.delete_channel(&desk);
    let ada = discord.person("Ada");
    let (_, told) = until_nothing_is_left(&discord, &ada, BANK).await;
    assert!(told.shown().contains("For whoever takes over"), "{}", told.shown());
    assert_eq!(discord.refusals(), 0);
    discord.finish().await;
}

#[tokio::test]
async fn a_case_asked_in_private_is_claimed_without_a_word_in_public() {
    let discord = discord().await;
    let (desk, _, eve) = set_up(&discord).await;
    let ada = discord.person("Ada");
    let options = [("text", BANK), ("private", "true")];
    let answer = discord.slash(&ada, "support", "explain", &options).await.response().await;
    let mut told = None;
    for _ in 0..8 {
        let press = discord.press(&ada, &answer, "Still stuck").await;
        if press.acknowledged().await == Answered::Update {
            press.update().await;
        } else {
            told = Some(press.response().await);
            break;
        }
    }
    let told = told.unwrap();
    assert!(told.is_private());
    assert!(told.content().ends_with("Whoever takes it over will write to you."), "{}", told.shown());
    let call = discord.next_message_in(&desk).await;
    discord.press(&eve, &call, "Claim").await.update().await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn who_replies_to_a_call_speaks_to_the_others() {
    let discord = discord().await;
    let (desk, _, eve) = set_up(&discord).await;
    let ada = discord.person("Ada");
    until_nothing_is_left(&discord, &ada, BANK).await;
    let call = discord.next_message_in(&desk).await;
    discord.post(&eve, &desk, "I can look after lunch, anyone free now?").reply_to(&call).without_ping().await;
    discord.nothing_said_in(&desk).await;
    discord.finish().await;
}

#[tokio::test]
async fn what_redaction_takes_out_does_not_reach_the_hand_over_channel() {
    let discord = discord().await;
    let (desk, _, _) = set_up(&discord).await;
    let ada = discord.person("Ada");
    let text = "Supplier: Harbourlight Bakery, ann@harbourlight.example\n\
                The specified bank account details do not match a known bank account\nIBAN GB29 NWBK 6016 1331 9268 19";
    until_nothing_is_left(&discord, &ada, text).await;
    let call = discord.next_message_in(&desk).await;
    for private in ["Harbourlight", "ann@", "NWBK", "9268"] {
        assert!(!call.shown().contains(private), "{}", call.shown());
    }
    discord.finish().await;
}
