//! A paste was edited or deleted: the answer follows it.

use std::sync::Arc;
use std::time::SystemTime;

use serenity::model::channel::Message;
use serenity::model::event::MessageUpdateEvent;
use serenity::model::id::{ChannelId, MessageId};

use crate::classify::Addressed;
use crate::helpdesk::{Happened, Reply};
use crate::rules::RuleId;
use crate::service::{Mode, Post as CaseId};

use super::super::answered::Answered;
use super::super::attachments::Attachments;
use super::super::bot::{Bot, EDITED_WITHIN, system_time, time_of, whose};
use super::super::queue::Turn;
use super::super::render::{self, View};
use super::arrived::{said, without_mention};

/// What an edit brings, as far as it matters.
struct Edited {
    message: Message,
    text: String,
    addressed: Addressed,
    at: SystemTime,
}

impl Bot {
    /// Takes an edit from Discord. Link previews arrive the same way, but without a time of editing; an edit of an old
    /// message may come without its text.
    pub(super) async fn hear_change(bot: &Arc<Self>, event: MessageUpdateEvent) {
        let (Some(edited), Some(content)) = (event.edited_timestamp, event.content.clone()) else { return };
        let Some(author) = event.author.clone().filter(|author| !author.bot) else { return };
        if matches!(event.webhook_id, Some(Some(_))) {
            return;
        }
        let at = system_time(edited);
        if at.duration_since(time_of(event.id)).unwrap_or_default() > EDITED_WITHIN {
            return;
        }
        let me = bot.me().await;
        let files = event.attachments.clone().unwrap_or_default();
        let mut parts = vec![content];
        if Attachments::any(&files) {
            parts.extend(bot.attachments.texts(&files).await);
        }
        let mentioned = event.mentions.iter().flatten().any(|user| user.id == me);
        let mut message = Message::default();
        message.id = event.id;
        message.channel_id = event.channel_id;
        message.guild_id = event.guild_id;
        message.author = author;
        let replied_to = event.referenced_message.clone().flatten();
        let reply_to_us = replied_to.as_ref().is_some_and(|other| other.author.id == me);
        message.referenced_message = replied_to;
        let answers = bot.mode_in(event.guild_id, event.channel_id, at) == Mode::Answer;
        let first_of_post = answers && event.id.get() == event.channel_id.get();
        let asked = mentioned || event.guild_id.is_none() || first_of_post;
        // What was typed in the light of a case was answered in that light; mending a typing slip there changes nothing.
        if reply_to_us {
            return;
        }
        let edited = Edited {
            text: without_mention(&parts.join("\n"), me),
            addressed: if asked { Addressed::Asked } else { Addressed::Overheard },
            message,
            at,
        };
        let turn = Turn { message: event.id.get(), step: edited_step(at) };
        let working = bot.clone();
        bot.lanes.run(event.channel_id, turn, async move { working.changed(edited).await });
    }

    async fn changed(&self, edited: Edited) {
        let Edited { message, text, addressed, at } = edited;
        let (channel, paste) = (message.channel_id, message.id);
        if self.memory().is_deleted(paste) {
            return;
        }
        let me = self.me().await;
        if message.guild_id.is_some() && self.thread_owner(channel).await == Some(me) {
            return;
        }
        let mode = self.mode_in(message.guild_id, channel, at);
        let silent = mode == Mode::Off || (mode == Mode::AskOnly && addressed == Addressed::Overheard);
        let happened = Happened::Pasted { text: text.clone(), addressed };
        let (mut case, effects) = self.service.consider(self.default_app(message.guild_id), happened, at);
        let reply = effects.iter().find_map(said).filter(|reply| holds_something(reply));
        let mut before = self.given(channel, paste, &message).await;
        if let Some(given) = before.as_mut()
            && given.answer.is_some_and(|answer| self.is_notice(channel, answer))
        {
            if reply.is_some_and(|reply| render::rules_of(reply) == given.rules) {
                return;
            }
            // A notice is for everybody in the channel: another error gets an answer of its own.
            given.answer = None;
        }
        let (Some(before), Some(answer)) = (before.as_ref(), before.as_ref().and_then(|before| before.answer)) else {
            if reply.is_some() && !silent {
                self.memory().taken_away(paste);
                // Not the nonce of the first version: its answer may have been taken away minutes ago.
                let nonce = format!("{paste}-{}", edited_step(at) % 100_000);
                self.pasted(&message, text, addressed, at, &nonce).await;
            }
            return;
        };
        let about = CaseId::new(paste.to_string());
        match reply {
            Some(reply) => {
                let rules: Vec<RuleId> = render::rules_of(reply);
                if rules == before.rules && !rules.is_empty() {
                    return;
                }
                let whose = whose(message.guild_id, channel, message.author.id);
                // What was counted by the process before counts.
                self.service.recall(&about, whose.clone()).await;
                self.service.reconsidered(&about, &whose, &mut case, &effects, at);
                self.service.keep(&about, whose, case);
                let view = View { asker: message.author.id, in_thread: self.is_thread(&message), shareable: false };
                self.change(channel, answer, render::post(reply, view)).await;
                self.memory()
                    .answered(paste, Answered { channel, answer: Some(answer), rules, asker: message.author.id });
            }
            None => {
                self.service.forget(&about);
                self.forget_answer(channel, answer);
                self.memory().taken_away(paste);
                self.take_away(channel, answer).await;
            }
        }
    }

    /// The answer that `paste` was given, by this process or the one before.
    async fn given(&self, channel: ChannelId, paste: MessageId, message: &Message) -> Option<Answered> {
        if let Some(known) = self.memory().answer_to(paste).cloned() {
            return Some(known);
        }
        if !self.is_older_than_us(paste) {
            return None;
        }
        let answer = self.find_answer(channel, paste).await?;
        let rules = self.case_on(&answer).map(|(case, _)| case.errors.into_iter().map(|error| error.rule).collect());
        Some(Answered { channel, answer: Some(answer.id), rules: rules.unwrap_or_default(), asker: message.author.id })
    }

    /// `message` was deleted: its answer goes with it.
    pub(super) async fn deleted(&self, channel: ChannelId, message: MessageId) {
        self.notice_gone(channel, message);
        if self.memory().paste_of(message).is_some() {
            // One of our own answers, deleted by staff.
            self.forget_answer(channel, message);
            return;
        }
        self.service.forget(&CaseId::new(message.to_string()));
        let known = self.memory().taken_away(message);
        let answer = match known {
            Some(answered) => answered.answer,
            None if self.is_older_than_us(message) && is_young(message) => {
                self.find_answer(channel, message).await.map(|answer| answer.id)
            }
            None => None,
        };
        if let Some(answer) = answer.filter(|answer| !self.is_notice(channel, *answer)) {
            self.forget_answer(channel, answer);
            self.take_away(channel, answer).await;
        }
    }
}

/// Whether a reply explains or offers something; an edit is no occasion to say that nothing was found.
fn holds_something(reply: &Reply) -> bool {
    matches!(reply, Reply::Answers { .. } | Reply::DidYouMean(_) | Reply::HowTo(_))
}

fn is_young(message: MessageId) -> bool {
    SystemTime::now().duration_since(time_of(message)).unwrap_or_default() <= EDITED_WITHIN
}

/// Edits of one message by their time; after its arrival, before its deletion.
fn edited_step(at: SystemTime) -> i64 {
    let ms = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_millis();
    i64::try_from(ms).unwrap_or(i64::MAX - 1).max(1)
}
