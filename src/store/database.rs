//! The statements, and the connection they go through. What stands here PostgreSQL takes too; what is SQLite's own is
//! in [`connect_options`] and [`what_failed`].

use std::str::FromStr;
use std::time::{Duration, SystemTime};

use sqlx::error::BoxDynError;
use sqlx::migrate::{Migration, MigrationSource, MigrationType, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteRow, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Row, query};

use crate::helpdesk::incident::Incident;
use crate::helpdesk::report::{Period, Tallies};
use crate::helpdesk::{Case, Day, Gap, Person, Place, Post, Team, TeamSettings, Whose};
use crate::rules::{AppId, CauseId, RuleId};

use super::queue::Change;
use super::record::{
    KeptCase, Record, SECONDS_A_DAY, causes_read, causes_written, day, errors_read, errors_written, seconds,
    stage_read, stage_written, time,
};
use super::{counts, gaps, incidents, teams};

/// Cases shown to a person who asks what is kept about them, at most.
const MOST_SHOWN: i64 = 1_000;

/// Every change of the tables, in order. Never edited, only added to: a file that was applied is known by its checksum.
const MIGRATIONS: &[(&str, &str)] = &[
    ("cases and outcomes", include_str!("migrations/0001_cases_and_outcomes.sql")),
    ("teams and claims", include_str!("migrations/0002_teams_and_claims.sql")),
    ("what is said where", include_str!("migrations/0003_what_is_said_where.sql")),
    ("gaps", include_str!("migrations/0004_gaps.sql")),
    ("reports and digests", include_str!("migrations/0005_reports_and_digests.sql")),
    ("incidents", include_str!("migrations/0006_incidents.sql")),
];

/// How SQLite is opened at `url`; waits at most `busy` for somebody else's lock.
pub(super) fn connect_options(url: &str, busy: Duration) -> Result<SqliteConnectOptions, sqlx::Error> {
    let options = SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        // Readers and the writer do not wait for each other; what was committed survives the end of the process.
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        // What is forgotten is overwritten, not just marked as free.
        .pragma("secure_delete", "ON")
        .busy_timeout(busy);
    // The slow ones would be logged as warnings; what is slow shows in our own lines.
    Ok(options.disable_statement_logging())
}

/// What an error means for what was to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failed {
    /// It may work later through the same connection: locked, full, read-only.
    Later,
    /// It may work later through a new connection.
    Reconnect,
    /// It never will: this very change is refused.
    Refused,
}

/// Judges `error`. <https://www.sqlite.org/rescode.html>
pub(super) fn what_failed(error: &sqlx::Error) -> Failed {
    let sqlx::Error::Database(error) = error else { return Failed::Reconnect };
    // The low byte of an extended code is the primary one.
    match error.code().and_then(|code| code.parse::<i32>().ok()).map(|code| code & 0xff) {
        // BUSY, LOCKED, READONLY, FULL
        Some(5 | 6 | 8 | 13) => Failed::Later,
        // TOOBIG, CONSTRAINT, MISMATCH, RANGE
        Some(18 | 19 | 20 | 25) => Failed::Refused,
        _ => Failed::Reconnect,
    }
}

/// The migrations built in.
#[derive(Debug)]
struct BuiltIn;

impl MigrationSource<'static> for BuiltIn {
    fn resolve(self) -> std::pin::Pin<Box<dyn Future<Output = Result<Vec<Migration>, BoxDynError>> + Send + 'static>> {
        let migrations = (1..).zip(MIGRATIONS).map(|(version, (what, sql))| {
            Migration::new(version, (*what).into(), MigrationType::Simple, (*sql).into(), false)
        });
        let migrations = migrations.collect();
        Box::pin(async move { Ok(migrations) })
    }
}

/// An open database, its tables up to date.
#[derive(Debug)]
pub(super) struct Database {
    connection: SqliteConnection,
}

impl Database {
    /// Opens the database, makes it when there is none, and brings its tables up to date.
    pub(super) async fn open(options: &SqliteConnectOptions) -> Result<Self, sqlx::Error> {
        let mut connection = options.connect().await?;
        let migrator = Migrator::new(BuiltIn).await?;
        // `run` would make every future around it impossible to send to another thread.
        migrator.run_direct(&mut connection).await?;
        Ok(Self { connection })
    }

