//! How much was done.

use hub::monitoring::statistics::{Counts, Line, Statistics};
use serde::Serialize;
use utoipa::ToSchema;

use super::NamedBody;

/// Quante volte.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(as = Conteggi)]
pub struct CountsBody {
    /// Atti della traccia.
    #[serde(rename = "atti")]
    acts: u64,
    /// Dichiarazioni con esito `S`.
    #[serde(rename = "si")]
    yes: u64,
    /// Dichiarazioni con esito `N`.
    no: u64,
    /// Dichiarazioni con esito `A`.
    #[serde(rename = "nonDeterminabili")]
    uncertain: u64,
    /// Richieste rifiutate.
    #[serde(rename = "rifiuti")]
    refused: u64,
}

impl From<Counts> for CountsBody {
    fn from(counts: Counts) -> Self {
        Self {
            acts: counts.acts,
            yes: counts.yes,
            no: counts.no,
            uncertain: counts.uncertain,
            refused: counts.refused,
        }
    }
}

/// Una riga delle statistiche.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = RigaStatistica)]
pub struct LineBody {
    /// Giorno, settimana (ISO) o mese.
    #[serde(rename = "periodo", skip_serializing_if = "String::is_empty")]
    period: String,
    /// Ente.
    #[serde(rename = "ente", skip_serializing_if = "Option::is_none")]
    entity: Option<NamedBody>,
    /// Ufficio.
    #[serde(rename = "ufficio", skip_serializing_if = "Option::is_none")]
    office: Option<NamedBody>,
    /// Utente.
    #[serde(rename = "utente", skip_serializing_if = "Option::is_none")]
    user: Option<NamedBody>,
    /// Servizio.
    #[serde(rename = "servizio", skip_serializing_if = "String::is_empty")]
    service: String,
    /// Tipo di atto.
    #[serde(rename = "atto", skip_serializing_if = "String::is_empty")]
    act: String,
    /// I conteggi.
    #[serde(rename = "conteggi")]
    counts: CountsBody,
}

impl From<Line> for LineBody {
    fn from(line: Line) -> Self {
        Self {
            entity: NamedBody::of((line.group.entity_id, line.entity)),
            office: NamedBody::of((line.group.office_id, line.office)),
            user: NamedBody::of((line.group.user_id, line.user)),
            period: line.group.period,
            service: line.group.service,
            act: line.group.act,
            counts: line.counts.into(),
        }
    }
}

/// Le statistiche dell'attività.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = StatisticheAttivita)]
pub struct StatisticsBody {
    /// Le righe, in ordine di tempo.
    #[serde(rename = "righe")]
    lines: Vec<LineBody>,
    /// Tutte insieme.
    #[serde(rename = "totale")]
    total: CountsBody,
}

impl From<Statistics> for StatisticsBody {
    fn from(statistics: Statistics) -> Self {
        Self {
            total: statistics.total.into(),
            lines: statistics.lines.into_iter().map(LineBody::from).collect(),
        }
    }
}
