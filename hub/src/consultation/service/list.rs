//! Many consultations together: each has its quota, its look and its records, all written at once.

use std::sync::mpsc;

use chrono::NaiveDateTime;
use schema::codes::ActKind;
use schema::date::Day;
use schema::db::Db;
use schema::journal;
use schema::tables::AuditRow;

use super::Terms;
use super::trace::Act;
use super::{ConsultationService, Consulted, Seen};
use crate::access::{Access, Denied, Plan};
use crate::audit::{AuditError, Entry};
use crate::check::SubjectRef;
use crate::consultation::refusal::ConsultationRefusal;
use crate::consultation::request::{About, ConsultationRequest};
use crate::massive::RowProblem;

/// What is the same for all of a list.
#[derive(Clone, Copy)]
pub(crate) struct Together<'a> {
    pub access: &'a Access,
    pub plan: &'a Plan,
    /// Purpose and case, kind and day; about nobody in particular.
    pub terms: &'a ConsultationRequest,
}

impl ConsultationService {
    /// Who answers for a list, all of it alike: settled before anything is read about anybody.
    ///
    /// # Errors
    /// What is wrong with the terms, or the first right that is missing; the record of that is on disk.
    pub(crate) fn plan_list(
        &self,
        access: &Access,
        terms: &ConsultationRequest,
    ) -> Result<Plan, ConsultationRefusal> {
        // Of nobody in particular: all but the subject is judged.
        let anybody = ConsultationRequest {
            about: About::Person(SubjectRef::CodiceFiscale("-".to_owned())),
            ..terms.clone()
        };
        anybody.validate(self.clock.today(), self.clock.now().naive_utc())?;
        self.plan(access, terms)
            .map_err(|denied| self.refused(access, terms, denied.into()))
    }

    /// The last journal number.
    ///
    /// # Errors
    /// The register cannot be used.
    pub(crate) fn last_number(&self) -> Result<i64, ConsultationRefusal> {
        let mut conn = self
            .register
            .get()
            .map_err(|error| ConsultationRefusal::away(&error))?;
        journal::head(&mut conn as &mut Db).map_err(|error| ConsultationRefusal::away(&error))
    }

    /// Answers each of a list, in its order; what could not be read of it has its record too. All records are on disk
    /// when it returns. It waits for register and trace, so a thread that may block must call it.
    ///
    /// # Errors
    /// The stores cannot be used: none of these was answered, and none paid for.
    pub(crate) fn consult_list(
        &self,
        together: Together<'_>,
        list: &[Result<ConsultationRequest, RowProblem>],
    ) -> Result<Vec<Result<Consulted, RowProblem>>, ConsultationRefusal> {
        let today = self.clock.today();
        let at = self.clock.now().naive_utc();
        let mut rows = Vec::with_capacity(list.len() * 4);
        let mut answers = Vec::with_capacity(list.len());
        let mut paid = 0_usize;
        let unpaid = |paid: usize| {
            for _ in 0..paid {
                self.quotas.give_back(&together.plan.debits, today);
            }
        };
        for one in list {
            let place = rows.len();
            match self.one_of_list(together, one, (today, at), &mut paid) {
                Ok(Ok((request, seen))) => {
                    let day = request.reference_day.unwrap_or(today);
                    let act = Act {
                        access: together.access,
                        plan: together.plan,
                        request,
                        day,
                        at,
                    };
                    rows.extend(act.records(&seen));
                    answers.push((place, Ok(answered(together, request, (day, at), seen))));
                }
                Ok(Err(problem)) => {
                    rows.push(refusal(together, one.as_ref().ok(), at, problem.code));
                    answers.push((place, Err(problem)));
                }
                Err(refusal) => {
                    unpaid(paid);
                    return Err(refusal);
                }
            }
        }
        let first = match self.record_list(rows) {
            Ok(first) => first,
            Err(refusal) => {
                unpaid(paid);
                return Err(refusal);
            }
        };
        let numbered = answers.into_iter().map(|(place, answer)| {
            answer.map(|consulted: Consulted| Consulted {
                number: first + i64::try_from(place).unwrap_or_default(),
                ..consulted
            })
        });
        Ok(numbered.collect())
    }

    /// What was seen of one; the outer error ends the list.
    fn one_of_list<'a>(
        &self,
        together: Together<'_>,
        one: &'a Result<ConsultationRequest, RowProblem>,
        (today, at): (Day, NaiveDateTime),
        paid: &mut usize,
    ) -> Result<Result<(&'a ConsultationRequest, Seen), RowProblem>, ConsultationRefusal> {
        let request = match one {
            Ok(request) => request,
            Err(problem) => return Ok(Err(problem.clone())),
        };
        if let Err(invalid) = request.validate(today, at) {
            return Ok(Err(invalid.into()));
        }
        match self.quotas.take(&together.plan.debits, today) {
            Ok(()) => *paid += 1,
            Err(Denied::Unavailable) => return Err(ConsultationRefusal::Unavailable),
            Err(denied) => return Ok(Err(denied.into())),
        }
        let day = request.reference_day.unwrap_or(today);
        match self.look(together.access, together.plan, request, Terms::of(day)) {
            Ok(seen) => Ok(Ok((request, seen))),
            Err(refusal @ (ConsultationRefusal::Unavailable | ConsultationRefusal::Busy)) => {
                Err(refusal)
            }
            Err(refusal) => {
                self.quotas.give_back(&together.plan.debits, today);
                *paid -= 1;
                Ok(Err(RowProblem {
                    code: refusal.code(),
                    text: refusal.to_string(),
                }))
            }
        }
    }

    /// Puts the records on disk; the number of the first.
    fn record_list(&self, rows: Vec<AuditRow>) -> Result<i64, ConsultationRefusal> {
        if rows.is_empty() {
            return Ok(0);
        }
        let (tell, told) = mpsc::sync_channel(1);
        self.recorder.submit_waiting(rows, move |written| {
            // Whoever asked may have gone; the records stand all the same.
            let _ = tell.send(written);
        })?;
        Ok(told.recv().unwrap_or(Err(AuditError::Closed))?)
    }
}

fn answered(
    together: Together<'_>,
    request: &ConsultationRequest,
    (day, at): (Day, NaiveDateTime),
    seen: Seen,
) -> Consulted {
    Consulted {
        number: 0,
        request_id: together.access.request_id().to_owned(),
        at,
        kind: request.kind,
        reference_day: day,
        known_at: seen.known_at,
        purpose: request.purpose.clone(),
        case_reference: request.case_reference.clone(),
        granted: seen.granted,
        outcome: seen.outcome,
        deferred: false,
        validating: Vec::new(),
        record: None,
    }
}

/// The record of an input without an answer: of one that could not be read it says nothing but that.
fn refusal(
    together: Together<'_>,
    request: Option<&ConsultationRequest>,
    at: NaiveDateTime,
    code: &str,
) -> AuditRow {
    if let Some(request) = request {
        return Act::refusal(together.access, request, at, code);
    }
    let terms = together.terms;
    Entry::under(ActKind::Refusal, together.access, at)
        .purpose(&terms.purpose, &terms.case_reference)
        .fields(terms.kind.code())
        .outcome(format!("ERRORE:{code}"))
        .into_row()
}
