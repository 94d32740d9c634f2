//! `data-subject`: who looked at a person, for the data-protection officer who answers her.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use clap::{Args, Subcommand};
use hub::audit::{Recorder, RecorderOptions};
use hub::data_subject::{Asked, DataSubject, accesses_csv, document};
use hub::monitoring::{PersonCode, Viewer};
use schema::clock::{Entropy, SystemClock, SystemEntropy};
use schema::codice_fiscale::CodiceFiscale;
use schema::date::Day;
use schema::id_anpr::IdAnpr;

use super::output;
use crate::config::Config;
use crate::seal::private_key;
use crate::state::open_stores;
use crate::wire::data_subject::AccessesBody;

#[derive(Debug, Args)]
pub struct DataSubjectArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Elenca gli accessi ai dati di una persona (art. 15 GDPR).
    Accesses(AccessesArguments),
}

#[derive(Debug, Args)]
struct AccessesArguments {
    /// File con il codice fiscale o l'identificativo ANPR della persona; - per leggerlo dallo standard input.
    #[arg(long, value_name = "FILE")]
    codice_fiscale_file: PathBuf,
    /// Primo giorno, AAAA-MM-GG.
    #[arg(long, value_name = "GIORNO", value_parser = super::day)]
    from: Option<Day>,
    /// Ultimo giorno, compreso.
    #[arg(long, value_name = "GIORNO", value_parser = super::day)]
    to: Option<Day>,
    /// Con i nomi degli operatori, che non vanno consegnati all'interessato.
    #[arg(long)]
    with_users: bool,
    /// Chiave privata del sigillo: indicata due volte, una per chiave, svela gli accessi di pubblica sicurezza.
    #[arg(long, value_name = "FILE", num_args = 1)]
    seal_key: Vec<PathBuf>,
    /// Stampa JSON.
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Stampa CSV.
    #[arg(long)]
    csv: bool,
}

pub fn run(config: &Config, arguments: DataSubjectArguments) -> anyhow::Result<()> {
    let What::Accesses(arguments) = arguments.what;
    let person = person(&arguments.codice_fiscale_file)?;
    let keys = match arguments.seal_key.as_slice() {
        [] => None,
        [one, other] => Some((private_key(one)?, private_key(other)?)),
        _ => bail!("servono entrambe le chiavi del sigillo: --seal-key A --seal-key B"),
    };
    let asked = Asked {
        person,
        from: arguments.from,
        to: arguments.to,
        with_users: arguments.with_users,
    };
    let service = service(config)?;
    let told = service.accesses(
        &viewer()?,
        &asked,
        keys.as_ref().map(|(one, other)| (one, other)),
    )?;
    if arguments.json {
        return output::json(&AccessesBody::from(told));
    }
    let text = if arguments.csv {
        String::from_utf8(accesses_csv(&told)?)?
    } else {
        document(&told)
    };
    output::text(&text)
}

/// The service over the stores of the configuration.
pub fn service(config: &Config) -> anyhow::Result<DataSubject> {
    let stores = open_stores(config)?;
    let recorder = Recorder::start(stores.trace.clone(), RecorderOptions::default())?;
    Ok(DataSubject::new(
        stores.register,
        stores.trace,
        Arc::new(recorder),
        Arc::new(SystemClock),
    ))
}

/// Whoever types the command, in a request of its own.
pub fn viewer() -> anyhow::Result<Viewer> {
    let mut id = [0; 8];
    SystemEntropy.fill(&mut id)?;
    Ok(Viewer::command_line(format!("cli-{}", hex::encode(id))))
}

/// The person named in a file, or on standard input. What stands on a command line is seen by whoever lists processes,
/// and kept by shells.
pub fn person(path: &Path) -> anyhow::Result<PersonCode> {
    let mut text = String::new();
    if path == Path::new("-") {
        std::io::stdin()
            .take(1024)
            .read_to_string(&mut text)
            .context("non leggo lo standard input")?;
    } else {
        text = std::fs::read_to_string(path)
            .with_context(|| format!("non leggo {}", path.display()))?;
    }
    let code = text.trim();
    ensure!(
        code.lines().count() == 1,
        "ci vuole un solo codice, su una riga"
    );
    if let Ok(code) = CodiceFiscale::parse(code) {
        return Ok(PersonCode::CodiceFiscale(code.as_str().to_owned()));
    }
    match IdAnpr::parse(code) {
        Ok(id) => Ok(PersonCode::AnprId(id.as_str().to_owned())),
        // The text is not repeated: it may be somebody's.
        Err(_) => bail!("il file non contiene un codice fiscale né un identificativo ANPR"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_read_from_a_file_and_never_repeated_in_errors() {
        let directory = tempfile::TempDir::new().unwrap();
        let path = directory.path().join("persona");
        let read = |text: &str| {
            std::fs::write(&path, text).unwrap();
            person(&path)
        };
        assert_eq!(
            read("CSSSLL03P56D617B\n").unwrap(),
            PersonCode::CodiceFiscale("CSSSLL03P56D617B".to_owned())
        );
        for wrong in ["", "CSSSLL03P56D617Z", "CSSSLL03P56D617B\nCSSSLL03P56D617B"] {
            let error = read(wrong).unwrap_err().to_string();
            assert!(!error.contains("CSSSLL"), "{error}");
        }
        assert!(person(&directory.path().join("manca")).is_err());
    }
}
