//! Lists.

use hub::administration::ListQuery as Wanted;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::problem::Problem;
use crate::wire::Fields;

/// Largest page.
const LARGEST: i64 = 1_000;

/// Una pagina di un elenco, e ciò che vi si cerca.
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
    /// Parole che devono esserci tutte, senza badare a maiuscole e accenti.
    #[serde(rename = "testo", default)]
    pub text: Option<String>,
}

impl ListQuery {
    /// Reads it.
    ///
    /// # Errors
    /// 422 if the page is none.
    pub fn read(&self) -> Result<Wanted, Problem> {
        let mut fields = Fields::default();
        let limit = self.limit.unwrap_or(100);
        if !(1..=LARGEST).contains(&limit) {
            fields.wrong("limite", "NON_VALIDO", "da 1 a 1000");
        }
        let text = fields.text("testo", self.text.clone()).unwrap_or_default();
        fields.finish(Wanted {
            after: self.after.unwrap_or(0),
            limit: usize::try_from(limit).unwrap_or(1),
            text,
        })
    }
}

/// Something that stands in a list, also as a row of CSV.
pub trait Listed {
    /// Headings of its columns.
    const HEAD: &'static [&'static str];

    /// Its number in the list.
    fn number(&self) -> i64;

    /// Its columns.
    fn cells(&self) -> Vec<String>;
}

/// A change of what was read before.
pub trait Revised {
    /// What changes.
    type Edit;

    /// The revision as it was read, and the change.
    fn read(self) -> (String, Self::Edit);
}

/// Un elenco che sta tutto in una risposta.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Elenco)]
pub struct Items<T: ToSchema> {
    /// Gli elementi.
    #[serde(rename = "elementi")]
    pub items: Vec<T>,
}

/// Il numero di ciò che è stato registrato.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Registrato)]
pub struct Created {
    /// Il numero.
    pub id: i64,
}

/// Yes or no, for a spreadsheet.
pub(super) fn yes(value: bool) -> String {
    if value { "sì" } else { "no" }.to_owned()
}
