//! A lane for each channel: what concerns it happens one after the other, one request in flight.
//!
//! serenity's limiter sleeps while it holds a bucket's lock, so twelve posts made at once in one channel take three
//! times as long as twelve made in turn. The lane has no pace of its own: the next job starts when the last is done.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serenity::model::id::ChannelId;
use tokio::sync::mpsc;

/// Jobs that may wait in one channel; more are dropped: whoever floods a channel does not need all of it answered.
const WAITING: usize = 200;
/// serenity starts a task for each event, so two events of a moment can overtake each other. What arrives within this
/// time is put back in order.
const SETTLE: Duration = Duration::from_millis(5);
/// A lane with nothing to do for this long ends.
const IDLE: Duration = Duration::from_secs(60);
/// How long a channel is left alone after Discord refused a message for want of permission. 10,000 refusals in ten
/// minutes get a bot banned for a while.
const LEFT_ALONE: Duration = Duration::from_secs(600);

type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Where a job belongs in its lane: the id of the message it is about (ids grow with time), then its turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Turn {
    /// The message's id.
    pub(super) message: u64,
    /// What comes first for the same message: 0 its arrival, then its edits by time.
    pub(super) step: i64,
}

struct Waiting {
    turn: Turn,
    job: Job,
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.turn == other.turn
    }
}

impl Eq for Waiting {}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Waiting {
    /// Reversed: the heap gives its greatest first, a lane its earliest.
    fn cmp(&self, other: &Self) -> Ordering {
        other.turn.cmp(&self.turn)
    }
}

/// The lanes of all channels.
#[derive(Clone, Default)]
pub(super) struct Lanes {
    senders: Arc<Mutex<HashMap<ChannelId, mpsc::Sender<Waiting>>>>,
    refused: Arc<Mutex<HashMap<ChannelId, Instant>>>,
}

impl Lanes {
    /// Puts `job` in the lane of `channel`. Dropped, with a line in the log, when too much waits there.
    pub(super) fn run(&self, channel: ChannelId, turn: Turn, job: impl Future<Output = ()> + Send + 'static) {
        let mut waiting = Waiting { turn, job: Box::pin(job) };
        let mut senders = self.senders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = senders.get(&channel) {
            match sender.try_send(waiting) {
                Ok(()) => return,
                Err(mpsc::error::TrySendError::Full(_)) => {
                    tracing::warn!(%channel, "too much waits in this channel: a message is left alone");
                    return;
                }
                Err(mpsc::error::TrySendError::Closed(back)) => waiting = back,
            }
        }
        let (sender, receiver) = mpsc::channel(WAITING);
        if sender.try_send(waiting).is_ok() {
            senders.insert(channel, sender);
            tokio::spawn(Self::work(self.senders.clone(), channel, receiver));
        }
    }

    async fn work(
        senders: Arc<Mutex<HashMap<ChannelId, mpsc::Sender<Waiting>>>>,
        channel: ChannelId,
        mut receiver: mpsc::Receiver<Waiting>,
    ) {
        let mut due: BinaryHeap<Waiting> = BinaryHeap::new();
        loop {
            if due.is_empty() {
                match tokio::time::timeout(IDLE, receiver.recv()).await {
                    Ok(Some(first)) => due.push(first),
                    Ok(None) => return,
                    Err(_) => {
                        // Under the lock nobody can be putting something in.
                        let mut senders = senders.lock().unwrap_or_else(PoisonError::into_inner);
                        if receiver.is_empty() {
                            senders.remove(&channel);
                            return;
                        }
                        continue;
                    }
                }
                tokio::time::sleep(SETTLE).await;
            }
            while let Ok(next) = receiver.try_recv() {
                due.push(next);
            }
            if let Some(next) = due.pop() {
                // A task of its own: a panic in one job must not end the lane.
                if tokio::spawn(next.job).await.is_err() {
                    tracing::error!(%channel, "a message could not be handled");
                }
            }
        }
    }

    /// Remembers that Discord refused to let us speak in `channel`.
    pub(super) fn refused(&self, channel: ChannelId) {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.retain(|_, at| at.elapsed() < LEFT_ALONE);
        if refused.insert(channel, Instant::now()).is_none() {
            tracing::warn!(%channel, "not allowed to answer here: left alone for ten minutes");
        }
    }

    /// Whether Discord refused us in `channel` a short while ago.
    pub(super) fn is_refused(&self, channel: ChannelId) -> bool {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.get(&channel).is_some_and(|at| at.elapsed() < LEFT_ALONE)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering as Atomic};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_overtook_each_other_is_put_back_in_order_and_done_one_at_a_time() {
        let lanes = Lanes::default();
        let (done, mut order) = mpsc::unbounded_channel();
        let running = Arc::new(AtomicUsize::new(0));
        for (message, step) in [(3, 0), (1, 7), (1, 0), (2, 0)] {
            let (done, running) = (done.clone(), running.clone());
            lanes.run(ChannelId::new(1), Turn { message, step }, async move {
                assert_eq!(running.fetch_add(1, Atomic::SeqCst), 0);
                tokio::time::sleep(Duration::from_millis(50)).await;
                running.fetch_sub(1, Atomic::SeqCst);
                done.send((message, step)).unwrap();
            });
        }
        let mut seen = Vec::new();
        for _ in 0..4 {
            seen.push(order.recv().await.unwrap());
        }
        assert_eq!(seen, [(1, 0), (1, 7), (2, 0), (3, 0)]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_lane_that_ended_starts_again() {
        let lanes = Lanes::default();
        for message in [1, 2] {
            let (done, mut seen) = mpsc::unbounded_channel();
            lanes.run(ChannelId::new(1), Turn { message, step: 0 }, async move { done.send(()).unwrap() });
            seen.recv().await.unwrap();
            tokio::time::sleep(IDLE * 2).await;
        }
    }

    #[tokio::test]
    async fn a_panic_in_one_message_does_not_end_the_lane() {
        let lanes = Lanes::default();
        let (done, mut seen) = mpsc::unbounded_channel();
        lanes.run(ChannelId::new(1), Turn { message: 1, step: 0 }, async { panic!("on purpose") });
        lanes.run(ChannelId::new(1), Turn { message: 2, step: 0 }, async move { done.send(()).unwrap() });
        seen.recv().await.unwrap();
    }
}
