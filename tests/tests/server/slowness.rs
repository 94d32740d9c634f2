//! Clients that are slow, many, or do not read, and whoever only watches: none of them stops the rest.

use std::time::{Duration, Instant};

use diesel::prelude::*;
use serde_json::{Value, json};
use tests::process::{PATIENCE, eventually};
use tests::{TestServer, TestStore};

use super::support::{CF, address, lac, lac_path, outcome, question, send, text};

const STREAM: &str = "/v1/verifiche/massive";

#[test]
fn a_body_that_does_not_come_is_answered_with_408() {
    let store = &TestStore::sqlite();
    let server = TestServer::start_with(store, |limits| limits.request_seconds = 1);
    let question = question(CF, &address("viale Kennedy", "1")).to_string();
    let supply = lac_path("036014", 1, "a");
    for (path, media_type, begun) in [
        ("/v1/verifiche", "application/json", question.as_bytes()),
        (&supply, "text/csv", &lac(144)),
    ] {
        let mut connection = server.connect();
        connection.stall(path, media_type, begun).unwrap();
        let answer = connection.answer().whole();
        assert_eq!(answer.status, 408, "{path}: {}", answer.head);
        assert_eq!(answer.json()["codice"], "TEMPO_SCADUTO", "{path}");
    }
    // Nothing of the supply was kept.
    assert!(eventually(PATIENCE, || server.hub().uploads.taken() == 0));
    let kept = server.client.get("/v1/forniture").unwrap().json();
    assert_eq!(kept["elementi"], json!([]));
    assert_eq!(std::fs::read_dir(&store.inbox).unwrap().count(), 0);
}

/// The rows that came are answered, and the last line says why there are no more.
#[test]
fn a_stream_that_stops_coming_says_so() {
    let store = &TestStore::sqlite();
    let server = TestServer::start_with(store, |limits| limits.request_seconds = 1);
    send(&server.client, &lac_path("036014", 1, "a"), &lac(144));
    let row = format!("{}\n", question(CF, &address("viale Kennedy", "144/A")));
    let mut connection = server.connect();
    connection
        .stall(STREAM, "application/x-ndjson", row.as_bytes())
        .unwrap();
    let answer = connection.answer().whole();
    assert_eq!(answer.status, 200);
    let body = String::from_utf8(answer.body).unwrap();
    let lines: Vec<Value> = body
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2, "{body}");
    assert_eq!(lines[0]["esiti"][0]["esito"], "S", "{body}");
    assert_eq!(lines[1]["riga"], 2);
    assert_eq!(lines[1]["errore"]["codice"], "TEMPO_SCADUTO", "{body}");
}

/// Even one that never falls silent for long has its time.
#[test]
fn a_whole_upload_has_its_time() {
    let store = &TestStore::sqlite();
    let server = TestServer::start_with(store, |limits| limits.transfer_seconds = 1);
    for (path, media_type, status) in [
        (lac_path("036014", 1, "a").as_str(), "text/csv", 408),
        (STREAM, "application/x-ndjson", 200),
    ] {
        let mut connection = server.connect();
        connection.stall(path, media_type, &lac(144)).unwrap();
        let answer = connection.answer().whole();
        assert_eq!(answer.status, status);
        assert!(
            String::from_utf8_lossy(&answer.body).contains("TEMPO_SCADUTO"),
            "{path}"
        );
    }
}

