//! Civil time in Italy, which people read on their clocks; everything stored is UTC.
//!
//! The rule is that of the European Union (Directive 2000/84/EC): one hour ahead of UTC, two from the last Sunday of
//! March to the last Sunday of October, both at 01:00 UTC. It holds since 1996; the hub uses civil time only for what
//! happens while it runs, so no database of time zones is needed. If the Union gives summer time up, this file changes.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Utc, Weekday};

use crate::date::Day;

/// What Italian clocks show at that moment.
pub fn to_civil(at: DateTime<Utc>) -> NaiveDateTime {
    at.naive_utc() + ahead(at.naive_utc())
}

/// The moment at which Italian clocks show that. Of the hour that comes twice in October the first is meant; what the
/// clocks skip in March is read as if they had not.
pub fn from_civil(shown: NaiveDateTime) -> DateTime<Utc> {
    let summer = shown - Duration::hours(2);
    if ahead(summer) == Duration::hours(2) {
        summer.and_utc()
    } else {
        (shown - Duration::hours(1)).and_utc()
    }
}

/// The day that Italian calendars show at that moment.
pub fn day_of(at: DateTime<Utc>) -> Day {
    Day::from_naive(to_civil(at).date())
}

/// The moment at which that day begins in Italy; `None` for what is no calendar day.
pub fn start_of(day: Day) -> Option<DateTime<Utc>> {
    Some(from_civil(day.to_naive()?.and_time(NaiveTime::MIN)))
}

/// How far Italian clocks are ahead of UTC.
fn ahead(utc: NaiveDateTime) -> Duration {
    let summer = [3, 10].map(|month| change(utc.year(), month));
    match summer {
        [Some(begins), Some(ends)] if (begins..ends).contains(&utc) => Duration::hours(2),
        _ => Duration::hours(1),
    }
}

/// 01:00 UTC of the last Sunday of a month of 31 days.
fn change(year: i32, month: u32) -> Option<NaiveDateTime> {
    let last = NaiveDate::from_ymd_opt(year, month, 31)?;
    let back = last.weekday().days_since(Weekday::Sun);
    (last - Duration::days(i64::from(back))).and_hms_opt(1, 0, 0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        format!("{text}Z").parse().unwrap()
    }

    #[test]
    fn clocks_change_where_the_directive_says() {
        for (at, shown) in [
            ("2026-01-15T12:00:00", "2026-01-15T13:00:00"),
            ("2026-07-15T12:00:00", "2026-07-15T14:00:00"),
            ("2026-03-29T00:59:59", "2026-03-29T01:59:59"),
            ("2026-03-29T01:00:00", "2026-03-29T03:00:00"),
            ("2026-10-25T00:59:59", "2026-10-25T02:59:59"),
            ("2026-10-25T01:00:00", "2026-10-25T02:00:00"),
            // The 31st is itself the Sunday.
            ("2024-03-31T01:00:00", "2024-03-31T03:00:00"),
            ("2027-10-31T00:59:59", "2027-10-31T02:59:59"),
            ("2026-12-31T23:30:00", "2027-01-01T00:30:00"),
        ] {
            assert_eq!(to_civil(utc(at)), shown.parse().unwrap(), "{at}");
        }
    }

    #[test]
    fn doubtful_hours_have_one_reading() {
        let read = |text: &str| from_civil(text.parse().unwrap());
        assert_eq!(read("2026-10-25T02:30:00"), utc("2026-10-25T00:30:00"));
        assert_eq!(read("2026-03-29T02:30:00"), utc("2026-03-29T01:30:00"));
    }

    #[test]
    fn days_begin_at_midnight_of_the_clocks() {
        let day = Day(2026_07_01);
        assert_eq!(start_of(day), Some(utc("2026-06-30T22:00:00")));
        assert_eq!(day_of(utc("2026-06-30T22:00:00")), day);
        assert_eq!(day_of(utc("2026-06-30T21:59:59")), Day(2026_06_30));
        assert_eq!(start_of(Day::MIN), None);
    }

    proptest! {
        #[test]
        fn there_and_back(seconds in 820_454_400_i64..4_102_444_800) {
            let at = DateTime::from_timestamp(seconds, 0).unwrap();
            let back = from_civil(to_civil(at));
            // Only the second of the two like hours of October comes back as the first.
            let repeated = to_civil(at) == to_civil(at - Duration::hours(1));
            prop_assert_eq!(back, if repeated { at - Duration::hours(1) } else { at });
        }

        #[test]
        fn a_day_begins_in_itself(number in 0_i64..30_000) {
            let day = Day(1996_01_01).add_days(number);
            let start = start_of(day).unwrap();
            prop_assert_eq!(day_of(start), day);
            prop_assert_eq!(day_of(start - Duration::seconds(1)), day.add_days(-1));
        }
    }
}
