//! One act, as it is shown.

use chrono::NaiveDateTime;
use schema::codes::ActKind;
use schema::date::Day;
use schema::tables::AuditRow;

use super::{Names, Sight};

/// One act, as it is shown: the record without what serves its proof, with the names behind its numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// When, UTC.
    pub at: NaiveDateTime,
    /// The request, by which a receipt is found.
    pub request_id: String,
    /// Sort of act, as the trace writes it.
    pub act: String,
    /// Service, as the trace writes it.
    pub service: String,
    /// Entity: number and name.
    pub entity: (i64, String),
    /// Office, as it was then.
    pub office: (i64, String),
    /// User.
    pub user: (i64, String),
    /// Key of an application; 0 if none.
    pub key_id: i64,
    /// Role, as it was then.
    pub role: String,
    /// Agreement: number and protocol.
    pub agreement: (i64, String),
    /// ISTAT code of the Comune concerned. Of an answer it is where the person was found, and the agreement follows from
    /// it: both are empty for whoever may not know where.
    pub comune: String,
    /// Purpose as stated.
    pub purpose: String,
    /// Case as stated.
    pub case_reference: String,
    /// The subject as asked.
    pub subject: String,
    /// Fields asked or changed.
    pub fields: String,
    /// From where.
    pub workstation: String,
    /// Day to which the question refers.
    pub reference_day: Option<Day>,
    /// What was answered.
    pub outcome: String,
}

impl Act {
    /// `about`: with the person and the case.
    pub(super) fn of(mut row: AuditRow, names: &Names, sight: &Sight, about: bool) -> Self {
        let only = |text: String| if about { text } else { String::new() };
        if row.act == ActKind::Answer.code() && !sight.tells_where(&row.comune) {
            row.comune.clear();
            row.agreement_id = 0;
        }
        Self {
            at: row.at,
            request_id: row.request_id,
            act: row.act,
            service: row.service,
            entity: (row.entity_id, names.entity(row.entity_id).to_owned()),
            office: (row.office_id, names.office(row.office_id).to_owned()),
            user: (row.user_id, names.user(row.user_id).to_owned()),
            key_id: row.key_id,
            role: row.role,
            agreement: (
                row.agreement_id,
                names.agreement(row.agreement_id).to_owned(),
            ),
            comune: row.comune,
            purpose: row.purpose,
            case_reference: only(row.case_reference),
            subject: only(row.subject),
            fields: row.fields,
            workstation: row.workstation,
            reference_day: Some(Day(row.reference_day)).filter(|day| day.0 != 0),
            outcome: row.outcome,
        }
    }
}

/// Some acts, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActsPage {
    /// The acts.
    pub acts: Vec<Act>,
    /// Where the next page begins; `None` if there is none.
    pub next: Option<i64>,
}
