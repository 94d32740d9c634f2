//! Showing a consultation again, from its number: the same register, the same day, the same fields, hence the same
//! sheet. It is no new act; so it goes only to whoever made it: for as long as she sits at the same work, or, where a Comune
//! had to decide first, for as long as the request is kept.

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use schema::codes::{ActKind, ConsultationField};
use schema::date::Day;
use schema::db::Db;
use schema::tables::{AuditRow, audit, session};

use super::look::Look;
use super::trace::read_outcome;
use super::{ConsultationService, Consulted, PartOf, granted, scope};
use crate::access::{Access, FieldSet, Service};
use crate::audit::{Recorded, commitment};
use crate::consultation::granted::Granted;
use crate::consultation::refusal::ConsultationRefusal;
use crate::consultation::request::{About, ConsultationRequest, KnownAt};
use crate::consultation::waiting::{Stored, read_request};
use crate::validation::{Answered, answered, is_part};

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
            .own(access, again.number)?
            .ok_or(ConsultationRefusal::NotFound)?;
        let row = &record.row;
        let (kind, compared_with) =
            read_outcome(&row.outcome).ok_or(ConsultationRefusal::NotFound)?;
        let deferred = self.deferred(row)?;
        if deferred.is_none()
            && (is_part(&row.request_id) || !self.is_recent(access, row, again)?)
        {
            return Err(ConsultationRefusal::NotFound);
        }
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
        let plan = match &deferred {
            // What was today then asked for no other day.
            None => Self::plan_on(access, &request, Day::from_naive(row.at.date()))?,
            Some((stored, part)) => self.plan_part(
                access,
                &stored.request,
                PartOf {
                    comune: &part.comune,
                    covers: &part.covers,
                    declarations: &part.declarations,
                    agreement_id: part.agreement_id,
                },
            )?,
        };
        let then: Granted = shown_then(row, kind);
        let may = |comune: &str| granted(access, &plan, kind, comune).intersection(then);
        let ceased = |comune: &str| may(comune).has(ConsultationField::Ceased);
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
            deferred: deferred.is_some(),
            validating: Vec::new(),
            record: Some(Box::new(record)),
        })
    }

    /// The record, if it is the caller's own consultation.
    fn own(&self, access: &Access, number: i64) -> Result<Option<Recorded>, ConsultationRefusal> {
        let mut conn = self
            .trace
            .get()
            .map_err(|error| ConsultationRefusal::away(&error))?;
        let row: Option<AuditRow> = audit::table
            .find(number)
            .select(AuditRow::as_select())
            .first(&mut conn as &mut Db)
            .optional()
            .map_err(|error| ConsultationRefusal::away(&error))?;
        let own = row.filter(|row| {
            row.act == ActKind::Answer.code()
                && row.service == Service::Consultation.code()
                && row.user_id == access.user_id()
                && row.entity_id == access.entity_id()
                && row.key_id == access.key_id()
                && row.sealed.is_empty()
        });
        Ok(own.and_then(|row| commitment(&row).map(|commitment| Recorded { row, commitment })))
    }

    /// The part of a request that waited whose answer it is. It can be opened from then on, in whichever session, until what
    /// was asked is removed: nobody sat there when the Comune decided.
    fn deferred(&self, row: &AuditRow) -> Result<Option<(Stored, Answered)>, ConsultationRefusal> {
        let mut conn = self
            .register
            .get()
            .map_err(|error| ConsultationRefusal::away(&error))?;
        let part = answered(
            &mut conn as &mut Db,
            Service::Consultation.code(),
            (&row.request_id, row.seq),
            self.clock.now().naive_utc(),
        );
        let part = part.map_err(|error| ConsultationRefusal::away(&error))?;
        Ok(part.and_then(|part| read_request(&part.payload).map(|stored| (stored, part))))
    }

    /// True while she who made it sits at the same work.
    fn is_recent(
        &self,
        access: &Access,
        row: &AuditRow,
        again: Again,
    ) -> Result<bool, ConsultationRefusal> {
        let since = match again.session {
            None => Some(self.clock.now().naive_utc() - APPLICATIONS),
            Some(id) => self
                .began(id, access.user_id())
                .map_err(|error| ConsultationRefusal::away(&error))?,
        };
        Ok(since.is_some_and(|since| row.at >= since))
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
