//! The trace over REST: who may look, in which forms, and what looking leaves.

use diesel::prelude::*;
use schema::codes::Role;
use schema::tables::{AuditRow, app_user, audit, entity};
use serde_json::json;
use tests::{TestServer, TestStore, directory, on_both};

use super::signing_in::settled;
use super::support::{CF, text};
use super::visitor::Visitor;

const ALL: [&str; 5] = [
    "/v1/monitoraggio",
    "/v1/registro-accessi",
    "/v1/registro-accessi/segnalazioni?dal=2026-11-01",
    "/v1/statistiche-attivita?dal=2026-11-01",
    "/v1/monitoraggio?utente=1",
];

fn trace(store: &TestStore) -> Vec<AuditRow> {
    audit::table
        .order(audit::seq)
        .select(AuditRow::as_select())
        .load(&mut store.trace_conn())
        .unwrap()
}

/// Somebody who signed in, with another role from then on: signing in with that one would want a second factor.
pub fn signed_in_as(store: &TestStore, server: &TestServer, role: Role) -> Visitor {
    let visitor = settled(store, server, "m.rossi");
    becomes(store, role);
    visitor
}

/// Gives that somebody another role, so that the hub knows it.
pub fn becomes(store: &TestStore, role: Role) {
    directory::write::<_, diesel::result::Error>(&mut store.conn(), |conn| {
        diesel::update(app_user::table.filter(app_user::username.eq("m.rossi")))
            .set(app_user::role.eq(role.code()))
            .execute(conn)
    })
    .unwrap();
    store.clock.advance(chrono::Duration::seconds(10));
}

/// Makes the entity of that somebody a Comune.
pub fn entity_becomes(store: &TestStore, comune: &str) {
    directory::write::<_, diesel::result::Error>(&mut store.conn(), |conn| {
        let id: i64 = app_user::table
            .filter(app_user::username.eq("m.rossi"))
            .select(app_user::entity_id)
            .first(conn)?;
        diesel::update(entity::table.find(id))
            .set((entity::kind.eq("COMUNE"), entity::comune.eq(comune)))
            .execute(conn)
    })
    .unwrap();
    store.clock.advance(chrono::Duration::seconds(10));
}

on_both! {
    fn those_who_may_not_look_are_refused_and_that_is_recorded(store: &TestStore) {
        let server = TestServer::start(store);
        let before = trace(store).len();
        for path in ALL {
            let answer = server.client.get(path).unwrap();
            assert_eq!(answer.status, 403, "{path}: {}", text(&answer));
        }
        let answer = server.client.post_json("/v1/interessato/accessi", &json!({ "codiceFiscale": CF })).unwrap();
        assert_eq!(answer.status, 403, "{}", text(&answer));
        let rows = trace(store).split_off(before);
        assert_eq!(rows.len(), ALL.len() + 1);
        for row in rows {
            assert_eq!((row.act.as_str(), row.outcome.as_str()), ("RIFIUTO", "ERRORE:OPERAZIONE_NON_CONCESSA"));
            assert_eq!((row.subject.as_str(), row.fields.as_str()), ("", ""));
        }
        let nobody = server.client.with_key("");
        assert_eq!(nobody.get(ALL[0]).unwrap().status, 401);
    }

    fn an_admin_reads_its_office_as_json_and_csv(store: &TestStore) {
        let server = TestServer::start(store);
        let mut admin = signed_in_as(store, &server, Role::Admin);
        let accesses = admin.send("GET", "/v1/registro-accessi", &[], "");
        assert_eq!(accesses.status, 200, "{}", text(&accesses));
        let listed = accesses.json();
        let first = &listed["elementi"].as_array().unwrap()[0];
        assert_eq!((first["atto"].as_str(), first["soggetto"].as_str()), (Some("ACCESSO"), Some("m.rossi")), "{listed}");
        for path in ALL {
            assert_eq!(admin.send("GET", path, &[], "").status, 200, "{path}");
            let table = admin.send("GET", path, &[("Accept", "text/csv")], "");
            assert!(table.header("content-type").unwrap().starts_with("text/csv"), "{path}");
        }
        let acts = admin.json("POST", "/v1/monitoraggio", &json!({ "soggetto": { "codiceFiscale": CF } }));
        assert_eq!((acts.status, acts.json()["elementi"].as_array().map(Vec::len)), (200, Some(0)), "{}", text(&acts));
        // Nobody's data comes into an address.
        assert_eq!(admin.send("GET", &format!("/v1/monitoraggio?soggetto={CF}"), &[], "").status, 400);
        assert_eq!(admin.send("GET", "/v1/statistiche-attivita", &[], "").status, 422);
        let person = admin.json("POST", "/v1/interessato/accessi", &json!({ "codiceFiscale": CF }));
        assert_eq!(person.status, 403);
    }

    fn the_officer_tells_the_person_in_three_forms(store: &TestStore) {
        let server = TestServer::start(store);
        let mut officer = signed_in_as(store, &server, Role::Dpo);
        let body = json!({ "codiceFiscale": CF });
        let told = officer.json("POST", "/v1/interessato/accessi", &body);
        assert_eq!(told.status, 200, "{}", text(&told));
        assert_eq!(told.json()["accessi"], json!([]));
        assert!(told.json()["avvertenza"].as_str().unwrap().contains("pubblica sicurezza"));
        let csrf = officer.csrf.clone();
        for (accept, begin) in [("text/plain", "ACCESSI AI DATI DELL'INTERESSATO\n"), ("text/csv", "giorno;")] {
            let headers = [("X-CSRF-Token", csrf.as_str()), ("Content-Type", "application/json"), ("Accept", accept)];
            let told = officer.send("POST", "/v1/interessato/accessi", &headers, &body.to_string());
            assert!(text(&told).starts_with(begin), "{}", text(&told));
        }
        assert_eq!(officer.json("POST", "/v1/interessato/accessi", &json!({})).status, 422);
    }

    fn public_security_cannot_work_where_nothing_seals(store: &TestStore) {
        let server = TestServer::start(store);
        let mut police = signed_in_as(store, &server, Role::StandardPs);
        let before = trace(store);
        let answer = police.send("GET", "/v1/forniture", &[], "");
        assert_eq!(answer.status, 403, "{}", text(&answer));
        assert!(text(&answer).contains("sigillo"), "{}", text(&answer));
        // That somebody was refused is on record; who, from where and in which request is not.
        let refused = trace(store).split_off(before.len());
        let [row] = refused.as_slice() else { panic!("{refused:?}") };
        let bare = AuditRow {
            seq: row.seq,
            at: row.at,
            act: "RIFIUTO".to_owned(),
            service: "SIGILLI".to_owned(),
            role: "STANDARDPS".to_owned(),
            outcome: "ERRORE:SENZA_CHIAVI".to_owned(),
            salt: row.salt.clone(),
            ..AuditRow::default()
        };
        assert_eq!(*row, bare);
        // Nobody who reads the trace by the pages is shown even that.
        becomes(store, Role::Dpo);
        let shown = police.json("POST", "/v1/monitoraggio", &json!({ "servizio": "SIGILLI" }));
        assert_eq!((shown.status, shown.json()["elementi"].as_array().map(Vec::len)), (200, Some(0)), "{}", text(&shown));
    }
}
