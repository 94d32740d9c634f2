//! `log verify`: the databases, or a directory that `log export` wrote.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use hub::audit::verify::{DatabaseSource, DirectorySource, Keys, Report, VerifyError, verify_log};
use schema::db::read_tx;

use super::super::output;
use crate::config::Config;
use crate::trace_keys::note_keys;

#[derive(Debug, Args)]
pub struct VerifyArguments {
    /// Cartella scritta da log export; se manca, le basi di dati della configurazione.
    #[arg(value_name = "CARTELLA")]
    directory: Option<PathBuf>,
    /// Chiave pubblica del registro (nome+identificativo+chiave); si può ripetere.
    #[arg(long, value_name = "CHIAVE")]
    log_key: Vec<String>,
    /// Chiave pubblica di un testimone; si può ripetere.
    #[arg(long, value_name = "CHIAVE")]
    witness: Vec<String>,
    /// Stampa l'esito come JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(
    configuration: impl FnOnce() -> anyhow::Result<Config>,
    arguments: &VerifyArguments,
) -> anyhow::Result<()> {
    let mut given = Keys {
        log: note_keys(&arguments.log_key)?,
        witnesses: note_keys(&arguments.witness)?,
    };
    let bar = super::bar();
    let progress = |done: u64, total: u64| {
        bar.set_length(total);
        bar.set_position(done);
    };
    let report = if let Some(directory) = &arguments.directory {
        let mut source = DirectorySource::open(directory)
            .with_context(|| format!("cartella {}", directory.display()))?;
        if given.log.is_empty() {
            given = source.keys().clone();
            eprintln!(
                "avviso: senza --log-key valgono le chiavi scritte nella cartella, che provano solo che il contenuto non si contraddice"
            );
        }
        verify_log(&mut source, &given, &progress)
    } else {
        let config = configuration()?;
        let known = super::verifying_keys(&config)?;
        given.log.extend(known.log);
        given.witnesses.extend(known.witnesses);
        let mut conn = super::connect(&config)?;
        read_tx::<Report, VerifyError>(&mut conn, |conn| {
            verify_log(&mut DatabaseSource(conn), &given, &progress)
        })
    };
    bar.finish_and_clear();
    tell(&report?, arguments.json)
}

fn tell(report: &Report, as_json: bool) -> anyhow::Result<()> {
    if as_json {
        let mut value = serde_json::to_value(report)?;
        if let Some(fields) = value.as_object_mut() {
            fields.insert("good".to_owned(), report.is_good().into());
            let texts: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
            fields.insert("texts".to_owned(), texts.into());
        }
        output::json(&value)?;
    } else {
        for finding in &report.findings {
            output::line(&format!("ERRORE  {finding}"))?;
        }
        output::line(&format!(
            "{} voci, {} scadute, {} checkpoint e {} controfirme conformi; radice {}",
            report.records, report.expired, report.checkpoints, report.cosignatures, report.root
        ))?;
    }
    if report.is_good() {
        return Ok(());
    }
    let more = if report.truncated { " o più" } else { "" };
    bail!(
        "il registro è stato alterato: {}{more} anomalie",
        report.findings.len()
    )
}
