//! What the person is told of each access.

use chrono::NaiveDateTime;
use schema::codes::ActKind;
use schema::date::Day;
use schema::tables::AuditRow;

use super::service::SERVICE;
use crate::access::Kind;
use crate::monitoring::Names;
use crate::validation::LOOKS;
use schema::italian_time::day_of;

/// One access to the person's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// Day, on Italian clocks.
    pub day: Day,
    /// Entity for which it was done.
    pub entity: String,
    /// Office in which it was done.
    pub office: String,
    /// Purpose as stated.
    pub purpose: String,
    /// Protocol number of the agreement.
    pub agreement: String,
    /// Service, as the trace writes it.
    pub service: String,
    /// What it was, in Italian.
    pub act: String,
    /// What was asked, in Italian.
    pub kinds: Vec<String>,
    /// Who did it: for the data-protection officer alone.
    pub user: Option<String>,
    /// Whether it came out of the seal.
    pub sealed: bool,
}

/// Everything that the person is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accesses {
    /// When it was drawn up, UTC.
    pub at: NaiveDateTime,
    /// First day asked for.
    pub from: Option<Day>,
    /// Last day asked for.
    pub to: Option<Day>,
    /// The accesses, in the order of time.
    pub looked: Vec<Looked>,
    /// Whether both keys were used, and how many sealed records did not open with them.
    pub released: Option<u64>,
}

impl Looked {
    pub(super) fn of(row: &AuditRow, names: &Names, with_users: bool) -> Self {
        let user = match names.user(row.user_id) {
            "" if row.key_id != 0 => format!("applicazione, chiave {}", row.key_id),
            name => name.to_owned(),
        };
        Self {
            day: day_of(row.at.and_utc()),
            entity: names.entity(row.entity_id).to_owned(),
            office: names.office(row.office_id).to_owned(),
            purpose: row.purpose.clone(),
            agreement: names.agreement(row.agreement_id).to_owned(),
            service: row.service.clone(),
            act: act(row),
            kinds: kinds(&row.outcome),
            user: with_users.then_some(user),
            sealed: !row.sealed.is_empty(),
        }
    }
}

fn act(row: &AuditRow) -> String {
    match ActKind::from_code(&row.act) {
        Some(ActKind::Administration) if row.service == SERVICE => {
            "Risposta all'interessato sugli accessi ai suoi dati".to_owned()
        }
        Some(ActKind::Administration) if row.service == LOOKS => {
            "Esame della richiesta da parte del Comune che la valida".to_owned()
        }
        // Whoever was refused learnt nothing.
        Some(ActKind::Refusal) => "Richiesta rifiutata: nessun dato comunicato".to_owned(),
        Some(kind) => kind.label().to_owned(),
        None => row.act.clone(),
    }
}

/// `KIND=S,KIND=A:REASON`, without the answers.
fn kinds(outcome: &str) -> Vec<String> {
    outcome
        .split(',')
        .filter_map(|part| part.split_once('='))
        .map(|(kind, _)| match Kind::from_code(kind) {
            Some(known) => known.label().to_owned(),
            None => kind.to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_without_their_answers() {
        assert_eq!(
            kinds("residenza=S,statoDiFamiglia=A:DATI_NON_FORNITI,nuovo=N"),
            ["Residenza", "Stato di famiglia", "nuovo"]
        );
        assert!(kinds("ERRORE:X").is_empty());
    }
}
