//! The memory of the desk: cases, what became of them, and what teams have set, in a database that is never waited for.
//!
//! What is to be remembered goes into a bounded queue, and one task writes it ([`open`]). When the database is slow,
//! locked, read-only, full, damaged or out of reach, the desk goes on: what waits is tried again, first after
//! [`Limits::pause`], then ever more rarely, and what finds no more room is lost, which the log says. Reading is asked
//! for and may go unanswered.
//!
//! - `queue`: what is still to be written.
//! - `work`: the task that writes, reads, tries again and deletes what is old.
//! - `database`: the statements; the only place that knows which database it is.
//! - `counts`: the statements about what was counted.
//! - `teams`: the statements about what teams have set.
//! - `gaps`: the statements about errors that no rule covers.
//! - `incidents`: the statements about incidents.
//! - `record`: what of a case is kept, and in which words.

mod counts;
mod database;
mod gaps;
mod incidents;
mod queue;
mod record;
mod teams;
mod work;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime};

use thiserror::Error;
use tokio::sync::{Notify, mpsc, oneshot, watch};

use crate::helpdesk::incident::{Incident, IncidentId};
use crate::helpdesk::report::{Period, Tallies};
use crate::helpdesk::{Counted, Day, Gap, GapId, Person, Post, Team, TeamSettings, USUAL_RETENTION};

pub use record::{KeptCase, Record};

use queue::{Change, Queue};
use work::Work;

/// Questions that wait for an answer at most; a further one goes unanswered.
const MOST_ASKED: usize = 256;

/// How long the end of the program waits for what is still to be written.
const CLOSED_WITHIN: Duration = Duration::from_secs(2);

/// What the store may take. [`Limits::default`] is what the bot runs with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Changes that wait at most; then the oldest is lost.
    pub waiting: usize,
    /// How long somebody else's lock is waited for.
    pub busy: Duration,
    /// How long after a failure it is tried again; twice as long after each further one.
    pub pause: Duration,
    /// The longest such pause.
    pub longest_pause: Duration,
    /// How long a case is kept after something last happened to it, and an outcome after its day.
    pub retention: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            waiting: 1_024,
            busy: Duration::from_millis(250),
            pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(60),
            retention: Duration::from_secs(u64::from(USUAL_RETENTION) * 24 * 3_600),
        }
    }
}

/// How the store is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// It was opened once.
    pub opened: bool,
    /// The last try failed; it is tried again.
    pub troubled: bool,
    /// Changes that are not written yet.
    pub waiting: usize,
    /// Changes that were lost since the start.
    pub lost: u64,
}

/// The store cannot even be tried.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The address cannot be understood. It is not shown: it may hold a password.
    #[error("DATABASE_URL cannot be used: {0}")]
    Address(String),
    /// The system gave no thread.
    #[error("the store cannot be started: {0}")]
    Thread(#[from] std::io::Error),
}

/// A way to the store, cheap to clone. None of its calls waits for the database but those that are `async`, and those
/// end when the caller no longer waits.
#[derive(Clone, Debug)]
pub struct Store {
    shared: Arc<Shared>,
    asked: mpsc::Sender<Asked>,
}

/// What the calls and the task share.
#[derive(Debug)]
struct Shared {
    queue: Mutex<Queue>,
    /// Something waits to be written, or it is time to end.
    wake: Arc<Notify>,
    closing: AtomicBool,
    health: watch::Sender<Health>,
}

/// A question to the database. Dropped without an answer when there is none.
#[derive(Debug)]
enum Asked {
    Case(Post, oneshot::Sender<Option<Record>>),
    KeptAbout(Person, oneshot::Sender<Vec<KeptCase>>),
    Incidents(oneshot::Sender<Vec<Incident>>),
    Teams(oneshot::Sender<Vec<(Team, TeamSettings)>>),
    Gaps(oneshot::Sender<Vec<(Team, Gap)>>),
    Counts(Option<Team>, Period, oneshot::Sender<Tallies>),
    Digests(oneshot::Sender<Vec<(Team, Day)>>),
}

