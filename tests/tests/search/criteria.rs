//! Each criterion finds whom it should, and says why.

use hub::search::{
    AddressWish, BirthWish, Criteria, PlaceWish, SearchRefusal, SheetWish, Standing, Strength,
};
use schema::codes::Sex;

use super::support::*;
use crate::checks::support::record_streets;

fn people() -> Vec<schema::facts::PersonFacts> {
    let mut mario = resident(
        "RSSMRA70E17F257K",
        "ROSSI",
        "MARIO GIUSEPPE",
        "1970-05-17",
        MODENA,
    );
    lives(&mut mario, MODENA, "10", 12, since("2000-01-01"));
    on_sheet(&mut mario, MODENA, "4711", since("1995-06-10"));
    with_card(&mut mario, "CA12345BB");
    let mut omocode = resident("RSSMRA70E17F25TK", "ROSSI", "MARIO", "1970-05-17", CARPI);
    lives(&mut omocode, CARPI, "10", 12, since("2000-01-01"));
    let mut widow = resident("VRDNNA40A41F257Z", "D'ANGELO", "ANNA", "1940-01-01", MODENA);
    "F".clone_into(&mut widow.identities[0].sex);
    "4".clone_into(&mut widow.maritals[0].status);
    let foreign = {
        let mut one = resident("BNLMRO80A01Z330X", "BEN ALI", "OMAR", "1980-01-01", MODENA);
        "436".clone_into(&mut one.citizenships[0].state);
        "Z330".clone_into(&mut one.identities[0].birth_place);
        "MAROCCO".clone_into(&mut one.identities[0].birth_place_name);
        one
    };
    let mut dead = resident("NRIPRI60A01F257M", "NERI", "PIERO", "1960-01-01", MODENA);
    left(&mut dead, "2020-02-03", "1");
    let mut gone = resident("NRIPLA61A01F257M", "NERI", "PAOLO", "1961-01-01", MODENA);
    left(&mut gone, "2019-02-03", "6");
    vec![mario, omocode, widow, foreign, dead, gone]
}

