//! What surrounds the stores: certificate, inbox, room on the disk.

use std::collections::HashSet;
use std::path::Path;

use diesel::prelude::*;
use schema::codes::SupplyStatus;
use schema::db::open_pool;
use schema::tables::supply;

use super::Finding;
use crate::config::Config;
use crate::server::tls;

/// Below this much free room, in bytes, an answer could soon fail for want of its trace.
const ROOM: u64 = 1 << 30;

pub fn look(config: &Config) -> Vec<Finding> {
    let mut findings = vec![match tls::server_config(&config.server.tls) {
        Ok(_) => Finding::ok("certificato", "certificato e chiave leggibili e concordi"),
        Err(error) => Finding::error("certificato", error.to_string()),
    }];
    findings.extend(inbox(config));
    let mut places = vec![
        ("spazio per le forniture", config.inbox.dir.clone()),
        ("spazio per l'indice di ricerca", config.search_dir()),
    ];
    for (name, url) in [
        ("spazio per il registro", &config.database.url),
        ("spazio per la traccia", &config.database.trace_url),
    ] {
        if let Some(path) = url.strip_prefix("sqlite:") {
            places.push((name, Path::new(path).to_owned()));
        }
    }
    for (name, path) in places {
        findings.push(room(name, &path));
    }
    findings
}

fn room(name: &'static str, path: &Path) -> Finding {
    let existing = path
        .ancestors()
        .find(|place| place.exists())
        .unwrap_or(Path::new("."));
    match rustix::fs::statvfs(existing) {
        Ok(figures) => {
            let free = figures.f_bavail.saturating_mul(figures.f_frsize);
            let detail = format!("{} MiB liberi", free >> 20);
            if free < ROOM {
                Finding::warning(name, detail)
            } else {
                Finding::ok(name, detail)
            }
        }
        Err(error) => Finding::error(name, error.to_string()),
    }
}

fn inbox(config: &Config) -> Vec<Finding> {
    let dir = &config.inbox.dir;
    if !dir.exists() {
        return vec![Finding::ok(
            "forniture ricevute",
            "nessuna: la cartella non esiste ancora",
        )];
    }
    let rows: Result<Vec<(String, String)>, String> = open_pool(&config.database.url, 1)
        .map_err(|error| error.to_string())
        .and_then(|pool| pool.get().map_err(|error| error.to_string()))
        .and_then(|mut conn| {
            supply::table
                .select((supply::file, supply::status))
                .load(&mut conn)
                .map_err(|error| error.to_string())
        });
    let rows = match rows {
        Ok(rows) => rows,
        Err(error) => return vec![Finding::error("forniture ricevute", error)],
    };
    let names: HashSet<String> = match std::fs::read_dir(dir) {
        Ok(entries) => entries
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect(),
        Err(error) => return vec![Finding::error("forniture ricevute", error.to_string())],
    };
    let settled = |status: &str| {
        status == SupplyStatus::Loaded.code() || status == SupplyStatus::Refused.code()
    };
    let known: HashSet<&str> = rows.iter().map(|(file, _)| file.as_str()).collect();
    let missing = rows
        .iter()
        .filter(|(file, status)| !settled(status) && !names.contains(file))
        .count();
    // A spool without its supply, or left by one that is loaded: room lost, nothing worse.
    let orphans = names
        .iter()
        .filter_map(|name| name.strip_suffix(".spool"))
        .filter(|file| {
            !known.contains(file)
                || rows
                    .iter()
                    .any(|(known, status)| known == file && settled(status))
        })
        .count();
    let held = rows
        .iter()
        .filter(|(_, status)| status == SupplyStatus::Held.code())
        .count();
    let mut findings = Vec::new();
    findings.push(if missing > 0 {
        Finding::warning(
            "forniture ricevute",
            format!("{missing} da caricare non sono in questa cartella (forse di un altro nodo)"),
        )
    } else {
        Finding::ok("forniture ricevute", format!("{} in tutto", rows.len()))
    });
    if held > 0 {
        findings.push(Finding::warning(
            "forniture sospese",
            format!("{held}: vedi le anomalie"),
        ));
    }
    if orphans > 0 {
        findings.push(Finding::warning(
            "file provvisori",
            format!("{orphans} senza fornitura: si possono cancellare"),
        ));
    }
    findings
}
