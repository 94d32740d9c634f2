//! Forms of the pages: read within limits, taken only from the hub's own pages.

use std::collections::BTreeMap;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::web::{Bytes, Payload, Query};

use super::{multipart, own_site};
use crate::problem::{Problem, ProblemCode};
use crate::rest::body;
use crate::state::Hub;

const MEDIA_TYPE: &str = "application/x-www-form-urlencoded";

/// What was filled in.
#[derive(Debug, Default)]
pub struct Form {
    fields: BTreeMap<String, Vec<String>>,
    files: BTreeMap<String, Bytes>,
}

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
            return Err(unexpected(MEDIA_TYPE));
        }
        Self::of_fields(&gathered(request, hub, payload, 0).await?)
    }

    /// Reads the body of a POST that may bring files, all of it at most so many bytes, or as many as an ordinary form if
    /// that is more.
    ///
    /// # Errors
    /// As [`Form::read`].
    pub async fn read_with_files(
        request: &HttpRequest,
        hub: &Hub,
        payload: Payload,
        most: usize,
    ) -> Result<Self, Problem> {
        own_site(request)?;
        let media_type = body::media_type(request);
        if media_type == MEDIA_TYPE {
            return Self::read_from_anywhere(request, hub, payload).await;
        }
        if media_type != multipart::MEDIA_TYPE {
            return Err(unexpected(multipart::MEDIA_TYPE));
        }
        let bytes = gathered(request, hub, payload, most).await?;
        let content_type = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        Self::of_parts(content_type, &bytes)
    }

    fn of_fields(bytes: &[u8]) -> Result<Self, Problem> {
        let text = std::str::from_utf8(bytes).map_err(|_| unreadable())?;
        let pairs: Query<Vec<(String, String)>> =
            Query::from_query(text).map_err(|_| unreadable())?;
        let mut form = Self::default();
        for (name, value) in pairs.into_inner() {
            form.fields.entry(name).or_default().push(value);
        }
        Ok(form)
    }

    fn of_parts(content_type: &str, bytes: &Bytes) -> Result<Self, Problem> {
        let mut form = Self::default();
        for part in multipart::parts(content_type, bytes).ok_or_else(unreadable)? {
            if part.is_chosen {
                form.files
                    .entry(part.name)
                    .or_insert_with(|| bytes.slice_ref(part.content));
            } else if !part.is_file {
                let value = std::str::from_utf8(part.content).map_err(|_| unreadable())?;
                let values = form.fields.entry(part.name).or_default();
                values.push(value.to_owned());
            }
        }
        Ok(form)
    }

    /// A field; empty if it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.fields
            .get(name)
            .and_then(|values| values.first())
            .map_or("", String::as_str)
    }

    /// Every value of a field that may come more than once.
    pub fn all(&self, name: &str) -> &[String] {
        self.fields.get(name).map_or(&[], Vec::as_slice)
    }

    /// The file that was chosen, if one was; its name says nothing that anybody needs.
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(AsRef::as_ref)
    }

    /// Whether some field came twice.
    pub fn repeats(&self) -> bool {
        self.fields.values().any(|values| values.len() > 1)
    }

    /// The token of the session from whose page it was sent.
    pub fn csrf(&self) -> &str {
        self.get("csrf")
    }
}

async fn gathered(
    request: &HttpRequest,
    hub: &Hub,
    payload: Payload,
    most: usize,
) -> Result<Bytes, Problem> {
    let limits = &hub.config.server.limits;
    let patience = Duration::from_secs(limits.request_seconds);
    body::read(request, payload, limits.body_bytes.max(most), patience).await
}

fn unexpected(media_type: &str) -> Problem {
    Problem::new(
        ProblemCode::MediaType,
        format!("Il corpo deve essere {media_type}."),
    )
}

fn unreadable() -> Problem {
    Problem::new(
        ProblemCode::Malformed,
        "Il modulo inviato non si può leggere.",
    )
}
