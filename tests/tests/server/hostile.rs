//! Every route of the published description, with addresses that nobody means well by: never a fault of the hub.

use std::cell::RefCell;
use std::fmt::Write;

use api::client::Answer;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use tests::server::{KeyRights, key};
use tests::{TestServer, TestStore, on_both};

use super::support::text;
use super::visitor::Visitor;
use crate::administration::support::World;
use crate::administration::visiting::signed_in;

/// Whatever a segment of a path or a value of a query may be made of.
const PIECES: &[&str] = &[
    "%00",
    "x%00y",
    "%0A",
    "%1B",
    "%7F",
    "%C2%85",
    "%FF",
    "%ED%A0%80",
    "%",
    "%zz",
    "%2500",
    "%2e%2e",
    "%2F",
    "%5C",
    "..",
    "'",
    "%22",
    ";",
    "0",
    "-1",
    "1",
    "9223372036854775807",
    "9223372036854775808",
    "1e3",
    "%D9%A1",
    "%F0%9F%8F%A0",
    "%E2%80%AE",
    "%EF%BF%BE",
    "a",
    "+",
];

/// A method and a path, with the names of its parameters of the query.
#[derive(Clone, Debug)]
pub struct Route {
    pub method: String,
    pub path: String,
    query: Vec<String>,
    /// Whether it reads JSON.
    pub json: bool,
}

impl Route {
    fn has_parameters(&self) -> bool {
        self.path.contains('{') || !self.query.is_empty()
    }
}

pub fn routes() -> Vec<Route> {
    let document = serde_json::to_value(api::rest::openapi_document()).unwrap();
    let mut found = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let parameters = operation["parameters"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            let query = parameters
                .iter()
                .filter(|parameter| parameter["in"] == "query")
                .map(|parameter| parameter["name"].as_str().unwrap().to_owned())
                .collect();
            found.push(Route {
                method: method.to_uppercase(),
                path: path.clone(),
                query,
                json: operation["requestBody"]["content"]["application/json"] != Value::Null,
            });
        }
    }
    assert!(found.len() > 60, "{}", found.len());
    found
}

/// The path with those values in the place of its parameters, and the query.
pub fn address(route: &Route, values: &[String]) -> String {
    let mut values = values.iter().cycle();
    let mut address = String::new();
    for (place, part) in route.path.split('/').enumerate() {
        if place > 0 {
            address.push('/');
        }
        if part.contains('{') {
            address.push_str(values.next().unwrap());
        } else {
            address.push_str(part);
        }
    }
    for (place, name) in route.query.iter().enumerate() {
        address.push(if place == 0 { '?' } else { '&' });
        let value = values.next().unwrap();
        let _ = write!(address, "{name}={value}");
    }
    address
}

/// Somebody who asks, with the header fields that say who.
pub struct Asker {
    visitor: Visitor,
    credentials: Vec<(&'static str, String)>,
}

impl Asker {
    fn person(visitor: Visitor) -> Self {
        let credentials = vec![
            ("Origin", visitor.origin.clone()),
            ("X-CSRF-Token", visitor.csrf.clone()),
        ];
        Self {
            visitor,
            credentials,
        }
    }

    pub fn send(&mut self, method: &str, address: &str, json: Option<&Value>) -> Answer {
        let mut headers: Vec<(&str, &str)> = self
            .credentials
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        if json.is_some() {
            headers.push(("Content-Type", "application/json"));
        }
        let body = json.map(Value::to_string).unwrap_or_default();
        self.visitor.send(method, address, &headers, &body)
    }

