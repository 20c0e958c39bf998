//! The statements about incidents: what runs, where its notices stand, and which all-clears were said.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Row, query};

use crate::helpdesk::incident::{Because, Incident, IncidentId, Notice, Over};
use crate::helpdesk::{Place, Post, Team};
use crate::rules::AppId;

/// Every incident that is kept, in the order in which they were opened.
pub(super) async fn read(connection: &mut SqliteConnection) -> Result<Vec<Incident>, sqlx::Error> {
    let mut notices: BTreeMap<IncidentId, BTreeMap<Place, Notice>> = BTreeMap::new();
    let rows = query("SELECT team, app, opened, channel, place, post, cleared FROM incident_notices")
        .fetch_all(&mut *connection)
        .await?;
    for row in &rows {
        let (place, post): (Option<String>, Option<String>) = (row.try_get("place")?, row.try_get("post")?);
        let stands = place.zip(post).map(|(place, post)| (Place::new(place), Post::new(post)));
        let notice = Notice { stands, cleared: row.try_get("cleared")? };
        notices.entry(id(row)?).or_default().insert(Place::new(row.try_get::<String, _>("channel")?), notice);
    }
    let rows = query("SELECT team, app, opened, because, people, last_met, ended, how FROM incidents ORDER BY opened")
        .fetch_all(connection)
        .await?;
    let incident = |row: &SqliteRow| {
        let id = id(row)?;
        let people: Option<i64> = row.try_get("people")?;
        let ended: Option<i64> = row.try_get("ended")?;
        let how: Option<String> = row.try_get("how")?;
        Ok(Incident {
            because: because_read(row.try_get("because")?, people),
            last_met: time(row.try_get("last_met")?),
            over: ended.map(|ended| (time(ended), over_read(how.as_deref().unwrap_or_default()))),
            notices: notices.remove(&id).unwrap_or_default(),
            id,
        })
    };
    rows.iter().map(incident).collect()
}

/// Writes the incident in place of what was kept of it; forgets it where there is none.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    id: &IncidentId,
    incident: Option<&Incident>,
) -> Result<(), sqlx::Error> {
    for table in ["DELETE FROM incident_notices", "DELETE FROM incidents"] {
        let forget = format!("{table} WHERE team = $1 AND app = $2 AND opened = $3");
        query(&forget)
            .bind(id.team.as_str())
            .bind(id.app.as_str())
            .bind(milliseconds(id.opened))
            .execute(&mut *connection)
            .await?;
    }
    let Some(incident) = incident else { return Ok(()) };
    let (because, people) = because_written(incident.because);
    query(
        "INSERT INTO incidents (team, app, opened, because, people, last_met, ended, how) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id.team.as_str())
    .bind(id.app.as_str())
    .bind(milliseconds(id.opened))
    .bind(because)
    .bind(people)
    .bind(milliseconds(incident.last_met))
    .bind(incident.over.map(|(ended, _)| milliseconds(ended)))
    .bind(incident.over.map(|(_, how)| over_written(how)))
    .execute(&mut *connection)
    .await?;
    for (channel, notice) in &incident.notices {
        query(
            "INSERT INTO incident_notices (team, app, opened, channel, place, post, cleared) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(id.team.as_str())
        .bind(id.app.as_str())
        .bind(milliseconds(id.opened))
        .bind(channel.as_str())
        .bind(notice.stands.as_ref().map(|(place, _)| place.as_str()))
        .bind(notice.stands.as_ref().map(|(_, post)| post.as_str()))
        .bind(notice.cleared)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

fn id(row: &SqliteRow) -> Result<IncidentId, sqlx::Error> {
    Ok(IncidentId {
        team: Team::new(row.try_get::<String, _>("team")?),
        app: AppId::new(row.try_get::<String, _>("app")?),
        opened: time(row.try_get("opened")?),
    })
}

fn because_written(because: Because) -> (&'static str, Option<i64>) {
    match because {
        Because::People(people) => ("people", i64::try_from(people).ok()),
        Because::Teams => ("teams", None),
        Because::Others => ("others", None),
        Because::Staff => ("staff", None),
    }
}

/// What a later version may have written reads as what says least.
fn because_read(written: &str, people: Option<i64>) -> Because {
    match written {
        "people" => Because::People(people.and_then(|people| usize::try_from(people).ok()).unwrap_or_default()),
        "teams" => Because::Teams,
        "staff" => Because::Staff,
        _ => Because::Others,
    }
}

fn over_written(over: Over) -> &'static str {
    match over {
        Over::Quiet => "quiet",
        Over::TooLong => "too-long",
        Over::Stopped => "stopped",
    }
}

fn over_read(written: &str) -> Over {
    match written {
        "stopped" => Over::Stopped,
        "too-long" => Over::TooLong,
        _ => Over::Quiet,
    }
}

/// An incident's id holds its time to the millisecond.
fn milliseconds(time: SystemTime) -> i64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

fn time(milliseconds: i64) -> SystemTime {
    let since = Duration::from_millis(u64::try_from(milliseconds).unwrap_or_default());
    SystemTime::UNIX_EPOCH.checked_add(since).unwrap_or(SystemTime::UNIX_EPOCH)
}
