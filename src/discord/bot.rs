//! What every event handler shares: the desk, the way to speak, and what is remembered.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, SystemTime};

use serenity::http::Http;
use serenity::model::Timestamp;
use serenity::model::channel::Message;
use serenity::model::gateway::GatewayIntents;
use serenity::model::id::{ApplicationId, ChannelId, GuildId, MessageId, UserId};
use tokio::sync::{Notify, watch};

use crate::helpdesk::{Case, Effect, Knowledge, Pace, Repeats};
use crate::rules::RuleId;
use crate::service::{Person, Place as Channel, Post as CaseId, Service, Team, Whose};

use super::answered::Memory;
use super::attachments::Attachments;
use super::custom_id::{About, CustomId, What};
use super::events::said;
use super::manners::Presence;
use super::queue::Lanes;
use super::render::rules_of;
use super::rights::{May, Rights};

/// How old a paste may be for its edits and its deletion to still matter.
pub(super) const EDITED_WITHIN: Duration = Duration::from_secs(3_600);

/// Where an answer stands, for a link to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stands {
    /// The server; none in direct messages.
    pub(super) guild: Option<GuildId>,
    /// The channel.
    pub(super) channel: ChannelId,
    /// The message.
    pub(super) message: MessageId,
}

impl Stands {
    /// The address that leads there in every Discord client.
    pub(super) fn link(self) -> String {
        let guild = self.guild.map_or_else(|| "@me".to_owned(), |guild| guild.to_string());
        format!("https://discord.com/channels/{guild}/{}/{}", self.channel, self.message)
    }
}

/// What every event handler shares.
pub(super) struct Bot {
    /// The desk.
    pub(super) service: Arc<Service>,
    /// The lanes of the channels.
    pub(super) lanes: Lanes,
    /// Reads attachments.
    pub(super) attachments: Attachments,
    /// The application, for its commands.
    pub(super) application: ApplicationId,
    /// Whether Discord shows us what people write without addressing us.
    sees_content: bool,
    /// Somebody has come into sight for whom something may be due.
    pub(super) in_sight: Notify,
    /// When this process started: what is older may have been answered by the one before.
    pub(super) started: SystemTime,
    http: OnceLock<Arc<Http>>,
    me: watch::Sender<Option<UserId>>,
    memory: Mutex<Memory>,
    rights: Mutex<Rights>,
    repeats: Mutex<Repeats<ChannelId, UserId, Stands>>,
    presence: Mutex<Presence>,
    pace: Mutex<Pace<UserId>>,
}

impl Bot {
    pub(super) fn new(
        service: Arc<Service>,
        attachments: Attachments,
        application: ApplicationId,
        intents: GatewayIntents,
    ) -> Self {
        Self {
            service,
            lanes: Lanes::default(),
            attachments,
            application,
            sees_content: intents.contains(GatewayIntents::MESSAGE_CONTENT),
            in_sight: Notify::new(),
            started: SystemTime::now(),
            http: OnceLock::new(),
            me: watch::Sender::new(None),
            memory: Mutex::default(),
            rights: Mutex::default(),
            repeats: Mutex::default(),
            presence: Mutex::default(),
            pace: Mutex::default(),
        }
    }

    /// Whether Discord shows us what people write without addressing us.
    pub(super) fn sees_content(&self) -> bool {
        self.sees_content
    }

    /// The gateway is about to be opened; calls go through `http`.
    pub(super) fn opened(&self, http: Arc<Http>) {
        // Set once: the client lives as long as the bot.
        let _again = self.http.set(http);
    }

    /// The client for calls; none before the gateway was opened, when there is nothing to call about.
    pub(super) fn http(&self) -> Option<&Arc<Http>> {
        self.http.get()
    }

    /// Discord said who we are.
    pub(super) fn is(&self, me: UserId) {
        self.me.send_replace(Some(me));
    }

    /// Who we are; waits for Discord to say so, which is the first thing it says.
    pub(super) async fn me(&self) -> UserId {
        let mut me = self.me.subscribe();
        match me.wait_for(Option::is_some).await.map(|me| *me) {
            Ok(Some(me)) => me,
            // The sender lives in `self`.
            Ok(None) | Err(_) => std::future::pending().await,
        }
    }

    /// What is remembered. Not to be held over an await.
    pub(super) fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What we may do where. Not to be held over an await.
    pub(super) fn rights(&self) -> MutexGuard<'_, Rights> {
        self.rights.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What we may do in `channel`.
    pub(super) async fn may(&self, channel: ChannelId) -> May {
        let me = self.me().await;
        self.rights().may(channel, me)
    }

    /// The answers of the last minutes. Not to be held over an await.
    pub(super) fn repeats(&self) -> MutexGuard<'_, Repeats<ChannelId, UserId, Stands>> {
        self.repeats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who of the staff wrote where. Not to be held over an await.
    pub(super) fn presence(&self) -> MutexGuard<'_, Presence> {
        self.presence.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who was answered how often. Not to be held over an await.
    pub(super) fn pace(&self) -> MutexGuard<'_, Pace<UserId>> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts the errors that `effects` explain: the commonest are offered first.
    pub(super) fn count(&self, effects: &[Effect]) {
        let rules: Vec<RuleId> = effects.iter().filter_map(said).flat_map(rules_of).collect();
        self.memory().explained(&rules);
    }

