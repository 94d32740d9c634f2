//! `log open`: the records of public security, with both keys of the seal.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use hub::data_subject::SealedFilter;
use schema::date::Day;
use serde_json::json;

use crate::cli::{data_subject, output};
use crate::config::Config;
use crate::seal::private_key;

#[derive(Debug, Args)]
pub struct OpenArguments {
    /// Chiave privata del sigillo, indicata due volte: --key A --key B.
    #[arg(long, value_name = "FILE", required = true, num_args = 1)]
    key: Vec<PathBuf>,
    /// Solo i record su questa persona: file con il codice fiscale o l'identificativo ANPR; - per lo standard input.
    #[arg(long, value_name = "FILE")]
    person_file: Option<PathBuf>,
    /// Primo giorno, AAAA-MM-GG.
    #[arg(long, value_name = "GIORNO", value_parser = crate::cli::day)]
    from: Option<Day>,
    /// Ultimo giorno, compreso.
    #[arg(long, value_name = "GIORNO", value_parser = crate::cli::day)]
    to: Option<Day>,
    /// Stampa JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(config: &Config, arguments: &OpenArguments) -> anyhow::Result<()> {
    let [one, other] = arguments.key.as_slice() else {
        bail!("servono entrambe le chiavi del sigillo: --key A --key B");
    };
    let keys = (private_key(one)?, private_key(other)?);
    let filter = SealedFilter {
        person: arguments
            .person_file
            .as_deref()
            .map(data_subject::person)
            .transpose()?,
        from: arguments.from,
        to: arguments.to,
    };
    let service = data_subject::service(config)?;
    let (opened, names) =
        service.open_seals(&data_subject::viewer()?, &filter, (&keys.0, &keys.1))?;
    if arguments.json {
        let records: Vec<_> = opened
            .rows
            .iter()
            .map(|row| {
                json!({ "seq": row.seq, "at": row.at.and_utc(), "request": row.request_id, "act": row.act,
                    "service": row.service, "entity": names.entity(row.entity_id), "office": names.office(row.office_id),
                    "userId": row.user_id, "user": names.user(row.user_id), "agreement": names.agreement(row.agreement_id),
                    "comune": row.comune, "purpose": row.purpose, "case": row.case_reference, "subject": row.subject,
                    "fields": row.fields, "workstation": row.workstation, "outcome": row.outcome })
            })
            .collect();
        return output::json(&json!({ "records": records, "unopened": opened.unopened }));
    }
    let rows: Vec<Vec<String>> = opened
        .rows
        .iter()
        .map(|row| {
            let shown = schema::italian_time::to_civil(row.at.and_utc());
            vec![
                row.seq.to_string(),
                shown.format("%d/%m/%Y %H:%M:%S").to_string(),
                row.act.clone(),
                names.entity(row.entity_id).to_owned(),
                names.user(row.user_id).to_owned(),
                row.purpose.clone(),
                row.case_reference.clone(),
                row.subject.clone(),
                row.outcome.clone(),
            ]
        })
        .collect();
    let head = [
        "Numero",
        "Momento",
        "Atto",
        "Ente",
        "Utente",
        "Finalità",
        "Pratica",
        "Soggetto",
        "Esito",
    ];
    output::table(&head, &rows)?;
    if opened.unopened > 0 {
        output::line(&format!(
            "Record sigillati con altre chiavi o alterati, non svelati: {}.",
            opened.unopened
        ))?;
    }
    Ok(())
}
