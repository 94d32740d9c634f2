//! Two Comuni speak of one person.

use sync::record::PersonRecord;
use tests::invariants::{assert_every_fact_has_a_person, assert_no_overlapping_residence};
use tests::{TestStore, on_both};

use super::support::*;

const MARIO: &str = "RSSMRA70A31F257X";

fn in_modena(spells: &[(i32, i32, &str)]) -> PersonRecord {
    citizen("1", MARIO, "MARIO").at(MODENA, spells)
}

fn in_carpi(spells: &[(i32, i32, &str)]) -> PersonRecord {
    citizen("77", MARIO, "MARIO")
        .at(CARPI, spells)
        .married(2012_06_01)
}

fn full(comune: &str, record: PersonRecord) -> Supply {
    Supply::full(comune, 1).with([record])
}

on_both! {
    fn the_two_ends_of_a_move_are_joined(store: &TestStore) {
        let report = load(store.guarded(), &[
            &full(MODENA, in_modena(&[(2000_01_01, 0, "")])),
            &full(CARPI, in_carpi(&[(2010_05_03, 0, MODENA)])),
        ]);
        assert_eq!((report.supply.created, report.supply.changed), (0, 1));
        let facts = by_cf(store, MARIO);
        let mut spells: Vec<(&str, &str, i32)> = facts
            .residences
            .iter()
            .map(|spell| (spell.comune.as_str(), spell.standing.as_str(), spell.to_first))
            .collect();
        spells.sort_unstable();
        assert_eq!(spells, [(CARPI, "A", 9999_12_31), (MODENA, "J", 2010_05_03)]);
        assert_eq!(facts.maritals.len(), 2, "Carpi's word counts now");
        assert_no_overlapping_residence(store);
        assert_every_fact_has_a_person(store);
        // Modena hears of it, and says so.
        let delta = Supply::delta(MODENA, 2).with([in_modena(&[(2000_01_01, 2010_05_03, "")])]);
        load(store, &[&delta]);
        let facts = by_cf(store, MARIO);
        assert!(facts.residences.iter().all(|spell| spell.standing == "A"));
        assert_eq!(facts.maritals.len(), 2, "Modena's no longer does");
    }

    fn the_order_of_arrival_does_not_matter(store: &TestStore) {
        let modena = full(MODENA, in_modena(&[(2000_01_01, 0, "")]));
        let carpi = full(CARPI, in_carpi(&[(2010_05_03, 0, MODENA)]));
        load(store.guarded(), &[&modena, &carpi]);
        let other = TestStore::sqlite();
        load(&other, &[&carpi, &modena]);
        assert_eq!(known(store), known(&other));
    }

    fn resident_in_two_comuni_at_once_is_flagged(store: &TestStore) {
        let report = load(store.guarded(), &[
            &full(MODENA, in_modena(&[(2000_01_01, 0, "")])),
            &full(CARPI, in_carpi(&[(2010_05_03, 0, "")])),
        ]);
        assert!(codes(&report).contains(&"W221"));
        let facts = by_cf(store, MARIO);
        assert!(facts.residences.iter().all(|spell| spell.standing == "D"));
        assert_no_overlapping_residence(store);
        assert_every_fact_has_a_person(store);
        // It is solved when one of them corrects.
        load(store, &[&Supply::delta(MODENA, 2).with([in_modena(&[(2000_01_01, 2010_05_03, "")])])]);
        assert!(by_cf(store, MARIO).residences.iter().all(|spell| spell.standing == "A"));
    }

    fn a_comune_speaks_of_its_own_register_only(store: &TestStore) {
        let mut record = in_modena(&[(2000_01_01, 0, "")]).living(CARPI, "1", 2001_01_01);
        record.facts.residences.extend(in_carpi(&[(1990_01_01, 2000_01_01, "")]).facts.residences);
        let report = load(store, &[&full(MODENA, record)]);
        assert!(codes(&report).contains(&"W220"));
        let facts = by_cf(store, MARIO);
        assert_eq!((facts.residences.len(), facts.addresses.len()), (1, 0));
    }
}
