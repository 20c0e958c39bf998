//! What a select of `/crosscheck setup` changes. A custom id and its values can be made up: nothing but what was offered
//! is kept.

use serenity::all::GuildId;

use crate::rules::{AppId, RuleSet};
use crate::service::{Days, Mode, Notices, Place, QuietHours, Role, TeamSettings, USUAL_RETENTION, Weekday, Zone};

use super::super::super::super::custom_id::Setting;
use super::super::super::super::render::{NONE_VALUE, RETENTION, ZONES};

/// What was chosen in one select.
pub(super) struct Chosen<'a> {
    /// Where.
    pub(super) guild: GuildId,
    /// In which select.
    pub(super) setting: Setting,
    /// What; nothing when it was emptied.
    pub(super) values: &'a [String],
    /// The channels it showed as chosen before, where it is a select of channels.
    pub(super) shown: Option<&'a [Place]>,
}

impl Chosen<'_> {
    /// Changes `settings` accordingly.
    pub(super) fn apply(&self, settings: &mut TeamSettings, rules: &RuleSet) {
        let value = self.values.first().filter(|value| *value != NONE_VALUE).cloned();
        let hour = || value.as_ref().and_then(|hour| hour.parse().ok()).filter(|hour| *hour < 24);
        match self.setting {
            Setting::UsualMode => settings.usual_mode = value.and_then(|mode| mode_of(&mode)).unwrap_or_default(),
            Setting::Answer => self.apply_mode(settings, Mode::Answer),
            Setting::AskOnly => self.apply_mode(settings, Mode::AskOnly),
            Setting::Off => self.apply_mode(settings, Mode::Off),
            Setting::QuietDays => {
                let days = value.and_then(|days| days_of(&days));
                settings.quiet = days.map(|days| QuietHours { days, ..settings.quiet.unwrap_or(QuietHours::OFFICE) });
            }
            Setting::QuietFrom => {
                let quiet = settings.quiet.unwrap_or(QuietHours::OFFICE);
                settings.quiet = Some(QuietHours { from: hour().unwrap_or(quiet.from), ..quiet });
            }
            Setting::QuietTo => {
                let quiet = settings.quiet.unwrap_or(QuietHours::OFFICE);
                settings.quiet = Some(QuietHours { to: hour().unwrap_or(quiet.to), ..quiet });
            }
            Setting::Zone => {
                let offered = value.filter(|zone| ZONES.iter().any(|(name, _)| name == zone));
                settings.zone = offered.and_then(|zone| Zone::named(&zone)).unwrap_or_default();
            }
            Setting::Handover => settings.handover = value.map(Place::new),
            // @everyone has the server's id: were everybody staff, nobody would be.
            Setting::SupportRole => {
                settings.support_role = value.filter(|role| *role != self.guild.to_string()).map(Role::new);
            }
            Setting::App => {
                settings.default_app = value.filter(|app| rules.app(app).is_some()).map(AppId::new);
            }
            Setting::Digest => settings.digest = value.map(Place::new),
            Setting::DigestDay => {
                settings.digest_day = value.and_then(|day| Weekday::named(&day)).unwrap_or_default();
            }
            Setting::Incidents => {
                settings.notices = if value.as_deref() == Some("off") { Notices::Off } else { Notices::On };
            }
            Setting::Retention => {
                let days = value.and_then(|days| days.parse().ok()).filter(|days| RETENTION.contains(days));
                settings.retention_days = days.filter(|days| *days != USUAL_RETENTION);
            }
        }
    }

    /// Only what differs from what the select showed: of two people who choose at once neither undoes the other.
    fn apply_mode(&self, settings: &mut TeamSettings, mode: Mode) {
        let chosen: Vec<Place> = self.values.iter().cloned().map(Place::new).collect();
        let shown = self.shown.unwrap_or_default();
        for gone in shown.iter().filter(|place| !chosen.contains(place)) {
            if settings.modes.get(gone) == Some(&mode) {
                settings.modes.remove(gone);
            }
        }
        for place in chosen.into_iter().filter(|place| !shown.contains(place)) {
            settings.modes.insert(place, mode);
        }
    }
}

/// The mode that is written as `value` in a select.
fn mode_of(value: &str) -> Option<Mode> {
    match value {
        "answer" => Some(Mode::Answer),
        "ask-only" => Some(Mode::AskOnly),
        "off" => Some(Mode::Off),
        _ => None,
    }
}

fn days_of(value: &str) -> Option<Days> {
    match value {
        "working" => Some(Days::Working),
        "every" => Some(Days::Every),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(settings: &mut TeamSettings, setting: Setting, values: &[&str], shown: &[&str]) {
        let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
        let shown: Vec<Place> = shown.iter().map(|place| Place::new(*place)).collect();
        let chosen = Chosen { guild: GuildId::new(1), setting, values: &values, shown: Some(&shown) };
        chosen.apply(settings, &RuleSet::default());
    }

    #[test]
    fn of_two_who_choose_channels_at_once_neither_undoes_the_other() {
        let mut settings = TeamSettings::default();
        choose(&mut settings, Setting::Off, &["1"], &[]);
        choose(&mut settings, Setting::Off, &["2"], &[]);
        assert_eq!(settings.modes.len(), 2);
        choose(&mut settings, Setting::Off, &["2"], &["1", "2"]);
        assert_eq!(settings.modes.keys().map(Place::as_str).collect::<Vec<_>>(), ["2"]);
    }

    #[test]
    fn a_channel_is_in_one_list_only() {
        let mut settings = TeamSettings::default();
        choose(&mut settings, Setting::Off, &["1"], &[]);
        choose(&mut settings, Setting::AskOnly, &["1"], &[]);
        choose(&mut settings, Setting::Off, &[], &["1"]);
        assert_eq!(settings.modes.get(&Place::new("1")), Some(&Mode::AskOnly));
    }

    #[test]
    fn what_was_never_offered_is_not_kept() {
        let mut settings = TeamSettings::default();
        for (setting, value) in [
            (Setting::UsualMode, "loud"),
            (Setting::QuietDays, "never"),
            (Setting::Zone, "Mars/Olympus"),
            (Setting::SupportRole, "1"),
            (Setting::App, "sage"),
            (Setting::DigestDay, "Someday"),
            (Setting::Incidents, "loud"),
            (Setting::Retention, "100000"),
        ] {
            choose(&mut settings, setting, &[value], &[]);
        }
        assert_eq!(settings, TeamSettings::default());
        choose(&mut settings, Setting::QuietFrom, &["99"], &[]);
        assert_eq!(settings.quiet, Some(QuietHours::OFFICE));
    }
}
