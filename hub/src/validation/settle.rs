//! What was decided takes effect: the decision is traced, the answer given and kept, once.
//!
//! Register and trace are two stores, so there is no transaction over both. Whoever settles a part claims it for a while;
//! whoever claims one that another had claimed before looks into the trace first, and writes only what is not there.

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use schema::codes::{ActKind, PartStatus, RequestStatus};
use schema::db::{Db, write_tx};
use schema::tables::{
    ValidationPartRow, ValidationRequestRow, app_user, audit, validation_part, validation_request,
};

use super::Validations;
use super::elapse::{next, state_of};
use super::lists::{covered, places};
use super::model::{Requester, ValidationError};
use super::records::{self, Decider};
use super::service::{Order, Reply, Unanswered, Validated};
use super::state::{Event, PartState, opens_an_answer, whole};

/// After so long whoever claimed a part is taken for dead.
const CLAIM: Duration = Duration::seconds(60);
/// Parts looked up at once.
const TOGETHER: i64 = 100;

/// What stands in the trace about a part.
#[derive(Clone, Copy, Debug, Default)]
struct Traced {
    decision: Option<i64>,
    answer: Option<i64>,
    refusal: Option<i64>,
}

/// How a part ends.
#[derive(Debug, Default)]
struct End {
    answer: String,
    refusal: String,
    trace_number: i64,
}

impl Validations {
    /// Every part that is decided and not settled; how many were settled here.
    pub(super) fn settle_pending(&self) -> Result<usize, ValidationError> {
        let (mut settled, mut after) = (0, 0);
        loop {
            let now = self.clock.now().naive_utc();
            let mut conn = self.conn()?;
            let ids: Vec<i64> = pending(now)
                .filter(validation_part::id.gt(after))
                .order(validation_part::id)
                .limit(TOGETHER)
                .select(validation_part::id)
                .load(&mut conn as &mut Db)?;
            drop(conn);
            let Some(last) = ids.last() else {
                return Ok(settled);
            };
            after = *last;
            for id in ids {
                match self.settle(id) {
                    Ok(true) => settled += 1,
                    Ok(false) => {}
                    Err(error) => tracing::warn!(%error, part = id, "a part is not settled yet"),
                }
            }
        }
    }

    /// The parts of one request that are decided and not settled.
    pub(super) fn settle_of(&self, validation_id: i64) -> Result<(), ValidationError> {
        let now = self.clock.now().naive_utc();
        let mut conn = self.conn()?;
        let ids: Vec<i64> = pending(now)
            .filter(validation_part::validation_id.eq(validation_id))
            .order(validation_part::id)
            .select(validation_part::id)
            .load(&mut conn as &mut Db)?;
        drop(conn);
        for id in ids {
            self.settle(id)?;
        }
        Ok(())
    }

    /// Settles a part. False if there was nothing to do here: it is settled, or another is at it.
    pub(super) fn settle(&self, id: i64) -> Result<bool, ValidationError> {
        let claim = self.claim_name();
        let Some((request, part, again)) = self.claim(id, &claim)? else {
            return Ok(false);
        };
        let ended = self.end(&request, &part, again);
        let end = match ended {
            Ok(end) => end,
            Err(error) => {
                self.give_back(id, &claim)?;
                return Err(error);
            }
        };
        let mut conn = self.conn()?;
        let now = self.clock.now().naive_utc();
        Ok(write_tx(&mut conn, |conn| {
            self.finish(conn, &part, &claim, &end, now)
        })?)
    }

    /// Claims a part that is to be settled. The last value says that somebody had claimed it before.
    fn claim(
        &self,
        id: i64,
        claim: &str,
    ) -> Result<Option<(ValidationRequestRow, ValidationPartRow, bool)>, ValidationError> {
        let now = self.clock.now().naive_utc();
        let mut conn = self.conn()?;
        Ok(write_tx::<_, diesel::result::Error>(&mut conn, |conn| {
            let part: Option<ValidationPartRow> = validation_part::table
                .find(id)
                .select(ValidationPartRow::as_select())
                .first(conn)
                .optional()?;
            let Some(part) = part.filter(|part| next(part, Event::Settle).is_some()) else {
                return Ok(None);
            };
            // Only the one whose update finds the claim that was read has it.
            let mine = diesel::update(validation_part::table.find(id))
                .filter(validation_part::claim.eq(&part.claim))
                .filter(validation_part::settled_at.is_null())
                .filter(
                    validation_part::claimed_until
                        .is_null()
                        .or(validation_part::claimed_until.le(now)),
                )
                .set((
                    validation_part::claim.eq(claim),
                    validation_part::claimed_until.eq(Some(now + CLAIM)),
                ))
                .execute(conn)?;
            if mine == 0 {
                return Ok(None);
            }
            let request: ValidationRequestRow = validation_request::table
                .find(part.validation_id)
                .select(ValidationRequestRow::as_select())
                .first(conn)?;
            let again = !part.claim.is_empty();
            Ok(Some((request, part, again)))
        })?)
    }

