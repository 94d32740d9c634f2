use proptest::prelude::*;
use schema::facts::{Death, Residence};

use super::*;

fn spell(comune: &str, bounds: [i32; 4], register: &str, exit: &str) -> Residence {
    Residence {
        comune: comune.to_owned(),
        register: register.to_owned(),
        standing: "A".to_owned(),
        exit_reason: exit.to_owned(),
        from_first: bounds[0],
        from_last: bounds[1],
        to_first: bounds[2],
        to_last: bounds[3],
        ..Residence::default()
    }
}

#[test]
fn a_span_survives_packing() {
    for span in [
        Span {
            comune: 36_023,
            standing: Standing::Untraceable,
            from: 0,
            to: LAST_ORDINAL + 1,
        },
        Span {
            comune: 999_999,
            standing: Standing::NotYet,
            from: 12_345,
            to: 54_321,
        },
        Span {
            comune: 0,
            standing: Standing::Resident,
            from: 1,
            to: 2,
        },
    ] {
        assert_eq!(Span::unpack(span.pack()), span);
    }
}

#[test]
fn ordinals_keep_the_order_of_days() {
    let days = [
        0, 1599_12_31, 1600_01_02, 1970_01_31, 1970_02_01, 2024_12_31, 2025_01_01, 9999_12_31,
    ];
    let ordinals: Vec<u32> = days.map(|day| ordinal(Day(day))).to_vec();
    assert!(ordinals.is_sorted(), "{ordinals:?}");
    assert_ne!(ordinal(Day(1970_01_31)), ordinal(Day(1970_02_01)));
    assert!(ordinal(Day(9999_12_31)) <= LAST_ORDINAL);
}

#[test]
fn a_mover_belongs_to_one_comune_after_the_other() {
    let facts = PersonFacts {
        residences: vec![
            spell(
                "036023",
                [1970_01_01, 1970_01_01, 2010_05_01, 2010_05_01],
                "APR",
                "3",
            ),
            spell(
                "036005",
                [2010_05_01, 2010_05_01, 9999_12_31, 9999_12_31],
                "APR",
                "",
            ),
        ],
        ..PersonFacts::default()
    };
    let spans = Span::of(&facts);
    let on = |day: i32| -> Vec<(u32, Standing)> {
        let holding = spans.iter().filter(|span| span.holds(ordinal(Day(day))));
        holding.map(|span| (span.comune, span.standing)).collect()
    };
    assert_eq!(on(1960_01_01), [(36_023, Standing::NotYet)]);
    assert_eq!(on(2010_04_30), [(36_023, Standing::Resident)]);
    assert_eq!(on(2010_05_01), [(36_005, Standing::Resident)]);
    assert_eq!(spans.len(), 3);
}

/// Bounds that lie anyhow, as registers have them.
fn bounds() -> impl Strategy<Value = [i32; 4]> {
    let day = prop_oneof![
        Just(0),
        (1900_i32..2025, 1_i32..13, 1_i32..29).prop_map(|(y, m, d)| y * 10_000 + m * 100 + d),
        Just(9999_12_31),
    ];
    prop::array::uniform4(day).prop_map(|mut bounds| {
        bounds.sort_unstable();
        bounds
    })
}

fn residence() -> impl Strategy<Value = Residence> {
    let comune = prop::sample::select(vec!["036023", "036005", "037006"]);
    let register = prop::sample::select(vec!["APR", "AIRE"]);
    let exit = prop::sample::select(vec!["", "1", "3", "5", "6", "13"]);
    (comune, bounds(), register, exit).prop_map(|(c, b, r, e)| spell(c, b, r, e))
}

fn death() -> impl Strategy<Value = Death> {
    bounds().prop_map(|bounds| Death {
        from_first: bounds[0],
        from_last: bounds[1],
        to_first: 9999_12_31,
        to_last: 9999_12_31,
        ..Death::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    /// On whatever day, spans say what the functions of checks say.
    #[test]
    fn spans_are_what_checks_decide(
        residences in prop::collection::vec(residence(), 0..4),
        deaths in prop::collection::vec(death(), 0..2),
        (year, month, day) in (1890_i32..2035, 1_i32..13, 1_i32..29),
    ) {
        let facts = PersonFacts { residences, deaths, ..PersonFacts::default() };
        let day = Day(year * 10_000 + month * 100 + day);
        let mut expected: Vec<u32> =
            competent(&facts, day).iter().map(|code| code.parse().unwrap()).collect();
        if expected.is_empty() {
            expected.push(0);
        }
        expected.sort_unstable();
        let spans = Span::of(&facts);
        let holding: Vec<&Span> = spans.iter().filter(|span| span.holds(ordinal(day))).collect();
        let mut found: Vec<u32> = holding.iter().map(|span| span.comune).collect();
        found.sort_unstable();
        prop_assert_eq!(found, expected);
        for span in holding {
            prop_assert_eq!(span.standing, Standing::of(&facts, day));
        }
    }
}
