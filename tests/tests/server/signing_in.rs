//! Sign-in over REST: cookies, tokens against forged requests, and a flood.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use hub::identity::{Actor, Peer};
use schema::codes::Role;
use serde_json::json;
use tests::{TestServer, TestStore, on_both};

use super::support::{CF, address, lac, lac_path, outcome, question, send, text};
use super::visitor::Visitor;
use crate::identity::support::{GOOD, user};

/// A person with a one-time password.
pub fn newcomer(store: &TestStore, server: &TestServer, role: Role, name: &str) -> String {
    let id = user(store, role, name);
    let identity = &server.hub().identity;
    let (actor, peer) = (Actor::command_line(), Peer::local("prova"));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime
        .block_on(identity.reset_password(&actor, id, &peer))
        .unwrap()
        .password
}

/// A person who has signed in to the end.
pub fn settled(store: &TestStore, server: &TestServer, name: &str) -> Visitor {
    let one_time = newcomer(store, server, Role::Standard, name);
    let mut visitor = Visitor::new(server);
    let body = json!({ "nomeUtente": name, "password": one_time });
    assert_eq!(visitor.json("POST", "/v1/sessione", &body).status, 200);
    let answer = visitor.json("POST", "/v1/sessione/password", &json!({ "nuova": GOOD }));
    assert_eq!(answer.json()["stadio"], "COMPLETA", "{}", text(&answer));
    visitor
}

#[test]
fn signing_in_anew_leaves_no_session_behind() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let mut visitor = settled(store, &server, "m.rossi");
    let earlier = visitor.jar.clone();
    let body = json!({ "nomeUtente": "m.rossi", "password": GOOD });
    assert_eq!(visitor.json("POST", "/v1/sessione", &body).status, 200);
    let by_rest = visitor.jar.clone();
    visitor.open("/accesso/password");
    let form = [("utente", "m.rossi"), ("password", GOOD)];
    assert_eq!(visitor.form("/accesso", &form).status, 303);
    for (jar, status) in [(earlier, 401), (by_rest, 401), (visitor.jar.clone(), 200)] {
        visitor.jar = jar;
        assert_eq!(visitor.send("GET", "/v1/sessione", &[], "").status, status);
    }
}

