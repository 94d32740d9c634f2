//! What a Comune has to decide, and what it has decided.

use std::collections::HashMap;

use diesel::prelude::*;
use schema::codes::{PartStatus, ValidationMode};
use schema::date::Day;
use schema::db::Db;
use schema::tables::{
    ValidationPartRow, ValidationRequestRow, app_user, entity, office, validation_part,
    validation_request,
};

use super::Validations;
use super::lists::covered;
use super::model::{Officer, QueueFilter, QueueItem, QueueState, ValidationError};
use super::outline::{Outline, ToDecide};
use super::read::PAGE;

type Joined = (ValidationPartRow, ValidationRequestRow);

impl Validations {
    /// The queue of the officer's Comuni: what waits, oldest first, without what time has decided; or what was decided,
    /// newest first. The look is on record before it is shown. Blocks.
    pub fn queue(
        &self,
        officer: &Officer,
        filter: &QueueFilter,
    ) -> Result<Vec<QueueItem>, ValidationError> {
        let now = self.clock.now().naive_utc();
        let mut query = validation_part::table
            .inner_join(
                validation_request::table
                    .on(validation_request::id.eq(validation_part::validation_id)),
            )
            .filter(validation_part::comune.eq_any(&officer.comuni))
            .filter(validation_part::comune.ne(""))
            .limit(filter.limit.clamp(1, PAGE))
            .select((
                ValidationPartRow::as_select(),
                ValidationRequestRow::as_select(),
            ))
            .into_boxed();
        query = match filter.state {
            QueueState::Waiting => query
                .filter(validation_part::status.eq(PartStatus::Waiting.code()))
                .filter(validation_part::deadline_at.gt(now))
                .order(validation_part::id.asc()),
            QueueState::Decided => query
                .filter(
                    validation_part::status
                        .ne(PartStatus::Waiting.code())
                        .or(validation_part::deadline_at.le(now)),
                )
                .order(validation_part::id.desc()),
        };
        if let Some(after) = filter.after {
            query = match filter.state {
                QueueState::Waiting => query.filter(validation_part::id.gt(after)),
                QueueState::Decided => query.filter(validation_part::id.lt(after)),
            };
        }
        if let Some(comune) = &filter.comune {
            query = query.filter(validation_part::comune.eq(comune));
        }
        if let Some(entity_id) = filter.entity_id {
            query = query.filter(validation_request::entity_id.eq(entity_id));
        }
        if let Some(mode) = filter.mode {
            query = query.filter(validation_part::mode.eq(mode.code()));
        }
        let mut conn = self.conn()?;
        let rows: Vec<Joined> = query.load(&mut conn as &mut Db)?;
        let outlines = rows
            .iter()
            .map(|(_, request)| self.outline(&request.service, &request.payload))
            .collect();
        let shown = items(&mut conn, rows, outlines)?;
        drop(conn);
        self.looked_at_queue(officer, filter, &shown)?;
        Ok(shown)
    }

    /// How many parts wait for the officer's Comuni.
    pub fn waiting(&self, officer: &Officer) -> Result<i64, ValidationError> {
        let now = self.clock.now().naive_utc();
        let mut conn = self.conn()?;
        Ok(validation_part::table
            .filter(validation_part::comune.eq_any(&officer.comuni))
            .filter(validation_part::comune.ne(""))
            .filter(validation_part::status.eq(PartStatus::Waiting.code()))
            .filter(validation_part::deadline_at.gt(now))
            .count()
            .get_result(&mut conn as &mut Db)?)
    }

    /// One part of the officer's Comuni, after whatever time has decided meanwhile. The look is on record before it is
    /// shown. Blocks.
    pub fn item(&self, officer: &Officer, id: i64) -> Result<QueueItem, ValidationError> {
        let found = self.joined(officer, id)?;
        let Some((part, request)) = found else {
            return Err(ValidationError::NotFound);
        };
        self.looked_at(officer, &part, &request)?;
        if part.status == PartStatus::Waiting.code() {
            self.elapse_of(part.validation_id)?;
        }
        let found: Vec<Joined> = self.joined(officer, id)?.into_iter().collect();
        let outlines = found
            .iter()
            .map(|(part, request)| self.outline_for(part, request))
            .collect();
        let mut conn = self.conn()?;
        items(&mut conn, found, outlines)?
            .pop()
            .ok_or(ValidationError::NotFound)
    }

