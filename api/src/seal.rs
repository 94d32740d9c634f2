//! The files of the seal's keys.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, anyhow};
use hub::audit::seal::{PrivateKey, PublicKey, SealError, SealKeys, Sealer};
use schema::clock::Entropy;

use crate::config::SealConfig;

/// What seals, with the keys of the configuration if there are any.
pub fn sealer(config: &SealConfig, entropy: Arc<dyn Entropy>) -> anyhow::Result<Sealer> {
    if config.first_key.as_os_str().is_empty() {
        return Ok(Sealer::new(None, entropy));
    }
    let first = read(&config.first_key, PublicKey::parse)?;
    let second = read(&config.second_key, PublicKey::parse)?;
    let keys = SealKeys::new(first, second)
        .map_err(|_| anyhow!("le due chiavi del sigillo sono la stessa: ne servono due diverse"))?;
    Ok(Sealer::new(Some(keys), entropy))
}

/// A private key.
pub fn private_key(path: &Path) -> anyhow::Result<PrivateKey> {
    read(path, PrivateKey::parse)
}

fn read<T>(path: &Path, parse: fn(&str) -> Result<T, SealError>) -> anyhow::Result<T> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("non leggo {shown}"))?;
    parse(&text).map_err(|_| anyhow!("{shown} non contiene una chiave del sigillo di questo tipo"))
}
