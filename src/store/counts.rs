//! The statements about what was counted, and about the digests made of it.

use std::time::{Duration, SystemTime};

use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Row, query};

use crate::helpdesk::report::{Period, Tallies};
use crate::helpdesk::{Counted, Day, Outcome, Tally, Team};
use crate::rules::{AppId, CauseId, RuleId};

use super::record::day;

/// Every outcome with its word.
const OUTCOMES: [(Outcome, &str); 10] = [
    (Outcome::Answered, "answered"),
    (Outcome::AnsweredLater, "answered later"),
    (Outcome::Beside, "beside"),
    (Outcome::Offered, "offered"),
    (Outcome::Unrecognised, "unrecognised"),
    (Outcome::Worked, "worked"),
    (Outcome::AlsoWorked, "also worked"),
    (Outcome::StillStuck, "still stuck"),
    (Outcome::HandedOver, "handed over"),
    (Outcome::Dismissed, "dismissed"),
];

/// Every tally with its word.
const TALLIES: [(Tally, &str); 4] = [
    (Tally::Nothing, "nothing"),
    (Tally::Brought, "brought"),
    (Tally::Answered, "answered"),
    (Tally::Closed, "closed"),
];

/// The word for a tally.
pub(super) fn tally_written(tally: Tally) -> &'static str {
    TALLIES.into_iter().find(|(known, _)| *known == tally).map_or("closed", |(_, word)| word)
}

/// The tally of a word; a case that an earlier or a later version kept counts no more.
pub(super) fn tally_read(word: Option<&str>) -> Tally {
    TALLIES.into_iter().find(|(_, known)| Some(*known) == word).map_or(Tally::Closed, |(tally, _)| tally)
}

/// Counts one thing under the day of `at`.
pub(super) async fn count(
    connection: &mut SqliteConnection,
    team: Option<&Team>,
    counted: &Counted,
    at: SystemTime,
) -> Result<(), sqlx::Error> {
    let outcome = OUTCOMES.into_iter().find(|(known, _)| *known == counted.outcome).map(|(_, word)| word);
    query(
        "INSERT INTO outcomes (day, team, outcome, rule, cause, app, way, seconds) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(day(at))
    .bind(team.map(Team::as_str))
    .bind(outcome.unwrap_or_default())
    .bind(counted.rule.as_ref().map(RuleId::as_str))
    .bind(counted.cause.as_ref().map(CauseId::as_str))
    .bind(counted.app.as_ref().map(AppId::as_str))
    .bind(counted.way.map(i64::from))
    .bind(counted.after.map(|after| i64::try_from(after.as_secs()).unwrap_or(i64::MAX)))
    .execute(connection)
    .await
    .map(drop)
}

/// What was counted in `period` and how often, of `team` or, without one, of everybody. What a later version counted
/// and this one does not know is left out.
pub(super) async fn read(
    connection: &mut SqliteConnection,
    team: Option<&Team>,
    period: Period,
) -> Result<Tallies, sqlx::Error> {
    let rows = query(
        "SELECT outcome, rule, cause, app, way, seconds, COUNT(*) AS times FROM outcomes \
         WHERE day >= $1 AND day <= $2 AND ($3 IS NULL OR team = $3) \
         GROUP BY outcome, rule, cause, app, way, seconds",
    )
    .bind(i64::from(period.first().0))
    .bind(i64::from(period.last.0))
    .bind(team.map(Team::as_str))
    .fetch_all(connection)
    .await?;
    let read = rows.iter().map(counted);
    read.filter_map(Result::transpose).collect()
}

fn counted(row: &SqliteRow) -> Result<Option<(Counted, u32)>, sqlx::Error> {
    let text = |column: &str| row.try_get::<Option<String>, _>(column);
    let number = |column: &str| row.try_get::<Option<i64>, _>(column);
    let word: String = row.try_get("outcome")?;
    let Some((outcome, _)) = OUTCOMES.into_iter().find(|(_, known)| *known == word) else { return Ok(None) };
    let counted = Counted {
        outcome,
        rule: text("rule")?.map(RuleId::new),
        cause: text("cause")?.map(CauseId::new),
        app: text("app")?.map(AppId::new),
        way: number("way")?.and_then(|way| u8::try_from(way).ok()),
        after: number("seconds")?.and_then(|seconds| u64::try_from(seconds).ok()).map(Duration::from_secs),
    };
    let times: i64 = row.try_get("times")?;
    Ok(Some((counted, u32::try_from(times).unwrap_or(u32::MAX))))
}

/// The day of the last digest of each team that had one.
pub(super) async fn digests(connection: &mut SqliteConnection) -> Result<Vec<(Team, Day)>, sqlx::Error> {
    let rows = query("SELECT team, day FROM digests").fetch_all(connection).await?;
    let read = rows.iter().map(|row| {
        let day: i64 = row.try_get("day")?;
        let day = Day(u32::try_from(day.max(0)).unwrap_or(u32::MAX));
        Ok((Team::new(row.try_get::<String, _>("team")?), day))
    });
    read.collect()
}

/// Takes note of the digest of `team` for `day`.
pub(super) async fn digest_posted(connection: &mut SqliteConnection, team: &Team, day: Day) -> Result<(), sqlx::Error> {
    query("INSERT INTO digests (team, day) VALUES ($1, $2) ON CONFLICT (team) DO UPDATE SET day = excluded.day")
        .bind(team.as_str())
        .bind(i64::from(day.0))
        .execute(connection)
        .await
        .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tally_is_read_as_it_was_written() {
        for (tally, _) in TALLIES {
            assert_eq!(tally_read(Some(tally_written(tally))), tally);
        }
        assert_eq!(tally_read(None), Tally::Closed, "of an earlier version");
        assert_eq!(tally_read(Some("of a later version")), Tally::Closed);
    }
}
