//! Nothing tells of people whom the caller may not see.

use hub::search::{AddressWish, BirthWish, Criteria, SearchRefusal};
use tests::{TestStore, on_both};

use super::support::*;

on_both! {
    fn people_outside_are_in_neither_hits_nor_counts_nor_limits(store: &TestStore) {
        record_streets(store, MODENA, &[("1", "VIA", "ROMA")]);
        record_streets(store, CARPI, &[("1", "VIA", "ROMA")]);
        let here = |number: i32| {
            let mut one = resident(
                &format!("RSSMRA7{number}A01F257K"),
                "ROSSI",
                "MARIO",
                "1970-01-01",
                MODENA,
            );
            lives(&mut one, MODENA, "1", number, since("1970-01-01"));
            one
        };
        let mut people: Vec<_> = (1..=3).map(here).collect();
        let own = record(store, &people);
        user(store, 1, &[registered_in(MODENA)]);
        user(store, 2, EVERYBODY);
        let node = Node::with(
            store,
            hub::search::SearchOptions {
                most_hits: 3,
                ..hub::search::SearchOptions::default()
            },
        );
        node.caught_up(store);
        let questions = [
            named("Rossi", ""),
            named("Rosi", "Mario"),
            Criteria {
                birth: Some(BirthWish::On(date("1970-01-01"))),
                ..named("Rossi", "Marco")
            },
            Criteria {
                address: Some(AddressWish {
                    street: Some("Via Roma".to_owned()),
                    ..AddressWish::default()
                }),
                address_ever: true,
                ..Criteria::default()
            },
            Criteria {
                codice_fiscale: Some("RSSMRA7".to_owned()),
                ..Criteria::default()
            },
        ];
        let ask = |user| -> Vec<_> {
            let found = |criteria: &Criteria| {
                node.ask(user, &search(criteria.clone()))
                    .map(|answer| (answer.found.hits, answer.found.total, answer.found.exact))
            };
            questions.iter().map(found).collect()
        };
        let before = ask(1);
        assert!(
            before
                .iter()
                .all(|answer| answer.as_ref().is_ok_and(|(hits, ..)| hits.len() == 3)),
            "{before:?}"
        );
        // Others come, elsewhere: the same names, the same streets, and one who left Modena for Carpi.
        let elsewhere = |number: i32| {
            let mut one = resident(
                &format!("RSSMRA7{number}A01B819K"),
                "ROSSI",
                "MARIO",
                "1970-01-01",
                CARPI,
            );
            lives(&mut one, CARPI, "1", number, since("1970-01-01"));
            one
        };
        people = (4..=9).map(elsewhere).collect();
        // Names that are alike must not displace those of Modena among what a typed word may be.
        people.extend(('A'..='Z').flat_map(|letter| {
            [format!("ROSSI{letter}"), format!("RO{letter}SI"), format!("{letter}ROSSI")].map(|surname| {
                resident("RSSMRA70A01B819K", &surname, "MARIO", "1970-01-01", CARPI)
            })
        }));
        let mut mover = here(9);
        moved(&mut mover, CARPI, "2020-01-01");
        people.push(mover);
        // And one of Modena is dead, whom this caller may not find.
        let mut dead = here(8);
        left(&mut dead, "2021-01-01", "1");
        people.push(dead);
        record(store, &people);
        node.caught_up(store);
        assert_eq!(
            ask(1),
            before,
            "people outside the territory changed an answer"
        );
        assert_eq!(
            node.ask(2, &search(named("Rossi", ""))),
            Err(SearchRefusal::TooMany(3))
        );
        assert_eq!(fitting(&node.find(1, named("Rossi", ""))), own);
    }
}

