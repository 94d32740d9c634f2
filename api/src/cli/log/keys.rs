//! `log keys`.

use clap::Args;
use schema::clock::SystemEntropy;
use serde_json::json;

use super::super::output;
use crate::config::Config;
use crate::trace_keys;

#[derive(Debug, Args)]
pub struct KeysArguments {
    /// Stampa JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(config: &Config, arguments: &KeysArguments) -> anyhow::Result<()> {
    let (log, receipts) = trace_keys::open(config, &SystemEntropy)?;
    let log_key = log.key().to_string();
    let receipt_keys: Vec<String> = receipts
        .keys()
        .into_iter()
        .map(hub::audit::keys::PublicKey::to_pem)
        .collect();
    if arguments.json {
        return output::json(&json!({
            "origin": log.origin, "log_key": log_key, "receipt_keys": receipt_keys, "jwks": receipts.jwks(),
            "log_key_file": config.log_key(), "receipt_key_file": config.receipt_key(),
        }));
    }
    output::line(&format!("Registro: {log_key}"))?;
    output::line("Ricevute:")?;
    for key in receipt_keys {
        output::line(key.trim_end())?;
    }
    Ok(())
}
