//! Supplies: how they are announced, and what is told about them.

use schema::date::Day;
use schema::tables::{AnomalyRow, RejectedRecordRow, SupplyRow, SupplyTotalRow};
use serde::{Deserialize, Serialize};
use sync::load::SupplyReport;
use sync::record::{Format, SupplyHeader, SupplyKind};
use utoipa::{IntoParams, ToSchema};

use super::Fields;
use crate::problem::Problem;

/// Ciò che accompagna una fornitura inviata.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SendQuery {
    /// Codice ISTAT del Comune, 6 cifre.
    #[serde(default)]
    #[param(required = true)]
    comune: Option<String>,
    /// `XML` (se manca) o `LAC`.
    #[serde(rename = "formato", default)]
    format: Option<String>,
    /// LAC: numero progressivo della fornitura, da 1. Un file XML lo contiene.
    #[serde(rename = "numero", default)]
    number: Option<i64>,
    /// LAC: identificativo della fornitura presso il Comune.
    #[serde(default)]
    id: Option<String>,
    /// LAC: giorno alla cui fine i dati sono stati estratti, `AAAA-MM-GG`.
    #[serde(rename = "dataEstrazione", default)]
    extracted_on: Option<String>,
}

/// What comes beside a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announced {
    /// ISTAT code.
    pub comune: String,
    /// Layout.
    pub format: Format,
    /// LAC: the header.
    pub header: Option<SupplyHeader>,
}

impl SendQuery {
    /// Reads the parameters.
    ///
    /// # Errors
    /// 422 with every wrong one.
    pub fn read(self) -> Result<Announced, Problem> {
        let mut fields = Fields::default();
        if self.comune.is_none() {
            fields.wrong("comune", "ASSENTE", "il parametro è obbligatorio");
        }
        let comune = fields.comune("comune", self.comune).unwrap_or_default();
        let format = match self.format.as_deref() {
            None | Some("XML") => Format::Xml,
            Some("LAC") => Format::Lac,
            Some(_) => {
                fields.wrong("formato", "NON_VALIDO", "XML oppure LAC");
                Format::Xml
            }
        };
        let header = if format == Format::Lac {
            if self.number.is_none_or(|number| number < 1) {
                fields.wrong("numero", "NON_VALIDO", "numero progressivo, da 1");
            }
            if self.extracted_on.is_none() {
                fields.wrong("dataEstrazione", "ASSENTE", "il parametro è obbligatorio");
            }
            let extracted_on = fields.day("dataEstrazione", self.extracted_on);
            Some(lac_header(
                comune.clone(),
                self.number.unwrap_or_default(),
                fields.required("id", self.id),
                extracted_on.unwrap_or(Day::MIN),
            ))
        } else {
            for (name, given) in [
                ("numero", self.number.is_some()),
                ("id", self.id.is_some()),
                ("dataEstrazione", self.extracted_on.is_some()),
            ] {
                if given {
                    fields.wrong(name, "NON_PREVISTO", "il file XML lo contiene già");
                }
            }
            None
        };
        fields.finish(Announced {
            comune,
            format,
            header,
        })
    }
}

/// The header of a LAC file, which has none of its own.
pub fn lac_header(comune: String, number: i64, id: String, extracted_on: Day) -> SupplyHeader {
    SupplyHeader {
        comune,
        number,
        id,
        kind: SupplyKind::Full,
        format: Format::Lac,
        extracted_on,
        subjects: sync::layout::lac::SUBJECTS,
        totals: None,
        chunks: 1,
        software: String::new(),
    }
}

/// Una pagina di un elenco.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Solo ciò che segue questo numero, come dato da `prossimo`.
    #[serde(rename = "dopo", default)]
    pub after: Option<i64>,
    /// Quanti elementi, al massimo 1000; se manca, 100.
    #[serde(rename = "limite", default)]
    pub limit: Option<i64>,
}

/// Una pagina dell'elenco delle forniture.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// Solo ciò che segue questo numero, come dato da `prossimo`.
    #[serde(rename = "dopo", default)]
    pub after: Option<i64>,
    /// Quanti elementi, al massimo 1000; se manca, 100.
    #[serde(rename = "limite", default)]
    pub limit: Option<i64>,
    /// Solo di questo Comune (codice ISTAT).
    #[serde(default)]
    pub comune: Option<String>,
}

/// Largest page.
const LARGEST_PAGE: i64 = 1_000;

impl PageQuery {
    /// The number to go on behind, and how many to give.
    pub fn read(&self) -> Result<(i64, i64), Problem> {
        let mut fields = Fields::default();
        let limit = self.limit.unwrap_or(100);
        if !(1..=LARGEST_PAGE).contains(&limit) {
            fields.wrong("limite", "NON_VALIDO", "da 1 a 1000");
        }
        fields.finish((self.after.unwrap_or(0), limit))
    }

    /// For an answer that is always whole: there is no page to ask for.
    ///
    /// # Errors
    /// 422 naming what was given.
    pub fn refuse(&self) -> Result<(), Problem> {
        let mut fields = Fields::default();
        for (name, given) in [("dopo", self.after), ("limite", self.limit)] {
            if given.is_some() {
                fields.wrong(name, "NON_PREVISTO", "in CSV l'elenco è sempre intero");
            }
        }
        fields.finish(())
    }
}

impl ListQuery {
    /// The page, and the Comune if only its supplies are asked for.
    pub fn read(self) -> Result<(i64, i64, Option<String>), Problem> {
        let page = PageQuery {
            after: self.after,
            limit: self.limit,
        };
        let (after, limit) = page.read()?;
        Ok((after, limit, self.comune))
    }
}

/// Una pagina.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Pagina)]
pub struct Page<T: ToSchema> {
    /// Gli elementi.
    #[serde(rename = "elementi")]
    pub items: Vec<T>,
    /// Da dare come `dopo` per la pagina successiva; manca se non ce n'è.
    #[serde(rename = "prossimo", skip_serializing_if = "Option::is_none")]
    pub next: Option<i64>,
}

impl<T: ToSchema> Page<T> {
    /// A page of rows read with the limit, each with its number.
    pub fn of<R>(rows: Vec<R>, limit: i64, number: fn(&R) -> i64, body: impl Fn(R) -> T) -> Self {
        let full = rows.len() as i64 >= limit;
        let next = rows.last().filter(|_| full).map(number);
        Self {
            items: rows.into_iter().map(body).collect(),
            next,
        }
    }
}

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

/// Una fornitura accolta.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = FornituraAccolta)]
pub struct AcceptedBody {
    /// Numero dato dall'hub: lo stato è in `/v1/forniture/{idFornitura}`.
    #[serde(rename = "idFornitura")]
    pub supply_id: i64,
    /// A che punto è.
    #[serde(rename = "stato")]
    pub status: &'static str,
    /// Era già stata ricevuta, identica: non è cambiato nulla.
    #[serde(rename = "ripetuta")]
    pub repeated: bool,
}

/// The Italian text of an anomaly code.
pub fn anomaly_text(code: &str) -> &'static str {
    sync::anomaly::AnomalyCode::from_code(code).map_or("", sync::anomaly::AnomalyCode::text)
}
