use proptest::prelude::*;
use schema::date::{Day, UncertainDate};
use schema::facts::{Bond, Citizenship, Marital, Membership, Residence};

use super::*;

const MODENA: &str = "036023";
const CARPI: &str = "036005";

fn speaker(comune: &str) -> Speaker {
    Speaker {
        comune: comune.to_owned(),
        plans: [MODENA, CARPI]
            .map(|comune| (comune.to_owned(), SubjectSet::ALL))
            .into(),
        present_state: None,
    }
}

/// What is known after a Comune has spoken.
fn told(known: &PersonFacts, comune: &str, asserted: &PersonFacts) -> (PersonFacts, bool) {
    let change = decide(
        known.clone(),
        SubjectSet::ALL,
        asserted.clone(),
        &speaker(comune),
    )
    .expect("nothing contradicts");
    let news = !change.is_empty();
    let mut now = known.clone();
    macro_rules! take {
        ($(($Subject:ident, $field:ident))*) => {
            $(
                for gone in &change.gone.$field {
                    let at = now.$field.iter().position(|fact| fact == gone).expect("it was known");
                    now.$field.swap_remove(at);
                }
                now.$field.extend(change.new.$field);
                now.$field.sort_by_key(|fact| format!("{fact:?}"));
            )*
        };
    }
    for_each_subject!(take);
    take!((Residences, residences));
    (now, news)
}

fn year(year: i32) -> UncertainDate {
    UncertainDate::exact(Day((1980 + year) * 10_000 + 101))
}

fn held<F: Fact>(mut fact: F, from: i32, length: Option<i32>) -> F {
    fact.set_validity(Validity::between(
        year(from),
        length.map_or(UncertainDate::OPEN, |length| year(from + length)),
    ));
    fact
}

fn period() -> impl Strategy<Value = (i32, Option<i32>)> {
    (0..20i32, prop::option::of(1..10i32))
}

/// What one Comune may say of one person: its own spells and sheets, and the person's own facts.
fn assertion(comune: &'static str, other: &'static str) -> impl Strategy<Value = PersonFacts> {
    let spells = prop::collection::vec((period(), any::<bool>()), 0..3);
    let sheets = prop::collection::vec(period(), 0..3);
    let maritals = prop::collection::vec((period(), 1..4u8), 0..3);
    let bonds = prop::collection::vec(period(), 0..2);
    let citizenships = prop::collection::vec((period(), 1..3u8), 0..3);
    (spells, sheets, maritals, bonds, citizenships).prop_map(
        move |(spells, sheets, maritals, bonds, citizenships)| PersonFacts {
            residences: spells
                .into_iter()
                .map(|((from, length), named)| {
                    let spell = Residence {
                        comune: comune.to_owned(),
                        origin: if named { other } else { "" }.to_owned(),
                        standing: "A".to_owned(),
                        ..Residence::default()
                    };
                    held(spell, from, length)
                })
                .collect(),
            memberships: sheets
                .into_iter()
                .map(|(from, length)| {
                    let sheet = Membership {
                        comune: comune.to_owned(),
                        ..Membership::default()
                    };
                    held(sheet, from, length)
                })
                .collect(),
            maritals: maritals
                .into_iter()
                .map(|((from, length), status)| {
                    let status = status.to_string();
                    held(
                        Marital {
                            status,
                            ..Marital::default()
                        },
                        from,
                        length,
                    )
                })
                .collect(),
            bonds: bonds
                .into_iter()
                .map(|(from, length)| held(Bond::default(), from, length))
                .collect(),
            citizenships: citizenships
                .into_iter()
                .map(|((from, length), state)| {
                    let state = state.to_string();
                    held(
                        Citizenship {
                            state,
                            ..Citizenship::default()
                        },
                        from,
                        length,
                    )
                })
                .collect(),
            ..PersonFacts::default()
        },
    )
}

proptest! {
    #[test]
    fn the_same_again_changes_nothing(first in assertion(MODENA, CARPI), other in assertion(CARPI, MODENA)) {
        let (known, _) = told(&PersonFacts::default(), MODENA, &first);
        let (again, news) = told(&known, MODENA, &first);
        prop_assert!(!news);
        prop_assert_eq!(&again, &known);
        let (known, _) = told(&known, CARPI, &other);
        prop_assert!(!told(&known, CARPI, &other).1);
        // Of somebody who lives nowhere, the last word counts.
        if !first.residences.is_empty() || !other.residences.is_empty() {
            prop_assert!(!told(&known, MODENA, &first).1, "nor what was said before, said again");
        }
    }

    #[test]
    fn the_last_word_of_a_comune_is_all_that_counts(
        early in prop::collection::vec(assertion(MODENA, CARPI), 0..3),
        last in assertion(MODENA, CARPI),
        other in prop::option::of(assertion(CARPI, MODENA)),
    ) {
        let (mut known, mut alone) = (PersonFacts::default(), PersonFacts::default());
        for assertion in &early {
            known = told(&known, MODENA, assertion).0;
        }
        known = told(&known, MODENA, &last).0;
        alone = told(&alone, MODENA, &last).0;
        prop_assert_eq!(&known, &alone);
        if let Some(other) = other {
            prop_assert_eq!(told(&known, CARPI, &other).0, told(&alone, CARPI, &other).0);
        }
    }

    #[test]
    fn the_order_of_two_comuni_does_not_matter(
        mut modena in assertion(MODENA, CARPI),
        mut carpi in assertion(CARPI, MODENA),
        (from_modena, to_carpi) in (0..10i32, 10..20i32),
        heard in any::<bool>(),
    ) {
        // Somebody lived in Modena and lives in Carpi; Modena may have heard of it or not.
        let spell = |comune: &str, origin: &str| Residence {
            comune: comune.to_owned(),
            origin: origin.to_owned(),
            standing: "A".to_owned(),
            ..Residence::default()
        };
        let length = heard.then_some(to_carpi - from_modena);
        modena.residences = vec![held(spell(MODENA, ""), from_modena, length)];
        carpi.residences = vec![held(spell(CARPI, MODENA), to_carpi, None)];
        let nobody = PersonFacts::default();
        let one = told(&told(&nobody, MODENA, &modena).0, CARPI, &carpi).0;
        let other = told(&told(&nobody, CARPI, &carpi).0, MODENA, &modena).0;
        prop_assert_eq!(&one, &other);
        prop_assert_eq!(one.maritals.len(), carpi.maritals.len(), "Carpi's word counts");
    }
}
