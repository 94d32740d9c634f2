//! Assertions of applications, good and bad.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use diesel::prelude::*;
use hub::identity::Actor;
use hub::identity::oauth::{Granted, KeyError, NewKey, OAuthError, TokenRequest};
use schema::clock::Clock;
use schema::codes::Role;
use schema::tables::oauth_jti;
use serde_json::{Value, json};
use tests::directory::set_enabled;
use tests::{TestStore, on_both};

use super::signer::{Kind, Signer, compact};
use super::support::*;

const HUB: &str = "https://localhost:8443";

/// An application with one key of each kind.
struct Application<'a> {
    node: &'a Node,
    store: &'a TestStore,
    signers: Vec<Signer>,
}

impl<'a> Application<'a> {
    fn new(store: &'a TestStore, node: &'a Node) -> Self {
        user(store, Role::Authorised, "app.prova");
        let signers = [Kind::Ed25519, Kind::P256, Kind::Rsa].map(Signer::new);
        for signer in &signers {
            register(store, node, signer.jwk().to_string(), signer.kid()).unwrap();
        }
        Self {
            node,
            store,
            signers: signers.into(),
        }
    }

    /// Good ones, of which each has its own name.
    fn claims(&self) -> Value {
        self.store.clock.advance(Duration::milliseconds(1));
        let now = self.store.clock.now().timestamp();
        json!({ "iss": "app.prova", "sub": "app.prova", "aud": format!("{HUB}/oauth/token"),
            "iat": now, "exp": now + 60, "jti": format!("j{}", self.store.clock.now().timestamp_micros()) })
    }

    fn ask(&self, assertion: String) -> Result<Granted, OAuthError> {
        ask(self.node, assertion)
    }

    /// Asks with the first key and other claims.
    fn with(&self, change: impl FnOnce(&mut Value)) -> Result<Granted, OAuthError> {
        let mut claims = self.claims();
        change(&mut claims);
        self.ask(self.signers[0].sign(&json!({}), &claims))
    }
}

fn register(store: &TestStore, node: &Node, jwk: String, kid: &str) -> Result<(), KeyError> {
    let now = store.clock.now();
    let new = NewKey {
        client: "app.prova".to_owned(),
        jwk,
        kid: Some(kid.to_owned()),
        valid_from: now.naive_utc(),
        valid_to: (now + Duration::days(30)).naive_utc(),
        created_by: 0,
    };
    let (actor, from) = (Actor::command_line(), peer("192.0.2.1"));
    node.runtime
        .block_on(node.identity.register_key(&actor, new, &from))
        .map(drop)
}

fn request(assertion: String) -> TokenRequest {
    TokenRequest {
        grant_type: "client_credentials".to_owned(),
        assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".to_owned(),
        assertion,
        client_id: String::new(),
        purpose: "controllo a campione".to_owned(),
    }
}

fn ask(node: &Node, assertion: String) -> Result<Granted, OAuthError> {
    node.runtime
        .block_on(node.identity.grant(&request(assertion), &peer("192.0.2.1")))
}

/// What a refusal says, or how the asking went.
fn said(answer: Result<Granted, OAuthError>) -> String {
    match answer {
        Ok(_) => "granted".to_owned(),
        Err(error) => {
            assert_eq!(error.code(), "invalid_client", "{error}");
            error.to_string()
        }
    }
}

const UNKNOWN: &str = "Client sconosciuto, chiave sconosciuta o firma non valida.";

