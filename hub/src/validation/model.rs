//! What goes into the workflow and what comes out of it.

use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, Utc};
use schema::codes::{PartStatus, RequestStatus, Role, ValidationMode};
use schema::date::Day;
use thiserror::Error;

use super::outline::Outline;
use crate::access::Waiting;
use crate::access::policy::Right;
use crate::audit::AuditError;
use crate::check::Scope;

/// Longest reason of a decision, in characters.
pub const MAX_REASON: usize = 500;
/// Parts decided at once, at most.
pub const MAX_DECIDED: usize = 200;

/// Who asks, as it was when it asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requester {
    /// The entity.
    pub entity_id: i64,
    /// The user's office; 0 if none.
    pub office_id: i64,
    /// The user; 0 if none.
    pub user_id: i64,
    /// The key of an application; 0 if none.
    pub key_id: i64,
    /// The role.
    pub role: Option<Role>,
    /// Name of the workstation, or network address.
    pub workstation: String,
}

/// A request of which at least one part waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRequest {
    /// The hub's id of the request.
    pub request_id: String,
    /// Service, as the trace calls it.
    pub service: &'static str,
    /// Who asks.
    pub requester: Requester,
    /// Purpose as stated.
    pub purpose: String,
    /// Case as stated.
    pub case_reference: String,
    /// The subject as the trace writes it.
    pub subject: String,
    /// The fields asked, as the trace writes them.
    pub fields: String,
    /// The request as JSON of its service.
    pub payload: String,
    /// Day to which the question refers: settled now, whenever the Comuni decide.
    pub reference_day: Day,
    /// True: some Comuni ask for no validation, and are answered at once.
    pub immediate: bool,
    /// The Comuni that do, each with its agreement.
    pub waiting: Vec<NewPart>,
}

/// A Comune that wants its say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPart {
    /// ISTAT code.
    pub comune: String,
    /// The Comuni for whose residents it decides: its own and those that it took over.
    pub covers: Vec<String>,
    /// Places from 0 of what is asked under this agreement; none: all of it.
    pub declarations: Vec<usize>,
    /// The agreement.
    pub agreement_id: i64,
    /// Silent or manual.
    pub mode: ValidationMode,
    /// Working hours after which silence assents.
    pub silence_hours: i32,
}

impl From<&Waiting> for NewPart {
    fn from(part: &Waiting) -> Self {
        Self {
            comune: part.comune.clone(),
            covers: match &part.covers {
                Scope::All => Vec::new(),
                Scope::Comuni(comuni) => comuni.to_vec(),
            },
            declarations: part.declarations.clone(),
            agreement_id: part.agreement_id,
            mode: part.mode,
            silence_hours: part.hours,
        }
    }
}

/// Who reads what it, or its office, has asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// The entity.
    pub entity_id: i64,
    /// The office; 0 if none.
    pub office_id: i64,
    /// The user; 0 if none.
    pub user_id: i64,
    /// The key of an application; 0 if none.
    pub key_id: i64,
    /// True: reads what the whole office has asked.
    pub whole_office: bool,
}

/// Who decides for a Comune.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Officer {
    /// That its role validates.
    pub right: Right,
    /// The user.
    pub user_id: i64,
    /// Its Comune, and those that it succeeded.
    pub comuni: Vec<String>,
    /// Name of the workstation, or network address.
    pub workstation: String,
    /// The hub's id of the request by which it looks or decides.
    pub request_id: String,
}

/// A request, as its requester reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestView {
    /// Its number.
    pub id: i64,
    /// The hub's id of the request.
    pub request_id: String,
    /// Service, as the trace calls it.
    pub service: String,
    /// Purpose as stated.
    pub purpose: String,
    /// Case as stated.
    pub case_reference: String,
    /// Who asked.
    pub user_id: i64,
    /// Day to which the question refers.
    pub reference_day: Day,
    /// When it was submitted.
    pub submitted_at: NaiveDateTime,
    /// Where it stands.
    pub status: RequestStatus,
    /// When its last part was settled.
    pub answered_at: Option<NaiveDateTime>,
    /// The answer of all parts together, JSON of the service; empty until then, and once removed.
    pub answer: String,
    /// What was asked, in words; `None` once removed.
    pub outline: Option<Outline>,
    /// True: subject, request and answers were removed, their term being over.
    pub removed: bool,
    /// Its parts.
    pub parts: Vec<PartView>,
}

