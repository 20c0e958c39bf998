//! When the weekly digest is due: at nine by the team's own clock, once, and late by at most a day.

use std::time::{Duration, SystemTime};

use jiff::Zoned;
use jiff::civil::{Date, time};

use crate::helpdesk::{Day, TeamSettings, Weekday};

use super::Period;

/// The hour at which it is posted, by the team's clock.
const HOUR: i8 = 9;

/// How late it may be, after a time without the bot.
const LATE: Duration = Duration::from_secs(24 * 3_600);

/// How many days a digest can be ahead before the clock must have been wrong when it was posted.
const AHEAD: u32 = 35;

/// What is to be done about the digest of a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digest {
    /// Nothing, for now.
    Rests,
    /// To take note that it counts as posted up to this day: it has just been switched on, and comes with the next turn
    /// of its day.
    Begins(Day),
    /// To post the one of this day, by the team's calendar.
    Due(Day),
}

impl Digest {
    /// What is to be done at `now` for a team with `settings`, whose digest was posted `last` for that day; none: never.
    pub fn of(settings: &TeamSettings, last: Option<Day>, now: SystemTime) -> Self {
        let local = settings.zone.local(now);
        let Some((date, since)) = latest(settings.digest_day, &local) else { return Self::Rests };
        let day = Day::shown(date);
        match last {
            None => Self::Begins(day),
            Some(last) if last.before(AHEAD) > day => Self::Begins(day),
            Some(last) if last >= day || since >= LATE => Self::Rests,
            Some(_) => Self::Due(day),
        }
    }
}

/// The days that the digest of `day` is about: the seven before it.
pub fn week_before(day: Day) -> Period {
    Period { last: day.before(1), days: 7 }
}

/// The last `weekday` whose nine o'clock has passed, and how long ago that was. A clock that is put forward or back that
/// night changes nothing: nine o'clock comes once a day.
fn latest(weekday: Weekday, local: &Zoned) -> Option<(Date, Duration)> {
    let mut date = local.date();
    for _ in 0..8 {
        let nine = date.to_datetime(time(HOUR, 0, 0, 0)).to_zoned(local.time_zone().clone()).ok()?;
        if Weekday::of(&nine) == weekday
            && let Ok(since) = Duration::try_from(local.timestamp().duration_since(nine.timestamp()))
        {
            return Some((date, since));
        }
        date = date.yesterday().ok()?;
    }
    None
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use crate::helpdesk::Zone;

    use super::*;

    fn at(written: &str) -> SystemTime {
        written.parse::<Timestamp>().unwrap().into()
    }

    fn day(written: &str) -> Day {
        Day::shown(written.parse().unwrap())
    }

    fn mondays(zone: &str) -> TeamSettings {
        TeamSettings { zone: Zone::named(zone).unwrap(), digest_day: Weekday::Monday, ..TeamSettings::default() }
    }

    /// What is to be done in London, where the digest of 16 November was the last.
    fn london(now: &str) -> Digest {
        Digest::of(&mondays("Europe/London"), Some(day("2026-11-16")), at(now))
    }

    #[test]
    fn it_is_due_from_nine_and_for_a_day() {
        assert_eq!(london("2026-11-23T08:59:59Z"), Digest::Rests);
        assert_eq!(london("2026-11-23T09:00:00Z"), Digest::Due(day("2026-11-23")));
        assert_eq!(london("2026-11-24T08:59:59Z"), Digest::Due(day("2026-11-23")));
        assert_eq!(london("2026-11-24T09:00:00Z"), Digest::Rests, "too late, the next one is due in six days");
        assert_eq!(london("2026-12-01T08:00:00Z"), Digest::Due(day("2026-11-30")), "older ones are left out");
    }

    #[test]
    fn once_posted_it_rests_whatever_the_clock_does() {
        let posted = Some(day("2026-11-23"));
        let then = |now: &str| Digest::of(&mondays("Europe/London"), posted, at(now));
        for now in ["2026-11-23T09:00:20Z", "2026-11-22T12:00:00Z", "2026-11-16T10:00:00Z", "2026-11-29T23:00:00Z"] {
            assert_eq!(then(now), Digest::Rests, "{now}");
        }
        assert_eq!(then("2026-11-30T09:00:00Z"), Digest::Due(day("2026-11-30")));
        // Another time zone is no other week.
        assert_eq!(Digest::of(&mondays("Pacific/Auckland"), posted, at("2026-11-23T12:00:00Z")), Digest::Rests);
    }

    #[test]
    fn nine_is_nine_in_summer_and_in_winter() {
        let settings = TeamSettings { digest_day: Weekday::Sunday, ..mondays("Europe/London") };
        // The clocks go forward on 29 March 2026 and back on 25 October.
        for (last, early, nine, sunday) in [
            ("2026-03-22", "2026-03-29T07:59:59Z", "2026-03-29T08:00:00Z", "2026-03-29"),
            ("2026-10-18", "2026-10-25T08:59:59Z", "2026-10-25T09:00:00Z", "2026-10-25"),
        ] {
            let last = Some(day(last));
            assert_eq!(Digest::of(&settings, last, at(early)), Digest::Rests);
            assert_eq!(Digest::of(&settings, last, at(nine)), Digest::Due(day(sunday)));
        }
        // An hour that there is twice, or never, elsewhere: still once.
        let apia = TeamSettings { digest_day: Weekday::Friday, ..mondays("Pacific/Apia") };
        let skipped = Digest::of(&apia, Some(day("2011-12-23")), at("2011-12-31T00:00:00Z"));
        assert!(!matches!(skipped, Digest::Begins(_)), "Samoa left 30 December 2011 out");
    }

    #[test]
    fn it_begins_with_the_next_turn_of_its_day() {
        let begins = |now: &str| Digest::of(&mondays("UTC"), None, at(now));
        assert_eq!(begins("2026-11-23T15:00:00Z"), Digest::Begins(day("2026-11-23")));
        assert_eq!(begins("2026-11-23T08:00:00Z"), Digest::Begins(day("2026-11-16")));
        // A digest of next year was posted by a clock that was wrong.
        let wrong = Digest::of(&mondays("UTC"), Some(day("2027-11-22")), at("2026-11-23T15:00:00Z"));
        assert_eq!(wrong, Digest::Begins(day("2026-11-23")));
    }

    #[test]
    fn it_is_about_the_seven_days_before() {
        let week = week_before(day("2026-11-23"));
        assert_eq!((week.first(), week.last), (day("2026-11-16"), day("2026-11-22")));
    }

    proptest! {
        #[test]
        fn it_is_posted_at_most_once_for_each_of_its_days(
            steps in proptest::collection::vec(-400_000_i64..700_000, 1..60), zone in 0_usize..4, weekday in 0_usize..7,
        ) {
            let zone = ["UTC", "Europe/London", "Pacific/Apia", "America/St_Johns"][zone];
            let settings = TeamSettings { digest_day: Weekday::ALL[weekday].0, ..mondays(zone) };
            let (mut now, mut last, mut posted) = (1_795_000_000_i64, Some(day("2026-10-01")), Vec::new());
            for step in steps {
                now = (now + step).max(0);
                let at = SystemTime::UNIX_EPOCH + Duration::from_secs(now.unsigned_abs());
                if let Digest::Due(day) = Digest::of(&settings, last, at) {
                    prop_assert!(!posted.contains(&day));
                    prop_assert_eq!(Weekday::of(&Zone::default().local(SystemTime::UNIX_EPOCH + Duration::from_secs(u64::from(day.0) * 86_400))), settings.digest_day);
                    posted.push(day);
                    last = Some(day);
                }
            }
        }
    }
}
