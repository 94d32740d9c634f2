//! Monitoring does not read the whole trace: the plans of its statements say so.

use diesel::prelude::*;
use diesel::sql_types::Text;
use tests::on_both;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    detail: String,
}

on_both! {
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
