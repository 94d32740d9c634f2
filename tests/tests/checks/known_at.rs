//! As known at: an answer computed once is computed again identically, whatever was learnt since.

use hub::check::{CheckRequest, Declaration};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use schema::codes::{CheckKind, MaritalStatus, SupplyFormat};
use schema::date::{Day, UncertainDate, Validity};
use schema::db::write_tx;
use schema::facts::{Citizenship, Death, Marital, Procedure, Residence, Subject, SubjectSet};
use schema::journal;
use sync::load::{SupplyPlan, set_plan};
use tests::{TestStore, on_both};

use super::support::*;

const CF: &str = "RSSMRA70E17F257K";

/// What the register learns of the person.
#[derive(Debug, Clone)]
enum Learnt {
    Residences(Vec<(Validity, bool, bool)>),
    Maritals(Vec<(Validity, bool)>),
    Citizenships(Vec<Validity>),
    Deaths(Vec<Validity>),
    Procedures(Vec<Validity>),
    /// Subjects of the plan of Modena, or of Carpi.
    Plan(bool, SubjectSet),
}

fn validity() -> impl Strategy<Value = Validity> {
    let date = || {
        prop_oneof![
            (2000..2026i32, 1..13u32)
                .prop_filter_map("month", |(y, m)| Day::from_ymd(y, m, 15))
                .prop_map(UncertainDate::exact),
            (2000..2026i32).prop_filter_map("year", UncertainDate::year),
        ]
    };
    (date(), prop_oneof![Just(UncertainDate::OPEN), date()]).prop_map(|(a, b)| {
        if a.first <= b.first {
            Validity::between(a, b)
        } else {
            Validity::between(b, a)
        }
    })
}

fn learnt() -> impl Strategy<Value = Learnt> {
    prop_oneof![
        3 => vec((validity(), any::<bool>(), any::<bool>()), 0..3).prop_map(Learnt::Residences),
        2 => vec((validity(), any::<bool>()), 0..3).prop_map(Learnt::Maritals),
        1 => vec(validity(), 0..2).prop_map(Learnt::Citizenships),
        1 => vec(validity(), 0..2).prop_map(Learnt::Deaths),
        1 => vec(validity(), 0..2).prop_map(Learnt::Procedures),
        2 => (any::<bool>(), 0..=SubjectSet::ALL.0)
            .prop_map(|(modena, set)| Learnt::Plan(modena, SubjectSet(set))),
    ]
}

fn learn(store: &TestStore, id: i64, what: &Learnt) -> i64 {
    match what {
        Learnt::Residences(list) => {
            let rows: Vec<Residence> = list
                .iter()
                .map(|(validity, modena, disputed)| {
                    held(
                        Residence {
                            comune: if *modena { MODENA } else { CARPI }.to_owned(),
                            register: "APR".to_owned(),
                            standing: if *disputed { "D" } else { "A" }.to_owned(),
                            ..Residence::default()
                        },
                        *validity,
                    )
                })
                .collect();
            replace(store, id, &rows)
        }
        Learnt::Maritals(list) => {
            let rows: Vec<Marital> = list
                .iter()
                .map(|(validity, single)| {
                    held(
                        Marital {
                            status: if *single { "1" } else { "2" }.to_owned(),
                            ..Marital::default()
                        },
                        *validity,
                    )
                })
                .collect();
            replace(store, id, &rows)
        }
        Learnt::Citizenships(list) => {
            let rows: Vec<Citizenship> = list
                .iter()
                .map(|validity| {
                    held(
                        Citizenship {
                            state: "100".to_owned(),
                            ..Citizenship::default()
                        },
                        *validity,
                    )
                })
                .collect();
            replace(store, id, &rows)
        }
        Learnt::Deaths(list) => {
            let rows: Vec<Death> = list
                .iter()
                .map(|validity| held(Death::default(), *validity))
                .collect();
            replace(store, id, &rows)
        }
        Learnt::Procedures(list) => {
            let rows: Vec<Procedure> = list
                .iter()
                .map(|validity| {
                    held(
                        Procedure {
                            kind: "RES45".to_owned(),
                            ..Procedure::default()
                        },
                        *validity,
                    )
                })
                .collect();
            replace(store, id, &rows)
        }
        Learnt::Plan(modena, subjects) => {
            agree(store, if *modena { MODENA } else { CARPI }, *subjects)
        }
    }
}

