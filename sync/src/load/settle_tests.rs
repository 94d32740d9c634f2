use proptest::prelude::*;
use schema::date::Day;

use super::*;

fn spell(comune: &str, from: i32, to: Option<i32>, origin: &str) -> Residence {
    let mut spell = Residence {
        comune: comune.to_owned(),
        register: "APR".to_owned(),
        origin: origin.to_owned(),
        standing: "A".to_owned(),
        ..Residence::default()
    };
    spell.set_validity(Validity::between(
        UncertainDate::exact(Day(from)),
        to.map_or(UncertainDate::OPEN, |day| UncertainDate::exact(Day(day))),
    ));
    spell
}

#[test]
fn the_two_ends_of_a_move_are_joined() {
    let settled = settle(vec![
        spell("036023", 2000_01_01, None, ""),
        spell("036006", 2010_05_03, None, "036023"),
    ]);
    assert_eq!(settled[0].standing, "J");
    assert_eq!(
        settled[0].validity().to,
        UncertainDate::exact(Day(2010_05_03))
    );
    assert_eq!(settled[1].standing, "A");
    assert!(settled[1].validity().is_open());
    assert_eq!(competent(&settled), Some("036006"));
}

#[test]
fn two_homes_at_once_are_disputed_and_stand_as_asserted() {
    let asserted = vec![
        spell("036023", 2000_01_01, None, ""),
        spell("036006", 2010_05_03, None, ""),
    ];
    let settled = settle(asserted.clone());
    assert!(settled.iter().all(|spell| spell.standing == "D"));
    assert!(
        settled
            .iter()
            .zip(&asserted)
            .all(|(s, a)| s.validity() == a.validity())
    );
}

#[test]
fn the_earliest_entry_ends_the_spell_and_an_earlier_life_does_not() {
    let settled = settle(vec![
        spell("036023", 2000_01_01, None, ""),
        spell("036006", 2015_01_01, None, "036023"),
        spell("036007", 2010_01_01, Some(2014_01_01), "036023"),
        spell("036008", 1990_01_01, Some(1999_01_01), "036023"),
    ]);
    assert_eq!(
        settled[0].validity().to,
        UncertainDate::exact(Day(2010_01_01))
    );
    assert!(settled[1..].iter().all(|spell| spell.standing == "A"));
}

fn any_spell() -> impl Strategy<Value = Residence> {
    (
        0..4usize,
        0..40i32,
        0..3i32,
        prop::option::of(1..15i32),
        0..5usize,
    )
        .prop_map(|(comune, start, blur, length, origin)| {
            const COMUNI: [&str; 5] = ["036001", "036002", "036003", "036004", ""];
            let day = |year: i32| Day((1980 + year) * 10_000 + 101);
            let mut spell = spell(COMUNI[comune], 1980_01_01, None, COMUNI[origin]);
            spell.set_validity(Validity::between(
                UncertainDate {
                    first: day(start),
                    last: day(start + blur),
                },
                length.map_or(UncertainDate::OPEN, |years| {
                    UncertainDate::exact(day(start + blur + years))
                }),
            ));
            spell
        })
}

fn sorted(mut spells: Vec<Residence>) -> Vec<String> {
    let mut shown: Vec<String> = spells.drain(..).map(|spell| format!("{spell:?}")).collect();
    shown.sort();
    shown
}

proptest! {
    #[test]
    fn the_order_of_arrival_does_not_matter(
        (spells, shuffled) in prop::collection::vec(any_spell(), 0..6)
            .prop_flat_map(|spells| (Just(spells.clone()), Just(spells).prop_shuffle()))
    ) {
        let one = settle(spells);
        let other = settle(shuffled);
        prop_assert_eq!(competent(&one), competent(&other));
        prop_assert_eq!(sorted(one), sorted(other));
    }

    #[test]
    fn what_is_not_disputed_does_not_overlap(spells in prop::collection::vec(any_spell(), 0..6)) {
        let settled = settle(spells);
        for (index, one) in settled.iter().enumerate() {
            for other in &settled[index + 1..] {
                if one.standing != "D" && other.standing != "D" {
                    prop_assert!(!one.validity().surely_overlaps(&other.validity()));
                }
            }
        }
    }

    #[test]
    fn it_can_be_undone(spells in prop::collection::vec(any_spell(), 0..6)) {
        let settled = settle(spells.clone());
        let undone: Vec<Residence> = settled.iter().map(asserted_form).collect();
        prop_assert_eq!(&undone, &spells);
        prop_assert_eq!(settle(undone), settled);
    }
}
