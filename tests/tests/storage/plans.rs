//! The look-ups behind a check go through an index on both databases.

use diesel::prelude::*;
use schema::db::Db;
use schema::facts::{NOW, PersonFacts, SubjectSet, identifier, identity, membership};
use schema::tables::{api_key, household, street, supply};
use schema::{facts::Subject, journal};
use tests::on_both;
use tests::plan::{Plan, explain};

#[track_caller]
fn assert_indexed(plans: &[Plan]) {
    assert!(!plans.is_empty(), "nothing was asked");
    for plan in plans {
        assert!(
            plan.uses_indexes_only(),
            "{}\n{}",
            plan.sql,
            plan.lines.join("\n")
        );
    }
}

on_both! {
    /// The judge itself.
    fn a_scan_is_recognised(store: &TestStore) {
        let plans = explain(&mut store.conn(), |conn| {
            identity::table.filter(identity::surname.eq("ROSSI")).count().get_result::<i64>(conn).unwrap();
            identity::table.order(identity::person_id).select(identity::surname).load::<String>(conn).unwrap();
        });
        assert_eq!(plans.len(), 2);
        for plan in plans {
            assert!(!plan.uses_indexes_only(), "{plan:?}");
        }
    }

    fn each_subject_of_a_person(store: &TestStore) {
        let plans = explain(&mut store.conn(), |conn| {
            PersonFacts::load(conn, &[1], SubjectSet::ALL, NOW).unwrap();
        });
        assert_eq!(plans.len(), Subject::ALL.len());
        assert_indexed(&plans);
    }

    fn each_subject_of_several_people(store: &TestStore) {
        let plans = explain(&mut store.conn(), |conn| {
            let ids: Vec<i64> = (1..=20).collect();
            PersonFacts::load(conn, &ids, SubjectSet::ALL, NOW).unwrap();
        });
        assert!(plans.len() >= Subject::ALL.len());
        assert_indexed(&plans);
    }

    fn closing_a_fact(store: &TestStore) {
        use schema::facts::{Fact, Residence};
        let plans = explain(&mut store.conn(), |conn| {
            // No such row: the statement was sent all the same.
            assert!(Residence::default().supersede(conn, 1).is_err());
        });
        assert_indexed(&plans);
    }

    fn a_person_by_what_is_known_of_them(store: &TestStore) {
        fn ids(query: Result<Vec<i64>, diesel::result::Error>) {
            assert!(query.unwrap().is_empty());
        }
        let by_value = |conn: &mut Db| {
            ids(identifier::table
                .filter(identifier::value.eq("RSSMRA70A01F257X"))
                .filter(identifier::kind.eq("CF"))
                .select(identifier::person_id)
                .load(conn));
        };
        let by_name = |conn: &mut Db| {
            ids(identity::table.filter(identity::name_key.eq(7)).select(identity::person_id).load(conn));
        };
        let by_sheet = |conn: &mut Db| {
            ids(membership::table
                .filter(membership::comune.eq("036023"))
                .filter(membership::household_kind.eq("F"))
                .filter(membership::household_code.eq("1"))
                .select(membership::person_id)
                .load(conn));
        };
        assert_indexed(&explain(&mut store.conn(), by_value));
        assert_indexed(&explain(&mut store.conn(), by_name));
        assert_indexed(&explain(&mut store.conn(), by_sheet));
    }

    fn streets_sheets_supplies_keys_and_the_journal(store: &TestStore) {
        let plans = explain(&mut store.conn(), |conn| {
            street::table
                .filter(street::comune.eq("036023"))
                .filter(street::code.eq("1"))
                .select(street::name)
                .load::<String>(conn)
                .unwrap();
            household::table
                .filter(household::comune.eq("036023"))
                .filter(household::kind.eq("F"))
                .filter(household::code.eq("1"))
                .select(household::name)
                .load::<String>(conn)
                .unwrap();
            supply::table
                .filter(supply::comune.eq("036023"))
                .filter(supply::external_id.eq("a"))
                .select(supply::id)
                .load::<i64>(conn)
                .unwrap();
            api_key::table.filter(api_key::prefix.eq("a")).select(api_key::id).load::<i64>(conn).unwrap();
            journal::read_after(conn, 7, 100).unwrap();
            journal::head(conn).unwrap();
        });
        assert_eq!(plans.len(), 6);
        assert_indexed(&plans);
    }
}
