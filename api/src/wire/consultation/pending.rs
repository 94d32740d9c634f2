//! Consultations for which a Comune decides first.

use hub::audit::receipt::Receipt;
use hub::consultation::{Consulted, Made};
use hub::validation::RequestView;
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::ConsultedAnswer;
use crate::wire::validation::RequestBody;

/// Una consultazione sottoposta alla validazione dei Comuni.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ConsultazioneInAttesa)]
pub struct PendingBody {
    /// La richiesta.
    #[serde(flatten)]
    pub request: RequestBody,
    /// Ciò che è stato trovato tra le persone dei Comuni che non chiedono validazione; assente se non è stato trovato nulla.
    #[serde(rename = "consultazione", skip_serializing_if = "Option::is_none")]
    pub at_once: Option<ConsultedAnswer>,
}

impl PendingBody {
    /// Where the request stands, with the sheet that was shown at once, if any, and its receipt.
    pub fn new(view: RequestView, at_once: Option<(Consulted, Option<Receipt>)>) -> Self {
        Self {
            request: view.into(),
            at_once: at_once.map(|(answer, receipt)| ConsultedAnswer::new(answer, receipt)),
        }
    }
}

/// Una consultazione fatta per una richiesta. La scheda si apre con `GET /v1/consultazioni/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ConsultazioneFatta)]
pub struct MadeBody {
    /// Tipo di consultazione.
    #[serde(rename = "tipo")]
    pub kind: &'static str,
    /// `MOSTRATA`, `CONFRONTATA`, `NON_TROVATA` o `AMBIGUA`; soltanto le prime due si possono aprire.
    #[serde(rename = "esito")]
    pub outcome: String,
    /// Numero della consultazione, e della sua ricevuta.
    #[serde(rename = "numero")]
    pub number: i64,
}

impl From<Made> for MadeBody {
    fn from(made: Made) -> Self {
        Self {
            kind: made.kind.code(),
            outcome: made.outcome,
            number: made.number,
        }
    }
}
