//! `log`: the trace's log, for whoever answers for it and for whoever watches over it.

mod cosign;
mod expire;
mod export;
mod keys;
mod open;
mod seal_keygen;
mod verify;

use anyhow::Context;
use clap::{Args, Subcommand};
use diesel::r2d2::PooledConnection;
use hub::audit::verify::Keys;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use schema::db::{Manager, open_pool};

use crate::config::Config;
use crate::state::trace_url;
use crate::trace_keys;

#[derive(Debug, Args)]
pub struct LogArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Stampa le chiavi pubbliche del registro e delle ricevute; crea quelle che mancano.
    Keys(keys::KeysArguments),
    /// Verifica ogni voce, l'albero e i checkpoint firmati.
    Verify(verify::VerifyArguments),
    /// Copia il registro in una cartella, da verificare altrove.
    Export(export::ExportArguments),
    /// Cancella le voci scadute secondo la configurazione.
    Expire(expire::ExpireArguments),
    /// Testimone: controlla che il registro continui quello già visto e lo controfirma.
    Cosign(cosign::CosignArguments),
    /// Crea una coppia di chiavi del sigillo sui record di pubblica sicurezza.
    SealKeygen(seal_keygen::SealKeygenArguments),
    /// Svela i record di pubblica sicurezza, con entrambe le chiavi del sigillo.
    Open(open::OpenArguments),
}

/// A witness has no configuration of a hub: it is read only where it is needed.
pub fn run(
    configuration: impl FnOnce() -> anyhow::Result<Config>,
    arguments: LogArguments,
) -> anyhow::Result<()> {
    match arguments.what {
        What::Keys(arguments) => keys::run(&configuration()?, &arguments),
        What::Verify(arguments) => verify::run(configuration, &arguments),
        What::Export(arguments) => export::run(&configuration()?, &arguments),
        What::Expire(arguments) => expire::run(&configuration()?, &arguments),
        What::Cosign(arguments) => cosign::run(&arguments),
        What::SealKeygen(arguments) => seal_keygen::run(&arguments),
        What::Open(arguments) => open::run(&configuration()?, &arguments),
    }
}

/// The trace as it is: looking must not make a database where there is none.
fn connect(config: &Config) -> anyhow::Result<PooledConnection<Manager>> {
    let url = trace_url(config);
    if let Some(path) = url.strip_prefix("sqlite:") {
        anyhow::ensure!(
            std::path::Path::new(path).exists(),
            "il file {path} non esiste"
        );
    }
    let pool = open_pool(url, 1).context("non riesco ad aprire la traccia")?;
    Ok(pool.get()?)
}

/// The keys that count: that of the key file, if there is one, those before it, the witnesses'.
fn verifying_keys(config: &Config) -> anyhow::Result<Keys> {
    let trace = &config.trace;
    let mut log = trace_keys::note_keys(&trace.previous_log_keys)?;
    let path = config.log_key();
    if path.exists() {
        log.insert(0, trace_keys::log_key(config)?);
    }
    Ok(Keys {
        log,
        witnesses: trace_keys::note_keys(&trace.witnesses)?,
    })
}

/// A bar on a terminal, nothing elsewhere.
fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
    if let Ok(style) =
        ProgressStyle::with_template("{elapsed_precise} [{bar:40}] {human_pos} di {human_len} voci")
    {
        bar.set_style(style.progress_chars("=> "));
    }
    bar
}
