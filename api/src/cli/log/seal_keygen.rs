//! `log seal-keygen`: a pair of keys for the seal on what public security asks.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use hub::audit::seal::keygen;
use schema::clock::SystemEntropy;

use crate::cli::output;

#[derive(Debug, Args)]
pub struct SealKeygenArguments {
    /// File della chiave privata, che non deve esistere; la pubblica va accanto, in FILE.pub.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub fn run(arguments: &SealKeygenArguments) -> anyhow::Result<()> {
    let (private, public) = keygen(&SystemEntropy)?;
    let mut name = arguments.file.clone().into_os_string();
    name.push(".pub");
    let public_file = PathBuf::from(name);
    create(&arguments.file, &private.to_text())?;
    create(&public_file, &public.to_text())?;
    output::line(&format!(
        "Chiave privata: {} (da custodire fuori dall'hub, da persona diversa da chi ha l'altra).\nChiave pubblica: {} (da indicare in [trace.seal]).",
        arguments.file.display(),
        public_file.display()
    ))
}

/// A key is never written over another: what was sealed to it would stay closed. The process's umask makes it its
/// user's alone.
fn create(path: &std::path::Path, text: &str) -> anyhow::Result<()> {
    let mut file = std::fs::File::create_new(path)
        .with_context(|| format!("non posso creare {}", path.display()))?;
    writeln!(file, "{text}")?;
    file.sync_all()?;
    Ok(())
}
