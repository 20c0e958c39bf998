//! Answers to commands, presses and modals: the first within three seconds, the rest behind it.

use serenity::all::{
    ChannelId, ChannelType, CommandInteraction, ComponentInteraction, GuildId, InteractionId, Member, ModalInteraction,
    PartialChannel, Permissions, UserId,
};
use serenity::builder::{CreateInteractionResponse, CreateInteractionResponseMessage, CreateModal};

use crate::helpdesk::{Effect, Reply};
use crate::service::{Post as CaseId, Whose};

use super::bot::{Bot, Place, case_of_interaction, whose};
use super::custom_id::About;
use super::events::remember;
use super::render::{self, Post, View};
use super::rest::{Problem, Repeat, attempt};

/// Said when a control is of another version, or about something that no longer exists.
pub(super) const OUT_OF_DATE: &str = "This answer is out of date. Run it again, or paste the message again.";
/// Said to those who may not press.
pub(super) const NOT_YOURS: &str = "Only the person who asked, or a moderator, can press this. Paste your own message, or use /explain, for an answer of your own.";

/// Whoever ran, pressed or submitted something, and where.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    /// The interaction.
    pub(super) interaction: InteractionId,
    /// Its secret: whoever has it can answer in our name for 15 minutes.
    token: Secret,
    /// Who.
    pub(super) user: UserId,
    /// Whether they may do what staff may.
    pub(super) staff: bool,
    /// Where.
    pub(super) channel: ChannelId,
    /// In which server; none in direct messages.
    pub(super) guild: Option<GuildId>,
    /// Inside a thread.
    pub(super) in_thread: bool,
    /// What we may do there; none when Discord did not say.
    pub(super) ours: Option<Permissions>,
}

/// A token that cannot be printed.
#[derive(Clone)]
struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Secret(…)")
    }
}

macro_rules! caller {
    ($interaction:expr) => {
        Caller {
            interaction: $interaction.id,
            token: Secret($interaction.token.clone()),
            user: $interaction.user.id,
            staff: $interaction.member.as_ref().is_some_and(|member| is_staff(member)),
            channel: $interaction.channel_id,
            guild: $interaction.guild_id,
            in_thread: $interaction.channel.as_ref().is_some_and(is_thread),
            ours: $interaction.app_permissions,
        }
    };
}

impl From<&CommandInteraction> for Caller {
    fn from(interaction: &CommandInteraction) -> Self {
        caller!(interaction)
    }
}

impl From<&ComponentInteraction> for Caller {
    fn from(interaction: &ComponentInteraction) -> Self {
        caller!(interaction)
    }
}

impl From<&ModalInteraction> for Caller {
    fn from(interaction: &ModalInteraction) -> Self {
        caller!(interaction)
    }
}

/// Staff are members with Manage Messages.
fn is_staff(member: &Member) -> bool {
    member
        .permissions
        .is_some_and(|permissions| permissions.intersects(Permissions::MANAGE_MESSAGES | Permissions::ADMINISTRATOR))
}

fn is_thread(channel: &PartialChannel) -> bool {
    matches!(channel.kind, ChannelType::PublicThread | ChannelType::PrivateThread | ChannelType::NewsThread)
}

impl Caller {
    /// A case of their own.
    pub(super) fn whose(&self) -> Whose {
        whose(self.guild, self.channel, self.user)
    }

    /// How what is said to them is seen.
    pub(super) fn view(&self) -> View {
        View { asker: self.user, in_thread: self.in_thread }
    }
}

/// What an answer to an interaction is about.
pub(super) struct Turned<'a> {
    /// The case.
    pub(super) about: &'a CaseId,
    /// What further controls hold.
    pub(super) asked: About,
    /// Whether only the caller is to see it.
    pub(super) private: bool,
    /// Whether there is a message whose button was pressed.
    pub(super) pressed: bool,
}

impl Bot {
    /// Where the caller is, as far as it matters to cases.
    pub(super) async fn place_of(&self, caller: &Caller) -> Place {
        if caller.guild.is_none() {
            Place::Direct
        } else if caller.in_thread && self.thread_owner(caller.channel).await == Some(self.me().await) {
            Place::OwnThread
        } else {
            Place::Channel
        }
    }

    /// Gives the first answer. One that is there already is an earlier try whose answer was lost.
    pub(super) async fn respond(&self, caller: &Caller, response: CreateInteractionResponse) -> bool {
        let Some(http) = self.http() else { return false };
        let given = attempt(Repeat::Safe, || {
            http.create_interaction_response(caller.interaction, &caller.token.0, &response, Vec::new())
        });
        match given.await {
            Ok(()) => true,
            Err(problem) if problem.is_answered_already() => true,
            Err(problem) => {
                could_not(problem);
                false
            }
        }
    }

    /// Answers with a message of its own.
    pub(super) async fn respond_with(&self, caller: &Caller, post: Post, private: bool) -> bool {
        self.respond(caller, CreateInteractionResponse::Message(post.response(private))).await
    }

    /// Answers with a modal.
    pub(super) async fn respond_with_modal(&self, caller: &Caller, modal: CreateModal) -> bool {
        self.respond(caller, CreateInteractionResponse::Modal(modal)).await
    }