    /// Traces the decision and gives the answer.
    fn end(
        &self,
        request: &ValidationRequestRow,
        part: &ValidationPartRow,
        again: bool,
    ) -> Result<End, ValidationError> {
        let Some(state) = state_of(part) else {
            return Err(ValidationError::Store("unknown status".to_owned()));
        };
        let traced = if again {
            self.traced(request, part)?
        } else {
            Traced::default()
        };
        let mut end = End::default();
        if records::is_decision(state.status) {
            end.trace_number = match traced.decision {
                Some(number) => number,
                None => self.record(records::decided(
                    request,
                    part,
                    self.person(part.decided_by)?,
                    self.about(&request.service, &request.payload),
                ))?,
            };
        }
        if !opens_an_answer(state.status) {
            return Ok(end);
        }
        match self.answer(request, part, traced.answer) {
            Ok(Reply {
                answer,
                trace_number,
            }) => {
                end.answer = answer;
                end.trace_number = trace_number;
            }
            Err(Unanswered::Refused { code, text }) => {
                end.refusal = text;
                end.trace_number = match traced.refusal {
                    Some(number) => number,
                    None => self.record(records::refused(
                        request,
                        part,
                        code,
                        (
                            self.clock.now(),
                            self.about(&request.service, &request.payload),
                        ),
                    ))?,
                };
            }
            Err(Unanswered::Unavailable(why)) => return Err(ValidationError::Store(why)),
        }
        Ok(end)
    }

    fn answer(
        &self,
        request: &ValidationRequestRow,
        part: &ValidationPartRow,
        traced: Option<i64>,
    ) -> Result<Reply, Unanswered> {
        let service = self
            .service(&request.service)
            .ok_or_else(|| Unanswered::Unavailable(format!("no service {}", request.service)))?;
        service.answer(&Order {
            trace_id: records::trace_id(request, part),
            requester: requester(request),
            purpose: request.purpose.clone(),
            case_reference: request.case_reference.clone(),
            payload: request.payload.clone(),
            reference_day: schema::date::Day(request.reference_day),
            known_at: part.known_at,
            comune: part.comune.clone(),
            covers: covered(part),
            declarations: places(part),
            agreement_id: part.agreement_id,
            traced,
        })
    }

    /// The person a request is about by the register's number; 0 if it names none so.
    pub(super) fn about(&self, service: &str, payload: &str) -> i64 {
        self.service(service)
            .map_or(0, |service| service.person(payload))
    }

    pub(super) fn service(&self, code: &str) -> Option<&dyn Validated> {
        self.services
            .iter()
            .find(|service| service.code() == code)
            .map(AsRef::as_ref)
    }

    /// What somebody who was stopped has already written.
    fn traced(
        &self,
        request: &ValidationRequestRow,
        part: &ValidationPartRow,
    ) -> Result<Traced, ValidationError> {
        let mut conn = self.trace.get()?;
        let rows: Vec<(i64, String, String)> = audit::table
            .filter(audit::seq.gt(part.trace_floor))
            .filter(audit::request_id.eq(records::trace_id(request, part)))
            .order(audit::seq)
            .select((audit::seq, audit::act, audit::outcome))
            .load(&mut conn as &mut Db)?;
        let of = |act: ActKind| {
            rows.iter()
                .find(|(_, found, outcome)| found == act.code() && outcome != records::SUBMITTED)
                .map(|(seq, ..)| *seq)
        };
        Ok(Traced {
            decision: of(ActKind::Validation),
            answer: of(ActKind::Answer),
            refusal: of(ActKind::Refusal),
        })
    }

