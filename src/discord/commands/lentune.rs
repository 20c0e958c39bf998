//! `/lentune`: what a mark in Lentune's Integration column means.

use serenity::all::CommandOptionType;

use crate::helpdesk::Happened;
use crate::rules::AppId;

use super::super::events::asked_about;
use super::super::respond::Caller;
use super::super::rest::Problem;
use super::{Asked, Command, ask};

/// The marks, as they are called.
const STATES: [&str; 4] = ["cross", "tick", "dash", "blank"];

/// What a mark in Lentune's Integration column means
#[poise::command(slash_command, interaction_context = "Guild|BotDm|PrivateChannel")]
async fn lentune(
    ctx: Asked<'_>,
    #[description = "What the Integration column shows"] state: String,
) -> Result<(), Problem> {
    let bot = ctx.framework.user_data;
    let happened = match bot.service.knowledge().state(&AppId::new("lentune"), &state) {
        Some(rule) => Happened::Chose(rule.id.clone()),
        None => asked_about(format!("{state} in the integration column in Lentune")),
    };
    ask(bot, &Caller::from(ctx.interaction), happened, false).await;
    Ok(())
}

/// The command with its choices by name: poise's own would number them, and a number means nothing after an upgrade.
pub(super) fn command() -> Command {
    let mut command = lentune();
    for parameter in &mut command.parameters {
        parameter.type_setter = Some(|option| {
            STATES
                .into_iter()
                .fold(option.kind(CommandOptionType::String), |option, state| option.add_string_choice(state, state))
        });
    }
    command
}
