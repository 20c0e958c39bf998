//! The controls of `/crosscheck setup`.

use serenity::all::{ButtonStyle, ChannelType};
use serenity::builder::{CreateActionRow, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption};
use serenity::model::id::{ChannelId, RoleId, UserId};

use crate::rules::AppId;
use crate::service::{Days, Mode, Notices, TeamSettings, USUAL_RETENTION, Weekday};

use super::super::custom_id::{About, CustomId, Desk, Page, Setting, What};
use super::super::teams::{channel_of, role};
use super::controls::{OPTIONS, button};
use super::text::label;

/// The value of an option that stands for nothing set: a dot, which cannot stand in an app's id.
pub(in crate::discord) const NONE_VALUE: &str = ".";

/// The days a case may be kept, as they are offered; [`USUAL_RETENTION`] among them.
pub(in crate::discord) const RETENTION: [u16; 5] = [7, 30, 90, 180, 365];

/// The clocks that are offered, with a name for people: where these apps are used, as many as a select holds.
pub(in crate::discord) const ZONES: [(&str, &str); 25] = [
    ("UTC", "UTC"),
    ("Europe/London", "London"),
    ("Europe/Dublin", "Dublin"),
    ("Europe/Paris", "Paris, Berlin, Madrid"),
    ("Africa/Johannesburg", "Johannesburg"),
    ("Asia/Dubai", "Dubai"),
    ("Asia/Kolkata", "Mumbai, Delhi"),
    ("Asia/Colombo", "Colombo"),
    ("Asia/Singapore", "Singapore"),
    ("Asia/Kuala_Lumpur", "Kuala Lumpur"),
    ("Asia/Manila", "Manila"),
    ("Asia/Hong_Kong", "Hong Kong"),
    ("Australia/Perth", "Perth"),
    ("Australia/Darwin", "Darwin"),
    ("Australia/Adelaide", "Adelaide"),
    ("Australia/Brisbane", "Brisbane"),
    ("Australia/Sydney", "Sydney, Melbourne, Hobart"),
    ("Pacific/Auckland", "Auckland"),
    ("Pacific/Fiji", "Fiji"),
    ("America/Halifax", "Halifax"),
    ("America/New_York", "New York, Toronto"),
    ("America/Chicago", "Chicago"),
    ("America/Denver", "Denver, Calgary"),
    ("America/Phoenix", "Phoenix"),
    ("America/Los_Angeles", "Los Angeles, Vancouver"),
];

/// What the panel shows.
#[derive(Clone, Copy, Debug)]
pub(in crate::discord) struct Panel<'a> {
    /// What is set and holds.
    pub(in crate::discord) settings: &'a TeamSettings,
    /// The apps to choose from, with their names.
    pub(in crate::discord) apps: &'a [(AppId, String)],
    /// Who looks at it.
    pub(in crate::discord) caller: UserId,
}

/// A select for each setting of `page`, with what is set now, and the way to the other pages.
pub(in crate::discord) fn setup(page: Page, panel: &Panel<'_>) -> Vec<CreateActionRow> {
    let mut rows = match page {
        Page::Channels => panel.channels(),
        Page::Hours => panel.hours(),
        Page::People => panel.people(),
        Page::News => panel.news(),
        Page::Check => Vec::new(),
    };
    let about = panel.about();
    let tabs = Page::ALL.into_iter().map(|(other, _)| {
        let style = if other == page { ButtonStyle::Primary } else { ButtonStyle::Secondary };
        button(What::Desk(Desk::Page(other)), tab(other), style, &about).disabled(other == page)
    });
    rows.push(CreateActionRow::Buttons(tabs.collect()));
    rows
}

fn tab(page: Page) -> &'static str {
    match page {
        Page::Channels => "1 Where",
        Page::Hours => "2 When",
        Page::People => "3 Who",
        Page::News => "4 News",
        Page::Check => "5 Check",
    }
}