    /// A user as the directory has it; nobody for 0, as silence and time decide without one.
    pub(super) fn person(&self, user_id: i64) -> Result<Decider, ValidationError> {
        if user_id == 0 {
            return Ok(Decider::default());
        }
        let mut conn = self.conn()?;
        let user: Option<(i64, i64, String)> = app_user::table
            .find(user_id)
            .select((app_user::entity_id, app_user::office_id, app_user::role))
            .first(&mut conn as &mut Db)
            .optional()?;
        let (entity_id, office_id, role) = user.unwrap_or_default();
        Ok(Decider {
            user_id,
            entity_id,
            office_id,
            role,
        })
    }

    /// Lets others try at once what failed here.
    fn give_back(&self, id: i64, claim: &str) -> Result<(), ValidationError> {
        let now = self.clock.now().naive_utc();
        let mut conn = self.conn()?;
        write_tx::<_, diesel::result::Error>(&mut conn, |conn| {
            diesel::update(validation_part::table.find(id))
                .filter(validation_part::claim.eq(claim))
                .set(validation_part::claimed_until.eq(Some(now)))
                .execute(conn)
        })?;
        Ok(())
    }

    /// Keeps how the part ended, and closes the request with its last part.
    fn finish(
        &self,
        conn: &mut Db,
        part: &ValidationPartRow,
        claim: &str,
        end: &End,
        now: NaiveDateTime,
    ) -> QueryResult<bool> {
        // The request's row is locked first: of two that settle its last parts at once, the second sees the first's.
        diesel::update(validation_request::table.find(part.validation_id))
            .set(validation_request::status.eq(validation_request::status))
            .execute(conn)?;
        let mine = diesel::update(validation_part::table.find(part.id))
            .filter(validation_part::claim.eq(claim))
            .filter(validation_part::settled_at.is_null())
            .set((
                validation_part::settled_at.eq(Some(now)),
                validation_part::answer.eq(&end.answer),
                validation_part::refusal.eq(&end.refusal),
                validation_part::trace_number.eq(end.trace_number),
                validation_part::claimed_until.eq(None::<NaiveDateTime>),
            ))
            .execute(conn)?;
        if mine == 0 {
            return Ok(false);
        }
        let parts: Vec<ValidationPartRow> = validation_part::table
            .filter(validation_part::validation_id.eq(part.validation_id))
            .order(validation_part::id)
            .select(ValidationPartRow::as_select())
            .load(conn)?;
        let states: Vec<PartState> = parts.iter().filter_map(state_of).collect();
        if states.len() < parts.len() || whole(states) != RequestStatus::Done {
            return Ok(true);
        }
        let (service, payload): (String, String) = validation_request::table
            .find(part.validation_id)
            .select((validation_request::service, validation_request::payload))
            .first(conn)?;
        let answers: Vec<String> = parts
            .into_iter()
            .map(|part| part.answer)
            .filter(|answer| !answer.is_empty())
            .collect();
        let answer = self
            .service(&service)
            .map_or_else(String::new, |service| service.combine(&payload, &answers));
        diesel::update(validation_request::table.find(part.validation_id))
            .set((
                validation_request::status.eq(RequestStatus::Done.code()),
                validation_request::answered_at.eq(Some(now)),
                validation_request::answer.eq(answer),
                validation_request::expires_at
                    .eq(Some(now + Duration::days(self.options.keep_days))),
            ))
            .execute(conn)?;
        Ok(true)
    }
}

/// Parts that are decided and that nobody is settling.
#[diesel::dsl::auto_type(no_type_alias)]
fn pending(now: NaiveDateTime) -> _ {
    let waiting: &'static str = PartStatus::Waiting.code();
    validation_part::table
        .filter(validation_part::settled_at.is_null())
        .filter(validation_part::status.ne(waiting))
        .filter(
            validation_part::claimed_until
                .is_null()
                .or(validation_part::claimed_until.le(now)),
        )
}

fn requester(request: &ValidationRequestRow) -> Requester {
    Requester {
        entity_id: request.entity_id,
        office_id: request.office_id,
        user_id: request.user_id,
        key_id: request.key_id,
        role: schema::codes::Role::from_code(&request.role),
        workstation: request.workstation.clone(),
    }
}
