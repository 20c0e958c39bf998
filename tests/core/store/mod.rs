//! What the desk remembers beyond the process, and what it does when it cannot.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that panics has failed, which is what it is for"
)]

mod counts;
mod gaps;
mod incidents;
mod kept;
mod teams;
mod trouble;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use crosscheck::classify::Addressed;
use crosscheck::helpdesk::{Case, Effect, Happened, Knowledge, Outcome, Press, Reply, Stage};
use crosscheck::rules::{AppId, CauseId, RuleId};
use crosscheck::service::{Person, Place, Post, Service, Team, Whose};
use crosscheck::store::{self, Health, Limits, Record, Store};
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Row};
use tempfile::TempDir;
use tokio::task::JoinHandle;

use crate::sample::SAMPLE;

/// Some day in 2026, in seconds since 1970.
const TODAY: u64 = 1_790_000_000;

const A_DAY: u64 = 86_400;

/// What nobody who reads the file may find.
const PASTE: &str = "Invoice not of valid status for modification. This document INV-1234 cannot be edited";

/// A folder with the file of a store.
struct Folder {
    folder: TempDir,
    clock: Arc<AtomicU64>,
}

/// A store at work.
struct AtWork {
    store: Store,
    work: JoinHandle<()>,
}

impl Folder {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), clock: Arc::new(AtomicU64::new(TODAY)) }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("desk.db")
    }

    fn url(&self) -> String {
        format!("sqlite://{}", self.file().display())
    }

    fn open(&self) -> AtWork {
        self.open_with(&self.url(), limits())
    }

    fn open_with(&self, url: &str, limits: Limits) -> AtWork {
        let clock = Arc::clone(&self.clock);
        let (store, work) = store::open(url, limits, move || at(clock.load(Ordering::Relaxed))).unwrap();
        AtWork { store, work: tokio::spawn(work) }
    }

    /// A second connection to the file.
    async fn connect(&self) -> SqliteConnection {
        SqliteConnection::connect(&self.url()).await.unwrap()
    }

    /// Somebody else writes for a long time.
    async fn lock(&self) -> SqliteConnection {
        let mut other = self.connect().await;
        sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
        other
    }
}

impl AtWork {
    async fn until(&self, is: impl Fn(&Health) -> bool) -> Health {
        *self.store.health().wait_for(|health| is(health)).await.unwrap()
    }

    /// Waits until everything is written.
    async fn written(&self) {
        self.until(|health| health.opened && health.waiting == 0).await;
    }

    /// The end of the process, once its file is there and written.
    async fn end_opened(self) {
        self.written().await;
        self.end().await;
    }

    /// The end of the process.
    async fn end(self) {
        self.store.close();
        self.work.await.unwrap();
    }
}

/// Quick to give up and quick to try again.
fn limits() -> Limits {
    let moment = Duration::from_millis(1);
    Limits { busy: moment, pause: moment, longest_pause: moment, ..Limits::default() }
}

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn whose(person: &str) -> Whose {
    Whose { team: Some(Team::new("books")), place: Place::new("help"), person: Person::new(person) }
}

fn case(touched: u64) -> Case {
    let mut case = Case::of(RuleId::new("bill-exists"), None, Some(AppId::new("dext")));
    case.errors.extend(Case::of(RuleId::new("account-archived"), None, None).errors);
    case.ruled_out = vec![CauseId::new("one")];
    case.tried = vec![CauseId::new("one"), CauseId::new("one")];
    case.unsure = true;
    case.touched = Some(at(touched));
    case.stage = Stage::Tried;
    case
}

fn record(post: &str, person: &str) -> Record {
    Record { post: Post::new(post), whose: whose(person), case: case(TODAY) }
}

fn sample() -> Knowledge {
    Knowledge::new(SAMPLE.rules().clone())
}

/// The lines logged on this thread while it lives.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn start(&self) -> tracing::subscriber::DefaultGuard {
        let log = self.clone();
        let lines = tracing_subscriber::fmt().without_time().with_target(false).with_ansi(false);
        tracing::subscriber::set_default(lines.with_writer(move || log.clone()).finish())
    }

    fn lines(&self) -> Vec<String> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines().map(|line| line.trim().to_owned()).collect()
    }
}

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
