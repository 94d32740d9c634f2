//! Requests that wait for the validation of the Comuni concerned.

use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    /// The last number given to a request or a part.
    validation_head (id) {
        /// Always 1.
        id -> Integer,
        /// The last number given.
        last -> BigInt,
    }
}

diesel::table! {
    /// A request of which some part waited, or waits, for a Comune.
    validation_request (id) {
        /// The id.
        id -> BigInt,
        /// The hub's id of the request, as the caller got it.
        request_id -> Text,
        /// Service, as the trace calls it.
        service -> Text,
        /// Entity that asks.
        entity_id -> BigInt,
        /// Office of the user, as it was then; 0 if none.
        office_id -> BigInt,
        /// User who asks; 0 if none.
        user_id -> BigInt,
        /// Key with which an application asks; 0 if none.
        key_id -> BigInt,
        /// [`codes::Role`](crate::codes::Role), as it was then.
        role -> Text,
        /// Workstation from which it was asked: its name, or the network address.
        workstation -> Text,
        /// Purpose as stated.
        purpose -> Text,
        /// Case as stated.
        case_reference -> Text,
        /// The subject as the trace writes it; personal, empty once removed.
        subject -> Text,
        /// Fields asked, as the trace writes them.
        fields -> Text,
        /// The request as JSON of its service; personal, empty once removed.
        payload -> Text,
        /// Day to which the question refers, `yyyymmdd`.
        reference_day -> Integer,
        /// UTC.
        submitted_at -> Timestamp,
        /// [`codes::RequestStatus`](crate::codes::RequestStatus).
        status -> Text,
        /// UTC; null while a part is not settled.
        answered_at -> Nullable<Timestamp>,
        /// The answer of all parts together, JSON of the service; empty until then, and once removed.
        answer -> Text,
        /// UTC; when subject, payload and answers are removed. Null before it is done, and after.
        expires_at -> Nullable<Timestamp>,
    }
}

/// A row of [`validation_request`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = validation_request)]
#[diesel(treat_none_as_default_value = false)]
pub struct ValidationRequestRow {
    pub id: i64,
    pub request_id: String,
    pub service: String,
    pub entity_id: i64,
    pub office_id: i64,
    pub user_id: i64,
    pub key_id: i64,
    pub role: String,
    pub workstation: String,
    pub purpose: String,
    pub case_reference: String,
    pub subject: String,
    pub fields: String,
    pub payload: String,
    pub reference_day: i32,
    pub submitted_at: NaiveDateTime,
    pub status: String,
    pub answered_at: Option<NaiveDateTime>,
    pub answer: String,
    pub expires_at: Option<NaiveDateTime>,
}

diesel::table! {
    /// The part of a request about which one Comune decides; or the one about which none does.
    validation_part (id) {
        /// The id.
        id -> BigInt,
        /// The request.
        validation_id -> BigInt,
        /// ISTAT code; empty: the Comuni that ask for no validation, all together.
        comune -> Text,
        /// The Comuni for whose residents it decides, its own and those that it took over, separated by commas; empty
        /// for the Comuni that ask for no validation.
        covers -> Text,
        /// Places from 0 of what is asked under the agreement, separated by commas; empty: of all of it.
        declarations -> Text,
        /// Agreement that puts it under validation; 0 for the Comuni that ask for none.
        agreement_id -> BigInt,
        /// [`codes::ValidationMode`](crate::codes::ValidationMode).
        mode -> Text,
        /// [`codes::PartStatus`](crate::codes::PartStatus): what was decided; it changes once.
        status -> Text,
        /// UTC; when silence assents, or the term for deciding ends.
        deadline_at -> Nullable<Timestamp>,
        /// UTC.
        decided_at -> Nullable<Timestamp>,
        /// User who decided; 0: nobody (silence, end of the term, no validation).
        decided_by -> BigInt,
        /// Workstation from which it was decided: its name, or the network address.
        decided_from -> Text,
        /// Why, in the words of who decided.
        reason -> Text,
        /// Journal number at the moment of the decision, as known at which it is answered.
        known_at -> BigInt,
        /// UTC; null until the decision is traced and the answer, if there is one, kept.
        settled_at -> Nullable<Timestamp>,
        /// Why an approved part has no answer (the right was withdrawn meanwhile); empty otherwise.
        refusal -> Text,
        /// The answer, JSON of the service; empty if there is none, and once removed.
        answer -> Text,
        /// Last trace number before the decision: what concerns it in the trace stands above.
        trace_floor -> BigInt,
        /// Trace number of the answer, or of the decision where there is none.
        trace_number -> BigInt,
        /// Who is settling it now; empty: nobody yet.
        claim -> Text,
        /// UTC; after it, whoever claimed it is taken for dead.
        claimed_until -> Nullable<Timestamp>,
    }
}

/// A row of [`validation_part`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = validation_part)]
#[diesel(treat_none_as_default_value = false)]
pub struct ValidationPartRow {
    pub id: i64,
    pub validation_id: i64,
    pub comune: String,
    pub covers: String,
    pub declarations: String,
    pub agreement_id: i64,
    pub mode: String,
    pub status: String,
    pub deadline_at: Option<NaiveDateTime>,
    pub decided_at: Option<NaiveDateTime>,
    pub decided_by: i64,
    pub decided_from: String,
    pub reason: String,
    pub known_at: i64,
    pub settled_at: Option<NaiveDateTime>,
    pub refusal: String,
    pub answer: String,
    pub trace_floor: i64,
    pub trace_number: i64,
    pub claim: String,
    pub claimed_until: Option<NaiveDateTime>,
}
