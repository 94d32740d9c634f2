//! Clap speaks English; the operators read Italian.

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory, FromArgMatches};

const TEMPLATE: &str = "{about-with-newline}\nUso: {usage}\n\n{all-args}{after-help}";

/// Reads the arguments; what must be printed (help, version, a mistake) is printed, and the exit code returned.
pub fn parse<T: CommandFactory + FromArgMatches>(
    arguments: impl IntoIterator<Item = OsString>,
) -> Result<T, ExitCode> {
    let command = translate(T::command());
    let outcome = command
        .try_get_matches_from(arguments)
        .and_then(|matches| T::from_arg_matches(&matches));
    outcome.map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        | ErrorKind::DisplayVersion => {
            let text = error.render().to_string().replace("[OPTIONS]", "[OPZIONI]");
            // A closed pipe (`--help | head -1`) is no failure of the command.
            if error.use_stderr() {
                let _ = std::io::stderr().write_all(text.as_bytes());
                ExitCode::from(2)
            } else {
                let _ = std::io::stdout().write_all(text.as_bytes());
                ExitCode::SUCCESS
            }
        }
        _ => {
            eprintln!("errore: {}", explain(&error));
            eprintln!("Per l'aiuto: anagrafe-hub [COMANDO] --help");
            ExitCode::from(2)
        }
    })
}

fn translate(command: Command) -> Command {
    let names: Vec<String> = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect();
    let mut command = command
        .help_template(TEMPLATE)
        .subcommand_help_heading("Comandi")
        .subcommand_value_name("COMANDO")
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .help("Mostra questo aiuto"),
        )
        .mut_args(|arg| {
            if arg.is_positional() {
                arg.help_heading("Argomenti")
            } else {
                arg.help_heading("Opzioni")
            }
        });
    if command.get_version().is_some() {
        command = command.disable_version_flag(true).arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help("Mostra la versione")
                .help_heading("Opzioni"),
        );
    }
    for name in names {
        command = command.mut_subcommand(name, translate);
    }
    command
}

fn explain(error: &clap::Error) -> String {
    let said = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    let argument = said(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::UnknownArgument => format!("argomento sconosciuto: {argument}"),
        ErrorKind::InvalidSubcommand => {
            format!(
                "comando sconosciuto: {}",
                said(ContextKind::InvalidSubcommand)
            )
        }
        ErrorKind::MissingSubcommand => "manca il comando".to_owned(),
        ErrorKind::MissingRequiredArgument => format!("manca: {argument}"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::NoEquals => {
            let value = said(ContextKind::InvalidValue);
            if value.is_empty() {
                format!("manca il valore di {argument}")
            } else {
                format!("valore non valido per {argument}: {value}")
            }
        }
        ErrorKind::ArgumentConflict => format!(
            "{argument} non va insieme a {}",
            said(ContextKind::PriorArg)
        ),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("numero di valori sbagliato per {argument}")
        }
        ErrorKind::InvalidUtf8 => "un argomento non è testo UTF-8".to_owned(),
        _ => "argomenti non validi".to_owned(),
    }
}
