//! `/crosscheck report`: what the team struggled with, how much of it was answered and solved, and what does not work.

use std::time::SystemTime;

use serenity::all::CommandOptionType;
use serenity::builder::CreateInteractionResponse;

use crate::helpdesk::Day;
use crate::helpdesk::report::{Period, csv};
use crate::service::Team;

use super::super::super::bot::Bot;
use super::super::super::custom_id::Span;
use super::super::super::render::{self, Post};
use super::super::super::respond::Caller;
use super::super::super::rest::Problem;
use super::super::{Asked, Command};

/// Said to those who may not.
const NOT_ALLOWED: &str = "Only members with Manage Server can see the report.";
/// Said when the store does not say what was counted.
const NOT_READ: &str =
    "My records cannot be read right now. Try again in a minute; the log of whoever runs me says why.";

/// See what your team struggled with
#[poise::command(slash_command)]
async fn report(
    ctx: Asked<'_>,
    #[description = "How far back; 7 days if left out"] days: Option<u16>,
    #[description = "As a file for a spreadsheet"] csv: Option<bool>,
) -> Result<(), Problem> {
    let bot = ctx.framework.user_data;
    let caller = Caller::from(ctx.interaction);
    let span = days.and_then(Span::of).unwrap_or(Span::Week);
    let Some(team) = allowed(bot, &caller).await else { return Ok(()) };
    if csv.unwrap_or_default() {
        file(bot, &caller, &team, span).await;
    } else {
        let post = of(bot, &caller, &team, span).await;
        bot.respond_with(&caller, post, true).await;
    }
    Ok(())
}

/// The command with its choices by number of days: poise's own would number them, and a number means nothing after an
/// upgrade.
pub(super) fn command() -> Command {
    let mut command = report();
    for parameter in command.parameters.iter_mut().filter(|parameter| parameter.name == "days") {
        parameter.type_setter = Some(|option| {
            Span::ALL.into_iter().fold(option.kind(CommandOptionType::Integer), |option, (span, _)| {
                option.add_int_choice(format!("{} days", span.days()), span.days().into())
            })
        });
    }
    command
}

/// Another period was asked for by a button.
pub(super) async fn turn(bot: &Bot, caller: &Caller, span: Span) {
    let Some(team) = allowed(bot, caller).await else { return };
    let post = of(bot, caller, &team, span).await;
    bot.respond(caller, CreateInteractionResponse::UpdateMessage(post.response(true))).await;
}

/// **CSV**: the same as a file.
pub(super) async fn give_file(bot: &Bot, caller: &Caller, span: Span) {
    if let Some(team) = allowed(bot, caller).await {
        file(bot, caller, &team, span).await;
    }
}

/// The team whose report the caller may see; else they are told that they may not. Whoever runs the server may have
/// opened the command to others; how a team fares stays with those who look after it.
async fn allowed(bot: &Bot, caller: &Caller) -> Option<Team> {
    let guild = caller.guild.filter(|_| caller.manages_server());
    if guild.is_none() {
        bot.respond_with(caller, Post::saying(NOT_ALLOWED), true).await;
    }
    guild.map(|guild| Team::new(guild.to_string()))
}

async fn file(bot: &Bot, caller: &Caller, team: &Team, span: Span) {
    let today = Day::of(SystemTime::now());
    let period = Period { last: today, days: span.days() };
    let Some(report) = bot.service.report(team, period).await else {
        bot.respond_with(caller, Post::saying(NOT_READ), true).await;
        return;
    };
    let file = csv(&report, &bot.service.knowledge());
    let name = format!("crosscheck-{today}-{}-days.csv", span.days());
    let post = Post::saying(&format!("The last {} days, a figure on each line.", span.days()));
    bot.respond_with_file(caller, post, &name, file.into_bytes(), true).await;
}

async fn of(bot: &Bot, caller: &Caller, team: &Team, span: Span) -> Post {
    let period = Period { last: Day::of(SystemTime::now()), days: span.days() };
    match bot.service.report(team, period).await {
        Some(report) => {
            let kept = bot.service.team(team).retention_days;
            render::report(&report, &bot.service.knowledge(), kept, caller.user)
        }
        None => Post::saying(NOT_READ),
    }
}
