//! The answer to a part of a check, after its Comune has approved.

use std::sync::Arc;

use diesel::prelude::*;
use schema::clock::Clock;
use schema::codes::CheckKind;
use schema::db::{Db, Pool};
use schema::tables::audit;

use super::combine::combine;
use super::outline::outline;
use super::stored::{read_answers, read_outcome, read_request, write_answers};
use crate::access::{Access, Approved, Authenticator, Credential, Denied, Plan, Service};
use crate::check::{Answer, CheckRequest, Scope};
use crate::engine::{CheckEngine, Refusal};
use crate::validation::{Order, Outline, Reply, Unanswered, Validated};

/// Answers the parts of checks.
pub struct DeferredChecks {
    engine: Arc<CheckEngine>,
    authenticator: Arc<Authenticator>,
    trace: Pool,
    clock: Arc<dyn Clock>,
}

impl DeferredChecks {
    /// Over the engine; the trace is read for what a stopped node had answered already.
    pub fn new(
        engine: Arc<CheckEngine>,
        authenticator: Arc<Authenticator>,
        trace: Pool,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            engine,
            authenticator,
            trace,
            clock,
        }
    }

    /// The right, as it is today.
    fn right(&self, order: &Order, request: &CheckRequest) -> Result<(Access, Plan), Denied> {
        let requester = &order.requester;
        let credential = Credential::Deferred {
            key_id: requester.key_id,
            purpose: order.purpose.clone(),
        };
        let caller = self.authenticator.user(requester.user_id, credential)?;
        let day = self.clock.today();
        let access = caller.for_deferred_check(day, &order.trace_id, &requester.workstation)?;
        let plan = if order.comune.is_empty() {
            access.plan(request)?
        } else {
            let part = Approved {
                agreement_id: order.agreement_id,
                covers: &Scope::of(order.covers.clone()),
                declarations: &order.declarations,
            };
            access.approved(part, request)?
        };
        Ok((access, plan))
    }

    /// What the trace says was answered. A record under seal says nothing: it is answered, and recorded, again.
    fn recall(&self, number: i64) -> Result<Option<Vec<(CheckKind, Answer)>>, Unanswered> {
        let away = |error: &dyn std::fmt::Display| Unanswered::Unavailable(error.to_string());
        let mut conn = self.trace.get().map_err(|error| away(&error))?;
        let outcome: Option<String> = audit::table
            .find(number)
            .select(audit::outcome)
            .first(&mut conn as &mut Db)
            .optional()
            .map_err(|error| away(&error))?;
        Ok(outcome.and_then(|outcome| read_outcome(&outcome)))
    }
}

impl Validated for DeferredChecks {
    fn code(&self) -> &'static str {
        Service::Check.code()
    }

    fn answer(&self, order: &Order) -> Result<Reply, Unanswered> {
        if let Some(trace_number) = order.traced
            && let Some(answers) = self.recall(trace_number)?
        {
            return Ok(Reply {
                answer: write_answers(&answers),
                trace_number,
            });
        }
        let Some(mut request) = read_request(&order.payload) else {
            return Err(Unanswered::Refused {
                code: "RICHIESTA_NON_LEGGIBILE",
                text: "La richiesta non si può più leggere.".to_owned(),
            });
        };
        request.reference_day = Some(order.reference_day);
        request.known_at = request.known_at.or(Some(order.known_at));
        let (access, plan) = self.right(order, &request).map_err(denied)?;
        let answer = self
            .engine
            .answer_blocking(access, plan, request)
            .map_err(refused)?;
        Ok(Reply {
            answer: write_answers(&answer.answers),
            trace_number: answer.trace_number,
        })
    }

    fn combine(&self, payload: &str, answers: &[String]) -> String {
        let kinds: Vec<CheckKind> = read_request(payload)
            .map(|request| {
                request
                    .declarations
                    .iter()
                    .map(crate::check::Declaration::kind)
                    .collect()
            })
            .unwrap_or_default();
        let parts: Vec<_> = answers
            .iter()
            .filter_map(|text| read_answers(text))
            .collect();
        write_answers(&combine(&kinds, &parts))
    }

    fn outline(&self, payload: &str) -> Option<Outline> {
        read_request(payload).map(|request| outline(&request))
    }
}

fn denied(denied: Denied) -> Unanswered {
    match denied {
        Denied::Unavailable => Unanswered::Unavailable(denied.to_string()),
        denied => Unanswered::Refused {
            code: denied.code(),
            text: denied.to_string(),
        },
    }
}

fn refused(refusal: Refusal) -> Unanswered {
    match refusal {
        Refusal::Denied(refused) => denied(refused),
        Refusal::Invalid(invalid) => Unanswered::Refused {
            code: "RICHIESTA_NON_VALIDA",
            text: format!("{}: {}", invalid.field, invalid.text),
        },
        Refusal::Busy | Refusal::Unavailable | Refusal::Stopping => {
            Unanswered::Unavailable(refusal.to_string())
        }
    }
}
