//! Discord's REST API in trouble: limits, faults, lost answers, permissions that are missing.

use std::time::{Duration, Instant};

use crate::fake::{BotSetup, Call, Discord, Fault, Permission};
use crate::paste::{BANK, discord, title};

#[tokio::test]
async fn an_answer_survives_what_may_be_tried_again() {
    let discord = discord().await;
    for fault in [Fault::Status(500), Fault::Status(502), Fault::LostRequest, Fault::RateLimited(0.3)] {
        let somebody = discord.person("Somebody");
        discord.script(Call::PostMessage, 1, fault);
        let paste = discord.post(&somebody, "support", BANK).await;
        assert_eq!(discord.next_message_in("support").await.replies_to(), Some(paste.id), "{fault:?}");
    }
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn a_lost_answer_does_not_post_twice() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    discord.script(Call::PostMessage, 1, Fault::LostAnswer);
    discord.post(&ada, "support", BANK).await;
    let answer = discord.next_message_in("support").await;
    discord.nothing_said().await;
    // The answer is known although its first confirmation was lost.
    discord.press(&ada, &answer, "Not this one").await.acknowledged().await;
    discord.gone(&answer).await;
    discord.finish().await;
}

#[tokio::test]
async fn an_answer_that_cannot_be_posted_is_given_up_within_bounds() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    discord.script(Call::PostMessage, 4, Fault::Status(500));
    let paste = discord.post(&ada, "support", BANK).await;
    discord.called(Call::PostMessage, 4).await;
    // Nothing is lost for good: the message is answered when it is edited.
    discord.edit(&paste, &format!("{BANK}!")).await;
    assert_eq!(discord.next_message_in("support").await.replies_to(), Some(paste.id));
    discord.finish().await;
}

#[tokio::test]
async fn a_press_survives_a_fault() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", BANK).await;
    let answer = discord.next_message_in("support").await;
    for fault in [Fault::Status(500), Fault::LostAnswer] {
        discord.script(Call::Respond, 1, fault);
        let press = discord.press(&ada, &answer, "Link the payment method").await;
        assert!(press.response().await.shown().contains("1. "), "{fault:?}");
    }
    discord.forgive("40060");
    discord.finish().await;
}

#[tokio::test]
async fn where_it_may_not_write_it_does_not_hammer() {
    let discord = discord().await;
    discord.take_permission("support", Permission::SendMessages);
    let ada = discord.person("Ada");
    for _ in 0..5 {
        discord.post(&ada, "support", BANK).await;
    }
    discord.post(&ada, "general", BANK).await;
    assert_eq!(title(&discord.next_message_in("general").await), "Bank account not recognised");
    discord.nothing_said().await;
    assert_eq!(discord.refusals(), 0);
    // Allowed again, it answers again.
    discord.give_permission("support", Permission::SendMessages);
    let paste = discord.post(&ada, "support", BANK).await;
    assert_eq!(discord.next_message_in("support").await.replies_to(), Some(paste.id));
    discord.finish().await;
}

#[tokio::test]
async fn where_embeds_are_not_allowed_it_writes_plainly() {
    let discord = discord().await;
    discord.take_permission("support", Permission::EmbedLinks);
    let ada = discord.person("Ada");
    discord.post(&ada, "support", BANK).await;
    let answer = discord.next_message_in("support").await;
    assert!(answer.content().contains("**Bank account not recognised**"), "{}", answer.shown());
    discord.finish().await;
}

#[tokio::test]
async fn without_the_right_to_read_back_it_answers_without_a_reply() {
    let discord = discord().await;
    discord.take_permission("support", Permission::ReadMessageHistory);
    let ada = discord.person("Ada");
    discord.post(&ada, "support", BANK).await;
    let answer = discord.next_message_in("support").await;
    assert_eq!(answer.replies_to(), None);
    discord.finish().await;
}

#[tokio::test]
async fn twelve_pastes_at_once_are_answered_one_after_the_other_at_discords_pace() {
    let discord = Discord::start().await;
    discord.limit(Call::PostMessage, 5, Duration::from_secs(2));
    discord.start_bot(BotSetup::default().over_tls()).await;
    let mut pastes = Vec::new();
    for number in 0..12 {
        let somebody = discord.person(&format!("Person {number}"));
        pastes.push(discord.post(&somebody, "support", BANK).await.id);
    }
    let started = Instant::now();
    for paste in pastes {
        assert_eq!(discord.next_message_in("support").await.replies_to(), Some(paste));
    }
    // Twelve at five in two seconds: over four seconds, and far from the twelve it takes when the limiter is rushed.
    assert!(started.elapsed() < Duration::from_secs(9), "{:?}", started.elapsed());
    assert_eq!(discord.refusals(), 0);
    discord.finish().await;
}

#[tokio::test]
async fn over_tls_limits_and_faults_are_survived_with_the_limiter_on() {
    let discord = Discord::start().await;
    discord.start_bot(BotSetup::default().over_tls()).await;
    let ada = discord.person("Ada");
    for (place, fault) in [("support", Fault::RateLimited(0.5)), ("general", Fault::Status(500))] {
        discord.script(Call::PostMessage, 1, fault);
        let paste = discord.post(&ada, place, BANK).await;
        assert_eq!(discord.next_message_in(place).await.replies_to(), Some(paste.id), "{fault:?}");
    }
    discord.nothing_said().await;
    discord.finish().await;
}