    /// A request in the words of its service.
    pub(super) fn outline(&self, service: &str, payload: &str) -> Option<Outline> {
        self.service(service)?.outline(payload)
    }

    fn outline_for(
        &self,
        part: &ValidationPartRow,
        request: &ValidationRequestRow,
    ) -> Option<Outline> {
        let covers = covered(part);
        let part = ToDecide {
            agreement_id: part.agreement_id,
            covers: &covers,
            reference_day: Day(request.reference_day),
        };
        self.service(&request.service)?
            .outline_for(&request.payload, part)
    }

    fn joined(&self, officer: &Officer, id: i64) -> Result<Option<Joined>, ValidationError> {
        let mut conn = self.conn()?;
        Ok(validation_part::table
            .inner_join(
                validation_request::table
                    .on(validation_request::id.eq(validation_part::validation_id)),
            )
            .filter(validation_part::id.eq(id))
            .filter(validation_part::comune.eq_any(&officer.comuni))
            .filter(validation_part::comune.ne(""))
            .select((
                ValidationPartRow::as_select(),
                ValidationRequestRow::as_select(),
            ))
            .first(&mut conn as &mut Db)
            .optional()?)
    }
}

fn items(
    conn: &mut Db,
    rows: Vec<Joined>,
    outlines: Vec<Option<Outline>>,
) -> Result<Vec<QueueItem>, ValidationError> {
    let entity_ids: Vec<i64> = rows.iter().map(|(_, request)| request.entity_id).collect();
    let office_ids: Vec<i64> = rows.iter().map(|(_, request)| request.office_id).collect();
    let user_ids: Vec<i64> = rows
        .iter()
        .flat_map(|(part, request)| [request.user_id, part.decided_by])
        .collect();
    let entities: HashMap<i64, String> = entity::table
        .filter(entity::id.eq_any(&entity_ids))
        .select((entity::id, entity::name))
        .load::<(i64, String)>(conn)?
        .into_iter()
        .collect();
    let offices: HashMap<i64, String> = office::table
        .filter(office::id.eq_any(&office_ids))
        .select((office::id, office::name))
        .load::<(i64, String)>(conn)?
        .into_iter()
        .collect();
    let users: HashMap<i64, String> = app_user::table
        .filter(app_user::id.eq_any(&user_ids))
        .select((app_user::id, app_user::surname, app_user::name))
        .load::<(i64, String, String)>(conn)?
        .into_iter()
        .map(|(id, surname, name)| (id, format!("{surname} {name}").trim().to_owned()))
        .collect();
    let named = |names: &HashMap<i64, String>, id: i64| names.get(&id).cloned().unwrap_or_default();
    Ok(rows
        .into_iter()
        .zip(outlines)
        .filter_map(|((part, request), outline)| {
            Some(QueueItem {
                id: part.id,
                status: PartStatus::from_code(&part.status)?,
                mode: ValidationMode::from_code(&part.mode)?,
                decided_by: named(&users, part.decided_by),
                entity: named(&entities, request.entity_id),
                office: named(&offices, request.office_id),
                user: named(&users, request.user_id),
                request_id: request.request_id,
                service: request.service,
                comune: part.comune,
                submitted_at: request.submitted_at,
                deadline_at: part.deadline_at,
                decided_at: part.decided_at,
                reason: part.reason,
                entity_id: request.entity_id,
                agreement_id: part.agreement_id,
                purpose: request.purpose,
                case_reference: request.case_reference,
                reference_day: Day(request.reference_day),
                outline,
            })
        })
        .collect())
}