on_both! {
    fn each_criterion_finds_whom_it_should(store: &TestStore) {
        let ids = record(store, &people());
        let [mario, omocode, widow, foreign, dead, gone] = *ids.as_slice() else {
            panic!("six people");
        };
        record_streets(
            store,
            MODENA,
            &[("10", "VIA", "GIUSEPPE GARIBALDI"), ("11", "VIA", "ROMA")],
        );
        record_streets(store, CARPI, &[("10", "VIA", "GARIBALDI")]);
        user(store, 1, EVERYBODY);
        let node = Node::start(store);
        node.caught_up(store);
        let found = |criteria: Criteria| fitting(&node.find(1, criteria));
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(found(named("rossi", "")), [mario, omocode]);
        assert_eq!(found(named("rossi", "giuseppe")), [mario]);
        assert_eq!(found(named("dangelo", "")), [widow]);
        assert_eq!(found(named("Benali", "")), [foreign]);
        let born = |birth| Criteria {
            birth: Some(birth),
            ..named("Rossi", "")
        };
        assert_eq!(
            found(born(BirthWish::On(date("1970-05-17")))),
            [mario, omocode]
        );
        assert_eq!(found(born(BirthWish::On(date("1970")))), [mario, omocode]);
        assert_eq!(found(born(BirthWish::On(date("1970-06")))), [0_i64; 0]);
        assert_eq!(
            found(born(BirthWish::Aged(50, 60, day("2026-01-01")))),
            [mario, omocode]
        );
        assert_eq!(
            found(born(BirthWish::Aged(20, 30, day("2026-01-01")))),
            [0_i64; 0]
        );
        let sexed = Criteria {
            sex: Some(Sex::Female),
            ..named("d'angelo", "")
        };
        assert_eq!(found(sexed.clone()), [widow]);
        assert_eq!(
            found(Criteria {
                sex: Some(Sex::Male),
                ..sexed
            }),
            [0_i64; 0]
        );
        let place = |name: &str, code: Option<&str>| Criteria {
            birth_place: Some(PlaceWish {
                name: text(name),
                code: code.map(str::to_owned),
            }),
            ..named("ben ali", "")
        };
        assert_eq!(found(place("Marocco", None)), [foreign]);
        assert_eq!(found(place("Marocco", Some("Z330"))), [foreign]);
        assert_eq!(found(place("Modena (MO)", None)), [0_i64; 0]);
        // Omocodia: the variant is found too, and says so.
        let by_code = |code: &str| Criteria {
            codice_fiscale: text(code),
            ..Criteria::default()
        };
        assert_eq!(found(by_code("RSSMRA70E17F257K")), [mario, omocode]);
        assert_eq!(found(by_code("rssmra70")), [mario, omocode]);
        assert_eq!(found(by_code("NRIPRI60A01F257M")), [dead]);
        let hits = node.find(1, by_code("RSSMRA70E17F257K")).hits;
        assert_eq!(reasons(&hits[0]), ["codiceFiscale:ESATTO"]);
        assert_eq!(reasons(&hits[1]), ["codiceFiscale:OMOCODIA"]);
        let document = Criteria {
            document: text("ca 12345 bb"),
            ..Criteria::default()
        };
        assert_eq!(found(document), [mario]);
        let sheet = |comune: Option<&str>, code: &str| Criteria {
            sheet: Some(SheetWish {
                comune: comune.map(str::to_owned),
                kind: None,
                code: code.to_owned(),
            }),
            ..Criteria::default()
        };
        assert_eq!(found(sheet(Some(MODENA), "4711")), [mario]);
        assert_eq!(found(sheet(None, "4711")), [mario]);
        assert_eq!(found(sheet(Some(CARPI), "4711")), [0_i64; 0]);
        let at = |comune: Option<&str>, street: &str, number: Option<i32>| Criteria {
            address: Some(AddressWish {
                comune: comune.map(str::to_owned),
                street: text(street),
                number,
                ..AddressWish::default()
            }),
            ..Criteria::default()
        };
        assert_eq!(found(at(None, "via garibaldi", Some(12))), [mario, omocode]);
        assert_eq!(found(at(Some(MODENA), "v. g. garibaldi", None)), [mario]);
        assert_eq!(
            found(at(Some(MODENA), "via garibaldi", Some(14))),
            [0_i64; 0]
        );
        assert_eq!(found(at(None, "via roma", None)), [0_i64; 0]);
        assert_eq!(found(at(None, "via che non c'è", None)), [0_i64; 0]);
        let comune = Criteria {
            comune: text(CARPI),
            ..named("Rossi", "")
        };
        assert_eq!(found(comune), [omocode]);
        let citizen = Criteria {
            citizenship: text("436"),
            ..named("", "omar")
        };
        assert_eq!(found(citizen), [foreign]);
        let married = Criteria {
            marital_status: text("4"),
            ..named("", "anna")
        };
        assert_eq!(found(married.clone()), [widow]);
        assert_eq!(
            found(Criteria {
                marital_status: text("2"),
                ..married
            }),
            [0_i64; 0]
        );
        let standing = |standing| Criteria {
            standing: Some(standing),
            ..named("neri", "")
        };
        assert_eq!(found(named("neri", "")), [dead, gone]);
        assert_eq!(found(standing(Standing::Dead)), [dead]);
        assert_eq!(found(standing(Standing::Untraceable)), [gone]);
        assert_eq!(found(standing(Standing::Resident)), [0_i64; 0]);
    }
}

