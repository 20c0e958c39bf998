//! What a team has set for itself. A team that set nothing is helped all the same.

mod hours;

use std::collections::BTreeMap;
use std::time::SystemTime;

use crate::rules::AppId;

use super::{Place, Role};

pub use hours::{Days, QuietHours, Weekday, Zone};

/// Days a case, an outcome and a gap are kept where a team has set nothing else.
pub const USUAL_RETENTION: u16 = 90;

/// The settings of one team.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TeamSettings {
    /// What is done in places that [`TeamSettings::modes`] does not name.
    pub usual_mode: Mode,
    /// What is done where: in a channel with its threads, or in all channels of a category.
    pub modes: BTreeMap<Place, Mode>,
    /// When staff are there, so that only what is addressed to the bot is answered. None: never.
    pub quiet: Option<QuietHours>,
    /// The clock that hours and days go by.
    pub zone: Zone,
    /// Who helps: called with a case that needs a person. None: whoever may moderate counts as staff, and nobody is
    /// called by name.
    pub support_role: Option<Role>,
    /// Where cases that need a person are handed over. None: the summary is given to whoever asked.
    pub handover: Option<Place>,
    /// What people use here unless a paste shows another app.
    pub default_app: Option<AppId>,
    /// Where the weekly digest is posted. None: nowhere.
    pub digest: Option<Place>,
    /// The day of the weekly digest.
    pub digest_day: Weekday,
    /// Whether an incident is opened and announced without being started by staff.
    pub notices: Notices,
    /// Days a case is kept after something last happened to it; none: as long as everywhere.
    pub retention_days: Option<u16>,
}

/// How much is said in a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Known errors are answered unasked, and whoever addresses the bot.
    #[default]
    Answer,
    /// Whoever addresses the bot is answered.
    AskOnly,
    /// Nothing is said for all to see; who runs a command is answered alone.
    Off,
}

/// Whether something is announced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Notices {
    /// It is.
    #[default]
    On,
    /// It is not.
    Off,
}

impl TeamSettings {
    /// What is done at `now` in the first of `places` that is named; these lead from a channel outwards, to its
    /// category. Quiet hours hold wherever answers are given unasked.
    pub fn mode<'a>(&self, places: impl IntoIterator<Item = &'a Place>, now: SystemTime) -> Mode {
        let named = places.into_iter().find_map(|place| self.modes.get(place).copied());
        match named.unwrap_or(self.usual_mode) {
            Mode::Answer if self.quiet.is_some_and(|quiet| quiet.hold(&self.zone, now)) => Mode::AskOnly,
            mode => mode,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(hour: u64) -> SystemTime {
        // Thursday, 1 January 1970.
        SystemTime::UNIX_EPOCH + Duration::from_secs(hour * 3_600)
    }

    #[test]
    fn the_nearest_place_that_is_named_counts() {
        let (channel, category) = (Place::new("bills"), Place::new("bookkeeping"));
        let mut settings = TeamSettings { usual_mode: Mode::Off, ..TeamSettings::default() };
        assert_eq!(settings.mode([&channel, &category], at(0)), Mode::Off);
        settings.modes.insert(category.clone(), Mode::AskOnly);
        assert_eq!(settings.mode([&channel, &category], at(0)), Mode::AskOnly);
        settings.modes.insert(channel.clone(), Mode::Answer);
        assert_eq!(settings.mode([&channel, &category], at(0)), Mode::Answer);
    }

    #[test]
    fn while_staff_are_there_only_what_is_asked_is_answered() {
        let quiet = QuietHours { days: Days::Every, from: 9, to: 17 };
        let mut settings = TeamSettings { quiet: Some(quiet), ..TeamSettings::default() };
        let channel = Place::new("bills");
        assert_eq!(settings.mode([&channel], at(8)), Mode::Answer);
        assert_eq!(settings.mode([&channel], at(9)), Mode::AskOnly);
        settings.modes.insert(channel.clone(), Mode::Off);
        assert_eq!(settings.mode([&channel], at(9)), Mode::Off);
    }
}
