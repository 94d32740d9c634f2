//! `stats`: counts of what the register holds.

use anyhow::Context;
use clap::{Args, Subcommand};
use schema::clock::{Clock, SystemClock};
use schema::date::Day;
use schema::journal;
use serde_json::json;

use super::output;
use crate::config::Config;
use crate::state::open_stores;

#[derive(Debug, Args)]
pub struct StatsArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Residenti per Comune, sesso ed età.
    Residents(ResidentsArguments),
}

#[derive(Debug, Args)]
struct ResidentsArguments {
    /// Giorno, AAAA-MM-GG; se manca, oggi.
    #[arg(long, value_name = "GIORNO", value_parser = super::day)]
    day: Option<Day>,
    /// Solo questo Comune (codice ISTAT).
    #[arg(long, value_name = "CODICE")]
    comune: Option<String>,
    /// Come noto a questo numero di giornale; se manca, adesso.
    #[arg(long, value_name = "NUMERO")]
    known_at: Option<i64>,
    /// Stampa un oggetto JSON.
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Stampa CSV.
    #[arg(long)]
    csv: bool,
}

pub fn run(config: &Config, arguments: StatsArguments) -> anyhow::Result<()> {
    let What::Residents(arguments) = arguments.what;
    let stores = open_stores(config)?;
    let mut conn = stores.register.get()?;
    let known_at = match arguments.known_at {
        Some(number) => number,
        None => journal::head(&mut conn)?,
    };
    let day = arguments.day.unwrap_or_else(|| SystemClock.today());
    let mut counts =
        stats::residents(&mut conn, day, known_at).context("conteggio dei residenti")?;
    if let Some(comune) = &arguments.comune {
        counts.retain(|row| row.comune == *comune);
    }
    let total: i64 = counts.iter().map(|row| row.persons).sum();
    if arguments.csv {
        let mut out = csv::Writer::from_writer(std::io::stdout().lock());
        out.write_record(["comune", "sex", "age", "persons"])?;
        for row in &counts {
            out.write_record([
                row.comune.as_str(),
                row.sex.as_str(),
                &row.age.to_string(),
                &row.persons.to_string(),
            ])?;
        }
        out.flush()?;
        return Ok(());
    }
    if arguments.json {
        let rows: Vec<_> = counts
            .iter()
            .map(|row| {
                json!({ "comune": row.comune, "sex": row.sex, "age": row.age, "persons": row.persons })
            })
            .collect();
        return output::json(&json!({
            "day": day.iso(), "known_at": known_at, "residents": total, "counts": rows,
        }));
    }
    let rows: Vec<Vec<String>> = counts
        .iter()
        .map(|row| {
            vec![
                row.comune.clone(),
                row.sex.clone(),
                row.age.to_string(),
                row.persons.to_string(),
            ]
        })
        .collect();
    output::table(&["Comune", "Sesso", "Età", "Persone"], &rows)?;
    output::line(&format!("Residenti al {}: {total}", day.italian()))
}
