//! The keys of log and receipts, from their files.

use anyhow::Context;
use hub::audit::LogKeys;
use hub::audit::keys::{load, load_or_create, public_keys};
use hub::audit::note::{KeyUse, NoteKey, note_key};
use hub::audit::receipt::Receipts;
use schema::clock::Entropy;

use crate::config::Config;

/// Reads both keys; those that do not exist yet are made.
pub fn open(config: &Config, entropy: &dyn Entropy) -> anyhow::Result<(LogKeys, Receipts)> {
    let trace = &config.trace;
    let key = |path: std::path::PathBuf| -> anyhow::Result<_> {
        let (key, made) = load_or_create(&path, entropy)?;
        if made {
            tracing::info!(file = %path.display(), "a key was made: keep a copy of it");
        }
        Ok(key)
    };
    let log = LogKeys {
        origin: trace.origin.clone(),
        signer: key(config.log_key())?,
        previous: note_keys(&trace.previous_log_keys)?,
        witnesses: note_keys(&trace.witnesses)?,
    };
    let mut previous = Vec::new();
    for path in &trace.previous_receipt_keys {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("chiave pubblica {}", path.display()))?;
        let keys = public_keys(&text);
        anyhow::ensure!(
            !keys.is_empty(),
            "{} non contiene chiavi pubbliche Ed25519",
            path.display()
        );
        previous.extend(keys);
    }
    let receipts = Receipts::new(trace.origin.clone(), key(config.receipt_key())?, previous);
    Ok((log, receipts))
}

/// The public key of the log, whose file exists.
pub fn log_key(config: &Config) -> anyhow::Result<NoteKey> {
    let key = load(&config.log_key())?;
    Ok(note_key(&config.trace.origin, &key, KeyUse::Note))
}

/// Keys in the form `name+id+key`.
pub fn note_keys(texts: &[String]) -> anyhow::Result<Vec<NoteKey>> {
    texts
        .iter()
        .map(|text| {
            NoteKey::parse(text)
                .map_err(|_| anyhow::anyhow!("{text} non è una chiave nome+identificativo+chiave"))
        })
        .collect()
}
