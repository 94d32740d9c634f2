//! Single checks as callers ask them: answered at once, or, where an agreement wants the Comune's say, taken to wait.

mod combine;
mod deferred;
mod outline;
mod stored;

use std::sync::Arc;

use schema::clock::Clock;
use schema::codes::Role;
use schema::db::{Db, Pool};
use schema::journal;

use crate::access::{Access, Denied, Plan};
use crate::check::{CheckAnswer, CheckRequest, UsedFields};
use crate::engine::{CheckEngine, KNOWN_AT_AHEAD, Refusal};
use crate::validation::{
    NewPart, NewRequest, RequestView, Requester, ValidationError, Validations,
};

pub use deferred::DeferredChecks;
pub(crate) use outline::subject;
pub use outline::{comune_name, outline};
pub use stored::{read_answers, read_request};

/// What became of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submitted {
    /// It is answered.
    Answered(CheckAnswer),
    /// Some of its Comuni decide first; what the others answered is there already.
    Pending(Box<RequestView>),
}

/// Takes checks.
pub struct CheckService {
    engine: Arc<CheckEngine>,
    validations: Arc<Validations>,
    register: Pool,
    clock: Arc<dyn Clock>,
}

impl CheckService {
    /// Over the engine and the workflow.
    pub fn new(
        engine: Arc<CheckEngine>,
        validations: Arc<Validations>,
        register: Pool,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            engine,
            validations,
            register,
            clock,
        }
    }

    /// Asks. Whether anything waits follows from the request and the agreements, before anything is read about the person.
    pub async fn submit(
        &self,
        access: Access,
        request: CheckRequest,
    ) -> Result<Submitted, Refusal> {
        request.validate(self.clock.today())?;
        let plan = match access.plan(&request) {
            Ok(plan) => plan,
            Err(denied) => return Err(self.engine.refuse(&access, &request, denied).await),
        };
        if plan.waiting.is_empty() {
            let answer = self.engine.submit_planned(access, plan, request).await?;
            return Ok(Submitted::Answered(answer));
        }
        if access.role() == Role::StandardPs {
            // Nothing of what public security asks may stand in the clear, or before a Comune's officers.
            let denied = Denied::ValidationRequired;
            return Err(self.engine.refuse(&access, &request, denied).await);
        }
        let new = self.new_request(&access, &plan, request.clone())?;
        let validations = Arc::clone(&self.validations);
        let register = self.register.clone();
        let known_at = request.known_at;
        let view = tokio::task::spawn_blocking(move || {
            if let Some(number) = known_at
                && number > last_number(&register)?
            {
                return Err(Refusal::from(KNOWN_AT_AHEAD));
            }
            validations.submit(&new).map_err(|error| refusal(&error))
        })
        .await
        .map_err(|_| Refusal::Unavailable)??;
        Ok(Submitted::Pending(Box::new(view)))
    }

    fn new_request(
        &self,
        access: &Access,
        plan: &Plan,
        mut request: CheckRequest,
    ) -> Result<NewRequest, Refusal> {
        // Today is the day of the asking, whenever the Comuni decide.
        let day = *request.reference_day.get_or_insert(self.clock.today());
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
            subject: request.subject.to_string(),
            fields: UsedFields(&request.declarations).to_string(),
            payload: stored::write_request(&request).map_err(|_| Refusal::Unavailable)?,
            reference_day: day,
            immediate: !plan.only_waits(),
            waiting: plan.waiting.iter().map(NewPart::from).collect(),
        })
    }
}

fn last_number(register: &Pool) -> Result<i64, Refusal> {
    let mut conn = register.get().map_err(|_| Refusal::Unavailable)?;
    journal::head(&mut conn as &mut Db).map_err(|_| Refusal::Unavailable)
}

fn refusal(error: &ValidationError) -> Refusal {
    tracing::error!(%error, "a request cannot be taken");
    Refusal::Unavailable
}
