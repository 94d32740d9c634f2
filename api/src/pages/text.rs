//! Days, moments and numbers as Italian readers write them.

use chrono::NaiveDateTime;
use schema::date::Day;
use schema::italian_time::to_civil;

/// `21/11/2026`; nothing for what is no calendar day, such as an open end.
pub fn day(day: Day) -> String {
    day.to_naive()
        .map(|day| day.format("%d/%m/%Y").to_string())
        .unwrap_or_default()
}

/// `21/11/2026, 15:04` by the clocks of Italy, from a moment in UTC.
pub fn moment(utc: NaiveDateTime) -> String {
    to_civil(utc.and_utc())
        .format("%d/%m/%Y, %H:%M")
        .to_string()
}

/// The same with seconds, for what must be told apart.
pub fn exact_moment(utc: NaiveDateTime) -> String {
    to_civil(utc.and_utc())
        .format("%d/%m/%Y, %H:%M:%S")
        .to_string()
}

/// `1.234.567`.
pub fn count(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        text.push('−');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn utc(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(year, month, day)
            .unwrap()
            .and_hms_opt(hour, minute, 0)
            .unwrap()
    }

    #[test]
    fn moments_by_the_clocks_of_italy() {
        assert_eq!(moment(utc(2026, 11, 21, 14, 4)), "21/11/2026, 15:04");
        assert_eq!(moment(utc(2026, 7, 1, 22, 30)), "02/07/2026, 00:30");
        assert_eq!(
            exact_moment(utc(2026, 7, 1, 22, 30)),
            "02/07/2026, 00:30:00"
        );
    }

    #[test]
    fn numbers_and_days() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_000), "1.000");
        assert_eq!(count(-702_521), "−702.521");
        assert_eq!(day(Day(2026_11_21)), "21/11/2026");
        assert_eq!(day(Day(0)), "");
    }
}
