//! `log expire`.

use clap::Args;
use hub::audit::retention::run_due;
use schema::clock::{SystemClock, SystemEntropy};
use serde_json::json;

use super::super::output;
use crate::config::Config;
use crate::state::open_stores;

#[derive(Debug, Args)]
pub struct ExpireArguments {
    /// Stampa l'esito come JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(config: &Config, arguments: &ExpireArguments) -> anyhow::Result<()> {
    let stores = open_stores(config)?;
    let terms = config.trace.retention.terms();
    let expired = run_due(&stores.trace, &SystemClock, &SystemEntropy, &terms)?;
    if arguments.json {
        return output::json(&json!({ "records": expired.records, "acts": expired.acts }));
    }
    output::line(&format!("{} voci scadute e cancellate.", expired.records))
}
