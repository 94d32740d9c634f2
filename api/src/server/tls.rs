//! TLS: rustls with ring, TLS 1.2 and 1.3, session tickets.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::NoServerSessionStorage;
use thiserror::Error;

use super::clients::Clients;
use crate::config::TlsConfig;

/// Why the server cannot speak TLS.
#[derive(Debug, Error)]
pub enum TlsError {
    /// The file cannot be read, or holds nothing of the kind.
    #[error("non riesco a leggere {what} da {}: {reason}", path.display())]
    Unreadable {
        /// What was looked for.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// Certificate and key do not go together, or the provider refuses them.
    #[error("certificato e chiave non vanno bene: {0}")]
    Refused(#[from] rustls::Error),
}

/// Makes ring the process's provider. Call it first thing in `main`; a second call changes nothing.
pub fn install_provider() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Whether a client shows a certificate of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientAuth {
    /// It is not asked.
    Never,
    /// It may.
    Optional,
    /// It must.
    Mandatory,
}

/// The server's side, from the files named. The protocols (h2, http/1.1) are set by actix when it binds.
pub fn server_config(config: &TlsConfig) -> Result<ServerConfig, TlsError> {
    server_config_with(config, ClientAuth::Never)
}

/// The same, asking for certificates of clients.
pub fn server_config_with(
    config: &TlsConfig,
    clients: ClientAuth,
) -> Result<ServerConfig, TlsError> {
    let chain = certificates(&config.certificate)?;
    let key = PrivateKeyDer::from_pem_file(&config.key)
        .map_err(|error| unreadable("la chiave", &config.key, &error))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let server =
        ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    if clients == ClientAuth::Never {
        let mut server = server.with_no_client_auth().with_single_cert(chain, key)?;
        server.ticketer = rustls::crypto::ring::Ticketer::new()?;
        return Ok(server);
    }
    let verifier = Clients::new(&config.clients, clients == ClientAuth::Mandatory)?;
    let mut server = server
        .with_client_cert_verifier(verifier)
        .with_single_cert(chain, key)?;
    // A resumed connection would bring an earlier certificate along without looking at the revocation list again.
    server.session_storage = Arc::new(NoServerSessionStorage {});
    server.send_tls13_tickets = 0;
    Ok(server)
}

/// The certificates of a PEM file, in order; at least one.
pub fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let chain = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unreadable("il certificato", path, &error))?;
    if chain.is_empty() {
        return Err(unreadable("il certificato", path, &"il file non ne ha"));
    }
    Ok(chain)
}

fn unreadable(what: &'static str, path: &Path, reason: &dyn std::fmt::Display) -> TlsError {
    TlsError::Unreadable {
        what,
        path: path.to_owned(),
        reason: reason.to_string(),
    }
}
