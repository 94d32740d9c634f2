//! The mail server.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Message, SmtpTransport, Transport};

use super::{MailError, one_line};

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Begun in the clear, TLS before anything is said (RFC 3207); refused without.
    StartTls,
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// In the clear: for a relay on the same machine.
    None,
}

/// How mails leave.
#[derive(Clone)]
pub struct MailSettings {
    /// Name of the mail server.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// TLS.
    pub security: Security,
    /// PEM file of the authorities trusted instead of the system's; empty: the system's.
    pub authorities: PathBuf,
    /// User name; empty: none.
    pub username: String,
    /// File whose first line is the password.
    pub password_file: PathBuf,
    /// Sender, `Name <address>`.
    pub from: String,
    /// Longest wait for an answer of the mail server.
    pub timeout: Duration,
}

/// Why a mail was not accepted.
#[derive(Debug)]
pub(super) enum Failure {
    /// The mail server cannot be reached or breaks off: no other mail would get through now.
    Away(String),
    /// It says "not now" (4xx), of this mail.
    Later(String),
    /// It says no (5xx), of this mail or of who we are.
    Refused(String),
}

/// Speaks with the mail server.
pub(super) struct Smtp {
    transport: SmtpTransport,
}

impl fmt::Debug for Smtp {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").finish_non_exhaustive()
    }
}

impl Smtp {
    /// Reads the password and the authorities; connects to nothing.
    pub(super) fn new(settings: &MailSettings, domain: &str) -> Result<Self, MailError> {
        let tls = match settings.security {
            Security::None => Tls::None,
            Security::StartTls => Tls::Required(parameters(settings)?),
            Security::Tls => Tls::Wrapper(parameters(settings)?),
        };
        let mut builder = SmtpTransport::builder_dangerous(settings.server.clone())
            .port(settings.port)
            .tls(tls)
            .hello_name(ClientId::Domain(domain.to_owned()))
            .timeout(Some(settings.timeout));
        if !settings.username.is_empty() {
            if settings.security == Security::None {
                return Err(MailError::Settings(
                    "mail.username: senza TLS la password viaggerebbe in chiaro".to_owned(),
                ));
            }
            let text = read(&settings.password_file, "mail.password_file")?;
            let password = text.lines().next().unwrap_or_default().to_owned();
            builder = builder.credentials(Credentials::new(settings.username.clone(), password));
        }
        Ok(Self {
            transport: builder.build(),
        })
    }

    /// Hands a mail over: on `Ok` it is the mail server's.
    pub(super) fn send(&self, message: &Message) -> Result<(), Failure> {
        let Err(error) = self.transport.send(message) else {
            return Ok(());
        };
        // What the server says is kept for the operator; it knows neither password nor content.
        let mut text = error.to_string();
        let mut cause = std::error::Error::source(&error);
        while let Some(inner) = cause {
            text = format!("{text}: {inner}");
            cause = inner.source();
        }
        let text = one_line(&text);
        Err(if error.is_permanent() {
            Failure::Refused(text)
        } else if error.is_transient() {
            Failure::Later(text)
        } else {
            Failure::Away(text)
        })
    }
}

fn parameters(settings: &MailSettings) -> Result<TlsParameters, MailError> {
    let mut builder = TlsParameters::builder(settings.server.clone());
    if !settings.authorities.as_os_str().is_empty() {
        let pem = read(&settings.authorities, "mail.authorities")?;
        let trusted = Certificate::from_pem(pem.as_bytes())
            .map_err(|error| MailError::Settings(format!("mail.authorities: {error}")))?;
        builder = builder
            .certificate_store(CertificateStore::None)
            .add_root_certificate(trusted);
    }
    builder
        .build()
        .map_err(|error| MailError::Settings(format!("mail: {error}")))
}

fn read(path: &PathBuf, key: &str) -> Result<String, MailError> {
    std::fs::read_to_string(path).map_err(|error| {
        MailError::Settings(format!(
            "{key}: non riesco a leggere {}: {error}",
            path.display()
        ))
    })
}
