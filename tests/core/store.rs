//! What the desk remembers beyond the process, and what it does when it cannot.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that panics has failed, which is what it is for"
)]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use crosscheck::classify::Addressed;
use crosscheck::helpdesk::{Case, Effect, Happened, Knowledge, Press, Reply, Stage};
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

#[tokio::test]
async fn a_case_is_read_as_it_was_kept_by_the_process_before() {
    let folder = Folder::new();
    let before = folder.open();
    before.store.keep(record("1", "ann"));
    before.end().await;
    let after = folder.open();
    assert_eq!(after.store.case(Post::new("1")).await, Some(record("1", "ann")));
    assert_eq!(after.store.case(Post::new("2")).await, None);
}

#[tokio::test]
async fn the_latest_state_counts_and_a_forgotten_case_is_gone() {
    let folder = Folder::new();
    let desk = folder.open();
    desk.store.keep(record("1", "ann"));
    desk.written().await;
    let mut later = record("1", "ann");
    later.case.stage = Stage::Solved;
    desk.store.keep(later.clone());
    assert_eq!(desk.store.case(Post::new("1")).await, Some(later));
    desk.store.forget(Post::new("1"));
    assert_eq!(desk.store.case(Post::new("1")).await, None);
}

#[tokio::test]
async fn a_conversation_goes_on_after_a_restart() {
    let folder = Folder::new();
    let about = Post::new("1");
    let first = folder.open();
    let service = Service::remembering(sample(), first.store.clone());
    let (case, effects) = service.consider(None, pasted("Account code 429 has been archived"), at(TODAY));
    assert!(matches!(effects.as_slice(), [Effect::Say(Reply::Answers { .. })]), "{effects:?}");
    service.keep(&about, whose("ann"), case);
    service.converse(&about, Case::default(), Happened::Pressed(Press::App(AppId::new("dext"))), at(TODAY));
    service.converse(&about, Case::default(), Happened::Pressed(Press::StillStuck), at(TODAY));
    let left = service.case(&about).unwrap();
    assert_eq!(left.tried, [CauseId::new("archived")]);
    drop(service);
    first.end().await;

    let second = folder.open();
    let service = Service::remembering(sample(), second.store.clone());
    assert_eq!(service.case(&about), None);
    service.recall(&about, whose("somebody who pressed")).await;
    let found = service.case(&about).unwrap();
    assert_eq!((&found.in_hand, &found.app, &found.tried), (&left.in_hand, &left.app, &left.tried));
    let code = found.errors.first().and_then(|error| error.values.values().next().cloned());
    assert_eq!(code.as_deref(), Some("429"));
    service.converse(&about, Case::default(), Happened::Pressed(Press::Worked), at(TODAY + 1));
    second.written().await;
    let kept = second.store.case(about).await.unwrap();
    assert_eq!(kept.case.stage, Stage::Solved);
    assert_eq!(kept.whose, whose("ann"), "the case stays its asker's");
}

fn pasted(text: &str) -> Happened {
    Happened::Pasted { text: text.to_owned(), addressed: Addressed::Asked }
}

#[tokio::test]
async fn of_the_paste_only_harmless_values_are_in_the_file() {
    let folder = Folder::new();
    let desk = folder.open();
    let service = Service::remembering(sample(), desk.store.clone());
    let mut case = case(TODAY);
    for error in &mut case.errors {
        error.recognised = Some(PASTE.to_owned());
        let values = [("bill", "INV-1234"), ("user", "ann@books.example"), ("contact", "Harbourlight Bakery")];
        error.values.extend(values.map(|(slot, value)| (slot.to_owned(), value.to_owned())));
        error.private.insert("contact".to_owned());
    }
    service.keep(&Post::new("1"), whose("ann"), case);
    desk.written().await;
    let kept = desk.store.case(Post::new("1")).await.unwrap();
    let values = kept.case.errors.first().map(|error| error.values.clone()).unwrap();
    assert_eq!(values.into_iter().collect::<Vec<_>>(), [("bill".to_owned(), "INV-1234".to_owned())]);
    for entry in std::fs::read_dir(folder.folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for private in ["not of valid status", "ann@books", "Harbourlight"] {
            assert!(!text.contains(private), "{private}");
        }
    }
}