on_both! {
    fn each_kind_of_key_gets_a_token_bound_to_its_purpose(store: &TestStore) {
        let node = Node::start(store);
        let application = Application::new(store, &node);
        for signer in &application.signers {
            let granted = application.ask(signer.sign(&json!({}), &application.claims())).unwrap();
            assert_eq!((granted.seconds, granted.purpose.as_str()), (600, "controllo a campione"));
            let caller = node.identity.verify_token(&granted.token).unwrap();
            assert_eq!((caller.client.as_str(), caller.purpose.as_str()), ("app.prova", "controllo a campione"));
            let row = last(store);
            assert_eq!((row.outcome.as_str(), row.purpose.as_str(), row.key_id > 0), ("TOKEN", "controllo a campione", true));
        }
    }

    fn whoever_knocks_in_vain_is_on_record(store: &TestStore) {
        let node = Node::start(store);
        let application = Application::new(store, &node);
        let signer = &application.signers[0];
        let known = application.claims();
        let mut nobody = known.clone();
        nobody["iss"] = json!("app.altra");
        nobody["sub"] = json!("app.altra");
        let mut unkeepable = known.clone();
        unkeepable["iss"] = json!("app.prova\0");
        let cases = [
            (json!({}), nobody, 0),
            (json!({}), unkeepable, 0),
            (json!({ "kid": "altra" }), known.clone(), 1),
            (json!({ "kid": "a\0" }), known, 1),
        ];
        for (header, claims, recognised) in cases {
            assert_eq!(said(application.ask(signer.sign(&header, &claims))), UNKNOWN, "{header} {claims}");
            let row = last(store);
            assert_eq!((row.outcome.as_str(), i64::from(row.user_id > 0)), ("CLIENT_SCONOSCIUTO", recognised), "{header} {claims}");
        }
    }

    fn a_purpose_is_one_line_of_text(store: &TestStore) {
        let node = Node::start(store);
        let application = Application::new(store, &node);
        for purpose in ["a\0b", "a\r\nb", "a\u{85}b"] {
            let assertion = application.signers[0].sign(&json!({}), &application.claims());
            let asked = TokenRequest { purpose: purpose.to_owned(), ..request(assertion) };
            let answer = node.runtime.block_on(node.identity.grant(&asked, &peer("192.0.2.1")));
            assert_eq!(answer.unwrap_err(), OAuthError::Scope, "{purpose:?}");
        }
    }

    fn an_assertion_is_taken_once_on_whichever_node(store: &TestStore) {
        let (here, there) = (Node::start(store), Node::start(store));
        let application = Application::new(store, &here);
        let assertion = application.signers[0].sign(&json!({}), &application.claims());
        assert!(ask(&here, assertion.clone()).is_ok());
        for node in [&there, &here] {
            assert_eq!(said(ask(node, assertion.clone())), "L'asserzione e' gia' stata usata (jti).");
        }
        assert_eq!(last(store).outcome, "ASSERZIONE_RIFIUTATA");
        // What is over is forgotten, since it would be refused anyway.
        store.clock.advance(Duration::minutes(2));
        assert_eq!(said(ask(&there, assertion)), "L'asserzione e' scaduta (exp).");
        assert!(application.with(|_| {}).is_ok());
        let kept: i64 = oauth_jti::table.count().get_result(&mut *store.conn()).unwrap();
        assert_eq!(kept, 1);
    }

    /// The algorithm is the registered key's, whatever the assertion says of itself.
    fn confusion_about_algorithms_leads_nowhere(store: &TestStore) {
        let node = Node::start(store);
        let application = Application::new(store, &node);
        let claims = application.claims();
        let [ed, p256, rsa] = application.signers.as_slice() else { panic!("three keys") };
        for signer in [ed, p256, rsa] {
            for algorithm in ["none", "None", "HS256", "RS256", "ES256", "EdDSA", "PS256", ""] {
                if algorithm == signer.algorithm() {
                    continue;
                }
                let header = json!({ "alg": algorithm });
                // Signed properly, but said otherwise; and without any signature.
                for assertion in [signer.sign(&header, &claims), signer.compose(&header, &claims, &[])] {
                    assert_eq!(said(application.ask(assertion)), UNKNOWN, "{algorithm}");
                }
            }
            // The public key as if it were the secret of a MAC: as JWK, and as the bytes of the key.
            for secret in [signer.jwk().to_string().into_bytes(), signer.public()] {
                let header = json!({ "alg": "HS256" });
                let message = signer.message(&header, &claims);
                let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &secret);
                let mac = ring::hmac::sign(&key, message.as_bytes());
                assert_eq!(said(application.ask(compact(&message, mac.as_ref()))), UNKNOWN);
            }
            assert_eq!(said(application.ask(signer.sign(&json!({ "crit": ["x"], "x": 1 }), &claims))), UNKNOWN);
            // A key that comes along in the header counts for nothing.
            let own = Signer::new(Kind::Ed25519);
            let header = json!({ "kid": signer.kid(), "jwk": own.jwk() });
            assert_eq!(said(application.ask(own.sign(&header, &claims))), UNKNOWN);
        }
        assert!(application.ask(ed.sign(&json!({}), &claims)).is_ok());
    }

    fn forged_and_foreign_assertions_are_told_alike(store: &TestStore) {
        let node = Node::start(store);
        let application = Application::new(store, &node);
        let ed = &application.signers[0];
        let good = ed.sign(&json!({}), &application.claims());
        let stranger = Signer::new(Kind::Ed25519);
        let mut changed = application.claims();
        changed["exp"] = json!(store.clock.now().timestamp() + 120);
        let parts: Vec<&str> = good.split('.').collect();
        let swapped = format!("{}.{}.{}", parts[0], URL_SAFE_NO_PAD.encode(changed.to_string()), parts[2]);
        for assertion in [
            swapped,
            stranger.sign(&json!({}), &application.claims()),
            stranger.sign(&json!({ "kid": ed.kid() }), &application.claims()),
            ed.sign(&json!({ "kid": "altra" }), &application.claims()),
            ed.sign(&json!({ "kid": null }), &application.claims()),
            good.replace('.', ""),
            String::new(),
            format!("{good}.x"),
            "x".repeat(9000),
        ] {
            assert_eq!(said(application.ask(assertion.clone())), UNKNOWN, "{assertion}");
        }
        // A client that does not exist, or is a person.
        user(store, Role::Standard, "m.rossi");
        for name in ["nessuno", "m.rossi"] {
            assert_eq!(said(application.with(|claims| claims["iss"] = json!(name))), UNKNOWN, "{name}");
        }
        set_enabled(&mut store.conn(), "app.prova", false);
        assert_eq!(said(application.with(|_| {})), UNKNOWN);
    }

    fn each_claim_counts(store: &TestStore) {
        let node = Node::start(store);
        let application = Application::new(store, &node);
        let now = store.clock.now().timestamp();
        type Change = Box<dyn Fn(&mut Value)>;
        let cases: [(&str, Change); 8] = [
            ("aud", Box::new(|c| c["aud"] = json!("https://altrove.example/oauth/token"))),
            ("aud", Box::new(|c| c["aud"] = json!([HUB, "https://altrove.example"]))),
            ("sub", Box::new(|c| c["sub"] = json!("altra"))),
            ("scaduta", Box::new(move |c| { c["iat"] = json!(now - 200); c["exp"] = json!(now - 100); })),
            ("non e' ancora valida", Box::new(move |c| { c["iat"] = json!(now + 100); c["exp"] = json!(now + 200); })),
            ("non e' ancora valida", Box::new(move |c| c["nbf"] = json!(now + 100))),
            ("cinque minuti", Box::new(move |c| c["exp"] = json!(now + 3600))),
            ("deve avere", Box::new(|c| { c.as_object_mut().unwrap().remove("jti"); })),
        ];
        for (about, change) in cases {
            let text = said(application.with(|claims| change(claims)));
            assert!(text.contains(about), "{about}: {text}");
        }
        assert!(application.with(|claims| claims["aud"] = json!(HUB)).is_ok());
    }

    /// A new key is registered before the old one is withdrawn: at no time is there none.
    fn keys_are_replaced_without_a_pause(store: &TestStore) {
        let node = Node::start(store);
        let application = Application::new(store, &node);
        let next = Signer::new(Kind::Ed25519);
        register(store, &node, next.jwk().to_string(), next.kid()).unwrap();
        assert!(application.ask(next.sign(&json!({}), &application.claims())).is_ok());
        assert!(application.with(|_| {}).is_ok());
        let (actor, from) = (Actor::command_line(), peer("192.0.2.1"));
        let old = application.signers[0].kid();
        let revoke = || node.runtime.block_on(node.identity.withdraw_key(&actor, "app.prova", old, &from)).unwrap();
        assert!(revoke() && !revoke());
        assert_eq!(said(application.with(|_| {})), UNKNOWN);
        assert!(application.ask(next.sign(&json!({}), &application.claims())).is_ok());
        // By time, too.
        store.clock.advance(Duration::days(30));
        assert_eq!(said(application.ask(next.sign(&json!({}), &application.claims()))), UNKNOWN);
    }

    fn keys_that_will_not_do_are_refused(store: &TestStore) {
        let node = Node::start(store);
        let application = Application::new(store, &node);
        let signer = Signer::new(Kind::Ed25519);
        let mut private = signer.jwk();
        private["d"] = json!("AAAA");
        assert!(matches!(register(store, &node, private.to_string(), "k"), Err(KeyError::Key(_))));
        assert!(matches!(register(store, &node, signer.jwk().to_string(), ""), Err(KeyError::BadKid)));
        assert!(matches!(register(store, &node, signer.jwk().to_string(), application.signers[0].kid()), Err(KeyError::Taken(_))));
    }

    fn the_hub_s_own_tokens_are_short_and_cannot_be_made(store: &TestStore) {
        let node = Node::start(store);
        let application = Application::new(store, &node);
        let token = application.with(|_| {}).unwrap().token;
        assert!(node.identity.verify_token(&token).is_some());
        let parts: Vec<&str> = token.split('.').collect();
        let decoded = |part: &str| -> Value { serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap() };
        let with = |header: &Value, claims: &Value| {
            let text = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
            format!("{}.{}.{}", text(header), text(claims), parts[2])
        };
        let (header, claims) = (decoded(parts[0]), decoded(parts[1]));
        assert_eq!(header["typ"], "at+jwt");
        let mut longer = claims.clone();
        longer["exp"] = json!(4_000_000_000_i64);
        let mut none = header.clone();
        none["alg"] = json!("none");
        for forged in [
            with(&header, &longer),
            with(&none, &claims),
            format!("{}.{}.", parts[0], parts[1]),
            application.signers[0].sign(&header, &longer),
            // An assertion is no token.
            application.signers[0].sign(&json!({}), &application.claims()),
        ] {
            assert_eq!(node.identity.verify_token(&forged), None, "{forged}");
        }
        store.clock.advance(Duration::minutes(10));
        assert_eq!(node.identity.verify_token(&token), None);
    }

    fn what_is_asked_must_be_asked_properly(store: &TestStore) {
        let node = Node::start(store);
        let application = Application::new(store, &node);
        let good = || request(application.signers[0].sign(&json!({}), &application.claims()));
        let ask = |request: TokenRequest| node.runtime.block_on(node.identity.grant(&request, &peer("192.0.2.1"))).unwrap_err().code();
        assert_eq!(ask(TokenRequest { grant_type: "password".to_owned(), ..good() }), "unsupported_grant_type");
        assert_eq!(ask(TokenRequest { assertion_type: String::new(), ..good() }), "invalid_request");
        assert_eq!(ask(TokenRequest { purpose: " ".to_owned(), ..good() }), "invalid_scope");
        assert_eq!(ask(TokenRequest { client_id: "altra".to_owned(), ..good() }), "invalid_client");
    }
}
