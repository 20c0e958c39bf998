//! `/crosscheck incident`: staff say that an app is down, or that it is over, and see what runs.

use std::time::SystemTime;

use serenity::all::{CreateAutocompleteResponse, GuildId, MessageId, Permissions};

use crate::helpdesk::incident::{Because, Incident};
use crate::rules::AppId;
use crate::service::{Place, Team};

use super::super::super::bot::{Bot, time_of};
use super::super::super::render::Post;
use super::super::super::respond::Caller;
use super::super::super::rest::Problem;
use super::super::super::teams::channel_of;
use super::super::{Asked, choices};

/// Said to those who may not.
const NOT_ALLOWED: &str = "Only staff and members with Manage Server can start or stop an incident.";
/// Said when no rule names an app that can be down.
const NO_APP: &str = "None of the rules in force says which app can be down, so there is nothing to start.";

/// What is to be done about an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, poise::ChoiceParameter)]
pub(super) enum Action {
    #[name = "start"]
    Start,
    #[name = "stop"]
    Stop,
    #[name = "show"]
    Show,
}

/// Say that an app is down, or that it is over
#[poise::command(slash_command)]
pub(super) async fn incident(
    ctx: Asked<'_>,
    #[description = "Whether an app is down, it is over, or you want to see what runs"] action: Action,
    #[description = "The app that is down"]
    #[autocomplete = "products"]
    product: Option<String>,
) -> Result<(), Problem> {
    let bot = ctx.framework.user_data;
    let caller = Caller::from(ctx.interaction);
    let said = match caller.guild {
        Some(guild) if caller.manages_server() || bot.is_staff(&caller) => {
            act(bot, &caller, guild, action, product.as_deref())
        }
        _ => vec![NOT_ALLOWED.to_owned()],
    };
    bot.respond_with(&caller, Post::saying(&said.join("\n")), true).await;
    Ok(())
}

fn act(bot: &Bot, caller: &Caller, guild: GuildId, action: Action, product: Option<&str>) -> Vec<String> {
    let team = Team::new(guild.to_string());
    if action == Action::Show {
        return show(bot, &team);
    }
    let can_be_down = bot.service.knowledge().apps_that_can_be_down();
    let named = |given: &str| {
        let is = |(id, name): &&(AppId, String)| id.as_str() == given || name.eq_ignore_ascii_case(given.trim());
        can_be_down.iter().find(is)
    };
    let (app, name) = match (product, can_be_down.as_slice()) {
        (_, []) => return vec![NO_APP.to_owned()],
        (None, [only]) => only,
        (Some(product), _) if named(product).is_some() => match named(product) {
            Some(named) => named,
            None => return Vec::new(),
        },
        (_, several) => {
            let names: Vec<&str> = several.iter().map(|(_, name)| name.as_str()).collect();
            return vec![format!("Choose which product is down. I recognise it for: {}.", names.join(", "))];
        }
    };
    // Discord's clock, as for messages.
    let at = time_of(MessageId::new(caller.interaction.get()));
    if action == Action::Start { start(bot, caller, &team, app, name, at) } else { stop(bot, &team, app, name, at) }
}

fn start(bot: &Bot, caller: &Caller, team: &Team, app: &AppId, name: &str, at: SystemTime) -> Vec<String> {
    let (id, new) = bot.service.start_incident(team, app, at);
    let mut said = vec![if new {
        format!(
            "The incident with {name} runs. In every channel the first who meets it gets a notice, the others a line."
        )
    } else {
        format!("An incident with {name} runs already. I keep it up for at least half an hour from now.")
    }];
    let place = Place::new(caller.channel.to_string());
    let may_write = caller.ours.is_none_or(|ours| {
        let speak = if caller.in_thread { Permissions::SEND_MESSAGES_IN_THREADS } else { Permissions::SEND_MESSAGES };
        ours.contains(Permissions::ADMINISTRATOR) || ours.contains(Permissions::VIEW_CHANNEL | speak)
    });
    if !may_write || bot.is_silent_for(caller) {
        said.push("I may not write in this channel, so there is no notice here.".to_owned());
    } else if bot.service.announce_in(&id, bot.channel_around(&place), place) {
        said.push("The notice follows in this channel.".to_owned());
        bot.in_sight.notify_one();
    } else {
        said.push("This channel has its notice already.".to_owned());
    }
    said.push(
        "It ends when nobody has met it for half an hour, after a day at the latest, or with **stop**; then every channel \
         with a notice hears that it is over."
            .to_owned(),
    );
    said
}

fn stop(bot: &Bot, team: &Team, app: &AppId, name: &str, at: SystemTime) -> Vec<String> {
    let Some(stopped) = bot.service.stop_incident(team, app, at) else {
        return vec![format!("No incident with {name} runs here.")];
    };
    bot.in_sight.notify_one();
    let told = match stopped.notices.len() {
        0 => "No channel had a notice, so I say nothing further.".to_owned(),
        1 => "The channel that had a notice hears it now.".to_owned(),
        channels => format!("The {channels} channels that had a notice hear it now."),
    };
    vec![
        format!("The incident with {name} is over. {told}"),
        "For an hour I open no new one with it by myself; **start** does at any time.".to_owned(),
    ]
}

fn show(bot: &Bot, team: &Team) -> Vec<String> {
    let running = bot.service.incidents_of(team);
    if running.is_empty() {
        return vec!["No incident runs here.".to_owned()];
    }
    running.iter().map(|incident| line(bot, incident)).collect()
}

/// What runs, in a line.
pub(super) fn line(bot: &Bot, incident: &Incident) -> String {
    let name = bot.service.knowledge().app_named(&incident.id.app);
    let since = incident.id.opened.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let because = match incident.because {
        Because::People(people) => format!("{people} people here met it within ten minutes"),
        Because::Teams => "people of several servers met it within ten minutes".to_owned(),
        Because::Others => "people of other servers met it, and then somebody here".to_owned(),
        Because::Staff => "your staff started it".to_owned(),
    };
    let told: Vec<String> =
        incident.notices.keys().filter_map(channel_of).map(|channel| format!("<#{channel}>")).take(10).collect();
    let told = if told.is_empty() { "nowhere yet".to_owned() } else { told.join(" ") };
    format!("**{name}** seems to be down since <t:{since}:t>: {because}. Told in: {told}")
}

async fn products(ctx: Asked<'_>, partial: &str) -> CreateAutocompleteResponse {
    let apps = ctx.framework.user_data.service.knowledge().apps_that_can_be_down();
    choices(partial, apps.iter().map(|(id, name)| (id.as_str(), name.clone(), 0)))
}
