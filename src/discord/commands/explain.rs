//! `/explain`: what a message means, as asked.

use std::time::SystemTime;

use serenity::all::CreateAutocompleteResponse;

use crate::classify::Addressed;
use crate::helpdesk::{Case, Happened, Knowledge, Press};
use crate::rules::AppId;

use super::super::bot::Bot;
use super::super::custom_id::About;
use super::super::events::asked_about;
use super::super::render::{self, Post};
use super::super::respond::{Caller, Turned};
use super::super::rest::Problem;
use super::{Asked, choices};

/// Explain an error message of Xero, Lentune or Dext
#[poise::command(slash_command, interaction_context = "Guild|BotDm|PrivateChannel")]
pub(super) async fn explain(
    ctx: Asked<'_>,
    #[description = "The message as the app shows it; leave it out to type several lines"]
    #[max_length = 6000]
    text: Option<String>,
    #[description = "The app where you saw it"]
    #[autocomplete = "apps"]
    app: Option<String>,
    #[description = "Show the answer to you alone"] private: Option<bool>,
    #[description = "Say how the error was recognised"] why: Option<bool>,
) -> Result<(), Problem> {
    let bot = ctx.framework.user_data;
    let caller = Caller::from(ctx.interaction);
    let knowledge = bot.service.knowledge();
    let app = app.and_then(|given| {
        let is = |id: &str, name: &str| id == given || name.eq_ignore_ascii_case(given.trim());
        knowledge.rules().apps().iter().find(|app| is(app.id.as_str(), &app.name)).map(|app| app.id.clone())
    });
    let (private, why) = (private.unwrap_or_default(), why.unwrap_or_default());
    match text {
        Some(text) => explain_text(bot, &caller, text, app, private, why).await,
        None => {
            let about = About { rule: None, cause: None, app, asker: caller.user };
            bot.respond_with_modal(&caller, render::explain_modal(private, why, caller.away, &about)).await;
        }
    }
    Ok(())
}

/// Answers `text`, from the option or the modal. `app` wins over what the text suggests; `why` adds the evidence, for
/// the caller alone.
pub(in crate::discord) async fn explain_text(
    bot: &Bot,
    caller: &Caller,
    text: String,
    app: Option<AppId>,
    private: bool,
    why: bool,
) {
    let private = private || bot.is_silent_for(caller);
    let place = bot.place_of(caller).await;
    let about = bot.case_here(caller, place);
    // One set of rules for all of it, whatever is reloaded meanwhile.
    let knowledge = bot.service.knowledge();
    let evidence = why.then(|| evidence(&knowledge, &text));
    let now = SystemTime::now();
    let usual = Case::with_default_app(app.clone().or_else(|| bot.default_app(caller.guild)));
    let (mut case, mut effects) = knowledge.converse(usual, asked_about(text), now);
    if let Some(app) = app
        && case.in_hand.is_some()
        && case.app.as_ref() != Some(&app)
    {
        (case, effects) = knowledge.converse(case, Happened::Pressed(Press::App(app)), now);
    }
    bot.service.considered(&about, &caller.whose(), &case, &effects, now);
    bot.count(&effects);
    bot.service.keep(&about, caller.whose(), case);
    let asked = bot.about_case(&about, caller.user);
    let turned = Turned { about: &about, asked, private, pressed: false };
    if !bot.answered_shortly(caller, &turned, &effects, false).await {
        bot.turn(caller, turned, effects, false).await;
    }
    if let Some(evidence) = evidence {
        bot.follow_up(caller, evidence, true).await;
    }
}

/// How the text was judged, for whoever wonders. In a code block nothing of it is markup or a mention.
fn evidence(knowledge: &Knowledge, text: &str) -> Post {
    let told = knowledge.classifier().why(text, Addressed::Asked).tell(text);
    Post::code("How it was recognised", &told)
}

async fn apps(ctx: Asked<'_>, partial: &str) -> CreateAutocompleteResponse {
    let knowledge = ctx.framework.user_data.service.knowledge();
    choices(partial, knowledge.rules().apps().iter().map(|app| (app.id.as_str(), app.name.clone(), 0)))
}
