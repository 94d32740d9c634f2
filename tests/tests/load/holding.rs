//! A supply that is not whole changes nothing.

use schema::codes::SupplyStatus;
use schema::date::Day;
use sync::record::{Item, Parsed, Totals};
use tests::{TestStore, on_both};

use super::support::*;

fn two() -> Supply {
    Supply::full(MODENA, 1).with([
        citizen("1", "RSSMRA70A31F257X", "MARIO").at(MODENA, &[(2000_01_01, 0, "")]),
        citizen("2", "RSSLGU70A31F257Y", "LUIGI").at(MODENA, &[(2000_01_01, 0, "")]),
    ])
}

#[track_caller]
fn assert_held(store: &TestStore, supply: &Supply, code: &str) {
    let report = load(store, &[supply]);
    assert_eq!(report.status, SupplyStatus::Held, "{report:?}");
    assert_eq!(report.supply.hold_reason, code);
    assert!(codes(&report).contains(&code));
    assert_eq!(head(store), 0);
    assert!(people(store).is_empty());
    assert_eq!(
        std::fs::read_dir(&store.inbox).unwrap().count(),
        1,
        "no spool stays behind"
    );
}

const TWO: Totals = Totals {
    persons: 2,
    italians: 2,
    foreigners: 0,
    women: 0,
    men: 2,
    families: 0,
    institutions: 0,
};

on_both! {
    fn a_truncated_file(store: &TestStore) {
        let mut supply = two();
        supply.complete = false;
        assert_held(store, &supply, "F001");
    }

    fn wrong_totals_of_the_whole(store: &TestStore) {
        let mut supply = two();
        supply.header.totals = Some(Totals { persons: 3, ..TWO });
        assert_held(store, &supply, "F020");
    }

    fn wrong_totals_of_a_chunk(store: &TestStore) {
        let mut supply = two();
        supply.items[0] = Parsed::Item(
            Item::Chunk { ordinal: 1, totals: Some(Totals { women: 1, men: 1, ..TWO }) },
            Vec::new(),
        );
        assert_held(store, &supply, "F021");
    }

    fn a_missing_chunk(store: &TestStore) {
        let mut supply = two();
        supply.header.chunks = 2;
        assert_held(store, &supply, "F022");
    }

    fn a_repeated_chunk(store: &TestStore) {
        let mut supply = two();
        let again = supply.items[0].clone();
        supply.items.push(again);
        assert_held(store, &supply, "F022");
    }

    fn right_totals_are_kept_declared_and_counted(store: &TestStore) {
        let mut supply = two().refused("3");
        supply.header.totals = Some(Totals { persons: 3, men: 3, italians: 3, ..TWO });
        let report = load(store, &[&supply]);
        assert_loaded(&report);
        let whole: Vec<(bool, i64)> = report
            .totals
            .iter()
            .filter(|row| row.chunk == 0)
            .map(|row| (row.counted, row.persons))
            .collect();
        assert_eq!(whole, [(false, 3), (true, 2)]);
        assert_eq!(report.supply.refused, 1);
        let rejected = sync::load::rejected(&mut store.conn(), report.supply.id, 0, 10).unwrap();
        assert_eq!(rejected.len(), 1);
        assert_eq!((rejected[0].local_id.as_str(), rejected[0].record.as_str()), ("3", "<persona/>"));
    }

    fn a_duplicate_is_one_of_the_refused_not_of_the_counted(store: &TestStore) {
        let mut supply = two().with([
            citizen("1", "VRDGPP70A31F257Z", "GIUSEPPE").at(MODENA, &[(2000_01_01, 0, "")]),
        ]);
        supply.header.totals = Some(TWO);
        let report = load(store, &[&supply]);
        assert_loaded(&report);
        assert_eq!((report.supply.created, report.supply.refused), (2, 1));
        let counted = report.totals.iter().find(|row| row.chunk == 0 && row.counted).unwrap();
        assert_eq!(counted.persons, 2);
    }

    fn what_was_extracted_before_what_is_known(store: &TestStore) {
        let newcomer = citizen("3", "VRDGPP70A31F257Z", "GIUSEPPE").at(MODENA, &[(2023_01_20, 0, "")]);
        let mut first = two().with([newcomer]);
        first.header.extracted_on = Day(2023_02_01);
        assert_loaded(&load(store, &[&first]));
        let before = known(store);
        let mut older = two();
        older.header.number = 2;
        older.header.id = "vecchia".to_owned();
        older.header.extracted_on = Day(2023_01_15);
        let report = load(store, &[&older]);
        assert_eq!(report.status, SupplyStatus::Held, "{report:?}");
        assert_eq!((report.supply.hold_reason.as_str(), codes(&report)), ("F028", vec!["F028"]));
        assert_eq!(known(store), before);
        assert_eq!(std::fs::read_dir(&store.inbox).unwrap().count(), 2, "no spool stays behind");
        // Its number is free again; the same day is no earlier one.
        let mut repaired = first.clone();
        repaired.header.number = 2;
        repaired.header.id = "riparata".to_owned();
        assert_loaded(&load(store, &[&repaired]));
    }
}
