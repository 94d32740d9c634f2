//! Those who are not let in, or not allowed, are on record; strangers cannot fill it.

use chrono::Duration;
use diesel::prelude::*;
use schema::clock::Clock;
use schema::tables::{AuditRow, api_key};
use serde_json::json;
use tests::directory::Registrar;
use tests::{TestServer, TestStore, on_both};

use super::signing_in::settled;
use super::support::text;
use super::tokens::{application, token};
use crate::identity::support::traced;

/// The public part of the server's own key.
fn prefix(store: &TestStore) -> String {
    api_key::table
        .order(api_key::id.desc())
        .select(api_key::prefix)
        .first(&mut *store.conn())
        .expect("a key")
}

/// What the trace says of whoever was not let in since.
fn knocks(store: &TestStore, since: usize) -> Vec<AuditRow> {
    let rows = traced(store).split_off(since);
    rows.into_iter()
        .filter(|row| row.act == "ACCESSO")
        .collect()
}

/// Outcome, fields, and whether it is told who it was.
fn told(rows: &[AuditRow]) -> Vec<(&str, &str, bool)> {
    rows.iter()
        .map(|row| (&*row.outcome, &*row.fields, row.user_id > 0))
        .collect()
}

on_both! {
    fn whoever_shows_a_withdrawn_key_is_on_record_once_a_minute(store: &TestStore) {
        let server = TestServer::start(store);
        assert_eq!(server.client.get("/v1/me/diritti").unwrap().status, 200);
        let prefix = prefix(store);
        assert!(Registrar::of(store).revoke(&prefix));
        store.clock.advance(Duration::seconds(4));
        let before = traced(store).len();
        for _ in 0..3 {
            let answer = server.client.get("/v1/me/diritti").unwrap();
            assert_eq!((answer.status, answer.json()["motivo"].as_str()), (401, Some("CHIAVE_REVOCATA")));
        }
        let rows = knocks(store, before);
        assert_eq!(told(&rows), [("CHIAVE_REVOCATA", "", true)]);
        assert!(rows[0].key_id > 0 && rows[0].entity_id > 0 && rows[0].role == "AUTORIZZATO");
        assert_eq!(rows[0].workstation, "127.0.0.1");
        store.clock.advance(Duration::minutes(1));
        assert_eq!(server.client.get("/v1/me/diritti").unwrap().status, 401);
        // The two in between are told with it.
        assert_eq!(told(&knocks(store, before)), [("CHIAVE_REVOCATA", "", true), ("CHIAVE_REVOCATA", "volte=3", true)]);
        // Those that nobody followed, when the hub ends.
        assert_eq!(server.client.get("/v1/me/diritti").unwrap().status, 401);
        server.stop();
        assert_eq!(told(&knocks(store, before)).len(), 3);
    }

    fn strangers_are_counted_not_listed(store: &TestStore) {
        let server = TestServer::start(store);
        let before = traced(store).len();
        for number in 0..30 {
            for garbage in [format!("ah_0000{number:08}_ffff"), format!("a{number}.b.c"), format!("x{number}")] {
                assert_eq!(server.client.with_key(&garbage).get("/v1/me/diritti").unwrap().status, 401);
            }
        }
        let rows = knocks(store, before);
        let mut seen = told(&rows);
        seen.sort_unstable();
        assert_eq!(seen, [("CHIAVE_MANCANTE", "", false), ("CHIAVE_NON_VALIDA", "", false), ("GETTONE_NON_VALIDO", "", false)]);
        // Nothing of what they sent is kept.
        assert!(rows.iter().all(|row| row.subject.is_empty() && row.workstation == "127.0.0.1"));
        // Who shows nothing at all is nobody's business.
        assert_eq!(server.client.with_key("").get("/v1/me/diritti").unwrap().status, 401);
        assert_eq!(traced(store).len(), before + 3);
    }

    fn a_flood_of_429_is_one_record_a_minute(store: &TestStore) {
        let server = TestServer::start_with(store, |limits| limits.streams_per_key = 0);
        let before = traced(store).len();
        let stream = || server.client.post("/v1/verifiche/massive", "text/csv", b"").unwrap().status;
        for _ in 0..5 {
            assert_eq!(stream(), 429);
        }
        let rows = knocks(store, before);
        assert_eq!(told(&rows), [("TROPPE_RICHIESTE", "", true)]);
        assert!(rows[0].key_id > 0 && rows[0].role == "AUTORIZZATO");
        store.clock.advance(Duration::minutes(1));
        assert_eq!(stream(), 429);
        assert_eq!(told(&knocks(store, before)), [("TROPPE_RICHIESTE", "", true), ("TROPPE_RICHIESTE", "volte=5", true)]);
        // Whoever guesses at passwords until it must wait is a stranger: only the network is known.
        let before = traced(store).len();
        let body = json!({ "nomeUtente": "nessuno", "password": "tirata a indovinare" });
        let stranger = server.client.with_key("");
        let told_to_wait = (0..9).filter(|_| stranger.post_json("/v1/sessione", &body).unwrap().status == 429).count();
        assert!(told_to_wait > 1, "{told_to_wait}");
        let rows = knocks(store, before);
        let flood: Vec<_> = rows.iter().filter(|row| row.outcome == "TROPPE_RICHIESTE").collect();
        assert_eq!(flood.len(), 1);
        assert_eq!((flood[0].user_id, flood[0].subject.as_str(), flood[0].workstation.as_str()), (0, "", "127.0.0.1"));
    }

    fn a_429_that_cannot_be_traced_does_not_leave(store: &TestStore) {
        let server = TestServer::start_with(store, |limits| limits.streams_per_key = 0);
        assert_eq!(server.client.get("/v1/me/diritti").unwrap().status, 200);
        diesel::sql_query("ALTER TABLE audit RENAME TO audit_away").execute(&mut store.trace_conn()).unwrap();
        let answer = server.client.post("/v1/verifiche/massive", "text/csv", b"").unwrap();
        assert_eq!(answer.status, 503, "{}", text(&answer));
    }

    fn a_token_of_earlier_is_its_application_s(store: &TestStore) {
        let server = TestServer::start(store);
        let (name, signer) = application(store, &server);
        let token = token(store, &server, &name, &signer, "1");
        store.clock.advance(Duration::minutes(11));
        let before = traced(store).len();
        assert_eq!(server.client.with_key(&token).get("/v1/me/diritti").unwrap().status, 401);
        let rows = knocks(store, before);
        assert_eq!(told(&rows), [("GETTONE_SCADUTO", "", true)]);
        assert!(rows[0].key_id > 0);
        assert_eq!(store.clock.now().naive_utc(), rows[0].at);
    }

    fn what_a_role_may_not_do_is_on_record(store: &TestStore) {
        let server = TestServer::start(store);
        let mut visitor = settled(store, &server, "m.rossi");
        let user_id = traced(store).last().unwrap().user_id;
        let notice = json!({ "titolo": "Chiusura", "testo": "Il servizio chiude alle 12.", "validoAl": "2027-01-01" });
        for (method, path, body, service) in [
            ("POST", "/v1/bacheca", notice.to_string(), "BACHECA"),
            ("GET", "/v1/validazioni", String::new(), "VALIDAZIONE"),
            ("GET", "/validazioni", String::new(), "VALIDAZIONE"),
            ("GET", "/v1/monitoraggio", String::new(), "MONITORAGGIO"),
            ("GET", "/v1/utenti", String::new(), "UTENTI"),
        ] {
            let before = traced(store).len();
            let csrf = visitor.csrf.clone();
            let headers = [("X-CSRF-Token", csrf.as_str()), ("Content-Type", "application/json")];
            let refused = visitor.send(method, path, &headers, &body);
            assert_eq!(refused.status, 403, "{path}: {}", text(&refused));
            let rows = traced(store).split_off(before);
            let said: Vec<_> = rows.iter().map(|row| (row.act.as_str(), row.service.as_str(), row.user_id)).collect();
            assert_eq!(said, [("RIFIUTO", service, user_id)], "{path}");
        }
        // What carries the session, but not the token of its pages, was sent by another site or from an old page.
        let before = traced(store).len();
        for _ in 0..2 {
            assert_eq!(visitor.form_with("/esci", "x", &[]).status, 403);
        }
        let rows = knocks(store, before);
        assert_eq!(told(&rows), [("GETTONE_NON_VALIDO", "", true)]);
        assert_eq!(rows[0].user_id, user_id);
    }
}
