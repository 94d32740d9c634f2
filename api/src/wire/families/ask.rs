//! What is asked of a list as a whole.

use hub::families::Terms;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::problem::Problem;
use crate::wire::Fields;

/// Che cosa vale per tutto l'elenco.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FamilyQuery {
    /// Giorno di riferimento, `AAAA-MM-GG`; se manca, oggi.
    #[serde(rename = "dataRiferimento", default)]
    pub reference_day: Option<String>,
    /// Numero di giornale; se manca, l'ultimo.
    #[serde(rename = "notoAl", default)]
    pub known_at: Option<i64>,
    /// Finalità.
    #[serde(rename = "finalita", default)]
    #[param(required)]
    pub purpose: Option<String>,
    /// Riferimento della pratica.
    #[serde(rename = "riferimentoPratica", default)]
    #[param(required)]
    pub case_reference: Option<String>,
    /// Codici ISTAT dei soli Comuni ai quali chiedere, separati da virgole; se manca, tutti quelli concessi.
    #[serde(default)]
    pub comuni: Option<String>,
}

impl FamilyQuery {
    /// Reads it.
    ///
    /// # Errors
    /// 422 with every wrong field.
    pub fn read(self) -> Result<Terms, Problem> {
        let mut fields = Fields::default();
        let comuni = self.comuni.filter(|text| !text.trim().is_empty());
        let comuni = comuni.map(|text| text.split(',').map(|one| one.trim().to_owned()).collect());
        let terms = Terms {
            reference_day: fields.day("dataRiferimento", self.reference_day),
            known_at: self.known_at,
            purpose: fields.required("finalita", self.purpose),
            case_reference: fields.required("riferimentoPratica", self.case_reference),
            comuni: fields.comuni(comuni),
        };
        fields.finish(terms)
    }
}
