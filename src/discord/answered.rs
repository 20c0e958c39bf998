//! What was answered where, as far as it is remembered: bounded, and found again by asking Discord when it is not.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, Instant};

use serenity::model::id::{ChannelId, InteractionId, MessageId, UserId};

use crate::rules::RuleId;
use crate::service::Post;

/// Messages remembered at most, of each kind; the oldest goes first.
const MOST: usize = 10_000;

/// The answer to a paste.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answered {
    /// The channel of both.
    pub(super) channel: ChannelId,
    /// The bot's message; none while it is on its way, or when it could not be sent.
    pub(super) answer: Option<MessageId>,
    /// The errors it explains, in order; empty when it explains none.
    pub(super) rules: Vec<RuleId>,
    /// Who pasted.
    pub(super) asker: UserId,
}

/// A map that forgets its oldest entries.
#[derive(Debug)]
struct Recent<K, V> {
    entries: HashMap<K, V>,
    order: VecDeque<K>,
}

impl<K, V> Default for Recent<K, V> {
    fn default() -> Self {
        Self { entries: HashMap::new(), order: VecDeque::new() }
    }
}

impl<K: Copy + Eq + Hash, V> Recent<K, V> {
    fn insert(&mut self, key: K, value: V) {
        if self.entries.insert(key, value).is_none() {
            self.order.push_back(key);
            while self.order.len() > MOST {
                if let Some(oldest) = self.order.pop_front() {
                    self.entries.remove(&oldest);
                }
            }
        }
    }
}

/// What the bot remembers of messages.
#[derive(Debug, Default)]
pub(super) struct Memory {
    by_paste: Recent<MessageId, Answered>,
    by_answer: Recent<MessageId, MessageId>,
    deleted: Recent<MessageId, ()>,
    cases: Recent<InteractionId, Post>,
    threads: HashMap<ChannelId, Option<UserId>>,
    seen: HashMap<ChannelId, MessageId>,
    unread: HashSet<ChannelId>,
    explained: HashMap<RuleId, u32>,
    pressed: Recent<MessageId, (u64, Instant)>,
}

/// Two presses within this time are one: a double click, or an impatient finger on a phone.
const AT_ONCE: Duration = Duration::from_secs(2);

impl Memory {
    /// The answer to `paste`, if it is remembered.
    pub(super) fn answer_to(&self, paste: MessageId) -> Option<&Answered> {
        self.by_paste.entries.get(&paste)
    }

    /// Remembers the answer to `paste`.
    pub(super) fn answered(&mut self, paste: MessageId, answered: Answered) {
        if let Some(answer) = answered.answer {
            self.by_answer.insert(answer, paste);
        }
        self.by_paste.insert(paste, answered);
    }

    /// Forgets the answer to `paste` and gives it.
    pub(super) fn taken_away(&mut self, paste: MessageId) -> Option<Answered> {
        self.by_paste.entries.remove(&paste)
    }

    /// The paste that `answer` belongs to.
    pub(super) fn paste_of(&self, answer: MessageId) -> Option<MessageId> {
        self.by_answer.entries.get(&answer).copied()
    }

    /// `message` was deleted: nothing more is said about it.
    pub(super) fn deleted(&mut self, message: MessageId) {
        self.deleted.insert(message, ());
    }

    /// Whether `message` was deleted.
    pub(super) fn is_deleted(&self, message: MessageId) -> bool {
        self.deleted.entries.contains_key(&message)
    }

    /// What was said in answer to `interaction` belongs to the case `about`.
    pub(super) fn belongs(&mut self, interaction: InteractionId, about: Post) {
        self.cases.insert(interaction, about);
    }

    /// The case that the answer to `interaction` belongs to.
    pub(super) fn case_of(&self, interaction: InteractionId) -> Option<&Post> {
        self.cases.entries.get(&interaction)
    }

    /// A button of `message` was pressed while this was `shown`; true when that was so a moment ago already.
    pub(super) fn pressed(&mut self, message: MessageId, shown: &str) -> bool {
        let mut hasher = DefaultHasher::new();
        shown.hash(&mut hasher);
        let shown = hasher.finish();
        let before = self.pressed.entries.get(&message).copied();
        let again = before.is_some_and(|(before, at)| before == shown && at.elapsed() < AT_ONCE);
        if !again {
            self.pressed.insert(message, (shown, Instant::now()));
        }
        again
    }

    /// These errors were explained once more.
    pub(super) fn explained(&mut self, rules: &[RuleId]) {
        for rule in rules {
            let times = self.explained.entry(rule.clone()).or_default();
            *times = times.saturating_add(1);
        }
    }

    /// What was explained so far is part of everybody's experience now.
    pub(super) fn learnt(&mut self) {
        self.explained.clear();
    }

    /// How often `rule` was explained since experience was last reckoned.
    pub(super) fn times_explained(&self, rule: &RuleId) -> u32 {
        self.explained.get(rule).copied().unwrap_or_default()
    }

    /// `channel` exists; `opened_by` is who opened it when it is a thread.
    pub(super) fn channel(&mut self, channel: ChannelId, opened_by: Option<UserId>) {
        self.threads.insert(channel, opened_by);
    }

    /// Who opened the thread `channel`: `Some(None)` when it is no thread, `None` when it is not known at all.
    pub(super) fn opened_by(&self, channel: ChannelId) -> Option<Option<UserId>> {
        self.threads.get(&channel).copied()
    }

    /// `channel` is gone.
    pub(super) fn channel_gone(&mut self, channel: ChannelId) {
        self.threads.remove(&channel);
        self.seen.remove(&channel);
        self.unread.remove(&channel);
    }

    /// `message` was seen in `channel`.
    pub(super) fn saw(&mut self, channel: ChannelId, message: MessageId) {
        let seen = self.seen.entry(channel).or_insert(message);
        *seen = message.max(*seen);
    }

    /// The last message seen in `channel` since the start.
    pub(super) fn last_seen(&self, channel: ChannelId) -> Option<MessageId> {
        self.seen.get(&channel).copied()
    }

    /// Starts catching up in `channel`; false when that is going on already.
    pub(super) fn start_reading(&mut self, channel: ChannelId) -> bool {
        self.unread.insert(channel)
    }

    /// Catching up in `channel` is done.
    pub(super) fn done_reading(&mut self, channel: ChannelId) {
        self.unread.remove(&channel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_answer_is_forgotten_first() {
        let mut memory = Memory::default();
        let answered = Answered { channel: ChannelId::new(1), answer: None, rules: Vec::new(), asker: UserId::new(1) };
        for paste in 1..=MOST as u64 + 1 {
            memory.answered(MessageId::new(paste), answered.clone());
        }
        assert_eq!(memory.answer_to(MessageId::new(1)), None);
        assert!(memory.answer_to(MessageId::new(2)).is_some());
    }
}
