//! Days, dates that lack day or month, and the spans of time in which a fact holds.
//!
//! A register that was begun on paper knows many dates only in part (ANPR flags them `senzaGiorno` and
//! `senzaGiornoMese`). Here such a date is an interval of uncertainty; nothing ever fills the gap with a guess.

use std::fmt;

use chrono::{Datelike, Duration, NaiveDate};
use serde::{Deserialize, Serialize};

/// A calendar day as the number `yyyymmdd` (31 January 1970 is 19700131), which sorts as the date does.
///
/// The two ends, [`Day::MIN`] and [`Day::MAX`], stand for "beyond memory" and "not ended"; `Day::MIN` is no calendar day.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Day(pub i32);

impl Day {
    /// Before every day that a register can name.
    pub const MIN: Self = Self(0);
    /// The open end, 31 December 9999, as ANPR writes it.
    pub const MAX: Self = Self(9999_12_31);

    /// The day, if the calendar has it (years 1 to 9999).
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1..=9999).contains(&year) || day == 0 || day > days_in_month(year, month) {
            return None;
        }
        Some(Self(year * 10_000 + month as i32 * 100 + day as i32))
    }

    /// Reads `yyyy-mm-dd`, nothing shorter and nothing around it.
    pub fn parse_iso(text: &str) -> Option<Self> {
        let b = text.as_bytes();
        if b.len() != 10 || b[4] != b'-' || b[7] != b'-' {
            return None;
        }
        Self::from_ymd(digits(&b[..4])? as i32, digits(&b[5..7])?, digits(&b[8..])?)
    }

    /// Reads `dd/mm/yyyy`, nothing shorter and nothing around it.
    pub fn parse_italian(text: &str) -> Option<Self> {
        let b = text.as_bytes();
        if b.len() != 10 || b[2] != b'/' || b[5] != b'/' {
            return None;
        }
        Self::from_ymd(digits(&b[6..])? as i32, digits(&b[3..5])?, digits(&b[..2])?)
    }

    /// `yyyy-mm-dd`.
    pub fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }

    /// `dd/mm/yyyy`.
    pub fn italian(self) -> String {
        format!("{:02}/{:02}/{:04}", self.day(), self.month(), self.year())
    }

    /// The year, 0 for [`Day::MIN`].
    pub const fn year(self) -> i32 {
        self.0 / 10_000
    }

    /// The month, 1 to 12 (0 for [`Day::MIN`]).
    pub const fn month(self) -> u32 {
        (self.0 / 100 % 100).unsigned_abs()
    }

    /// The day of the month, 1 to 31 (0 for [`Day::MIN`]).
    pub const fn day(self) -> u32 {
        (self.0 % 100).unsigned_abs()
    }

    /// The same day for chrono; `None` for [`Day::MIN`] and for numbers that are no date.
    pub fn to_naive(self) -> Option<NaiveDate> {
        if self.0 <= 0 {
            return None;
        }
        NaiveDate::from_ymd_opt(self.year(), self.month(), self.day())
    }

    /// The same day from chrono; years outside 1 to 9999 become the nearer end.
    pub fn from_naive(date: NaiveDate) -> Self {
        match date.year() {
            ..=0 => Self::MIN,
            10_000.. => Self::MAX,
            year => Self(year * 10_000 + date.month() as i32 * 100 + date.day() as i32),
        }
    }

    /// The day so many days later (or earlier, if negative). The two ends stay where they are, and a result
    /// outside the calendar is the nearer end.
    #[must_use]
    pub fn add_days(self, days: i64) -> Self {
        if self == Self::MAX {
            return self;
        }
        let Some(date) = self.to_naive() else {
            return self;
        };
        match Duration::try_days(days).and_then(|d| date.checked_add_signed(d)) {
            Some(moved) => Self::from_naive(moved),
            None if days < 0 => Self::MIN,
            None => Self::MAX,
        }
    }

    /// The same day so many years later; 29 February becomes the 28th in a common year. The two ends stay.
    #[must_use]
    pub fn add_years(self, years: i32) -> Self {
        if self == Self::MAX || self.0 <= 0 {
            return self;
        }
        let year = self.year().saturating_add(years);
        match year {
            ..=0 => Self::MIN,
            10_000.. => Self::MAX,
            _ => {
                let day = self.day().min(days_in_month(year, self.month()));
                Self(year * 10_000 + self.month() as i32 * 100 + day as i32)
            }
        }
    }

    /// Days from this day to `later`, negative if it lies before; `None` if either is no calendar day.
    pub fn days_until(self, later: Self) -> Option<i64> {
        Some(
            later
                .to_naive()?
                .signed_duration_since(self.to_naive()?)
                .num_days(),
        )
    }

    /// Full years between a birth on this day and `day` (negative before birth).
    pub const fn age_on(self, day: Self) -> i32 {
        // Equal month and day complete the year; the difference of the numbers keeps that order.
        (day.0 - self.0).div_euclid(10_000)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso())
    }
}

