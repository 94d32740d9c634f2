//! The hub as a child process, and what speaks to it.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use api::client::Client;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tests::bench::{Target, memory};

use super::child::{Serving, text};
use super::stores::Prepared;

/// Certificate and key for `localhost`.
pub struct Certificate {
    /// PEM, trusted by the clients.
    pub certificate: PathBuf,
    /// PEM.
    pub key: PathBuf,
}

impl Certificate {
    /// Makes them in that directory.
    pub fn make(directory: &Path) -> Result<Self> {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned()])?;
        let files = Self {
            certificate: directory.join("server.pem"),
            key: directory.join("server.key"),
        };
        std::fs::write(&files.certificate, cert.pem())?;
        std::fs::write(&files.key, signing_key.serialize_pem())?;
        Ok(files)
    }

    /// Where a load generator sends.
    pub fn target(&self, port: u16) -> Result<Target> {
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_file_iter(&self.certificate)? {
            roots.add(certificate?)?;
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Target {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            name: "localhost".to_owned(),
            tls: Arc::new(tls),
        })
    }
}

/// A hub that serves.
pub struct Server {
    /// For the load generator.
    pub target: Target,
    /// For single requests.
    pub client: Client,
    /// From the start of the process to the first "ready".
    pub ready_after: Duration,
    child: Serving,
}

impl Server {
    /// Starts `anagrafe-hub serve` on these stores and waits until it says that it is ready. Everything is at its
    /// default but the rate that one key may ask at.
    pub fn start(directory: &Path, stores: &Prepared, certificate: &Certificate) -> Result<Self> {
        // Freed again before the hub binds it; nothing else on the machine takes ports at random here.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let trace = if stores.trace == stores.register {
            String::new()
        } else {
            stores.trace.clone()
        };
        let set = |name: &'static str, value: String| (name, value);
        let environment = [
            set("ANAGRAFE_HUB__DATABASE__URL", stores.register.clone()),
            set("ANAGRAFE_HUB__DATABASE__TRACE_URL", trace),
            set("ANAGRAFE_HUB__SERVER__ADDRESS", format!("127.0.0.1:{port}")),
            set(
                "ANAGRAFE_HUB__SERVER__TLS__CERTIFICATE",
                text(&certificate.certificate)?.to_owned(),
            ),
            set(
                "ANAGRAFE_HUB__SERVER__TLS__KEY",
                text(&certificate.key)?.to_owned(),
            ),
            set(
                "ANAGRAFE_HUB__SERVER__LIMITS__RATE_PER_SECOND",
                "1000000".to_owned(),
            ),
            set(
                "ANAGRAFE_HUB__SERVER__LIMITS__RATE_BURST",
                "1000000".to_owned(),
            ),
            set(
                "ANAGRAFE_HUB__INBOX__DIR",
                text(&directory.join("inbox"))?.to_owned(),
            ),
        ];
        let messages = directory.join("messages");
        let client = Client::new(port, &certificate.certificate, &stores.key)?;
        let start = Instant::now();
        let mut child = Serving::start("hub", &["serve"], &messages, &environment)?;
        let ready_after = loop {
            if let Ok(answer) = client.get("/salute/pronta")
                && answer.status == 200
            {
                break start.elapsed();
            }
            child.check(&messages)?;
            ensure!(
                start.elapsed() < Duration::from_mins(1),
                "the server is not ready after a minute"
            );
            // The hub tells readiness only to those who ask.
            sleep(Duration::from_millis(5));
        };
        Ok(Self {
            target: certificate.target(port)?,
            client,
            ready_after,
            child,
        })
    }

    /// Its memory, in megabytes (10^6 bytes): the most that it ever had, mapped files included.
    pub fn memory(&self) -> Result<f64> {
        Ok(memory::of(self.child.id())?.peak as f64 / 1e6)
    }
}
