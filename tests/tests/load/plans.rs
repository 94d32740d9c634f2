//! What a Comune has undertaken to send, and what is made of the rest.

use schema::date::Validity;
use schema::db::write_tx;
use schema::facts::{Death, Subject, SubjectSet};
use sync::layout::lac;
use sync::load::{plan, set_plan};
use sync::record::PersonRecord;
use tests::on_both;

use super::support::*;

const MARIO: &str = "RSSMRA70A31F257X";

fn resident(card: &str, cf: &str, names: &str, comune: &str) -> PersonRecord {
    citizen(card, cf, names).at(comune, &[(2000_01_01, 0, "")])
}

fn dead(mut record: PersonRecord) -> PersonRecord {
    let since = Validity::since(day(2023_01_20));
    record.facts.deaths.push(valid(Death::default(), since));
    record
}

on_both! {
    fn only_what_the_plan_foresees_is_taken(store: &TestStore) {
        let record = || resident("1", MARIO, "MARIO", MODENA);
        load(store.guarded(), &[&Supply::full(MODENA, 1).with([record()])]);
        let mut conn = store.conn();
        let mut agreed = plan(&mut conn, MODENA).unwrap().unwrap();
        assert_eq!(agreed.subjects, SubjectSet::ALL);
        agreed.subjects = lac::SUBJECTS;
        write_tx(&mut conn, |conn| set_plan(conn, &agreed, store.clock.as_ref())).unwrap();
        let report = load(store, &[&Supply::delta(MODENA, 2).with([dead(record().married(2023_01_15))])]);
        assert_eq!(codes(&report), ["W228"]);
        let facts = by_cf(store, MARIO);
        assert_eq!((facts.maritals.len(), facts.deaths.len()), (2, 0));
        // Said once for a supply, though it is loaded in several pieces.
        let people = ["2", "3", "4", "5"].map(|card| dead(citizen(card, "", &format!("N{card}")).at(MODENA, &[(2000_01_01, 0, "")])));
        let report = load(store, &[&Supply::delta(MODENA, 3).with(people)]);
        assert_eq!((codes(&report), report.supply.created), (vec!["W228"], 4));
    }

    fn a_supply_in_another_format_than_agreed_is_refused(store: &TestStore) {
        load(store.guarded(), &[&Supply::full(MODENA, 1).with([resident("1", MARIO, "MARIO", MODENA)])]);
        let other = Supply::lac(MODENA, 2).with([resident("1", MARIO, "MARIO", MODENA)]);
        assert_eq!(refusal(receive(store, &other)), "F026");
    }

    fn the_first_full_supply_that_is_loaded_makes_the_plan(store: &TestStore) {
        let mut early = Supply::delta(MODENA, 2).with([resident("1", MARIO, "MARIO", MODENA).married(2023_01_15)]);
        early.header.subjects = SubjectSet::of(&[Subject::Maritals]);
        let mut broken = Supply::full(MODENA, 1);
        broken.header.subjects = SubjectSet::of(&[Subject::Identifiers]);
        broken.header.id = "troncata".to_owned();
        broken.complete = false;
        load(store.guarded(), &[&early, &broken]);
        assert_eq!(plan(&mut store.conn(), MODENA).unwrap(), None);
        load(store, &[&Supply::full(MODENA, 1).with([resident("1", MARIO, "MARIO", MODENA)])]);
        let agreed = plan(&mut store.conn(), MODENA).unwrap().unwrap();
        assert_eq!((agreed.subjects, agreed.last_number), (SubjectSet::ALL, 2));
        assert_eq!(by_cf(store, MARIO).maritals.len(), 2, "the delta came after it");
    }
}
