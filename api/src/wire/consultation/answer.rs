//! What a consultation answers.

use hub::audit::receipt::Receipt;
use hub::consultation::sheet::Sheet;
use hub::consultation::{Consulted, Outcome};
use schema::codes::ConsultationField;
use serde::Serialize;
use utoipa::ToSchema;

use super::sheet::{ComparisonBody, DwellingBody, EventsBody, HouseholdBody, PersonBody};

/// Risposta a una consultazione. Non ha valore di certificato (L. 183/2011, art. 15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = RispostaConsultazione)]
pub struct ConsultedAnswer {
    /// Numero della consultazione: l'indice nel registro delle operazioni, e il numero della ricevuta.
    #[serde(rename = "numero")]
    pub number: i64,
    /// Identificativo della richiesta, lo stesso della traccia.
    #[serde(rename = "idRichiesta")]
    pub request_id: String,
    /// Tipo di consultazione.
    #[serde(rename = "tipo")]
    pub kind: &'static str,
    /// Quando, UTC.
    #[serde(rename = "istante")]
    pub at: String,
    /// Giorno al quale si riferisce.
    #[serde(rename = "dataRiferimento")]
    pub reference_day: String,
    /// Numero di giornale al quale è stata data: con lo stesso numero si ripete identica.
    #[serde(rename = "notoAl")]
    pub known_at: i64,
    /// `MOSTRATA`, `CONFRONTATA`, `NON_TROVATA` (nessuno, o nessuno tra coloro che si possono consultare) o `AMBIGUA`.
    #[serde(rename = "esito")]
    pub outcome: &'static str,
    /// Campi del tipo che il diritto non comprende.
    #[serde(rename = "mascherati")]
    pub masked: Vec<&'static str>,
    /// Codici ISTAT dei Comuni che vorrebbero prima validare: le loro persone non sono tra quelle cercate.
    /// Soltanto per la pubblica sicurezza, le cui richieste non attendono.
    #[serde(rename = "daValidare", skip_serializing_if = "Vec::is_empty")]
    pub validating: Vec<String>,
    /// La persona: per `SCHEDA_INDIVIDUALE` e `STORICO` tutta la scheda, altrimenti chi è.
    #[serde(rename = "persona", skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonBody>,
    /// Per `SCHEDA_FAMIGLIA` e `CONVIVENZA`: le schede sulle quali sta alla data; più d'una se le date non bastano a dire quale.
    #[serde(rename = "schede", skip_serializing_if = "Option::is_none")]
    pub households: Option<Vec<HouseholdBody>>,
    /// Per `ABITAZIONE`.
    #[serde(rename = "abitazione", skip_serializing_if = "Option::is_none")]
    pub dwelling: Option<DwellingBody>,
    /// Per `EVENTI`.
    #[serde(rename = "eventi", skip_serializing_if = "Option::is_none")]
    pub events: Option<EventsBody>,
    /// Il confronto, se chiesto.
    #[serde(rename = "confronto", skip_serializing_if = "Option::is_none")]
    pub comparison: Option<ComparisonBody>,
    /// La ricevuta: JWS in forma compatta (docs/receipts.md). Manca dove la risposta è sotto sigillo.
    #[serde(rename = "ricevuta", skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
    /// Il valore che, con ciò che è stato chiesto, dà l'impronta `dichiarato` della ricevuta.
    #[serde(rename = "nonceDichiarato", skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
}

impl ConsultedAnswer {
    /// The answer, with its receipt if it has one.
    pub fn new(answer: Consulted, receipt: Option<Receipt>) -> Self {
        let (receipt, nonce) = receipt
            .map(|receipt| (receipt.compact, receipt.nonce))
            .unzip();
        let masked = answer.masked();
        let mut body = Self {
            number: answer.number,
            kind: answer.kind.code(),
            at: answer.at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            reference_day: answer.reference_day.iso(),
            known_at: answer.known_at,
            outcome: answer.outcome.code(),
            masked: Vec::new(),
            validating: answer.validating,
            request_id: answer.request_id,
            person: None,
            households: None,
            dwelling: None,
            events: None,
            comparison: None,
            receipt,
            nonce,
        };
        if let Outcome::Shown(sheet, comparison) = answer.outcome {
            body.masked = masked.into_iter().map(ConsultationField::code).collect();
            body.comparison = comparison.map(ComparisonBody::from);
            body.show(*sheet);
        }
        body
    }

    fn show(&mut self, sheet: Sheet) {
        match sheet {
            Sheet::Person(person) | Sheet::Timeline(person) => self.person = Some(person.into()),
            Sheet::Households(who, sheets) => {
                self.person = Some(who.into());
                self.households = Some(sheets.into_iter().map(HouseholdBody::from).collect());
            }
            Sheet::Dwelling(dwelling) => self.dwelling = Some(dwelling.into()),
            Sheet::Events(page) => self.events = Some(page.into()),
        }
    }
}
