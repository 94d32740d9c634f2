//! What became of an input, as JSON.

use hub::consultation::Outcome;
use hub::consultation::sheet::{HouseholdSheet, Sheet};
use hub::families::FamilyRow;
use schema::codes::ConsultationField;
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::consultation::sheet::HouseholdBody;
use crate::wire::massive::RowProblemBody;

/// Ciò che è accaduto di un codice fiscale dell'elenco.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EsitoNucleo)]
pub struct FamilyBody {
    /// Numero della riga, da 1; in CSV non si conta l'intestazione, le righe vuote non si contano.
    #[serde(rename = "riga")]
    pub number: u64,
    /// Il codice fiscale, se si è potuto leggere.
    #[serde(rename = "codiceFiscale", skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// `TROVATA`, `SENZA_SCHEDA` (la persona non sta su alcuna scheda di famiglia a quella data), `NON_TROVATA` (nessuno, o
    /// nessuno tra coloro che si possono consultare), `AMBIGUA`; manca se c'è un errore.
    #[serde(rename = "esito", skip_serializing_if = "Option::is_none")]
    pub outcome: Option<&'static str>,
    /// Le schede di famiglia; più d'una se le date non bastano a dire quale.
    #[serde(rename = "schede", skip_serializing_if = "Vec::is_empty")]
    pub households: Vec<HouseholdBody>,
    /// Campi che il diritto non comprende.
    #[serde(rename = "mascherati", skip_serializing_if = "Vec::is_empty")]
    pub masked: Vec<&'static str>,
    /// Giorno al quale si riferisce.
    #[serde(rename = "dataRiferimento", skip_serializing_if = "Option::is_none")]
    pub reference_day: Option<String>,
    /// Numero di giornale.
    #[serde(rename = "notoAl", skip_serializing_if = "Option::is_none")]
    pub known_at: Option<i64>,
    /// Indice nel registro delle operazioni.
    #[serde(rename = "indiceRegistro", skip_serializing_if = "Option::is_none")]
    pub log_index: Option<i64>,
    /// Perché la riga non ha una risposta.
    #[serde(rename = "errore", skip_serializing_if = "Option::is_none")]
    pub problem: Option<RowProblemBody>,
}

pub(super) fn sheets(outcome: &Outcome) -> &[HouseholdSheet] {
    match outcome {
        Outcome::Shown(sheet, _) => match &**sheet {
            Sheet::Households(_, sheets) => sheets,
            _ => &[],
        },
        _ => &[],
    }
}

pub(super) const fn outcome(outcome: &Outcome, sheets: usize) -> &'static str {
    match outcome {
        Outcome::Shown(..) if sheets == 0 => "SENZA_SCHEDA",
        Outcome::Shown(..) => "TROVATA",
        Outcome::NotFound => "NON_TROVATA",
        Outcome::Ambiguous => "AMBIGUA",
    }
}

pub(super) fn masked(row: &FamilyRow) -> Vec<&'static str> {
    match &row.result {
        Ok(consulted) if matches!(consulted.outcome, Outcome::Shown(..)) => row
            .masked()
            .into_iter()
            .map(ConsultationField::code)
            .collect(),
        _ => Vec::new(),
    }
}

impl From<FamilyRow> for FamilyBody {
    fn from(row: FamilyRow) -> Self {
        let masked = masked(&row);
        let consulted = match row.result {
            Ok(consulted) => consulted,
            Err(problem) => {
                return Self {
                    code: row.code,
                    ..Self::failed(row.number, problem.code, problem.text)
                };
            }
        };
        let shown = sheets(&consulted.outcome);
        Self {
            number: row.number,
            code: row.code,
            outcome: Some(outcome(&consulted.outcome, shown.len())),
            households: shown.iter().cloned().map(HouseholdBody::from).collect(),
            masked,
            reference_day: Some(consulted.reference_day.iso()),
            known_at: Some(consulted.known_at),
            log_index: Some(consulted.number),
            problem: None,
        }
    }
}

impl FamilyBody {
    /// An input without an answer.
    pub fn failed(number: u64, code: &'static str, text: impl Into<String>) -> Self {
        Self {
            number,
            code: String::new(),
            outcome: None,
            households: Vec::new(),
            masked: Vec::new(),
            reference_day: None,
            known_at: None,
            log_index: None,
            problem: Some(RowProblemBody {
                code,
                text: text.into(),
            }),
        }
    }

    /// One line of NDJSON.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        // Nothing in the row can fail to be written; a row must not vanish all the same.
        if serde_json::to_writer(&mut *out, self).is_err() {
            out.extend_from_slice(format!("{{\"riga\":{}}}", self.number).as_bytes());
        }
        out.push(b'\n');
    }
}
