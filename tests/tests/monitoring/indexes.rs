//! Monitoring and the answer to a person do not read the whole trace: the plans of their statements say so.

use diesel::prelude::*;
use diesel::sql_types::Text;
use hub::access::policy::Right;
use hub::data_subject::about;
use schema::codes::{Function, Role};
use tests::on_both;
use tests::plan::explain;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    detail: String,
}

on_both! {
    fn a_person_s_records_are_found_by_index_also_where_she_was_not(store: &TestStore) {
        let right = Right::of(Role::Dpo, Function::SubjectAccess).unwrap();
        let codes = ["RSSMRA70A01F257X", "WC8096VE3"].map(str::to_owned);
        let plans = explain(&mut store.trace_conn(), |conn| {
            about(conn, right, 7, &codes, 900).unwrap();
        });
        assert_eq!(plans.len(), 3);
        for plan in &plans {
            assert!(plan.uses_indexes_only(), "{plan:?}");
        }
        // Both columns of the index: under nobody's number stand all who were asked about in vain.
        for plan in &plans[1..] {
            let found = if store.is_sqlite() {
                "audit_person (person_id=? AND subject=?"
            } else {
                "Index Cond: ((person_id = $1) AND (subject = $"
            };
            assert!(plan.lines.iter().any(|line| line.contains(found)), "{plan:?}");
        }
    }

    fn a_comune_and_an_office_find_their_acts_by_index(store: &TestStore) {
        for condition in ["comune = '036023'", "office_id = 7"] {
            let query = format!(
                "SELECT * FROM audit WHERE role <> 'STANDARDPS' AND seq BETWEEN 5 AND 900 AND {condition}
                 ORDER BY seq DESC LIMIT 100"
            );
            let mut conn = store.trace_conn();
            let plan: String = if store.is_sqlite() {
                diesel::sql_query(format!("EXPLAIN QUERY PLAN {query}"))
                    .load::<Line>(&mut conn)
                    .unwrap()
                    .into_iter()
                    .map(|line| line.detail)
                    .collect()
            } else {
                use diesel::connection::SimpleConnection;
                // On an empty table everything is cheap: what can be done by index must be.
                conn.batch_execute("SET enable_seqscan = off; SET enable_sort = off; SET enable_bitmapscan = off").unwrap();
                conn.batch_execute("CREATE OR REPLACE FUNCTION plan_of(q text) RETURNS SETOF text LANGUAGE plpgsql AS
                     $$ BEGIN RETURN QUERY EXECUTE 'EXPLAIN ' || q; END $$").unwrap();
                diesel::sql_query(format!("SELECT plan_of($q${query}$q$) AS detail"))
                    .load::<Line>(&mut conn)
                    .unwrap()
                    .into_iter()
                    .map(|line| line.detail)
                    .collect()
            };
            let index = if condition.starts_with("comune") { "audit_comune" } else { "audit_office" };
            assert!(plan.contains(index), "{plan}");
            assert!(!plan.contains("TEMP B-TREE") && !plan.contains("Sort"), "{plan}");
        }
    }
}