    /// Whatever is asked, the hub is not at fault, and says what is wrong in the one form of its problems.
    fn is_never_at_fault(&mut self, route: &Route, values: &[String]) -> Result<(), TestCaseError> {
        let address = address(route, values);
        let answer = self.send(
            &route.method,
            &address,
            route.json.then(|| json!({})).as_ref(),
        );
        let told = || {
            format!(
                "{} {address}: {} {}",
                route.method,
                answer.status,
                text(&answer)
            )
        };
        prop_assert!(answer.status < 500, "{}", told());
        // Whoever is not recognised would see nothing; but an application has no session.
        let unseen = answer.status == 429 || answer.status == 401 && !self.visitor.jar.is_empty();
        prop_assert!(!unseen, "{}", told());
        if answer.status >= 400 {
            let kind = answer.header("content-type").unwrap_or_default();
            prop_assert!(kind.starts_with("application/problem+json"), "{}", told());
        }
        Ok(())
    }
}

pub fn askers(store: &TestStore, server: &TestServer) -> Vec<Asker> {
    let world = World::new(store);
    let operator = signed_in(store, server, world.operator.user_id, "operatore");
    let top = signed_in(store, server, world.top_modena.user_id, "top.modena");
    let key = format!("Bearer {}", key(store, &KeyRights::default()));
    let application = Asker {
        visitor: Visitor::new(server),
        credentials: vec![("Authorization", key)],
    };
    vec![Asker::person(operator), Asker::person(top), application]
}

on_both! {
    fn no_address_makes_the_hub_fail(store: &TestStore) {
        let server = TestServer::start_with(store, |limits| {
            limits.rate_per_second = 1_000_000;
            limits.rate_burst = 1_000_000;
        });
        let mut askers = askers(store, &server);
        let routes: Vec<Route> = routes().into_iter().filter(Route::has_parameters).collect();
        for route in &routes {
            for piece in PIECES {
                for asker in &mut askers {
                    asker.is_never_at_fault(route, &[(*piece).to_owned()]).unwrap();
                }
            }
        }
        let value = prop::collection::vec(prop::sample::select(PIECES), 1..5).prop_map(|pieces| pieces.concat());
        let asked = (prop::sample::select(routes), 0..askers.len(), prop::collection::vec(value, 1..5));
        let config = Config { cases: 400, failure_persistence: None, ..Config::default() };
        let askers = RefCell::new(askers);
        TestRunner::new(config)
            .run(&asked, |(route, who, values)| askers.borrow_mut()[who].is_never_at_fault(&route, &values))
            .unwrap();
    }

    fn an_address_with_control_characters_is_refused_in_the_reader_s_form(store: &TestStore) {
        let server = TestServer::start(store);
        let mut visitor = Visitor::new(&server);
        for path in ["/v1/richieste/%00", "/v1/enti?testo=a%0Ab", "/utenti/%C2%85", "/nulla/%FF"] {
            let answer = visitor.send("GET", path, &[], "");
            assert_eq!((answer.status, &answer.json()["codice"]), (400, &"RICHIESTA_MALFORMATA".into()), "{path}");
            assert!(answer.header("x-request-id").is_some() && answer.header("content-security-policy").is_some());
            let page = visitor.get(path);
            assert_eq!(page.status, 400, "{path}");
            assert!(text(&page).contains("caratteri di controllo"), "{path}");
        }
    }

    fn a_body_of_another_kind_is_refused_wherever_json_is_read(store: &TestStore) {
        let server = TestServer::start(store);
        let mut askers = askers(store, &server);
        for route in routes().iter().filter(|route| route.json) {
            let told: Vec<_> = askers
                .iter_mut()
                .map(|asker| {
                    let headers: Vec<(&str, &str)> = asker
                        .credentials
                        .iter()
                        .map(|(name, value)| (*name, value.as_str()))
                        .collect();
                    let address = address(route, &["1".to_owned()]);
                    ["text/plain", ""].map(|kind| {
                        let mut headers = headers.clone();
                        if !kind.is_empty() {
                            headers.push(("Content-Type", kind));
                        }
                        asker.visitor.send(&route.method, &address, &headers, "{}").status
                    })
                })
                .collect();
            // Who may not ask at all has no body read.
            let all = told.concat();
            assert!(all.contains(&415) && all.iter().all(|status| [401, 403, 404, 415].contains(status)), "{route:?}: {told:?}");
        }
    }
}
