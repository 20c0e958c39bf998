//! `/lookup`: an error by its name.

use serenity::all::CreateAutocompleteResponse;

use crate::helpdesk::Happened;

use super::super::events::asked_about;
use super::super::respond::Caller;
use super::super::rest::Problem;
use super::{Asked, ask, choices};

/// Look an error up by its name
#[poise::command(slash_command, interaction_context = "Guild|BotDm|PrivateChannel")]
pub(super) async fn lookup(
    ctx: Asked<'_>,
    #[description = "The error: type a word of its name"]
    #[autocomplete = "errors"]
    error: String,
    #[description = "Show the answer to you alone"] private: Option<bool>,
) -> Result<(), Problem> {
    let bot = ctx.framework.user_data;
    let knowledge = bot.service.knowledge();
    let rules = knowledge.rules().rules();
    let is = |rule: &&crate::rules::Rule| {
        rule.id == *error.trim() || rule.title.bare(None).to_plain().eq_ignore_ascii_case(error.trim())
    };
    let happened = match rules.iter().find(is) {
        Some(rule) => Happened::Chose(rule.id.clone()),
        // People may type on without choosing: taken as a question.
        None => asked_about(error),
    };
    ask(bot, &Caller::from(ctx.interaction), happened, private.unwrap_or_default()).await;
    Ok(())
}

async fn errors(ctx: Asked<'_>, partial: &str) -> CreateAutocompleteResponse {
    let knowledge = ctx.framework.user_data.service.knowledge();
    let rules = knowledge.rules().rules().iter();
    choices(partial, rules.map(|rule| (rule.id.as_str(), rule.title.bare(None).to_plain())))
}