/// States what a Comune supplies; the last journal number then.
fn agree(store: &TestStore, comune: &str, subjects: SubjectSet) -> i64 {
    let plan = SupplyPlan {
        comune: comune.to_owned(),
        format: SupplyFormat::Xml,
        every_days: 1,
        subjects,
        lac_values: String::new(),
        last_number: 0,
    };
    write_tx::<_, diesel::result::Error>(&mut store.conn(), |conn| {
        set_plan(conn, &plan, store.clock.as_ref())?;
        journal::head(conn)
    })
    .expect("write the plan")
}

fn question(day: Day) -> CheckRequest {
    let mut request = by_cf(CF, residence(MODENA));
    request.reference_day = Some(day);
    request.declarations.extend([
        Declaration::MaritalStatus(MaritalStatus::Single),
        Declaration::FreeStatus,
        Declaration::Citizenship {
            state: "100".to_owned(),
            since: None,
        },
        Declaration::Alive,
        Declaration::Death {
            date: None,
            place: None,
        },
    ]);
    request
}

on_both! {
    fn a_past_answer_is_computed_again_identically(store: &TestStore) {
        let id = record(store, &[resident(CF, "ROSSI", "MARIO", "1970-05-17", MODENA)])[0];
        let node = Node::start(store);
        let key = key(store, None, CheckKind::ALL);
        let config = Config { failure_persistence: None, ..Config::with_cases(6) };
        let days = (2000..2026i32, 1..13u32)
            .prop_filter_map("day", |(y, m)| Day::from_ymd(y, m, 20));
        let strategy = (vec(learnt(), 1..8), vec(days, 1..4));
        TestRunner::new(config)
            .run(&strategy, |(steps, days)| {
                let mut given = Vec::new();
                for step in &steps {
                    let number = learn(store, id, step);
                    for day in &days {
                        let request = question(*day);
                        let access = node.access(&key);
                        let answer = node
                            .runtime
                            .block_on(node.engine.submit(access, request))
                            .expect("an answer");
                        prop_assert_eq!(answer.known_at, number);
                        given.push((*day, number, answer.answers));
                    }
                }
                for (day, number, answers) in given {
                    let mut request = question(day);
                    request.known_at = Some(number);
                    let access = node.access(&key);
                    let again = node
                        .runtime
                        .block_on(node.engine.submit(access, request))
                        .expect("an answer");
                    prop_assert_eq!(again.answers, answers, "as known at {}, on {}", number, day);
                }
                Ok(())
            })
            .unwrap_or_else(|error| panic!("{error}"));
    }

    fn a_plan_counts_from_when_it_is_stated_and_not_before(store: &TestStore) {
        record(store, &[resident(CF, "ROSSI", "MARIO", "1970-05-17", MODENA)]);
        let node = Node::start(store);
        let key = key(store, None, CheckKind::ALL);
        let mut request = by_cf(CF, Declaration::MaritalStatus(MaritalStatus::Single));
        let before = journal::head(&mut store.conn()).unwrap();
        assert_eq!(node.ask(&key, &request), ["S"]);
        let narrow = agree(store, MODENA, SubjectSet::of(&[Subject::Residences]));
        assert_eq!(node.ask(&key, &request), ["A:FATTO_NON_FORNITO"], "seen by the node that serves");
        let wide = agree(store, MODENA, SubjectSet::ALL);
        assert_eq!(node.ask(&key, &request), ["S"]);
        assert_eq!((narrow, wide), (before + 1, before + 2));
        assert_eq!(agree(store, MODENA, SubjectSet::ALL), wide, "the same plan changes nothing");
        for (known_at, answer) in [(before, "S"), (narrow, "A:FATTO_NON_FORNITO"), (wide, "S")] {
            request.known_at = Some(known_at);
            assert_eq!(node.ask(&key, &request), [answer], "as known at {known_at}");
        }
    }
}