on_both! {
    fn exact_hits_come_first_and_each_says_why(store: &TestStore) {
        let mut others = vec![
            resident("RSSMRA70E17F257K", "RUSSO", "MARIO", "1970-05-17", MODENA),
            resident("RSSMRA71E17F257K", "ROSSI", "MARIO", "1971-05-17", MODENA),
            resident("RSSMRA70E17A944K", "ROSSI", "MARIO", "1970-05-17", MODENA),
        ];
        others[1].identities[0].birth_last = 1971_12_31;
        others[1].identities[0].birth_first = 1971_01_01;
        let ids = record(store, &others);
        user(store, 1, EVERYBODY);
        let node = Node::start(store);
        node.caught_up(store);
        let found = node.find(
            1,
            Criteria {
                birth: Some(BirthWish::On(date("1970-05-17"))),
                ..named("rossi", "mario")
            },
        );
        assert_eq!(found.exact, 1);
        let first = &found.hits[0];
        assert_eq!((first.person_id, first.strength), (ids[2], Strength::Exact));
        assert_eq!(
            reasons(first),
            ["cognome:ESATTO", "nome:ESATTO", "nascita:ESATTO"]
        );
        assert_eq!(first.person.comune, MODENA);
        assert_eq!(first.person.standing, Standing::Resident);
        let russo = found
            .hits
            .iter()
            .find(|hit| hit.person_id == ids[0])
            .expect("Russo");
        assert!(!russo.strength.fits());
        assert_eq!(reasons(russo)[0], "cognome:GRAFIA_SIMILE");
        assert_eq!(russo.reasons[0].found, "RUSSO");
        // A birth of which only the year is known may be the day, and says so, behind the sure ones.
        let uncertain = node.find(
            1,
            Criteria {
                birth: Some(BirthWish::On(date("1971-03-01"))),
                ..named("rossi", "mario")
            },
        );
        assert_eq!(uncertain.hits[0].person_id, ids[1]);
        assert_eq!(uncertain.hits[0].strength, Strength::Partial);
        assert_eq!(reasons(&uncertain.hits[0])[2], "nascita:DATA_INCERTA");
    }
}

#[test]
fn too_many_are_refused_and_pages_end() {
    let store = TestStore::sqlite();
    let people: Vec<_> = (1..=30)
        .map(|number| {
            let born = format!("19{:02}-01-01", 50 + number);
            resident(
                &format!("RSSMRA{:02}A01F257K", 50 + number),
                "ROSSI",
                "MARIO",
                &born,
                MODENA,
            )
        })
        .collect();
    record(&store, &people);
    user(&store, 1, EVERYBODY);
    let node = Node::with(
        &store,
        hub::search::SearchOptions {
            most_hits: 29,
            ..hub::search::SearchOptions::default()
        },
    );
    node.caught_up(&store);
    let refused = node.ask(1, &search(named("Rossi", ""))).unwrap_err();
    assert_eq!(refused, SearchRefusal::TooMany(29));
    assert!(refused.to_string().contains("aggiungere altri elementi"));
    let narrowed = |after| {
        let mut asked = search(Criteria {
            birth: Some(BirthWish::Between(day("1951-01-01"), day("1979-12-31"))),
            ..named("Rossi", "")
        });
        asked.after = after;
        asked.limit = 10;
        node.ask(1, &asked).expect("an answer").found
    };
    let pages: Vec<_> = [0, 10, 20, 30].map(narrowed).into();
    assert_eq!(pages[0].total, 29);
    let nexts: Vec<_> = pages.iter().map(hub::search::Found::next).collect();
    assert_eq!(nexts, [Some(10), Some(20), None, None]);
    let lengths: Vec<_> = pages.iter().map(|page| page.hits.len()).collect();
    assert_eq!(lengths, [10, 10, 9, 0]);
    let mut ids: Vec<_> = pages.iter().flat_map(fitting).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 29, "pages do not overlap");
    let ends: Vec<_> = pages
        .iter()
        .map(hub::search::Found::is_beyond_the_end)
        .collect();
    assert_eq!(ends, [false, false, false, true]);
    assert_eq!(narrowed(u32::MAX).hits, []);
}

#[test]
fn what_cannot_be_searched_is_told_with_its_fields() {
    let store = TestStore::sqlite();
    user(&store, 1, EVERYBODY);
    let node = Node::start(&store);
    node.caught_up(&store);
    for criteria in [
        named("*", ""),
        named(&"A".repeat(10_000), ""),
        named("A\u{202e}B", ""),
    ] {
        let refused = node.ask(1, &search(criteria)).unwrap_err();
        assert_eq!(refused.code(), "RICERCA_NON_VALIDA");
        assert!(refused.to_string().contains("cognome"), "{refused}");
    }
}

use tests::{TestStore, on_both};
