//! Hours in which a registry office works: what a term "within N working hours" is counted in.

use std::ops::Range;

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, Utc, Weekday};

use crate::italian_time::{from_civil, to_civil};

/// From Monday to Friday, between two hours of Italian clocks, except on national holidays and, where the office
/// keeps one, on the day of its patron saint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkingTime {
    opens: NaiveTime,
    closes: NaiveTime,
    patron: Option<(u32, u32)>,
}

impl Default for WorkingTime {
    /// 8 to 14, no patron saint.
    fn default() -> Self {
        Self {
            opens: hour(8),
            closes: hour(14),
            patron: None,
        }
    }
}

fn hour(hour: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or(NaiveTime::MIN)
}

impl WorkingTime {
    /// Between two full hours of the same day; `None` unless `opens < closes <= 23`.
    pub fn new(opens: u32, closes: u32) -> Option<Self> {
        (opens < closes && closes <= 23).then(|| Self {
            opens: hour(opens),
            closes: hour(closes),
            patron: None,
        })
    }

    /// Closed on that day of every year too; `None` if no year has it.
    pub fn with_patron(self, month: u32, day: u32) -> Option<Self> {
        // A leap year: 29 February is somebody's patron saint too.
        NaiveDate::from_ymd_opt(2000, month, day)?;
        Some(Self {
            patron: Some((month, day)),
            ..self
        })
    }

    /// True if the office opens on that day.
    pub fn works_on(&self, day: NaiveDate) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        !weekend && !is_national_holiday(day) && self.patron != Some((day.month(), day.day()))
    }

    /// The moment at which so many working hours have passed since `from`: within opening hours, the closing hour
    /// included. No hours are over at once. More than a century away it is never: the last moment there is.
    pub fn add(&self, from: DateTime<Utc>, hours: u32) -> DateTime<Utc> {
        let mut left = Duration::hours(i64::from(hours));
        if left.is_zero() {
            return from;
        }
        let mut day = to_civil(from).date();
        let never = day.year() + 100;
        while day.year() < never {
            let open = self.open_on(day);
            let begin = from.max(open.start);
            let room = open.end - begin;
            if left <= room {
                return begin + left;
            }
            left -= room.max(Duration::zero());
            day = match day.succ_opt() {
                Some(next) => next,
                None => break,
            };
        }
        DateTime::<Utc>::MAX_UTC
    }

    /// The working time between two moments; none if the second is not after the first.
    pub fn between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Duration {
        let mut passed = Duration::zero();
        let mut day = to_civil(from).date();
        let last = to_civil(to).date();
        while day <= last {
            let open = self.open_on(day);
            let time = to.min(open.end) - from.max(open.start);
            passed += time.max(Duration::zero());
            day = match day.succ_opt() {
                Some(next) => next,
                None => break,
            };
        }
        passed
    }

    /// When the office is open on that day; nothing on a day on which it does not work.
    fn open_on(&self, day: NaiveDate) -> Range<DateTime<Utc>> {
        let start = from_civil(day.and_time(self.opens));
        if self.works_on(day) {
            start..from_civil(day.and_time(self.closes))
        } else {
            start..start
        }
    }
}

/// Holidays of the whole State (Law 260/1949 and what amended it) that can fall from Monday to Friday.
pub fn is_national_holiday(day: NaiveDate) -> bool {
    match (day.month(), day.day()) {
        (1, 1 | 6) | (4, 25) | (5 | 11, 1) | (6, 2) | (8, 15) | (12, 8 | 25 | 26) => true,
        // Saint Francis of Assisi: a holiday again since 2026 (Law 151/2025).
        (10, 4) => day.year() >= 2026,
        (3 | 4, _) => easter(day.year()).and_then(|easter| easter.succ_opt()) == Some(day),
        _ => false,
    }
}

