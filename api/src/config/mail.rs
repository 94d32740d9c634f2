//! How mails leave.

use std::path::PathBuf;
use std::time::Duration;

use hub::mail::{MailSettings, Security};
use serde::{Deserialize, Serialize};

/// How mails leave. Without a server the hub sends none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailConfig {
    /// Name of the mail server; empty: no mail.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// `starttls`, `tls` or `none`.
    pub security: MailSecurity,
    /// PEM of the authorities trusted for it; empty: those of the system.
    pub authorities: PathBuf,
    /// User name; empty: none.
    pub username: String,
    /// File that holds the password.
    pub password_file: PathBuf,
    /// Sender.
    pub from: String,
    /// Seconds for each answer of the mail server.
    pub timeout_seconds: u64,
    /// Hour of Italian clocks after which the daily mail of the day before is sent.
    pub digest_hour: u32,
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailSecurity {
    /// TLS after a beginning in the clear; refused without.
    StartTls,
    /// TLS from the first byte.
    Tls,
    /// In the clear.
    None,
}

impl Default for MailConfig {
    fn default() -> Self {
        Self {
            server: String::new(),
            port: 587,
            security: MailSecurity::StartTls,
            authorities: PathBuf::new(),
            username: String::new(),
            password_file: PathBuf::new(),
            from: String::new(),
            timeout_seconds: 30,
            digest_hour: 6,
        }
    }
}

impl MailConfig {
    /// What the sender needs; `None` if the hub sends no mail.
    pub fn settings(&self) -> Option<MailSettings> {
        (!self.server.is_empty()).then(|| MailSettings {
            server: self.server.clone(),
            port: self.port,
            security: match self.security {
                MailSecurity::StartTls => Security::StartTls,
                MailSecurity::Tls => Security::Tls,
                MailSecurity::None => Security::None,
            },
            authorities: self.authorities.clone(),
            username: self.username.clone(),
            password_file: self.password_file.clone(),
            from: self.from.clone(),
            timeout: Duration::from_secs(self.timeout_seconds),
        })
    }
}
