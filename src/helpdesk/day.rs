//! A day of the calendar: what outcomes are counted by, and what names a report.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// Seconds of a day.
const SECONDS: u64 = 86_400;

/// The first day there is.
const FIRST: Date = date(1970, 1, 1);

/// A day: how many have passed since 1 January 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub u32);

impl Day {
    /// The day on which `at` falls in UTC; times before 1970 count as its first day.
    pub fn of(at: SystemTime) -> Self {
        let days = at.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() / SECONDS);
        Self(u32::try_from(days).unwrap_or(u32::MAX))
    }

    /// The day that a calendar on the wall shows; earlier than 1970 the first one.
    pub fn shown(date: Date) -> Self {
        Self(u32::try_from(FIRST.until(date).map_or(0, |span| span.get_days())).unwrap_or_default())
    }

    /// The day so many `days` before; the first one where there is none.
    #[must_use]
    pub fn before(self, days: u32) -> Self {
        Self(self.0.saturating_sub(days))
    }

    /// "22 November", as people say it.
    pub fn named(self) -> String {
        self.date().strftime("%-d %B").to_string()
    }

    /// On a calendar; the last day of its last year where it does not reach so far.
    fn date(self) -> Date {
        i32::try_from(self.0).ok().and_then(|days| FIRST.checked_add(days.days()).ok()).unwrap_or(Date::MAX)
    }
}

impl fmt::Display for Day {
    /// `2026-11-22`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.date())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn days_follow_the_calendar() {
        for (seconds, expected) in [
            (0, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (1_709_164_799, "2024-02-28"),
            (1_709_251_200, "2024-03-01"),
            (1_795_305_599, "2026-11-21"),
            (4_107_542_400, "2100-03-01"),
        ] {
            let day = Day::of(UNIX_EPOCH + Duration::from_secs(seconds));
            assert_eq!(day.to_string(), expected);
            assert_eq!(Day::shown(expected.parse().unwrap()), day);
        }
        assert_eq!(Day(20_778).named(), "21 November");
        assert_eq!(Day(3).before(4), Day(0));
        for far in [u32::MAX, 3_000_000] {
            assert_eq!(Day(far).to_string(), "9999-12-31");
        }
    }
}
