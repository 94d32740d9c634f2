use proptest::prelude::*;

use super::*;

fn day(text: &str) -> Day {
    Day::parse_iso(text).unwrap()
}

fn date(text: &str) -> UncertainDate {
    UncertainDate::parse(text).unwrap()
}

#[test]
fn reads_and_writes_days_of_the_calendar_only() {
    assert_eq!(day("1970-01-31").0, 1970_01_31);
    assert_eq!(Day::parse_italian("29/02/2000"), Day::from_ymd(2000, 2, 29));
    assert_eq!(day("0987-06-05").italian(), "05/06/0987");
    for wrong in [
        "1970-02-30",
        "1900-02-29",
        "1970-13-01",
        "1970-00-01",
        "1970-1-1",
        "0000-01-01",
        "+970-01-01",
        "",
        "1970-01-31 ",
    ] {
        assert_eq!(Day::parse_iso(wrong), None, "{wrong}");
    }
    for wrong in ["30/02/1970", "1/1/1970", "01-01-1970", "01/01/19é"] {
        assert_eq!(Day::parse_italian(wrong), None, "{wrong}");
    }
}

#[test]
fn counts_days_and_years() {
    assert_eq!(day("2023-12-31").add_days(1), day("2024-01-01"));
    assert_eq!(day("2024-03-01").add_days(-1), day("2024-02-29"));
    assert_eq!(day("2024-02-29").add_years(1), day("2025-02-28"));
    assert_eq!(day("2000-01-01").days_until(day("2001-01-01")), Some(366));
    assert_eq!(Day::MAX.add_days(-1), Day::MAX);
    assert_eq!(Day::MIN.add_years(1), Day::MIN);
    assert_eq!(day("9999-12-30").add_days(i64::MAX), Day::MAX);
    assert_eq!(day("2005-06-15").age_on(day("2023-06-14")), 17);
    assert_eq!(day("2005-06-15").age_on(day("2023-06-15")), 18);
    assert_eq!(day("2005-06-15").age_on(day("2005-06-14")), -1);
}

#[test]
fn writes_an_uncertain_date_in_its_shortest_form() {
    for text in [
        "1950",
        "1950-03",
        "1950-03-17",
        "..",
        "../..",
        "../1950-03-17",
        "1950-03-17/..",
        "1950-03-17/1950-04-02",
    ] {
        assert_eq!(date(text).to_string(), text);
    }
    assert_eq!(date("1950-02-01/1950-02-28").to_string(), "1950-02");
    assert_eq!(UncertainDate::UNKNOWN, date("../.."));
    assert_eq!(UncertainDate::parse("1950-04-02/1950-03-17"), None);
    assert_eq!(date("1950-03").italian(), "03/1950");
    assert_eq!(
        UncertainDate::not_after(day("1950-03-17")).italian(),
        "entro il 17/03/1950"
    );
    assert!(!UncertainDate::OPEN.is_exact());
}

#[test]
fn a_fact_holds_surely_possibly_or_not() {
    let residence = Validity::between(date("1950"), date("1980-06"));
    assert_eq!(residence.at(day("1949-12-31")), Truth::No);
    assert_eq!(residence.at(day("1950-07-01")), Truth::Uncertain);
    assert_eq!(residence.at(day("1950-12-31")), Truth::Yes);
    assert_eq!(residence.at(day("1980-05-31")), Truth::Yes);
    assert_eq!(residence.at(day("1980-06-01")), Truth::Uncertain);
    assert_eq!(residence.at(day("1980-06-30")), Truth::No);
    assert_eq!(Validity::always().at(day("2026-01-01")), Truth::Yes);
    assert_eq!(
        Validity::since(UncertainDate::UNKNOWN).at(day("2026-01-01")),
        Truth::Uncertain
    );
}

#[test]
fn consecutive_spells_do_not_overlap_and_uncertain_ones_only_may() {
    let first = Validity::between(date("1950-01-01"), date("1980-06-01"));
    let next = Validity::since(date("1980-06-01"));
    assert!(!first.may_overlap(&next));
    assert!(first.may_overlap(&Validity::since(date("1980"))));
    assert!(!first.surely_overlaps(&Validity::since(date("1980"))));
    assert!(first.surely_overlaps(&Validity::since(date("1979"))));
}

fn any_day() -> impl Strategy<Value = Day> {
    (1i32..=9999, 1u32..=12, 1u32..=31)
        .prop_filter_map("in the calendar", |(y, m, d)| Day::from_ymd(y, m, d))
}

fn any_date() -> impl Strategy<Value = UncertainDate> {
    (any_day(), any_day()).prop_map(|(a, b)| UncertainDate {
        first: a.min(b),
        last: a.max(b),
    })
}

proptest! {
    #[test]
    fn every_way_of_writing_is_read_back(d in any_day(), date in any_date()) {
        prop_assert_eq!(Day::parse_iso(&d.iso()), Some(d));
        prop_assert_eq!(Day::parse_italian(&d.italian()), Some(d));
        prop_assert_eq!(d.to_naive().map(Day::from_naive), Some(d));
        prop_assert_eq!(UncertainDate::parse(&date.to_string()), Some(date));
    }

    #[test]
    fn no_text_panics(text in ".{0,24}") {
        let _ = (Day::parse_iso(&text), Day::parse_italian(&text), UncertainDate::parse(&text));
    }

    #[test]
    fn adding_days_is_undone(d in any_day(), n in -300_000i64..300_000) {
        let moved = d.add_days(n);
        if moved != Day::MIN && moved != Day::MAX && d != Day::MAX {
            prop_assert_eq!(d.days_until(moved), Some(n));
        }
    }

    /// The three answers agree with every way in which the uncertain dates can turn out.
    #[test]
    fn truth_covers_every_outcome(from in any_date(), to in any_date(), d in any_day(), f in any_day(), t in any_day()) {
        let f = f.clamp(from.first, from.last);
        let t = t.clamp(to.first, to.last);
        let holds = f <= d && d < t;
        match Validity::between(from, to).at(d) {
            Truth::Yes => prop_assert!(holds),
            Truth::No => prop_assert!(!holds),
            Truth::Uncertain => {}
        }
    }
}
