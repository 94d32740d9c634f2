//! Monitoring of the trace: what is asked, and what is told.

mod act;
mod ask;
mod finding;
mod statistics;
#[cfg(test)]
mod tests;

use chrono::{NaiveDateTime, SecondsFormat};
use serde::Serialize;
use utoipa::ToSchema;

pub use act::ActBody;
pub use ask::{ActsBody, ActsQuery, Asked, PersonBody, StatisticsQuery};
pub use finding::FindingBody;
pub use statistics::StatisticsBody;

/// Un ente, un ufficio o un utente: numero e nome.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Nominato)]
pub struct NamedBody {
    /// Numero.
    pub id: i64,
    /// Nome; vuoto se non se ne conosce.
    #[serde(rename = "nome")]
    pub name: String,
}

impl NamedBody {
    /// Nothing for number 0, which is nobody's.
    fn of((id, name): (i64, String)) -> Option<Self> {
        (id != 0).then_some(Self { id, name })
    }
}

fn moment(at: NaiveDateTime) -> String {
    at.and_utc().to_rfc3339_opts(SecondsFormat::Millis, true)
}