    /// How often an answer to `rule` was needed, as far as is known: by everybody's experience, and since.
    pub(super) fn times_needed(&self, knowledge: &Knowledge, rule: &RuleId) -> u32 {
        knowledge.experience().times(rule).saturating_add(self.memory().times_explained(rule))
    }

    /// Whether `message` is older than this process.
    pub(super) fn is_older_than_us(&self, message: MessageId) -> bool {
        time_of(message) < self.started
    }

    /// The case that a message of ours belongs to: that of its thread or direct conversation, of the command or press it
    /// answered, or of the message it replies to.
    pub(super) fn case_of(&self, message: &Message, place: Place) -> CaseId {
        use serenity::all::MessageInteractionMetadata as Metadata;
        if place != Place::Channel {
            return CaseId::new(message.channel_id.to_string());
        }
        let interaction = message.interaction_metadata.as_deref().and_then(|metadata| match metadata {
            Metadata::Command(command) => Some(command.id),
            Metadata::Component(press) => Some(press.id),
            Metadata::ModalSubmit(modal) => Some(modal.id),
            _ => None,
        });
        if let Some(interaction) = interaction {
            let known = self.memory().case_of(interaction).cloned();
            return known.unwrap_or_else(|| case_of_interaction(interaction.get()));
        }
        let replied_to = message.message_reference.as_ref().and_then(|reference| reference.message_id);
        CaseId::new(replied_to.unwrap_or(message.id).to_string())
    }

    /// The case as the controls of a message of ours still know it: its errors, the one in hand, cause and app; and who
    /// asked. `None` when it has no controls that are up to date.
    pub(super) fn case_on(&self, message: &Message) -> Option<(Case, About)> {
        use serenity::all::ActionRowComponent as Control;
        let knowledge = self.service.knowledge();
        let read = |id: &str| CustomId::read(id, knowledge.rules()).ok();
        let mut about: Option<About> = None;
        let mut errors: Vec<RuleId> = Vec::new();
        for control in message.components.iter().flat_map(|row| &row.components) {
            let id = match control {
                Control::Button(button) => match &button.data {
                    serenity::all::ButtonKind::NonLink { custom_id, .. } => read(custom_id),
                    _ => None,
                },
                Control::SelectMenu(menu) => {
                    let id = menu.custom_id.as_deref().and_then(read);
                    if id.as_ref().is_some_and(|id| id.what == What::GoOnWith) {
                        errors = menu.options.iter().map(|option| RuleId::new(option.value.as_str())).collect();
                    }
                    id
                }
                _ => None,
            };
            about = about.or(id.map(|id| id.about));
        }
        let about = about?;
        errors.retain(|rule| knowledge.rules().rule(rule.as_str()).is_some());
        Some((case_about(&about, errors), about))
    }
}

/// The case as one control knows it, with all `errors` of the paste where they are known.
pub(super) fn case_about(about: &About, errors: Vec<RuleId>) -> Case {
    let Some(rule) = about.rule.clone() else {
        return Case::with_default_app(about.app.clone());
    };
    let mut case = Case::of(rule.clone(), about.cause.clone(), about.app.clone());
    if errors.contains(&rule) {
        case.errors = errors.into_iter().flat_map(|rule| Case::of(rule, None, None).errors).collect();
    }
    case
}

/// Whose case it is that `person` opened in `channel`, as the desk knows servers, channels and people.
pub(super) fn whose(guild: Option<GuildId>, channel: ChannelId, person: UserId) -> Whose {
    Whose {
        team: guild.map(|guild| Team::new(guild.to_string())),
        place: Channel::new(channel.to_string()),
        person: Person::new(person.to_string()),
    }
}

/// The case of what was said in answer to an interaction.
pub(super) fn case_of_interaction(interaction: u64) -> CaseId {
    CaseId::new(format!("i{interaction}"))
}

/// Where a message stands, as far as it matters to whom it is addressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A channel, or a thread somebody else opened.
    Channel,
    /// A thread the bot opened.
    OwnThread,
    /// A direct conversation.
    Direct,
}

/// When a message was posted: Discord's ids hold it.
pub(super) fn time_of(message: MessageId) -> SystemTime {
    system_time(message.created_at())
}

/// Discord's time as the core takes it.
pub(super) fn system_time(timestamp: Timestamp) -> SystemTime {
    let ms = u64::try_from(timestamp.timestamp_millis()).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_millis(ms)
}

/// The smallest id a message posted at `at` can have.
/// <https://discord.com/developers/docs/reference#snowflakes>
pub(super) fn first_id_at(at: SystemTime) -> MessageId {
    /// The first second of 2015, in milliseconds.
    const EPOCH: u64 = 1_420_070_400_000;
    let ms = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_millis();
    let ms = u64::try_from(ms).unwrap_or_default().saturating_sub(EPOCH);
    MessageId::new((ms << 22).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_holds_its_time() {
        let at = SystemTime::UNIX_EPOCH + Duration::from_millis(1_800_000_000_123);
        assert_eq!(time_of(first_id_at(at)), at);
    }

    #[test]
    fn a_link_leads_into_servers_and_direct_messages() {
        let stands = Stands { guild: Some(GuildId::new(1)), channel: ChannelId::new(2), message: MessageId::new(3) };
        assert_eq!(stands.link(), "https://discord.com/channels/1/2/3");
        assert_eq!(Stands { guild: None, ..stands }.link(), "https://discord.com/channels/@me/2/3");
    }
}
