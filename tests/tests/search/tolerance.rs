//! What clerks type.

use hub::search::{BirthWish, Criteria, Found, Strength};
use tests::{TestStore, on_both};

use super::support::*;

fn born(surname: &str, names: &str, birth: &str) -> Criteria {
    Criteria {
        birth: Some(BirthWish::On(date(birth))),
        ..named(surname, names)
    }
}

fn first(found: &Found) -> (i64, Strength, Vec<String>) {
    let hit = found.hits.first().expect("somebody");
    (hit.person_id, hit.strength, reasons(hit))
}

on_both! {
    fn a_hurried_hand_is_understood(store: &TestStore) {
        let mut ferrari = resident(
            "FRRGPP60A01F257K",
            "FERRARI",
            "GIUSEPPE",
            "1960-03-12",
            MODENA,
        );
        married(&mut ferrari, "MANTOVANI", "1985-01-01");
        let ids = record(
            store,
            &[
                ferrari,
                resident(
                    "MHMYSF80A01Z330X",
                    "MUHAMMAD",
                    "YUSUF",
                    "1980-04-05",
                    MODENA,
                ),
                resident(
                    "DLCMRA55A41F257X",
                    "DE LUCA",
                    "MARIA GRAZIA",
                    "1955-06-07",
                    MODENA,
                ),
                resident(
                    "BNCLRA90A41F257X",
                    "BIANCHI",
                    "CHIARA",
                    "1990-01-02",
                    MODENA,
                ),
                resident("VRDPLA70A41F257X", "VERDI", "PAOLA", "1970-09-09", MODENA),
            ],
        );
        user(store, 1, EVERYBODY);
        let node = Node::start(store);
        node.caught_up(store);
        let [ferrari, yusuf, grazia, chiara, paola] = *ids.as_slice() else {
            panic!("five people");
        };
        for (who, criteria, reason) in [
            (
                ferrari,
                born("Ferari", "Giuseppe", "1960-03-12"),
                "cognome:SUONO_SIMILE",
            ),
            (
                ferrari,
                born("Ferrair", "Giuseppe", "1960-03-12"),
                "cognome:GRAFIA_SIMILE",
            ),
            (
                ferrari,
                born("Ferrari", "Guiseppe", "1960-03-12"),
                "nome:GRAFIA_SIMILE",
            ),
            (
                ferrari,
                born("Giuseppe", "Ferrari", "1960-03-12"),
                "cognome:SCAMBIATI",
            ),
            (
                ferrari,
                born("Ferrari", "Giuseppe", "1960-12-03"),
                "nascita:GIORNO_MESE_SCAMBIATI",
            ),
            (
                ferrari,
                born("Ferrari", "Giuseppe", "1960-03-13"),
                "nascita:DATA_VICINA",
            ),
            (
                ferrari,
                born("Mantovani", "Giuseppe", "1960-03-12"),
                "cognome:DEL_CONIUGE",
            ),
            (
                yusuf,
                born("Mohamed", "Youssef", "1980-04-05"),
                "cognome:GRAFIA_SIMILE",
            ),
            (
                grazia,
                born("Deluca", "Mariagrazia", "1955-07-06"),
                "nascita:GIORNO_MESE_SCAMBIATI",
            ),
            (
                chiara,
                born("Bianki", "Kiara", "1990-01-02"),
                "cognome:SUONO_SIMILE",
            ),
            (
                paola,
                born("Verdi", "Paolo", "1970-09-09"),
                "nome:GRAFIA_SIMILE",
            ),
        ] {
            let found = node.find(1, criteria.clone());
            let (id, strength, why) = first(&found);
            assert_eq!(id, who, "{criteria:?}");
            assert!(why.contains(&reason.to_owned()), "{criteria:?} {why:?}");
            assert_eq!(
                strength,
                Strength::Strong,
                "{criteria:?} {:?}",
                found.hits[0]
            );
        }
        // In part, and in another order: as typed.
        assert_eq!(
            fitting(&node.find(1, born("De Luca", "Grazia", "1955"))),
            [grazia]
        );
        assert_eq!(
            fitting(&node.find(1, named("Deluca", "Grazia Maria"))),
            [grazia]
        );
        // Whoever is not there is not shown as if they were.
        for criteria in [
            born("Barbieri", "Antonio", "1931-11-30"),
            born("Ferrari", "Antonio", "1931-11-30"),
            born("Verdi", "Giuseppe", "1813-10-10"),
            named("Zanasi", ""),
        ] {
            let found = node.find(1, criteria.clone());
            let strong = found
                .hits
                .iter()
                .filter(|hit| hit.strength < Strength::Weak)
                .count();
            assert_eq!(strong, 0, "{criteria:?} {:?}", found.hits);
        }
    }
}

#[test]
fn de_angelis_is_not_dangelo() {
    let store = TestStore::sqlite();
    let ids = record(
        &store,
        &[
            resident(
                "DNGMRA70A01F257K",
                "D'ANGELO",
                "MARIO",
                "1970-01-01",
                MODENA,
            ),
            resident(
                "DNGMRA71A01F257K",
                "DE ANGELIS",
                "MARIO",
                "1971-01-01",
                MODENA,
            ),
        ],
    );
    user(&store, 1, EVERYBODY);
    let node = Node::start(&store);
    node.caught_up(&store);
    for typed in ["D'Angelo", "Dangelo", "d angelo", "D’ANGELO"] {
        let found = node.find(1, named(typed, ""));
        assert_eq!(fitting(&found), [ids[0]], "{typed}");
        assert_eq!(found.hits.len(), 1, "{typed}");
    }
    for typed in ["De Angelis", "Deangelis"] {
        assert_eq!(
            fitting(&node.find(1, named(typed, ""))),
            [ids[1]],
            "{typed}"
        );
    }
}
