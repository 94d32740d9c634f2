//! What was wrong with a supply.

use schema::tables::{AnomalyRow, RejectedRecordRow};
use serde::Serialize;
use utoipa::ToSchema;

/// Un'anomalia trovata in una fornitura.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Anomalia)]
pub struct AnomalyBody {
    /// Numero nella fornitura.
    #[serde(rename = "progressivo")]
    pub seq: i64,
    /// Riga, da 1; 0 = la fornitura intera.
    #[serde(rename = "riga")]
    pub line: i64,
    /// Codice stabile.
    #[serde(rename = "codice")]
    pub code: String,
    /// `E` o `W`.
    #[serde(rename = "gravita")]
    pub severity: String,
    /// Percorso dell'elemento XML o nome della colonna.
    #[serde(rename = "percorso")]
    pub path: String,
    /// Campo.
    #[serde(rename = "campo")]
    pub field: String,
    /// Valore come è arrivato.
    #[serde(rename = "valore")]
    pub value: String,
    /// Che cosa significa.
    #[serde(rename = "testo")]
    pub text: &'static str,
}

impl From<AnomalyRow> for AnomalyBody {
    fn from(row: AnomalyRow) -> Self {
        Self {
            seq: row.seq,
            line: row.line,
            text: anomaly_text(&row.code),
            code: row.code,
            severity: row.severity,
            path: row.path,
            field: row.field,
            value: row.value,
        }
    }
}

/// Una scheda scartata, come è arrivata.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Scarto)]
pub struct RejectedBody {
    /// Numero nella fornitura.
    #[serde(rename = "progressivo")]
    pub seq: i64,
    /// Riga, da 1.
    #[serde(rename = "riga")]
    pub line: i64,
    /// Numero della scheda presso il Comune, se si è potuto leggere.
    #[serde(rename = "idComune")]
    pub local_id: String,
    /// La scheda, al massimo 64 KiB.
    #[serde(rename = "scheda")]
    pub record: String,
}

impl From<RejectedRecordRow> for RejectedBody {
    fn from(row: RejectedRecordRow) -> Self {
        Self {
            seq: row.seq,
            line: row.line,
            local_id: row.local_id,
            record: row.record,
        }
    }
}
/// The Italian text of an anomaly code.
pub fn anomaly_text(code: &str) -> &'static str {
    sync::anomaly::AnomalyCode::from_code(code).map_or("", sync::anomaly::AnomalyCode::text)
}
