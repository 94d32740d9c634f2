//! The answer to a part of a consultation, after its Comune has approved.

use std::sync::Arc;

use schema::codes::Role;

use super::outline::{outline, outline_for};
use super::stored::{Made, read_made, read_request, write_made};
use crate::access::{Access, Authenticator, Credential, Denied, Plan, Service};
use crate::consultation::refusal::ConsultationRefusal;
use crate::consultation::request::{About, ConsultationRequest, KnownAt};
use crate::consultation::service::{ConsultationService, PartOf, Terms};
use crate::validation::{Order, Outline, Reply, ToDecide, Unanswered, Validated};

/// Answers the parts of consultations.
pub struct DeferredConsultations {
    service: Arc<ConsultationService>,
    authenticator: Arc<Authenticator>,
}

impl DeferredConsultations {
    /// Over the service.
    pub fn new(service: Arc<ConsultationService>, authenticator: Arc<Authenticator>) -> Self {
        Self {
            service,
            authenticator,
        }
    }

    /// The right, as it is today.
    fn right(
        &self,
        order: &Order,
        request: &ConsultationRequest,
    ) -> Result<(Access, Plan), Denied> {
        let requester = &order.requester;
        let credential = Credential::Deferred {
            key_id: requester.key_id,
            purpose: order.purpose.clone(),
        };
        let caller = self.authenticator.user(requester.user_id, credential)?;
        let access = caller.for_deferred_consultation(
            self.service.today(),
            &order.trace_id,
            &requester.workstation,
        )?;
        // Who has come to public security since the asking is answered nothing that would stand in the clear.
        if access.role() == Role::StandardPs {
            return Err(Denied::ValidationRequired);
        }
        let part = PartOf {
            comune: &order.comune,
            covers: &order.covers,
            declarations: &order.declarations,
            agreement_id: order.agreement_id,
        };
        let plan = self.service.plan_part(&access, request, part)?;
        Ok((access, plan))
    }
}

impl Validated for DeferredConsultations {
    fn code(&self) -> &'static str {
        Service::Consultation.code()
    }

    fn answer(&self, order: &Order) -> Result<Reply, Unanswered> {
        if let Some(number) = order.traced
            && let Some((kind, outcome)) = self.service.recall(number).map_err(refused)?
        {
            return Ok(reply(Made {
                kind,
                outcome,
                number,
            }));
        }
        let Some(stored) = read_request(&order.payload) else {
            return Err(Unanswered::Refused {
                code: "RICHIESTA_NON_LEGGIBILE",
                text: "La richiesta non si può più leggere.".to_owned(),
            });
        };
        let (access, plan) = self
            .right(order, &stored.request)
            .map_err(|error| refused(error.into()))?;
        let terms = Terms {
            day: order.reference_day,
            shown: stored.shown_under(order.agreement_id),
        };
        let mut request = stored.request;
        let known_at = request.known_at;
        request.known_at = known_at.or(Some(KnownAt::Number(order.known_at)));
        let consulted = self
            .service
            .consult_on(&access, &plan, &request, terms)
            .map_err(refused)?;
        Ok(reply(Made {
            kind: consulted.kind,
            outcome: consulted.outcome.code().to_owned(),
            number: consulted.number,
        }))
    }

    fn combine(&self, _payload: &str, answers: &[String]) -> String {
        let made: Vec<Made> = answers
            .iter()
            .filter_map(|text| read_made(text))
            .flatten()
            .collect();
        write_made(&made)
    }

    fn person(&self, payload: &str) -> i64 {
        match read_request(payload).map(|stored| stored.request.about) {
            Some(About::Found(id)) => id,
            _ => 0,
        }
    }

    fn outline(&self, payload: &str) -> Option<Outline> {
        read_request(payload).map(|stored| outline(&stored.request))
    }

    fn outline_for(&self, payload: &str, part: ToDecide<'_>) -> Option<Outline> {
        read_request(payload).map(|stored| outline_for(&self.service, &stored, part))
    }
}

fn reply(made: Made) -> Reply {
    Reply {
        trace_number: made.number,
        answer: write_made(&[made]),
    }
}

fn refused(refusal: ConsultationRefusal) -> Unanswered {
    let code = refusal.code();
    match refusal {
        ConsultationRefusal::Busy
        | ConsultationRefusal::Unavailable
        | ConsultationRefusal::Denied(Denied::Unavailable) => {
            Unanswered::Unavailable(refusal.to_string())
        }
        ConsultationRefusal::Invalid(invalid) => Unanswered::Refused {
            code,
            text: format!("{}: {}", invalid.field, invalid.text),
        },
        refusal => Unanswered::Refused {
            code,
            text: refusal.to_string(),
        },
    }
}
