//! Making records, so that nobody fills two dozen columns by hand.

use chrono::NaiveDateTime;
use schema::codes::{ActKind, Role};
use schema::date::Day;
use schema::tables::AuditRow;

use crate::access::Access;

/// A record in the making. What is not stated stays empty.
#[derive(Clone, Debug)]
#[must_use]
pub struct Entry(AuditRow);

impl Entry {
    /// An act at that time (UTC), for a service: `VERIFICA`, `UTENTI`, …
    pub fn new(act: ActKind, service: &str, at: NaiveDateTime) -> Self {
        Self(AuditRow {
            at,
            act: act.code().to_owned(),
            service: service.to_owned(),
            ..AuditRow::default()
        })
    }

    /// An act of whoever holds the access, under its service and request.
    pub fn under(act: ActKind, access: &Access, at: NaiveDateTime) -> Self {
        Self::new(act, access.service().code(), at)
            .request(access.request_id())
            .entity(access.entity_id())
            .user(access.user_id(), access.office_id(), access.role())
            .key(access.key_id())
            .workstation(&access.place())
    }

    /// The hub's id of the request.
    pub fn request(mut self, id: &str) -> Self {
        id.clone_into(&mut self.0.request_id);
        self
    }

    /// The entity for which it was done.
    pub fn entity(mut self, id: i64) -> Self {
        self.0.entity_id = id;
        self
    }

    /// The user who did it: with the office and role of that day.
    pub fn user(mut self, id: i64, office_id: i64, role: Role) -> Self {
        self.0.user_id = id;
        self.0.office_id = office_id;
        role.code().clone_into(&mut self.0.role);
        self
    }

    /// The key with which an application asked.
    pub fn key(mut self, id: i64) -> Self {
        self.0.key_id = id;
        self
    }

    /// The agreement under which it was done.
    pub fn agreement(mut self, id: i64) -> Self {
        self.0.agreement_id = id;
        self
    }

    /// The Comune that it concerns (ISTAT code).
    pub fn comune(mut self, code: &str) -> Self {
        code.clone_into(&mut self.0.comune);
        self
    }

    /// Purpose and case, as stated.
    pub fn purpose(mut self, purpose: &str, case_reference: &str) -> Self {
        purpose.clone_into(&mut self.0.purpose);
        case_reference.clone_into(&mut self.0.case_reference);
        self
    }

    /// The subject as asked, and the person found (0 if none, or more than one).
    pub fn about(mut self, subject: impl Into<String>, person_id: i64) -> Self {
        self.0.subject = subject.into();
        self.0.person_id = person_id;
        self
    }

    /// Fields asked, or changed.
    pub fn fields(mut self, fields: impl Into<String>) -> Self {
        self.0.fields = fields.into();
        self
    }

    /// Name of the workstation, or network address.
    pub fn workstation(mut self, name: &str) -> Self {
        name.clone_into(&mut self.0.workstation);
        self
    }

    /// The day and the journal number for which it was answered.
    pub fn read_at(mut self, reference_day: Day, known_at: i64) -> Self {
        self.0.reference_day = reference_day.0;
        self.0.known_at = known_at;
        self
    }

    /// The journal number at which it was answered.
    pub fn known_at(mut self, number: i64) -> Self {
        self.0.known_at = number;
        self
    }

    /// What came of it.
    pub fn outcome(mut self, outcome: impl Into<String>) -> Self {
        self.0.outcome = outcome.into();
        self
    }

    /// SHA-256 of what was declared, hex.
    pub fn declared(mut self, digest: &str) -> Self {
        digest.clone_into(&mut self.0.declared);
        self
    }

    /// The record, to be handed to the [`Recorder`](super::Recorder).
    pub fn into_row(self) -> AuditRow {
        self.0
    }
}

impl From<Entry> for AuditRow {
    fn from(entry: Entry) -> Self {
        entry.0
    }
}
