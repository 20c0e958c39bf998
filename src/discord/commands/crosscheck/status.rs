//! `/crosscheck status`: what the bot does where in this server, and what keeps it from doing more.

use std::time::SystemTime;

use serenity::all::GuildId;

use crate::rules::AppId;
use crate::service::{Mode, Team};

use super::super::super::bot::Bot;
use super::super::super::render::Post;
use super::super::super::respond::Caller;
use super::super::super::rest::Problem;
use super::super::super::teams::channel_of;
use super::super::Asked;
use super::checkup::checkup;
use super::sentences::{
    app_line, channels_line, digest_line, handover_line, notices_line, quiet_line, retention_line, role_line,
    usual_mode_line, zone_line,
};

/// See what Crosscheck does where in this server
#[poise::command(slash_command)]
pub(super) async fn status(ctx: Asked<'_>) -> Result<(), Problem> {
    let bot = ctx.framework.user_data;
    let caller = Caller::from(ctx.interaction);
    // Whoever runs the server may have opened the command to others; where cases go is not for everybody.
    let post = match caller.guild.filter(|_| caller.manages_server()) {
        Some(guild) => report(bot, guild).await,
        None => Post::saying("Only members with Manage Server can see how I am set up."),
    };
    bot.respond_with(&caller, post, true).await;
    Ok(())
}

async fn report(bot: &Bot, guild: GuildId) -> Post {
    let settings = bot.settings_that_hold(guild);
    let mut lines = checkup(bot, guild).await;
    lines.push(usual_mode_line(settings.usual_mode));
    let named = |mode| settings.modes.values().any(|known| *known == mode).then(|| channels_line(&settings, mode));
    lines.extend([Mode::Answer, Mode::AskOnly, Mode::Off].into_iter().filter_map(named));
    lines.push(quiet_line(settings.quiet));
    if settings.quiet.is_some() || settings.digest.is_some() {
        lines.push(zone_line(&settings.zone, SystemTime::now()));
    }
    let knowledge = bot.service.knowledge();
    let apps: Vec<(AppId, String)> =
        knowledge.rules().apps().iter().map(|app| (app.id.clone(), app.name.clone())).collect();
    lines.push(handover_line(settings.handover.as_ref().and_then(channel_of)));
    lines.push(role_line(bot.support_role_of(Some(guild))));
    lines.push(app_line(&apps, settings.default_app.as_ref()));
    lines.push(digest_line(&settings));
    lines.push(notices_line(settings.notices));
    let running = bot.service.incidents_of(&Team::new(guild.to_string()));
    lines.extend(running.iter().map(|incident| super::incident::line(bot, incident)));
    lines.push(retention_line(settings.retention_days));
    if !bot.service.remembers() {
        lines.push(
            "⚠️ My records cannot be written right now: answers go on, and what is to be remembered waits. The log of \
             whoever runs me says why."
                .to_owned(),
        );
    }
    lines.push(format!(
        "I know {} errors and {} how-tos. Change the settings with /crosscheck setup.",
        knowledge.rules().rules().len(),
        knowledge.rules().howtos().len()
    ));
    Post::listing("What Crosscheck does here", &lines)
}
