//! What an operator can set: one TOML file, and environment variables over it.
//!
//! The keys, with their defaults and meaning, stand in `docs/anagrafe-hub.toml`; a test holds that file
//! and these defaults together. Empty text means "not set".

mod check;
mod identity;
mod load;
mod mail;
mod monitoring;
mod search;
#[cfg(test)]
mod tests;
mod validation;

use std::path::PathBuf;

use hub::audit::retention::Terms;
use schema::codes::ActKind;
use serde::{Deserialize, Serialize};

pub use identity::{ClientsConfig, IdentityConfig, OAuthConfig, SessionsConfig};
pub use load::{ConfigError, ENV_PREFIX, load, parse};
pub use mail::{MailConfig, MailSecurity};
pub use monitoring::MonitoringConfig;
pub use search::SearchConfig;
pub use validation::ValidationConfig;

/// Everything that can be set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where the register and the trace live.
    pub database: DatabaseConfig,
    /// How the hub is reached.
    pub server: ServerConfig,
    /// Supplies received.
    pub inbox: InboxConfig,
    /// What is written about the work.
    pub log: LogConfig,
    /// How checks are answered.
    pub engine: EngineConfig,
    /// The trace: its log, receipts, retention.
    pub trace: TraceConfig,
    /// How Comuni validate requests.
    pub validation: ValidationConfig,
    /// How mails leave.
    pub mail: MailConfig,
    /// Where the ordinary ends, for whoever watches the work.
    pub monitoring: MonitoringConfig,
    /// How people are found.
    pub search: SearchConfig,
    /// What the pages say of the province.
    pub pages: PagesConfig,
    /// How people prove who they are.
    pub identity: IdentityConfig,
    /// How long a sign-in lasts.
    pub sessions: SessionsConfig,
    /// Tokens of applications.
    pub oauth: OAuthConfig,
}

/// Where the register and the trace live.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DatabaseConfig {
    /// `sqlite:PATH` or `postgres://…`.
    pub url: String,
    /// The trace's own file on SQLite; must be empty on PostgreSQL, where both share one database.
    pub trace_url: String,
    /// Connections kept at most, beside those of the engine.
    pub connections: u32,
}

/// How the hub is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServerConfig {
    /// `ADDRESS:PORT`; port 0 picks a free one.
    pub address: String,
    /// Threads that speak with the clients; 0 = one for each core.
    pub workers: usize,
    /// Seconds that a stop waits for requests under way.
    pub shutdown_seconds: u64,
    /// Certificate and key.
    pub tls: TlsConfig,
    /// What a client may take.
    pub limits: LimitsConfig,
}

/// Certificate and key, PEM.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TlsConfig {
    /// The server's certificate, then those that lead to the authority.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
    /// Certificates of workstations.
    pub clients: ClientsConfig,
}

/// What a client may take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitsConfig {
    /// Bytes of an ordinary body.
    pub body_bytes: usize,
    /// Bytes of a supply, as sent.
    pub supply_bytes: u64,
    /// Seconds for a request: to read it, and as much again to answer it. For a stream: between two pieces.
    pub request_seconds: u64,
    /// Requests a second that a key may make.
    pub rate_per_second: u32,
    /// Requests that it may make at once.
    pub rate_burst: u32,
    /// Connections open at once.
    pub connections: usize,
    /// Uploads of supplies at once, in all.
    pub uploads: usize,
    /// Uploads at once with one key.
    pub uploads_per_key: usize,
    /// Streams of checks at once, in all.
    pub streams: usize,
    /// Streams of checks at once with one key.
    pub streams_per_key: usize,
    /// Tables of the trace written as CSV at once, in all; each user has one.
    pub tables: usize,
    /// Rows of such a table, at most.
    pub table_rows: usize,
    /// Bytes of answers of one stream that wait for its client to read.
    pub stream_bytes: usize,
    /// Seconds for a whole upload or stream.
    pub transfer_seconds: u64,
}

/// Supplies received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InboxConfig {
    /// Directory of the files received.
    pub dir: PathBuf,
    /// True: this node applies what it receives; false: another one does.
    pub process: bool,
    /// Records that the loader adds in one transaction.
    pub piece: usize,
}

/// What is written about the work, on standard error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogConfig {
    /// `json` or `text`.
    pub format: LogFormat,
    /// `error`, `warn`, `info`, `debug` or `trace`.
    pub level: LogLevel,
}

/// Form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For a person to read.
    Text,
}

/// The least weight that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// Only failures.
    Error,
    /// And what may become one.
    Warn,
    /// And each request.
    Info,
    /// And how it was answered.
    Debug,
    /// Everything.
    Trace,
}

/// How checks are answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EngineConfig {
    /// Threads that answer checks; 0 = one for each core.
    pub threads: usize,
    /// Checks that may wait; beyond it the answer is 503 at once.
    pub queue: usize,
}

/// What the pages say of the province.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PagesConfig {
    /// Name of the authority, at the top of every page.
    pub province: String,
    /// Address of mail for help and for reports about accessibility.
    pub contact: String,
    /// Address of the declaration of accessibility that the authority filled in.
    pub accessibility_statement: String,
}

