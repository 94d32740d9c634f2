//! A client of the hub's own interface, for the demonstration that proves itself and for tests.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use rustls::pki_types::pem::PemObject;
use serde_json::Value;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Body};

/// A client that trusts one authority and carries one key.
#[derive(Debug, Clone)]
pub struct Client {
    agent: Agent,
    base: String,
    key: String,
}

/// An answer, whatever its status.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Header fields, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON; null if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// A header field.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

impl Client {
    /// A client of `https://localhost:PORT` that trusts the authority of that PEM file; the key may be empty.
    pub fn new(port: u16, authority: &Path, key: &str) -> anyhow::Result<Self> {
        Self::at(&format!("https://localhost:{port}"), authority, key)
    }

    /// A client of that address (`https://HOST`, without a path) that trusts the authorities of that PEM file.
    pub fn at(base: &str, authority: &Path, key: &str) -> anyhow::Result<Self> {
        let certificates = rustls::pki_types::CertificateDer::pem_file_iter(authority)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .with_context(|| format!("autorità di certificazione {}", authority.display()))?;
        ensure!(!certificates.is_empty(), "il file dell'autorità è vuoto");
        let roots: Vec<Certificate<'static>> = certificates
            .iter()
            .map(|certificate| Certificate::from_der(certificate).to_owned())
            .collect();
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::Specific(Arc::new(roots)))
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let agent = Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            // Whatever the hub answers is the answer.
            .max_redirects(0)
            // The machine's proxy settings do not concern a server on this machine.
            .proxy(None)
            .timeout_global(Some(Duration::from_mins(5)))
            .build()
            .new_agent();
        Ok(Self {
            agent,
            base: base.to_owned(),
            key: key.to_owned(),
        })
    }

    /// The same client with another key.
    #[must_use]
    pub fn with_key(&self, key: &str) -> Self {
        Self {
            key: key.to_owned(),
            ..self.clone()
        }
    }

    /// GET.
    pub fn get(&self, path: &str) -> anyhow::Result<Answer> {
        self.get_accepting(path, "*/*")
    }

    /// GET that asks for a form of the answer.
    pub fn get_accepting(&self, path: &str, accept: &str) -> anyhow::Result<Answer> {
        let mut request = self
            .agent
            .get(format!("{}{path}", self.base))
            .header("Accept", accept);
        if !self.key.is_empty() {
            request = request.header("Authorization", format!("Bearer {}", self.key));
        }
        answer(request.call()?)
    }

    /// POST of a body of that media type.
    pub fn post(&self, path: &str, media_type: &str, body: &[u8]) -> anyhow::Result<Answer> {
        self.post_accepting(path, media_type, "*/*", body)
    }

    /// POST that asks for a form of the answer.
    pub fn post_accepting(
        &self,
        path: &str,
        media_type: &str,
        accept: &str,
        body: &[u8],
    ) -> anyhow::Result<Answer> {
        let mut request = self
            .agent
            .post(format!("{}{path}", self.base))
            .header("Accept", accept);
        if !media_type.is_empty() {
            request = request.header("Content-Type", media_type);
        }
        if !self.key.is_empty() {
            request = request.header("Authorization", format!("Bearer {}", self.key));
        }
        answer(request.send(body)?)
    }

    /// Any request, with header fields of its own beside the key.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> anyhow::Result<Answer> {
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !self.key.is_empty() {
            request = request.header("Authorization", format!("Bearer {}", self.key));
        }
        answer(self.agent.run(request.body(body.to_vec())?)?)
    }

    /// POST of JSON.
    pub fn post_json(&self, path: &str, body: &Value) -> anyhow::Result<Answer> {
        self.post(path, "application/json", body.to_string().as_bytes())
    }
}

fn answer(response: ureq::http::Response<Body>) -> anyhow::Result<Answer> {
    let (head, mut body) = response.into_parts();
    Ok(Answer {
        status: head.status.as_u16(),
        headers: head
            .headers
            .iter()
            .map(|(name, value)| {
                (
                    name.as_str().to_owned(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect(),
        body: body.with_config().limit(1 << 30).read_to_vec()?,
    })
}
