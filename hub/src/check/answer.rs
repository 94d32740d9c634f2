//! What a check answers: S, N or A, never the true value.

use schema::codes::CheckKind;
use schema::date::Day;

use super::reason::ReasonCode;
use crate::audit::Recorded;

/// The three answers (ANPR's `valore`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Every field given matches.
    Yes,
    /// At least one certainly does not.
    No,
    /// It cannot be determined.
    Undetermined,
}

impl Outcome {
    /// `S`, `N` or `A`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Yes => "S",
            Self::No => "N",
            Self::Undetermined => "A",
        }
    }
}

/// The answer to one declaration. A reason stands with A and only with A.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// S, N or A.
    pub outcome: Outcome,
    /// Why A.
    pub reason: Option<ReasonCode>,
}

impl Answer {
    /// S.
    pub const YES: Self = Self {
        outcome: Outcome::Yes,
        reason: None,
    };
    /// N.
    pub const NO: Self = Self {
        outcome: Outcome::No,
        reason: None,
    };

    /// A, with its reason.
    pub const fn undetermined(reason: ReasonCode) -> Self {
        Self {
            outcome: Outcome::Undetermined,
            reason: Some(reason),
        }
    }
}

/// `S`, `N`, or `A:REASON`: as the trace and the documents write it.
impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.outcome.code())?;
        match self.reason {
            Some(reason) => write!(f, ":{reason}"),
            None => Ok(()),
        }
    }
}

/// The answer to a whole request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckAnswer {
    /// The hub's id of the request, as the trace has it.
    pub request_id: String,
    /// The day for which the facts were read.
    pub reference_day: Day,
    /// The journal number at which they were read: asking again with it gives the same answer.
    pub known_at: i64,
    /// Number of the trace record, which is the index of its leaf in the tree.
    pub trace_number: i64,
    /// The record itself, from which a receipt is made; not with the rows of a stream.
    pub record: Option<Box<Recorded>>,
    /// In the order of the declarations.
    pub answers: Vec<(CheckKind, Answer)>,
}
