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
    told_by(known, &speaker(comune), SubjectSet::ALL, asserted)
}

fn told_by(
    known: &PersonFacts,
    speaker: &Speaker,
    asserts: SubjectSet,
    asserted: &PersonFacts,
) -> (PersonFacts, bool) {
    let change =
        decide(known.clone(), asserts, asserted.clone(), speaker).expect("nothing contradicts");
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
        move_to_carpi(&mut modena, &mut carpi, (from_modena, to_carpi), heard);
        let nobody = PersonFacts::default();
        let one = told(&told(&nobody, MODENA, &modena).0, CARPI, &carpi).0;
        let other = told(&told(&nobody, CARPI, &carpi).0, MODENA, &modena).0;
        prop_assert_eq!(&one, &other);
        prop_assert_eq!(one.maritals.len(), carpi.maritals.len(), "Carpi's word counts");
    }

    #[test]
    fn nor_where_each_supplies_a_part_only(
        mut modena in assertion(MODENA, CARPI),
        mut carpi in assertion(CARPI, MODENA),
        days in (0..10i32, 10..20i32),
        heard in any::<bool>(),
        plans in (0..=SubjectSet::ALL.0, 0..=SubjectSet::ALL.0),
    ) {
        move_to_carpi(&mut modena, &mut carpi, days, heard);
        let [of_modena, of_carpi] =
            [plans.0, plans.1].map(|plan| SubjectSet(plan).with(Subject::Residences));
        let by = |comune: &str| Speaker {
            plans: [(MODENA.to_owned(), of_modena), (CARPI.to_owned(), of_carpi)].into(),
            ..speaker(comune)
        };
        let nobody = PersonFacts::default();
        let one = told_by(&nobody, &by(MODENA), of_modena, &modena).0;
        let one = told_by(&one, &by(CARPI), of_carpi, &carpi).0;
        let other = told_by(&nobody, &by(CARPI), of_carpi, &carpi).0;
        let other = told_by(&other, &by(MODENA), of_modena, &modena).0;
        prop_assert_eq!(one, other);
    }

    #[test]
    fn what_holds_now_does_not_depend_on_the_order_where_one_gives_its_present_state(
        mut modena in assertion(MODENA, CARPI),
        mut carpi in assertion(CARPI, MODENA),
        days in (0..10i32, 10..20i32),
        heard in any::<bool>(),
    ) {
        move_to_carpi(&mut modena, &mut carpi, days, heard);
        let present = Day(2022_12_31);
        undate(&mut carpi.maritals, present);
        undate(&mut carpi.citizenships, present);
        undate(&mut carpi.memberships, present);
        let mut lac = speaker(CARPI);
        lac.plans.insert(CARPI.to_owned(), crate::layout::lac::SUBJECTS);
        lac.present_state = interval(Some(Day::MIN), present);
        let by_modena = Speaker { plans: lac.plans.clone(), ..speaker(MODENA) };
        let nobody = PersonFacts::default();
        let before = told_by(&nobody, &by_modena, SubjectSet::ALL, &modena).0;
        let one = told_by(&before, &lac, crate::layout::lac::SUBJECTS, &carpi).0;
        let other = told_by(&nobody, &lac, crate::layout::lac::SUBJECTS, &carpi).0;
        let other = told_by(&other, &by_modena, SubjectSet::ALL, &modena).0;
        prop_assert_eq!(&one.residences, &other.residences);
        prop_assert_eq!(&one.bonds, &other.bonds, "a LAC says nothing of them");
        prop_assert_eq!(open(&one.maritals, |m| &m.status), open(&other.maritals, |m| &m.status));
        prop_assert_eq!(open(&one.citizenships, |c| &c.state), open(&other.citizenships, |c| &c.state));
        prop_assert_eq!(open(&one.memberships, |m| &m.comune), open(&other.memberships, |m| &m.comune));
        // And the first list ends nothing that had ended, and takes no date away.
        for fact in before.maritals.iter().filter(|fact| !fact.validity().is_open()) {
            prop_assert!(one.maritals.contains(fact));
        }
    }

    #[test]
    fn a_comune_without_a_spell_changes_nothing_but_its_own(
        modena in assertion(MODENA, CARPI),
        mut carpi in assertion(CARPI, MODENA),
        plan in 0..=SubjectSet::ALL.0,
    ) {
        prop_assume!(!modena.residences.is_empty());
        carpi.residences.clear();
        let known = told(&PersonFacts::default(), MODENA, &modena).0;
        let mut stranger = speaker(CARPI);
        stranger.plans.insert(MODENA.to_owned(), SubjectSet(plan));
        let now = told_by(&known, &stranger, SubjectSet::ALL, &carpi).0;
        prop_assert_eq!(&now.maritals, &known.maritals);
        prop_assert_eq!(&now.bonds, &known.bonds);
        prop_assert_eq!(&now.citizenships, &known.citizenships);
    }
}

/// Somebody lived in Modena and lives in Carpi; Modena may have heard of it or not.
fn move_to_carpi(
    modena: &mut PersonFacts,
    carpi: &mut PersonFacts,
    (from, to): (i32, i32),
    heard: bool,
) {
    let spell = |comune: &str, origin: &str| Residence {
        comune: comune.to_owned(),
        origin: origin.to_owned(),
        standing: "A".to_owned(),
        ..Residence::default()
    };
    modena.residences = vec![held(spell(MODENA, ""), from, heard.then_some(to - from))];
    carpi.residences = vec![held(spell(CARPI, MODENA), to, None)];
}

/// At most one, as a LAC has it.
fn undate<F: Fact>(facts: &mut Vec<F>, by: Day) {
    facts.truncate(1);
    for fact in facts {
        fact.set_validity(Validity::since(UncertainDate::not_after(by)));
    }
}

fn open<F: Fact>(facts: &[F], said: impl Fn(&F) -> &str) -> Vec<String> {
    let mut open: Vec<String> = facts
        .iter()
        .filter(|fact| fact.validity().is_open())
        .map(|fact| said(fact).to_owned())
        .collect();
    open.sort();
    open
}

#[test]
fn a_stranger_is_told_so_and_a_former_comune_is_not() {
    let residence = |comune: &str, length| {
        held(
            Residence {
                comune: comune.to_owned(),
                standing: "A".to_owned(),
                ..Residence::default()
            },
            0,
            length,
        )
    };
    let known = PersonFacts {
        residences: vec![residence(MODENA, None)],
        ..PersonFacts::default()
    };
    let said = |residences| PersonFacts {
        residences,
        maritals: vec![held(Marital::default(), 1, None)],
        ..PersonFacts::default()
    };
    let codes = |asserted| {
        decide(known.clone(), SubjectSet::ALL, asserted, &speaker(CARPI))
            .unwrap()
            .remarks
            .iter()
            .map(|remark| remark.code)
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(said(Vec::new())), [AnomalyCode::OutOfCompetence]);
    let mut left = known.residences[0].clone();
    left.comune = CARPI.to_owned();
    left.set_validity(Validity::between(year(-5), year(0)));
    assert!(codes(said(vec![left])).is_empty());
}
