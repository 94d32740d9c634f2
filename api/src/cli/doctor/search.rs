//! The search index, built anew.

use anyhow::Context;
use hub::search::{IndexError, SearchIndex, request_rebuild};
use serde_json::json;

use crate::cli::output;
use crate::config::Config;
use crate::state::open_stores;

/// Builds it, or asks the server that keeps it to do so: only one process may write it.
pub fn rebuild(config: &Config, as_json: bool) -> anyhow::Result<()> {
    let stores = open_stores(config)?;
    let directory = config.search_dir();
    match SearchIndex::rebuild(stores.register, &directory, config.search.index_options()) {
        Ok(built) if as_json => output::json(&json!({
            "rebuilt": true,
            "people": built.people,
            "cursor": built.cursor,
            "bytes": built.bytes,
        })),
        Ok(built) => output::line(&format!(
            "Indice di ricerca ricostruito: {} persone, {} MB, come noto al numero di giornale {}.",
            built.people,
            built.bytes / 1_000_000,
            built.cursor
        )),
        Err(IndexError::Locked(_)) => {
            request_rebuild(&directory)
                .with_context(|| format!("non riesco a scrivere in {}", directory.display()))?;
            if as_json {
                return output::json(&json!({ "rebuilt": false, "requested": true }));
            }
            output::line(
                "Il servente in esecuzione tiene l'indice: lo ricostruisce ora, e intanto risponde con quello di prima.",
            )
        }
        Err(error) => Err(error).context("non riesco a ricostruire l'indice di ricerca"),
    }
}
