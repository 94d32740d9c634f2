//! What the workflow writes into the trace.

use chrono::{DateTime, NaiveDateTime, Utc};
use schema::codes::{ActKind, PartStatus, Role};
use schema::tables::{AuditRow, ValidationPartRow, ValidationRequestRow};

use super::model::ValidationError;
use super::{NewRequest, Validations};
use crate::audit::AuditError;

/// Outcome of the record of a submission.
pub(super) const SUBMITTED: &str = "PRESENTATA";

/// Who decided, as the directory has it.
#[derive(Clone, Debug, Default)]
pub(super) struct Decider {
    pub user_id: i64,
    pub entity_id: i64,
    pub office_id: i64,
    pub role: String,
}

/// The hub's id of a part: the request's own for the Comuni that ask for no validation.
pub(super) fn trace_id(request: &ValidationRequestRow, part: &ValidationPartRow) -> String {
    if part.comune.is_empty() {
        request.request_id.clone()
    } else {
        format!("{}.{}", request.request_id, part.id - request.id)
    }
}

/// A request was submitted and waits.
pub(super) fn submitted(new: &NewRequest, person_id: i64, at: NaiveDateTime) -> AuditRow {
    let requester = &new.requester;
    AuditRow {
        at,
        request_id: new.request_id.clone(),
        act: ActKind::Validation.code().to_owned(),
        service: new.service.to_owned(),
        entity_id: requester.entity_id,
        office_id: requester.office_id,
        user_id: requester.user_id,
        key_id: requester.key_id,
        role: requester
            .role
            .map_or_else(String::new, |role| role.code().to_owned()),
        purpose: new.purpose.clone(),
        case_reference: new.case_reference.clone(),
        subject: new.subject.clone(),
        person_id,
        fields: new.fields.clone(),
        workstation: requester.workstation.clone(),
        reference_day: new.reference_day.0,
        outcome: SUBMITTED.to_owned(),
        ..AuditRow::default()
    }
}

/// A part was decided. Of what public security asks, the Comune's record names nobody: the content stands, sealed, in the
/// records of the asking.
pub(super) fn decided(
    request: &ValidationRequestRow,
    part: &ValidationPartRow,
    decider: Decider,
    person_id: i64,
) -> AuditRow {
    let sealed = request.role == Role::StandardPs.code();
    let open = |text: &str| {
        if sealed {
            String::new()
        } else {
            text.to_owned()
        }
    };
    let mut outcome = part.status.clone();
    if !part.reason.is_empty() {
        outcome.push(':');
        outcome.push_str(&part.reason);
    }
    AuditRow {
        at: part.decided_at.unwrap_or(request.submitted_at),
        request_id: trace_id(request, part),
        act: ActKind::Validation.code().to_owned(),
        service: request.service.clone(),
        entity_id: decider.entity_id,
        office_id: decider.office_id,
        user_id: decider.user_id,
        role: decider.role,
        agreement_id: part.agreement_id,
        comune: part.comune.clone(),
        purpose: open(&request.purpose),
        case_reference: open(&request.case_reference),
        subject: open(&request.subject),
        person_id: if sealed { 0 } else { person_id },
        fields: request.fields.clone(),
        workstation: part.decided_from.clone(),
        reference_day: request.reference_day,
        known_at: part.known_at,
        outcome,
        ..AuditRow::default()
    }
}

/// An approved part has no answer: what was granted at the submission is not any more.
pub(super) fn refused(
    request: &ValidationRequestRow,
    part: &ValidationPartRow,
    code: &str,
    (at, person_id): (DateTime<Utc>, i64),
) -> AuditRow {
    AuditRow {
        at: at.naive_utc(),
        request_id: trace_id(request, part),
        act: ActKind::Refusal.code().to_owned(),
        service: request.service.clone(),
        entity_id: request.entity_id,
        office_id: request.office_id,
        user_id: request.user_id,
        key_id: request.key_id,
        role: request.role.clone(),
        agreement_id: part.agreement_id,
        comune: part.comune.clone(),
        purpose: request.purpose.clone(),
        case_reference: request.case_reference.clone(),
        subject: request.subject.clone(),
        person_id,
        fields: request.fields.clone(),
        workstation: request.workstation.clone(),
        reference_day: request.reference_day,
        known_at: part.known_at,
        outcome: format!("ERRORE:{code}"),
        ..AuditRow::default()
    }
}

/// True if the Comune's decision is to be traced: where it asks for none there is none.
pub(super) fn is_decision(status: PartStatus) -> bool {
    !matches!(status, PartStatus::Immediate | PartStatus::Waiting)
}

impl Validations {
    /// Writes a record and waits until it is on disk; its number. Blocks.
    pub(super) fn record(&self, row: AuditRow) -> Result<i64, ValidationError> {
        let (tell, told) = std::sync::mpsc::channel();
        self.recorder.submit_waiting(vec![row], move |written| {
            let _ = tell.send(written);
        })?;
        Ok(told.recv().unwrap_or(Err(AuditError::Closed))?)
    }
}
