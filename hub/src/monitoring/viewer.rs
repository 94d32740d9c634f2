//! Who looks at the trace.

use schema::codes::{ActKind, Role};
use schema::tables::AuditRow;

/// Who looks at the trace, as recognised by `access`, and in which request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// The user.
    pub user_id: i64,
    /// Its role.
    pub role: Role,
    /// Its entity.
    pub entity_id: i64,
    /// Its office.
    pub office_id: i64,
    /// Its Comune, for users of one; predecessors are added where they are needed.
    pub comuni: Vec<String>,
    /// The hub's id of the request.
    pub request_id: String,
    /// From where it asks.
    pub workstation: String,
}

impl Viewer {
    /// Whoever runs the hub on its machine, on behalf of the data-protection officer: the shell has authorised it.
    pub fn command_line(request_id: String) -> Self {
        Self {
            user_id: 0,
            role: Role::Dpo,
            entity_id: 0,
            office_id: 0,
            comuni: Vec::new(),
            request_id,
            workstation: "riga di comando".to_owned(),
        }
    }

    /// The record of an act of this viewer, to be completed with what it was.
    pub(crate) fn record(&self, at: chrono::NaiveDateTime, service: &str) -> AuditRow {
        AuditRow {
            at,
            request_id: self.request_id.clone(),
            act: ActKind::Administration.code().to_owned(),
            service: service.to_owned(),
            entity_id: self.entity_id,
            office_id: self.office_id,
            user_id: self.user_id,
            role: self.role.code().to_owned(),
            workstation: self.workstation.clone(),
            ..AuditRow::default()
        }
    }
}
