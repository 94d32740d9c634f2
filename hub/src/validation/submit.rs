//! A request comes in: its parts begin to wait, and what needs no validation is answered at once.

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use diesel::prelude::*;
use schema::codes::{PartStatus, RequestStatus, ValidationMode};
use schema::db::{Db, write_tx};
use schema::journal;
use schema::tables::{
    ValidationPartRow, ValidationRequestRow, validation_head, validation_part, validation_request,
};

use super::lists::write_places;
use super::model::{NewPart, NewRequest, RequestView, ValidationError, ValidationOptions};
use super::state::PartState;
use super::{Validations, records};

impl Validations {
    /// Takes a request of which at least one part waits. It is on disk, with its parts, when this returns. Blocks.
    pub fn submit(&self, new: &NewRequest) -> Result<RequestView, ValidationError> {
        let now = self.clock.now();
        let floor = self.trace_floor()?;
        // Before the request itself: a kill in between leaves an attempt in the trace, never a request without one.
        let person_id = self.about(new.service, &new.payload);
        self.record(records::submitted(new, person_id, now.naive_utc()))?;
        let mut conn = self.conn()?;
        let (id, immediate) = write_tx(&mut conn, |conn| {
            insert(conn, new, now, floor, &self.options)
        })?;
        drop(conn);
        if let Some(part) = immediate
            && let Err(error) = self.settle(part)
        {
            // The background work answers it; the request stands.
            tracing::warn!(%error, "the part without validation is not answered yet");
        }
        self.view(id)
    }
}

/// Writes request and parts; the numbers of the request and of the part that waits for nobody.
fn insert(
    conn: &mut Db,
    new: &NewRequest,
    now: DateTime<Utc>,
    floor: i64,
    options: &ValidationOptions,
) -> QueryResult<(i64, Option<i64>)> {
    let count = 1 + i64::from(new.immediate) + new.waiting.len() as i64;
    let id = take_numbers(conn, count)?;
    let at = now.naive_utc();
    diesel::insert_into(validation_request::table)
        .values(request_row(new, id, at))
        .execute(conn)?;
    let mut parts = Vec::new();
    if new.immediate {
        parts.push(ValidationPartRow {
            known_at: journal::head(conn)?,
            decided_at: Some(at),
            ..part_row(ValidationMode::None, floor)
        });
    }
    for part in &new.waiting {
        parts.push(waiting_row(part, now, floor, options));
    }
    let immediate = new.immediate.then_some(id + 1);
    for (mut row, number) in parts.into_iter().zip(id + 1..) {
        row.id = number;
        row.validation_id = id;
        diesel::insert_into(validation_part::table)
            .values(row)
            .execute(conn)?;
    }
    Ok((id, immediate))
}

/// The first of so many numbers. The lock of the head's row is held until commit: numbers become visible in their order.
fn take_numbers(conn: &mut Db, count: i64) -> QueryResult<i64> {
    diesel::update(validation_head::table.find(1))
        .set(validation_head::last.eq(validation_head::last + count))
        .execute(conn)?;
    let last: i64 = validation_head::table
        .find(1)
        .select(validation_head::last)
        .first(conn)?;
    Ok(last - count + 1)
}

fn request_row(new: &NewRequest, id: i64, at: NaiveDateTime) -> ValidationRequestRow {
    let requester = &new.requester;
    ValidationRequestRow {
        id,
        request_id: new.request_id.clone(),
        service: new.service.to_owned(),
        entity_id: requester.entity_id,
        office_id: requester.office_id,
        user_id: requester.user_id,
        key_id: requester.key_id,
        role: requester
            .role
            .map_or_else(String::new, |role| role.code().to_owned()),
        workstation: requester.workstation.clone(),
        purpose: new.purpose.clone(),
        case_reference: new.case_reference.clone(),
        subject: new.subject.clone(),
        fields: new.fields.clone(),
        payload: new.payload.clone(),
        reference_day: new.reference_day.0,
        submitted_at: at,
        status: RequestStatus::Waiting.code().to_owned(),
        answered_at: None,
        answer: String::new(),
        expires_at: None,
    }
}

fn part_row(mode: ValidationMode, floor: i64) -> ValidationPartRow {
    let status: PartStatus = PartState::new(mode).status;
    ValidationPartRow {
        id: 0,
        validation_id: 0,
        comune: String::new(),
        covers: String::new(),
        declarations: String::new(),
        agreement_id: 0,
        mode: mode.code().to_owned(),
        status: status.code().to_owned(),
        deadline_at: None,
        decided_at: None,
        decided_by: 0,
        decided_from: String::new(),
        reason: String::new(),
        known_at: 0,
        settled_at: None,
        refusal: String::new(),
        answer: String::new(),
        trace_floor: floor,
        trace_number: 0,
        claim: String::new(),
        claimed_until: None,
    }
}

fn waiting_row(
    part: &NewPart,
    now: DateTime<Utc>,
    floor: i64,
    options: &ValidationOptions,
) -> ValidationPartRow {
    let deadline = match part.mode {
        ValidationMode::Silent => (options.working_hours)(now, part.silence_hours),
        ValidationMode::Manual | ValidationMode::None => now + Duration::days(options.manual_days),
    };
    ValidationPartRow {
        comune: part.comune.clone(),
        covers: part.covers.join(","),
        declarations: write_places(&part.declarations),
        agreement_id: part.agreement_id,
        deadline_at: Some(deadline.naive_utc()),
        ..part_row(part.mode, floor)
    }
}
