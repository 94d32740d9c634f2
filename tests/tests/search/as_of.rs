//! Who bore this name then, who lived here then, where has she lived.

use hub::search::{AddressWish, Criteria, Standing};
use tests::{TestStore, on_both};

use super::support::*;

fn at(street: &str, number: i32, ever: bool) -> Criteria {
    Criteria {
        address: Some(AddressWish {
            street: Some(street.to_owned()),
            number: Some(number),
            ..AddressWish::default()
        }),
        address_ever: ever,
        ..Criteria::default()
    }
}

on_both! {
    fn people_are_found_by_an_old_name(store: &TestStore) {
        let mut lucia = resident("BNCLCU50A41F257K", "BIANCHI", "LUCIA", "1950-01-01", MODENA);
        renamed(&mut lucia, "VERDI", "1990-03-01");
        let ids = record(store, &[lucia]);
        user(store, 1, EVERYBODY);
        let node = Node::start(store);
        node.caught_up(store);
        assert_eq!(fitting(&node.find(1, named("Verdi", "Lucia"))), ids);
        // Not her name today: shown, but as borne at another time.
        let today = node.find(1, named("Bianchi", "Lucia"));
        assert_eq!(today.exact, 0);
        assert_eq!(
            reasons(&today.hits[0]),
            ["cognome:ALTRO_PERIODO", "nome:ALTRO_PERIODO"]
        );
        assert_eq!(today.hits[0].person.surname, "VERDI");
        // As of then it was hers.
        assert_eq!(
            fitting(&node.find_on(1, "1990-02-28", named("Bianchi", "Lucia"))),
            ids
        );
        assert_eq!(
            fitting(&node.find_on(1, "1990-03-01", named("Bianchi", "Lucia"))),
            [0_i64; 0]
        );
        let ever = Criteria {
            names_ever: true,
            ..named("Bianchi", "")
        };
        let found = node.find(1, ever);
        assert_eq!(fitting(&found), ids);
        assert_eq!(reasons(&found.hits[0]), ["cognome:ALTRO_PERIODO"]);
        assert_eq!(found.hits[0].reasons[0].found, "BIANCHI LUCIA");
    }
}

on_both! {
    fn people_are_found_by_an_old_address(store: &TestStore) {
        record_streets(
            store,
            MODENA,
            &[("1", "VIA", "ROMA"), ("2", "VIA", "EMILIA")],
        );
        let mut ada = resident("NRIDAA60A41F257K", "NERI", "ADA", "1960-01-01", MODENA);
        lives(
            &mut ada,
            MODENA,
            "1",
            5,
            between("1960-01-01", "1998-04-01"),
        );
        lives(&mut ada, MODENA, "2", 7, since("1998-04-01"));
        let mut bea = resident("NRIBEA61A41F257K", "NERI", "BEA", "1961-01-01", MODENA);
        // When she moved in is known to the month only.
        lives(&mut bea, MODENA, "1", 5, since("1998-05"));
        let ids = record(store, &[ada, bea]);
        user(store, 1, EVERYBODY);
        let node = Node::start(store);
        node.caught_up(store);
        assert_eq!(fitting(&node.find(1, at("Via Roma", 5, false))), [ids[1]]);
        assert_eq!(
            fitting(&node.find_on(1, "1998-03-31", at("Via Roma", 5, false))),
            [ids[0]]
        );
        assert_eq!(
            fitting(&node.find_on(1, "1998-04-01", at("Via Roma", 5, false))),
            [0_i64; 0]
        );
        let may = node.find_on(1, "1998-05-15", at("Via Roma", 5, false));
        assert_eq!(fitting(&may), [ids[1]]);
        assert_eq!(reasons(&may.hits[0]), ["indirizzo:DATA_INCERTA"]);
        let ever = node.find(1, at("Via Roma", 5, true));
        assert_eq!(fitting(&ever), ids);
        let hers = ever
            .hits
            .iter()
            .find(|hit| hit.person_id == ids[0])
            .unwrap();
        assert_eq!(reasons(hers), ["indirizzo:ALTRO_PERIODO"]);
        assert_eq!(hers.reasons[0].found, "VIA ROMA 5");
        // With a name, an old address points the same way without being asked for.
        let mut both = at("Via Roma", 5, false);
        both.names = Some("Ada".to_owned());
        let found = node.find(1, both);
        assert_eq!(found.hits[0].person_id, ids[0]);
        assert!(!found.hits[0].strength.fits());
    }
}

#[test]
fn standing_and_comune_are_those_of_the_day() {
    let store = TestStore::sqlite();
    let mut piero = resident("NRIPRI60A01F257M", "NERI", "PIERO", "1960-01-01", MODENA);
    moved(&mut piero, CARPI, "2010-05-01");
    let mut last = piero.residences[1].clone();
    (last.to_first, last.to_last) = (2020_02_03, 2020_02_03);
    last.exit_reason = "1".to_owned();
    piero.residences[1] = last;
    let ids = record(&store, &[piero]);
    user(&store, 1, EVERYBODY);
    let node = Node::start(&store);
    node.caught_up(&store);
    let on = |iso: &str| {
        let found = node.find_on(1, iso, named("Neri", "Piero"));
        let person = found.hits.first().map(|hit| &hit.person);
        person.map(|person| (person.comune.clone(), person.standing))
    };
    assert_eq!(
        on("2010-04-30"),
        Some((MODENA.to_owned(), Standing::Resident))
    );
    assert_eq!(
        on("2010-05-01"),
        Some((CARPI.to_owned(), Standing::Resident))
    );
    assert_eq!(on("2020-02-03"), Some((CARPI.to_owned(), Standing::Dead)));
    assert_eq!(on("1959-12-31"), None, "nobody before birth");
    let in_modena = Criteria {
        comune: Some(MODENA.to_owned()),
        ..named("Neri", "")
    };
    assert_eq!(
        fitting(&node.find_on(1, "2010-04-30", in_modena.clone())),
        ids
    );
    assert_eq!(
        fitting(&node.find_on(1, "2015-01-01", in_modena)),
        [0_i64; 0]
    );
}
