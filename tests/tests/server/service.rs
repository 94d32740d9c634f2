//! What the hub says about itself, and how it ends.

use std::thread;

use diesel::prelude::*;
use schema::tables::audit;
use tests::{TestServer, TestStore, on_both};

use super::support::{CF, address, lac, lac_path, question, send, text};

on_both! {
    fn it_is_alive_ready_and_described(store: &TestStore) {
        let server = TestServer::start(store);
        let open = server.client.with_key("");
        assert_eq!(open.get("/salute/viva").unwrap().json()["stato"], "ok");
        let ready = open.get("/salute/pronta").unwrap();
        assert_eq!(ready.status, 200, "{}", text(&ready));
        let description = open.get("/v1/openapi.json").unwrap().json();
        assert!(description["openapi"].as_str().unwrap().starts_with("3."));
        for path in ["/v1/verifiche", "/v1/verifiche/massive", "/v1/forniture", "/v1/forniture/{id}/scarti"] {
            assert!(description["paths"][path].is_object(), "{path}");
        }
        for (name, value) in [("strict-transport-security", "max-age"), ("cache-control", "no-store"), ("x-content-type-options", "nosniff")] {
            assert!(ready.header(name).is_some_and(|found| found.contains(value)), "{name}");
        }
    }

    /// Figures tell templates, not what was called; the supply held a street, a sheet and a person.
    fn figures_without_personal_data(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path("036014", 1, "a"), &lac(144));
        let body = question(CF, &address("viale Kennedy", "1"));
        server.client.post_json("/v1/verifiche", &body).unwrap();
        server.client.get(&format!("/v1/{CF}")).unwrap();
        let figures = text(&server.client.get("/metriche").unwrap());
        assert!(figures.contains("anagrafe_http_requests_total{method=\"POST\",route=\"/v1/verifiche\",status=\"200\"} 1"), "{figures}");
        assert!(figures.contains("route=\"-\",status=\"404\"} 1"), "{figures}");
        assert!(figures.contains("anagrafe_supply_records_applied_total 3"), "{figures}");
        assert!(!figures.contains(CF));
    }

    /// A trace that cannot be written: not ready, and no answer.
    fn without_a_trace_no_answer(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path("036014", 1, "a"), &lac(144));
        diesel::sql_query("ALTER TABLE audit RENAME TO audit_away").execute(&mut store.trace_conn()).unwrap();
        let body = question(CF, &address("viale Kennedy", "1"));
        let answer = server.client.post_json("/v1/verifiche", &body).unwrap();
        assert_eq!(answer.status, 503, "{}", text(&answer));
        assert!(answer.header("retry-after").is_some());
        assert!(answer.json().get("esiti").is_none());
        diesel::sql_query("ALTER TABLE audit_away RENAME TO audit").execute(&mut store.trace_conn()).unwrap();
        assert_eq!(server.client.post_json("/v1/verifiche", &body).unwrap().status, 200);
    }
}

/// Stopped amid requests: whoever got an answer has a record, and the stop comes to an end.
#[test]
fn a_stop_loses_nothing() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    send(&server.client, &lac_path("036014", 1, "a"), &lac(144));
    let (tell, told) = std::sync::mpsc::channel();
    let askers: Vec<_> = (0..4)
        .map(|_| {
            let (client, tell) = (server.client.clone(), tell.clone());
            thread::spawn(move || {
                let body = question(CF, &address("viale Kennedy", "1"));
                let mut answered = Vec::new();
                // Until the hub is gone.
                while let Ok(answer) = client.post_json("/v1/verifiche", &body) {
                    if answer.status == 200 {
                        let _ = tell.send(());
                        answered.push(answer.json()["idRichiesta"].as_str().unwrap().to_owned());
                    }
                }
                answered
            })
        })
        .collect();
    for _ in 0..40 {
        told.recv().unwrap();
    }
    server.stop();
    let traced: Vec<String> = audit::table
        .select(audit::request_id)
        .load(&mut store.trace_conn())
        .unwrap();
    let traced: std::collections::HashSet<_> = traced.into_iter().collect();
    let mut answered = 0;
    for asker in askers {
        for id in asker.join().unwrap() {
            assert!(traced.contains(&id), "{id}");
            answered += 1;
        }
    }
    assert!(answered >= 40);
}
