//! The one task that speaks to the database: writes what waits, answers what is asked, tries again, deletes what is old.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use sqlx::sqlite::SqliteConnectOptions;
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until};

use crate::helpdesk::Person;

use super::database::{Database, Failed, what_failed};
use super::queue::{Change, Queue};
use super::{Asked, Limits, Shared};

/// Changes written in one transaction.
const MOST_AT_ONCE: usize = 100;

/// How often what is old is deleted, from the start on.
const A_DAY: Duration = Duration::from_secs(24 * 3_600);

/// The task and what it has in hand.
#[derive(Debug)]
pub(super) struct Work<Now> {
    shared: Arc<Shared>,
    options: SqliteConnectOptions,
    limits: Limits,
    now: Now,
    database: Option<Database>,
    /// Taken from the queue and not written yet; before anything newer.
    in_hand: Vec<Change>,
    /// What is old is to be deleted.
    purge_due: bool,
    trouble: Option<Trouble>,
}

/// The last try failed.
#[derive(Clone, Copy, Debug)]
struct Trouble {
    /// What had been lost before it began.
    lost_before: u64,
    /// When to try again.
    again: Instant,
    /// How long to wait after the next failure.
    pause: Duration,
    /// It was said that changes are lost.
    loss_said: bool,
}

impl<Now: Fn() -> SystemTime> Work<Now> {
    pub(super) fn new(shared: Arc<Shared>, options: SqliteConnectOptions, limits: Limits, now: Now) -> Self {
        Self { shared, options, limits, now, database: None, in_hand: Vec::new(), purge_due: true, trouble: None }
    }

    /// Works until it is closed or nobody is left to ask. What was asked is answered after what was to be written
    /// before it, except in trouble.
    pub(super) async fn run(mut self, mut asked: mpsc::Receiver<Asked>) {
        let mut days = interval_at(Instant::now() + A_DAY, A_DAY);
        days.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // Opened before anything is asked.
        self.try_all().await;
        while !self.shared.closing.load(Ordering::Acquire) {
            let resting = self.trouble.map(|trouble| trouble.again);
            if resting.is_none() && !self.shared.queue().is_empty() {
                self.try_all().await;
                continue;
            }
            let wake = Arc::clone(&self.shared.wake).notified_owned();
            tokio::select! {
                biased;
                () = wake => {}
                () = sleep_until(resting.unwrap_or_else(Instant::now)), if resting.is_some() => self.try_all().await,
                _ = days.tick() => {
                    self.purge_due = true;
                    if resting.is_none() {
                        self.try_all().await;
                    }
                }
                asked = asked.recv() => match asked {
                    Some(asked) => self.answer(asked).await,
                    None => break,
                },
            }
        }
        self.end().await;
    }

    /// Deletes what is old if that is due, and writes what waits, up to the first failure.
    async fn try_all(&mut self) {
        match self.do_all().await {
            Ok(()) => self.well(),
            Err(error) => {
                if what_failed(&error) == Failed::Refused {
                    let changes = self.in_hand.len();
                    self.in_hand.clear();
                    self.shared.with_queue(Queue::lose_taken);
                    tracing::warn!(changes, why = %error, "the store refused changes: they are lost");
                }
                self.failed(&error);
            }
        }
    }

    async fn do_all(&mut self) -> Result<(), sqlx::Error> {
        let now = (self.now)();
        self.open().await?;
        if self.purge_due
            && let Some(database) = &mut self.database
        {
            database.purge(now, self.limits.retention).await?;
            self.purge_due = false;
        }
        // Not before what is old is gone: whoever waits for this finds the file at rest.
        self.shared.health.send_if_modified(|health| !std::mem::replace(&mut health.opened, true));
        loop {
            if self.in_hand.is_empty() {
                self.in_hand = self.shared.with_queue(|queue| queue.take(MOST_AT_ONCE));
            }
            if self.in_hand.is_empty() {
                return Ok(());
            }
            let Some(database) = &mut self.database else { return Ok(()) };
            database.write(&self.in_hand, now).await?;
            self.shared.with_queue(Queue::written);
            for change in self.in_hand.drain(..) {
                if let Change::ForgetPerson(_, done)
                | Change::Set(.., done)
                | Change::Digest(.., done)
                | Change::KeepGap(.., done) = change
                {
                    // Whoever asked may not wait any more.
                    let _gone = done.send(());
                }
            }
        }
    }

