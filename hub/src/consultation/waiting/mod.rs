//! Consultations as callers ask for them: answered at once, or, where an agreement wants the Comune's say, taken to wait.

mod deferred;
mod outline;
mod stored;

use std::sync::Arc;

use schema::clock::Clock;
use schema::codes::Role;
use schema::date::Day;

use super::refusal::ConsultationRefusal;
use super::request::{ConsultationRequest, KnownAt};
use super::service::{AHEAD, Again, ConsultationService, Consulted, answers_at_once};
use crate::access::{Access, FieldSet, Plan};
use crate::validation::{NewPart, NewRequest, RequestView, Requester, Validations};

pub use deferred::DeferredConsultations;
pub use stored::{Made, read_made};
pub(super) use stored::{Stored, read_request};

/// What became of a consultation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is answered.
    Answered(Box<Consulted>),
    /// Some of its Comuni decide first.
    Pending {
        /// Where it stands.
        request: Box<RequestView>,
        /// What was found among the people of the Comuni that ask for no validation; `None` if nothing was.
        at_once: Option<Box<Consulted>>,
    },
}

/// Takes consultations.
pub struct ConsultationDesk {
    service: Arc<ConsultationService>,
    validations: Arc<Validations>,
    clock: Arc<dyn Clock>,
}

impl ConsultationDesk {
    /// Over the service and the workflow.
    pub fn new(
        service: Arc<ConsultationService>,
        validations: Arc<Validations>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            service,
            validations,
            clock,
        }
    }

    /// Asks. Whether anything waits follows from the request and the agreements, before anything is read about anybody. It
    /// waits for the register and the trace, so a thread that may block must call it.
    ///
    /// # Errors
    /// [`ConsultationRefusal`], as of a consultation that is answered at once.
    pub fn submit(
        &self,
        access: &Access,
        request: &ConsultationRequest,
    ) -> Result<Taken, ConsultationRefusal> {
        let today = self.clock.today();
        request.validate(today, self.clock.now().naive_utc())?;
        let plan = match self.service.plan(access, request) {
            Ok(plan) => plan,
            Err(denied) => return Err(self.service.refused(access, request, denied.into())),
        };
        // Nothing of what public security asks may stand in the clear, or before a Comune's officers: it is answered as far
        // as that goes at once.
        if plan.waiting.is_empty() || access.role() == Role::StandardPs {
            let consulted = self.service.consult_as(access, &plan, request)?;
            return Ok(Taken::Answered(Box::new(consulted)));
        }
        if let Some(KnownAt::Number(number)) = request.known_at
            && number > self.service.last_number()?
        {
            return Err(AHEAD.into());
        }
        let new = self.new_request(access, &plan, request, today)?;
        let view = self
            .validations
            .submit(&new)
            .map_err(|error| ConsultationRefusal::away(&error))?;
        let at_once = self.shown_at_once(access, &view);
        Ok(Taken::Pending {
            request: Box::new(view),
            at_once,
        })
    }

    /// The sheet of the part that waited for nobody.
    fn shown_at_once(&self, access: &Access, view: &RequestView) -> Option<Box<Consulted>> {
        let part = view.parts.iter().find(|part| part.comune.is_empty())?;
        let made = read_made(&part.answer)?.pop().filter(Made::is_shown)?;
        let again = Again {
            number: made.number,
            session: None,
        };
        match self.service.again(access, again) {
            Ok(consulted) => Some(Box::new(consulted)),
            Err(refusal) => {
                // The request stands, and tells the number under which the sheet can be opened.
                tracing::warn!(%refusal, "a sheet cannot be shown with its request");
                None
            }
        }
    }

    fn new_request(
        &self,
        access: &Access,
        plan: &Plan,
        request: &ConsultationRequest,
        today: Day,
    ) -> Result<NewRequest, ConsultationRefusal> {
        let fields = FieldSet::naming(request.kind, &request.demands(today));
        let shown = ConsultationService::shown_by_parts(access, plan, request, today);
        let shown = match shown {
            Ok(shown) => shown,
            Err(denied) => return Err(self.service.refused(access, request, denied.into())),
        };
        let payload = stored::write_request(request, today, &shown)
            .map_err(|error| ConsultationRefusal::away(&error))?;
        Ok(NewRequest {
            request_id: access.request_id().to_owned(),
            service: access.service().code(),
            requester: Requester {
                entity_id: access.entity_id(),
                office_id: access.office_id(),
                user_id: access.user_id(),
                key_id: access.key_id(),
                role: Some(access.role()),
                workstation: access.place(),
            },
            purpose: request.purpose.trim().to_owned(),
            case_reference: request.case_reference.trim().to_owned(),
            subject: request.about.traced(),
            fields: fields.traced(request.kind),
            payload,
            // Today is the day of the asking, whenever the Comuni decide.
            reference_day: request.reference_day.unwrap_or(today),
            immediate: answers_at_once(plan, &request.about),
            waiting: plan.waiting.iter().map(NewPart::from).collect(),
        })
    }
}
