//! A search, as it is asked.

use hub::search::{Search, validate};
use schema::date::Day;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::criteria::CriteriaBody;
use crate::problem::Problem;
use crate::wire::Fields;

/// Una ricerca di persone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Ricerca)]
pub struct SearchBody {
    /// Chi si cerca: tutto ciò che è indicato deve corrispondere, nomi, nascita e indirizzo anche solo per somiglianza.
    #[serde(rename = "criteri", default, skip_serializing_if = "Option::is_none")]
    #[schema(required, nullable = false)]
    pub criteria: Option<CriteriaBody>,
    /// Giorno al quale si riferisce la ricerca, `AAAA-MM-GG`; se manca, oggi.
    #[serde(
        rename = "dataRiferimento",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(example = "2023-01-01")]
    pub reference_day: Option<String>,
    /// Finalità della ricerca, registrata nella traccia.
    #[serde(rename = "finalita", default, skip_serializing_if = "Option::is_none")]
    #[schema(
        required,
        nullable = false,
        example = "Istruttoria della domanda di contributo"
    )]
    pub purpose: Option<String>,
    /// Riferimento della pratica presso chi chiede, registrato nella traccia.
    #[serde(
        rename = "riferimentoPratica",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(required, nullable = false, example = "2023/4711")]
    pub case_reference: Option<String>,
    /// Codici ISTAT dei soli Comuni tra la cui gente cercare. Se manca, tutti quelli concessi.
    #[serde(rename = "comuni", default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, min_items = 1, max_items = 100)]
    pub comuni: Option<Vec<String>>,
    /// Quante persone si sono già viste: seguono le altre, nello stesso ordine. Come dato da `prossimo`.
    #[serde(rename = "dopo", default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0)]
    pub after: Option<i64>,
    /// Quante persone mostrare, da 1 a 50; se manca, 20.
    #[serde(rename = "limite", default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 50)]
    pub limit: Option<i64>,
}

/// Fields that stand beside the criteria, not among them.
const BESIDE: [&str; 6] = [
    "criteri",
    "dataRiferimento",
    "finalita",
    "riferimentoPratica",
    "comuni",
    "limite",
];

impl SearchBody {
    /// Reads the search, asked on that day.
    ///
    /// # Errors
    /// 422 with every wrong field.
    pub fn read(self, today: Day) -> Result<Search, Problem> {
        let mut fields = Fields::default();
        let reference_day = fields.day("dataRiferimento", self.reference_day);
        let criteria = fields.below("criteri", |fields| {
            let criteria = self.criteria.unwrap_or_default();
            criteria.read(fields, reference_day.unwrap_or(today))
        });
        let search = Search {
            reference_day,
            criteria,
            comuni: self.comuni,
            purpose: self.purpose.unwrap_or_default(),
            case_reference: self.case_reference.unwrap_or_default(),
            after: number(&mut fields, "dopo", self.after, 0),
            limit: number(&mut fields, "limite", self.limit, 1),
        };
        let unread = !fields.is_empty();
        for fault in validate(&search, today).err().unwrap_or_default() {
            // What could not be read is missing: that is no second fault.
            if unread && fault.field == "criteri" {
                continue;
            }
            if BESIDE.contains(&fault.field) {
                fields.wrong(fault.field, fault.code, fault.message);
            } else {
                fields.below("criteri", |fields| {
                    fields.wrong(fault.field, fault.code, fault.message);
                });
            }
        }
        fields.finish(search)
    }
}

/// A number of people; 0 where none is given.
fn number(fields: &mut Fields, name: &str, value: Option<i64>, least: i64) -> u32 {
    let Some(value) = value else { return 0 };
    let number = u32::try_from(value).ok().filter(|_| value >= least);
    if number.is_none() {
        fields.wrong(name, "NON_VALIDO", format!("un numero intero da {least}"));
    }
    number.unwrap_or(0)
}
