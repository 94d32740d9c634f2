//! What a supply says becomes what is known, and nothing else does.

use schema::facts::Subject;
use tests::invariants::{assert_every_fact_has_a_person, assert_no_overlapping_residence};
use tests::{TestStore, on_both};

use super::support::*;

const MARIO: &str = "RSSMRA70A31F257X";
const LUIGI: &str = "RSSLGU70A31F257Y";

fn mario() -> sync::record::PersonRecord {
    citizen("1", MARIO, "MARIO")
        .at(MODENA, &[(2000_01_01, 0, "")])
        .living(MODENA, "10", 2000_01_01)
        .member(MODENA, "F1", "1")
}

fn luigi() -> sync::record::PersonRecord {
    citizen("2", LUIGI, "LUIGI").at(MODENA, &[(2000_01_01, 0, "")])
}

fn first() -> Supply {
    Supply::full(MODENA, 1)
        .street("10", &[("EMILIA", 1900_01_01)])
        .sheet("F1")
        .with([mario(), luigi()])
}

on_both! {
    fn a_first_supply_is_known_whole(store: &TestStore) {
        let report = load(store.guarded(), &[&first()]);
        assert_loaded(&report);
        assert_eq!((report.supply.created, report.supply.records, report.supply.applied), (2, 4, 4));
        assert!(codes(&report).is_empty(), "{report:?}");
        let facts = by_cf(store, MARIO);
        assert_eq!(facts.len(), 8);
        let plan = sync::load::plan(&mut store.conn(), MODENA).unwrap().unwrap();
        assert_eq!(plan.last_number, 1);
    }

    fn the_same_again_changes_nothing(store: &TestStore) {
        load(store.guarded(), &[&first()]);
        let before = head(store);
        let mut again = first();
        again.header.number = 2;
        again.header.id = "ancora".to_owned();
        let report = load(store, &[&again]);
        assert_loaded(&report);
        assert_eq!((report.supply.unchanged, report.supply.changed, report.supply.drift), (2, 0, 0));
        assert_eq!(head(store), before);
    }

    fn a_delta_speaks_of_its_subjects_only(store: &TestStore) {
        let delta = Supply::delta(MODENA, 2).with([mario().married(2023_01_15).only(&[Subject::Identifiers, Subject::Maritals])]);
        let report = load(store.guarded(), &[&first(), &delta]);
        assert_eq!((report.supply.changed, report.supply.drift), (1, 0));
        let facts = by_cf(store, MARIO);
        assert_eq!(facts.maritals.len(), 2);
        assert_eq!((facts.residences.len(), facts.addresses.len()), (1, 1));
    }

    fn a_full_supply_after_deltas_reconciles(store: &TestStore) {
        let delta = Supply::delta(MODENA, 2).with([luigi().married(2022_05_01)]);
        let mut full = first();
        full.header = Supply::full(MODENA, 3).header;
        full = full.with([citizen("3", "VRDGPP70A31F257Z", "GIUSEPPE").at(MODENA, &[(2022_01_01, 0, "")])]);
        let report = load(store.guarded(), &[&first(), &delta, &full]);
        assert_loaded(&report);
        assert_eq!((report.supply.created, report.supply.changed, report.supply.drift), (1, 1, 2));
        let alone = TestStore::sqlite();
        full.header.number = 1;
        load(&alone, &[&full]);
        assert_eq!(known(store), known(&alone), "the full supply decides");
    }

    fn whom_a_full_supply_no_longer_mentions_has_left(store: &TestStore) {
        let full = Supply::full(MODENA, 2).sheet("F1").with([luigi()]);
        let report = load(store.guarded(), &[&first(), &full]);
        assert_loaded(&report);
        assert_eq!((report.supply.drift, report.supply.unchanged), (1, 1));
        assert_eq!(codes(&report), ["W223"]);
        let facts = by_cf(store, MARIO);
        let change = schema::date::UncertainDate {
            first: schema::date::Day(2023_02_01),
            last: schema::date::Day(2023_03_02),
        };
        use schema::facts::Fact;
        assert_eq!(facts.residences[0].validity().to, change);
        assert_eq!(facts.addresses[0].validity().to, change);
        assert_eq!(facts.memberships[0].validity().to, change);
        assert!(facts.identities[0].validity().is_open());
    }

    fn who_is_mentioned_by_a_refused_record_has_not_left(store: &TestStore) {
        let full = Supply::full(MODENA, 2).with([luigi()]).refused("1");
        let report = load(store, &[&first(), &full]);
        assert_eq!(report.supply.drift, 0);
        assert!(by_cf(store, MARIO).residences[0].to_first == 9999_12_31);
        let full = Supply::full(MODENA, 3).with([luigi()]).refused("");
        let report = load(store, &[&full]);
        assert_eq!(report.supply.drift, 0);
        assert!(codes(&report).contains(&"W224"));
    }

    fn a_gap_holds_later_supplies(store: &TestStore) {
        use schema::codes::SupplyStatus;
        let second = Supply::delta(MODENA, 2).with([luigi().married(2022_05_01)]);
        let third = Supply::delta(MODENA, 3).with([mario().married(2022_05_01)]);
        let early = load(store, &[&third]);
        assert_eq!(early.status, SupplyStatus::Waiting, "the first must be full");
        load(store, &[&first()]);
        assert_eq!(report(store, early.supply.id).status, SupplyStatus::Waiting);
        load(store, &[&second]);
        assert_loaded(&report(store, early.supply.id));
        assert_eq!(by_cf(store, MARIO).maritals.len(), 2);
    }

    fn streets_and_sheets_are_versioned(store: &TestStore) {
        use diesel::prelude::*;
        use schema::tables::{StreetRow, street};
        let renamed = Supply::delta(MODENA, 2).street("10", &[("EMILIA EST", 1900_01_01)]).sheet("F1");
        load(store.guarded(), &[&first(), &renamed]);
        let rows: Vec<StreetRow> = street::table
            .order(street::known_from)
            .select(StreetRow::as_select())
            .load(&mut store.conn())
            .unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].known_to, rows[1].known_from);
        assert_eq!((rows[0].name.as_str(), rows[1].name.as_str()), ("EMILIA", "EMILIA EST"));
        let sheets: i64 = schema::tables::household::table.count().get_result(&mut store.conn()).unwrap();
        assert_eq!(sheets, 1);
    }

    fn a_present_state_becomes_a_history(store: &TestStore) {
        use schema::date::{Day, UncertainDate, Validity};
        use schema::facts::Fact;
        let lac = |number: i64, status: &str| {
            let supply = Supply::lac(MODENA, number);
            let by = UncertainDate::not_after(supply.header.extracted_on);
            let mut record = luigi();
            for fact in &mut record.facts.maritals {
                fact.status = status.to_owned();
                fact.set_validity(Validity::since(by));
            }
            supply.with([record])
        };
        let report = load(store.guarded(), &[&lac(1, "1"), &lac(2, "1")]);
        assert_eq!(report.supply.unchanged, 1);
        let report = load(store, &[&lac(3, "2")]);
        assert_eq!(report.supply.changed, 1);
        let mut maritals = by_cf(store, LUIGI).maritals;
        maritals.sort_by_key(|fact| fact.status.clone());
        let change = UncertainDate { first: Day(2023_03_03), last: Day(2023_04_01) };
        assert_eq!(maritals[0].validity(), Validity::between(UncertainDate::not_after(Day(2023_01_31)), change));
        assert_eq!(maritals[1].validity(), Validity::since(change));
    }

    fn nobody_is_resident_twice_after_all_this(store: &TestStore) {
        load(store, &[&first()]);
        assert_no_overlapping_residence(store);
        assert_every_fact_has_a_person(store);
    }
}
