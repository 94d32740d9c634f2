//! What became of a supply.

use schema::date::Day;
use schema::tables::{SupplyRow, SupplyTotalRow};
use serde::Serialize;
use sync::load::SupplyReport;
use utoipa::ToSchema;

use super::anomalies::anomaly_text;

/// Una fornitura ricevuta.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Fornitura)]
pub struct SupplyBody {
    /// Numero dato dall'hub.
    #[serde(rename = "idFornitura")]
    pub supply_id: i64,
    /// Codice ISTAT del Comune.
    pub comune: String,
    /// Numero progressivo del Comune.
    #[serde(rename = "numero")]
    pub number: i64,
    /// Identificativo dato dal Comune.
    pub id: String,
    /// `FULL` completa, `DELTA` variazioni.
    #[serde(rename = "contenuto")]
    pub kind: String,
    /// `XML` o `LAC`.
    #[serde(rename = "formato")]
    pub format: String,
    /// Giorno di estrazione.
    #[serde(rename = "dataEstrazione")]
    pub extracted_on: String,
    /// Momento della ricezione, UTC.
    #[serde(rename = "ricevutaIl")]
    pub received_at: String,
    /// SHA-256 dei byte ricevuti.
    #[serde(rename = "impronta")]
    pub digest: String,
    /// Byte ricevuti.
    #[serde(rename = "dimensione")]
    pub size: i64,
    /// `RICEVUTA`, `IN_ATTESA`, `IN_CARICAMENTO`, `CARICATA`, `SOSPESA`, `RIFIUTATA`.
    #[serde(rename = "stato")]
    pub status: String,
    /// Codice dell'anomalia che la tiene sospesa.
    #[serde(rename = "motivoSospensione", skip_serializing_if = "Option::is_none")]
    pub hold_reason: Option<String>,
    /// A che punto è.
    #[serde(rename = "avanzamento")]
    pub progress: ProgressBody,
}

/// Conteggi di una fornitura.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Avanzamento)]
pub struct ProgressBody {
    /// Schede trovate.
    #[serde(rename = "schede")]
    pub records: i64,
    /// Schede applicate finora.
    #[serde(rename = "applicate")]
    pub applied: i64,
    /// Schede scartate.
    #[serde(rename = "scartate")]
    pub refused: i64,
    /// Persone nuove.
    #[serde(rename = "nuove")]
    pub created: i64,
    /// Persone variate.
    #[serde(rename = "variate")]
    pub changed: i64,
    /// Persone invariate.
    #[serde(rename = "invariate")]
    pub unchanged: i64,
    /// Differenze trovate da una fornitura completa dopo le variazioni.
    #[serde(rename = "differenze")]
    pub drift: i64,
}

impl From<SupplyRow> for SupplyBody {
    fn from(row: SupplyRow) -> Self {
        Self {
            supply_id: row.id,
            comune: row.comune,
            number: row.number,
            id: row.external_id,
            kind: row.kind,
            format: row.format,
            extracted_on: Day(row.extracted_on).iso(),
            received_at: row
                .received_at
                .and_utc()
                .to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            digest: row.digest,
            size: row.size,
            status: row.status,
            hold_reason: Some(row.hold_reason).filter(|reason| !reason.is_empty()),
            progress: ProgressBody {
                records: row.records,
                applied: row.applied,
                refused: row.refused,
                created: row.created,
                changed: row.changed,
                unchanged: row.unchanged,
                drift: row.drift,
            },
        }
    }
}

/// Una fornitura con i totali e le anomalie.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = StatoFornitura)]
pub struct SupplyReportBody {
    /// La fornitura.
    #[serde(flatten)]
    pub supply: SupplyBody,
    /// Totali di controllo dichiarati e contati; blocco 0 = tutta la fornitura.
    #[serde(rename = "totali")]
    pub totals: Vec<TotalsBody>,
    /// Numero di anomalie per codice.
    #[serde(rename = "anomalie")]
    pub anomalies: Vec<AnomalyCountBody>,
}

/// Totali di controllo, come nel tracciato S001 di ANPR.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Totali)]
pub struct TotalsBody {
    /// Blocco; 0 = tutta la fornitura.
    #[serde(rename = "blocco")]
    pub chunk: i32,
    /// `true` contati dall'hub, `false` dichiarati dal Comune.
    #[serde(rename = "contati")]
    pub counted: bool,
    /// Persone.
    #[serde(rename = "persone")]
    pub persons: i64,
    /// Italiani.
    #[serde(rename = "italiani")]
    pub italians: i64,
    /// Stranieri.
    #[serde(rename = "stranieri")]
    pub foreigners: i64,
    /// Femmine.
    #[serde(rename = "femmine")]
    pub women: i64,
    /// Maschi.
    #[serde(rename = "maschi")]
    pub men: i64,
    /// Famiglie.
    #[serde(rename = "famiglie")]
    pub families: i64,
    /// Convivenze.
    #[serde(rename = "convivenze")]
    pub institutions: i64,
}

/// Quante volte ricorre un'anomalia.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ConteggioAnomalie)]
pub struct AnomalyCountBody {
    /// Codice stabile.
    #[serde(rename = "codice")]
    pub code: String,
    /// `E` scarta la scheda o la fornitura, `W` no.
    #[serde(rename = "gravita")]
    pub severity: String,
    /// Quante.
    #[serde(rename = "numero")]
    pub count: i64,
    /// Che cosa significa.
    #[serde(rename = "testo")]
    pub text: &'static str,
}

impl From<SupplyReport> for SupplyReportBody {
    fn from(report: SupplyReport) -> Self {
        Self {
            supply: report.supply.into(),
            totals: report.totals.into_iter().map(TotalsBody::from).collect(),
            anomalies: report
                .anomalies
                .into_iter()
                .map(|(code, severity, count)| AnomalyCountBody {
                    text: anomaly_text(&code),
                    code,
                    severity,
                    count,
                })
                .collect(),
        }
    }
}

impl From<SupplyTotalRow> for TotalsBody {
    fn from(row: SupplyTotalRow) -> Self {
        Self {
            chunk: row.chunk,
            counted: row.counted,
            persons: row.persons,
            italians: row.italians,
            foreigners: row.foreigners,
            women: row.women,
            men: row.men,
            families: row.families,
            institutions: row.institutions,
        }
    }
}
