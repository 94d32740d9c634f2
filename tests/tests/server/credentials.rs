//! Credentials of others: reset by whoever answers for them, and by nobody else.

use hub::identity::totp;
use schema::clock::Clock;
use schema::codes::Role;
use serde_json::json;
use tests::directory::{self, Member};
use tests::{TestServer, TestStore, on_both};

use super::signing_in::{newcomer, settled};
use super::support::text;
use super::visitor::Visitor;
use crate::identity::signer::{Kind, Signer};
use crate::identity::support::{GOOD, traced, unbase32, user};

/// Somebody who must give codes, signed in to the end.
fn manager(store: &TestStore, server: &TestServer, role: Role, name: &str) -> Visitor {
    let one_time = newcomer(store, server, role, name);
    let mut visitor = Visitor::new(server);
    visitor.json(
        "POST",
        "/v1/sessione",
        &json!({ "nomeUtente": name, "password": one_time }),
    );
    let next = visitor.json("POST", "/v1/sessione/password", &json!({ "nuova": GOOD }));
    assert_eq!(next.json()["stadio"], "ISCRIZIONE", "{}", text(&next));
    let begun = visitor.json("POST", "/v1/me/totp", &json!({})).json();
    let secret = unbase32(begun["segreto"].as_str().unwrap());
    let code = totp::code(&secret, totp::step_at(store.clock.now()));
    let body = json!({ "attivazione": begun["attivazione"], "codice": code });
    let confirmed = visitor.json("POST", "/v1/me/totp/conferma", &body);
    assert_eq!(
        confirmed.json()["codiciDiRiserva"]
            .as_array()
            .unwrap()
            .len(),
        10,
        "{}",
        text(&confirmed)
    );
    visitor
}

on_both! {
    fn reset_by_whoever_answers_for_them(store: &TestStore) {
        let server = TestServer::start(store);
        let mut operator = manager(store, &server, Role::Operator, "g.verdi");
        let id = user(store, Role::Top, "t.rossi");
        let password = operator.json("POST", &format!("/v1/utenti/{id}/password"), &json!({}));
        assert_eq!(password.status, 200, "{}", text(&password));
        let mut top = Visitor::new(&server);
        let body = json!({ "nomeUtente": "t.rossi", "password": password.json()["password"] });
        assert_eq!(top.json("POST", "/v1/sessione", &body).status, 200);
        let sessions = format!("/v1/utenti/{id}/sessioni");
        let listed = operator.send("GET", &sessions, &[], "").json();
        assert_eq!(listed["elementi"].as_array().unwrap().len(), 1);
        assert_eq!(operator.json("DELETE", &sessions, &json!({})).status, 204);
        assert_eq!(top.send("GET", "/v1/sessione", &[], "").status, 401);
        assert_eq!(operator.json("DELETE", &format!("/v1/utenti/{id}/codici"), &json!({})).status, 204);
        let record = traced(store).into_iter().rev().find(|row| row.fields.contains("totp")).unwrap();
        assert_eq!((record.role.as_str(), record.subject.as_str()), ("OPERATORE", "t.rossi"));

        // Whoever does not answer for the user is told what would be told of a user that does not exist.
        let mut standard = settled(store, &server, "m.rossi");
        for path in [format!("/v1/utenti/{id}/password"), "/v1/utenti/9999/password".to_owned()] {
            let refused = standard.json("POST", &path, &json!({}));
            assert!(matches!(refused.status, 403 | 404), "{path}: {}", text(&refused));
        }
        let mut other = manager(store, &server, Role::Admin, "a.neri");
        let refused = |visitor: &mut Visitor, path: &str| { let answer = visitor.json("POST", path, &json!({})); (answer.status, answer.json()["detail"].clone()) };
        assert_eq!(refused(&mut other, &format!("/v1/utenti/{id}/password")), refused(&mut other, "/v1/utenti/9999/password"));
    }

    fn public_keys_of_an_application(store: &TestStore) {
        let server = TestServer::start(store);
        let mut operator = manager(store, &server, Role::Operator, "g.verdi");
        // An application of the Province's own.
        let entity = traced(store).into_iter().find(|row| row.role == "OPERATORE").unwrap().entity_id;
        let application = Member { entity_id: entity, role: Role::Authorised, username: "app.prova", surname: "Prova", name: "" };
        let id = directory::user(&mut store.conn(), &*store.clock, &application);
        let path = format!("/v1/utenti/{id}/chiavi-pubbliche");
        let signer = Signer::new(Kind::Ed25519);
        let added = operator.json("POST", &path, &json!({ "jwk": signer.jwk() }));
        assert_eq!(added.status, 201, "{}", text(&added));
        let kid = added.json()["kid"].as_str().unwrap().to_owned();
        assert_eq!(operator.json("POST", &path, &json!({ "jwk": signer.jwk() })).status, 409);
        let wrong = operator.json("POST", &path, &json!({ "jwk": { "kty": "oct", "k": "AAAA" } }));
        assert_eq!((wrong.status, wrong.json()["campi"][0]["campo"].as_str()), (422, Some("jwk")));
        for (days, field) in [(0_u64, "giorni"), (731, "giorni"), (u64::from(u32::MAX), "giorni")] {
            let wrong = operator.json("POST", &path, &json!({ "jwk": Signer::new(Kind::P256).jwk(), "giorni": days }));
            assert_eq!((wrong.status, wrong.json()["campi"][0]["campo"].as_str()), (422, Some(field)), "{}", text(&wrong));
        }
        assert_eq!(operator.json("DELETE", &format!("{path}/a%20b"), &json!({})).status, 404);
        assert_eq!(operator.json("DELETE", &format!("{path}/{kid}"), &json!({})).status, 204);
        assert_eq!(operator.json("DELETE", &format!("{path}/{kid}"), &json!({})).status, 404);
        let listed = operator.send("GET", &path, &[], "").json();
        assert!(listed["elementi"][0]["revocata"].is_string(), "{listed}");
    }
}