#[tokio::test]
async fn a_case_about_no_error_is_not_kept() {
    let folder = Folder::new();
    let desk = folder.open();
    let service = Service::remembering(sample(), desk.store.clone());
    let about = Post::new("1");
    service.keep(&about, whose("ann"), case(TODAY));
    service.converse(&about, Case::default(), Happened::Pressed(Press::NotThisOne), at(TODAY));
    assert_eq!(desk.store.case(about).await, None);
}

#[tokio::test]
async fn outcomes_are_counted_by_error_cause_app_and_day_alone() {
    let folder = Folder::new();
    let desk = folder.open();
    let service = Service::remembering(sample(), desk.store.clone());
    let about = Post::new("1");
    let cause = SAMPLE.rules().rule("bill-exists").unwrap().causes.first().unwrap().id.clone();
    let found = Case::of(RuleId::new("bill-exists"), Some(cause.clone()), Some(AppId::new("dext")));
    service.keep(&about, whose("ann"), found);
    for press in [Press::StillStuck, Press::Worked, Press::Worked] {
        service.converse(&about, Case::default(), Happened::Pressed(press), at(TODAY));
    }
    desk.written().await;
    let mut other = folder.connect().await;
    let rows = sqlx::query("SELECT * FROM outcomes").fetch_all(&mut other).await.unwrap();
    let outcomes: Vec<String> = rows.iter().map(|row| row.get("outcome")).collect();
    assert_eq!(outcomes, ["still stuck", "worked"], "said twice, counted once");
    let first = rows.first().unwrap();
    assert_eq!(first.get::<String, _>("cause"), cause.as_str());
    assert_eq!(first.get::<String, _>("rule"), "bill-exists");
    assert_eq!(first.get::<i64, _>("day"), i64::try_from(TODAY / A_DAY).unwrap());
    let columns: Vec<&str> = first.columns().iter().map(sqlx::Column::name).collect();
    assert_eq!(columns, ["day", "team", "outcome", "rule", "cause", "app"]);
}

#[tokio::test]
async fn a_file_that_is_missing_is_made_and_one_that_is_there_is_used() {
    let folder = Folder::new();
    for _ in 0..2 {
        let desk = folder.open();
        desk.written().await;
        assert_eq!(desk.until(|health| health.opened).await.lost, 0);
        desk.end().await;
    }
    let mut other = folder.connect().await;
    let applied = sqlx::query("SELECT version FROM _sqlx_migrations").fetch_all(&mut other).await.unwrap();
    assert_eq!(applied.len(), 2);
}

#[tokio::test]
async fn a_file_of_a_later_version_is_left_alone() {
    let folder = Folder::new();
    folder.open().end_opened().await;
    let mut other = folder.connect().await;
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (999, 'of tomorrow', TRUE, x'00', 0)",
    )
    .execute(&mut other)
    .await
    .unwrap();
    let log = Log::default();
    let _guard = log.start();
    let desk = folder.open();
    desk.store.keep(record("1", "ann"));
    desk.until(|health| health.troubled).await;
    desk.end().await;
    let lines = log.lines();
    assert!(lines.iter().any(|line| line.contains("migration 999")), "{lines:?}");
    let kept: i64 = sqlx::query("SELECT COUNT(*) FROM cases").fetch_one(&mut other).await.unwrap().get(0);
    assert_eq!(kept, 0);
}

impl AtWork {
    async fn end_opened(self) {
        self.written().await;
        self.end().await;
    }
}

#[tokio::test]
async fn what_waits_for_a_locked_file_is_written_when_it_is_free() {
    let folder = Folder::new();
    folder.open().end_opened().await;
    let log = Log::default();
    let _guard = log.start();
    let desk = folder.open();
    desk.written().await;
    let lock = folder.lock().await;
    desk.store.keep(record("1", "ann"));
    assert_eq!(desk.until(|health| health.troubled).await.waiting, 1);
    // Reading does not wait for who writes.
    assert_eq!(desk.store.case(Post::new("1")).await, None);
    lock.close().await.unwrap();
    let well = desk.until(|health| !health.troubled && health.waiting == 0).await;
    assert_eq!(well.lost, 0);
    assert_eq!(desk.store.case(Post::new("1")).await, Some(record("1", "ann")));
    let lines = log.lines();
    assert_eq!(lines.len(), 2, "one line when it begins, one when it ends: {lines:?}");
    assert!(lines[0].contains("WARN the store cannot be used: answers go on"), "{lines:?}");
    assert!(
        lines[1].contains("INFO the store can be used again; everything that waited is written lost=0"),
        "{lines:?}"
    );
}

