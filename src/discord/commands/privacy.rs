//! `/privacy`: what is kept about the caller, and **Forget it**.

use std::time::SystemTime;

use serenity::builder::CreateInteractionResponse;

use crate::service::{KeptCase, Person};

use super::super::bot::Bot;
use super::super::render::{self, Post};
use super::super::respond::Caller;
use super::super::rest::Problem;
use super::Asked;

/// Cases that are listed; what is behind them is counted.
const LISTED: usize = 15;

/// Said when the store does not answer.
const NOT_KNOWN: &str = "I cannot look into my records right now. Try again in a few minutes.";
/// Said once it is done.
const FORGOTTEN: &str = "Done: I have forgotten your cases. My messages in the channels stay where they are; a \
     moderator can delete them.";
/// Said when it is not done yet.
const FORGETTING: &str = "I have forgotten your cases and will not use them again. My records cannot be written right \
     now, so they may still be on disk: run /privacy again in a few minutes to see that they are gone.";
/// Said before it is done.
const SURE: &str = "This cannot be undone. Buttons under my answers go on working, but I will no longer know what you \
     tried, and whoever took a case of yours over can no longer be named.";
/// Said when it stays.
const KEPT: &str = "Nothing was changed.";

/// See what Crosscheck keeps about you, and have it forgotten
#[poise::command(slash_command, interaction_context = "Guild|BotDm|PrivateChannel")]
pub(super) async fn privacy(ctx: Asked<'_>) -> Result<(), Problem> {
    let bot = ctx.framework.user_data;
    let caller = Caller::from(ctx.interaction);
    // The store may take longer than a moment, and Discord waits three seconds.
    let deferred = bot.defer(&caller, true).await;
    let kept = bot.service.kept_about(&Person::new(caller.user.to_string())).await;
    let post = match kept {
        Some(kept) => shown(&kept, &caller),
        None => Post::saying(NOT_KNOWN),
    };
    if deferred {
        bot.fill_in(&caller, post).await;
    }
    Ok(())
}

fn shown(kept: &[KeptCase], caller: &Caller) -> Post {
    const POLICY: &str = "Of a case I keep which errors were recognised, harmless values such as an account code, the \
         app, what was tried, and when. No text of your message.";
    let own = kept.iter().filter(|case| !case.claimed).count();
    let claimed = kept.len() - own;
    let mut lines = Vec::new();
    match own {
        0 => lines.push("I keep no case of yours.".to_owned()),
        1 => lines.push("I keep one case of yours.".to_owned()),
        _ => lines.push(format!("I keep {own} cases of yours.")),
    }
    if claimed > 0 {
        lines.push(format!("You took over {claimed} of other people's."));
    }
    for case in kept.iter().take(LISTED) {
        let errors: Vec<&str> = case.rules.iter().map(|rule| rule.as_str()).collect();
        let errors = if errors.is_empty() { "no error".to_owned() } else { render::foreign(&errors.join(", ")) };
        let taken = if case.claimed { ", taken over" } else { "" };
        lines.push(format!("- <t:{}:D>: {errors}{taken}, {}", seconds(case.touched), link(case)));
    }
    if let Some(further) = kept.len().checked_sub(LISTED).filter(|further| *further > 0) {
        lines.push(format!("- … and {further} older ones"));
    }
    lines.push(POLICY.to_owned());
    let post = Post::listing("What I keep about you", &lines);
    if kept.is_empty() { post } else { post.with_rows(render::forget(caller.user)) }
}

/// The address of the message that opened the case; of its channel when it was opened by a command or is a thread.
fn link(case: &KeptCase) -> String {
    let team = case.team.as_ref().map_or("@me", |team| team.as_str());
    let place = case.place.as_str();
    let post = case.post.as_str();
    let message = if post.parse::<u64>().is_ok() && post != place { format!("/{post}") } else { String::new() };
    format!("https://discord.com/channels/{team}/{place}{message}")
}

fn seconds(at: SystemTime) -> u64 {
    at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// *Forget it* was pressed: asked once more.
pub(in crate::discord) async fn ask_to_forget(bot: &Bot, caller: &Caller) {
    update(bot, caller, Post::saying(SURE).with_rows(render::forget_now(caller.user))).await;
}

/// It is forgotten. Whatever the custom id says, only what is about the caller goes.
pub(in crate::discord) async fn forget(bot: &Bot, caller: &Caller) {
    // The store may take longer than Discord waits.
    bot.acknowledge(caller).await;
    let done = bot.service.forget_person(&Person::new(caller.user.to_string())).await;
    bot.fill_in(caller, Post::saying(if done { FORGOTTEN } else { FORGETTING })).await;
}

/// It stays.
pub(in crate::discord) async fn keep(bot: &Bot, caller: &Caller) {
    update(bot, caller, Post::saying(KEPT)).await;
}

async fn update(bot: &Bot, caller: &Caller, post: Post) {
    bot.respond(caller, CreateInteractionResponse::UpdateMessage(post.response(true))).await;
}
