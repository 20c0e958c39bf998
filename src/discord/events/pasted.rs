//! A message that may hold an error: the answer to it, unless there is a reason for silence.

use std::time::SystemTime;

use serenity::model::channel::Message;
use serenity::model::id::MessageId;

use crate::classify::Addressed;
use crate::helpdesk::{Case, Effect, Happened, Reply};
use crate::service::Post as CaseId;

use super::super::answered::Answered;
use super::super::bot::{Bot, whose};
use super::super::render::{self, Post, View};
use super::arrived::said;

impl Bot {
    /// A message that may hold an error, and belongs to no case yet. `nonce` names this version of it.
    pub(super) async fn pasted(
        &self,
        message: &Message,
        text: String,
        addressed: Addressed,
        now: SystemTime,
        nonce: &str,
    ) {
        let (read, case, effects) = self.read(message, text, addressed, now).await;
        let (channel, asker) = (message.channel_id, message.author.id);
        self.service.considered(
            &CaseId::new(read.to_string()),
            &whose(message.guild_id, channel, asker),
            &case,
            &effects,
            now,
        );
        let Some(reply) = effects.iter().find_map(said) else { return };
        let rules = render::rules_of(reply);
        if addressed == Addressed::Overheard && !rules.is_empty() && self.staff_came_first(message).await {
            return;
        }
        if !self.keeps_pace(message, addressed).await {
            return;
        }
        let view = View { asker, in_thread: self.is_thread(message), shareable: false };
        let earlier = self.repeats().earlier(&channel, &asker, &rules, now).copied();
        let post = match earlier {
            Some(earlier) => Post::saying(&format!("Same error as before: the answer is [here]({}).", earlier.link())),
            None => render::post(reply, view),
        };
        let about = CaseId::new(message.id.to_string());
        if earlier.is_none() {
            self.service.keep(&about, whose(message.guild_id, channel, asker), case);
        }
        if self.memory().is_deleted(message.id) {
            return;
        }
        let stands = self.reply(message, nonce, post).await;
        // What else there is to say, such as that a token has leaked.
        for (at, more) in effects.iter().filter_map(said).enumerate().skip(1) {
            let post = render::post(more, view);
            self.reply(message, &format!("{nonce}-{at}"), post).await;
        }
        if stands.is_some() {
            self.memory().explained(&rules);
            self.tag_products(channel, reply).await;
        }
        let answer = stands.map(|stands| stands.message);
        // Also when it could not be said: the same event again would fail again.
        self.memory().answered(message.id, Answered { channel, answer, rules: rules.clone(), asker });
        match stands {
            Some(stands) if earlier.is_none() && !rules.is_empty() => {
                self.repeats().given(channel, asker, rules, now, stands);
            }
            Some(_) => {}
            None => self.service.forget(&about),
        }
    }

    /// What the desk says to `text`; or, when it was asked beneath somebody's message and its own words hold no error, to
    /// that message. Gives also which of the two was read.
    async fn read(
        &self,
        message: &Message,
        text: String,
        addressed: Addressed,
        now: SystemTime,
    ) -> (MessageId, Case, Vec<Effect>) {
        let consider = |text: String| {
            let happened = Happened::Pasted { text, addressed };
            self.service.consider(self.default_app(message.guild_id), happened, now)
        };
        let from = |id: MessageId, (case, effects): (Case, Vec<Effect>)| (id, case, effects);
        let other = message.referenced_message.as_deref().filter(|other| !other.author.bot);
        let Some(other) = other.filter(|_| addressed == Addressed::Asked) else {
            return from(message.id, consider(text));
        };
        let own = (!text.is_empty()).then(|| consider(text));
        if let Some((case, effects)) = own.as_ref().filter(|(_, effects)| explains(effects)) {
            return (message.id, case.clone(), effects.clone());
        }
        let theirs = consider(self.text_of(other).await);
        match own {
            Some(own) if !explains(&theirs.1) => from(message.id, own),
            _ => from(other.id, theirs),
        }
    }
}

/// Whether an error is explained, rather than guessed at.
fn explains(effects: &[Effect]) -> bool {
    effects.iter().filter_map(said).any(|reply| matches!(reply, Reply::Answers { .. } | Reply::HowTo(_)))
}
