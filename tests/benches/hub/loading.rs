//! Loading the initial supplies of all Comuni, as they would arrive: received, validated, applied.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use diesel::prelude::*;
use schema::clock::{SystemClock, SystemEntropy};
use schema::codes::SupplyStatus;
use schema::db::{Store, migrate, open_pool};
use schema::tables::{SupplyRow, person, supply};
use serde_json::{Value, json};
use sync::load::{BULK_PIECE, Loader, Phase, Received};
use sync::record::Format;

use super::child;
use super::province::Province;

/// In a child: loads the province's initial supplies into an empty store, all but those of the Comune `except`, or
/// those of `only` (each empty: no limit).
pub fn load(url: &str, inbox: &Path, from: &Path, only: &str, except: &str) -> Result<Value> {
    let province = Province::open(from)?;
    let pool = open_pool(url, 4)?;
    migrate(&mut *pool.get()?, Store::Register)?;
    std::fs::create_dir_all(inbox)?;
    let loader = Loader::new(
        pool.clone(),
        inbox,
        Arc::new(SystemClock),
        Arc::new(SystemEntropy),
    )
    .with_piece(BULK_PIECE);
    let files = province.initial();
    let total: u64 = files.iter().map(|file| file.records).sum();
    let ticker = child::Ticker::new("load");
    let start = Instant::now();
    for file in files {
        let comune = &file.header.comune;
        if comune == except || !(only.is_empty() || comune == only) {
            continue;
        }
        let meta = Received {
            comune: Some(comune.clone()),
            format: file.header.format,
            header: (file.header.format == Format::Lac).then(|| file.header.clone()),
        };
        let mut body = File::open(from.join(&file.file))?;
        loader
            .receive(&meta, &mut body)
            .with_context(|| file.file.clone())?;
    }
    let received = start.elapsed().as_secs_f64();
    let applied = AtomicU64::new(0);
    loader.process_pending(&|progress| match progress.phase {
        Phase::Apply => ticker.tick(applied.load(Ordering::Relaxed) + progress.done, total),
        Phase::Done => {
            applied.fetch_add(progress.total, Ordering::Relaxed);
        }
        _ => {}
    })?;
    let seconds = start.elapsed().as_secs_f64();
    let peak = child::own_peak()?;
    drop(ticker);
    let mut conn = pool.get()?;
    let supplies: Vec<SupplyRow> = supply::table
        .select(SupplyRow::as_select())
        .load(&mut conn)?;
    for supply in &supplies {
        ensure!(
            supply.status == SupplyStatus::Loaded.code() && supply.refused == 0,
            "supply of {}: {} {}, {} refused",
            supply.comune,
            supply.status,
            supply.hold_reason,
            supply.refused
        );
    }
    let persons: i64 = person::table.count().get_result(&mut conn)?;
    Ok(json!({
        "receive": received,
        "seconds": seconds,
        "persons": persons,
        "records": supplies.iter().map(|supply| supply.records).sum::<i64>(),
        "peak": peak,
    }))
}
