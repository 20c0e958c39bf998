//! The statements about what teams have set.

use std::collections::{BTreeMap, HashMap};

use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Row, query};

use crate::helpdesk::{Days, Mode, Notices, Place, QuietHours, Role, Team, TeamSettings, Weekday, Zone};
use crate::rules::AppId;

/// Everything that teams have set. What a later version wrote, and this one does not understand, counts as not set.
pub(super) async fn read(connection: &mut SqliteConnection) -> Result<Vec<(Team, TeamSettings)>, sqlx::Error> {
    let mut modes: HashMap<String, BTreeMap<Place, Mode>> = HashMap::new();
    for row in query("SELECT team, place, mode FROM modes").fetch_all(&mut *connection).await? {
        if let Some(mode) = mode_read(row.try_get("mode")?) {
            modes.entry(row.try_get("team")?).or_default().insert(Place::new(row.try_get::<String, _>("place")?), mode);
        }
    }
    let rows = query(
        "SELECT team, support_role, handover, default_app, retention_days, usual_mode, quiet_days, quiet_from, \
         quiet_to, zone, digest, digest_day, notices FROM teams",
    )
    .fetch_all(connection)
    .await?;
    let read = rows.iter().map(|row| {
        let text = |column: &str| row.try_get::<Option<String>, _>(column);
        let days: Option<i64> = row.try_get("retention_days")?;
        let team: String = row.try_get("team")?;
        let settings = TeamSettings {
            usual_mode: text("usual_mode")?.and_then(|mode| mode_read(&mode)).unwrap_or_default(),
            modes: modes.remove(&team).unwrap_or_default(),
            quiet: quiet(row)?,
            zone: text("zone")?.and_then(|zone| Zone::named(&zone)).unwrap_or_default(),
            support_role: text("support_role")?.map(Role::new),
            handover: text("handover")?.map(Place::new),
            default_app: text("default_app")?.map(AppId::new),
            digest: text("digest")?.map(Place::new),
            digest_day: text("digest_day")?.and_then(|day| Weekday::named(&day)).unwrap_or_default(),
            notices: if text("notices")?.as_deref() == Some(OFF) { Notices::Off } else { Notices::On },
            retention_days: days.and_then(|days| u16::try_from(days).ok()),
        };
        Ok((Team::new(team), settings))
    });
    read.collect()
}

fn quiet(row: &SqliteRow) -> Result<Option<QuietHours>, sqlx::Error> {
    let hour = |column: &str| -> Result<Option<u8>, sqlx::Error> {
        let hour: Option<i64> = row.try_get(column)?;
        Ok(hour.and_then(|hour| u8::try_from(hour).ok()).filter(|hour| *hour < 24))
    };
    let days = match row.try_get::<Option<String>, _>("quiet_days")?.as_deref() {
        Some("every") => Days::Every,
        Some("working") => Days::Working,
        _ => return Ok(None),
    };
    Ok(hour("quiet_from")?.zip(hour("quiet_to")?).map(|(from, to)| QuietHours { days, from, to }))
}

/// Writes what `team` has set, in place of what it had.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    team: &Team,
    settings: &TeamSettings,
) -> Result<(), sqlx::Error> {
    let quiet = settings.quiet;
    let days = quiet.map(|quiet| match quiet.days {
        Days::Working => "working",
        Days::Every => "every",
    });
    query(
        "INSERT INTO teams (team, support_role, handover, default_app, retention_days, usual_mode, quiet_days, \
         quiet_from, quiet_to, zone, digest, digest_day, notices) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
         ON CONFLICT (team) DO UPDATE SET support_role = excluded.support_role, handover = excluded.handover, \
         default_app = excluded.default_app, retention_days = excluded.retention_days, \
         usual_mode = excluded.usual_mode, quiet_days = excluded.quiet_days, quiet_from = excluded.quiet_from, \
         quiet_to = excluded.quiet_to, zone = excluded.zone, digest = excluded.digest, \
         digest_day = excluded.digest_day, notices = excluded.notices",
    )
    .bind(team.as_str())
    .bind(settings.support_role.as_ref().map(Role::as_str))
    .bind(settings.handover.as_ref().map(Place::as_str))
    .bind(settings.default_app.as_ref().map(AppId::as_str))
    .bind(settings.retention_days.map(i64::from))
    .bind(mode_written(settings.usual_mode))
    .bind(days)
    .bind(quiet.map(|quiet| i64::from(quiet.from)))
    .bind(quiet.map(|quiet| i64::from(quiet.to)))
    .bind(settings.zone.name())
    .bind(settings.digest.as_ref().map(Place::as_str))
    .bind(settings.digest_day.name())
    .bind((settings.notices == Notices::Off).then_some(OFF))
    .execute(&mut *connection)
    .await?;
    query("DELETE FROM modes WHERE team = $1").bind(team.as_str()).execute(&mut *connection).await?;
    for (place, mode) in &settings.modes {
        query("INSERT INTO modes (team, place, mode) VALUES ($1, $2, $3)")
            .bind(team.as_str())
            .bind(place.as_str())
            .bind(mode_written(*mode))
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

const OFF: &str = "off";

fn mode_written(mode: Mode) -> &'static str {
    match mode {
        Mode::Answer => "answer",
        Mode::AskOnly => "ask-only",
        Mode::Off => OFF,
    }
}

fn mode_read(written: &str) -> Option<Mode> {
    [Mode::Answer, Mode::AskOnly, Mode::Off].into_iter().find(|mode| mode_written(*mode) == written)
}
