//! The sample province: what is read with indexes and few statements is what follows from all the facts.

use std::collections::BTreeSet;

use diesel::prelude::*;
use hub::check::{Caches, Scope};
use hub::consultation::sheet::{HouseholdSheet, Sheet};
use hub::consultation::{About, Granted, KnownAt, Look, Material, Outcome, Question, Target, view};
use schema::codes::ConsultationKind as Kind;
use schema::date::Day;
use schema::facts::{NOW, PersonFacts, SubjectSet};
use schema::tables::{HouseholdRow, StreetRow, household, journal_head, street};
use tests::on_both;

use crate::faults::province::{load, province};

fn households(sheet: Sheet) -> Vec<HouseholdSheet> {
    match sheet {
        Sheet::Households(_, sheets) => sheets,
        other => panic!("{other:?}"),
    }
}

on_both! {
    fn sheets_are_what_follows_from_all_facts(store: &TestStore) {
        load(store, &province(1_500).supplies);
        let mut conn = store.conn();
        let last: i64 = journal_head::table.find(1).select(journal_head::last_person).first(&mut conn).unwrap();
        let head: i64 = journal_head::table.find(1).select(journal_head::last).first(&mut conn).unwrap();
        let ids: Vec<i64> = (1..=last).collect();
        let facts = PersonFacts::load(&mut conn, &ids, SubjectSet::ALL, NOW).unwrap();
        let households_rows: Vec<HouseholdRow> = household::table.select(HouseholdRow::as_select()).load(&mut conn).unwrap();
        let streets: Vec<StreetRow> = street::table.select(StreetRow::as_select()).load(&mut conn).unwrap();
        let granted = Granted::all().without(schema::codes::ConsultationField::Provenance);
        let whole = Material {
            people: ids.iter().copied().zip(facts).collect(),
            households: households_rows,
            streets,
            scope: Scope::All,
            ..Material::default()
        };
        let caches = Caches::default();
        let may = |_: &str| granted;
        let ceased = |_: &str| true;
        let (mut shown, mut members) = (0, 0);
        for (id, day) in ids.iter().step_by(7).zip([Day(2023_01_01), Day(2015_03_01), Day(2008_08_15)].into_iter().cycle()) {
            for kind in [Kind::Individual, Kind::Family, Kind::Institution, Kind::History] {
                let look = Look {
                    kind,
                    about: &About::Found(*id),
                    day,
                    known_at: Some(KnownAt::Number(head)),
                    compared_with: None,
                    scope: &Scope::All,
                    ceased: &ceased,
                    granted: &may,
                };
                let seen = look.look(&mut conn, &caches).unwrap();
                let Outcome::Shown(sheet, None) = seen.outcome else { continue };
                let question = Question { kind, day, known_at: head, granted };
                assert_eq!(*sheet, view(&question, &whole, &Target::Person(*id)), "{id} {kind} {day}");
                shown += 1;
                if kind == Kind::Family {
                    for sheet in households(*sheet) {
                        let people: BTreeSet<i64> = sheet.members.iter().map(|one| one.who.person_id).collect();
                        assert!(people.contains(id) && people.len() == sheet.members.len());
                        members += people.len();
                    }
                }
            }
        }
        assert!(shown > 100 && members > 100, "{shown} sheets, {members} members");
    }
}
