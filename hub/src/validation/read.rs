//! What whoever asked reads.

use std::collections::HashMap;

use diesel::prelude::*;
use schema::codes::{PartStatus, RequestStatus, ValidationMode};
use schema::date::Day;
use schema::db::Db;
use schema::tables::{
    ValidationPartRow, ValidationRequestRow, validation_part, validation_request,
};

use super::Validations;
use super::model::{PartView, Reader, RequestView, ValidationError};
use super::outline::Outline;

/// Requests of a page, at most.
pub const PAGE: i64 = 1_000;

impl Validations {
    /// A request of the reader, by the hub's id, after whatever time has decided meanwhile. Blocks.
    pub fn read(&self, reader: &Reader, request_id: &str) -> Result<RequestView, ValidationError> {
        let mut conn = self.conn()?;
        let row: Option<ValidationRequestRow> = validation_request::table
            .filter(validation_request::request_id.eq(request_id))
            .filter(validation_request::entity_id.eq(reader.entity_id))
            .select(ValidationRequestRow::as_select())
            .first(&mut conn as &mut Db)
            .optional()?;
        drop(conn);
        let Some(row) = row.filter(|row| is_for(row, reader)) else {
            return Err(ValidationError::NotFound);
        };
        if row.status == RequestStatus::Waiting.code() {
            self.elapse_of(row.id)?;
            if let Err(error) = self.settle_of(row.id) {
                // What is known can be read all the same.
                tracing::warn!(%error, "a part is not settled yet");
            }
        }
        self.view(row.id)
    }

    /// The reader's requests, newest first, before that number.
    pub fn list(
        &self,
        reader: &Reader,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<RequestView>, ValidationError> {
        let mut query = validation_request::table
            .filter(validation_request::entity_id.eq(reader.entity_id))
            .order(validation_request::id.desc())
            .limit(limit.clamp(1, PAGE))
            .select(ValidationRequestRow::as_select())
            .into_boxed();
        query = if reader.whole_office {
            query.filter(validation_request::office_id.eq(reader.office_id))
        } else if reader.user_id != 0 {
            query.filter(validation_request::user_id.eq(reader.user_id))
        } else {
            query.filter(validation_request::key_id.eq(reader.key_id))
        };
        if let Some(before) = before {
            query = query.filter(validation_request::id.lt(before));
        }
        let mut conn = self.conn()?;
        let rows: Vec<ValidationRequestRow> = query.load(&mut conn as &mut Db)?;
        self.views(&mut conn, rows)
    }

    pub(super) fn view(&self, id: i64) -> Result<RequestView, ValidationError> {
        let mut conn = self.conn()?;
        let row: ValidationRequestRow = validation_request::table
            .find(id)
            .select(ValidationRequestRow::as_select())
            .first(&mut conn as &mut Db)?;
        self.views(&mut conn, vec![row])?
            .pop()
            .ok_or(ValidationError::NotFound)
    }

    fn views(
        &self,
        conn: &mut Db,
        rows: Vec<ValidationRequestRow>,
    ) -> Result<Vec<RequestView>, ValidationError> {
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let parts: Vec<ValidationPartRow> = validation_part::table
            .filter(validation_part::validation_id.eq_any(&ids))
            .order(validation_part::id)
            .select(ValidationPartRow::as_select())
            .load(conn)?;
        let mut of_request: HashMap<i64, Vec<PartView>> = HashMap::new();
        for part in parts {
            let id = part.validation_id;
            of_request.entry(id).or_default().extend(part_view(part));
        }
        Ok(rows
            .into_iter()
            .map(|row| {
                let parts = of_request.remove(&row.id).unwrap_or_default();
                let outline = self.outline(&row.service, &row.payload);
                request_view(row, parts, outline)
            })
            .collect())
    }
}

/// The same rule as that of the list.
fn is_for(row: &ValidationRequestRow, reader: &Reader) -> bool {
    row.entity_id == reader.entity_id
        && if reader.whole_office {
            row.office_id == reader.office_id
        } else if reader.user_id != 0 {
            row.user_id == reader.user_id
        } else {
            row.key_id == reader.key_id
        }
}

fn request_view(
    row: ValidationRequestRow,
    parts: Vec<PartView>,
    outline: Option<Outline>,
) -> RequestView {
    let status = RequestStatus::from_code(&row.status).unwrap_or(RequestStatus::Waiting);
    RequestView {
        id: row.id,
        removed: status == RequestStatus::Done && row.expires_at.is_none(),
        request_id: row.request_id,
        service: row.service,
        purpose: row.purpose,
        case_reference: row.case_reference,
        user_id: row.user_id,
        reference_day: Day(row.reference_day),
        submitted_at: row.submitted_at,
        status,
        answered_at: row.answered_at,
        answer: row.answer,
        outline,
        parts,
    }
}

/// A decision is shown once it has taken effect: before, its part waits.
fn part_view(row: ValidationPartRow) -> Option<PartView> {
    let status = PartStatus::from_code(&row.status)?;
    let mode = ValidationMode::from_code(&row.mode)?;
    let settled = row.settled_at.is_some();
    let status = match status {
        PartStatus::Immediate => status,
        _ if !settled => PartStatus::Waiting,
        _ => status,
    };
    Some(PartView {
        id: row.id,
        comune: row.comune,
        status,
        mode,
        deadline_at: row.deadline_at,
        decided_at: row.decided_at.filter(|_| settled),
        reason: match status {
            PartStatus::Discarded => row.reason,
            _ => String::new(),
        },
        refusal: row.refusal,
        answer: row.answer,
        known_at: row.known_at,
        trace_number: row.trace_number,
    })
}
