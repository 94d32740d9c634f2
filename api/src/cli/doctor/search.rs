//! The search index: whether it is there and follows the register; built anew on demand.

use anyhow::Context;
use hub::search::{IndexError, SearchIndex, inspect, request_rebuild};
use schema::db::open_pool;
use schema::journal;
use serde_json::json;

use super::Finding;
use crate::cli::output;
use crate::config::Config;
use crate::state::open_stores;

const CHECK: &str = "indice di ricerca";

/// Journal numbers by which the index may be behind while a server follows.
const BEHIND: i64 = 50_000;

/// Whether it is there, of this version, and not far behind.
pub fn look(config: &Config) -> Finding {
    let index = match inspect(&config.search_dir()) {
        Ok(Some(index)) => index,
        Ok(None) => return Finding::warning(CHECK, "manca: il servente lo costruisce all'avvio"),
        Err(error) => return Finding::error(CHECK, error.to_string()),
    };
    let head = open_pool(&config.database.url, 1)
        .map_err(|error| error.to_string())
        .and_then(|pool| pool.get().map_err(|error| error.to_string()))
        .and_then(|mut conn| journal::head(&mut conn).map_err(|error| error.to_string()));
    let head = match head {
        Ok(head) => head,
        Err(error) => return Finding::error(CHECK, error),
    };
    let detail = format!(
        "al numero di giornale {} su {head}, {} MB",
        index.cursor,
        index.bytes / 1_000_000
    );
    if !index.current {
        Finding::warning(
            CHECK,
            "è di un'altra versione: il servente lo ricostruisce all'avvio",
        )
    } else if head - index.cursor > BEHIND || index.cursor > head {
        Finding::warning(CHECK, format!("{detail}: non segue il registro"))
    } else {
        Finding::ok(CHECK, detail)
    }
}

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