on_both! {
    fn whoever_left_is_found_as_of_then_by_the_comune_left(store: &TestStore) {
        let mut piero = resident("NRIPRI60A01F257M", "NERI", "PIERO", "1960-01-01", MODENA);
        moved(&mut piero, CARPI, "2010-05-01");
        let ids = record(store, &[piero]);
        user(store, 1, &[registered_in(MODENA)]);
        user(store, 2, &[registered_in(CARPI)]);
        let node = Node::start(store);
        node.caught_up(store);
        let asked = || named("Neri", "Piero");
        assert_eq!(fitting(&node.find(1, asked())), [0_i64; 0]);
        assert_eq!(fitting(&node.find(2, asked())), ids);
        assert_eq!(fitting(&node.find_on(1, "2010-04-30", asked())), ids);
        assert_eq!(fitting(&node.find_on(2, "2010-04-30", asked())), [0_i64; 0]);
    }
}

#[test]
fn an_address_of_another_comune_finds_nobody() {
    let store = TestStore::sqlite();
    record_streets(&store, MODENA, &[("1", "VIA", "ROMA")]);
    record_streets(&store, CARPI, &[("1", "VIA", "ROMA")]);
    let mut piero = resident("NRIPRI60A01F257M", "NERI", "PIERO", "1960-01-01", CARPI);
    lives(
        &mut piero,
        CARPI,
        "1",
        5,
        between("1960-01-01", "2010-05-01"),
    );
    moved(&mut piero, MODENA, "2010-05-01");
    lives(&mut piero, MODENA, "1", 9, since("2010-05-01"));
    let ids = record(&store, &[piero]);
    user(&store, 1, &[all_of(MODENA)]);
    user(&store, 2, EVERYBODY);
    let node = Node::start(&store);
    node.caught_up(&store);
    let lived = |number| Criteria {
        address: Some(AddressWish {
            street: Some("Via Roma".to_owned()),
            number: Some(number),
            ..AddressWish::default()
        }),
        address_ever: true,
        ..Criteria::default()
    };
    assert_eq!(fitting(&node.find(1, lived(9))), ids);
    assert_eq!(node.find(1, lived(5)).hits, []);
    assert_eq!(fitting(&node.find(2, lived(5))), ids);
}

#[test]
fn the_dead_and_the_moved_are_found_only_by_who_may() {
    let store = TestStore::sqlite();
    let mut dead = resident("NRIPRI60A01F257M", "NERI", "PIERO", "1960-01-01", MODENA);
    left(&mut dead, "2020-02-03", "1");
    let ids = record(&store, &[dead]);
    user(&store, 1, &[registered_in(MODENA)]);
    user(&store, 2, &[all_of(MODENA)]);
    let node = Node::start(&store);
    node.caught_up(&store);
    assert_eq!(node.find(1, named("Neri", "Piero")).hits, []);
    assert_eq!(fitting(&node.find(2, named("Neri", "Piero"))), ids);
    // While he lived he was registered.
    assert_eq!(
        fitting(&node.find_on(1, "2020-02-02", named("Neri", "Piero"))),
        ids
    );
}

#[test]
fn a_comune_that_validates_is_not_searched_and_the_answer_says_so() {
    let store = TestStore::sqlite();
    let ids = record(
        &store,
        &[
            resident("NRIPRI60A01F257M", "NERI", "PIERO", "1960-01-01", MODENA),
            resident("NRIPRI61A01F257M", "NERI", "PIERO", "1961-01-01", CARPI),
        ],
    );
    let validating = Right {
        validation: "MANUALE",
        ..registered_in(CARPI)
    };
    user(&store, 1, &[registered_in(MODENA), validating]);
    user(&store, 2, &[validating]);
    let node = Node::start(&store);
    node.caught_up(&store);
    let answer = node.ask(1, &search(named("Neri", ""))).unwrap();
    assert_eq!(fitting(&answer.found), [ids[0]]);
    assert_eq!(answer.validating, [CARPI]);
    let refused = node.ask(2, &search(named("Neri", ""))).unwrap_err();
    assert_eq!(refused.code(), "VALIDAZIONE_RICHIESTA");
    let mut narrowed = search(named("Neri", ""));
    narrowed.comuni = Some(vec!["036040".to_owned()]);
    assert_eq!(
        node.ask(1, &narrowed).unwrap_err().code(),
        "COMUNE_NON_CONCESSO"
    );
}
