//! The command line, for whoever runs the hub: exit code 0 only on success, `--json` where data are printed.

mod data_subject;
mod demo;
mod doctor;
mod entity;
mod italian;
mod load;
mod log;
mod machine;
mod migrate;
mod output;
mod plan;
mod progress;
mod receipt;
mod sample;
mod serve;
mod stats;
mod user;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use rustix::fs::Mode;

use crate::config::{self, Config};

/// Registro anagrafico provinciale: raccoglie le forniture dei Comuni e verifica le autocertificazioni.
#[derive(Debug, Parser)]
#[command(name = "anagrafe-hub", version, propagate_version = true)]
struct Arguments {
    /// File di configurazione (TOML); il riferimento è docs/anagrafe-hub.toml.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Dimostrazione: inventa una provincia, la carica e la serve su 127.0.0.1.
    Demo(demo::DemoArguments),
    /// Scrive ciò che invierebbero i Comuni di una provincia inventata.
    Sample(sample::SampleArguments),
    /// Serve le API su TLS, finché riceve SIGTERM o SIGINT.
    Serve,
    /// Porta lo schema della base di dati alla versione del programma.
    Migrate(migrate::MigrateArguments),
    /// Carica file di forniture.
    Load(load::LoadArguments),
    /// Controlla configurazione, basi di dati, certificato, spazio.
    Doctor(doctor::DoctorArguments),
    /// Enti e chiavi di accesso.
    Entity(entity::EntityArguments),
    /// Utenti, le loro credenziali e le chiavi delle applicazioni.
    User(user::UserArguments),
    /// Piani di fornitura dei Comuni.
    Plan(plan::PlanArguments),
    /// Conteggi di ciò che il registro contiene.
    Stats(stats::StatsArguments),
    /// Registro delle operazioni: chiavi, verifica, copia, scadenze, controfirme.
    Log(log::LogArguments),
    /// Ricevute delle verifiche.
    Receipt(receipt::ReceiptArguments),
    /// Diritti degli interessati: chi ha guardato i dati di una persona.
    DataSubject(data_subject::DataSubjectArguments),
}

/// Runs the command; messages go to standard error, data to standard output.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    // Whatever the process writes holds personal data or secrets: for its own user, whatever the shell allows.
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
    let arguments = match italian::parse::<Arguments>(arguments) {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    match execute(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(&error);
            ExitCode::FAILURE
        }
    }
}

fn execute(arguments: Arguments) -> anyhow::Result<()> {
    let path = arguments.config;
    let configuration = || -> anyhow::Result<Config> {
        let config = config::load(path.as_deref(), std::env::vars())?;
        crate::logging::start(&config.log);
        Ok(config)
    };
    match arguments.command {
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Sample(arguments) => sample::run(&arguments),
        Command::Serve => serve::run(configuration()?),
        Command::Migrate(arguments) => migrate::run(&configuration()?, &arguments),
        Command::Load(arguments) => load::run(&configuration()?, &arguments),
        Command::Doctor(arguments) => doctor::run(&configuration()?, &arguments),
        Command::Entity(arguments) => entity::run(&configuration()?, arguments),
        Command::User(arguments) => user::run(&configuration()?, arguments),
        Command::Plan(arguments) => plan::run(&configuration()?, arguments),
        Command::Stats(arguments) => stats::run(&configuration()?, arguments),
        Command::Log(arguments) => log::run(configuration, arguments),
        Command::Receipt(arguments) => receipt::run(arguments),
        Command::DataSubject(arguments) => data_subject::run(&configuration()?, arguments),
    }
}

/// A day of the command line, `AAAA-MM-GG`.
fn day(text: &str) -> Result<schema::date::Day, String> {
    schema::date::Day::parse_iso(text).ok_or_else(|| "ci vuole AAAA-MM-GG".to_owned())
}
