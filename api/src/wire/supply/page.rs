//! Lists given in pages.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::problem::Problem;
use crate::wire::Fields;

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
