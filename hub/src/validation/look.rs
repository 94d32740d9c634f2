//! Looking leaves a trace too: whoever sees what a Comune has to decide is on record before it is shown.

use schema::codes::ActKind;
use schema::tables::{AuditRow, ValidationPartRow, ValidationRequestRow};

use super::Validations;
use super::model::{Officer, QueueFilter, QueueItem, QueueState, ValidationError};

/// Service of the records that looks leave.
pub const LOOKS: &str = "VALIDAZIONI";

impl Validations {
    /// A queue is about to be shown: which, and from which part to which. Blocks.
    pub(super) fn looked_at_queue(
        &self,
        officer: &Officer,
        filter: &QueueFilter,
        shown: &[QueueItem],
    ) -> Result<(), ValidationError> {
        let comune = filter.comune.as_ref().or(officer.comuni.first());
        let row = AuditRow {
            comune: comune.cloned().unwrap_or_default(),
            fields: described(filter, shown),
            outcome: "CODA".to_owned(),
            ..self.look(officer)?
        };
        self.record(row).map(|_| ())
    }

    /// One part is about to be shown, with what is asked about whom. Blocks.
    pub(super) fn looked_at(
        &self,
        officer: &Officer,
        part: &ValidationPartRow,
        request: &ValidationRequestRow,
    ) -> Result<(), ValidationError> {
        let row = AuditRow {
            comune: part.comune.clone(),
            agreement_id: part.agreement_id,
            purpose: request.purpose.clone(),
            case_reference: request.case_reference.clone(),
            // The person may ask who saw what was declared about it.
            subject: request.subject.clone(),
            person_id: self.about(&request.service, &request.payload),
            fields: format!("parti={}", part.id),
            outcome: "RICHIESTA".to_owned(),
            ..self.look(officer)?
        };
        self.record(row).map(|_| ())
    }

    fn look(&self, officer: &Officer) -> Result<AuditRow, ValidationError> {
        let person = self.person(officer.user_id)?;
        Ok(AuditRow {
            at: self.clock.now().naive_utc(),
            request_id: officer.request_id.clone(),
            act: ActKind::Administration.code().to_owned(),
            service: LOOKS.to_owned(),
            entity_id: person.entity_id,
            office_id: person.office_id,
            user_id: person.user_id,
            role: person.role,
            workstation: officer.workstation.clone(),
            ..AuditRow::default()
        })
    }
}

/// What was looked for and how much of it was found; parts are numbers, nothing personal.
fn described(filter: &QueueFilter, shown: &[QueueItem]) -> String {
    let state = match filter.state {
        QueueState::Waiting => "attesa",
        QueueState::Decided => "decise",
    };
    let mut parts = vec![format!("stato={state}")];
    if let Some(entity_id) = filter.entity_id {
        parts.push(format!("ente={entity_id}"));
    }
    if let Some(mode) = filter.mode {
        parts.push(format!("modalita={}", mode.code()));
    }
    if let (Some(first), Some(last)) = (shown.first(), shown.last()) {
        parts.push(format!("parti={}-{}", first.id, last.id));
    }
    parts.join(",")
}
