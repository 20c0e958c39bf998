//! What is set, in sentences, for `setup` and `status`.

use std::time::SystemTime;

use serenity::all::{ChannelId, RoleId};

use crate::rules::AppId;
use crate::service::{Days, Mode, Notices, QuietHours, TeamSettings, USUAL_RETENTION, Zone};

use super::super::super::teams::channel_of;

/// What is done where nothing else is said.
pub(super) fn usual_mode_line(mode: Mode) -> String {
    let done = match mode {
        Mode::Answer => "I answer errors I know, unasked, and whoever addresses me.",
        Mode::AskOnly => "I answer whoever addresses me: a mention, a reply, a command, the menu.",
        Mode::Off => "I say nothing for all to see.",
    };
    format!("**Everywhere else:** {done}")
}

/// The channels where `mode` holds.
pub(super) fn channels_line(settings: &TeamSettings, mode: Mode) -> String {
    let heading = match mode {
        Mode::Answer => "Answered unasked",
        Mode::AskOnly => "Only when asked",
        Mode::Off => "Off",
    };
    let channels = settings.modes.iter().filter(|(_, of)| **of == mode).filter_map(|(place, _)| channel_of(place));
    let channels: Vec<String> = channels.map(|channel| format!("<#{channel}>")).collect();
    let named = if channels.is_empty() { "nowhere in particular".to_owned() } else { channels.join(" ") };
    format!("**{heading}:** {named}")
}

/// When staff are there.
pub(super) fn quiet_line(quiet: Option<QuietHours>) -> String {
    match quiet {
        None => "**Quiet hours:** none. Errors I know are answered at any time.".to_owned(),
        Some(QuietHours { days, from, to }) => {
            let days = match days {
                Days::Working => "Monday to Friday",
                Days::Every => "every day",
            };
            let hours = if from == to { "round the clock".to_owned() } else { format!("{from:02}:00 to {to:02}:00") };
            format!("**Quiet hours:** {days}, {hours}. Staff are there: I answer only whoever addresses me.")
        }
    }
}

/// The clock that hours and days go by.
pub(super) fn zone_line(zone: &Zone, now: SystemTime) -> String {
    let local = zone.local(now);
    format!("**Clock:** {}, where it is {:02}:{:02} now.", zone.name(), local.hour(), local.minute())
}

/// Where cases that need a person go.
pub(super) fn handover_line(channel: Option<ChannelId>) -> String {
    match channel {
        Some(channel) => {
            format!("**Hand-over channel:** <#{channel}>. Cases that need a person go there, to be claimed.")
        }
        None => "**Hand-over channel:** none. Whoever asks for a person gets a summary to pass on.".to_owned(),
    }
}

/// Who is staff.
pub(super) fn role_line(role: Option<RoleId>) -> String {
    match role {
        Some(role) => {
            format!("**Support role:** <@&{role}>. It is called in the hand-over channel; its members are staff.")
        }
        None => "**Support role:** none. Members with Manage Messages are staff; nobody is called by name.".to_owned(),
    }
}

/// The app people use.
pub(super) fn app_line(apps: &[(AppId, String)], app: Option<&AppId>) -> String {
    let name = app.and_then(|app| apps.iter().find(|(id, _)| id == app)).map(|(_, name)| name);
    match name {
        Some(name) => format!("**Usual app:** {name}. Its steps are shown unless a paste shows another app."),
        None => "**Usual app:** none. Where it matters and the paste does not show it, I ask.".to_owned(),
    }
}

/// Where and when the digest is posted.
pub(super) fn digest_line(settings: &TeamSettings) -> String {
    match settings.digest.as_ref().and_then(channel_of) {
        Some(channel) => format!("**Weekly digest:** in <#{channel}>, {}s at 09:00.", settings.digest_day.name()),
        None => "**Weekly digest:** none. See /crosscheck report at any time.".to_owned(),
    }
}

/// Whether incidents are announced.
pub(super) fn notices_line(notices: Notices) -> String {
    match notices {
        Notices::On => {
            "**Incidents:** when several people meet connection errors within minutes, I say so once in each channel."
        }
        Notices::Off => "**Incidents:** announced only when staff start one with /crosscheck incident.",
    }
    .to_owned()
}

/// How long cases are kept.
pub(super) fn retention_line(days: Option<u16>) -> String {
    let days = days.unwrap_or(USUAL_RETENTION);
    format!("**Cases are kept** for {days} days after something last happened to them.")
}
