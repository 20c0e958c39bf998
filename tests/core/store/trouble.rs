//! A file that is missing, locked, read-only, damaged or of another version.

use std::path::Path;

use super::*;

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
    let applied = sqlx::query("SELECT version FROM _sqlx_migrations ORDER BY version").fetch_all(&mut other).await;
    let applied: Vec<i64> = applied.unwrap().iter().map(|row| row.get("version")).collect();
    assert_eq!(applied.first(), Some(&1));
    assert!(applied.windows(2).all(|pair| pair[0] + 1 == pair[1]), "{applied:?}");
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
async fn an_address_that_cannot_be_used_is_refused_at_once() {
    let error = store::open("sqlite://desk.db?colour=blue", limits(), SystemTime::now).err().unwrap();
    assert!(error.to_string().starts_with("DATABASE_URL cannot be used: "), "{error}");
}
