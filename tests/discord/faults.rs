//! What goes wrong on the way to Discord: limits, faults, lost answers, crowds, and what the bot may not do.

use std::time::{Duration, Instant};

use crate::fake::{BotSetup, Call, Discord, Fault, Message, Permission};
use crate::paste::{ARCHIVED, BANK, discord, title};

/// A Discord reached as the real one is: over TLS, with serenity's own rate limiter.
async fn over_tls() -> Discord {
    let discord = Discord::start().await;
    discord.start_bot(BotSetup::default().over_tls()).await;
    discord
}

/// Somebody new pastes an error in #support.
async fn paste(discord: &Discord, name: &str) -> Message {
    let person = discord.person(name);
    discord.post(&person, "support", BANK).await
}

/// The paste is answered, by one message and no other.
async fn answered_once(discord: &Discord, paste: &Message) {
    let answer = discord.next_message_in("support").await;
    assert_eq!(answer.replies_to(), Some(paste.id));
    discord.nothing_said().await;
}

#[tokio::test]
async fn over_tls_serenitys_limiter_waits_a_429_out() {
    let discord = over_tls().await;
    discord.script(Call::PostMessage, 1, Fault::RateLimited(0.2));
    let paste = paste(&discord, "Ada").await;
    discord.called(Call::PostMessage, 2).await;
    assert_eq!(discord.calls(Call::PostMessage), [429, 200]);
    answered_once(&discord, &paste).await;
    discord.finish().await;
}

#[tokio::test]
async fn over_tls_a_limit_on_everything_is_waited_out() {
    let discord = over_tls().await;
    discord.script(Call::PostMessage, 1, Fault::RateLimitedEverywhere(0.2));
    let paste = paste(&discord, "Ada").await;
    answered_once(&discord, &paste).await;
    discord.finish().await;
}

#[tokio::test]
async fn over_tls_a_500_and_a_502_are_tried_again() {
    let discord = over_tls().await;
    discord.script(Call::PostMessage, 1, Fault::Status(500));
    discord.script(Call::PostMessage, 1, Fault::Status(502));
    let paste = paste(&discord, "Ada").await;
    discord.called(Call::PostMessage, 3).await;
    assert_eq!(discord.calls(Call::PostMessage), [500, 502, 200]);
    answered_once(&discord, &paste).await;
    discord.finish().await;
}

#[tokio::test]
async fn over_tls_twelve_pastes_at_once_keep_within_the_limit_without_a_stall() {
    let discord = over_tls().await;
    discord.limit(Call::PostMessage, 4, Duration::from_secs(2));
    let began = Instant::now();
    twelve_at_once(&discord).await;
    // Four at once, three times: four seconds. Twelve calls waiting for the limiter's lock together would take twelve.
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert_eq!(discord.calls(Call::PostMessage), [200; 12]);
    discord.finish().await;
}

#[tokio::test]
async fn twelve_pastes_at_once_get_twelve_answers_in_their_order() {
    let discord = discord().await;
    twelve_at_once(&discord).await;
    discord.nothing_said().await;
    discord.finish().await;
}

/// Twelve people paste in the same moment; their answers come in the order of the pastes.
async fn twelve_at_once(discord: &Discord) {
    let mut pastes = Vec::new();
    for number in 1..=12 {
        pastes.push(paste(discord, &format!("Person {number}")).await.id);
    }
    let mut answered = Vec::new();
    for _ in 1..=12 {
        answered.extend(discord.next_message_in("support").await.replies_to());
    }
    assert_eq!(answered, pastes);
}

#[tokio::test]
async fn behind_a_proxy_a_429_is_tried_again_a_little_later() {
    let discord = discord().await;
    discord.script(Call::PostMessage, 2, Fault::RateLimited(0.2));
    let paste = paste(&discord, "Ada").await;
    discord.called(Call::PostMessage, 3).await;
    assert_eq!(discord.calls(Call::PostMessage), [429, 429, 200]);
    answered_once(&discord, &paste).await;
    discord.finish().await;
}

