//! `/lookup`: an error by its name, its words, its product or its message.

use serenity::all::{AutocompleteChoice, CreateAutocompleteResponse};

use crate::helpdesk::Happened;

use super::super::events::asked_about;
use super::super::render::label;
use super::super::respond::Caller;
use super::super::rest::Problem;
use super::{Asked, CHOICE, MOST_CHOICES, ask};

/// Look an error up by its name, its words or its message
#[poise::command(slash_command, interaction_context = "Guild|BotDm|PrivateChannel")]
pub(super) async fn lookup(
    ctx: Asked<'_>,
    #[description = "The error: words of it, its product, or the message itself"]
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
    let bot = ctx.framework.user_data;
    let knowledge = bot.service.knowledge();
    let found = knowledge.search(partial, |rule| bot.times_needed(&knowledge, rule)).into_iter().take(MOST_CHOICES);
    let choices = found.map(|rule| {
        AutocompleteChoice::new(label(&rule.title.bare(None).to_plain(), CHOICE), rule.id.as_str().to_owned())
    });
    CreateAutocompleteResponse::new().set_choices(choices.collect())
}
