//! The pages of `/crosscheck setup`: what is set now in sentences, what is missing for it, and the selects.

use std::time::SystemTime;

use serenity::all::{GuildId, Message};

use crate::rules::AppId;
use crate::service::{Mode, Place, TeamSettings};

use super::super::super::super::bot::Bot;
use super::super::super::super::custom_id::{Page, Setting};
use super::super::super::super::render::{self, Panel, Post};
use super::super::super::super::respond::Caller;
use super::super::super::super::teams::channel_of;
use super::super::checkup::checkup;
use super::super::sentences::{
    app_line, channels_line, digest_line, handover_line, notices_line, quiet_line, retention_line, role_line,
    usual_mode_line, zone_line,
};
use super::NOT_WRITTEN;

/// The page that a setting stands on.
pub(super) fn of(setting: Setting) -> Page {
    match setting {
        Setting::UsualMode | Setting::Answer | Setting::AskOnly | Setting::Off => Page::Channels,
        Setting::QuietDays | Setting::QuietFrom | Setting::QuietTo | Setting::Zone => Page::Hours,
        Setting::Handover | Setting::SupportRole | Setting::App => Page::People,
        Setting::Digest | Setting::DigestDay | Setting::Incidents | Setting::Retention => Page::News,
    }
}

/// A page with what is set now; `written` unless the store is behind.
pub(super) async fn post(bot: &Bot, caller: &Caller, guild: GuildId, page: Page, written: bool) -> Post {
    let settings = bot.settings_that_hold(guild);
    let knowledge = bot.service.knowledge();
    let apps: Vec<(AppId, String)> =
        knowledge.rules().apps().iter().map(|app| (app.id.clone(), app.name.clone())).collect();
    let now = SystemTime::now();
    let mut lines = match page {
        Page::Channels => vec![
            usual_mode_line(settings.usual_mode),
            channels_line(&settings, Mode::Answer),
            channels_line(&settings, Mode::AskOnly),
            channels_line(&settings, Mode::Off),
            "-# A category stands for all its channels, a channel for its threads. Announcement channels are always left \
             alone. Where I am off, whoever runs a command is answered alone."
                .to_owned(),
        ],
        Page::Hours => vec![quiet_line(settings.quiet), zone_line(&settings.zone, now)],
        Page::People => vec![
            handover_line(settings.handover.as_ref().and_then(channel_of)),
            role_line(bot.support_role_of(Some(guild))),
            app_line(&apps, settings.default_app.as_ref()),
        ],
        Page::News => vec![
            digest_line(&settings),
            notices_line(settings.notices),
            retention_line(settings.retention_days),
        ],
        Page::Check => Vec::new(),
    };
    if page == Page::Check {
        lines.extend(checkup(bot, guild).await);
    } else {
        lines.extend(super::super::troubles(bot, guild).await.into_iter().map(|trouble| format!("⚠️ {trouble}")));
    }
    if !written {
        lines.push(NOT_WRITTEN.to_owned());
    }
    let panel = Panel { settings: &settings, apps: &apps, caller: caller.user };
    Post::listing(title(page), &lines).with_rows(render::setup(page, &panel))
}

fn title(page: Page) -> &'static str {
    match page {
        Page::Channels => "Crosscheck in this server: where I answer",
        Page::Hours => "Crosscheck in this server: when staff are there",
        Page::People => "Crosscheck in this server: who helps",
        Page::News => "Crosscheck in this server: what I tell, and what I keep",
        Page::Check => "Crosscheck in this server: what I can do",
    }
}

/// The channels that the select for `setting` showed as chosen, as the panel's own sentence names them; none when it is
/// no select of channels.
pub(super) fn shown(panel: &Message, setting: Setting) -> Option<Vec<Place>> {
    let mode = match setting {
        Setting::Answer => Mode::Answer,
        Setting::AskOnly => Mode::AskOnly,
        Setting::Off => Mode::Off,
        _ => return None,
    };
    let empty = channels_line(&TeamSettings::default(), mode);
    let (heading, _) = empty.split_once(":**")?;
    let text = panel.embeds.first()?.description.as_deref()?;
    let line = text.lines().find(|line| line.starts_with(heading))?;
    let named = line.split("<#").skip(1).filter_map(|rest| rest.split_once('>'));
    Some(named.map(|(id, _)| Place::new(id)).collect())
}
