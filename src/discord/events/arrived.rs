//! A message arrived: is it meant for us, what does it hold, and what is to be said.

use std::sync::Arc;
use std::time::SystemTime;

use serenity::model::channel::{Message, MessageType};
use serenity::model::id::{MessageId, UserId};

use crate::classify::Addressed;
use crate::helpdesk::{Case, Effect, Happened, Outcome, Reply};
use crate::service::{Mode, Post as CaseId};

use super::super::answered::Answered;
use super::super::attachments::Attachments;
use super::super::bot::{Bot, Place, system_time, whose};
use super::super::custom_id::About;
use super::super::handover::Calling;
use super::super::queue::Turn;
use super::super::render::{self, View};

/// How a message is meant, judged by where it stands and whom it names.
struct Meant {
    place: Place,
    /// It names nobody else: a mention of the bot, a reply to it, a direct message.
    directly: bool,
    /// The message of ours it replies to.
    reply_to_us: bool,
    addressed: Addressed,
}

impl Bot {
    /// Takes a message from Discord. Not from bots or webhooks (we are one), nor Discord's own notices.
    pub(super) async fn hear(bot: &Arc<Self>, message: Message) {
        if message.author.bot || message.webhook_id.is_some() {
            return;
        }
        if !matches!(message.kind, MessageType::Regular | MessageType::InlineReply) {
            return;
        }
        bot.notice(&message);
        // Before the lane: a slow file must not hold up the channel.
        let text = bot.text_of(&message).await;
        let turn = Turn { message: message.id.get(), step: 0 };
        let working = bot.clone();
        bot.lanes.run(message.channel_id, turn, async move { working.arrived(&message, text).await });
    }

    /// Everything in a message that may be a paste: its text, the text of forwarded messages, small text files.
    pub(in crate::discord) async fn text_of(&self, message: &Message) -> String {
        let mut parts = vec![message.content.clone()];
        // A forward is empty itself; what was forwarded stands beside it.
        parts.extend(message.message_snapshots.iter().map(|snapshot| snapshot.content.clone()));
        let forwarded = message.message_snapshots.iter().flat_map(|snapshot| &snapshot.attachments);
        let files: Vec<_> = message.attachments.iter().chain(forwarded).cloned().collect();
        if Attachments::any(&files) {
            parts.extend(self.attachments.texts(&files).await);
        }
        parts.retain(|part| !part.trim().is_empty());
        parts.join("\n")
    }

    async fn arrived(&self, message: &Message, text: String) {
        {
            let mut memory = self.memory();
            memory.saw(message.channel_id, message.id);
            // The same event again, or deleted before its turn came.
            if memory.answer_to(message.id).is_some() || memory.is_deleted(message.id) {
                return;
            }
        }
        let me = self.me().await;
        let now = system_time(message.timestamp);
        let mode = self.mode_in(message.guild_id, message.channel_id, now);
        if mode == Mode::Off {
            return;
        }
        let meant = self.meant(message, me, mode).await;
        let text = without_mention(&text, me);
        // Without the Message Content intent all but what is addressed to us comes empty, a forum's first message too.
        let nothing_to_read = text.is_empty() && !meant.directly;
        if nothing_to_read || (meant.addressed == Addressed::Overheard && mode == Mode::AskOnly) {
            return;
        }
        match (meant.place, meant.reply_to_us) {
            (Place::Channel, false) => {
                let nonce = message.id.to_string();
                self.pasted(message, text, meant.addressed, now, &nonce).await;
            }
            (Place::Channel, true) => {
                let ours = message.referenced_message.as_deref();
                let about = ours.map(|ours| self.case_of(ours, Place::Channel));
                let known = ours.and_then(|ours| self.case_on(ours));
                self.typed(message, text, about, known, meant.directly, now).await;
            }
            (Place::OwnThread | Place::Direct, _) => {
                let about = CaseId::new(message.channel_id.to_string());
                self.service.recall(&about, None).await;
                let known = match self.service.case(&about) {
                    None if meant.place == Place::OwnThread => self.case_of_thread(message, me).await,
                    _ => None,
                };
                // Whoever writes first is not the one whose case it is.
                let (known, asker) = match known {
                    Some((case, about, asker)) => (Some((case, about)), asker),
                    None => (None, message.author.id),
                };
                self.service.recall(&about, whose(message.guild_id, message.channel_id, asker)).await;
                if !meant.directly && self.helps(message, &about).await {
                    let otherwise = known.map(|(case, _)| case).unwrap_or_default();
                    self.service.converse(&about, otherwise, Happened::StaffWrote, now);
                    return;
                }
                self.typed(message, text, Some(about), known, meant.directly, now).await;
            }
        }
    }

