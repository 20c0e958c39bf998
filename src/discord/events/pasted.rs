//! A message that may hold an error: the answer to it, unless there is a reason for silence.

use std::time::SystemTime;

use serenity::model::channel::Message;
use serenity::model::id::MessageId;

use crate::classify::Addressed;
use crate::helpdesk::{Case, Effect, Happened, Reply};
use crate::service::Post as CaseId;

use super::super::answered::Answered;
use super::super::bot::{Bot, whose};
use super::super::custom_id::About;
use super::super::incidents::Told;
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
        let (read, mut case, effects) = self.read(message, text, addressed, now).await;
        // Beneath somebody's paste that paste is what was brought, however often it is asked about.
        let read = CaseId::new(read.to_string());
        let (channel, asker) = (message.channel_id, message.author.id);
        let (about, whose) = (CaseId::new(message.id.to_string()), whose(message.guild_id, channel, asker));
        let Some(reply) = effects.iter().find_map(said) else {
            self.service.reconsidered(&read, &whose, &mut case, &effects, now);
            return;
        };
        let rules = render::rules_of(reply);
        // A forum's first message was addressed to whoever helps there.
        let opens_post = message.id.get() == channel.get();
        let left_to_staff = addressed == Addressed::Overheard || opens_post;
        if left_to_staff && !rules.is_empty() && self.staff_came_first(message).await {
            return;
        }
        if !self.keeps_pace(message, addressed, now).await {
            return;
        }
        let view = View { asker, in_thread: self.is_thread(message), shareable: false };
        let asked = About { rule: case.in_hand.clone(), cause: None, app: case.app.clone(), asker };
        let told = self.met(&whose, &asked, &rules, now, true);
        let shortly = !matches!(told, Told::Usual) && self.are_outages(&rules);
        let earlier = self.repeats().earlier(&channel, &asker, &rules, now).copied().filter(|_| !shortly);
        let usual = || match earlier {
            Some(earlier) => Post::saying(&format!("Same error as before: the answer is [here]({}).", earlier.link())),
            None => render::post(reply, view),
        };
        let (post, telling, notice) = match told {
            Told::Usual => (usual(), None, None),
            Told::Short(short) => (short, None, None),
            Told::Notice(notice, telling) if shortly => (notice, Some(telling), None),
            Told::Notice(notice, telling) => (usual(), None, Some((notice, telling))),
        };
        if earlier.is_none() {
            // What cannot be said is no answer.
            if self.may(channel).await.write && !self.lanes.is_refused(channel) {
                self.service.reconsidered(&read, &whose, &mut case, &effects, now);
            }
            self.service.keep(&about, whose, case);
        }
        if self.memory().is_deleted(message.id) {
            for telling in telling.into_iter().chain(notice.map(|(_, telling)| telling)) {
                self.told(telling, None);
            }
            return;
        }
        let stands = self.reply(message, nonce, post).await;
        if let Some(telling) = telling {
            self.told(telling, stands);
        }
        if let Some((notice, telling)) = notice {
            let stands = self.reply(message, &format!("n{}", message.id), notice).await;
            self.told(telling, stands);
        }
        // What else there is to say, such as that a token has leaked.
        for (at, more) in effects.iter().filter_map(said).enumerate().skip(1) {
            let post = render::post(more, view);
            self.reply(message, &format!("{nonce}-{at}"), post).await;
        }
        if stands.is_some() {
            self.memory().explained(&rules);
            if opens_post {
                self.tag_products(channel, reply).await;
            }
        }
        let answer = stands.map(|stands| stands.message);
        // Also when it could not be said: the same event again would fail again.
        self.memory().answered(message.id, Answered { channel, answer, rules: rules.clone(), asker });
        match stands {
            Some(stands) if earlier.is_none() && !shortly && !rules.is_empty() => {
                self.repeats().given(channel, asker, rules, now, stands);
            }
            Some(_) => {}
            None => self.service.forget(&about),
        }
    }

    /// What the desk says to `text`; or, when it was asked beneath somebody's message and its own words hold no error, to
    /// that message. With the message that was read.
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
        let as_read = |of: &Message, (case, effects): (Case, Vec<Effect>)| (of.id, case, effects);
        let other = message.referenced_message.as_deref().filter(|other| !other.author.bot);
        let Some(other) = other.filter(|_| addressed == Addressed::Asked) else {
            return as_read(message, consider(text));
        };
        let own = (!text.is_empty()).then(|| consider(text));
        if let Some(own) = own.clone().filter(|(_, effects)| explains(effects)) {
            return as_read(message, own);
        }
        let theirs = consider(self.text_of(other).await);
        match own {
            Some(own) if !explains(&theirs.1) => as_read(message, own),
            _ => as_read(other, theirs),
        }
    }
}

/// Whether an error is explained, rather than guessed at.
fn explains(effects: &[Effect]) -> bool {
    effects.iter().filter_map(said).any(|reply| matches!(reply, Reply::Answers { .. } | Reply::HowTo(_)))
}
