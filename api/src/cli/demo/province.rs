//! The sample province, written as its Comuni would send it and loaded as theirs would be.

use anyhow::ensure;
use schema::codes::SupplyStatus;
use schema::db::Pool;
use sync::sample::{Plan, Summary};

use crate::cli::load::{self, Announced, LacHint, Loaded};
use crate::cli::sample;
use crate::config::Config;
use crate::state::open_stores;

use super::outcome::Seconds;
use super::setting::Setting;

/// Writes the supplies.
pub fn invent(
    plan: &Plan,
    setting: &Setting,
    quiet: bool,
    seconds: &mut Seconds,
) -> anyhow::Result<Summary> {
    let (summary, took) =
        super::timed(|| sample::write(plan, &setting.directory.join("forniture"), quiet))?;
    seconds.sample = took;
    Ok(summary)
}

/// Loads them.
pub fn load(setting: &Setting, quiet: bool, seconds: &mut Seconds) -> anyhow::Result<Loaded> {
    let stores = open_stores(&setting.config)?;
    let files = load::announced(&setting.directory.join("forniture"), &LacHint::default())?;
    let loaded = load_all(&stores.register, &setting.config, &files, quiet)?;
    seconds.receive = loaded.receive_seconds;
    seconds.load = loaded.load_seconds;
    Ok(loaded)
}

fn load_all(
    register: &Pool,
    config: &Config,
    files: &[Announced],
    quiet: bool,
) -> anyhow::Result<Loaded> {
    let loader = load::loader(register, &config.inbox.dir);
    let loaded = load::load(&loader, register, files, quiet)?;
    if let Some((path, reason)) = loaded.refused.first() {
        anyhow::bail!("{}: fornitura rifiutata, {reason}", path.display());
    }
    for row in &loaded.supplies {
        ensure!(
            row.status == SupplyStatus::Loaded.code(),
            "la fornitura {} del Comune {} è {} {}",
            row.number,
            row.comune,
            row.status,
            row.hold_reason
        );
    }
    Ok(loaded)
}