/// A part, as the requester reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartView {
    /// Its number.
    pub id: i64,
    /// ISTAT code; empty: the Comuni that ask for no validation.
    pub comune: String,
    /// Where it stands; a decision that is not yet settled is not shown.
    pub status: PartStatus,
    /// How it is decided.
    pub mode: ValidationMode,
    /// When silence assents, or the term ends.
    pub deadline_at: Option<NaiveDateTime>,
    /// When it was decided.
    pub decided_at: Option<NaiveDateTime>,
    /// Why it was discarded.
    pub reason: String,
    /// Why it has no answer although it was approved.
    pub refusal: String,
    /// Its answer, JSON of the service.
    pub answer: String,
    /// Journal number as known at which it was answered.
    pub known_at: i64,
    /// Trace number of the answer.
    pub trace_number: i64,
}

/// Which parts a queue shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QueueState {
    /// Those that wait, oldest first.
    #[default]
    Waiting,
    /// Those decided, newest first.
    Decided,
}

/// What a queue shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// Waiting, or decided.
    pub state: QueueState,
    /// Of that Comune only.
    pub comune: Option<String>,
    /// Asked by that entity only.
    pub entity_id: Option<i64>,
    /// Decided in that way only.
    pub mode: Option<ValidationMode>,
    /// After this part, in the order of the queue.
    pub after: Option<i64>,
    /// At most so many.
    pub limit: i64,
}

/// A part, as who decides reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueItem {
    /// Its number.
    pub id: i64,
    /// The hub's id of the request.
    pub request_id: String,
    /// Service, as the trace calls it.
    pub service: String,
    /// ISTAT code.
    pub comune: String,
    /// Where it stands.
    pub status: PartStatus,
    /// How it is decided.
    pub mode: ValidationMode,
    /// When it was submitted.
    pub submitted_at: NaiveDateTime,
    /// When silence assents, or the term ends.
    pub deadline_at: Option<NaiveDateTime>,
    /// When it was decided.
    pub decided_at: Option<NaiveDateTime>,
    /// Who decided, by name; empty: nobody.
    pub decided_by: String,
    /// Why, in the words of who decided.
    pub reason: String,
    /// The entity that asks.
    pub entity_id: i64,
    /// Its name.
    pub entity: String,
    /// The office, by name.
    pub office: String,
    /// The user, by name.
    pub user: String,
    /// The agreement.
    pub agreement_id: i64,
    /// Purpose as stated.
    pub purpose: String,
    /// Case as stated.
    pub case_reference: String,
    /// Day to which the question refers.
    pub reference_day: Day,
    /// What is asked, in words; `None` once removed.
    pub outline: Option<Outline>,
}

/// What a Comune says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may be answered.
    Approve,
    /// It may not.
    Discard,
}

/// What became of one part in a decision of many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// It is decided as was said.
    Done,
    /// It had been decided before, in this way; nothing was changed.
    Already(PartStatus),
    /// There is none of that number that the officer may decide.
    NotFound,
}

/// What was done in one round of the background work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Parts of which the time was over.
    pub elapsed: usize,
    /// Parts settled.
    pub settled: usize,
    /// Requests of which the personal data were removed.
    pub removed: usize,
}

/// Why the workflow refuses. The texts are in Italian, for the caller; but that of the store is for the log.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ValidationError {
    /// There is none, or none that the caller may see.
    #[error("Non c'è una richiesta con questo identificativo tra quelle visibili.")]
    NotFound,
    /// A field of the decision is wrong.
    #[error("{text}")]
    Invalid {
        /// The field, as the API names it.
        field: &'static str,
        /// What is wrong with it.
        text: &'static str,
    },
    /// The register cannot be used now.
    #[error("the store failed: {0}")]
    Store(String),
    /// The trace cannot be written now.
    #[error("La traccia non è al momento disponibile.")]
    Audit(#[from] AuditError),
}

impl From<diesel::result::Error> for ValidationError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.to_string())
    }
}

impl From<diesel::r2d2::PoolError> for ValidationError {
    fn from(error: diesel::r2d2::PoolError) -> Self {
        Self::Store(error.to_string())
    }
}

/// When so many working hours from then are over.
pub type WorkingHours = Arc<dyn Fn(DateTime<Utc>, i32) -> DateTime<Utc> + Send + Sync>;

/// Terms.
#[derive(Clone)]
pub struct ValidationOptions {
    /// Days within which a Comune decides where silence does not assent.
    pub manual_days: i64,
    /// Days after which subject, request and answers of what is done are removed.
    pub keep_days: i64,
    /// How working hours pass.
    pub working_hours: WorkingHours,
}
