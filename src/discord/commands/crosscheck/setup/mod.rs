//! `/crosscheck setup`: what this server wants, page by page, with a select for each setting and what is set now.

mod change;
mod page;

use serenity::all::{ComponentInteraction, GuildId};
use serenity::builder::CreateInteractionResponse;

use crate::service::Team;

use super::super::super::bot::Bot;
use super::super::super::custom_id::{Page, Setting};
use super::super::super::render::Post;
use super::super::super::respond::Caller;
use super::super::super::rest::Problem;
use super::super::Asked;

/// Said to those who may not set the bot up.
const NOT_ALLOWED: &str = "Only members with Manage Server can set me up.";
/// Added when the store has not written it yet.
const NOT_WRITTEN: &str =
    "⚠️ This holds now, but could not be saved yet: I keep trying. If I am restarted before, set it again.";

/// Choose where I answer, who helps, and more
#[poise::command(slash_command)]
pub(super) async fn setup(ctx: Asked<'_>) -> Result<(), Problem> {
    let bot = ctx.framework.user_data;
    let caller = Caller::from(ctx.interaction);
    let post = match allowed(&caller) {
        Some(guild) => page::post(bot, &caller, guild, Page::Channels, true).await,
        None => Post::saying(NOT_ALLOWED),
    };
    bot.respond_with(&caller, post, true).await;
    Ok(())
}

/// Another page was asked for.
pub(super) async fn turn(bot: &Bot, caller: &Caller, page: Page) {
    let Some(guild) = allowed(caller) else {
        bot.respond_with(caller, Post::saying(NOT_ALLOWED), true).await;
        return;
    };
    let post = page::post(bot, caller, guild, page, true).await;
    bot.respond(caller, CreateInteractionResponse::UpdateMessage(post.response(true))).await;
}

/// A select of the panel was used: `values` is what was chosen, nothing when it was emptied.
pub(super) async fn set(bot: &Bot, caller: &Caller, press: &ComponentInteraction, setting: Setting, values: &[String]) {
    let Some(guild) = allowed(caller) else {
        bot.respond_with(caller, Post::saying(NOT_ALLOWED), true).await;
        return;
    };
    // The store may take longer than Discord waits.
    bot.acknowledge(caller).await;
    let knowledge = bot.service.knowledge();
    let shown = page::shown(&press.message, setting);
    let chosen = change::Chosen { guild, setting, values, shown: shown.as_deref() };
    let written =
        bot.service.set_team(&Team::new(guild.to_string()), |settings| chosen.apply(settings, knowledge.rules())).await;
    let post = page::post(bot, caller, guild, page::of(setting), written).await;
    bot.fill_in(caller, post).await;
}

/// The server that the caller may set up. Whoever runs it may have opened the command to others; what it changes stays
/// theirs to change.
fn allowed(caller: &Caller) -> Option<GuildId> {
    caller.guild.filter(|_| caller.manages_server())
}
