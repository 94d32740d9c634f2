//! `demo`: a province of its own, loaded by the real loader and served over TLS.

mod questions;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, ensure};
use chrono::Duration;
use clap::Args;
use hub::access::{EntityKind, KeySpec, create_entity, create_key};
use schema::clock::{Clock, SystemClock, SystemEntropy};
use schema::codes::{CheckKind, SupplyStatus};
use schema::db::Pool;
use serde::Serialize;
use sync::sample::Plan;

use self::questions::{Asked, Question};
use super::load::{self, Announced, Loaded};
use super::serve::StopSignal;
use super::{output, sample};
use crate::certificates::{self, Certificates};
use crate::client::Client;
use crate::config::{Config, LogFormat, LogLevel};
use crate::server::{self, Running};
use crate::state::{Hub, open_stores};

#[derive(Debug, Args)]
pub struct DemoArguments {
    /// Residenti della provincia.
    #[arg(
        long,
        value_name = "NUMERO",
        default_value_t = 70_000,
        hide_default_value = true
    )]
    residents: u32,
    /// Seme della provincia.
    #[arg(
        long,
        value_name = "NUMERO",
        default_value_t = 1,
        hide_default_value = true
    )]
    seed: u64,
    /// Cartella della dimostrazione, che non deve contenerne già una; se manca, una nuova tra i file temporanei.
    #[arg(long, value_name = "CARTELLA")]
    dir: Option<PathBuf>,
    /// Porta su 127.0.0.1; 0 ne sceglie una libera.
    #[arg(
        long,
        value_name = "PORTA",
        default_value_t = 8443,
        hide_default_value = true
    )]
    port: u16,
    /// Fa da sé le tre richieste e finisce.
    #[arg(long)]
    once: bool,
    /// Stampa un solo oggetto JSON (con --once).
    #[arg(long, requires = "once")]
    json: bool,
}

/// What the demonstration says of itself.
#[derive(Debug, Serialize)]
struct Outcome {
    residents: u64,
    persons: u64,
    supplies: usize,
    refused: i64,
    seconds: Seconds,
    answers: Vec<Asked>,
}

#[derive(Debug, Default, Serialize)]
struct Seconds {
    sample: f64,
    receive: f64,
    load: f64,
    start: f64,
    answers: f64,
    total: f64,
}

pub fn run(arguments: &DemoArguments) -> anyhow::Result<()> {
    let begun = Instant::now();
    let stop = StopSignal::new()?;
    let place = Place::make(arguments.dir.as_deref())?;
    let directory = place.path.as_path();
    let certificates = certificates::make(directory, SystemClock.now())?;
    let config = configuration(directory, &certificates, arguments.port);
    crate::logging::start(&config.log);
    let mut seconds = Seconds::default();

    let plan = Plan {
        residents: arguments.residents,
        seed: arguments.seed,
        defects: false,
        subjects: false,
    };
    let supplies = directory.join("forniture");
    say(
        arguments,
        &format!("Invento una provincia di {} residenti.", plan.residents),
    );
    let phase = Instant::now();
    let summary = sample::write(&plan, &supplies, arguments.json)?;
    seconds.sample = phase.elapsed().as_secs_f64();

    say(
        arguments,
        &format!("Carico le forniture di {} Comuni.", summary.comuni.len()),
    );
    let stores = open_stores(&config)?;
    let files = load::announced(&supplies, &load::LacHint::default())?;
    let loaded = load_all(&stores.register, &config, &files, arguments.json)?;
    seconds.receive = loaded.receive_seconds;
    seconds.load = loaded.load_seconds;
    let key = agency_key(&stores.register)?;
    drop(stores);

    let phase = Instant::now();
    let hub = Hub::open(config, Arc::new(SystemClock), Arc::new(SystemEntropy))?;
    let running = server::start(hub)?;
    seconds.start = phase.elapsed().as_secs_f64();
    let questions = questions::of(&summary)?;
    if !arguments.once {
        invite(&running, &certificates, &key, &questions)?;
        stop.wait();
        return running.stop();
    }
    let phase = Instant::now();
    let port = running.address().port();
    let asked = Client::new(port, &certificates.authority, &key)
        .and_then(|client| questions::ask_all(&client, &questions));
    seconds.answers = phase.elapsed().as_secs_f64();
    running.stop()?;
    let answers = asked?;
    seconds.total = begun.elapsed().as_secs_f64();
    let outcome = Outcome {
        residents: summary.residents,
        persons: summary.persons,
        supplies: loaded.supplies.len(),
        refused: loaded.supplies.iter().map(|row| row.refused).sum(),
        seconds,
        answers,
    };
    tell(&outcome, arguments.json)?;
    for asked in &outcome.answers {
        ensure!(
            asked.outcome == asked.expected,
            "la risposta {} non è quella attesa, {}",
            asked.outcome,
            asked.expected
        );
    }
    Ok(())
}

