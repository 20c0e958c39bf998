//! `/howto`: how something is done, step by step.

use serenity::all::CreateAutocompleteResponse;

use crate::helpdesk::Happened;

use super::super::events::asked_about;
use super::super::respond::Caller;
use super::super::rest::Problem;
use super::{Asked, ask, choices};

/// How something is done, step by step
#[poise::command(slash_command, interaction_context = "Guild|BotDm|PrivateChannel")]
pub(super) async fn howto(
    ctx: Asked<'_>,
    #[description = "What you want to do: type a word of it"]
    #[autocomplete = "topics"]
    topic: String,
) -> Result<(), Problem> {
    let bot = ctx.framework.user_data;
    let knowledge = bot.service.knowledge();
    let is = |howto: &&crate::rules::HowTo| howto.id == *topic.trim() || howto.title.eq_ignore_ascii_case(topic.trim());
    let happened = match knowledge.rules().howtos().iter().find(is) {
        Some(howto) => Happened::ChoseHowTo(howto.id.clone()),
        // People may type on without choosing: taken as a question.
        None => asked_about(topic),
    };
    ask(bot, &Caller::from(ctx.interaction), happened, false).await;
    Ok(())
}

async fn topics(ctx: Asked<'_>, partial: &str) -> CreateAutocompleteResponse {
    let knowledge = ctx.framework.user_data.service.knowledge();
    choices(partial, knowledge.rules().howtos().iter().map(|howto| (howto.id.as_str(), howto.title.clone())))
}
