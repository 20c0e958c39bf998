//! The statements about errors that no rule covers.

use std::time::{Duration, SystemTime};

use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Row, query};

use crate::helpdesk::{Gap, GapId, Team, Template};

/// The gaps of every team. One that cannot be read is left out: it is no reason to lose the others.
pub(super) async fn read(connection: &mut SqliteConnection) -> Result<Vec<(Team, Gap)>, sqlx::Error> {
    let rows = query("SELECT team, gap, template, met, first_met, last_met, silenced, examples FROM gaps")
        .fetch_all(connection)
        .await?;
    Ok(rows.iter().filter_map(|row| gap(row).ok().flatten()).collect())
}

fn gap(row: &SqliteRow) -> Result<Option<(Team, Gap)>, sqlx::Error> {
    let list = |column: &str| row.try_get::<String, _>(column);
    let examples: Vec<String> = serde_json::from_str(&list("examples")?).unwrap_or_default();
    let template = serde_json::from_str(&list("template")?).ok();
    // A template of a later version: the examples still say what it is.
    let Some(template) = template.or_else(|| examples.first().map(|example| Template::of(example))) else {
        return Ok(None);
    };
    let Ok(id) = u32::try_from(row.try_get::<i64, _>("gap")?) else { return Ok(None) };
    let gap = Gap {
        id: GapId(id),
        template,
        count: u64::try_from(row.try_get::<i64, _>("met")?).unwrap_or(1),
        first: at(row.try_get("first_met")?),
        last: at(row.try_get("last_met")?),
        silenced: row.try_get("silenced")?,
        examples,
    };
    Ok(Some((Team::new(row.try_get::<String, _>("team")?), gap)))
}

/// Writes a gap as it stands now.
pub(super) async fn write(connection: &mut SqliteConnection, team: &Team, gap: &Gap) -> Result<(), sqlx::Error> {
    query(
        "INSERT INTO gaps (team, gap, template, met, first_met, last_met, silenced, examples) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT (team, gap) DO UPDATE SET template = excluded.template, met = excluded.met, \
         first_met = excluded.first_met, last_met = excluded.last_met, silenced = excluded.silenced, \
         examples = excluded.examples",
    )
    .bind(team.as_str())
    .bind(i64::from(gap.id.0))
    // Lists of strings and numbers have no way to fail.
    .bind(serde_json::to_string(&gap.template).unwrap_or_else(|_| "[]".to_owned()))
    .bind(i64::try_from(gap.count).unwrap_or(i64::MAX))
    .bind(ms(gap.first))
    .bind(ms(gap.last))
    .bind(gap.silenced)
    .bind(serde_json::to_string(&gap.examples).unwrap_or_else(|_| "[]".to_owned()))
    .execute(connection)
    .await
    .map(drop)
}

/// Takes a gap out.
pub(super) async fn forget(connection: &mut SqliteConnection, team: &Team, gap: GapId) -> Result<(), sqlx::Error> {
    query("DELETE FROM gaps WHERE team = $1 AND gap = $2")
        .bind(team.as_str())
        .bind(i64::from(gap.0))
        .execute(connection)
        .await
        .map(drop)
}

/// Deletes the gaps that at `now` were not met for as long as their team wants, or for `usual` where it wants
/// nothing else.
pub(super) async fn purge(
    connection: &mut SqliteConnection,
    now: SystemTime,
    usual: Duration,
) -> Result<(), sqlx::Error> {
    query(
        "DELETE FROM gaps WHERE last_met < $1 - \
         COALESCE((SELECT retention_days * 86400000 FROM teams WHERE teams.team = gaps.team), $2)",
    )
    .bind(ms(now))
    .bind(i64::try_from(usual.as_millis()).unwrap_or(i64::MAX))
    .execute(connection)
    .await
    .map(drop)
}

/// Milliseconds since 1970; 0 before.
fn ms(at: SystemTime) -> i64 {
    i64::try_from(at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_millis()).unwrap_or(i64::MAX)
}

fn at(ms: i64) -> SystemTime {
    let since = Duration::from_millis(u64::try_from(ms).unwrap_or_default());
    SystemTime::UNIX_EPOCH.checked_add(since).unwrap_or(SystemTime::UNIX_EPOCH)
}