impl Panel<'_> {
    fn channels(&self) -> Vec<CreateActionRow> {
        let usual = |mode, value: &str, words: &str| option(words, value, self.settings.usual_mode == mode);
        let usual = vec![
            usual(Mode::Answer, "answer", "Everywhere else: answer known errors"),
            usual(Mode::AskOnly, "ask-only", "Everywhere else: only when asked"),
            usual(Mode::Off, "off", "Everywhere else: off"),
        ];
        vec![
            self.choice(Setting::UsualMode, "Everywhere else", usual),
            self.places(Setting::Answer, Mode::Answer, "Answer known errors in …"),
            self.places(Setting::AskOnly, Mode::AskOnly, "Only when asked in …"),
            self.places(Setting::Off, Mode::Off, "Off in …"),
        ]
    }

    fn hours(&self) -> Vec<CreateActionRow> {
        let quiet = self.settings.quiet;
        let days = |days, value: &str, words: &str| option(words, value, quiet.map(|quiet| quiet.days) == days);
        let days = vec![
            days(None, NONE_VALUE, "No quiet hours"),
            days(Some(Days::Working), "working", "Quiet hours Monday to Friday"),
            days(Some(Days::Every), "every", "Quiet hours every day"),
        ];
        let hours = |words: &str, chosen: Option<u8>| {
            let hour = |hour: u8| option(&format!("{words} {hour:02}:00"), &hour.to_string(), chosen == Some(hour));
            (0..24).map(hour).collect()
        };
        let zone = self.settings.zone.name();
        let zones = ZONES.into_iter().map(|(name, words)| option(words, name, name == zone)).collect();
        vec![
            self.choice(Setting::QuietDays, "Quiet hours", days),
            self.choice(Setting::QuietFrom, "From", hours("From", quiet.map(|quiet| quiet.from))),
            self.choice(Setting::QuietTo, "To", hours("To", quiet.map(|quiet| quiet.to))),
            self.choice(Setting::Zone, "Clock", zones),
        ]
    }

    fn people(&self) -> Vec<CreateActionRow> {
        let (role, app) = (role(self.settings), self.settings.default_app.as_ref());
        let roles = CreateSelectMenuKind::Role { default_roles: role.map(|role: RoleId| vec![role]) };
        let none = option("No usual app", NONE_VALUE, app.is_none());
        let named = self.apps.iter().take(OPTIONS - 1);
        let named = named.map(|(id, name)| option(&format!("Usual app: {name}"), id.as_str(), app == Some(id)));
        vec![
            self.channel(Setting::Handover, self.settings.handover.as_ref().and_then(channel_of), "Hand-over channel"),
            // Emptied, a choice is taken back.
            CreateActionRow::SelectMenu(self.menu(Setting::SupportRole, roles, "Support role").min_values(0)),
            self.choice(Setting::App, "The app people use here", std::iter::once(none).chain(named).collect()),
        ]
    }

    fn news(&self) -> Vec<CreateActionRow> {
        let settings = self.settings;
        let days = Weekday::ALL.into_iter();
        let days = days.map(|(day, name)| option(&format!("Digest on {name}s"), name, day == settings.digest_day));
        let notices = vec![
            option("Announce incidents", "on", settings.notices == Notices::On),
            option("Announce only what staff start", "off", settings.notices == Notices::Off),
        ];
        let retention = settings.retention_days.unwrap_or(USUAL_RETENTION);
        let kept = |days: u16| option(&format!("Keep cases for {days} days"), &days.to_string(), days == retention);
        vec![
            self.channel(Setting::Digest, settings.digest.as_ref().and_then(channel_of), "Digest channel"),
            self.choice(Setting::DigestDay, "Day of the digest", days.collect()),
            self.choice(Setting::Incidents, "Incidents", notices),
            self.choice(Setting::Retention, "How long cases are kept", RETENTION.into_iter().map(kept).collect()),
        ]
    }

    fn about(&self) -> About {
        About { rule: None, cause: None, app: None, asker: self.caller }
    }

    fn menu(&self, setting: Setting, kind: CreateSelectMenuKind, placeholder: &str) -> CreateSelectMenu {
        let id = CustomId::new(What::Desk(Desk::Set(setting)), &self.about()).write();
        CreateSelectMenu::new(id, kind).placeholder(placeholder)
    }

    fn choice(&self, setting: Setting, words: &str, options: Vec<CreateSelectMenuOption>) -> CreateActionRow {
        CreateActionRow::SelectMenu(self.menu(setting, CreateSelectMenuKind::String { options }, words))
    }

    /// One text channel or none.
    fn channel(&self, setting: Setting, chosen: Option<ChannelId>, words: &str) -> CreateActionRow {
        let kind = CreateSelectMenuKind::Channel {
            channel_types: Some(vec![ChannelType::Text]),
            default_channels: chosen.map(|channel| vec![channel]),
        };
        CreateActionRow::SelectMenu(self.menu(setting, kind, words).min_values(0))
    }

    /// Channels and categories, as many as a select holds.
    fn places(&self, setting: Setting, mode: Mode, words: &str) -> CreateActionRow {
        let most = u8::try_from(OPTIONS).unwrap_or(u8::MAX);
        let chosen =
            self.settings.modes.iter().filter(|(_, of)| **of == mode).filter_map(|(place, _)| channel_of(place));
        let chosen: Vec<ChannelId> = chosen.take(OPTIONS).collect();
        let kind = CreateSelectMenuKind::Channel {
            channel_types: Some(vec![ChannelType::Text, ChannelType::Forum, ChannelType::Voice, ChannelType::Category]),
            default_channels: (!chosen.is_empty()).then_some(chosen),
        };
        CreateActionRow::SelectMenu(self.menu(setting, kind, words).min_values(0).max_values(most))
    }
}

fn option(words: &str, value: &str, chosen: bool) -> CreateSelectMenuOption {
    CreateSelectMenuOption::new(label(words, 100), value).default_selection(chosen)
}
