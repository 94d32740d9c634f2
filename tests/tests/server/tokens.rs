//! Applications with an assertion: the token endpoint, and the token at work.

use api::client::Answer;
use chrono::Duration;
use diesel::prelude::*;
use hub::identity::oauth::NewKey;
use hub::identity::{Actor, Peer};
use schema::clock::Clock;
use schema::codes::Role;
use schema::tables::app_user;
use serde_json::{Value, json};
use tests::{TestServer, TestStore, on_both};

use super::support::{CF, address, lac, lac_path, question, send, text};
use crate::identity::signer::{Kind, Signer};

const FORM: &str = "application/x-www-form-urlencoded";

/// The application behind the server's own key gets a key of its own: its name and the key.
pub fn application(store: &TestStore, server: &TestServer) -> (String, Signer) {
    let name: String = app_user::table
        .filter(app_user::role.eq(Role::Authorised.code()))
        .select(app_user::username)
        .first(&mut *store.conn())
        .unwrap();
    let signer = Signer::new(Kind::Ed25519);
    let now = store.clock.now();
    let new = NewKey {
        client: name.clone(),
        jwk: signer.jwk().to_string(),
        kid: Some(signer.kid().to_owned()),
        valid_from: now.naive_utc(),
        valid_to: (now + Duration::days(1)).naive_utc(),
        created_by: 0,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (actor, peer) = (Actor::command_line(), Peer::local("prova"));
    let registered = server.hub().identity.register_key(&actor, new, &peer);
    runtime.block_on(registered).unwrap();
    (name, signer)
}

fn ask(server: &TestServer, assertion: &str, rest: &str) -> Answer {
    let body = format!(
        "grant_type=client_credentials&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3A\
         client-assertion-type%3Ajwt-bearer&client_assertion={assertion}{rest}"
    );
    let client = server.client.with_key("");
    client.post("/oauth/token", FORM, body.as_bytes()).unwrap()
}

/// A token got with that key.
pub fn token(
    store: &TestStore,
    server: &TestServer,
    name: &str,
    signer: &Signer,
    jti: &str,
) -> String {
    let now = store.clock.now().timestamp();
    let claims = json!({ "iss": name, "sub": name, "aud": "https://localhost:8443", "iat": now, "exp": now + 60, "jti": jti });
    let answer = ask(server, &signer.sign(&json!({}), &claims), "&finalita=prova");
    assert_eq!(answer.status, 200, "{}", text(&answer));
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

on_both! {
    fn a_token_works_for_its_purpose_and_time(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path("036014", 1, "a"), &lac(144));
        let (name, signer) = application(store, &server);
        let now = store.clock.now().timestamp();
        let claims = json!({ "iss": name, "sub": name, "aud": "https://localhost:8443/oauth/token", "iat": now, "exp": now + 60, "jti": "1" });
        let assertion = signer.sign(&json!({}), &claims);
        let answer = ask(&server, &assertion, "&finalita=prova");
        assert_eq!(answer.status, 200, "{}", text(&answer));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let granted = answer.json();
        assert_eq!((granted["token_type"].as_str(), granted["expires_in"].as_i64(), granted["finalita"].as_str()), (Some("Bearer"), Some(600), Some("prova")));
        let token = granted["access_token"].as_str().unwrap();
        let bearer = server.client.with_key(token);
        let body = question(CF, &address("viale Kennedy", "1"));
        let checked = bearer.post_json("/v1/verifiche", &body).unwrap();
        assert_eq!(checked.status, 200, "{}", text(&checked));
        // Another purpose than the token's is refused.
        let mut other = body.clone();
        other["finalita"] = json!("altra");
        assert_eq!(bearer.post_json("/v1/verifiche", &other).unwrap().status, 403);
        // Forged, or over.
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let other = if signature.starts_with('A') { "B" } else { "A" };
        let forged = format!("{signed}.{other}{}", &signature[1..]);
        for wrong in [forged.as_str(), assertion.as_str(), "a.b.c", ".."] {
            let answer = server.client.with_key(wrong).post_json("/v1/verifiche", &body).unwrap();
            assert_eq!((answer.status, answer.json()["codice"].as_str()), (401, Some("CREDENZIALI_NON_VALIDE")), "{wrong}");
        }
        store.clock.advance(Duration::minutes(10));
        assert_eq!(bearer.post_json("/v1/verifiche", &body).unwrap().status, 401);
    }

    /// With the key end the tokens that were got with it, and no others.
    fn a_token_ends_with_the_key_it_was_got_with(store: &TestStore) {
        let server = TestServer::start(store);
        let (name, first) = application(store, &server);
        let (_, second) = application(store, &server);
        let (gone, stays) = (token(store, &server, &name, &first, "1"), token(store, &server, &name, &second, "2"));
        let rights = |token: &str| server.client.with_key(token).get("/v1/me/diritti").unwrap();
        assert_eq!((rights(&gone).status, rights(&stays).status), (200, 200));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (actor, peer) = (Actor::command_line(), Peer::local("prova"));
        let withdrawn = server.hub().identity.withdraw_key(&actor, &name, first.kid(), &peer);
        assert!(runtime.block_on(withdrawn).unwrap());
        // As late as every other withdrawal takes effect, on every node.
        store.clock.advance(Duration::milliseconds(3_001));
        let refused = rights(&gone);
        assert_eq!((refused.status, refused.json()["motivo"].as_str()), (401, Some("CHIAVE_REVOCATA")), "{}", text(&refused));
        assert_eq!(rights(&stays).status, 200);
    }

    fn refusals_are_those_of_the_standard(store: &TestStore) {
        let server = TestServer::start(store);
        let (name, signer) = application(store, &server);
        let now = store.clock.now().timestamp();
        let claims = |jti: &str| json!({ "iss": name, "sub": name, "aud": "https://localhost:8443/oauth/token", "iat": now, "exp": now + 60, "jti": jti });
        let good = |jti: &str| signer.sign(&json!({}), &claims(jti));
        let refused = |answer: Answer| -> (u16, String) {
            let body: Value = answer.json();
            let description = body["error_description"].as_str().unwrap();
            assert!(description.is_ascii(), "{description}");
            (answer.status, body["error"].as_str().unwrap().to_owned())
        };
        let assertion = good("1");
        assert_eq!(ask(&server, &assertion, "&scope=prova").status, 200);
        assert_eq!(refused(ask(&server, &assertion, "&scope=prova")), (401, "invalid_client".to_owned()));
        assert_eq!(refused(ask(&server, "a.b.c", "&scope=prova")), (401, "invalid_client".to_owned()));
        assert_eq!(refused(ask(&server, &good("2"), "")), (400, "invalid_scope".to_owned()));
        assert_eq!(refused(ask(&server, &good("3"), "&scope=a&scope=b")), (400, "invalid_request".to_owned()));
        assert_eq!(refused(ask(&server, &good("4"), "&scope=a&client_id=altra")), (401, "invalid_client".to_owned()));
        let client = server.client.with_key("");
        let wrong = client.post("/oauth/token", FORM, b"grant_type=password&username=a&password=b&scope=x").unwrap();
        assert_eq!(refused(wrong), (400, "unsupported_grant_type".to_owned()));
        assert_eq!(client.post("/oauth/token", "application/json", b"{}").unwrap().status, 415);
        // A stream of bad ones waits.
        let last = (0..70).map(|_| ask(&server, "a.b.c", "&scope=prova")).find(|answer| answer.status != 401).unwrap();
        assert_eq!((last.status, last.header("retry-after").is_some()), (429, true));
    }
}