/// Number of days of a month of the Gregorian calendar; 0 for a month that does not exist.
const fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 0,
    }
}

fn digits(text: &[u8]) -> Option<u32> {
    text.iter().try_fold(0, |n, b| {
        b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0'))
    })
}

/// A date known to lie between two days, both included. An exact date has them equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct UncertainDate {
    /// The earliest day it can be.
    pub first: Day,
    /// The latest day it can be.
    pub last: Day,
}

impl UncertainDate {
    /// Nothing is known of it.
    pub const UNKNOWN: Self = Self {
        first: Day::MIN,
        last: Day::MAX,
    };
    /// It has not come: the end of what still holds.
    pub const OPEN: Self = Self {
        first: Day::MAX,
        last: Day::MAX,
    };

    /// A date known to the day.
    pub const fn exact(day: Day) -> Self {
        Self {
            first: day,
            last: day,
        }
    }

    /// A date of which the year is known (ANPR's `senzaGiornoMese`); `None` outside 1 to 9999.
    pub fn year(year: i32) -> Option<Self> {
        Some(Self {
            first: Day::from_ymd(year, 1, 1)?,
            last: Day::from_ymd(year, 12, 31)?,
        })
    }

    /// A date of which year and month are known (ANPR's `senzaGiorno`); `None` if there is no such month.
    pub fn month(year: i32, month: u32) -> Option<Self> {
        let first = Day::from_ymd(year, month, 1)?;
        Some(Self {
            first,
            last: Day::from_ymd(year, month, days_in_month(year, month))?,
        })
    }

    /// A date of which only this is known, that it had come by `day`.
    pub const fn not_after(day: Day) -> Self {
        Self {
            first: Day::MIN,
            last: day,
        }
    }

    /// Reads `1950`, `1950-03`, `1950-03-17`, and what [`fmt::Display`] writes: `first/last`, with `..` for an end.
    pub fn parse(text: &str) -> Option<Self> {
        if text == ".." {
            return Some(Self::OPEN);
        }
        if let Some((first, last)) = text.split_once('/') {
            let first = if first == ".." {
                Day::MIN
            } else {
                Day::parse_iso(first)?
            };
            let last = if last == ".." {
                Day::MAX
            } else {
                Day::parse_iso(last)?
            };
            return (first <= last).then_some(Self { first, last });
        }
        let b = text.as_bytes();
        match b.len() {
            4 => Self::year(digits(b)? as i32),
            7 if b[4] == b'-' => Self::month(digits(&b[..4])? as i32, digits(&b[5..])?),
            _ => Day::parse_iso(text).map(Self::exact),
        }
    }

    /// Known to the day.
    pub fn is_exact(self) -> bool {
        self.first == self.last && self.first != Day::MAX
    }

    /// It has not come ([`UncertainDate::OPEN`]).
    pub fn is_open(self) -> bool {
        self.first == Day::MAX
    }

    /// Whether the date can be that day.
    pub fn may_be(self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }

