//! How people and workstations prove who they are.

use chrono::{DateTime, Utc};
use rustls::pki_types::CertificateRevocationListDer;
use rustls::pki_types::pem::PemObject;

use super::Finding;
use crate::config::Config;
use crate::server::revocation::next_update;

const SECOND_FACTOR: &str = "secondo fattore";
const REVOCATION: &str = "lista di revoca";

/// Whether the roles that must give a code are asked for it.
pub fn second_factor(config: &Config) -> Finding {
    let identity = &config.identity;
    if identity.codes_optional {
        Finding::warning(
            SECOND_FACTOR,
            "identity.codes_optional: si entra con la sola password, qualunque sia il ruolo. Solo per dimostrazioni",
        )
    } else if identity.codes_for_all {
        Finding::ok(SECOND_FACTOR, "chiesto a tutti")
    } else {
        Finding::ok(SECOND_FACTOR, "chiesto ai ruoli che lo devono dare")
    }
}

/// Until when the revocation lists of client certificates are good; nothing where there are none.
pub fn revocation(config: &Config, now: DateTime<Utc>) -> Option<Finding> {
    let clients = &config.server.tls.clients;
    if !clients.is_on() {
        return None;
    }
    if clients.crl.as_os_str().is_empty() {
        let detail = "nessuna: un certificato revocato vale fino alla sua scadenza";
        return Some(Finding::warning(REVOCATION, detail));
    }
    let lists = CertificateRevocationListDer::pem_file_iter(&clients.crl)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let lists = match lists {
        Ok(lists) => lists,
        Err(error) => return Some(Finding::error(REVOCATION, error.to_string())),
    };
    let due: Option<Vec<_>> = lists.iter().map(|list| next_update(list)).collect();
    Some(match due.and_then(|due| due.into_iter().min()) {
        None => Finding::error(REVOCATION, "il file non contiene liste leggibili"),
        Some(due) if due <= now => Finding::error(
            REVOCATION,
            format!(
                "scaduta il {}: i certificati delle postazioni sono rifiutati",
                due.to_rfc3339()
            ),
        ),
        Some(due) => Finding::ok(REVOCATION, format!("valida fino al {}", due.to_rfc3339())),
    })
}