/// Transfers that stall take up their places and nothing else.
#[test]
fn beyond_the_places_there_is_a_429_and_checks_go_on() {
    let store = &TestStore::sqlite();
    let server = TestServer::start_with(store, |limits| {
        limits.uploads_per_key = 2;
        limits.streams_per_key = 1;
    });
    let client = &server.client;
    send(client, &lac_path("036014", 1, "a"), &lac(144));
    let supply = lac_path("036014", 2, "b");
    let mut stalled = Vec::new();
    for (path, media_type) in [
        (&*supply, "text/csv"),
        (&*supply, "text/csv"),
        (STREAM, "text/csv"),
    ] {
        let mut connection = server.connect();
        connection.stall(path, media_type, &lac(144)).unwrap();
        stalled.push(connection);
    }
    let hub = server.hub();
    let taken = || (hub.uploads.taken(), hub.streams.taken());
    assert!(eventually(PATIENCE, || taken() == (2, 1)), "{:?}", taken());
    for path in [&*supply, STREAM] {
        let answer = client.post(path, "text/csv", &lac(145)).unwrap();
        assert_eq!(answer.status, 429, "{path}: {}", text(&answer));
        assert_eq!(answer.json()["codice"], "TROPPE_RICHIESTE");
        assert!(answer.header("retry-after").is_some());
    }
    // The keys are old by now: recognition itself does not wait for the transfers either.
    store.clock.advance(chrono::Duration::seconds(10));
    let body = question(CF, &address("viale Kennedy", "144/A"));
    assert_eq!(
        outcome(&client.post_json("/v1/verifiche", &body).unwrap()),
        "S"
    );
    drop(stalled);
    assert!(eventually(PATIENCE, || taken() == (0, 0)), "{:?}", taken());
    send(client, &supply, &lac(145));
}

/// A client that sends and does not read: what waits for it stays within its bound, and its place is free again.
#[test]
fn answers_that_nobody_reads_are_not_kept() {
    let store = &TestStore::sqlite();
    let server = TestServer::start_with(store, |limits| {
        limits.request_seconds = 1;
        limits.stream_bytes = 1;
    });
    // What is told of each is more than the connection itself can hold.
    let rows = "{}\n".repeat(90_000);
    let mut connection = server.connect();
    // The server stops reading before all is sent; whether writing fails depends on the buffers between.
    let _ = connection.stall(STREAM, "application/x-ndjson", rows.as_bytes());
    let taken = || server.hub().streams.taken();
    assert!(eventually(PATIENCE, || taken() == 1));
    assert!(eventually(PATIENCE, || taken() == 0));
    assert!(!matches!(
        connection.answer(),
        tests::https::Exchange::Whole(_)
    ));
}

/// Each question whether the hub is ready writes to the trace: many at once must not become many writes.
#[test]
fn asking_for_readiness_does_not_wear_out_the_trace() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let client = server.client.with_key("");
    let index = format!("{}-shm", store.trace_url.trim_start_matches("sqlite:"));
    // The counter of transactions in the header of SQLite's index of its log.
    let counted = || {
        let bytes = std::fs::read(&index).unwrap();
        u32::from_ne_bytes(bytes[8..12].try_into().unwrap())
    };
    let before = counted();
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..25 {
                    assert_eq!(client.get("/salute/pronta").unwrap().status, 200);
                }
            });
        }
    });
    let commits = u64::from(counted().wrapping_sub(before));
    // One for each period that has begun.
    let most = begun.elapsed().as_secs() / 2 + 2;
    assert!(
        (1..=most).contains(&commits),
        "{commits} commits, at most {most}"
    );
}

/// Figures are given also while every connection is taken, and nobody waits for them.
#[test]
fn figures_do_not_wait_for_the_register() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let register = &server.hub().register;
    let taken: Vec<_> = (0..register.max_size())
        .map(|_| register.get().unwrap())
        .collect();
    let begun = Instant::now();
    assert_eq!(server.client.get("/metriche").unwrap().status, 200);
    assert_eq!(server.client.get("/salute/viva").unwrap().status, 200);
    // The pool itself would wait for ten.
    assert!(
        begun.elapsed() < Duration::from_secs(8),
        "{:?}",
        begun.elapsed()
    );
    drop(taken);
}

/// A fault of the hub is told as such, and nothing of what the database said.
#[test]
fn a_fault_is_a_500_without_its_cause() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    diesel::sql_query("ALTER TABLE supply RENAME TO supply_away")
        .execute(&mut store.conn())
        .unwrap();
    let answer = server.client.get("/v1/forniture").unwrap();
    assert_eq!(answer.status, 500, "{}", text(&answer));
    assert_eq!(answer.json()["codice"], "ERRORE_INTERNO");
    let told = text(&answer).to_lowercase();
    for cause in ["supply", "table", "select", "sqlite"] {
        assert!(!told.contains(cause), "{told}");
    }
    let sent = server
        .client
        .post(&lac_path("036014", 1, "a"), "text/csv", &lac(144))
        .unwrap();
    assert_eq!(sent.status, 500, "{}", text(&sent));
}
