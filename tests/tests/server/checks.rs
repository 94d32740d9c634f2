//! Single checks over HTTPS.

use diesel::prelude::*;
use schema::codes::CheckKind;
use schema::tables::{AuditRow, audit};
use serde_json::json;
use tests::server::{KeyRights, key};
use tests::{TestServer, on_both};

use super::support::{CF, address, lac, lac_path, outcome, question, send};

on_both! {
    /// The three answers, each with its record in the trace before it left.
    fn yes_no_and_undetermined(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path("036014", 1, "a"), &lac(144));
        let asked = [
            (address("viale Kennedy J.F.", "144/A"), "S"),
            (address("viale J.F. Kennedy", "145/A"), "N"),
            (json!({ "tipo": "matrimonio", "data": "2020-01-01" }), "A:FATTO_NON_FORNITO"),
        ];
        for (declaration, expected) in asked {
            let answer = server.client.post_json("/v1/verifiche", &question(CF, &declaration)).unwrap();
            assert_eq!(outcome(&answer), expected, "{declaration}");
            let id = answer.json()["idRichiesta"].as_str().unwrap().to_owned();
            assert_eq!(answer.header("x-request-id"), Some(id.as_str()));
            let traced: AuditRow = audit::table
                .filter(audit::request_id.eq(&id))
                .select(AuditRow::as_select())
                .first(&mut store.trace_conn())
                .unwrap();
            assert_eq!((traced.service.as_str(), traced.purpose.as_str()), ("VERIFICA", "prova"));
            assert!(traced.outcome.ends_with(&format!("={expected}")), "{}", traced.outcome);
        }
    }

    /// A later supply changes the answer, not the one as it was known before.
    fn as_known_at_an_earlier_number(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path("036014", 1, "a"), &lac(144));
        let body = question(CF, &address("viale J.F. Kennedy", "144/A"));
        let before = server.client.post_json("/v1/verifiche", &body).unwrap();
        assert_eq!(outcome(&before), "S");
        send(&server.client, &lac_path("036014", 2, "b"), &lac(146));
        let mut again = body.clone();
        again["notoAl"] = before.json()["notoAl"].clone();
        let answer = server.client.post_json("/v1/verifiche", &again).unwrap();
        assert_eq!(answer.json()["esiti"], before.json()["esiti"]);
        let now = server.client.post_json("/v1/verifiche", &body).unwrap();
        assert!(now.json()["notoAl"].as_i64() > before.json()["notoAl"].as_i64());
        again["notoAl"] = json!(1_000_000);
        assert_eq!(server.client.post_json("/v1/verifiche", &again).unwrap().status, 422);
    }

    /// What a key does not hold is refused by name; who is outside its Comuni looks like nobody.
    fn within_the_rights_of_the_key(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path("036014", 1, "a"), &lac(144));
        let limited = server.client.with_key(&key(store, &KeyRights {
            kinds: vec![CheckKind::Residence],
            supply: false,
            comuni: Some(vec!["036001".to_owned()]),
            ..KeyRights::default()
        }));
        let asked = limited.post_json("/v1/verifiche", &question(CF, &json!({ "tipo": "statoLibero" }))).unwrap();
        assert_eq!(asked.status, 403);
        assert!(asked.json()["detail"].as_str().unwrap().contains("Stato libero"));
        for cf in [CF, "RSSMRA80A01F257N"] {
            let asked = limited.post_json("/v1/verifiche", &question(cf, &address("viale Kennedy", "1"))).unwrap();
            assert_eq!(outcome(&asked), "A:FUORI_AMBITO");
        }
        assert_eq!(limited.get("/v1/forniture").unwrap().status, 403);
    }
}