fn say(arguments: &DemoArguments, text: &str) {
    if !arguments.json {
        eprintln!("{text}");
    }
}

/// Where the demonstration lives. A run that ends by itself in a directory of its own leaves nothing behind.
struct Place {
    path: PathBuf,
    temporary: bool,
}

impl Place {
    fn make(wanted: Option<&Path>) -> anyhow::Result<Self> {
        let (path, temporary) = if let Some(path) = wanted {
            (path.to_owned(), false)
        } else {
            let mut name = [0; 6];
            schema::clock::Entropy::fill(&SystemEntropy, &mut name)?;
            let name = format!("anagrafe-hub-demo-{}", hex::encode(name));
            (std::env::temp_dir().join(name), true)
        };
        ensure!(
            !path.join("registro.db").exists(),
            "{} contiene già una dimostrazione",
            path.display()
        );
        std::fs::create_dir_all(&path)
            .with_context(|| format!("non riesco a creare {}", path.display()))?;
        Ok(Self { path, temporary })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.temporary
            && let Err(error) = std::fs::remove_dir_all(&self.path)
        {
            eprintln!("non riesco a cancellare {}: {error}", self.path.display());
        }
    }
}

fn configuration(directory: &Path, certificates: &Certificates, port: u16) -> Config {
    let mut config = Config::default();
    config.database.url = format!("sqlite:{}", directory.join("registro.db").display());
    config.database.trace_url = format!("sqlite:{}", directory.join("traccia.db").display());
    config.inbox.dir = directory.join("ricevute");
    config.server.address = format!("127.0.0.1:{port}");
    config
        .server
        .tls
        .certificate
        .clone_from(&certificates.certificate);
    config.server.tls.key.clone_from(&certificates.key);
    config.server.shutdown_seconds = 5;
    "Provincia di prova (dati inventati)".clone_into(&mut config.pages.province);
    config.log.format = LogFormat::Text;
    config.log.level = LogLevel::Warn;
    config
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

fn agency_key(register: &Pool) -> anyhow::Result<String> {
    let mut conn = register.get()?;
    let entity_id = create_entity(&mut conn, "Agenzia dimostrativa", EntityKind::Agency, "")?;
    let spec = KeySpec {
        entity_id,
        kinds: CheckKind::ALL.to_vec(),
        may_supply: true,
        comuni: None,
        expires_at: (SystemClock.now() + Duration::days(90)).naive_utc(),
    };
    Ok(create_key(&mut conn, &SystemClock, &SystemEntropy, &spec)?.text)
}

fn invite(
    running: &Running,
    certificates: &Certificates,
    key: &str,
    questions: &[Question],
) -> anyhow::Result<()> {
    let base = format!("https://localhost:{}", running.address().port());
    let ca = certificates.authority.display();
    output::line(&format!(
        "L'hub risponde su {base}. Da un altro terminale:\n"
    ))?;
    for question in questions {
        output::line(&format!(
            "# {}: risposta {}",
            question.about, question.expected
        ))?;
        let body = serde_json::to_string(&question.body)?.replace('\'', "'\\''");
        output::line(&format!(
            "curl --noproxy localhost --cacert '{ca}' {base}/v1/verifiche \\\n  \
             --header 'Authorization: Bearer {key}' \\\n  --json '{body}'\n"
        ))?;
    }
    output::line(&format!(
        "Descrizione delle API: curl --noproxy localhost --cacert '{ca}' {base}/v1/openapi.json"
    ))?;
    output::line("Ctrl-C ferma l'hub.")
}

fn tell(outcome: &Outcome, as_json: bool) -> anyhow::Result<()> {
    if as_json {
        return output::json(outcome);
    }
    output::line(&format!(
        "{} residenti, {} persone, {} forniture caricate, {} schede scartate, {:.1} s in tutto",
        outcome.residents,
        outcome.persons,
        outcome.supplies,
        outcome.refused,
        outcome.seconds.total
    ))?;
    for asked in &outcome.answers {
        output::line(&format!("{}: {}", asked.about, asked.outcome))?;
    }
    Ok(())
}
