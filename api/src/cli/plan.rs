//! `plan`: what each Comune has undertaken to send (format, periodicity, contents), and who is late.

use anyhow::{Context, anyhow, ensure};
use clap::{Args, Subcommand};
use schema::clock::{Clock, SystemClock};
use schema::codes::SupplyFormat;
use schema::comuni;
use schema::db::write_tx;
use serde_json::json;
use sync::layout::{LacValues, lac, parse_subjects, subject_names};
use sync::load::{SupplyPlan, plan, plans, set_plan};

use super::output;
use crate::config::Config;
use crate::state::open_stores;

#[derive(Debug, Args)]
pub struct PlanArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Elenca i piani dei Comuni.
    List(ListArguments),
    /// Scrive il piano di un Comune: ciò che non si indica resta com'è.
    Set(SetArguments),
}

#[derive(Debug, Args)]
struct ListArguments {
    /// Stampa JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct SetArguments {
    /// Codice ISTAT del Comune.
    #[arg(long, value_name = "CODICE")]
    comune: String,
    /// Formato: XML oppure LAC.
    #[arg(long, value_name = "FORMATO")]
    format: Option<String>,
    /// Giorni fra due forniture.
    #[arg(long, value_name = "GIORNI", value_parser = clap::value_parser!(i32).range(1..=366))]
    every_days: Option<i32>,
    /// Argomenti forniti, separati da virgole o spazi, oppure tutti (docs/supply-formats.md).
    #[arg(long, value_name = "ARGOMENTI")]
    subjects: Option<String>,
    /// File JSON con i codici usati nelle LAC del Comune.
    #[arg(long, value_name = "FILE")]
    lac_values: Option<std::path::PathBuf>,
}

pub fn run(config: &Config, arguments: PlanArguments) -> anyhow::Result<()> {
    let stores = open_stores(config)?;
    let mut conn = stores.register.get()?;
    match arguments.what {
        What::List(arguments) => print(&plans(&mut conn)?, arguments.json),
        What::Set(arguments) => {
            let today = SystemClock.today();
            ensure!(
                comuni::by_istat(&arguments.comune, today).is_some(),
                "{} non è il codice ISTAT di un Comune d'oggi",
                arguments.comune
            );
            let changed = amended(plan(&mut conn, &arguments.comune)?, &arguments)?;
            write_tx(&mut conn, |conn| set_plan(conn, &changed, &SystemClock))?;
            output::line(&format!("Piano del Comune {} scritto.", changed.comune))
        }
    }
}

/// The plan as it is, or the usual one of its format, with what the arguments say.
fn amended(known: Option<SupplyPlan>, arguments: &SetArguments) -> anyhow::Result<SupplyPlan> {
    let format = arguments
        .format
        .as_deref()
        .map(|text| {
            SupplyFormat::from_code(&text.to_ascii_uppercase())
                .ok_or_else(|| anyhow!("il formato è XML oppure LAC, non {text}"))
        })
        .transpose()?;
    let mut plan = match known {
        Some(plan) => plan,
        None => SupplyPlan {
            comune: arguments.comune.clone(),
            format: format.context("per un piano nuovo serve --format")?,
            every_days: sync::load::DEFAULT_EVERY_DAYS,
            subjects: match format {
                Some(SupplyFormat::Lac) => lac::SUBJECTS,
                _ => schema::facts::SubjectSet::ALL,
            },
            lac_values: String::new(),
            last_number: 0,
        },
    };
    if let Some(format) = format {
        plan.format = format;
    }
    if let Some(days) = arguments.every_days {
        plan.every_days = days;
    }
    if let Some(text) = &arguments.subjects {
        plan.subjects = parse_subjects(&text.replace(',', " "))
            .map_err(|word| anyhow!("{word} non è un argomento delle forniture"))?;
    }
    if let Some(path) = &arguments.lac_values {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("non leggo {}", path.display()))?;
        serde_json::from_str::<LacValues>(&text)
            .with_context(|| format!("{} non contiene codici di LAC", path.display()))?;
        plan.lac_values = text;
    }
    Ok(plan)
}

fn print(plans: &[SupplyPlan], as_json: bool) -> anyhow::Result<()> {
    if as_json {
        let rows: Vec<_> = plans
            .iter()
            .map(|plan| {
                json!({ "comune": plan.comune, "format": plan.format.code(), "everyDays": plan.every_days,
                    "subjects": subject_names(plan.subjects), "lastNumber": plan.last_number })
            })
            .collect();
        return output::json(&rows);
    }
    let rows: Vec<Vec<String>> = plans
        .iter()
        .map(|plan| {
            vec![
                plan.comune.clone(),
                plan.format.code().to_owned(),
                plan.every_days.to_string(),
                plan.last_number.to_string(),
                subject_names(plan.subjects),
            ]
        })
        .collect();
    output::table(
        &["Comune", "Formato", "Ogni giorni", "Ultima", "Argomenti"],
        &rows,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use schema::facts::Subject;

    fn asked(format: Option<&str>, subjects: Option<&str>) -> SetArguments {
        SetArguments {
            comune: "036014".to_owned(),
            format: format.map(str::to_owned),
            every_days: Some(30),
            subjects: subjects.map(str::to_owned),
            lac_values: None,
        }
    }

    #[test]
    fn a_new_plan_needs_its_format_and_promises_what_the_format_can_say() {
        assert!(amended(None, &asked(None, None)).is_err());
        let plan = amended(None, &asked(Some("lac"), None)).unwrap();
        assert_eq!(plan.format, SupplyFormat::Lac);
        assert_eq!(plan.every_days, 30);
        assert!(!plan.subjects.contains(Subject::Bonds));
    }

    #[test]
    fn what_is_not_said_stays() {
        let known = amended(None, &asked(Some("XML"), Some("tutti"))).unwrap();
        let plan = amended(Some(known.clone()), &asked(None, None)).unwrap();
        assert_eq!(plan, known);
        assert!(amended(Some(known), &asked(None, Some("inventati"))).is_err());
    }
}