    /// Says that an answer follows: what comes next may take more than three seconds.
    pub(super) async fn defer(&self, caller: &Caller, private: bool) -> bool {
        let message = CreateInteractionResponseMessage::new().ephemeral(private);
        self.respond(caller, CreateInteractionResponse::Defer(message)).await
    }

    /// Says that a press was heard, without a word.
    pub(super) async fn acknowledge(&self, caller: &Caller) -> bool {
        self.respond(caller, CreateInteractionResponse::Acknowledge).await
    }

    /// Says something further.
    pub(super) async fn follow_up(&self, caller: &Caller, post: Post, private: bool) {
        let Some(http) = self.http() else { return };
        let message = post.follow_up(private);
        // Discord knows no nonce here: repeated only when it certainly did not arrive.
        let said =
            attempt(Repeat::IfUnsent, || http.create_followup_message(&caller.token.0, &message, Vec::new())).await;
        if let Err(problem) = said {
            could_not(problem);
        }
    }

    /// Takes the message away whose button was pressed, also one that only the caller sees.
    async fn take_pressed_away(&self, caller: &Caller) {
        let Some(http) = self.http() else { return };
        let gone = attempt(Repeat::Safe, || http.delete_original_interaction_response(&caller.token.0)).await;
        if let Err(problem) = gone
            && !problem.is_gone()
        {
            could_not(problem);
        }
    }

    /// Puts the answer in the place of "thinking…". Unlike a further answer it may be said twice: the second changes
    /// nothing.
    async fn fill_in(&self, caller: &Caller, post: Post) {
        let Some(http) = self.http() else { return };
        let message = post.edit_response();
        let said =
            attempt(Repeat::Safe, || http.edit_original_interaction_response(&caller.token.0, &message, Vec::new()));
        if let Err(problem) = said.await {
            could_not(problem);
        }
    }

    /// Does what the desk asked for, as answers to the caller. `deferred` while "thinking…" stands there.
    pub(super) async fn turn(&self, caller: &Caller, turned: Turned<'_>, effects: Vec<Effect>, deferred: bool) {
        let view = caller.view();
        let (mut first, mut thinking) = (!deferred, deferred);
        let post = |reply: &Reply| render::post_about(reply, &turned.asked, view);
        self.memory().belongs(caller.interaction, turned.about.clone());
        // What acts on the message itself must be the first answer: only that can.
        let (on_message, said): (Vec<Effect>, Vec<Effect>) = effects.into_iter().partition(|effect| {
            turned.pressed && matches!(effect, Effect::Change(_) | Effect::Close | Effect::TakeAway)
        });
        for effect in on_message {
            match effect {
                Effect::Change(reply) if first => {
                    let message = render::post(&reply, view).response(turned.private);
                    self.respond(caller, CreateInteractionResponse::UpdateMessage(message)).await;
                }
                Effect::Close if first => {
                    let bare = CreateInteractionResponseMessage::new()
                        .components(Vec::new())
                        .allowed_mentions(render::nobody());
                    self.respond(caller, CreateInteractionResponse::UpdateMessage(bare)).await;
                }
                Effect::TakeAway if first => {
                    self.acknowledge(caller).await;
                    self.take_pressed_away(caller).await;
                }
                Effect::Change(reply) => self.follow_up(caller, post(&reply), turned.private).await,
                _ => {}
            }
            first = false;
        }
        for effect in said {
            let (reply, private) = match effect {
                Effect::Say(reply) | Effect::Change(reply) => (reply, turned.private),
                Effect::SayPrivately(reply) => (reply, true),
                Effect::CallPerson { summary } => (summary, turned.private),
                Effect::Remember(outcome) => {
                    remember(outcome);
                    continue;
                }
                Effect::TakeAway | Effect::Close => continue,
            };
            if first {
                self.respond_with(caller, post(&reply), private).await;
            } else if thinking {
                self.fill_in(caller, post(&reply)).await;
            } else {
                self.follow_up(caller, post(&reply), private).await;
            }
            (first, thinking) = (false, false);
        }
        if first {
            self.acknowledge_somehow(caller, turned.pressed).await;
        } else if thinking {
            self.fill_in(caller, Post::saying(crate::helpdesk::words::NOTHING_FOUND)).await;
        }
    }

    /// Nothing was to be said; Discord wants an answer all the same.
    async fn acknowledge_somehow(&self, caller: &Caller, pressed: bool) {
        if pressed {
            self.acknowledge(caller).await;
        } else {
            self.respond_with(caller, Post::saying(crate::helpdesk::words::NOTHING_FOUND), true).await;
        }
    }

    /// The case of what is said in answer to this interaction.
    pub(super) fn case_here(&self, caller: &Caller, place: Place) -> CaseId {
        match place {
            Place::Channel => case_of_interaction(caller.interaction.get()),
            Place::OwnThread | Place::Direct => CaseId::new(caller.channel.to_string()),
        }
    }
}

fn could_not(problem: Problem) {
    tracing::warn!(%problem, "an interaction could not be answered");
}