impl Default for PagesConfig {
    fn default() -> Self {
        Self {
            province: "Provincia".to_owned(),
            contact: String::new(),
            accessibility_statement: String::new(),
        }
    }
}

/// The trace: its log, receipts, retention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TraceConfig {
    /// The log's name: the address of the hub without `https://`, and `/v1/registro`.
    pub origin: String,
    /// Address of the hub, `https://…`, for the QR code of a receipt.
    pub public_url: String,
    /// Signs checkpoints; empty: `trace-log.key` beside the key of TLS.
    pub log_key: PathBuf,
    /// Signs receipts; empty: `trace-receipt.key` beside the key of TLS.
    pub receipt_key: PathBuf,
    /// Keys (`name+id+key`) that signed checkpoints earlier.
    pub previous_log_keys: Vec<String>,
    /// Files of public keys that signed receipts earlier.
    pub previous_receipt_keys: Vec<PathBuf>,
    /// Keys (`name+id+key`) of the witnesses.
    pub witnesses: Vec<String>,
    /// How long records are kept.
    pub retention: RetentionConfig,
    /// The seal on what public security asks.
    pub seal: SealConfig,
}

/// Days that records of each kind are kept; 0: for ever.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RetentionConfig {
    /// Answers about people.
    pub answers: u32,
    /// Refused requests.
    pub refusals: u32,
    /// Sign-ins and sign-outs.
    pub sign_ins: u32,
    /// Administrative acts.
    pub administration: u32,
    /// Decisions of Comuni.
    pub validations: u32,
    /// Supplies.
    pub supplies: u32,
    /// `SERVICE:DAYS`, instead of the days of the act.
    pub services: Vec<String>,
}

impl RetentionConfig {
    /// The terms.
    pub fn terms(&self) -> Terms {
        let service = |text: &String| {
            let (service, days) = text.split_once(':')?;
            Some((service.to_owned(), days.parse().ok()?))
        };
        Terms {
            acts: vec![
                (ActKind::Answer, self.answers),
                (ActKind::Search, self.answers),
                (ActKind::Refusal, self.refusals),
                (ActKind::SignIn, self.sign_ins),
                (ActKind::Administration, self.administration),
                (ActKind::Validation, self.validations),
                (ActKind::Supply, self.supplies),
            ],
            services: self.services.iter().filter_map(service).collect(),
        }
    }
}

impl Default for TraceConfig {
    fn default() -> Self {
        Self {
            origin: "anagrafe-hub.invalid/v1/registro".to_owned(),
            public_url: String::new(),
            log_key: PathBuf::new(),
            receipt_key: PathBuf::new(),
            previous_log_keys: Vec::new(),
            previous_receipt_keys: Vec::new(),
            witnesses: Vec::new(),
            retention: RetentionConfig::default(),
            seal: SealConfig::default(),
        }
    }
}

impl Config {
    /// Where the key of the log is.
    pub fn log_key(&self) -> PathBuf {
        self.beside_tls(&self.trace.log_key, "trace-log.key")
    }

    /// Where the key of the receipts is.
    pub fn receipt_key(&self) -> PathBuf {
        self.beside_tls(&self.trace.receipt_key, "trace-receipt.key")
    }

    fn beside_tls(&self, stated: &std::path::Path, name: &str) -> PathBuf {
        if stated.as_os_str().is_empty() {
            self.server.tls.key.with_file_name(name)
        } else {
            stated.to_owned()
        }
    }
}

/// Public keys of the seal; without them users of public security cannot work.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SealConfig {
    /// File of the first.
    pub first_key: PathBuf,
    /// File of the second.
    pub second_key: PathBuf,
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        Self {
            url: "sqlite:anagrafe-hub.db".to_owned(),
            trace_url: "sqlite:anagrafe-hub-trace.db".to_owned(),
            connections: 4,
        }
    }
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            address: "127.0.0.1:8443".to_owned(),
            workers: 0,
            shutdown_seconds: 30,
            tls: TlsConfig::default(),
            limits: LimitsConfig::default(),
        }
    }
}

impl Default for TlsConfig {
    fn default() -> Self {
        Self {
            certificate: PathBuf::from("server.pem"),
            key: PathBuf::from("server.key"),
            clients: ClientsConfig::default(),
        }
    }
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            body_bytes: 64 * 1024,
            supply_bytes: 4 * 1024 * 1024 * 1024,
            request_seconds: 30,
            rate_per_second: 2_000,
            rate_burst: 4_000,
            connections: 4_096,
            uploads: 16,
            uploads_per_key: 4,
            streams: 8,
            streams_per_key: 2,
            tables: 4,
            table_rows: 500_000,
            stream_bytes: 64 * 1024 * 1024,
            transfer_seconds: 3_600,
        }
    }
}

impl Default for InboxConfig {
    fn default() -> Self {
        Self {
            dir: PathBuf::from("inbox"),
            process: true,
            piece: sync::load::PIECE,
        }
    }
}

impl Default for LogConfig {
    fn default() -> Self {
        Self {
            format: LogFormat::Json,
            level: LogLevel::Info,
        }
    }
}

impl Default for EngineConfig {
    fn default() -> Self {
        Self {
            threads: 0,
            queue: 4_096,
        }
    }
}
