//! Mails that wait, and those that were given up.

use schema::db::Db;

use super::Finding;
use crate::config::Config;

const CHECK: &str = "posta";

pub fn look(conn: &mut Db, config: &Config) -> Vec<Finding> {
    let state = match hub::mail::state(conn) {
        Ok(state) => state,
        Err(error) => return vec![Finding::error(CHECK, error.to_string())],
    };
    let mut findings = Vec::new();
    if config.mail.server.is_empty() && state.waiting == 0 {
        findings.push(Finding::ok(
            CHECK,
            "non configurata: l'hub non manda messaggi",
        ));
    } else if config.mail.server.is_empty() {
        findings.push(Finding::warning(
            CHECK,
            format!("{} messaggi in coda, ma mail.server è vuoto", state.waiting),
        ));
    } else if let Some(error) = state.last_error {
        let since = state.oldest.map_or_else(String::new, |at| {
            format!(", il più vecchio del {}", at.format("%d/%m/%Y %H:%M UTC"))
        });
        findings.push(Finding::warning(
            CHECK,
            format!(
                "{} messaggi in coda{since}; ultimo errore: {error}",
                state.waiting
            ),
        ));
    } else {
        findings.push(Finding::ok(
            CHECK,
            format!("{} messaggi in coda", state.waiting),
        ));
    }
    if state.failed > 0 {
        findings.push(Finding::warning(
            "posta non recapitata",
            format!(
                "{} messaggi abbandonati dopo una settimana di tentativi, o con indirizzo non valido",
                state.failed
            ),
        ));
    }
    findings
}
