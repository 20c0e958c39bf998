//! One case from the paste to a person, and one to solved, as everybody in the channel sees them.

use std::fmt::Write;

use crate::fake::{Answered, Discord, Message, Person};
use crate::paste::{ARCHIVED, BANK, discord};
use crate::setup::set_up;

/// What was said and pressed, in order.
#[derive(Default)]
struct Story(String);

impl Story {
    fn typed(&mut self, person: &Person, place: &str, text: &str) {
        let _ = writeln!(self.0, "{place} · {}: {text}\n", person.name);
    }

    fn pressed(&mut self, person: &Person, button: &str) {
        let _ = writeln!(self.0, "{} presses [{button}]\n", person.name);
    }

    fn said(&mut self, place: &str, message: &Message) {
        let _ = writeln!(self.0, "{place} · Crosscheck:");
        for line in message.shown().lines() {
            let _ = writeln!(self.0, "    {line}");
        }
        self.0.push('\n');
    }

    /// In this order.
    fn holds(&self, lines: &[&str]) {
        let mut rest = self.0.as_str();
        for line in lines {
            let found = rest.split_once(line);
            let (_, after) = found.unwrap_or_else(|| panic!("{line:?} is missing, or too late, in\n{}", self.0));
            rest = after;
        }
    }
}

#[tokio::test]
async fn a_case_from_the_paste_to_a_person_who_takes_it_over() {
    let discord = discord().await;
    let (desk, _, eve) = set_up(&discord).await;
    let ada = discord.person("Ada");
    let mut story = Story::default();
    story.typed(&ada, "#support", BANK);
    discord.post(&ada, "support", BANK).await;
    let answer = discord.next_message_in("support").await;
    story.said("#support", &answer);
    story.pressed(&ada, "Ask a follow-up");
    discord.press(&ada, &answer, "Ask a follow-up").await.acknowledged().await;
    let thread = discord.next_thread_in("support").await;
    let opening = discord.next_message_in(&thread).await;
    story.said("thread", &opening);
    for text in ["we archived that card in Xero", "how do I refresh the data?"] {
        story.typed(&ada, "thread", text);
        discord.type_in(&ada, &thread, text).await;
        story.said("thread", &discord.next_message_in(&thread).await);
    }
    for _ in 0..8 {
        story.pressed(&ada, "Still stuck");
        let press = discord.press(&ada, &opening, "Still stuck").await;
        if press.acknowledged().await == Answered::Update {
            story.said("thread, in place", &press.update().await);
        } else {
            story.said("thread", &press.response().await);
            break;
        }
    }
    let call = discord.next_message_in(&desk).await;
    story.said("#help-desk", &call);
    story.pressed(&eve, "Claim");
    story.said("#help-desk, in place", &discord.press(&eve, &call, "Claim").await.update().await);
    story.said("thread", &discord.next_message_in(&thread).await);
    for (person, text) in [(&eve, "Hi Ada, I'll look at the payment method now"), (&ada, "thank you, it is urgent")] {
        story.typed(person, "thread", text);
        discord.type_in(person, &thread, text).await;
    }
    discord.nothing_said().await;
    shown(&story);
    story.holds(&[
        "presses [Ask a follow-up]",
        "Ask about **Bank account not recognised** here",
        "we archived that card",
        "1. ",
        "presses [Still stuck]",
        "I have passed this on to your team",
        "(calls Support)",
        "@Ada needs a person:",
        "**Tried without success:**",
        "[Claim]",
        "**Claimed** by @Eve.",
        "@Eve takes over from here.",
        "thank you, it is urgent",
    ]);
    discord.finish().await;
}

#[tokio::test]
async fn a_case_from_the_paste_to_solved() {
    let discord: Discord = discord().await;
    let ada = discord.person("Ada");
    let mut story = Story::default();
    story.typed(&ada, "#support", ARCHIVED);
    discord.post(&ada, "support", ARCHIVED).await;
    let answer = discord.next_message_in("support").await;
    story.said("#support", &answer);
    story.pressed(&ada, "Where did you see this? Dext");
    story.said("#support, in place", &discord.select(&ada, &answer, "Dext").await.update().await);
    story.pressed(&ada, "Bring the account back");
    let howto = discord.press(&ada, &answer, "Bring the account back").await.response().await;
    story.said("#support", &howto);
    story.pressed(&ada, "It worked");
    let press = discord.press(&ada, &answer, "It worked").await;
    story.said("#support, in place", &press.update().await);
    story.said("#support", &press.response().await);
    shown(&story);
    story.holds(&["429", "presses [Where did you see this? Dext]", "In Dext", "presses [It worked]", "Good to hear."]);
    discord.finish().await;
}

fn shown(story: &Story) {
    // For whoever runs it with --nocapture.
    eprintln!("{}", story.0);
}
