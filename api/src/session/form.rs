//! Forms of the pages: read within limits, taken only from the hub's own pages.

use std::collections::BTreeMap;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::web::{Payload, Query};

use super::own_site;
use crate::problem::{Problem, ProblemCode};
use crate::rest::body;
use crate::state::Hub;

const MEDIA_TYPE: &str = "application/x-www-form-urlencoded";

/// What was filled in.
#[derive(Debug, Default)]
pub struct Form(BTreeMap<String, Vec<String>>);

impl Form {
    /// Reads the body of a POST.
    ///
    /// # Errors
    /// 403 from another site, 415 of another kind, 413, 408, 400.
    pub async fn read(request: &HttpRequest, hub: &Hub, payload: Payload) -> Result<Self, Problem> {
        own_site(request)?;
        Self::read_from_anywhere(request, hub, payload).await
    }

    /// The same from a client that is no browser.
    pub async fn read_from_anywhere(
        request: &HttpRequest,
        hub: &Hub,
        payload: Payload,
    ) -> Result<Self, Problem> {
        if body::media_type(request) != MEDIA_TYPE {
            return Err(Problem::new(
                ProblemCode::MediaType,
                format!("Il corpo deve essere {MEDIA_TYPE}."),
            ));
        }
        let limits = &hub.config.server.limits;
        let patience = Duration::from_secs(limits.request_seconds);
        let bytes = body::read(request, payload, limits.body_bytes, patience).await?;
        let unreadable = || {
            Problem::new(
                ProblemCode::Malformed,
                "Il modulo inviato non si può leggere.",
            )
        };
        let text = std::str::from_utf8(&bytes).map_err(|_| unreadable())?;
        let pairs: Query<Vec<(String, String)>> =
            Query::from_query(text).map_err(|_| unreadable())?;
        let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in pairs.into_inner() {
            fields.entry(name).or_default().push(value);
        }
        Ok(Self(fields))
    }

    /// A field; empty if it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.0
            .get(name)
            .and_then(|values| values.first())
            .map_or("", String::as_str)
    }

    /// Every value of a field that may come more than once.
    pub fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether some field came twice.
    pub fn repeats(&self) -> bool {
        self.0.values().any(|values| values.len() > 1)
    }

    /// The token of the session from whose page it was sent.
    pub fn csrf(&self) -> &str {
        self.get("csrf")
    }
}
