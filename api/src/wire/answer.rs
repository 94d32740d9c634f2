//! What a check answers.

use hub::audit::receipt::Receipt;
use hub::check::{Answer, CheckAnswer};
use schema::codes::CheckKind;
use serde::Serialize;
use utoipa::ToSchema;

/// Risposta a una verifica: mai il dato vero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = RispostaVerifica)]
pub struct AnswerBody {
    /// Identificativo della richiesta, lo stesso della traccia.
    #[serde(rename = "idRichiesta")]
    pub request_id: String,
    /// Giorno al quale si riferisce la risposta.
    #[serde(rename = "dataRiferimento")]
    pub reference_day: String,
    /// Numero di giornale al quale è stata data: con lo stesso numero la risposta si ripete identica.
    #[serde(rename = "notoAl")]
    pub known_at: i64,
    /// Gli esiti, nell'ordine delle dichiarazioni.
    #[serde(rename = "esiti")]
    pub outcomes: Vec<OutcomeBody>,
    /// Indice della risposta nel registro delle operazioni, e numero della ricevuta.
    #[serde(rename = "indiceRegistro")]
    pub log_index: i64,
    /// La ricevuta: JWS in forma compatta, firmata con EdDSA (docs/receipts.md). Manca dove la risposta è sotto sigillo.
    #[serde(rename = "ricevuta", skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
    /// Il valore che, con le dichiarazioni, dà l'impronta `dichiarato` della ricevuta.
    #[serde(rename = "nonceDichiarato", skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
}

/// Esito di una dichiarazione.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Esito)]
pub struct OutcomeBody {
    /// Tipo della dichiarazione.
    #[serde(rename = "tipo")]
    pub kind: &'static str,
    /// `S` tutto corrisponde, `N` non corrisponde, `A` non si può determinare.
    #[serde(rename = "esito")]
    pub outcome: &'static str,
    /// Perché non si può determinare; solo con `A`.
    #[serde(rename = "motivo", skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReasonBody>,
}

/// Motivo di una risposta `A`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Motivo)]
pub struct ReasonBody {
    /// Codice stabile.
    #[serde(rename = "codice")]
    pub code: &'static str,
    /// Spiegazione.
    #[serde(rename = "testo")]
    pub text: &'static str,
}

impl AnswerBody {
    /// The answer, with its receipt if it has one.
    pub fn new(answer: CheckAnswer, receipt: Option<Receipt>) -> Self {
        let (receipt, nonce) = receipt
            .map(|receipt| (receipt.compact, receipt.nonce))
            .unzip();
        Self {
            log_index: answer.trace_number,
            receipt,
            nonce,
            request_id: answer.request_id,
            reference_day: answer.reference_day.iso(),
            known_at: answer.known_at,
            outcomes: outcomes(answer.answers),
        }
    }
}

/// The outcomes, in the order of the declarations.
pub fn outcomes(answers: Vec<(CheckKind, Answer)>) -> Vec<OutcomeBody> {
    answers
        .into_iter()
        .map(|(kind, answer)| OutcomeBody {
            kind: kind.code(),
            outcome: answer.outcome.code(),
            reason: answer.reason.map(|reason| ReasonBody {
                code: reason.code(),
                text: reason.text(),
            }),
        })
        .collect()
}