    /// Writes all of `changes` or none.
    pub(super) async fn write(&mut self, changes: &[Change], now: SystemTime) -> Result<(), sqlx::Error> {
        let mut all = self.connection.begin().await?;
        for change in changes {
            match change {
                Change::Keep(record) => keep(&mut all, record, now).await?,
                Change::Forget(post) => {
                    query("DELETE FROM cases WHERE post = $1").bind(post.as_str()).execute(&mut *all).await?;
                }
                Change::ForgetPerson(person, _) => {
                    query("DELETE FROM cases WHERE person = $1").bind(person.as_str()).execute(&mut *all).await?;
                    // A case they took over is somebody else's; only their name goes.
                    query("UPDATE cases SET claimed_by = NULL WHERE claimed_by = $1")
                        .bind(person.as_str())
                        .execute(&mut *all)
                        .await?;
                }
                Change::Incident(id, incident) => incidents::write(&mut all, id, incident.as_deref()).await?,
                Change::Set(team, settings, _) => teams::write(&mut all, team, settings).await?,
                Change::KeepGap(team, gap, _) => gaps::write(&mut all, team, gap).await?,
                Change::ForgetGap(team, gap) => gaps::forget(&mut all, team, *gap).await?,
                Change::Count(team, counted, at) => counts::count(&mut all, team.as_ref(), counted, *at).await?,
                Change::Digest(team, day, _) => counts::digest_posted(&mut all, team, *day).await?,
            }
        }
        all.commit().await
    }

    /// The case that `post` opened.
    pub(super) async fn load(&mut self, post: &Post) -> Result<Option<Record>, sqlx::Error> {
        let row = query(
            "SELECT post, team, place, person, touched, stage, in_hand, app, cause, unsure, errors, ruled_out, tried, \
             with_staff, claimed_by, opened, tally FROM cases WHERE post = $1",
        )
        .bind(post.as_str())
        .fetch_optional(&mut self.connection)
        .await?;
        row.as_ref().map(record).transpose()
    }

    /// Everything that teams have set.
    pub(super) async fn teams(&mut self) -> Result<Vec<(Team, TeamSettings)>, sqlx::Error> {
        teams::read(&mut self.connection).await
    }

    /// The gaps of every team.
    pub(super) async fn gaps(&mut self) -> Result<Vec<(Team, Gap)>, sqlx::Error> {
        gaps::read(&mut self.connection).await
    }

    /// Every incident that is kept.
    pub(super) async fn incidents(&mut self) -> Result<Vec<Incident>, sqlx::Error> {
        incidents::read(&mut self.connection).await
    }

    /// What was counted in `period` and how often, of `team` or of everybody.
    pub(super) async fn counts(&mut self, team: Option<&Team>, period: Period) -> Result<Tallies, sqlx::Error> {
        counts::read(&mut self.connection, team, period).await
    }

    /// The day of the last digest of each team that had one.
    pub(super) async fn digests(&mut self) -> Result<Vec<(Team, Day)>, sqlx::Error> {
        counts::digests(&mut self.connection).await
    }

    /// The cases of `person`, asked or taken over, the latest first.
    pub(super) async fn kept_about(&mut self, person: &Person) -> Result<Vec<KeptCase>, sqlx::Error> {
        let wanted = "SELECT post, team, place, person, errors, touched FROM cases WHERE person = $1 OR claimed_by = $1 \
                      ORDER BY touched DESC LIMIT $2";
        let rows = query(wanted).bind(person.as_str()).bind(MOST_SHOWN).fetch_all(&mut self.connection).await?;
        let kept = rows.iter().map(|row| {
            Ok(KeptCase {
                post: Post::new(row.try_get::<String, _>("post")?),
                team: row.try_get::<Option<String>, _>("team")?.map(Team::new),
                claimed: row.try_get::<String, _>("person")? != person.as_str(),
                place: Place::new(row.try_get::<String, _>("place")?),
                rules: errors_read(row.try_get("errors")?).into_iter().map(|error| error.rule).collect(),
                touched: time(row.try_get("touched")?),
            })
        });
        kept.collect()
    }

    /// Deletes what at `now` is older than its team wants, or than `retention` where the team wants nothing else.
    pub(super) async fn purge(&mut self, now: SystemTime, retention: Duration) -> Result<(), sqlx::Error> {
        let usual = i64::try_from(retention.as_secs()).unwrap_or(i64::MAX);
        let mut all = self.connection.begin().await?;
        let cases = "DELETE FROM cases WHERE touched < $1 - \
                     COALESCE((SELECT retention_days * 86400 FROM teams WHERE teams.team = cases.team), $2)";
        query(cases).bind(seconds(now)).bind(usual).execute(&mut *all).await?;
        let outcomes = "DELETE FROM outcomes WHERE day < $1 - \
                        COALESCE((SELECT retention_days FROM teams WHERE teams.team = outcomes.team), $2)";
        query(outcomes).bind(day(now)).bind(usual / SECONDS_A_DAY).execute(&mut *all).await?;
        gaps::purge(&mut all, now, retention).await?;
        all.commit().await
    }

