//! `/crosscheck status`: what the bot does where in this server, and what keeps it from doing more.

use serenity::all::{ChannelId, GuildId, Permissions};

use crate::rules::AppId;

use super::super::super::bot::Bot;
use super::super::super::render::Post;
use super::super::super::respond::Caller;
use super::super::super::rest::Problem;
use super::super::Asked;
use super::setup::{USUAL_RETENTION, app_line};
use super::{handover_line, named, role_line, troubles};

/// What an answer in a channel takes.
const TO_ANSWER: Permissions = Permissions::VIEW_CHANNEL.union(Permissions::SEND_MESSAGES);
/// What a good answer takes besides.
const TO_ANSWER_WELL: Permissions = Permissions::EMBED_LINKS
    .union(Permissions::READ_MESSAGE_HISTORY)
    .union(Permissions::CREATE_PUBLIC_THREADS)
    .union(Permissions::SEND_MESSAGES_IN_THREADS);
/// Channels that are named at most; a server may have 500.
const MOST_NAMED: usize = 10;

/// See what Crosscheck does where in this server
#[poise::command(slash_command)]
pub(super) async fn status(ctx: Asked<'_>) -> Result<(), Problem> {
    let bot = ctx.framework.user_data;
    let caller = Caller::from(ctx.interaction);
    if let Some(guild) = caller.guild {
        bot.respond_with(&caller, report(bot, guild).await, true).await;
    }
    Ok(())
}

async fn report(bot: &Bot, guild: GuildId) -> Post {
    let me = bot.me().await;
    let settings = bot.settings_of(Some(guild));
    let channels = bot.rights().text_channels(guild, me, TO_ANSWER | TO_ANSWER_WELL);
    let (answered, silent): (Vec<_>, Vec<_>) = channels.iter().partition(|(_, lacks)| !lacks.intersects(TO_ANSWER));
    let mut lines = vec![format!("I answer in {} of {} text channels.", answered.len(), channels.len())];
    lines.extend(listed("Silent, for want of a permission", &silent));
    let poor: Vec<&(ChannelId, Permissions)> =
        answered.into_iter().filter(|(_, lacks)| lacks.intersects(TO_ANSWER_WELL)).collect();
    lines.extend(listed("Answered, but something is missing", &poor));
    let knowledge = bot.service.knowledge();
    let apps: Vec<(AppId, String)> =
        knowledge.rules().apps().iter().map(|app| (app.id.clone(), app.name.clone())).collect();
    lines.push(handover_line(bot.handover_of(Some(guild))));
    lines.push(role_line(bot.support_role_of(Some(guild))));
    lines.push(app_line(&apps, bot.default_app(Some(guild)).as_ref()));
    let days = settings.retention_days.unwrap_or(USUAL_RETENTION);
    lines.push(format!("**Cases are kept** for {days} days after something last happened to them."));
    let troubles = troubles(bot, guild).await;
    lines.extend(troubles.into_iter().map(|trouble| format!("⚠️ {trouble}")));
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

/// A headline and a line for each channel with what is missing there.
fn listed(headline: &str, channels: &[&(ChannelId, Permissions)]) -> Vec<String> {
    if channels.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![format!("**{headline}:**")];
    let named = channels.iter().take(MOST_NAMED).map(|(channel, lacks)| format!("- <#{channel}>: {}", named(*lacks)));
    lines.extend(named);
    if let Some(further) = channels.len().checked_sub(MOST_NAMED).filter(|further| *further > 0) {
        lines.push(format!("- … and {further} more"));
    }
    lines
}
