//! Somebody of the [`World`] who has signed in to the end.

use hub::identity::{Peer, totp};
use schema::clock::Clock;
use serde_json::json;
use tests::{TestServer, TestStore};

use crate::identity::support::{GOOD, unbase32};
use crate::server::visitor::Visitor;

/// Signs a user in, with a chosen password and, where the role demands it, codes of a new device.
pub fn signed_in(store: &TestStore, server: &TestServer, user_id: i64, name: &str) -> Visitor {
    let password = one_time(server, user_id);
    let mut visitor = Visitor::new(server);
    enter(&mut visitor, name, &password, &*store.clock);
    visitor
}

/// A new one-time password; of whatever device the user had nothing is left.
pub fn one_time(server: &TestServer, user_id: i64) -> String {
    let identity = &server.hub().identity;
    let (actor, peer) = (hub::identity::Actor::command_line(), Peer::local("prova"));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let codes = identity.reset_codes(&actor, user_id, &peer);
    runtime.block_on(codes).unwrap();
    let given = identity.reset_password(&actor, user_id, &peer);
    runtime.block_on(given).unwrap().password
}

/// From a one-time password to the end, by the server's clock.
pub fn enter(visitor: &mut Visitor, name: &str, password: &str, clock: &dyn Clock) {
    let body = json!({ "nomeUtente": name, "password": password });
    assert_eq!(visitor.json("POST", "/v1/sessione", &body).status, 200);
    let answer = visitor.json("POST", "/v1/sessione/password", &json!({ "nuova": GOOD }));
    if answer.json()["stadio"] != "COMPLETA" {
        let enrolment = visitor
            .json("POST", "/v1/me/totp", &json!({ "password": GOOD }))
            .json();
        let secret = unbase32(&enrolment["segreto"].as_str().unwrap().replace(' ', ""));
        let code = totp::code(&secret, totp::step_at(clock.now()));
        let body = json!({ "attivazione": enrolment["attivazione"], "codice": code });
        let answer = visitor.json("POST", "/v1/me/totp/conferma", &body);
        assert_eq!(answer.json()["sessione"]["stadio"], "COMPLETA");
    }
}
