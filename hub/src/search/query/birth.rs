//! A birth that is sought: a stretch of days, and what a hurried hand makes of a day.

use schema::date::{Day, UncertainDate};

/// How a registered birth fits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::search) enum BirthFit {
    /// Surely within it.
    Exact,
    /// It may be, as far as the register knows.
    Uncertain,
    /// Day and month are swapped.
    Swapped,
    /// A digit, a day or some years off.
    Near(f32),
    /// Another.
    No,
}

/// The first and last day on which the person sought may have been born.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::search) struct Birth {
    pub first: Day,
    pub last: Day,
}

/// One digit of the date is another, or two neighbours are swapped.
const DIGIT: f32 = 0.8;
/// A day too early or too late.
const NEXT_DAY: f32 = 0.85;
/// A year too early or too late, the day being right.
const NEXT_YEAR: f32 = 0.75;
/// The day is of another year, or the year and month right and the day not.
const SAME_MONTH: f32 = 0.55;

impl Birth {
    pub const fn of(date: UncertainDate) -> Self {
        Self {
            first: date.first,
            last: date.last,
        }
    }

    /// The day, if one is sought.
    pub fn day(self) -> Option<Day> {
        (self.first == self.last).then_some(self.first)
    }

    /// The month, if no more than one is sought.
    pub fn month(self) -> Option<Day> {
        (self.first.0 / 100 == self.last.0 / 100).then_some(self.first)
    }

    pub fn fits(self, registered: UncertainDate) -> BirthFit {
        if self.first <= registered.first && registered.last <= self.last {
            return BirthFit::Exact;
        }
        if registered.first <= self.last && self.first <= registered.last {
            return BirthFit::Uncertain;
        }
        if !registered.is_exact() {
            return BirthFit::No;
        }
        let there = registered.first;
        if let Some(day) = self.day() {
            return near_day(day, there);
        }
        // A year or month typed: the one before or after.
        let years = self.last.year() - self.first.year();
        let beside = there.year() == self.first.year() - 1 || there.year() == self.last.year() + 1;
        if years == 0 && beside {
            BirthFit::Near(NEXT_YEAR)
        } else {
            BirthFit::No
        }
    }

    /// Days on which the person may have been born if a day was typed badly: those that [`fits`](Self::fits) takes as near,
    /// but for the other days of the month.
    pub fn near_days(self) -> Vec<Day> {
        let Some(day) = self.day() else {
            return Vec::new();
        };
        let mut days = Vec::new();
        let (year, month, of_month) = (day.year(), day.month(), day.day());
        days.extend(Day::from_ymd(year, of_month, month));
        days.extend([day.add_days(-1), day.add_days(1)]);
        let text = format!("{year:04}{month:02}{of_month:02}");
        let digits: Vec<u8> = text.bytes().map(|b| b - b'0').collect();
        for at in 0..digits.len() {
            for other in 0..10 {
                let mut changed = digits.clone();
                changed[at] = other;
                days.extend(from_digits(&changed));
            }
            if at + 1 < digits.len() {
                let mut changed = digits.clone();
                changed.swap(at, at + 1);
                days.extend(from_digits(&changed));
            }
        }
        days.retain(|one| *one != day);
        days.sort_unstable();
        days.dedup();
        days
    }
}

fn from_digits(digits: &[u8]) -> Option<Day> {
    let number = |part: &[u8]| part.iter().fold(0_u32, |n, d| n * 10 + u32::from(*d));
    let year = number(&digits[..4]).cast_signed();
    if !(1850..2100).contains(&year) {
        return None;
    }
    Day::from_ymd(year, number(&digits[4..6]), number(&digits[6..]))
}

fn near_day(typed: Day, there: Day) -> BirthFit {
    if typed.year() == there.year() && typed.month() == there.day() && typed.day() == there.month()
    {
        return BirthFit::Swapped;
    }
    if typed.add_days(1) == there || typed.add_days(-1) == there {
        return BirthFit::Near(NEXT_DAY);
    }
    if typed.0 % 10_000 == there.0 % 10_000 && (typed.year() - there.year()).abs() == 1 {
        return BirthFit::Near(NEXT_YEAR.max(DIGIT));
    }
    if one_digit(typed.0, there.0) {
        return BirthFit::Near(DIGIT);
    }
    if typed.0 / 100 == there.0 / 100 {
        return BirthFit::Near(SAME_MONTH);
    }
    BirthFit::No
}

/// One digit differs, or two neighbouring ones are swapped.
fn one_digit(a: i32, b: i32) -> bool {
    let digits = |mut n: i32| {
        let mut out = [0_i32; 8];
        for slot in out.iter_mut().rev() {
            *slot = n % 10;
            n /= 10;
        }
        out
    };
    let (a, b) = (digits(a), digits(b));
    let differing: Vec<usize> = (0..8).filter(|at| a[*at] != b[*at]).collect();
    match differing.as_slice() {
        [_] => true,
        [x, y] => y - x == 1 && a[*x] == b[*y] && a[*y] == b[*x],
        _ => false,
    }
}
