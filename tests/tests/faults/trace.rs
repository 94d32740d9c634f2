//! The trace cannot be written, as on a full disk: nothing leaves, and it recovers by itself.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use schema::tables::audit;
use tests::https::{Answer, Connection};
use tests::process::{PATIENCE, eventually};
use tests::{TestStore, on_both};

use super::checks::{assert_recorded, question};
use super::province::{self, Province};

/// From now on neither a record nor the trace's head can be written.
fn break_trace(store: &TestStore) {
    let sql = if store.is_sqlite() {
        "CREATE TRIGGER full_disk BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'disk full'); END;
         CREATE TRIGGER full_head BEFORE UPDATE ON audit_head BEGIN SELECT RAISE(ABORT, 'disk full'); END;"
    } else {
        "ALTER TABLE audit RENAME TO audit_away; ALTER TABLE audit_head RENAME TO audit_head_away"
    };
    store
        .trace_conn()
        .batch_execute(sql)
        .expect("break the trace");
}

fn repair_trace(store: &TestStore) {
    let sql = if store.is_sqlite() {
        "DROP TRIGGER full_disk; DROP TRIGGER full_head;"
    } else {
        "ALTER TABLE audit_away RENAME TO audit; ALTER TABLE audit_head_away RENAME TO audit_head"
    };
    store
        .trace_conn()
        .batch_execute(sql)
        .expect("repair the trace");
}

fn records(store: &TestStore) -> i64 {
    audit::table
        .count()
        .get_result(&mut store.trace_conn())
        .expect("count the records")
}

#[track_caller]
fn assert_unavailable(answer: &Answer) {
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    assert_eq!(answer.status, 503, "{text}");
    let media_type = answer.header("content-type").unwrap_or_default();
    assert!(
        media_type.starts_with("application/problem+json"),
        "{media_type}"
    );
    assert_eq!(answer.json()["status"], 503, "{text}");
    for never in ["esiti", "esito", "idFornitura", "elementi"] {
        assert!(answer.json().get(never).is_none(), "it answers: {text}");
    }
}

on_both! {
    fn without_a_trace_nothing_leaves(store: &TestStore) {
        let Province { supplies, witnesses } = province::province(300);
        let [first, second, ..] = &supplies[..] else { panic!("two supplies") };
        let site = crate::faults::site(store);
        let process = site.start();
        let mut connection = Connection::open(process.port(), &site.trust, &site.key).unwrap();
        let sent = connection.upload(&first.path(), &first.bytes, |_| {}).whole();
        assert_eq!(sent.status, 202, "{}", sent.head);
        province::wait_until_loaded(store, 1, || process.log());
        let ask = |connection: &mut Connection| {
            connection.post_json("/v1/verifiche", &question(&witnesses[0], "1")).whole()
        };
        assert_eq!(ask(&mut connection).status, 200);
        let before = records(store);

        break_trace(store);
        for _ in 0..3 {
            assert_unavailable(&ask(&mut connection));
        }
        let id = sent.json()["idFornitura"].as_i64().unwrap();
        assert_unavailable(&connection.get("/v1/forniture").whole());
        assert_unavailable(&connection.get(&format!("/v1/forniture/{id}/scarti")).whole());
        assert_unavailable(&connection.get("/salute/pronta").whole());
        assert_eq!(connection.get("/salute/viva").whole().status, 200);
        // What is received all the same is not acknowledged: the Comune sends it again.
        assert_unavailable(&connection.upload(&second.path(), &second.bytes, |_| {}).whole());

        repair_trace(store);
        assert_eq!(records(store), before, "what was not answered was not recorded either");
        assert!(
            eventually(PATIENCE, || connection.get("/salute/pronta").whole().status == 200),
            "{}",
            process.log()
        );
        assert_eq!(ask(&mut connection).status, 200);
        let again = connection.upload(&second.path(), &second.bytes, |_| {}).whole();
        assert_eq!(again.status, 202, "{}", String::from_utf8_lossy(&again.body));
        province::wait_until_loaded(store, 2, || process.log());
        process.stop();
        assert_recorded(store, &[]);
    }
}
