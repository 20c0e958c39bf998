//! A person takes over: the summary goes where the team's staff are, one of them claims it, and whoever asked is told.

use std::time::SystemTime;

use serenity::all::{ChannelId, ComponentInteraction, GuildId, Message, UserId};
use serenity::builder::{CreateInteractionResponse, CreateInteractionResponseMessage};

use crate::helpdesk::{Case, Effect, Happened, Reply, Stage, words};
use crate::rules::Text;
use crate::service::{Person, Post as CaseId};

use super::bot::{Bot, Stands, whose};
use super::custom_id::About;
use super::render::{self, Post};
use super::respond::{Caller, Turned};

/// Said to those who may not claim a case.
const NOT_STAFF: &str =
    "Only staff can claim a case: members with the support role or, where none is set, with Manage Messages.";

/// Somebody needs a person.
pub(super) struct Calling<'a> {
    /// Their server; none in direct messages.
    guild: Option<GuildId>,
    /// Their case.
    about: &'a CaseId,
    /// Who.
    asker: UserId,
    /// What to look at: where they asked.
    link: String,
    /// Where they are told who takes over; nowhere when only they see the conversation.
    tell: Option<ChannelId>,
    /// What names this call, so that it is made once.
    nonce: String,
}

impl<'a> Calling<'a> {
    /// Called by a press, or by words in a form.
    pub(super) fn from_press(caller: &Caller, turned: &Turned<'a>) -> Self {
        let link = match caller.pressed_on {
            Some(message) => Stands { guild: caller.guild, channel: caller.channel, message }.link(),
            None => render::channel_link(caller.guild, caller.channel),
        };
        Self {
            guild: caller.guild,
            about: turned.about,
            asker: turned.asked.asker,
            link,
            tell: (!turned.private).then_some(caller.channel),
            nonce: format!("h{}", caller.interaction),
        }
    }

    /// Called by the words of `message`.
    pub(super) fn from_words(message: &Message, about: &'a CaseId) -> Self {
        let stands = Stands { guild: message.guild_id, channel: message.channel_id, message: message.id };
        Self {
            guild: message.guild_id,
            about,
            asker: message.author.id,
            link: stands.link(),
            tell: Some(message.channel_id),
            nonce: format!("h{}", message.id),
        }
    }
}

impl Bot {
    /// Puts `summary` where the staff are. Gives what whoever asked is to be told: that, or the summary itself where
    /// nobody can be called.
    pub(super) async fn call_person(&self, calling: &Calling<'_>, summary: Reply) -> Reply {
        let (Some(channel), Reply::Handover(handover)) = (self.handover_of(calling.guild), &summary) else {
            return summary;
        };
        let role = self.support_role_of(calling.guild);
        let asked = About { rule: None, cause: None, app: None, asker: calling.asker };
        let claim = (calling.about.clone(), calling.tell);
        let post = render::call(handover, role, &calling.link, claim, &asked);
        match self.say(channel, &calling.nonce, post).await {
            Some(_) if calling.tell.is_none() => Reply::Note(Text::plain(words::PERSON_CALLED_PRIVATELY)),
            Some(_) => Reply::Note(Text::plain(words::PERSON_CALLED)),
            // The log says why; the summary must not be lost with it.
            None => summary,
        }
    }

    /// *Claim*: the first of the staff who presses has the case.
    pub(super) async fn claim(
        &self,
        caller: &Caller,
        press: &ComponentInteraction,
        asker: UserId,
        case: &CaseId,
        tell: Option<ChannelId>,
    ) {
        if !self.is_staff(caller) {
            self.respond_with(caller, Post::saying(NOT_STAFF), true).await;
            return;
        }
        let place = tell.unwrap_or(caller.channel);
        self.service.recall(case, whose(caller.guild, place, asker)).await;
        let otherwise = Case { stage: Stage::HandedOver, ..Case::default() };
        let happened = Happened::Claimed(Person::new(caller.user.to_string()));
        let effects = self.service.converse(case, otherwise, happened, SystemTime::now());
        for effect in effects {
            match effect {
                Effect::Claimed { .. } => {
                    let message = CreateInteractionResponseMessage::new()
                        .content(render::claimed(&press.message.content, caller.user))
                        .components(Vec::new())
                        .allowed_mentions(render::nobody());
                    self.respond(caller, CreateInteractionResponse::UpdateMessage(message)).await;
                    if let Some(place) = tell {
                        self.tell_who_takes_over(place, case, caller.user).await;
                    }
                }
                Effect::SayPrivately(reply) => {
                    self.respond_with(caller, render::post(&reply, caller.view()), true).await;
                }
                _ => {}
            }
        }
    }

    async fn tell_who_takes_over(&self, place: ChannelId, case: &CaseId, by: UserId) {
        let post = Post::saying(&format!("<@{by}> takes over from here."));
        // In a channel it must show whose case is meant; in a thread and a direct conversation there is only one.
        let paste = case.as_str().parse().ok().filter(|paste| *paste != place.get()).and_then(message_id);
        self.say_about(place, &format!("c{case}", case = case.as_str()), post, paste).await;
    }
}

fn message_id(id: u64) -> Option<serenity::all::MessageId> {
    (id != 0).then(|| serenity::all::MessageId::new(id))
}