    /// Whether some day fits both dates.
    pub fn may_equal(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// As Italians write it: `17/03/1950`, `03/1950`, `1950`, empty if unknown or still to come, otherwise `tra … e …`.
    pub fn italian(self) -> String {
        match self.shape() {
            Shape::Open | Shape::Unknown => String::new(),
            Shape::Day => self.first.italian(),
            Shape::Month => format!("{:02}/{:04}", self.first.month(), self.first.year()),
            Shape::Year => format!("{:04}", self.first.year()),
            Shape::Interval if self.first == Day::MIN => {
                format!("entro il {}", self.last.italian())
            }
            Shape::Interval if self.last == Day::MAX => format!("dal {}", self.first.italian()),
            Shape::Interval => format!("tra {} e {}", self.first.italian(), self.last.italian()),
        }
    }

    fn shape(self) -> Shape {
        let (a, b) = (self.first, self.last);
        if a == Day::MAX {
            Shape::Open
        } else if self == Self::UNKNOWN {
            Shape::Unknown
        } else if a == b {
            Shape::Day
        } else if Self::month(a.year(), a.month()) == Some(self) {
            Shape::Month
        } else if Self::year(a.year()) == Some(self) {
            Shape::Year
        } else {
            Shape::Interval
        }
    }
}

enum Shape {
    Open,
    Unknown,
    Day,
    Month,
    Year,
    Interval,
}

/// The shortest ISO 8601 form that says it; an interval that is no whole month or year is `first/last`, with `..`
/// for an end beyond memory or not come (the notation of ISO 8601-2).
impl fmt::Display for UncertainDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.shape() {
            Shape::Open => f.write_str(".."),
            Shape::Day if self.first != Day::MIN => write!(f, "{}", self.first),
            Shape::Month => write!(f, "{:04}-{:02}", self.first.year(), self.first.month()),
            Shape::Year => write!(f, "{:04}", self.first.year()),
            _ => {
                let end = |day: Day, far: Day| {
                    if day == far {
                        "..".to_owned()
                    } else {
                        day.iso()
                    }
                };
                write!(
                    f,
                    "{}/{}",
                    end(self.first, Day::MIN),
                    end(self.last, Day::MAX)
                )
            }
        }
    }
}

impl From<Day> for UncertainDate {
    fn from(day: Day) -> Self {
        Self::exact(day)
    }
}

/// Whether something holds, where the dates may not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Truth {
    /// It holds, whatever the uncertain dates turn out to be.
    Yes,
    /// It does not hold, whatever they turn out to be.
    No,
    /// It depends on them.
    Uncertain,
}

impl Truth {
    /// Both hold.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            _ => Self::Uncertain,
        }
    }

    /// At least one holds.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::No, Self::No) => Self::No,
            _ => Self::Uncertain,
        }
    }
}

/// When a fact held in the world: from its first day up to, and not including, the first day it no longer held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Validity {
    /// The first day on which it held.
    pub from: UncertainDate,
    /// The first day on which it no longer held; [`UncertainDate::OPEN`] while it holds.
    pub to: UncertainDate,
}

impl Validity {
    /// It always held and still does.
    pub const fn always() -> Self {
        Self {
            from: UncertainDate::exact(Day::MIN),
            to: UncertainDate::OPEN,
        }
    }

    /// It holds since then.
    pub const fn since(from: UncertainDate) -> Self {
        Self {
            from,
            to: UncertainDate::OPEN,
        }
    }

    /// It held from the first date until the day before the second.
    pub const fn between(from: UncertainDate, to: UncertainDate) -> Self {
        Self { from, to }
    }

    /// Whether it held on that day.
    pub fn at(&self, day: Day) -> Truth {
        if self.from.last <= day && day < self.to.first {
            Truth::Yes
        } else if day < self.from.first || day >= self.to.last {
            Truth::No
        } else {
            Truth::Uncertain
        }
    }

    /// Not known to have ended.
    pub fn is_open(&self) -> bool {
        self.to.is_open()
    }

    /// Some day lies in both, whatever the uncertain dates turn out to be.
    pub fn surely_overlaps(&self, other: &Self) -> bool {
        self.from.last.max(other.from.last) < self.to.first.min(other.to.first)
    }

    /// Some day may lie in both.
    pub fn may_overlap(&self, other: &Self) -> bool {
        self.from.first.max(other.from.first) < self.to.last.min(other.to.last)
    }
}

#[cfg(test)]
#[path = "date_tests.rs"]
mod tests;
