//! A consultation reads ranges of indexes, and nothing else: the plans of its statements say so.

use hub::check::{Caches, Scope, SubjectRef};
use hub::consultation::{About, AskedAddress, AskedStreet, Granted, KnownAt, Look};
use schema::clock::Clock;
use schema::codes::ConsultationKind as Kind;
use schema::date::Day;
use tests::on_both;
use tests::plan::explain;

use super::support::*;

fn abouts() -> Vec<(Kind, About)> {
    let person = || About::Person(SubjectRef::CodiceFiscale(BIANCHI.to_owned()));
    let mut all: Vec<_> = [
        Kind::Individual,
        Kind::Family,
        Kind::Institution,
        Kind::Dwelling,
        Kind::History,
    ]
    .map(|kind| (kind, person()))
    .into();
    let address = AskedAddress {
        comune: MODENA.to_owned(),
        street: AskedStreet::Code("10".to_owned()),
        number: 12,
        exponent: None,
        staircase: None,
        interior: None,
    };
    all.push((Kind::Dwelling, About::Address(address)));
    let events = About::Events {
        comune: MODENA.to_owned(),
        from: day("2020-01-01"),
        to: day("2020-12-31"),
        page: 1,
    };
    all.push((Kind::Events, events));
    all
}

on_both! {
    fn every_statement_uses_an_index(store: &TestStore) {
        family(store);
        let caches = Caches::default();
        let granted = |_: &str| Granted::all();
        let ceased = |_: &str| true;
        let moment = store.clock.now().naive_utc();
        for (kind, about) in abouts() {
            let look = Look {
                kind,
                about: &about,
                day: Day(2015_06_01),
                known_at: Some(KnownAt::Moment(moment)),
                compared_with: None,
                scope: &Scope::All,
                ceased: &ceased,
                granted: &granted,
            };
            let plans = explain(&mut store.conn(), |conn| {
                look.look(conn, &caches).unwrap();
            });
            assert!(plans.len() > 3, "{kind}: {plans:?}");
            // A family with its history, from code to street, in so few statements.
            assert!(plans.len() <= 40, "{kind}: {}", plans.len());
            for plan in &plans {
                assert!(plan.uses_indexes_only(), "{kind}: {plan:?}");
            }
        }
    }

    fn addresses_and_events_are_entered_by_their_whole_key(store: &TestStore) {
        family(store);
        let caches = Caches::default();
        let granted = |_: &str| Granted::all();
        let ceased = |_: &str| true;
        for (kind, index, columns) in [
            (Kind::Dwelling, "address_place", ["comune=? AND street_code=? AND number=?", "(comune = $1) AND (street_code = $2) AND (number = $3)"]),
            (Kind::Events, "register_event_place", ["comune=? AND registered_on>? AND registered_on<?", "(comune = $1) AND (registered_on >= $2) AND (registered_on <= $3)"]),
        ] {
            let about = abouts().into_iter().rev().find(|(one, _)| *one == kind).unwrap().1;
            let look = Look {
                kind,
                about: &about,
                day: Day(2015_06_01),
                known_at: None,
                compared_with: None,
                scope: &Scope::All,
                ceased: &ceased,
                granted: &granted,
            };
            let plans = explain(&mut store.conn(), |conn| {
                look.look(conn, &caches).unwrap();
            });
            let entered = plans.iter().filter(|plan| plan.lines.iter().any(|line| line.contains(index)));
            let entered: Vec<_> = entered.collect();
            assert!(!entered.is_empty(), "{plans:?}");
            let wanted = columns[usize::from(!store.is_sqlite())];
            for plan in entered {
                assert!(plan.lines.iter().any(|line| line.contains(wanted)), "{plan:?}");
            }
        }
    }
}
