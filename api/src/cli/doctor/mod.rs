//! `doctor`: says what is wrong, and where to look.

mod deadlines;
mod mails;
mod permissions;
mod search;
mod sign_in;
mod stores;
mod surroundings;

use anyhow::bail;
use clap::Args;
use schema::clock::{Clock, SystemClock};
use serde::Serialize;

use super::output;
use crate::config::Config;

#[derive(Debug, Args)]
pub struct DoctorArguments {
    /// Stampa l'esito come JSON.
    #[arg(long)]
    json: bool,
    /// Ricostruisce l'indice di ricerca, o lo fa ricostruire al servente che lo tiene.
    #[arg(long)]
    rebuild_search: bool,
}

/// One thing looked at.
#[derive(Debug, Serialize)]
pub struct Finding {
    /// Short name.
    pub check: &'static str,
    /// `ok`, `warning` or `error`.
    pub state: &'static str,
    /// What was found, in Italian.
    pub detail: String,
}

impl Finding {
    /// All is well.
    pub fn ok(check: &'static str, detail: impl Into<String>) -> Self {
        Self::new(check, "ok", detail)
    }

    /// It works, but somebody should look.
    pub fn warning(check: &'static str, detail: impl Into<String>) -> Self {
        Self::new(check, "warning", detail)
    }

    /// It does not work.
    pub fn error(check: &'static str, detail: impl Into<String>) -> Self {
        Self::new(check, "error", detail)
    }

    fn new(check: &'static str, state: &'static str, detail: impl Into<String>) -> Self {
        Self {
            check,
            state,
            detail: detail.into(),
        }
    }
}

pub fn run(config: &Config, arguments: &DoctorArguments) -> anyhow::Result<()> {
    if arguments.rebuild_search {
        return search::rebuild(config, arguments.json);
    }
    let mut findings = vec![Finding::ok(
        "configurazione",
        "leggibile, senza chiavi sconosciute",
    )];
    findings.extend(stores::look(config));
    findings.extend(surroundings::look(config));
    findings.push(search::look(config));
    findings.push(permissions::look(config));
    findings.push(sign_in::second_factor(config));
    findings.extend(sign_in::revocation(config, SystemClock.now()));
    let errors = findings
        .iter()
        .filter(|found| found.state == "error")
        .count();
    if arguments.json {
        output::json(&serde_json::json!({ "healthy": errors == 0, "findings": findings }))?;
    } else {
        for found in &findings {
            let mark = match found.state {
                "ok" => "  ok     ",
                "warning" => "AVVISO   ",
                _ => "ERRORE   ",
            };
            output::line(&format!("{mark}{}: {}", found.check, found.detail))?;
        }
    }
    if errors > 0 {
        bail!("{errors} controlli non superati");
    }
    Ok(())
}
