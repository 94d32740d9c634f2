//! Whom a record is about.

use schema::facts::Subject;
use sync::record::PersonRecord;
use tests::{TestStore, on_both};

use super::support::*;

const MARIO: &str = "RSSMRA70A31F257X";
const LUIGI: &str = "RSSLGU70A31F257Y";

fn at_modena(record: PersonRecord) -> PersonRecord {
    record.at(MODENA, &[(2000_01_01, 0, "")])
}

fn at_carpi(record: PersonRecord) -> PersonRecord {
    record.at(CARPI, &[(2010_05_03, 0, MODENA)])
}

fn start(store: &TestStore, people: Vec<PersonRecord>) {
    assert_loaded(&load(store, &[&Supply::full(MODENA, 1).with(people)]));
}

on_both! {
    fn a_new_codice_fiscale_on_the_same_card(store: &TestStore) {
        start(store, vec![at_modena(citizen("1", MARIO, "MARIO"))]);
        let changed = Supply::delta(MODENA, 2).with([at_modena(citizen("1", LUIGI, "LUIGI"))]);
        let report = load(store, &[&changed]);
        assert_eq!((report.supply.created, report.supply.changed), (0, 1));
        assert_eq!(people(store).len(), 1);
    }

    fn the_id_anpr_outlives_card_and_codice_fiscale(store: &TestStore) {
        start(store, vec![at_modena(citizen("1", MARIO, "MARIO").anpr("AB12345CD"))]);
        let moved = Supply::full(CARPI, 1).with([at_carpi(citizen("9", LUIGI, "LUIGI").anpr("AB12345CD"))]);
        load(store, &[&moved]);
        assert_eq!(people(store).len(), 1);
    }

    fn the_generalities_alone_with_a_warning(store: &TestStore) {
        start(store, vec![at_modena(citizen("1", "", "MARIO"))]);
        let moved = Supply::full(CARPI, 1).with([at_carpi(citizen("9", MARIO, "Mariò"))]);
        let report = load(store, &[&moved]);
        assert!(codes(&report).contains(&"W222"), "{report:?}");
        assert_eq!(people(store).len(), 1);
    }

    fn namesakes_are_not_guessed(store: &TestStore) {
        start(store, vec![at_modena(citizen("1", "", "MARIO")), at_modena(citizen("2", "", "MARIO"))]);
        assert_eq!(people(store).len(), 2, "two cards are two people");
        let moved = Supply::full(CARPI, 1).with([at_carpi(citizen("9", MARIO, "MARIO"))]);
        let report = load(store, &[&moved]);
        assert_loaded(&report);
        assert!(codes(&report).contains(&"E121"));
        assert_eq!((report.supply.refused, people(store).len()), (1, 2));
        let rejected = sync::load::rejected(&mut store.conn(), report.supply.id, 0, 10).unwrap();
        assert!(rejected[0].record.contains(MARIO), "kept as it came: {rejected:?}");
    }

    fn contradicting_codes_are_refused(store: &TestStore) {
        start(store, vec![
            at_modena(citizen("1", MARIO, "MARIO").anpr("AB12345CD")),
            at_modena(citizen("2", LUIGI, "LUIGI").anpr("EF12345GH")),
        ]);
        let before = known(store);
        let wrong = Supply::delta(MODENA, 2).with([at_modena(citizen("1", MARIO, "MARIO").anpr("EF12345GH"))]);
        let report = load(store, &[&wrong]);
        assert!(codes(&report).contains(&"E120"));
        assert_eq!(report.supply.refused, 1);
        assert_eq!(known(store), before);
    }

    fn a_card_and_a_code_of_different_people_are_refused(store: &TestStore) {
        start(store, vec![
            at_modena(citizen("5", MARIO, "MARIO")),
            at_modena(citizen("7", LUIGI, "LUIGI")),
        ]);
        let before = known(store);
        let slip = Supply::delta(MODENA, 2).with([at_modena(citizen("5", LUIGI, "MARIO"))]);
        let report = load(store, &[&slip]);
        assert_eq!(codes(&report), ["E120"]);
        assert_eq!((report.supply.refused, report.supply.changed), (1, 0));
        assert_eq!(known(store), before);
    }

    fn a_code_of_somebody_of_another_name_and_birth_is_refused(store: &TestStore) {
        start(store, vec![at_modena(citizen("7", LUIGI, "LUIGI"))]);
        let before = known(store);
        let stranger = |surname: &str| {
            let mut record = at_carpi(citizen("9", LUIGI, "ANNA"));
            for identity in &mut record.facts.identities {
                identity.surname = surname.to_owned();
                (identity.birth_first, identity.birth_last) = (1985_02_02, 1985_02_02);
            }
            record
        };
        let report = load(store, &[&Supply::full(CARPI, 1).with([stranger("VERDI")])]);
        assert!(codes(&report).contains(&"E120"), "{report:?}");
        assert_eq!(known(store), before);
        // A birth that was wrong is corrected under the same surname.
        load(store, &[&Supply::delta(CARPI, 2).with([stranger("Rossì")])]);
        assert_eq!((people(store).len(), by_cf(store, LUIGI).identities[0].birth_first), (1, 1985_02_02));
    }

    fn the_second_with_the_same_code_is_refused(store: &TestStore) {
        let twice = Supply::full(MODENA, 1).with([
            at_modena(citizen("1", MARIO, "MARIO")),
            at_modena(citizen("2", MARIO, "MARIO")),
            at_modena(citizen("1", LUIGI, "LUIGI")),
        ]);
        let report = load(store, &[&twice]);
        assert_loaded(&report);
        assert_eq!(report.anomalies, [("E114".to_owned(), "E".to_owned(), 2)]);
        assert_eq!((report.supply.created, report.supply.refused), (1, 2));
    }

    fn doubtful_families_are_taken_with_a_warning(store: &TestStore) {
        let supply = Supply::full(MODENA, 1).sheet("F1").with([
            at_modena(citizen("1", MARIO, "MARIO")).member(MODENA, "F1", "1"),
            at_modena(citizen("2", LUIGI, "LUIGI")).member(MODENA, "F1", "1"),
            at_modena(citizen("3", "VRDGPP70A31F257Z", "GIUSEPPE")).member(MODENA, "F2", "2"),
        ]);
        let report = load(store, &[&supply]);
        assert_loaded(&report);
        assert_eq!(codes(&report), ["W212", "W225", "W226"]);
        assert_eq!(report.supply.created, 3);
    }

    fn a_delta_without_codes_is_told_by_its_card(store: &TestStore) {
        start(store, vec![at_modena(citizen("1", MARIO, "MARIO"))]);
        let record = at_modena(citizen("1", MARIO, "MARIO")).married(2023_01_15).only(&[Subject::Maritals]);
        let mut record = record;
        record.facts.identifiers.clear();
        record.facts.identities.clear();
        record.facts.residences.clear();
        let report = load(store, &[&Supply::delta(MODENA, 2).with([record])]);
        assert_eq!((report.supply.created, report.supply.changed), (0, 1), "{report:?}");
    }
}
