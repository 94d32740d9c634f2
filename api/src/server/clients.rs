//! Certificates of workstations: verified against the configured authorities and their revocation lists, which are
//! read again when they change.

use std::any::Any;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

use actix_tls::accept::rustls_0_23::TlsStream;
use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, RootCertStore, SignatureScheme,
};
use sha2::{Digest, Sha256};

use super::tls::{TlsError, certificates};
use crate::config::ClientsConfig;
use crate::session::ClientCertificate;

/// How often the files are looked at, at most.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// How often it is said that a list is out of date, at most.
const COMPLAIN_EVERY: Duration = Duration::from_mins(1);

/// A verifier whose authorities and revocation lists are those of the files as they are now.
#[derive(Debug)]
pub struct Clients {
    files: ClientsConfig,
    mandatory: bool,
    /// Sent when asking for a certificate; they stay those of the start.
    hints: Vec<DistinguishedName>,
    present: RwLock<Arc<dyn ClientCertVerifier>>,
    looked: Mutex<Looked>,
    complained: Mutex<Option<Instant>>,
}

#[derive(Debug)]
struct Looked {
    at: Instant,
    found: [Option<SystemTime>; 2],
}

impl Clients {
    /// Reads the files. With `mandatory` nobody comes in without a certificate.
    pub fn new(files: &ClientsConfig, mandatory: bool) -> Result<Arc<Self>, TlsError> {
        let found = times(files);
        let present = read(files)?;
        Ok(Arc::new(Self {
            files: files.clone(),
            mandatory,
            hints: present.root_hint_subjects().to_vec(),
            present: RwLock::new(present),
            looked: Mutex::new(Looked {
                at: Instant::now(),
                found,
            }),
            complained: Mutex::default(),
        }))
    }

    fn present(&self) -> Arc<dyn ClientCertVerifier> {
        self.look();
        let present = self.present.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&present)
    }

    /// Reads changed files. One that cannot be read leaves what was read before: a half-written list must neither let
    /// everybody in nor keep everybody out.
    fn look(&self) {
        let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        if looked.at.elapsed() < LOOK_EVERY {
            return;
        }
        looked.at = Instant::now();
        let found = times(&self.files);
        if found == looked.found {
            return;
        }
        match read(&self.files) {
            Ok(verifier) => {
                looked.found = found;
                *self.present.write().unwrap_or_else(PoisonError::into_inner) = verifier;
                tracing::info!(
                    "authorities and revocation lists of client certificates read again"
                );
            }
            Err(error) => tracing::error!(%error, "client certificates are judged as before"),
        }
    }
}

impl Clients {
    /// Says, but not at every handshake, why no certificate is taken any more.
    fn complain(&self) {
        let mut complained = self
            .complained
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if complained.is_none_or(|at| at.elapsed() >= COMPLAIN_EVERY) {
            *complained = Some(Instant::now());
            tracing::error!(file = %self.files.crl.display(),
                "the revocation list is out of date: certificates are refused until there is a newer one");
        }
    }
}

impl ClientCertVerifier for Clients {
    fn client_auth_mandatory(&self) -> bool {
        self.mandatory
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &self.hints
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        let judged = self
            .present()
            .verify_client_cert(end_entity, intermediates, now);
        if let Err(rustls::Error::InvalidCertificate(
            CertificateError::ExpiredRevocationList
            | CertificateError::ExpiredRevocationListContext { .. },
        )) = &judged
        {
            self.complain();
        }
        judged
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.present().verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.present().verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.present().supported_verify_schemes()
    }
}

/// Keeps what the connection showed, for the requests that come over it.
pub fn on_connect(connection: &dyn Any, data: &mut Extensions) {
    let Some(stream) = connection.downcast_ref::<TlsStream<TcpStream>>() else {
        return;
    };
    let (_, session) = stream.get_ref();
    if let Some(shown) = session.peer_certificates().and_then(<[_]>::first) {
        data.insert(ClientCertificate(Sha256::digest(shown).into()));
    }
}

fn times(files: &ClientsConfig) -> [Option<SystemTime>; 2] {
    [&files.ca, &files.crl].map(|path| std::fs::metadata(path).ok()?.modified().ok())
}

fn read(files: &ClientsConfig) -> Result<Arc<dyn ClientCertVerifier>, TlsError> {
    let mut roots = RootCertStore::empty();
    for authority in certificates(&files.ca)? {
        roots.add(authority)?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut builder = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
    if files.crl.as_os_str().is_empty() {
        return build(builder, &files.ca);
    }
    let lists = CertificateRevocationListDer::pem_file_iter(&files.crl)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unreadable(&files.crl, &error))?;
    if lists.is_empty() {
        return Err(unreadable(&files.crl, &"il file non ne ha"));
    }
    // Only what is shown is looked up: authorities in between are the operator's own choice. A certificate of an
    // authority without a list is refused, since nothing can be said of it.
    builder = builder
        .with_crls(lists)
        .only_check_end_entity_revocation()
        // Who was revoked since an old list was made, it cannot say.
        .enforce_revocation_expiration();
    build(builder, &files.crl)
}

fn build(
    builder: rustls::server::ClientCertVerifierBuilder,
    file: &Path,
) -> Result<Arc<dyn ClientCertVerifier>, TlsError> {
    builder.build().map_err(|error| unreadable(file, &error))
}

fn unreadable(path: &Path, reason: &dyn std::fmt::Display) -> TlsError {
    TlsError::Unreadable {
        what: "autorità e liste di revoca delle postazioni",
        path: PathBuf::from(path),
        reason: reason.to_string(),
    }
}
