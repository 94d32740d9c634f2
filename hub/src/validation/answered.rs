//! Answers given after a decision, for whoever opens one by its number in the trace.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use schema::codes::{PartStatus, RequestStatus};
use schema::db::Db;
use schema::tables::{
    ValidationPartRow, ValidationRequestRow, validation_part, validation_request,
};

use super::lists::{covered, places};
use super::state::opens_an_answer;

/// A part that has its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answered {
    /// The request as JSON of its service.
    pub payload: String,
    /// ISTAT code of the Comune that decided; empty: those that ask for no validation.
    pub comune: String,
    /// The Comuni for whose residents it decided.
    pub covers: Vec<String>,
    /// Places from 0 of what was asked under the agreement.
    pub declarations: Vec<usize>,
    /// The agreement under which it decided.
    pub agreement_id: i64,
}

/// The hub's id of the request to which that of a part belongs; of a request its own.
pub fn request_of(trace_id: &str) -> &str {
    trace_id
        .split_once('.')
        .map_or(trace_id, |(request, _)| request)
}

/// True if it is the hub's id of a part for which a Comune decides.
pub(crate) fn is_part(trace_id: &str) -> bool {
    trace_id.contains('.')
}

/// The part of a service whose answer stands at that number of the trace; `None` once what was asked has been removed, or
/// its term is over.
pub(crate) fn answered(
    conn: &mut Db,
    service: &str,
    (trace_id, trace_number): (&str, i64),
    now: NaiveDateTime,
) -> QueryResult<Option<Answered>> {
    let request: Option<ValidationRequestRow> = validation_request::table
        .filter(validation_request::request_id.eq(request_of(trace_id)))
        .filter(validation_request::service.eq(service))
        .select(ValidationRequestRow::as_select())
        .first(conn)
        .optional()?;
    let kept = |request: &ValidationRequestRow| {
        request.status == RequestStatus::Waiting.code()
            || request.expires_at.is_some_and(|end| end > now)
    };
    let Some(request) = request.filter(kept) else {
        return Ok(None);
    };
    let part: Option<ValidationPartRow> = validation_part::table
        .filter(validation_part::validation_id.eq(request.id))
        .filter(validation_part::trace_number.eq(trace_number))
        .filter(validation_part::settled_at.is_not_null())
        .filter(validation_part::answer.ne(""))
        .select(ValidationPartRow::as_select())
        .first(conn)
        .optional()?;
    let part = part.filter(|part| PartStatus::from_code(&part.status).is_some_and(opens_an_answer));
    Ok(part.map(|part| Answered {
        payload: request.payload,
        covers: covered(&part),
        declarations: places(&part),
        comune: part.comune,
        agreement_id: part.agreement_id,
    }))
}
