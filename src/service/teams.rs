//! What teams have set: read before anything is answered, then held in memory, so that no answer waits for it.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use thiserror::Error;
use tokio::time::{Instant, sleep, timeout};

use crate::helpdesk::incident::Incidents;
use crate::helpdesk::{Mode, Place, Team, TeamSettings};

use super::Service;

/// How long whoever sets something waits for the store to have written it.
const WRITTEN_WITHIN: Duration = Duration::from_secs(2);

/// How long it takes until an unanswered question is asked again.
const ASKED_EVERY: Duration = Duration::from_millis(250);

/// The settings of every team that set something.
pub(super) type Teams = RwLock<HashMap<Team, TeamSettings>>;

/// The store did not say what teams have set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "the settings of the servers could not be read from the database: the log says why; mend the file that \
     DATABASE_URL names, or name another, and start again"
)]
pub struct SettingsUnread;

impl Service {
    /// Reads what teams have set and which incidents run; without a store nothing is. To be awaited before anything is answered: a support
    /// team must not find itself in the wrong channel, nor hear a notice twice. Asks again for `patience`, then gives up.
    pub async fn read_teams(&self, patience: Duration) -> Result<(), SettingsUnread> {
        let Some(store) = &self.store else { return Ok(()) };
        let started = Instant::now();
        loop {
            let left = patience.saturating_sub(started.elapsed());
            let read = async { Some((store.teams().await?, store.incidents().await?)) };
            if let Some((teams, incidents)) = timeout(left, read).await.ok().flatten() {
                *self.teams.write().unwrap_or_else(PoisonError::into_inner) = teams.into_iter().collect();
                let mut watch = self.watch();
                watch.before = incidents.iter().map(|incident| incident.id.clone()).collect();
                watch.incidents = Incidents::resumed(incidents);
                return Ok(());
            }
            if left <= ASKED_EVERY {
                return Err(SettingsUnread);
            }
            sleep(ASKED_EVERY).await;
        }
    }

    /// Whether what is to be remembered can be written, as far as the last try tells.
    pub fn remembers(&self) -> bool {
        self.store.as_ref().is_none_or(|store| !store.health().borrow().troubled)
    }

    /// What `team` has set.
    pub fn team(&self, team: &Team) -> TeamSettings {
        self.teams.read().unwrap_or_else(PoisonError::into_inner).get(team).cloned().unwrap_or_default()
    }

    /// What is done for `team` at `now` in the first of `places` that it names; see [`TeamSettings::mode`].
    pub fn mode<'a>(&self, team: &Team, places: impl IntoIterator<Item = &'a Place>, now: SystemTime) -> Mode {
        let teams = self.teams.read().unwrap_or_else(PoisonError::into_inner);
        teams.get(team).map_or_else(Mode::default, |settings| settings.mode(places, now))
    }

    /// Changes what `team` has set; it holds at once. False when the store has not confirmed it within two seconds: it
    /// is written as soon as it can be, unless the program ends before.
    pub async fn set_team(&self, team: &Team, change: impl FnOnce(&mut TeamSettings) + Send) -> bool {
        let written = {
            let mut teams = self.teams.write().unwrap_or_else(PoisonError::into_inner);
            let settings = teams.entry(team.clone()).or_default();
            change(settings);
            // Handed over under the lock: of two changes at once the later one is also written last.
            self.store.as_ref().map(|store| store.set(team.clone(), settings.clone()))
        };
        match written {
            Some(written) => timeout(WRITTEN_WITHIN, written).await.unwrap_or(false),
            None => true,
        }
    }
}
