//! The controls of `/crosscheck setup` and `/privacy`.

use serenity::all::{ButtonStyle, ChannelType};
use serenity::builder::{CreateActionRow, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption};
use serenity::model::id::{ChannelId, RoleId, UserId};

use crate::rules::AppId;

use super::super::custom_id::{About, CustomId, Setting, What};
use super::controls::{OPTIONS, button};
use super::text::label;

/// The value of an option that stands for nothing set: a dot, which cannot stand in an app's id.
pub(in crate::discord) const NONE_VALUE: &str = ".";

/// The days a case may be kept, as they are offered; 90 is the usual time.
pub(in crate::discord) const RETENTION: [u16; 5] = [7, 30, 90, 180, 365];

/// A select for each setting, with what is set now. What is not there any more is not chosen.
pub(in crate::discord) fn setup(
    handover: Option<ChannelId>,
    role: Option<RoleId>,
    app: Option<&AppId>,
    apps: &[(AppId, String)],
    retention: u16,
    caller: UserId,
) -> Vec<CreateActionRow> {
    let about = About { rule: None, cause: None, app: None, asker: caller };
    let menu = |setting, kind, placeholder: &str| {
        CreateSelectMenu::new(CustomId::new(What::Set(setting), &about).write(), kind).placeholder(placeholder)
    };
    let channels = CreateSelectMenuKind::Channel {
        channel_types: Some(vec![ChannelType::Text]),
        default_channels: handover.map(|channel| vec![channel]),
    };
    let roles = CreateSelectMenuKind::Role { default_roles: role.map(|role| vec![role]) };
    let option = |words: String, value: String, chosen: bool| {
        CreateSelectMenuOption::new(label(&words, 100), value).default_selection(chosen)
    };
    let none = option("No usual app".to_owned(), NONE_VALUE.to_owned(), app.is_none());
    let named = apps
        .iter()
        .take(OPTIONS - 1)
        .map(|(id, name)| option(format!("Usual app: {name}"), id.as_str().to_owned(), app == Some(id)));
    let apps = CreateSelectMenuKind::String { options: std::iter::once(none).chain(named).collect() };
    let days = |days: u16| option(format!("Keep cases for {days} days"), days.to_string(), days == retention);
    let days = CreateSelectMenuKind::String { options: RETENTION.into_iter().map(days).collect() };
    [
        // Emptied, a choice is taken back.
        menu(Setting::Handover, channels, "Hand-over channel").min_values(0),
        menu(Setting::SupportRole, roles, "Support role").min_values(0),
        menu(Setting::App, apps, "The app people use here"),
        menu(Setting::Retention, days, "How long cases are kept"),
    ]
    .map(CreateActionRow::SelectMenu)
    .into()
}

/// *Forget it* under what is kept about somebody.
pub(in crate::discord) fn forget(person: UserId) -> Vec<CreateActionRow> {
    let about = About { rule: None, cause: None, app: None, asker: person };
    vec![CreateActionRow::Buttons(vec![button(What::Forget, "Forget it", ButtonStyle::Danger, &about)])]
}

/// The question before it is forgotten.
pub(in crate::discord) fn forget_now(person: UserId) -> Vec<CreateActionRow> {
    let about = About { rule: None, cause: None, app: None, asker: person };
    vec![CreateActionRow::Buttons(vec![
        button(What::ForgetNow, "Yes, forget it", ButtonStyle::Danger, &about),
        button(What::ForgetNot, "Keep it", ButtonStyle::Secondary, &about),
    ])]
}