/// The store at `url` and the work it takes, to be run until it ends: after the last [`Store`] is dropped, or when it
/// is closed. Opens nothing yet. `now` says what is old.
pub fn open(
    url: &str,
    limits: Limits,
    now: impl Fn() -> SystemTime + Send + 'static,
) -> Result<(Store, impl Future<Output = ()> + Send + 'static), StoreError> {
    let options = database::connect_options(url, limits.busy).map_err(|error| match error {
        sqlx::Error::Configuration(why) => StoreError::Address(why.to_string()),
        other => StoreError::Address(other.to_string()),
    })?;
    let shared = Arc::new(Shared {
        queue: Mutex::new(Queue::new(limits.waiting)),
        wake: Arc::default(),
        closing: AtomicBool::new(false),
        health: watch::Sender::default(),
    });
    let (asked, questions) = mpsc::channel(MOST_ASKED);
    let work = Work::new(Arc::clone(&shared), options, limits, now);
    Ok((Store { shared, asked }, work.run(questions)))
}

/// Starts the store at `url` in a thread of its own. It ends, and what is still to be written is written, when what
/// this gives is dropped.
pub fn start(url: &str) -> Result<Running, StoreError> {
    let (store, work) = open(url, Limits::default(), SystemTime::now)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let (done, ended) = std::sync::mpsc::channel::<()>();
    thread::Builder::new().name("store".to_owned()).spawn(move || {
        runtime.block_on(work);
        drop(done);
    })?;
    Ok(Running { store, ended })
}

/// A store at work in a thread of its own.
#[derive(Debug)]
pub struct Running {
    store: Store,
    /// Closed at the end of the thread.
    ended: std::sync::mpsc::Receiver<()>,
}

impl Running {
    /// A way to it.
    pub fn store(&self) -> Store {
        self.store.clone()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.store.close();
        if self.ended.recv_timeout(CLOSED_WITHIN) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
            let waiting = self.store.health().borrow().waiting;
            tracing::warn!(waiting, "the store did not end in time: what waited is lost");
        }
    }
}

impl Store {
    /// Keeps the case as it stands now, in place of what was kept of it.
    pub fn keep(&self, record: Record) {
        self.shared.push(Change::Keep(Box::new(record)));
    }

    /// Forgets the case that `post` opened.
    pub fn forget(&self, post: Post) {
        self.shared.push(Change::Forget(post));
    }

    /// Counts what became of a case of `team` at `at`.
    pub fn count(&self, team: Option<Team>, counted: Counted, at: SystemTime) {
        self.shared.push(Change::Count(team, counted, at));
    }

    /// Forgets every case of `person`. True once that is written; false when it cannot be said to happen.
    pub async fn forget_person(&self, person: Person) -> bool {
        let (done, written) = oneshot::channel();
        self.shared.push(Change::ForgetPerson(person, done));
        written.await.is_ok()
    }

    /// The case that `post` opened, as it was last kept; none when there is none or the database does not say.
    pub async fn case(&self, post: Post) -> Option<Record> {
        let (answer, answered) = oneshot::channel();
        self.asked.try_send(Asked::Case(post, answer)).ok()?;
        answered.await.ok()?
    }

    /// The cases kept of `person`, the latest first, a thousand at most; `None` when the database does not say.
    pub async fn kept_about(&self, person: Person) -> Option<Vec<KeptCase>> {
        let (answer, answered) = oneshot::channel();
        self.asked.try_send(Asked::KeptAbout(person, answer)).ok()?;
        answered.await.ok()
    }

    /// What every team has set; `None` when the database does not say.
    pub async fn teams(&self) -> Option<Vec<(Team, TeamSettings)>> {
        let (answer, answered) = oneshot::channel();
        self.asked.try_send(Asked::Teams(answer)).ok()?;
        answered.await.ok()
    }

