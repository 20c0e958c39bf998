//! The ways to say something in a channel, each safe to repeat, none where Discord refused us a moment ago.

use std::future::Future;
use std::sync::Arc;

use serenity::all::{GetMessages, MessageReference, MessageReferenceKind, Nonce};
use serenity::builder::{Builder, CreateThread, EditMessage};
use serenity::http::Http;
use serenity::model::channel::{AutoArchiveDuration, ChannelType, Message};
use serenity::model::id::{ChannelId, MessageId};

use super::bot::{Bot, Stands};
use super::render::{Post, nobody};
use super::rest::{Problem, Repeat, attempt};

/// Messages read to find our own answer to one of them.
const LOOKED_THROUGH: u8 = 50;

impl Bot {
    /// Calls Discord with `call`, again where that is safe.
    pub(super) async fn call<T, F>(&self, repeat: Repeat, call: impl Fn(Arc<Http>) -> F) -> Result<T, Problem>
    where
        F: Future<Output = serenity::Result<T>>,
    {
        let http = self.http().cloned().ok_or(Problem::Unreadable)?;
        attempt(repeat, || call(http.clone())).await
    }

    /// Posts a reply to `to`. `nonce` names what it is an answer to: the same one twice is posted once. Gives where it
    /// stands; `None` when it could not be posted, which the log says.
    pub(super) async fn reply(&self, to: &Message, nonce: &str, post: Post) -> Option<Stands> {
        let reference = MessageReference::new(MessageReferenceKind::Default, to.channel_id)
            .message_id(to.id)
            .fail_if_not_exists(true);
        let message = self.post(to.channel_id, nonce, post, Some(reference)).await?;
        Some(Stands { guild: to.guild_id, channel: to.channel_id, message })
    }

    /// Posts in `channel` without replying to anything.
    pub(super) async fn say(&self, channel: ChannelId, nonce: &str, post: Post) -> Option<MessageId> {
        self.post(channel, nonce, post, None).await
    }

    /// Posts in `channel`, as a reply to `about` where that is still there.
    pub(super) async fn say_about(
        &self,
        channel: ChannelId,
        nonce: &str,
        post: Post,
        about: Option<MessageId>,
    ) -> Option<MessageId> {
        let reference = about.map(|about| {
            MessageReference::new(MessageReferenceKind::Default, channel).message_id(about).fail_if_not_exists(false)
        });
        self.post(channel, nonce, post, reference).await
    }

    async fn post(
        &self,
        channel: ChannelId,
        nonce: &str,
        post: Post,
        reference: Option<MessageReference>,
    ) -> Option<MessageId> {
        let may = self.may(channel).await;
        if !may.write || self.lanes.is_refused(channel) {
            tracing::debug!(%channel, "not allowed to write here");
            return None;
        }
        let post = if may.embed { post } else { post.without_embeds() };
        let reference = reference.filter(|_| may.look_back);
        let message = post.message().nonce(Nonce::String(nonce.to_owned())).enforce_nonce(true);
        let replying = match &reference {
            Some(reference) => message.clone().reference_message(reference.clone()),
            None => message.clone(),
        };
        // Safe: Discord gives the message that has this nonce already instead of posting another.
        let send = |message: serenity::builder::CreateMessage| {
            self.call(Repeat::Safe, move |http| {
                let message = message.clone();
                async move { message.execute(http, (channel, None)).await }
            })
        };
        let mut sent = send(replying).await;
        if sent.as_ref().is_err_and(|problem| problem.needs_history()) && reference.is_some() {
            sent = send(message).await;
        }
        match sent {
            Ok(message) => Some(message.id),
            Err(problem) => {
                self.could_not(channel, problem, "an answer could not be posted");
                None
            }
        }
    }

    /// Puts `post` in place of our message.
    pub(super) async fn change(&self, channel: ChannelId, message: MessageId, post: Post) {
        let post = if self.may(channel).await.embed { post } else { post.without_embeds() };
        self.edit(channel, message, post.edit()).await;
    }

