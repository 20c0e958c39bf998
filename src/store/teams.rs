//! The statements about what teams have set.

use sqlx::sqlite::SqliteConnection;
use sqlx::{Row, query};

use crate::helpdesk::{Place, Role, Team, TeamSettings};
use crate::rules::AppId;

/// Everything that teams have set.
pub(super) async fn read(connection: &mut SqliteConnection) -> Result<Vec<(Team, TeamSettings)>, sqlx::Error> {
    let rows = query("SELECT team, support_role, handover, default_app, retention_days FROM teams")
        .fetch_all(connection)
        .await?;
    let read = rows.iter().map(|row| {
        let text = |column: &str| row.try_get::<Option<String>, _>(column);
        let days: Option<i64> = row.try_get("retention_days")?;
        let settings = TeamSettings {
            support_role: text("support_role")?.map(Role::new),
            handover: text("handover")?.map(Place::new),
            default_app: text("default_app")?.map(AppId::new),
            retention_days: days.and_then(|days| u16::try_from(days).ok()),
        };
        Ok((Team::new(row.try_get::<String, _>("team")?), settings))
    });
    read.collect()
}

/// Writes what `team` has set, in place of what it had.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    team: &Team,
    settings: &TeamSettings,
) -> Result<(), sqlx::Error> {
    query(
        "INSERT INTO teams (team, support_role, handover, default_app, retention_days) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (team) DO UPDATE SET support_role = excluded.support_role, handover = excluded.handover, \
         default_app = excluded.default_app, retention_days = excluded.retention_days",
    )
    .bind(team.as_str())
    .bind(settings.support_role.as_ref().map(Role::as_str))
    .bind(settings.handover.as_ref().map(Place::as_str))
    .bind(settings.default_app.as_ref().map(AppId::as_str))
    .bind(settings.retention_days.map(i64::from))
    .execute(connection)
    .await
    .map(drop)
}