on_both! {
    fn the_way_in_and_out(store: &TestStore) {
        let server = TestServer::start(store);
        let one_time = newcomer(store, &server, Role::Standard, "m.rossi");
        let mut visitor = Visitor::new(&server);
        let answer = visitor.json("POST", "/v1/sessione", &json!({ "nomeUtente": "m.rossi", "password": "non è questa, no" }));
        assert_eq!((answer.status, answer.json()["motivo"].as_str()), (401, Some("CREDENZIALI_ERRATE")), "{}", text(&answer));
        assert!(visitor.jar.is_empty());
        let answer = visitor.json("POST", "/v1/sessione", &json!({ "nomeUtente": "m.rossi", "password": one_time }));
        assert_eq!((answer.status, answer.json()["stadio"].as_str()), (200, Some("PASSWORD")), "{}", text(&answer));
        // Who has not come to the end is told nothing about the user, and opens nothing.
        assert!(answer.json().get("utente").is_none());
        let cookie = answer.header("set-cookie").unwrap();
        for attribute in ["__Host-ah=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        for path in ["/v1/me/sessioni", "/v1/forniture"] {
            let answer = visitor.send("GET", path, &[], "");
            assert_eq!((answer.status, answer.json()["motivo"].as_str()), (403, Some("ACCESSO_INCOMPLETO")), "{path}");
        }
        let answer = visitor.json("POST", "/v1/sessione/password", &json!({ "nuova": "corta" }));
        assert_eq!((answer.status, answer.json()["campi"][0]["codice"].as_str()), (422, Some("PASSWORD_CORTA")));
        let (old_cookie, old_csrf) = (visitor.jar.clone(), visitor.csrf.clone());
        let answer = visitor.json("POST", "/v1/sessione/password", &json!({ "nuova": GOOD }));
        assert_eq!((answer.status, answer.json()["stadio"].as_str()), (200, Some("COMPLETA")), "{}", text(&answer));
        assert!(visitor.jar.contains_key("__Host-ah-device"));
        assert_ne!(visitor.csrf, old_csrf);
        let who = visitor.send("GET", "/v1/sessione", &[], "").json();
        assert_eq!((who["utente"]["nomeUtente"].as_str(), who["utente"]["ruolo"].as_str()), (Some("m.rossi"), Some("STANDARD")));
        // The cookie of the stage before is worth nothing.
        let new_cookie = std::mem::replace(&mut visitor.jar, old_cookie);
        assert_eq!(visitor.send("GET", "/v1/sessione", &[], "").status, 401);
        visitor.jar = new_cookie;
        let listed = visitor.send("GET", "/v1/me/sessioni", &[], "").json();
        assert_eq!((listed["elementi"].as_array().unwrap().len(), listed["elementi"][0]["questa"].as_bool()), (1, Some(true)));
        assert_eq!(visitor.json("DELETE", "/v1/sessione", &json!({})).status, 204);
        assert!(!visitor.jar.contains_key("__Host-ah"));
        assert_eq!(visitor.send("GET", "/v1/sessione", &[], "").status, 401);
    }

    /// What another site makes a browser send, or a page left open from before, changes nothing.
    fn forged_requests_are_refused(store: &TestStore) {
        let server = TestServer::start(store);
        let mut visitor = settled(store, &server, "m.rossi");
        let stale = { let mut first = Visitor::new(&server); first.json("POST", "/v1/sessione", &json!({ "nomeUtente": "m.rossi", "password": GOOD })); first.csrf };
        let (origin, csrf) = (visitor.origin.clone(), visitor.csrf.clone());
        for headers in [
            vec![],
            vec![("X-CSRF-Token", "")],
            vec![("X-CSRF-Token", stale.as_str())],
            vec![("X-CSRF-Token", csrf.as_str()), ("Origin", "https://altro.example")],
            vec![("X-CSRF-Token", csrf.as_str()), ("Origin", "null")],
            vec![("X-CSRF-Token", csrf.as_str()), ("Origin", origin.as_str()), ("Sec-Fetch-Site", "cross-site")],
        ] {
            for (method, path) in [("DELETE", "/v1/sessione"), ("DELETE", "/v1/me/sessioni"), ("POST", "/v1/verifiche")] {
                let answer = visitor.send(method, path, &headers, "{}");
                assert_eq!((answer.status, answer.json()["motivo"].as_str()), (403, Some("GETTONE_NON_VALIDO")), "{path} {headers:?}");
            }
        }
        // A sign-in that another site starts is refused too.
        let body = json!({ "nomeUtente": "m.rossi", "password": GOOD }).to_string();
        let answer = visitor.send("POST", "/v1/sessione", &[("Origin", "https://altro.example")], &body);
        assert_eq!(answer.status, 403);
        assert_eq!(visitor.send("GET", "/v1/sessione", &[], "").status, 200);
        // With its own token the request is taken as the user's; the user has no right here, but is known.
        let answer = visitor.json("POST", "/v1/verifiche", &question(CF, &address("viale Kennedy", "1")));
        assert_eq!(answer.status, 403);
        assert_ne!(answer.json()["motivo"], "GETTONE_NON_VALIDO");
    }

    fn another_s_session_does_not_exist(store: &TestStore) {
        let server = TestServer::start(store);
        let (mut mine, mut other) = (settled(store, &server, "m.rossi"), settled(store, &server, "l.bianchi"));
        let id = other.send("GET", "/v1/sessione", &[], "").json()["id"].as_i64().unwrap();
        for path in [format!("/v1/me/sessioni/{id}"), "/v1/me/sessioni/1".to_owned(), "/v1/me/sessioni/x".to_owned()] {
            assert_eq!(mine.json("DELETE", &path, &json!({})).status, 404, "{path}");
        }
        assert_eq!(other.send("GET", "/v1/sessione", &[], "").status, 200);
    }
}

/// Sign-ins by the hundred: each is answered at once, one way or another, and checks go on.
#[test]
fn a_flood_of_sign_ins_leaves_checks_alone() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    send(&server.client, &lac_path("036014", 1, "a"), &lac(144));
    let body = question(CF, &address("viale Kennedy", "1"));
    let over = AtomicBool::new(false);
    let told = thread::scope(|scope| {
        let checks = scope.spawn(|| {
            let mut answered = 0;
            while !over.load(Ordering::Relaxed) {
                outcome(&server.client.post_json("/v1/verifiche", &body).unwrap());
                answered += 1;
            }
            answered
        });
        let floods: Vec<_> = (0..8)
            .map(|number| {
                let client = server.client.with_key("");
                scope.spawn(move || {
                    let body = json!({ "nomeUtente": format!("nome{number}"), "password": "tirata a indovinare" });
                    let mut told = Vec::new();
                    for _ in 0..40 {
                        let answer = client.post_json("/v1/sessione", &body).unwrap();
                        assert_eq!(answer.status == 401, answer.header("retry-after").is_none());
                        told.push(answer.status);
                    }
                    told
                })
            })
            .collect();
        let told: Vec<u16> = floods
            .into_iter()
            .flat_map(|flood| flood.join().unwrap())
            .collect();
        over.store(true, Ordering::Relaxed);
        assert!(checks.join().unwrap() > 0);
        told
    });
    assert!(
        told.iter().all(|status| matches!(status, 401 | 429 | 503)),
        "{told:?}"
    );
    // Five of each name are weighed, the rest waits.
    assert!(told.iter().filter(|status| **status == 401).count() <= 40);
    assert!(told.contains(&429));
}
