//! A row of a stream, and what became of it.

use schema::date::Day;

use crate::access::{Access, Denied, Plan};
use crate::check::{CheckAnswer, CheckRequest, Invalid};

/// Why a row has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// Stable code.
    pub code: &'static str,
    /// What is wrong, in Italian.
    pub text: String,
}

impl RowProblem {
    /// The row could not be read.
    pub fn unreadable(text: impl Into<String>) -> Self {
        Self {
            code: "RIGA_NON_LEGGIBILE",
            text: text.into(),
        }
    }
}

impl From<Invalid> for RowProblem {
    fn from(invalid: Invalid) -> Self {
        Self {
            code: "RIGA_NON_VALIDA",
            text: format!("{}: {}", invalid.field, invalid.text),
        }
    }
}

impl From<Denied> for RowProblem {
    fn from(denied: Denied) -> Self {
        Self {
            code: denied.code(),
            text: denied.to_string(),
        }
    }
}

/// A row as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number in the stream, from 1.
    pub number: u64,
    /// The check, or why it could not be read.
    pub request: Result<CheckRequest, RowProblem>,
}

impl Row {
    /// Who answers a row that could be read, or why it cannot be answered.
    pub(crate) fn plan(&self, access: &Access, today: Day) -> Result<Plan, RowProblem> {
        let request = self.request.as_ref().map_err(Clone::clone)?;
        request.validate(today)?;
        let plan = access.plan(request)?;
        // A row cannot wait: it is refused, whoever it is about.
        if !plan.waiting.is_empty() {
            return Err(Denied::ValidationRequired.into());
        }
        Ok(plan)
    }
}

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowAnswer {
    /// Its number in the stream.
    pub number: u64,
    /// The answer, or why there is none.
    pub result: Result<CheckAnswer, RowProblem>,
}

/// The answers to a chunk, in the order of its rows; all their records are on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChunkAnswer {
    /// The journal number at which the chunk was answered.
    pub known_at: i64,
    /// An answer for every row.
    pub rows: Vec<RowAnswer>,
}
