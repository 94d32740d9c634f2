//! Values that are of the right kind but cannot work.

use std::net::SocketAddr;

use hub::audit::note::{KeyUse, NoteKey};
use schema::working_time::WorkingTime;

use super::{Config, ConfigError};

/// A mail is in one process's hands for half an hour: an attempt must be over by then, however late each answer is.
const LONGEST_MAIL_TIMEOUT: u64 = 120;

pub(super) fn check(config: &Config) -> Result<(), ConfigError> {
    let database = &config.database;
    let postgres =
        database.url.starts_with("postgres://") || database.url.starts_with("postgresql://");
    if !postgres && !is_sqlite(&database.url) {
        return Err(bad(
            "database.url",
            "deve cominciare con sqlite: o postgres://",
        ));
    }
    if postgres
        && !database.trace_url.is_empty()
        && database.trace_url != database.url
        && database.trace_url != super::DatabaseConfig::default().trace_url
    {
        return Err(bad(
            "database.trace_url",
            "con PostgreSQL la traccia sta nella stessa base di dati: va lasciato vuoto",
        ));
    }
    if !postgres && (!is_sqlite(&database.trace_url) || database.trace_url == database.url) {
        return Err(bad(
            "database.trace_url",
            "con SQLite la traccia vuole un file suo, sqlite:PERCORSO, diverso da database.url",
        ));
    }
    if config.server.address.parse::<SocketAddr>().is_err() {
        return Err(bad(
            "server.address",
            "ci vuole INDIRIZZO:PORTA, per esempio 127.0.0.1:8443",
        ));
    }
    let clients = &config.server.tls.clients;
    if !clients.address.is_empty() && clients.address.parse::<SocketAddr>().is_err() {
        return Err(bad(
            "server.tls.clients.address",
            "ci vuole INDIRIZZO:PORTA, per esempio 0.0.0.0:9443",
        ));
    }
    let alone = clients.address.is_empty() && clients.crl.as_os_str().is_empty();
    if !clients.is_on() && !alone {
        return Err(bad(
            "server.tls.clients.ca",
            "senza un'autorità non si possono riconoscere certificati",
        ));
    }
    let issuer = &config.oauth.issuer;
    if !issuer.starts_with("https://") || issuer.ends_with('/') {
        return Err(bad(
            "oauth.issuer",
            "ci vuole un indirizzo https:// senza barra finale",
        ));
    }
    if config.identity.codes_optional && config.identity.codes_for_all {
        return Err(bad(
            "identity.codes_optional",
            "contraddice identity.codes_for_all",
        ));
    }
    let seal = &config.trace.seal;
    if seal.first_key.as_os_str().is_empty() != seal.second_key.as_os_str().is_empty() {
        return Err(bad(
            "trace.seal",
            "servono entrambe le chiavi, first_key e second_key, oppure nessuna",
        ));
    }
    if let Err((key, reason)) = config.monitoring.check() {
        return Err(bad(key, reason));
    }
    let limits = &config.server.limits;
    let positive = [
        (
            "database.connections",
            u64::from(config.database.connections),
        ),
        ("server.limits.body_bytes", limits.body_bytes as u64),
        ("server.limits.supply_bytes", limits.supply_bytes),
        ("server.limits.request_seconds", limits.request_seconds),
        (
            "server.limits.rate_per_second",
            u64::from(limits.rate_per_second),
        ),
        ("server.limits.rate_burst", u64::from(limits.rate_burst)),
        ("server.limits.connections", limits.connections as u64),
        ("server.limits.uploads", limits.uploads as u64),
        (
            "server.limits.uploads_per_key",
            limits.uploads_per_key as u64,
        ),
        ("server.limits.streams", limits.streams as u64),
        (
            "server.limits.streams_per_key",
            limits.streams_per_key as u64,
        ),
        ("server.limits.tables", limits.tables as u64),
        ("server.limits.table_rows", limits.table_rows as u64),
        ("server.limits.stream_bytes", limits.stream_bytes as u64),
        ("server.limits.transfer_seconds", limits.transfer_seconds),
        (
            "identity.one_time_hours",
            config.identity.one_time_hours.into(),
        ),
        ("identity.hash_threads", config.identity.hash_threads as u64),
        ("identity.hash_queue", config.identity.hash_queue as u64),
        ("sessions.idle_minutes", config.sessions.idle_minutes.into()),
        (
            "sessions.absolute_hours",
            config.sessions.absolute_hours.into(),
        ),
        ("oauth.token_minutes", config.oauth.token_minutes.into()),
        ("inbox.piece", config.inbox.piece as u64),
        ("engine.queue", config.engine.queue as u64),
        ("search.most_hits", u64::from(config.search.most_hits)),
        (
            "search.build_connections",
            u64::from(config.search.build_connections),
        ),
        ("search.build_memory", u64::from(config.search.build_memory)),
        (
            "validation.manual_days",
            u64::from(config.validation.manual_days),
        ),
        (
            "validation.keep_days",
            u64::from(config.validation.keep_days),
        ),
        ("mail.port", u64::from(config.mail.port)),
        ("mail.timeout_seconds", config.mail.timeout_seconds),
    ];
    for (key, value) in positive {
        if value == 0 {
            return Err(bad(key, "deve essere maggiore di zero"));
        }
    }
    let validation = &config.validation;
    if WorkingTime::new(validation.opens, validation.closes).is_none() {
        return Err(bad(
            "validation.opens",
            "ci vogliono due ore intere, la prima minore della seconda, al massimo 23",
        ));
    }
    mail(config)?;
    trace(config)
}

