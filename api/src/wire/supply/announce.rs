//! A supply that is sent: what comes beside it, and what is told to whoever sent it.

use schema::date::Day;
use serde::{Deserialize, Serialize};
use sync::record::{Format, SupplyHeader, SupplyKind};
use utoipa::{IntoParams, ToSchema};

use crate::problem::Problem;
use crate::wire::Fields;

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
