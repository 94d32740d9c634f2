//! `sample`: what the Comuni of an invented province would send.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use sync::sample::{Plan, Summary, generate};

use super::output;

#[derive(Debug, Args)]
pub struct SampleArguments {
    /// Residenti al 1° gennaio 2023; con 702521 i conteggi per Comune, età e sesso sono quelli reali.
    #[arg(
        long,
        value_name = "NUMERO",
        default_value_t = 70_000,
        hide_default_value = true
    )]
    residents: u32,
    /// Seme: lo stesso seme dà gli stessi byte.
    #[arg(
        long,
        value_name = "NUMERO",
        default_value_t = 1,
        hide_default_value = true
    )]
    seed: u64,
    /// Cartella in cui scrivere.
    #[arg(long, value_name = "CARTELLA")]
    out: PathBuf,
    /// Aggiunge i difetti delle forniture reali, elencati nel manifest.
    #[arg(long)]
    defects: bool,
    /// Scrive anche l'elenco dei soggetti per le prove di carico.
    #[arg(long)]
    subjects: bool,
    /// Stampa l'esito come JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: &SampleArguments) -> anyhow::Result<()> {
    let plan = Plan {
        residents: arguments.residents,
        seed: arguments.seed,
        defects: arguments.defects,
        subjects: arguments.subjects,
    };
    let begun = Instant::now();
    let summary = write(&plan, &arguments.out, arguments.json)?;
    let seconds = begun.elapsed().as_secs_f64();
    if arguments.json {
        return output::json(&json!({
            "residents": summary.residents, "persons": summary.persons,
            "comuni": summary.comuni.len(), "supplies": summary.files().len(),
            "defects": summary.defects.len(), "seconds": seconds,
        }));
    }
    output::line(&format!(
        "{} residenti, {} persone, {} forniture di {} Comuni in {} ({seconds:.1} s)",
        summary.residents,
        summary.persons,
        summary.files().len(),
        summary.comuni.len(),
        arguments.out.display()
    ))
}

/// Writes the province, with a bar on a terminal.
pub fn write(plan: &Plan, out: &std::path::Path, quiet: bool) -> anyhow::Result<Summary> {
    let bar = if quiet {
        ProgressBar::hidden()
    } else {
        // Hidden by itself where standard error is no terminal.
        ProgressBar::new(0)
    };
    let style = "{elapsed_precise} [{bar:40}] {percent:>3}% scrivo le forniture";
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style.progress_chars("=> "));
    }
    let summary = generate(plan, out, &|done, total| {
        bar.set_length(total);
        bar.set_position(done);
    })?;
    bar.finish_and_clear();
    Ok(summary)
}