fn mail(config: &Config) -> Result<(), ConfigError> {
    if config.mail.timeout_seconds > LONGEST_MAIL_TIMEOUT {
        return Err(bad("mail.timeout_seconds", "al massimo 120"));
    }
    if config.mail.digest_hour > 23 {
        return Err(bad("mail.digest_hour", "ci vuole un'ora, da 0 a 23"));
    }
    if !config.mail.server.is_empty() && config.mail.from.is_empty() {
        return Err(bad("mail.from", "manca il mittente"));
    }
    Ok(())
}

fn trace(config: &Config) -> Result<(), ConfigError> {
    let trace = &config.trace;
    if !hub::audit::note::is_name(&trace.origin) {
        return Err(bad(
            "trace.origin",
            "non può essere vuoto né contenere spazi o +",
        ));
    }
    for (key, texts, usage) in [
        ("trace.witnesses", &trace.witnesses, KeyUse::Cosignature),
        (
            "trace.previous_log_keys",
            &trace.previous_log_keys,
            KeyUse::Note,
        ),
    ] {
        for text in texts {
            match NoteKey::parse(text) {
                Ok(key) if key.usage == usage => {}
                _ => {
                    return Err(bad(
                        key,
                        "ci vogliono chiavi nella forma nome+identificativo+chiave, come le stampa anagrafe-hub log keys",
                    ));
                }
            }
        }
    }
    for text in &trace.retention.services {
        let days = text.split_once(':').and_then(|(service, days)| {
            (!service.is_empty()).then_some(())?;
            days.parse::<u32>().ok()
        });
        if days.is_none() {
            return Err(bad(
                "trace.retention.services",
                "ci vogliono voci SERVIZIO:GIORNI, per esempio VERIFICA_MASSIVA:730",
            ));
        }
    }
    Ok(())
}

fn bad(key: &str, reason: &str) -> ConfigError {
    ConfigError::BadValue {
        key: key.to_owned(),
        origin: "configurazione".to_owned(),
        reason: reason.to_owned(),
    }
}

fn is_sqlite(url: &str) -> bool {
    url.strip_prefix("sqlite:")
        .is_some_and(|path| !path.is_empty())
}
