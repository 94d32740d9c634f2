//! `load`: files of supplies, through the same loader as those that arrive over the network.

mod files;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, bail, ensure};
use clap::Args;
use diesel::prelude::*;
use schema::clock::{SystemClock, SystemEntropy};
use schema::codes::SupplyStatus;
use schema::date::Day;
use schema::db::Pool;
use schema::tables::{SupplyRow, supply};
use serde_json::json;
use sync::load::{BULK_PIECE, LoadError, Loader, Received};

pub use files::{Announced, LacHint, announced};

use super::output;
use super::progress::Board;
use crate::config::Config;
use crate::state::open_stores;
use crate::wire::supply::anomaly_text;

#[derive(Debug, Args)]
pub struct LoadArguments {
    /// File, o cartelle di file (con manifest.json, se c'è).
    #[arg(required_unless_present = "confirm_absences", value_name = "FILE")]
    paths: Vec<PathBuf>,
    /// Per file LAC: codice ISTAT del Comune; se manca, quello nel nome del file.
    #[arg(long, value_name = "CODICE")]
    comune: Option<String>,
    /// Per file LAC: numero progressivo della fornitura.
    #[arg(
        long,
        value_name = "NUMERO",
        default_value_t = 1,
        hide_default_value = true
    )]
    number: i64,
    /// Per file LAC: giorno di estrazione, AAAA-MM-GG.
    #[arg(long, value_name = "GIORNO", value_parser = super::day)]
    extracted_on: Option<Day>,
    /// Conferma che chi manca da una fornitura completa già caricata (avviso W229) non è più residente: NUMERO è quello che
    /// l'hub ha dato alla fornitura.
    #[arg(long, value_name = "NUMERO", conflicts_with_all = ["paths", "comune", "extracted_on"])]
    confirm_absences: Option<i64>,
    /// Stampa l'esito come JSON.
    #[arg(long)]
    json: bool,
}

/// What became of a load.
pub struct Loaded {
    /// The supplies, as they stand at the end.
    pub supplies: Vec<SupplyRow>,
    /// Files that were not taken, with the reason.
    pub refused: Vec<(PathBuf, String)>,
    /// Seconds to receive.
    pub receive_seconds: f64,
    /// Seconds to load.
    pub load_seconds: f64,
}

pub fn run(config: &Config, arguments: &LoadArguments) -> anyhow::Result<()> {
    if let Some(supply_id) = arguments.confirm_absences {
        return confirm_absences(config, supply_id, arguments.json);
    }
    let hint = LacHint {
        comune: arguments.comune.clone(),
        number: arguments.number,
        extracted_on: arguments.extracted_on,
    };
    let mut files = Vec::new();
    for path in &arguments.paths {
        files.extend(announced(path, &hint)?);
    }
    ensure!(!files.is_empty(), "nessun file di fornitura");
    let stores = open_stores(config)?;
    let loader = loader(&stores.register, &config.inbox.dir);
    let loaded = load(&loader, &stores.register, &files, arguments.json)?;
    report(&loaded, arguments.json)?;
    let bad = loaded
        .supplies
        .iter()
        .filter(|row| row.status != SupplyStatus::Loaded.code())
        .count()
        + loaded.refused.len();
    if bad > 0 {
        bail!("{bad} forniture su {} non sono state caricate", files.len());
    }
    Ok(())
}

/// Closes the residences that a full supply left open because too many were missing from it.
fn confirm_absences(config: &Config, supply_id: i64, as_json: bool) -> anyhow::Result<()> {
    let begun = Instant::now();
    let stores = open_stores(config)?;
    let loader = loader(&stores.register, &config.inbox.dir);
    match loader.confirm_absences(supply_id, &|_| {}) {
        Err(LoadError::NoSuchSupply(_)) => bail!("non c'è una fornitura {supply_id}"),
        Err(LoadError::NothingToConfirm(_)) => bail!(
            "la fornitura {supply_id} non ha assenze da confermare, o il Comune ne ha inviata un'altra dopo"
        ),
        outcome => outcome?,
    }
    let mut conn = stores.register.get()?;
    let row = supply::table
        .find(supply_id)
        .select(SupplyRow::as_select())
        .first(&mut conn)?;
    let loaded = Loaded {
        supplies: vec![row],
        refused: Vec::new(),
        receive_seconds: 0.0,
        load_seconds: begun.elapsed().as_secs_f64(),
    };
    report(&loaded, as_json)
}