    async fn open(&mut self) -> Result<(), sqlx::Error> {
        if self.database.is_none() {
            self.database = Some(Database::open(&self.options).await?);
        }
        Ok(())
    }

    /// Everything is written.
    fn well(&mut self) {
        let Some(trouble) = self.trouble.take() else { return };
        let lost = self.shared.queue().lost() - trouble.lost_before;
        self.shared.health.send_modify(|health| health.troubled = false);
        tracing::info!(lost, "the store can be used again; everything that waited is written");
    }

    /// A try failed: the next one is put off.
    fn failed(&mut self, error: &sqlx::Error) {
        if what_failed(error) == Failed::Reconnect {
            self.database = None;
        }
        let lost = self.shared.queue().lost();
        let first = Trouble {
            lost_before: lost,
            again: Instant::now() + self.limits.pause,
            pause: self.limits.pause,
            loss_said: false,
        };
        let Some(trouble) = &mut self.trouble else {
            self.trouble = Some(first);
            self.shared.health.send_modify(|health| health.troubled = true);
            let file = self.options.get_filename().display();
            tracing::warn!(%file, why = %error, "the store cannot be used: answers go on, what is to be remembered waits");
            return;
        };
        trouble.pause = trouble.pause.saturating_mul(2).min(self.limits.longest_pause);
        trouble.again = Instant::now() + trouble.pause;
        if lost > trouble.lost_before && !trouble.loss_said {
            trouble.loss_said = true;
            tracing::warn!("more waits for the store than there is room for: the oldest is being lost");
        }
    }

    /// Answers from the database as it is; what is not answered is dropped, and so is the question.
    async fn answer(&mut self, asked: Asked) {
        let Some(database) = &mut self.database else { return };
        let answered = match asked {
            Asked::Case(post, answer) => database.load(&post).await.map(|found| {
                let found = found.filter(|record| !self.forgets(&record.whose.person));
                // Whoever asked may not wait any more.
                let _gone = answer.send(found);
            }),
            Asked::Teams(answer) => database.teams().await.map(|teams| {
                let _gone = answer.send(teams);
            }),
            Asked::Gaps(answer) => database.gaps().await.map(|gaps| {
                let _gone = answer.send(gaps);
            }),
            Asked::Incidents(answer) => database.incidents().await.map(|incidents| {
                let _gone = answer.send(incidents);
            }),
            Asked::Counts(team, period, answer) => database.counts(team.as_ref(), period).await.map(|counted| {
                let _gone = answer.send(counted);
            }),
            Asked::Digests(answer) => database.digests().await.map(|digests| {
                let _gone = answer.send(digests);
            }),
            Asked::KeptAbout(person, answer) => database.kept_about(&person).await.map(|kept| {
                let _gone = answer.send(if self.forgets(&person) { Vec::new() } else { kept });
            }),
        };
        if let Err(error) = answered {
            if self.trouble.is_none() {
                self.failed(&error);
            } else if what_failed(&error) == Failed::Reconnect {
                // Questions do not put the next try off.
                self.database = None;
            }
        }
    }

    /// Whether it was promised that this person is forgotten, though it is not written yet.
    fn forgets(&self, person: &Person) -> bool {
        self.in_hand.iter().any(|change| change.forgets(person)) || self.shared.queue().forgets(person)
    }

    /// Writes what can be written at once, and says what could not.
    async fn end(mut self) {
        if !self.shared.queue().is_empty() || !self.in_hand.is_empty() {
            self.try_all().await;
        }
        let lost = self.shared.with_queue(|queue| {
            let before = queue.lost();
            queue.lose_all();
            queue.lost() - before
        });
        if lost > 0 {
            tracing::warn!(lost, "the store ends: what still waited is lost");
        }
        if let Some(database) = self.database
            && let Err(error) = database.close().await
        {
            tracing::warn!(why = %error, "the store could not be closed properly");
        }
    }
}
