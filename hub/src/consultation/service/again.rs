//! Showing a consultation again, from its number: the same register, the same day, the same fields, hence the same
//! sheet. It is no new act; so it goes only to whoever made it, for as long as she sits at the same work.

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use schema::codes::{ActKind, ConsultationField};
use schema::date::Day;
use schema::db::Db;
use schema::tables::{AuditRow, audit, session};

use super::look::Look;
use super::trace::read_outcome;
use super::{ConsultationService, Consulted, granted, scope};
use crate::access::{Access, FieldSet, Service};
use crate::audit::{Recorded, commitment};
use crate::consultation::granted::Granted;
use crate::consultation::refusal::ConsultationRefusal;
use crate::consultation::request::{About, ConsultationRequest, KnownAt};

/// How long an application may ask again; a person may for as long as her session lasts.
const APPLICATIONS: Duration = Duration::hours(12);

/// What is asked for again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Again {
    /// The number of the consultation.
    pub number: i64,
    /// The session in which it is asked for; `None` of an application.
    pub session: Option<i64>,
}

impl ConsultationService {
    /// Shows a consultation again. Rights are those of today: what was granted then and is not any more is
    /// masked now, and what has been granted since stays masked.
    ///
    /// # Errors
    /// [`ConsultationRefusal::NotFound`] of whatever is not the caller's own, showed nothing, is too old or is under
    /// seal; a right that is missing today; the store failed.
    pub fn again(&self, access: &Access, again: Again) -> Result<Consulted, ConsultationRefusal> {
        let record = self
            .own(access, again)?
            .ok_or(ConsultationRefusal::NotFound)?;
        let row = &record.row;
        let (kind, compared_with) =
            read_outcome(&row.outcome).ok_or(ConsultationRefusal::NotFound)?;
        let request = ConsultationRequest {
            kind,
            about: About::of_record(&row.subject, row.person_id)
                .ok_or(ConsultationRefusal::NotFound)?,
            reference_day: Some(Day(row.reference_day)),
            known_at: None,
            compared_with,
            purpose: row.purpose.clone(),
            case_reference: row.case_reference.clone(),
            comuni: None,
            declared: row.declared.clone(),
        };
        // What was today then asked for no other day.
        let plan = Self::plan_on(access, &request, Day::from_naive(row.at.date()))?;
        let then: Granted = shown_then(row, kind);
        let may = |comune: &str| granted(access, &plan, kind, comune).intersection(then);
        let ceased =
            |comune: &str| granted(access, &plan, kind, comune).has(ConsultationField::Ceased);
        let look = Look {
            kind,
            about: &request.about,
            day: Day(row.reference_day),
            known_at: Some(KnownAt::Number(row.known_at)),
            compared_with,
            scope: scope(&plan),
            ceased: &ceased,
            granted: &may,
        };
        let mut conn = self
            .register
            .get()
            .map_err(|error| ConsultationRefusal::away(&error))?;
        let seen = look.look(&mut conn as &mut Db, &self.caches)?;
        Ok(Consulted {
            number: row.seq,
            request_id: row.request_id.clone(),
            at: row.at,
            kind,
            reference_day: Day(row.reference_day),
            known_at: row.known_at,
            purpose: row.purpose.clone(),
            case_reference: row.case_reference.clone(),
            granted: seen.granted,
            outcome: seen.outcome,
            validating: Vec::new(),
            record: Some(Box::new(record)),
        })
    }

    /// The record, if it is the caller's own consultation, and fresh enough.
    fn own(&self, access: &Access, again: Again) -> Result<Option<Recorded>, ConsultationRefusal> {
        let away = |error: diesel::result::Error| ConsultationRefusal::away(&error);
        let mut conn = self
            .trace
            .get()
            .map_err(|error| ConsultationRefusal::away(&error))?;
        let row: Option<AuditRow> = audit::table
            .find(again.number)
            .select(AuditRow::as_select())
            .first(&mut conn as &mut Db)
            .optional()
            .map_err(away)?;
        drop(conn);
        let own = row.filter(|row| {
            row.act == ActKind::Answer.code()
                && row.service == Service::Consultation.code()
                && row.user_id == access.user_id()
                && row.entity_id == access.entity_id()
                && row.key_id == access.key_id()
                && row.sealed.is_empty()
        });
        let Some(row) = own else { return Ok(None) };
        let since = match again.session {
            None => self.clock.now().naive_utc() - APPLICATIONS,
            Some(id) => match self.began(id, access.user_id()).map_err(away)? {
                Some(began) => began,
                None => return Ok(None),
            },
        };
        if row.at < since {
            return Ok(None);
        }
        Ok(commitment(&row).map(|commitment| Recorded { row, commitment }))
    }

    /// When a session of that user began.
    fn began(&self, id: i64, user_id: i64) -> QueryResult<Option<NaiveDateTime>> {
        let Ok(mut conn) = self.register.get() else {
            return Ok(None);
        };
        session::table
            .filter(session::id.eq(id))
            .filter(session::user_id.eq(user_id))
            .select(session::created_at)
            .first(&mut conn as &mut Db)
            .optional()
    }
}

/// What the record says was shown: `KIND.FIELD,KIND.FIELD`.
fn shown_then(row: &AuditRow, kind: schema::codes::ConsultationKind) -> Granted {
    let names: Vec<&str> = row
        .fields
        .split(',')
        .filter_map(|text| text.split_once('.'))
        .map(|(_, name)| name)
        .collect();
    FieldSet::parse(kind, &names.join(","))
        .sheet(kind)
        .collect()
}