/// The loader with the machine's clock and randomness; nothing is served from here meanwhile.
pub fn loader(register: &Pool, inbox: &Path) -> Loader {
    Loader::new(
        register.clone(),
        inbox,
        Arc::new(SystemClock),
        Arc::new(SystemEntropy),
    )
    .with_piece(BULK_PIECE)
}

/// Receives the files, in their order, then loads whatever is pending.
pub fn load(
    loader: &Loader,
    register: &Pool,
    files: &[Announced],
    quiet: bool,
) -> anyhow::Result<Loaded> {
    let begun = Instant::now();
    let mut taken = Vec::new();
    let mut refused = Vec::new();
    for file in files {
        let mut body = File::open(&file.path)
            .with_context(|| format!("non riesco ad aprire {}", file.path.display()))?;
        let size = body.metadata()?.len();
        let meta = Received {
            comune: file.comune.clone(),
            format: file.format,
            header: file.header.clone(),
        };
        match loader.receive(&meta, &mut body) {
            Ok(accepted) => {
                let name = file.path.file_name().unwrap_or_default();
                taken.push((
                    accepted.supply_id,
                    name.to_string_lossy().into_owned(),
                    size,
                ));
            }
            Err(LoadError::Refused(anomaly)) => {
                let text = anomaly_text(&anomaly.code);
                refused.push((file.path.clone(), format!("{} {text}", anomaly.code)));
            }
            Err(error) => {
                return Err(error).with_context(|| file.path.display().to_string());
            }
        }
    }
    let receive_seconds = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    let ids: Vec<i64> = taken.iter().map(|(id, _, _)| *id).collect();
    let board = Board::new(taken, quiet);
    loader.process_pending(&|progress| board.show(progress))?;
    board.finish();
    let mut conn = register.get()?;
    let mut supplies = Vec::new();
    for id in ids {
        supplies.push(
            supply::table
                .find(id)
                .select(SupplyRow::as_select())
                .first(&mut conn)?,
        );
    }
    Ok(Loaded {
        supplies,
        refused,
        receive_seconds,
        load_seconds: begun.elapsed().as_secs_f64(),
    })
}

fn report(loaded: &Loaded, as_json: bool) -> anyhow::Result<()> {
    if as_json {
        let rows: Vec<_> = loaded
            .supplies
            .iter()
            .map(|row| {
                json!({ "id": row.id, "comune": row.comune, "number": row.number, "status": row.status,
                    "hold_reason": row.hold_reason, "records": row.records, "refused": row.refused,
                    "created": row.created, "changed": row.changed, "unchanged": row.unchanged,
                    "drift": row.drift })
            })
            .collect();
        let refused: Vec<_> = loaded
            .refused
            .iter()
            .map(|(path, reason)| json!({ "file": path, "reason": reason }))
            .collect();
        return output::json(&json!({
            "supplies": rows, "refused_files": refused,
            "seconds": { "receive": loaded.receive_seconds, "load": loaded.load_seconds },
        }));
    }
    let rows: Vec<Vec<String>> = loaded
        .supplies
        .iter()
        .map(|row| {
            vec![
                row.id.to_string(),
                row.comune.clone(),
                row.number.to_string(),
                row.status.clone(),
                row.records.to_string(),
                row.created.to_string(),
                row.changed.to_string(),
                row.unchanged.to_string(),
                row.refused.to_string(),
                row.hold_reason.clone(),
            ]
        })
        .collect();
    let head = [
        "Id",
        "Comune",
        "Numero",
        "Stato",
        "Schede",
        "Nuove",
        "Variate",
        "Invariate",
        "Scartate",
        "Motivo",
    ];
    output::table(&head, &rows)?;
    for (path, reason) in &loaded.refused {
        output::line(&format!("{}: non accolta, {reason}", path.display()))?;
    }
    output::line(&format!(
        "Ricezione {:.1} s, caricamento {:.1} s",
        loaded.receive_seconds, loaded.load_seconds
    ))
}