    /// The gaps of every team; `None` when the database does not say.
    pub async fn gaps(&self) -> Option<Vec<(Team, Gap)>> {
        let (answer, answered) = oneshot::channel();
        self.asked.try_send(Asked::Gaps(answer)).ok()?;
        answered.await.ok()
    }

    /// Keeps the gap of `team` as it stands now, in place of what was kept of it. What it gives is true once that is
    /// written, and false when it cannot be said to happen.
    pub fn keep_gap(&self, team: Team, gap: Gap) -> impl Future<Output = bool> + Send + use<> {
        let (done, written) = oneshot::channel();
        self.shared.push(Change::KeepGap(team, Box::new(gap), done));
        async { written.await.is_ok() }
    }

    /// Forgets the gap of `team`.
    pub fn forget_gap(&self, team: Team, gap: GapId) {
        self.shared.push(Change::ForgetGap(team, gap));
    }

    /// Every incident that is kept; `None` when the database does not say.
    pub async fn incidents(&self) -> Option<Vec<Incident>> {
        let (answer, answered) = oneshot::channel();
        self.asked.try_send(Asked::Incidents(answer)).ok()?;
        answered.await.ok()
    }

    /// Keeps the incident as it stands now, or forgets it.
    pub fn keep_incident(&self, id: IncidentId, incident: Option<Incident>) {
        self.shared.push(Change::Incident(id, incident.map(Box::new)));
    }

    /// What was counted in `period` and how often, of `team` or, without one, of everybody; `None` when the database does
    /// not say.
    pub async fn counts(&self, team: Option<Team>, period: Period) -> Option<Tallies> {
        let (answer, answered) = oneshot::channel();
        self.asked.try_send(Asked::Counts(team, period, answer)).ok()?;
        answered.await.ok()
    }

    /// The day of the last digest of each team that had one; `None` when the database does not say.
    pub async fn digests(&self) -> Option<Vec<(Team, Day)>> {
        let (answer, answered) = oneshot::channel();
        self.asked.try_send(Asked::Digests(answer)).ok()?;
        answered.await.ok()
    }

    /// Takes note that the digest of `team` for `day` is posted. True once that is written; false when it cannot be said
    /// to happen.
    pub fn digest_posted(&self, team: Team, day: Day) -> impl Future<Output = bool> + Send + use<> {
        let (done, written) = oneshot::channel();
        self.shared.push(Change::Digest(team, day, done));
        async { written.await.is_ok() }
    }

    /// Keeps what `team` has set, in the order of the calls. What it gives is true once that is written, and false when
    /// it cannot be said to happen.
    pub fn set(&self, team: Team, settings: TeamSettings) -> impl Future<Output = bool> + Send + use<> {
        let (done, written) = oneshot::channel();
        self.shared.push(Change::Set(team, settings, done));
        async { written.await.is_ok() }
    }

    /// How it is, and every change of that.
    pub fn health(&self) -> watch::Receiver<Health> {
        self.shared.health.subscribe()
    }

    /// Ends its work: what waits is written, or lost when that cannot be done at once.
    pub fn close(&self) {
        self.shared.closing.store(true, Ordering::Release);
        self.shared.wake.notify_one();
    }
}

impl Shared {
    fn push(&self, change: Change) {
        let room = self.with_queue(|queue| queue.push(change));
        if !room {
            tracing::debug!("a change that waited for the store is lost: there is no more room");
        }
        self.wake.notify_one();
    }

    /// Does something with the queue and tells how it is afterwards.
    fn with_queue<T>(&self, act: impl FnOnce(&mut Queue) -> T) -> T {
        let mut queue = self.queue();
        let given = act(&mut queue);
        let (waiting, lost) = (queue.unwritten(), queue.lost());
        self.health.send_if_modified(|health| {
            let before = *health;
            (health.waiting, health.lost) = (waiting, lost);
            *health != before
        });
        given
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
