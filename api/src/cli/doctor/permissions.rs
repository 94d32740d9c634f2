//! Who else on this machine could read what the hub keeps.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use super::Finding;
use crate::config::Config;

const CHECK: &str = "permessi dei file";

/// Everything for the group and for others.
const NOT_THE_OWNER: u32 = 0o077;

pub fn look(config: &Config) -> Finding {
    let open: Vec<String> = private_places(config)
        .into_iter()
        .filter(|place| {
            // What is not there, or is somebody else's, is another check's business.
            std::fs::metadata(place)
                .is_ok_and(|found| found.permissions().mode() & NOT_THE_OWNER != 0)
        })
        .map(|place| place.display().to_string())
        .collect();
    if open.is_empty() {
        Finding::ok(
            CHECK,
            "chiavi, basi di dati e forniture sono del solo utente dell'hub",
        )
    } else {
        let detail = format!(
            "altri utenti possono accedere a {}: togliere i permessi con chmod go=",
            open.join(", ")
        );
        Finding::warning(CHECK, detail)
    }
}

/// The keys, the inbox, the search index, the password of the mail server and, on SQLite, the two databases with what SQLite keeps beside
/// them.
fn private_places(config: &Config) -> Vec<PathBuf> {
    let mut places = vec![
        config.server.tls.key.clone(),
        config.log_key(),
        config.receipt_key(),
        config.inbox.dir.clone(),
        config.search_dir(),
        // Where there is none, there is nothing to look at.
        config.mail.password_file.clone(),
        config.secrets(),
    ];
    for url in [&config.database.url, &config.database.trace_url] {
        if let Some(path) = url.strip_prefix("sqlite:") {
            places.extend(["", "-wal", "-shm"].map(|suffix| format!("{path}{suffix}").into()));
        }
    }
    places
}
