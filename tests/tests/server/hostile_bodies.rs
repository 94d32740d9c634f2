//! Every body of JSON in the published description, with a text in it that PostgreSQL cannot keep.

use serde_json::{Map, Value, json};
use tests::{TestServer, on_both};

use super::hostile::{Route, address, askers, routes};
use super::support::text;

/// Bodies of a shape, in each of which another of its texts is unkeepable.
struct Bodies<'a> {
    document: &'a Value,
    /// Which text, counted from 0.
    hostile: usize,
    texts: usize,
}

impl Bodies<'_> {
    /// A value of that shape.
    fn value(&mut self, shape: &Value) -> Value {
        if let Some(path) = shape["$ref"].as_str() {
            let shape = self.document.pointer(path.trim_start_matches('#'));
            return self.value(&shape.unwrap().clone());
        }
        if let Some(parts) = shape["allOf"].as_array() {
            let mut all = Map::new();
            for part in parts {
                if let Value::Object(part) = self.value(part) {
                    all.extend(part);
                }
            }
            return Value::Object(all);
        }
        if let Some(variants) = shape["oneOf"].as_array() {
            return self.value(variants.last().unwrap());
        }
        let kind = shape["type"]
            .as_array()
            .map_or(&shape["type"], |kinds| &kinds[0]);
        match kind.as_str() {
            Some("object") => {
                let fields = shape["properties"].as_object().cloned().unwrap_or_default();
                fields
                    .iter()
                    .map(|(name, shape)| (name.clone(), self.value(shape)))
                    .collect()
            }
            Some("array") => json!([self.value(&shape["items"])]),
            Some("integer" | "number") => json!(1),
            Some("boolean") => json!(true),
            _ => self.text(shape),
        }
    }

    fn text(&mut self, shape: &Value) -> Value {
        let place = self.texts;
        self.texts += 1;
        match shape["enum"].as_array() {
            _ if place == self.hostile => json!("0\u{0}1"),
            Some(values) => values[0].clone(),
            None => json!("2026-11-21"),
        }
    }
}

/// All bodies of a route, one for each of its texts.
fn bodies(document: &Value, route: &Route) -> Vec<Value> {
    let operation = &document["paths"][&route.path][route.method.to_lowercase()];
    let shape = &operation["requestBody"]["content"]["application/json"]["schema"];
    let mut found = Vec::new();
    loop {
        let mut bodies = Bodies {
            document,
            hostile: found.len(),
            texts: 0,
        };
        let body = bodies.value(shape);
        if bodies.texts <= found.len() {
            return found;
        }
        found.push(body);
    }
}

on_both! {
    fn no_text_in_a_body_makes_the_hub_fail(store: &TestStore) {
        let server = TestServer::start_with(store, |limits| {
            limits.rate_per_second = 1_000_000;
            limits.rate_burst = 1_000_000;
        });
        let document = serde_json::to_value(api::rest::openapi_document()).unwrap();
        let mut askers = askers(store, &server);
        let mut sent = 0;
        for route in routes().iter().filter(|route| route.json) {
            let address = address(route, &["1".to_owned()]);
            for body in bodies(&document, route) {
                for asker in &mut askers {
                    let answer = asker.send(&route.method, &address, Some(&body));
                    assert!(answer.status < 500, "{} {address} {body}: {}", route.method, text(&answer));
                    sent += 1;
                }
            }
        }
        assert!(sent > 300, "{sent}");
    }
}