    /// Whether somebody of the staff wrote in somebody else's case: a person has it, for now.
    async fn helps(&self, message: &Message, about: &CaseId) -> bool {
        let author = message.author.id.to_string();
        let theirs = self.service.whose(about).is_none_or(|whose| whose.person.as_str() == author);
        message.guild_id.is_some() && !theirs && self.wrote_as_staff(message).await
    }

    async fn meant(&self, message: &Message, me: UserId, mode: Mode) -> Meant {
        let ours = message.referenced_message.as_deref().filter(|other| other.author.id == me);
        let reply_to_us = ours.is_some_and(|ours| !render::is_call(&ours.content));
        let mentioned = message.mentions.iter().any(|user| user.id == me);
        let place = if message.guild_id.is_none() {
            Place::Direct
        } else if self.thread_owner(message.channel_id).await == Some(me) {
            Place::OwnThread
        } else {
            Place::Channel
        };
        // A forum's post has the id of its first message.
        let first_of_post = mode == Mode::Answer && message.id.get() == message.channel_id.get();
        let directly = reply_to_us || mentioned || place == Place::Direct;
        let asked = directly || place == Place::OwnThread || first_of_post;
        let addressed = if asked { Addressed::Asked } else { Addressed::Overheard };
        Meant { place, directly, reply_to_us, addressed }
    }

    /// A message in the light of a case. `known` is the case as a message of ours still shows it.
    async fn typed(
        &self,
        message: &Message,
        text: String,
        about: Option<CaseId>,
        known: Option<(Case, About)>,
        directly: bool,
        now: SystemTime,
    ) {
        let Some(about) = about.filter(|_| !text.is_empty()) else { return };
        let asker = known.as_ref().map_or(message.author.id, |(_, about)| about.asker);
        self.service.recall(&about, whose(message.guild_id, message.channel_id, asker)).await;
        let otherwise = known.map(|(case, _)| case).unwrap_or_default();
        let happened = Happened::Typed { text, directly };
        let mut effects = if asker == message.author.id {
            self.service.converse(&about, otherwise, happened, now)
        } else {
            // Somebody else's question is answered in its light, but the case stays its asker's.
            let case = self.service.case(&about).unwrap_or(otherwise);
            let (_, effects) = self.service.knowledge().converse(case, happened, now);
            effects.into_iter().filter(|effect| matches!(effect, Effect::Say(_))).collect()
        };
        // Counted only where something would be said; a person who was called comes all the same.
        if effects.iter().any(|effect| said(effect).is_some()) && !self.keeps_pace(message, Addressed::Asked, now).await
        {
            effects.retain(|effect| said(effect).is_none());
        }
        self.act(message, &about, effects).await;
    }

    /// Does in a channel what the desk asked for, as replies to `message`.
    async fn act(&self, message: &Message, about: &CaseId, effects: Vec<Effect>) {
        let view = View { asker: message.author.id, in_thread: self.is_thread(message), shareable: false };
        let mut said = 0;
        for effect in effects {
            let reply = match effect {
                // A channel knows neither a private word nor "in place of": both are said.
                Effect::Say(reply) | Effect::SayPrivately(reply) | Effect::Change(reply) => reply,
                Effect::CallPerson { summary } => self.call_person(&Calling::from_words(message, about), summary).await,
                // Comes of a press alone; what no rule covers is the desk's business.
                Effect::Claimed { .. } | Effect::Unrecognised { .. } => continue,
                Effect::TakeAway => {
                    self.take_answer_away(about).await;
                    continue;
                }
                Effect::Close => {
                    self.close(about).await;
                    continue;
                }
                Effect::Remember(outcome) => {
                    remember(outcome);
                    self.tag_outcome(message.channel_id, about, outcome).await;
                    continue;
                }
            };
            let nonce = if said == 0 { message.id.to_string() } else { format!("{}-{said}", message.id) };
            said += 1;
            let asked_about = self.about_case(about, view.asker);
            let stands = self.reply(message, &nonce, render::post_about(&reply, &asked_about, view)).await;
            let answered = Answered {
                channel: message.channel_id,
                answer: stands.map(|stands| stands.message),
                rules: render::rules_of(&reply),
                asker: message.author.id,
            };
            self.memory().answered(message.id, answered);
        }
    }