#[tokio::test]
async fn a_locked_store_delays_nothing_that_is_said() {
    let folder = Folder::new();
    folder.open().end_opened().await;
    let mut lock = folder.connect().await;
    sqlx::query("PRAGMA locking_mode = EXCLUSIVE").execute(&mut lock).await.unwrap();
    sqlx::query("BEGIN EXCLUSIVE").execute(&mut lock).await.unwrap();
    let desk = folder.open();
    let service = Service::remembering(sample(), desk.store.clone());
    let about = Post::new("1");
    service.recall(&about, whose("ann")).await;
    let otherwise = Case::of(RuleId::new("bill-exists"), None, Some(AppId::new("dext")));
    let effects = service.converse(&about, otherwise, Happened::Pressed(Press::Worked), at(TODAY));
    assert!(effects.contains(&Effect::Close), "{effects:?}");
    drop(lock);
    desk.until(|health| health.opened && !health.troubled && health.waiting == 0).await;
    assert_eq!(desk.store.case(about).await.map(|kept| kept.case.stage), Some(Stage::Solved));
}

#[tokio::test]
async fn without_room_the_oldest_is_lost_and_the_log_says_how_many() {
    let folder = Folder::new();
    folder.open().end_opened().await;
    let log = Log::default();
    let _guard = log.start();
    let desk = folder.open_with(&folder.url(), Limits { waiting: 3, ..limits() });
    desk.written().await;
    let lock = folder.lock().await;
    // In hand of the writer from now on.
    desk.store.keep(record("0", "ann"));
    desk.until(|health| health.troubled).await;
    for post in 1..=5 {
        desk.store.keep(record(&post.to_string(), "ann"));
    }
    assert_eq!(desk.until(|health| health.lost > 0).await.lost, 2);
    lock.close().await.unwrap();
    desk.until(|health| !health.troubled && health.waiting == 0).await;
    for (post, kept) in [("0", true), ("1", false), ("2", false), ("3", true), ("5", true)] {
        assert_eq!(desk.store.case(Post::new(post)).await.is_some(), kept, "{post}");
    }
    let lines = log.lines();
    assert!(lines.last().unwrap().contains("lost=2"), "{lines:?}");
}

#[tokio::test]
async fn a_read_only_file_is_read_and_the_end_says_what_was_lost() {
    let folder = Folder::new();
    let before = folder.open();
    before.store.keep(record("1", "ann"));
    before.end().await;
    let log = Log::default();
    let _guard = log.start();
    let desk = folder.open_with(&format!("{}?mode=ro", folder.url()), limits());
    desk.store.keep(record("2", "ann"));
    desk.until(|health| health.troubled).await;
    assert_eq!(desk.store.case(Post::new("1")).await, Some(record("1", "ann")));
    desk.end().await;
    let lines = log.lines();
    assert!(lines[0].contains("readonly"), "{lines:?}");
    assert!(lines.last().unwrap().contains("the store ends: what still waited is lost lost=1"), "{lines:?}");
}

#[tokio::test]
async fn a_damaged_file_is_left_as_it_is_and_the_desk_goes_on() {
    let folder = Folder::new();
    let damaged = "this was a database once, ".repeat(1_000);
    std::fs::write(folder.file(), &damaged).unwrap();
    let log = Log::default();
    let _guard = log.start();
    let desk = folder.open();
    let service = Service::remembering(sample(), desk.store.clone());
    let about = Post::new("1");
    desk.until(|health| health.troubled).await;
    service.recall(&about, whose("ann")).await;
    service.keep(&about, whose("ann"), case(TODAY));
    assert_eq!(service.kept_about(&Person::new("ann")).await, None, "not known is not nothing");
    drop(service);
    desk.end().await;
    assert_eq!(std::fs::read_to_string(folder.file()).unwrap(), damaged);
    let lines = log.lines();
    assert!(lines[0].contains("file is not a database"), "{lines:?}");
    assert!(lines[0].contains("desk.db"), "{lines:?}");
}

#[tokio::test]
async fn a_file_damaged_behind_its_first_page_is_noticed() {
    let folder = Folder::new();
    let before = folder.open();
    before.store.keep(record("1", "ann"));
    before.end().await;
    damage(&folder.file());
    let desk = folder.open();
    desk.store.keep(record("2", "ann"));
    let health = desk.until(|health| health.troubled).await;
    assert_eq!(health.waiting, 1);
    assert_eq!(desk.store.case(Post::new("1")).await, None);
}