    /// Takes the buttons off our message.
    pub(super) async fn take_buttons_off(&self, channel: ChannelId, message: MessageId) {
        // Said here: serenity fills its default in only where it builds the request itself.
        self.edit(channel, message, EditMessage::new().components(Vec::new()).allowed_mentions(nobody())).await;
    }

    async fn edit(&self, channel: ChannelId, message: MessageId, edit: EditMessage) {
        let edited = self
            .call(Repeat::Safe, |http| {
                let edit = edit.clone();
                async move { http.edit_message(channel, message, &edit, Vec::new()).await }
            })
            .await;
        if let Err(problem) = edited {
            self.could_not(channel, problem, "an answer could not be changed");
        }
    }

    /// Deletes our message.
    pub(super) async fn take_away(&self, channel: ChannelId, message: MessageId) {
        let deleted =
            self.call(Repeat::Safe, |http| async move { http.delete_message(channel, message, None).await }).await;
        if let Err(problem) = deleted.or_else(|problem| if problem.is_gone() { Ok(()) } else { Err(problem) }) {
            self.could_not(channel, problem, "an answer could not be taken away");
        }
    }

    /// The messages in `channel` after `after`, at most `most` (100 is Discord's limit), oldest first.
    pub(super) async fn messages_after(
        &self,
        channel: ChannelId,
        after: MessageId,
        most: u8,
    ) -> Result<Vec<Message>, Problem> {
        if !self.may(channel).await.look_back {
            return Ok(Vec::new());
        }
        let read = self.call(Repeat::Safe, |http| async move {
            channel.messages(http, GetMessages::new().after(after).limit(most)).await
        });
        let mut messages = read.await.inspect_err(|problem| {
            if problem.is_forbidden() {
                self.lanes.refused(channel);
            }
        })?;
        messages.sort_by_key(|message| message.id);
        Ok(messages)
    }

    /// Our own answer to `paste`, looked for in the channel: a process before this one may have given it.
    pub(super) async fn find_answer(&self, channel: ChannelId, paste: MessageId) -> Option<Message> {
        let me = self.me().await;
        let after = self.messages_after(channel, paste, LOOKED_THROUGH).await.ok()?;
        after.into_iter().find(|message| message.author.id == me && replies_to(message) == Some(paste))
    }

    /// Opens a thread named `title` from `message`; gives the one that is there already if there is one.
    pub(super) async fn open_thread(
        &self,
        channel: ChannelId,
        message: MessageId,
        title: &str,
    ) -> Result<ChannelId, Problem> {
        let builder =
            CreateThread::new(title).kind(ChannelType::PublicThread).auto_archive_duration(AutoArchiveDuration::OneDay);
        let opened = self.call(Repeat::Safe, |http| {
            let builder = builder.clone();
            async move { http.create_thread_from_message(channel, message, &builder, None).await }
        });
        match opened.await {
            Ok(thread) => Ok(thread.id),
            // A thread has the id of the message it was opened from.
            Err(problem) if problem.is_thread_there() => Ok(ChannelId::new(message.get())),
            Err(problem) => Err(problem),
        }
    }

    /// Who opened `channel` when it is a thread; asks Discord where no event said so. `None` when it is no thread, or
    /// when that could not be found out.
    pub(super) async fn thread_owner(&self, channel: ChannelId) -> Option<serenity::all::UserId> {
        if let Some(known) = self.memory().opened_by(channel) {
            return known;
        }
        let found = self.call(Repeat::Safe, |http| async move { http.get_channel(channel).await }).await.ok()?;
        let owner = found.guild().and_then(|channel| channel.thread_metadata.and(channel.owner_id));
        self.memory().channel(channel, owner);
        owner
    }

    fn could_not(&self, channel: ChannelId, problem: Problem, what: &str) {
        if problem.is_forbidden() {
            self.lanes.refused(channel);
        } else if !problem.is_gone() {
            tracing::warn!(%channel, %problem, "{what}");
        }
    }
}

/// The message that `message` replies to.
pub(super) fn replies_to(message: &Message) -> Option<MessageId> {
    message.message_reference.as_ref().and_then(|reference| reference.message_id)
}