    pub(super) fn is_thread(&self, message: &Message) -> bool {
        matches!(self.memory().opened_by(message.channel_id), Some(Some(_)))
    }

    /// What the controls of a further message about this case hold.
    pub(in crate::discord) fn about_case(&self, about: &CaseId, asker: UserId) -> About {
        let case = self.service.case(about).unwrap_or_default();
        About { rule: case.in_hand, cause: case.cause, app: case.app, asker }
    }

    /// The case of a thread of ours that this process has not seen, and who asked: our first message in it still knows both.
    async fn case_of_thread(&self, message: &Message, me: UserId) -> Option<(Case, About, UserId)> {
        let thread = message.channel_id;
        let first = self.messages_after(thread, MessageId::new(thread.get()), 5).await.ok()?;
        let (case, opened) =
            first.iter().filter(|first| first.author.id == me).find_map(|first| self.case_on(first))?;
        // In the thread everybody who writes asks.
        let about = About { rule: None, cause: None, app: None, asker: message.author.id };
        Some((case, about, opened.asker))
    }

    async fn take_answer_away(&self, about: &CaseId) {
        let Some(answered) = self.answer_of_case(about) else { return };
        if let Some(answer) = answered.answer {
            self.forget_answer(answered.channel, answer);
            self.take_away(answered.channel, answer).await;
        }
    }

    async fn close(&self, about: &CaseId) {
        if let Some(answered) = self.answer_of_case(about)
            && let Some(answer) = answered.answer
        {
            self.take_buttons_off(answered.channel, answer).await;
        }
    }

    /// The answer that opened the case, while it is remembered. A notice is not only theirs: it stays as it is.
    fn answer_of_case(&self, about: &CaseId) -> Option<Answered> {
        let paste = about.as_str().parse().ok().filter(|id| *id != 0).map(MessageId::new)?;
        let answered = self.memory().answer_to(paste).cloned()?;
        let answer = answered.answer.filter(|answer| !self.is_notice(answered.channel, *answer));
        Some(Answered { answer, ..answered })
    }

    /// Our message is gone: nothing leads to it any more.
    pub(in crate::discord) fn forget_answer(&self, channel: serenity::model::id::ChannelId, answer: MessageId) {
        let mut memory = self.memory();
        if let Some(paste) = memory.paste_of(answer)
            && let Some(answered) = memory.answer_to(paste).cloned()
        {
            // Remembered as answered without an answer: the same event again says nothing.
            memory.answered(paste, Answered { answer: None, rules: Vec::new(), ..answered });
        }
        drop(memory);
        self.repeats().taken_away_where(|stands| stands.channel == channel && stands.message == answer);
    }
}

/// Counts what became of a case.
pub(in crate::discord) fn remember(outcome: Outcome) {
    tracing::info!(?outcome, "a case moved on");
}

/// What an effect says.
pub(in crate::discord) fn said(effect: &Effect) -> Option<&Reply> {
    match effect {
        Effect::Say(reply) | Effect::Change(reply) | Effect::SayPrivately(reply) => Some(reply),
        _ => None,
    }
}

/// The text without the mention that addressed us.
pub(super) fn without_mention(text: &str, me: UserId) -> String {
    text.replace(&format!("<@{me}>"), "").replace(&format!("<@!{me}>"), "").trim().to_owned()
}
