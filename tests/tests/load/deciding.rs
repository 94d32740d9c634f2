//! Whose word counts, and what a present state leaves alone.

use schema::date::{Day, UncertainDate, Validity};
use schema::facts::{Death, Fact, PersonFacts, Subject};
use sync::layout::lac;
use sync::record::PersonRecord;
use tests::on_both;

use super::support::*;

const MARIO: &str = "RSSMRA70A31F257X";
const LUIGI: &str = "RSSLGU70A31F257Y";

/// A LAC as its reader hands it on: nothing dated but the residence, no ID ANPR, no validation.
fn lac(comune: &str, number: i64, people: impl IntoIterator<Item = PersonRecord>) -> Supply {
    let mut supply = Supply::lac(comune, number);
    supply.header.subjects = lac::SUBJECTS;
    let undated = Validity::since(UncertainDate::not_after(supply.header.extracted_on));
    let people: Vec<PersonRecord> = people
        .into_iter()
        .map(|mut record| {
            record.asserts = lac::SUBJECTS;
            undate(&mut record.facts, undated);
            record
        })
        .collect();
    supply.with(people)
}

fn undate(facts: &mut PersonFacts, undated: Validity) {
    macro_rules! each {
        ($($field:ident)*) => { $(
            facts.$field.retain(|fact| fact.validity().is_open());
            for fact in &mut facts.$field {
                fact.set_validity(undated);
            }
        )* };
    }
    each!(identifiers identities addresses memberships maritals citizenships);
}

fn resident(card: &str, cf: &str, names: &str, comune: &str) -> PersonRecord {
    citizen(card, cf, names).at(comune, &[(2000_01_01, 0, "")])
}

fn dead(mut record: PersonRecord, on: i32) -> PersonRecord {
    record
        .facts
        .deaths
        .push(valid(Death::default(), Validity::since(day(on))));
    record
}

on_both! {
    fn who_was_left_out_of_a_present_state_once_is_not_resident_twice(store: &TestStore) {
        let both = || [resident("1", MARIO, "MARIO", MODENA), resident("2", LUIGI, "LUIGI", MODENA)];
        load(store.guarded(), &[&lac(MODENA, 1, both()), &lac(MODENA, 2, both().into_iter().skip(1))]);
        assert!(!by_cf(store, MARIO).residences[0].validity().is_open(), "believed gone");
        let report = load(store, &[&lac(MODENA, 3, both())]);
        assert!(codes(&report).is_empty(), "{report:?}");
        let spells = by_cf(store, MARIO).residences;
        assert_eq!(spells.len(), 1, "{spells:?}");
        assert_eq!(spells[0].standing, "A");
        assert_eq!(spells[0].validity(), Validity::since(day(2000_01_01)));
        let report = load(store, &[&lac(MODENA, 4, both())]);
        assert_eq!((report.supply.unchanged, report.supply.changed), (2, 0));
    }

    fn who_comes_back_keeps_the_spell_that_ended(store: &TestStore) {
        let both = || [resident("1", MARIO, "MARIO", MODENA), resident("2", LUIGI, "LUIGI", MODENA)];
        let back = citizen("1", MARIO, "MARIO").at(MODENA, &[(2023_03_15, 0, "")]);
        load(store.guarded(), &[
            &lac(MODENA, 1, both()),
            &lac(MODENA, 2, both().into_iter().skip(1)),
            &lac(MODENA, 3, [back, resident("2", LUIGI, "LUIGI", MODENA)]),
        ]);
        assert_eq!(by_cf(store, MARIO).residences.len(), 2);
    }

    fn a_comune_that_never_registered_somebody_cannot_bury_him(store: &TestStore) {
        load(store.guarded(), &[
            &lac(MODENA, 1, [resident("1", MARIO, "MARIO", MODENA)]),
            &Supply::full(CARPI, 1).with([resident("2", LUIGI, "LUIGI", CARPI)]),
        ]);
        let mut stranger = dead(citizen("9", MARIO, "MARIO"), 2023_01_10)
            .only(&[Subject::Identifiers, Subject::Deaths]);
        stranger.facts.identities.clear();
        let report = load(store, &[&Supply::delta(CARPI, 2).with([stranger])]);
        assert!(by_cf(store, MARIO).deaths.is_empty());
        assert!(codes(&report).contains(&"W220"), "{report:?}");
    }

    fn where_somebody_lived_may_say_what_his_comune_does_not_supply(store: &TestStore) {
        let left = dead(citizen("9", MARIO, "MARIO").at(CARPI, &[(1990_01_01, 2000_01_01, "")]), 2023_01_10);
        load(store.guarded(), &[
            &lac(MODENA, 1, [resident("1", MARIO, "MARIO", MODENA)]),
            &Supply::full(CARPI, 1).with([left]),
        ]);
        assert_eq!(by_cf(store, MARIO).deaths.len(), 1);
    }

    fn a_first_present_state_keeps_what_the_comune_before_knew(store: &TestStore) {
        let mut before = citizen("1", MARIO, "MARIO")
            .at(MODENA, &[(1970_01_31, 2010_05_03, "")])
            .anpr("AB12345CD")
            .married(2005_06_01);
        before.facts.identifiers[0].validation = "1".to_owned();
        load(store.guarded(), &[&Supply::full(MODENA, 1).with([before])]);
        let now = citizen("9", MARIO, "MARIO").at(CARPI, &[(2010_05_03, 0, MODENA)]).married(2005_06_01);
        let report = load(store, &[&lac(CARPI, 1, [now])]);
        assert_loaded(&report);
        assert_eq!((report.supply.created, report.supply.changed), (0, 1));
        let facts = by_cf(store, MARIO);
        let open = |kind: &str| {
            facts
                .identifiers
                .iter()
                .filter(|id| id.kind == kind && id.validity().is_open())
                .map(|id| (id.from_last, id.validation.as_str()))
                .collect::<Vec<_>>()
        };
        assert_eq!(open("ANPR"), [(0, "")]);
        assert_eq!(open("CF"), [(1970_01_31, "1")], "known since then, and validated");
        let mut maritals: Vec<_> = facts.maritals.iter().map(|m| (m.status.as_str(), m.from_first, m.to_first)).collect();
        maritals.sort_unstable();
        assert_eq!(maritals, [("1", 1970_01_31, 2005_06_01), ("2", 2005_06_01, Day::MAX.0)]);
        assert_eq!(facts.identities.len(), 1);
        assert_eq!(facts.citizenships.len(), 1);
    }
}
