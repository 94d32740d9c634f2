//! Who looks at the trace.

use schema::codes::{ActKind, Function, Role};
use schema::tables::AuditRow;

use super::MonitoringError;
use crate::access::policy::Right;
use crate::access::{Caller, Context};
use crate::audit::Entry;

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
    /// Its Comune and those that it took over.
    pub comuni: Vec<String>,
    /// The hub's id of the request.
    pub request_id: String,
    /// From where it asks.
    pub workstation: String,
}

impl Viewer {
    /// A recognised caller.
    pub fn of(caller: &Caller, context: &Context) -> Self {
        Self {
            user_id: caller.user_id(),
            role: caller.role(),
            entity_id: caller.entity_id(),
            office_id: caller.office_id(),
            comuni: caller.comuni(context.day),
            request_id: context.request_id.clone(),
            workstation: caller.place(context),
        }
    }

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

    /// What the table of roles grants the viewer of a function.
    pub(crate) fn right(&self, function: Function) -> Result<Right, MonitoringError> {
        Right::of(self.role, function).map_err(|_| MonitoringError::Denied)
    }

    /// The record of an act of this viewer, to be completed with what it was.
    pub(crate) fn record(&self, at: chrono::NaiveDateTime, service: &str) -> AuditRow {
        Entry::new(ActKind::Administration, service, at)
            .request(&self.request_id)
            .entity(self.entity_id)
            .user(self.user_id, self.office_id, self.role)
            .workstation(&self.workstation)
            .into_row()
    }
}
