//! Hours and days as a team lives them: by its clock, summer time included.

use std::time::SystemTime;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// The clock of a place, by its name in the time zone database (`Europe/London`); UTC unless chosen otherwise.
/// <https://www.iana.org/time-zones>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Default for Zone {
    fn default() -> Self {
        Self(TimeZone::UTC)
    }
}

impl Zone {
    /// The zone of this name; none when there is none.
    pub fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }

    /// Its name: `Europe/London`, `UTC`.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// What the clock and the calendar there show at `now`; at a time no calendar knows, the beginning of 1970.
    pub fn local(&self, now: SystemTime) -> Zoned {
        Timestamp::try_from(now).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(self.0.clone())
    }
}

/// A day of the week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weekday {
    /// Monday.
    #[default]
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl Weekday {
    /// All of them, Monday first, with their names.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::Monday, "Monday"),
        (Self::Tuesday, "Tuesday"),
        (Self::Wednesday, "Wednesday"),
        (Self::Thursday, "Thursday"),
        (Self::Friday, "Friday"),
        (Self::Saturday, "Saturday"),
        (Self::Sunday, "Sunday"),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(day, _)| *day == self).map_or("Monday", |(_, name)| name)
    }

    /// The day of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == name).map(|(day, _)| day)
    }

    /// The day that the calendar shows.
    pub fn of(local: &Zoned) -> Self {
        let offset = usize::try_from(local.weekday().to_monday_zero_offset()).unwrap_or_default();
        Self::ALL.get(offset).map(|(day, _)| *day).unwrap_or_default()
    }
}

/// On which days something holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Days {
    /// Monday to Friday.
    #[default]
    Working,
    /// Every day.
    Every,
}

/// The hours in which staff are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietHours {
    /// On which days; what goes past midnight belongs to the day it began on.
    pub days: Days,
    /// From this full hour on, 0 to 23.
    pub from: u8,
    /// Until this full hour, 0 to 23; the same as `from`: the whole day.
    pub to: u8,
}

impl QuietHours {
    /// Nine to five on working days: what is offered first.
    pub const OFFICE: Self = Self { days: Days::Working, from: 9, to: 17 };

    /// Whether they hold at `now` by the clock of `zone`.
    pub fn hold(self, zone: &Zone, now: SystemTime) -> bool {
        let local = zone.local(now);
        let hour = u8::try_from(local.hour()).unwrap_or_default();
        let over_midnight = self.from > self.to;
        let all_day = self.from == self.to;
        let since_yesterday = over_midnight && hour < self.from;
        let within = match over_midnight {
            false => all_day || (self.from..self.to).contains(&hour),
            true => hour >= self.from || hour < self.to,
        };
        let began_on = if since_yesterday { local.yesterday().unwrap_or(local) } else { local };
        let weekend = matches!(Weekday::of(&began_on), Weekday::Saturday | Weekday::Sunday);
        within && (self.days == Days::Every || !weekend)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(written: &str) -> SystemTime {
        written.parse::<Timestamp>().unwrap().into()
    }

    fn london() -> Zone {
        Zone::named("Europe/London").unwrap()
    }

    #[test]
    fn hours_follow_summer_time() {
        let office = QuietHours::OFFICE;
        // 08:30 UTC is half past nine in London in July, and half past eight in January.
        assert!(office.hold(&london(), at("2026-07-01T08:30:00Z")));
        assert!(!office.hold(&london(), at("2026-01-07T08:30:00Z")));
        assert!(!office.hold(&london(), at("2026-07-01T16:00:00Z")));
    }

    #[test]
    fn a_weekend_is_no_working_day() {
        let every = QuietHours { days: Days::Every, ..QuietHours::OFFICE };
        let saturday = at("2026-11-21T12:00:00Z");
        assert!(!QuietHours::OFFICE.hold(&Zone::default(), saturday));
        assert!(every.hold(&Zone::default(), saturday));
    }

    #[test]
    fn a_night_belongs_to_the_day_it_began_on() {
        let nights = QuietHours { days: Days::Working, from: 22, to: 6 };
        // Friday night, then Sunday night.
        assert!(nights.hold(&Zone::default(), at("2026-11-21T05:00:00Z")));
        assert!(!nights.hold(&Zone::default(), at("2026-11-23T05:00:00Z")));
        assert!(!nights.hold(&Zone::default(), at("2026-11-20T12:00:00Z")));
    }

    #[test]
    fn the_same_hour_twice_is_round_the_clock() {
        let always = QuietHours { days: Days::Every, from: 9, to: 9 };
        for hour in ["00", "08", "09", "23"] {
            assert!(always.hold(&Zone::default(), at(&format!("2026-11-21T{hour}:00:00Z"))), "{hour}");
        }
    }

    #[test]
    fn a_zone_that_does_not_exist_is_none() {
        assert_eq!(Zone::named("Europe/Atlantis"), None);
        assert_eq!(london().name(), "Europe/London");
        assert_eq!(Zone::default().name(), "UTC");
    }
}
