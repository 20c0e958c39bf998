//! `/crosscheck`: for those who look after the bot in a server.

mod checkup;
mod gaps;
mod incident;
mod reload;
mod report;
mod sentences;
mod setup;
mod status;

use serenity::all::{ComponentInteraction, GuildId, Permissions};

use super::super::bot::Bot;
use super::super::custom_id::Desk;
use super::super::respond::Caller;
use super::super::rest::Problem;
use super::super::teams;
use super::Asked;

/// Set Crosscheck up in this server and see how it is
#[poise::command(
    slash_command,
    subcommands(
        "setup::setup",
        "status::status",
        "gaps::gaps",
        "report::command",
        "incident::incident",
        "reload::reload"
    ),
    default_member_permissions = "MANAGE_GUILD",
    install_context = "Guild",
    interaction_context = "Guild"
)]
pub(super) async fn crosscheck(_: Asked<'_>) -> Result<(), Problem> {
    // Discord runs the subcommands alone.
    Ok(())
}

/// A control of one of these commands was used; `values` is what was selected.
pub(in crate::discord) async fn desk(
    bot: &Bot,
    caller: &Caller,
    press: &ComponentInteraction,
    desk: Desk,
    values: &[String],
) {
    match desk {
        Desk::Set(setting) => setup::set(bot, caller, press, setting, values).await,
        Desk::Page(page) => setup::turn(bot, caller, page).await,
        Desk::Gaps(_) | Desk::OpenGap | Desk::DraftGap(_) | Desk::SilenceGap(_) => {
            gaps::used(bot, caller, desk, values).await;
        }
        Desk::Report(span) => report::turn(bot, caller, span).await,
        Desk::ReportFile(span) => report::give_file(bot, caller, span).await,
    }
}

/// What a message in the hand-over channel takes.
const TO_CALL: Permissions =
    Permissions::VIEW_CHANNEL.union(Permissions::SEND_MESSAGES).union(Permissions::EMBED_LINKS);

/// What was set and does not hold, and what is missing for what holds: each with what to do about it.
async fn troubles(bot: &Bot, guild: GuildId) -> Vec<String> {
    let me = bot.me().await;
    let settings = bot.settings_of(Some(guild));
    let (channel, role) = (teams::channel(&settings), teams::role(&settings));
    let mut troubles = Vec::new();
    let rights = bot.rights();
    match channel {
        Some(channel) if rights.is_gone(guild, channel) => troubles.push(
            "The hand-over channel was deleted, or I may not see it any more: until you choose another, whoever asks gets \
             the summary to pass on."
                .to_owned(),
        ),
        Some(channel) => {
            let lacks = rights.lacks(channel, me, TO_CALL);
            if !lacks.is_empty() {
                troubles.push(format!(
                    "In <#{channel}> I lack {}: give it to me under **Edit Channel > Permissions**. Until then \
                     whoever asked gets the summary to pass on.",
                    named(lacks)
                ));
            }
        }
        None => {}
    }
    match teams::digest(&settings) {
        Some(channel) if rights.is_gone(guild, channel) => troubles.push(
            "The digest channel was deleted, or I may not see it any more: until you choose another, there is no digest."
                .to_owned(),
        ),
        Some(channel) => {
            let lacks = rights.lacks(channel, me, TO_CALL);
            if !lacks.is_empty() {
                troubles.push(format!(
                    "In <#{channel}> I lack {}: give it to me under **Edit Channel > Permissions**. Until then there is \
                     no digest.",
                    named(lacks)
                ));
            }
        }
        None => {}
    }
    match (role, channel) {
        (Some(role), _) if rights.is_role_gone(guild, role) => troubles.push(
            "The support role was deleted: until you choose another, nobody is called by name and everybody with \
             **Manage Messages** counts as staff."
                .to_owned(),
        ),
        (Some(role), Some(channel)) if !rights.may_call(channel, role, me) => troubles.push(format!(
            "I cannot notify <@&{role}>: switch on **Allow anyone to @mention this role** under **Server Settings > \
             Roles**, or give me **Mention @everyone, @here, and All Roles**."
        )),
        _ => {}
    }
    troubles
}

/// Permissions by the names Discord shows, in bold.
fn named(permissions: Permissions) -> String {
    let names: Vec<String> = permissions.get_permission_names().iter().map(|name| format!("**{name}**")).collect();
    names.join(", ")
}
