//! The commands, one file each: told to Discord when they changed, and run by poise.

mod crosscheck;
mod errors;
mod explain;
mod explain_this;
mod howto;
mod lentune;
mod lookup;
mod privacy;
mod register;

use std::cmp::Reverse;
use std::sync::Arc;
use std::time::SystemTime;

use poise::{BoxFuture, FrameworkContext, FrameworkError, FrameworkOptions};
use serenity::all::{
    AutocompleteChoice, CommandInteraction, CommandType, CreateAutocompleteResponse, FullEvent, Interaction,
};
use serenity::client::Context;
use serenity::gateway::ShardManager;

use crate::helpdesk::Happened;

use super::bot::Bot;
use super::render::{Post, label};
use super::respond::{Caller, OUT_OF_DATE, Turned};
use super::rest::Problem;

pub(super) use crosscheck::desk;
pub(super) use errors::turn_page;
pub(super) use explain::explain_text;
pub(super) use privacy::{ask_to_forget, forget, keep};

/// What a command gets.
type Asked<'a> = poise::ApplicationContext<'a, Arc<Bot>, Problem>;
/// One command.
type Command = poise::Command<Arc<Bot>, Problem>;

/// Choices that autocomplete offers at most; the limit for their names.
/// <https://discord.com/developers/docs/interactions/application-commands#autocomplete>
const MOST_CHOICES: usize = 25;
const CHOICE: usize = 100;

/// All commands.
pub(super) struct Commands {
    options: FrameworkOptions<Arc<Bot>, Problem>,
}

impl Commands {
    pub(super) fn new() -> Self {
        let commands = vec![
            explain::explain(),
            lookup::lookup(),
            lentune::command(),
            howto::howto(),
            errors::errors(),
            privacy::privacy(),
            crosscheck::crosscheck(),
            explain_this::explain_this(),
        ];
        let options = FrameworkOptions {
            commands,
            on_error: failed,
            allowed_mentions: Some(super::render::nobody()),
            initialize_owners: false,
            ..FrameworkOptions::default()
        };
        Self { options }
    }

    /// Tells Discord about the commands if what it knows differs.
    pub(super) async fn register(&self, bot: &Bot) {
        register::register(bot, &self.options.commands).await;
    }

    /// Runs a command, or answers its autocomplete. poise's own event loop is not used: it would wait for a first Ready
    /// that a resumed connection never sends.
    pub(super) async fn dispatch(
        &self,
        ctx: &Context,
        bot: &Arc<Bot>,
        shards: &Arc<ShardManager>,
        interaction: Interaction,
    ) {
        let (Interaction::Command(command) | Interaction::Autocomplete(command)) = &interaction else { return };
        // poise panics on kinds it does not know.
        if !matches!(command.data.kind, CommandType::ChatInput | CommandType::Message) {
            bot.respond_with(&Caller::from(command), Post::saying(OUT_OF_DATE), true).await;
            return;
        }
        let framework = FrameworkContext {
            bot_id: bot.me().await,
            serenity_context: ctx,
            options: &self.options,
            user_data: bot,
            shard_manager: shards,
        };
        poise::dispatch_event(framework, FullEvent::InteractionCreate { interaction }).await;
    }
}

/// A command that could not be run: one that this version does not have, or options it does not understand.
fn failed(error: FrameworkError<'_, Arc<Bot>, Problem>) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        let (bot, interaction): (&Arc<Bot>, &CommandInteraction) = match &error {
            FrameworkError::UnknownInteraction { framework, interaction, .. } => (framework.user_data, interaction),
            FrameworkError::CommandStructureMismatch { ctx, .. } => (ctx.framework.user_data, ctx.interaction),
            FrameworkError::ArgumentParse { ctx: poise::Context::Application(ctx), .. } => {
                (ctx.framework.user_data, ctx.interaction)
            }
            // The rest cannot come about: no checks, no cooldowns, no errors from the commands.
            _ => return,
        };
        bot.respond_with(&Caller::from(interaction), Post::saying(OUT_OF_DATE), true).await;
    })
}

/// What a command asks the desk, and the answer.
async fn ask(bot: &Bot, caller: &Caller, happened: Happened, private: bool) {
    let private = private || bot.is_silent_for(caller);
    let place = bot.place_of(caller).await;
    let about = bot.case_here(caller, place);
    // A command opens a case of its own, whatever the conversation in this place was about.
    let now = SystemTime::now();
    let (case, effects) = bot.service.consider(bot.default_app(caller.guild), happened, now);
    bot.service.considered(&about, &caller.whose(), &case, &effects, now);
    bot.count(&effects);
    bot.service.keep(&about, caller.whose(), case);
    let asked = bot.about_case(&about, caller.user);
    bot.turn(caller, Turned { about: &about, asked, private, pressed: false }, effects, false).await;
}

/// The choices whose words hold every word that was typed: those that start with them first, of these the commonest, that
/// is the ones with the greatest number.
fn choices<'a>(partial: &str, all: impl Iterator<Item = (&'a str, String, u32)>) -> CreateAutocompleteResponse {
    let partial = partial.to_lowercase();
    let words: Vec<&str> = partial.split_whitespace().collect();
    let mut found: Vec<(bool, Reverse<u32>, String, String, &str)> = all
        .filter_map(|(id, title, common)| {
            let lower = title.to_lowercase();
            let searched = format!("{lower} {}", id.replace('-', " "));
            let fits = words.iter().all(|word| searched.contains(word) || id.contains(word));
            fits.then(|| (!lower.starts_with(partial.trim()), Reverse(common), lower, title, id))
        })
        .collect();
    found.sort();
    let choices = found.into_iter().take(MOST_CHOICES);
    let choices = choices.map(|(.., title, id)| AutocompleteChoice::new(label(&title, CHOICE), id)).collect();
    CreateAutocompleteResponse::new().set_choices(choices)
}