/// Everything behind the first page is overwritten.
fn damage(file: &Path) {
    let mut bytes = std::fs::read(file).unwrap();
    bytes.iter_mut().skip(4_096).for_each(|byte| *byte = 0xAA);
    std::fs::write(file, bytes).unwrap();
}

#[tokio::test]
async fn a_missing_folder_is_tried_again_until_it_is_there() {
    let folder = Folder::new();
    let inner = folder.folder.path().join("later");
    let desk = folder.open_with(&format!("sqlite://{}/desk.db", inner.display()), limits());
    desk.store.keep(record("1", "ann"));
    desk.until(|health| health.troubled && !health.opened).await;
    std::fs::create_dir(&inner).unwrap();
    desk.until(|health| !health.troubled && health.waiting == 0).await;
    assert_eq!(desk.store.case(Post::new("1")).await, Some(record("1", "ann")));
}

#[tokio::test]
async fn what_is_old_is_deleted_at_the_start_and_every_day() {
    let folder = Folder::new();
    let before = folder.open();
    let aged = |post: &str, days: u64| Record { case: case(TODAY - days * A_DAY), ..record(post, "ann") };
    before.store.keep(aged("old", 91));
    before.store.keep(aged("young", 89));
    before.end_opened().await;

    let desk = folder.open();
    desk.written().await;
    assert_eq!(desk.store.case(Post::new("old")).await, None);
    assert!(desk.store.case(Post::new("young")).await.is_some());

    folder.clock.fetch_add(2 * A_DAY, Ordering::Relaxed);
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(A_DAY + 1)).await;
    tokio::time::resume();
    assert_eq!(desk.store.case(Post::new("young")).await, None);
}

#[tokio::test]
async fn who_asks_sees_what_is_kept_and_is_forgotten_everywhere() {
    let folder = Folder::new();
    let desk = folder.open();
    let service = Service::remembering(sample(), desk.store.clone());
    service.keep(&Post::new("1"), whose("ann"), case(TODAY - A_DAY));
    service.keep(&Post::new("2"), whose("ann"), case(TODAY));
    service.keep(&Post::new("3"), whose("ben"), case(TODAY));
    let kept = service.kept_about(&Person::new("ann")).await.unwrap();
    assert_eq!(kept.iter().map(|case| case.touched).collect::<Vec<_>>(), [at(TODAY), at(TODAY - A_DAY)]);
    assert_eq!(kept[0].rules, [RuleId::new("bill-exists"), RuleId::new("account-archived")]);

    assert!(service.forget_person(&Person::new("ann")).await);
    assert_eq!(service.kept_about(&Person::new("ann")).await.unwrap(), []);
    assert_eq!(service.case(&Post::new("1")), None);
    service.recall(&Post::new("2"), whose("ann")).await;
    assert_eq!(service.case(&Post::new("2")), None);
    assert!(service.case(&Post::new("3")).is_some());
    assert_eq!(service.kept_about(&Person::new("ben")).await.unwrap().len(), 1);
}

#[tokio::test]
async fn who_is_to_be_forgotten_is_not_read_while_the_file_is_locked() {
    let folder = Folder::new();
    let desk = folder.open();
    desk.store.keep(record("1", "ann"));
    desk.written().await;
    let lock = folder.lock().await;
    let store = desk.store.clone();
    let forgotten = tokio::spawn(async move { store.forget_person(Person::new("ann")).await });
    desk.until(|health| health.troubled).await;
    assert_eq!(desk.store.case(Post::new("1")).await, None);
    assert_eq!(desk.store.kept_about(Person::new("ann")).await, Some(Vec::new()));
    lock.close().await.unwrap();
    assert!(forgotten.await.unwrap());
}

#[tokio::test]
async fn an_address_that_cannot_be_used_is_refused_at_once() {
    let error = store::open("sqlite://desk.db?colour=blue", limits(), SystemTime::now).err().unwrap();
    assert!(error.to_string().starts_with("DATABASE_URL cannot be used: "), "{error}");
}

#[test]
fn the_end_of_the_program_writes_what_waits() {
    let folder = Folder::new();
    let running = store::start(&folder.url()).unwrap();
    // Kept for ever by the real clock: it is not old yet in any year to come.
    let lasting = Record { case: case(TODAY * 10), ..record("1", "ann") };
    running.store().keep(lasting.clone());
    drop(running);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let found = runtime.block_on(async { folder.open().store.case(Post::new("1")).await });
    assert_eq!(found, Some(lasting));
}
