//! `migrate`: brings the stores to the present schema.

use clap::Args;
use serde_json::json;

use super::output;
use crate::config::Config;
use crate::state::open_stores;

#[derive(Debug, Args)]
pub struct MigrateArguments {
    /// Stampa l'esito come JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(config: &Config, arguments: &MigrateArguments) -> anyhow::Result<()> {
    let stores = open_stores(config)?;
    if arguments.json {
        return output::json(&json!({ "applied": stores.applied }));
    }
    if stores.applied.is_empty() {
        return output::line("Lo schema era già aggiornato.");
    }
    for name in &stores.applied {
        output::line(&format!("applicata {name}"))?;
    }
    Ok(())
}