/// Easter Sunday of the Gregorian calendar: the Sunday after the full moon that its tables have on or after 21 March.
fn easter(year: i32) -> Option<NaiveDate> {
    let century = year / 100;
    // Leap days left out by the Gregorian reform, and its correction of the moon.
    let solar = century - century / 4;
    let lunar = (8 * century + 13) / 25;
    let moon = (19 * (year % 19) + solar - lunar + 15) % 30;
    // Two of the thirty ages of the moon share a date, so that a lunation has 29 or 30 days.
    let moon = moon - i32::from(moon == 29 || (moon == 28 && year % 19 > 10));
    let full = NaiveDate::from_ymd_opt(year, 3, 21)? + Duration::days(i64::from(moon));
    let to_sunday = 7 - full.weekday().num_days_from_sunday();
    Some(full + Duration::days(i64::from(to_sunday)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn civil(text: &str) -> DateTime<Utc> {
        from_civil(format!("{text}:00").parse().unwrap())
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn easter_is_where_the_calendar_has_it() {
        for text in [
            "1943-04-25",
            "1961-04-02",
            "2000-04-23",
            "2008-03-23",
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2027-03-28",
            "2028-04-16",
            "2038-04-25",
        ] {
            assert_eq!(easter(date(text).year()), Some(date(text)));
        }
    }

    #[test]
    fn holidays_of_one_year() {
        let holidays: Vec<String> = date("2026-01-01")
            .iter_days()
            .take(365)
            .filter(|day| is_national_holiday(*day))
            .map(|day| day.to_string())
            .collect();
        assert_eq!(
            holidays,
            [
                "2026-01-01",
                "2026-01-06",
                "2026-04-06",
                "2026-04-25",
                "2026-05-01",
                "2026-06-02",
                "2026-08-15",
                "2026-10-04",
                "2026-11-01",
                "2026-12-08",
                "2026-12-25",
                "2026-12-26",
            ]
        );
        assert!(!is_national_holiday(date("2025-10-04")));
    }

    #[test]
    fn terms_end_when_a_clerk_would_say() {
        let office = WorkingTime::default();
        for (from, hours, end) in [
            // Within one day; to the closing hour; over the night.
            ("2026-11-24T09:00", 3, "2026-11-24T12:00"),
            ("2026-11-24T08:00", 6, "2026-11-24T14:00"),
            ("2026-11-24T13:00", 2, "2026-11-25T09:00"),
            // Asked before opening, after closing, on a Saturday.
            ("2026-11-24T06:30", 1, "2026-11-24T09:00"),
            ("2026-11-24T20:00", 1, "2026-11-25T09:00"),
            ("2026-11-21T12:00", 12, "2026-11-24T14:00"),
            // Over a weekend, Easter Monday, and both changes of the clocks.
            ("2026-11-20T13:00", 7, "2026-11-23T14:00"),
            ("2026-04-03T13:30", 1, "2026-04-07T08:30"),
            ("2026-03-27T13:00", 2, "2026-03-30T09:00"),
            ("2026-10-23T13:00", 2, "2026-10-26T09:00"),
            // Over Christmas: the 25th is a Friday, the 26th a Saturday.
            ("2026-12-24T13:00", 2, "2026-12-28T09:00"),
            ("2026-11-21T12:00", 0, "2026-11-21T12:00"),
        ] {
            assert_eq!(
                office.add(civil(from), hours),
                civil(end),
                "{from} + {hours}"
            );
        }
        // Modena keeps Saint Geminianus, 31 January: in 2028 a Monday.
        let modena = office.with_patron(1, 31).unwrap();
        let friday = civil("2028-01-28T13:00");
        assert_eq!(modena.add(friday, 2), civil("2028-02-01T09:00"));
        assert_eq!(office.add(friday, 2), civil("2028-01-31T09:00"));
    }

    #[test]
    fn what_is_no_working_time_is_refused() {
        assert_eq!(WorkingTime::new(8, 14), Some(WorkingTime::default()));
        for (opens, closes) in [(14, 8), (8, 8), (8, 24)] {
            assert_eq!(WorkingTime::new(opens, closes), None);
        }
        assert_eq!(WorkingTime::default().with_patron(2, 30), None);
        let end = WorkingTime::default().add(civil("2026-11-24T09:00"), u32::MAX);
        assert_eq!(end, DateTime::<Utc>::MAX_UTC);
    }

    fn offices() -> impl Strategy<Value = WorkingTime> {
        (0_u32..22, 1_u32..23, 1_u32..13, 1_u32..29).prop_map(|(opens, long, month, day)| {
            WorkingTime::new(opens, (opens + long).min(23))
                .and_then(|office| office.with_patron(month, day))
                .unwrap()
        })
    }

    fn moments() -> impl Strategy<Value = DateTime<Utc>> {
        (1_700_000_000_i64..2_000_000_000)
            .prop_map(|seconds| DateTime::from_timestamp(seconds, 0).unwrap())
    }

    proptest! {
        #[test]
        fn what_is_added_has_passed(office in offices(), from in moments(), hours in 0_u32..300) {
            let end = office.add(from, hours);
            prop_assert_eq!(office.between(from, end), Duration::hours(i64::from(hours)));
        }

        #[test]
        fn a_term_ends_while_the_office_is_open(office in offices(), from in moments(), hours in 1_u32..300) {
            let end = to_civil(office.add(from, hours));
            prop_assert!(office.works_on(end.date()));
            prop_assert!(office.opens < end.time() && end.time() <= office.closes);
        }

        #[test]
        fn hours_add_up(office in offices(), from in moments(), one in 0_u32..100, two in 0_u32..100) {
            prop_assert_eq!(office.add(office.add(from, one), two), office.add(from, one + two));
        }

        #[test]
        fn asked_later_it_does_not_end_sooner(
            office in offices(), from in moments(), later in 0_i64..1_000_000, hours in 0_u32..300
        ) {
            let then = from + Duration::seconds(later);
            prop_assert!(office.add(from, hours) <= office.add(then, hours));
        }
    }
}
