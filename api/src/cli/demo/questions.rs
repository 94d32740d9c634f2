//! Three questions about people of the sample province, whose answers are known.

use anyhow::{Context, ensure};
use schema::date::Day;
use serde::Serialize;
use serde_json::{Value, json};
use sync::sample::{Summary, Witness, WitnessKind};

use crate::client::Client;

/// Why the users of the demonstration ask.
pub const PURPOSE: &str = "Verifica di dichiarazione sostitutiva (art. 71 DPR 445/2000)";
/// The case of the three questions.
pub const CASE: &str = "DEMO/1";

/// A question.
#[derive(Debug, Clone)]
pub struct Question {
    /// What it is about, in Italian.
    pub about: &'static str,
    /// The answer that it must get.
    pub expected: &'static str,
    /// The request.
    pub body: Value,
}

/// A question and the answer that it got.
#[derive(Debug, Clone, Serialize)]
pub struct Asked {
    /// What it was about.
    #[serde(skip)]
    pub about: &'static str,
    /// The answer that it must get.
    pub expected: &'static str,
    /// The answer that it got.
    pub outcome: String,
    /// The request.
    pub request: Value,
    /// The whole answer.
    pub answer: Value,
}

/// The three: the true address, another house number, and one that cannot be determined.
pub fn of(summary: &Summary) -> anyhow::Result<Vec<Question>> {
    let witness = |kind: WitnessKind| {
        summary
            .witnesses
            .iter()
            .find(|witness| witness.kind == kind && witness.address.is_some())
            .with_context(|| format!("la provincia è troppo piccola: manca un testimone {kind:?}"))
    };
    let day = last_day(summary)?;
    let resident = witness(WitnessKind::Resident)?;
    Ok(vec![
        Question {
            about: "la residenza vera",
            expected: "S",
            body: residence(resident, day, 0)?,
        },
        Question {
            about: "un altro numero civico",
            expected: "N",
            body: residence(resident, day, 1)?,
        },
        match witness(WitnessKind::PendingProcedure) {
            Ok(pending) => Question {
                about: "la residenza di chi ha un procedimento in corso",
                expected: "A",
                body: residence(pending, day, 0)?,
            },
            // A small province may have nobody of that kind; a Comune that sends LAC files it always has.
            Err(_) => Question {
                about: "un matrimonio, che il Comune non comunica",
                expected: "A",
                body: request(
                    witness(WitnessKind::Lac)?,
                    day,
                    &json!({ "tipo": "matrimonio", "data": "2001-06-09" }),
                ),
            },
        },
    ])
}

/// The day of the last supplies: witnesses are as after them.
fn last_day(summary: &Summary) -> anyhow::Result<Day> {
    summary
        .files()
        .iter()
        .map(|file| file.header.extracted_on)
        .max()
        .context("la provincia non ha forniture")
}

/// Somebody of that Comune, or else anybody, declares the true address.
pub fn true_residence(summary: &Summary, comune: &str) -> anyhow::Result<Value> {
    let mut housed = summary
        .witnesses
        .iter()
        .filter(|witness| witness.address.is_some());
    let somebody = housed
        .clone()
        .find(|witness| witness.comune == comune)
        .or_else(|| housed.next())
        .context("la provincia è troppo piccola")?;
    residence(somebody, last_day(summary)?, 0)
}

/// The witness declares the true address, with that much added to the house number.
fn residence(witness: &Witness, day: Day, more: i32) -> anyhow::Result<Value> {
    let address = witness.address.as_ref().context("manca l'indirizzo")?;
    let number = if address.number == 0 && more == 0 {
        "SNC".to_owned()
    } else {
        (address.number + more).to_string()
    };
    let mut declaration = json!({
        "tipo": "residenza",
        "comune": witness.comune,
        "specie": address.street_type,
        "denominazione": address.street,
        "civico": number,
    });
    if !address.exponent.is_empty()
        && let Some(fields) = declaration.as_object_mut()
    {
        fields.insert("esponente".to_owned(), json!(address.exponent));
    }
    Ok(request(witness, day, &declaration))
}

fn request(witness: &Witness, day: Day, declaration: &Value) -> Value {
    json!({
        "soggetto": { "codiceFiscale": witness.codice_fiscale },
        "dataRiferimento": day.iso(),
        "finalita": PURPOSE,
        "riferimentoPratica": CASE,
        "dichiarazioni": [declaration],
    })
}

/// Asks them over HTTPS.
pub fn ask_all(client: &Client, questions: &[Question]) -> anyhow::Result<Vec<Asked>> {
    questions
        .iter()
        .map(|question| {
            let answer = client.post_json("/v1/verifiche", &question.body)?;
            ensure!(
                answer.status == 200,
                "risposta {}: {}",
                answer.status,
                String::from_utf8_lossy(&answer.body)
            );
            let body = answer.json();
            let outcome = body
                .pointer("/esiti/0/esito")
                .and_then(Value::as_str)
                .context("la risposta non contiene un esito")?
                .to_owned();
            Ok(Asked {
                about: question.about,
                expected: question.expected,
                outcome,
                request: question.body.clone(),
                answer: body,
            })
        })
        .collect()
}