    /// Closes the file, so that no journal is left beside it.
    pub(super) async fn close(self) -> Result<(), sqlx::Error> {
        self.connection.close().await
    }
}

async fn keep(connection: &mut SqliteConnection, record: &Record, now: SystemTime) -> Result<(), sqlx::Error> {
    let Record { post, whose, case } = record;
    query(
        "INSERT INTO cases (post, team, place, person, opened, touched, stage, in_hand, app, cause, unsure, errors, \
         ruled_out, tried, with_staff, claimed_by, tally) \
         VALUES ($1, $2, $3, $4, $16, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $17) \
         ON CONFLICT (post) DO UPDATE SET team = excluded.team, place = excluded.place, person = excluded.person, \
         opened = excluded.opened, touched = excluded.touched, stage = excluded.stage, in_hand = excluded.in_hand, app = excluded.app, \
         cause = excluded.cause, unsure = excluded.unsure, errors = excluded.errors, \
         ruled_out = excluded.ruled_out, tried = excluded.tried, with_staff = excluded.with_staff, \
         claimed_by = excluded.claimed_by, tally = excluded.tally",
    )
    .bind(post.as_str())
    .bind(whose.team.as_ref().map(Team::as_str))
    .bind(whose.place.as_str())
    .bind(whose.person.as_str())
    .bind(seconds(case.touched.unwrap_or(now)))
    .bind(stage_written(case.stage))
    .bind(case.in_hand.as_ref().map(RuleId::as_str))
    .bind(case.app.as_ref().map(AppId::as_str))
    .bind(case.cause.as_ref().map(CauseId::as_str))
    .bind(case.unsure)
    .bind(errors_written(&case.errors))
    .bind(causes_written(&case.ruled_out))
    .bind(causes_written(&case.tried))
    .bind(case.with_staff)
    .bind(case.claimed_by.as_ref().map(Person::as_str))
    .bind(case.opened.map_or(0, seconds))
    .bind(counts::tally_written(case.tally))
    .execute(connection)
    .await
    .map(drop)
}

fn record(row: &SqliteRow) -> Result<Record, sqlx::Error> {
    let text = |column: &str| row.try_get::<Option<String>, _>(column);
    let whose = Whose {
        team: text("team")?.map(Team::new),
        place: Place::new(row.try_get::<String, _>("place")?),
        person: Person::new(row.try_get::<String, _>("person")?),
    };
    let case = Case {
        errors: errors_read(row.try_get("errors")?),
        in_hand: text("in_hand")?.map(RuleId::new),
        app: text("app")?.map(AppId::new),
        cause: text("cause")?.map(CauseId::new),
        ruled_out: causes_read(row.try_get("ruled_out")?),
        tried: causes_read(row.try_get("tried")?),
        unsure: row.try_get("unsure")?,
        opened: Some(row.try_get("opened")?).filter(|opened| *opened != 0).map(time),
        tally: counts::tally_read(text("tally")?.as_deref()),
        touched: Some(time(row.try_get("touched")?)),
        stage: stage_read(row.try_get("stage")?),
        with_staff: row.try_get("with_staff")?,
        claimed_by: text("claimed_by")?.map(Person::new),
        unrecognised: Vec::new(),
    };
    Ok(Record { post: Post::new(row.try_get::<String, _>("post")?), whose, case })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(post: &str) -> Change {
        let whose = Whose { team: None, place: Place::new("here"), person: Person::new("ann") };
        let case = Case { in_hand: Some(RuleId::new("lock-date".repeat(10_000))), ..Case::default() };
        Change::Keep(Box::new(Record { post: Post::new(post), whose, case }))
    }

    #[tokio::test]
    async fn a_full_disk_is_waited_for_and_takes_nothing_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("desk.db").display());
        let mut database = Database::open(&connect_options(&url, Duration::ZERO).unwrap()).await.unwrap();
        let now = SystemTime::UNIX_EPOCH;
        let pages = "PRAGMA max_page_count = ";
        query(&format!("{pages}20")).execute(&mut database.connection).await.unwrap();
        let changes = [kept("1"), Change::Forget(Post::new("2"))];
        let error = database.write(&changes, now).await.unwrap_err();
        assert_eq!(what_failed(&error), Failed::Later, "{error}");
        query(&format!("{pages}1000")).execute(&mut database.connection).await.unwrap();
        database.write(&changes, now).await.unwrap();
        assert!(database.load(&Post::new("1")).await.unwrap().is_some());
    }
}
