//! `/crosscheck setup`: what this server wants, with a select for each setting and what is set now.

use serenity::all::GuildId;

use crate::rules::AppId;
use crate::service::{Place, Role, Team};

use super::super::super::bot::Bot;
use super::super::super::custom_id::Setting;
use super::super::super::render::{self, NONE_VALUE, Post, RETENTION};
use super::super::super::respond::Caller;
use super::super::super::rest::Problem;
use super::super::Asked;
use super::{handover_line, role_line, troubles};

/// Said to those who may not set the bot up.
const NOT_ALLOWED: &str = "Only members with Manage Server can set me up.";
/// Added when the store has not written it yet.
const NOT_WRITTEN: &str =
    "⚠️ This holds now, but could not be saved yet: I keep trying. If I am restarted before, set it again.";

/// Days a case is kept where nothing is set; `store::Limits` has the same.
pub(super) const USUAL_RETENTION: u16 = 90;

/// Choose the hand-over channel, the support role and more
#[poise::command(slash_command)]
pub(super) async fn setup(ctx: Asked<'_>) -> Result<(), Problem> {
    let bot = ctx.framework.user_data;
    let caller = Caller::from(ctx.interaction);
    let post = match caller.guild {
        // Whoever runs the server may have opened the command to others; what it changes stays theirs to change.
        Some(guild) if caller.manages_server() => panel(bot, &caller, guild, true).await,
        _ => Post::saying(NOT_ALLOWED),
    };
    bot.respond_with(&caller, post, true).await;
    Ok(())
}

/// A select of the panel was used: `value` is what was chosen, nothing when it was emptied.
pub(in crate::discord) async fn set(bot: &Bot, caller: &Caller, setting: Setting, value: Option<&String>) {
    let Some(guild) = caller.guild.filter(|_| caller.manages_server()) else {
        bot.respond_with(caller, Post::saying(NOT_ALLOWED), true).await;
        return;
    };
    // The store may take longer than Discord waits.
    bot.acknowledge(caller).await;
    let value = value.filter(|value| *value != NONE_VALUE).cloned();
    let knowledge = bot.service.knowledge();
    let written = bot
        .service
        .set_team(&Team::new(guild.to_string()), move |settings| match setting {
            Setting::Handover => settings.handover = value.map(Place::new),
            // @everyone has the server's id: were everybody staff, nobody would be.
            Setting::SupportRole => {
                settings.support_role = value.filter(|role| *role != guild.to_string()).map(Role::new);
            }
            // A custom id can be made up: nothing but what was offered is kept.
            Setting::App => {
                settings.default_app = value.filter(|app| knowledge.rules().app(app).is_some()).map(AppId::new);
            }
            Setting::Retention => {
                let days = value.and_then(|days| days.parse().ok()).filter(|days| RETENTION.contains(days));
                settings.retention_days = days.filter(|days| *days != USUAL_RETENTION);
            }
        })
        .await;
    let panel = panel(bot, caller, guild, written).await;
    bot.fill_in(caller, panel).await;
}

/// What is set now, what is missing for it, and the selects.
async fn panel(bot: &Bot, caller: &Caller, guild: GuildId, written: bool) -> Post {
    let settings = bot.settings_of(Some(guild));
    let (channel, role) = (bot.handover_of(Some(guild)), bot.support_role_of(Some(guild)));
    let app = bot.default_app(Some(guild));
    let retention = settings.retention_days.unwrap_or(USUAL_RETENTION);
    let knowledge = bot.service.knowledge();
    let apps: Vec<(AppId, String)> =
        knowledge.rules().apps().iter().map(|app| (app.id.clone(), app.name.clone())).collect();
    let mut lines = vec![handover_line(channel), role_line(role), app_line(&apps, app.as_ref())];
    lines.push(format!("**Cases are kept** for {retention} days after something last happened to them."));
    let troubles = troubles(bot, guild).await;
    lines.extend(troubles.into_iter().map(|trouble| format!("⚠️ {trouble}")));
    if !written {
        lines.push(NOT_WRITTEN.to_owned());
    }
    let rows = render::setup(channel, role, app.as_ref(), &apps, retention, caller.user);
    Post::listing("Crosscheck in this server", &lines).with_rows(rows)
}

/// The app people use, in a sentence.
pub(super) fn app_line(apps: &[(AppId, String)], app: Option<&AppId>) -> String {
    let name = app.and_then(|app| apps.iter().find(|(id, _)| id == app)).map(|(_, name)| name);
    match name {
        Some(name) => format!("**Usual app:** {name}. Its steps are shown unless a paste shows another app."),
        None => "**Usual app:** none. Where it matters and the paste does not show it, I ask.".to_owned(),
    }
}
