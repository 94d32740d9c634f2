//! How people, applications and workstations prove who they are.

use std::path::PathBuf;

use chrono::Duration;
use hub::identity::Options;
use serde::{Deserialize, Serialize};

use super::Config;

/// How people prove who they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IdentityConfig {
    /// File of the secrets of this installation; empty: `identity.key` beside the server's private key.
    pub secrets: PathBuf,
    /// Whether every role gives a code beside the password.
    pub codes_for_all: bool,
    /// For demonstrations: nobody has to set up a device that makes codes.
    pub codes_optional: bool,
    /// Hours for which a one-time password is good.
    pub one_time_hours: u32,
    /// Threads that hash passwords.
    pub hash_threads: usize,
    /// Sign-ins that may wait for them.
    pub hash_queue: usize,
}

/// How long a sign-in lasts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SessionsConfig {
    /// Minutes without use after which it ends.
    pub idle_minutes: u32,
    /// Hours after which it ends in any case.
    pub absolute_hours: u32,
}

/// Tokens of applications.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OAuthConfig {
    /// The hub's own address, as tokens and assertions name it, without a slash at its end.
    pub issuer: String,
    /// Minutes for which a token is good.
    pub token_minutes: u32,
}

/// Certificates of workstations.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClientsConfig {
    /// Authorities that sign them, PEM; empty: none is asked for.
    pub ca: PathBuf,
    /// Their revocation lists, PEM; empty: none.
    pub crl: PathBuf,
    /// An address of its own, where a certificate must be shown; empty: it may be shown at the server's one address.
    pub address: String,
}

impl Default for IdentityConfig {
    fn default() -> Self {
        Self {
            secrets: PathBuf::new(),
            codes_for_all: false,
            codes_optional: false,
            one_time_hours: 72,
            hash_threads: 1,
            hash_queue: 16,
        }
    }
}

impl Default for SessionsConfig {
    fn default() -> Self {
        Self {
            idle_minutes: 30,
            absolute_hours: 10,
        }
    }
}

impl Default for OAuthConfig {
    fn default() -> Self {
        Self {
            issuer: "https://localhost:8443".to_owned(),
            token_minutes: 10,
        }
    }
}

impl ClientsConfig {
    /// Whether certificates are asked for at all.
    pub fn is_on(&self) -> bool {
        !self.ca.as_os_str().is_empty()
    }
}

impl Config {
    /// The file of the secrets.
    pub fn secrets(&self) -> PathBuf {
        if self.identity.secrets.as_os_str().is_empty() {
            self.server.tls.key.with_file_name("identity.key")
        } else {
            self.identity.secrets.clone()
        }
    }

    /// As the service takes it.
    pub fn identity_options(&self) -> Options {
        Options {
            idle: Duration::minutes(self.sessions.idle_minutes.into()),
            absolute: Duration::hours(self.sessions.absolute_hours.into()),
            one_time: Duration::hours(self.identity.one_time_hours.into()),
            codes_for_all: self.identity.codes_for_all,
            codes_optional: self.identity.codes_optional,
            hash_threads: self.identity.hash_threads,
            hash_queue: self.identity.hash_queue,
            issuer: self.oauth.issuer.clone(),
            token: Duration::minutes(self.oauth.token_minutes.into()),
        }
    }
}