#[tokio::test]
async fn an_answer_that_cannot_be_posted_is_given_up_and_the_next_one_comes() {
    let discord = discord().await;
    discord.script(Call::PostMessage, 4, Fault::Status(500));
    let (lost, next) = (paste(&discord, "Ada").await, paste(&discord, "Ben").await);
    discord.called(Call::PostMessage, 5).await;
    assert_eq!(discord.calls(Call::PostMessage), [500, 500, 500, 500, 200]);
    assert_eq!(discord.next_message_in("support").await.replies_to(), Some(next.id));
    // The same event again would fail again.
    discord.repeat_event(&lost).await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn a_lost_answer_to_a_post_does_not_post_twice() {
    let discord = discord().await;
    discord.script(Call::PostMessage, 1, Fault::LostAnswer);
    let paste = paste(&discord, "Ada").await;
    discord.called(Call::PostMessage, 2).await;
    assert_eq!(discord.calls(Call::PostMessage), [200, 200]);
    answered_once(&discord, &paste).await;
    discord.finish().await;
}

#[tokio::test]
async fn the_answer_whose_receipt_was_lost_can_still_be_changed_and_taken_away() {
    let discord = discord().await;
    discord.script(Call::PostMessage, 1, Fault::LostAnswer);
    let paste = paste(&discord, "Ada").await;
    let answer = discord.next_message_in("support").await;
    discord.called(Call::PostMessage, 2).await;
    discord.edit(&paste, ARCHIVED).await;
    assert_eq!(title(&discord.next_edit_of(&answer).await), "Account code 429 archived or deleted");
    discord.delete(&paste).await;
    discord.gone(&answer).await;
    discord.finish().await;
}

#[tokio::test]
async fn a_lost_request_is_made_again() {
    let discord = discord().await;
    discord.script(Call::PostMessage, 2, Fault::LostRequest);
    let paste = paste(&discord, "Ada").await;
    answered_once(&discord, &paste).await;
    discord.finish().await;
}

#[tokio::test]
async fn faults_on_changing_and_taking_away_are_tried_again() {
    let discord = discord().await;
    let paste = paste(&discord, "Ada").await;
    let answer = discord.next_message_in("support").await;
    discord.script(Call::EditMessage, 1, Fault::Status(503));
    discord.script(Call::DeleteMessage, 1, Fault::LostAnswer);
    discord.edit(&paste, ARCHIVED).await;
    assert_eq!(title(&discord.next_edit_of(&answer).await), "Account code 429 archived or deleted");
    discord.delete(&paste).await;
    discord.gone(&answer).await;
    discord.called(Call::DeleteMessage, 2).await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn a_press_is_answered_once_although_the_receipt_was_lost() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", BANK).await;
    let answer = discord.next_message_in("support").await;
    discord.script(Call::Respond, 1, Fault::LostAnswer);
    let howto = discord.press(&ada, &answer, "Link the payment method").await.response().await;
    assert!(howto.shown().contains("1. "), "{}", howto.shown());
    discord.script(Call::Respond, 1, Fault::Status(500));
    let worked = discord.press(&ada, &answer, "It worked").await;
    assert!(worked.update().await.buttons().is_empty());
    worked.response().await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn a_further_answer_whose_receipt_was_lost_is_not_said_twice() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    discord.script(Call::FollowUp, 1, Fault::LostAnswer);
    let run = discord.slash(&ada, "support", "explain", &[("text", BANK), ("why", "true")]).await;
    run.response().await;
    run.follow_up().await;
    discord.nothing_said().await;
    assert_eq!(discord.calls(Call::FollowUp), [200]);
    discord.finish().await;
}

#[tokio::test]
async fn a_repeated_event_is_answered_once_also_by_the_process_after() {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(BotSetup::default()).await;
    let paste = paste(&discord, "Ada").await;
    discord.repeat_event(&paste).await;
    answered_once(&discord, &paste).await;
    discord.repeat_event(&paste).await;
    discord.nothing_said_in("support").await;
    bot.restart().await;
    discord.repeat_event(&paste).await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn a_message_deleted_before_the_reply_gets_none() {
    let discord = discord().await;
    discord.script(Call::PostMessage, 1, Fault::Status(500));
    let paste = paste(&discord, "Ada").await;
    discord.called(Call::PostMessage, 1).await;
    discord.delete(&paste).await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn a_message_deleted_while_the_reply_is_on_its_way_takes_it_along() {
    let discord = discord().await;
    discord.script(Call::PostMessage, 1, Fault::Late(Duration::from_millis(300)));
    let paste = paste(&discord, "Ada").await;
    let answer = discord.next_message_in("support").await;
    discord.delete(&paste).await;
    discord.gone(&answer).await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn where_the_bot_may_not_speak_it_does_not_even_try() {
    let discord = discord().await;
    discord.take_permission("support", Permission::SendMessages);
    for name in ["Ada", "Ben", "Cleo"] {
        paste(&discord, name).await;
    }
    // Elsewhere it goes on.
    let eve = discord.person("Eve");
    discord.post(&eve, "general", BANK).await;
    discord.next_message_in("general").await;
    discord.nothing_said().await;
    assert_eq!(discord.refusals(), 0);
    // As soon as it may, it does.
    discord.give_permission("support", Permission::SendMessages);
    let paste = paste(&discord, "Finn").await;
    answered_once(&discord, &paste).await;
    discord.finish().await;
}

#[tokio::test]
async fn refused_all_the_same_it_leaves_the_channel_alone_until_its_permissions_change() {
    let discord = discord().await;
    discord.script(Call::PostMessage, 1, Fault::Status(403));
    for name in ["Ada", "Ben", "Cleo"] {
        paste(&discord, name).await;
    }
    discord.called(Call::PostMessage, 1).await;
    let eve = discord.person("Eve");
    discord.post(&eve, "general", BANK).await;
    discord.next_message_in("general").await;
    discord.nothing_said().await;
    // One refusal here, and the answers to Eve and the two probes.
    assert_eq!(discord.calls(Call::PostMessage), [403, 200, 200, 200]);
    discord.give_permission("support", Permission::SendMessages);
    let paste = paste(&discord, "Finn").await;
    answered_once(&discord, &paste).await;
    discord.finish().await;
}

#[tokio::test]
async fn without_the_history_an_answer_comes_all_the_same() {
    let discord = discord().await;
    discord.take_permission("support", Permission::ReadMessageHistory);
    paste(&discord, "Ada").await;
    let answer = discord.next_message_in("support").await;
    assert_eq!(title(&answer), "Bank account not recognised");
    assert_eq!(answer.replies_to(), None, "a reply needs the history");
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn where_embeds_are_not_allowed_it_writes_plainly() {
    let discord = discord().await;
    discord.take_permission("support", Permission::EmbedLinks);
    paste(&discord, "Ada").await;
    let answer = discord.next_message_in("support").await;
    assert!(answer.content().contains("**Bank account not recognised**"), "{}", answer.shown());
    discord.finish().await;
}

#[tokio::test]
async fn an_answer_to_somebody_who_takes_no_messages_is_given_up_quietly() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    discord.close_dms(&ada);
    discord.dm(&ada, BANK).await;
    discord.called(Call::PostMessage, 1).await;
    discord.nothing_said().await;
    assert_eq!(discord.refusals(), 1);
    discord.finish().await;
}
