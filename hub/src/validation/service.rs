//! What the workflow needs of the service whose requests it holds.

use schema::date::Day;
use thiserror::Error;

use super::model::Requester;
use super::outline::{Outline, ToDecide};

/// A part that may be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The hub's id of this part, under which the trace knows the answer: of the request, then a dot and the place of
    /// the part; without those for the Comuni that ask for no validation.
    pub trace_id: String,
    /// Who asks.
    pub requester: Requester,
    /// Purpose as stated.
    pub purpose: String,
    /// Case as stated.
    pub case_reference: String,
    /// The request as JSON of the service.
    pub payload: String,
    /// Day to which the question refers.
    pub reference_day: Day,
    /// Journal number at the moment of the decision.
    pub known_at: i64,
    /// ISTAT code; empty: all Comuni that ask for no validation.
    pub comune: String,
    /// The Comuni for whose residents it decided; none for the Comuni that ask for no validation.
    pub covers: Vec<String>,
    /// Places from 0 of what is asked under the agreement; none: all of it.
    pub declarations: Vec<usize>,
    /// The agreement under which the Comune decided; 0 where it asks for none.
    pub agreement_id: i64,
    /// Number of the answer in the trace, if it was written before and whoever wrote it was stopped since: then it is
    /// not written again.
    pub traced: Option<i64>,
}

/// An answer, traced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// JSON of the service.
    pub answer: String,
    /// Number in the trace.
    pub trace_number: i64,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unanswered {
    /// The right was withdrawn between submission and approval, or the request has no answer: it will not come.
    #[error("{text}")]
    Refused {
        /// A stable code, for the trace.
        code: &'static str,
        /// Why, in Italian.
        text: String,
    },
    /// Not now.
    #[error("{0}")]
    Unavailable(String),
}

/// A service whose requests may wait. Refusals are traced by the workflow, answers by the service.
pub trait Validated: Send + Sync {
    /// Its code, as the trace has it.
    fn code(&self) -> &'static str;

    /// Answers a part, after its record is on disk. May block.
    fn answer(&self, order: &Order) -> Result<Reply, Unanswered>;

    /// The answer of all parts together, from the answers of those that have one.
    fn combine(&self, payload: &str, answers: &[String]) -> String;

    /// The person a request is about, where it names her by the register's number and not by a code: the trace keeps it,
    /// for her right of access. 0 if there is none.
    fn person(&self, _payload: &str) -> i64 {
        0
    }

    /// A request in words; `None` if it cannot be read, or was removed.
    fn outline(&self, _payload: &str) -> Option<Outline> {
        None
    }

    /// The same for the officers who decide about a part of it. May block.
    fn outline_for(&self, payload: &str, _part: ToDecide<'_>) -> Option<Outline> {
        self.outline(payload)
    }
}
