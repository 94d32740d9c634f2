//! `log export`.

use std::path::PathBuf;

use clap::Args;
use hub::audit::export::export;
use hub::audit::verify::{DatabaseSource, VerifyError};
use schema::db::read_tx;
use serde_json::json;

use super::super::output;
use crate::config::Config;

#[derive(Debug, Args)]
pub struct ExportArguments {
    /// Cartella nuova; le voci contengono dati personali.
    #[arg(value_name = "CARTELLA")]
    directory: PathBuf,
    /// Stampa l'esito come JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(config: &Config, arguments: &ExportArguments) -> anyhow::Result<()> {
    let keys = super::verifying_keys(config)?;
    let mut conn = super::connect(config)?;
    let bar = super::bar();
    let progress = |done: u64, total: u64| {
        bar.set_length(total);
        bar.set_position(done);
    };
    let written = read_tx::<u64, VerifyError>(&mut conn, |conn| {
        export(
            &mut DatabaseSource(conn),
            &keys,
            &arguments.directory,
            &progress,
        )
    });
    bar.finish_and_clear();
    let written = written?;
    if arguments.json {
        return output::json(&json!({ "records": written, "directory": arguments.directory }));
    }
    output::line(&format!(
        "{written} voci copiate in {}.",
        arguments.directory.display()
    ))
}
