//! What a consultation answers.

use chrono::NaiveDateTime;
use schema::codes::{ConsultationField, ConsultationKind};
use schema::date::Day;

use crate::audit::Recorded;
use crate::consultation::granted::Granted;
use crate::consultation::sheet::{Comparison, Sheet};

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A sheet, with what differs from another day if that was asked.
    Shown(Box<Sheet>, Option<Comparison>),
    /// Nobody of whom the caller may know: unknown and out of reach are one answer.
    NotFound,
    /// Several people within reach, or several streets, fit what was asked.
    Ambiguous,
}

impl Outcome {
    /// The code in answers and in the trace.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Shown(_, None) => "MOSTRATA",
            Self::Shown(_, Some(_)) => "CONFRONTATA",
            Self::NotFound => "NON_TROVATA",
            Self::Ambiguous => "AMBIGUA",
        }
    }
}

/// An answered consultation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consulted {
    /// Its number: that of its record in the trace.
    pub number: i64,
    /// The hub's id of the request.
    pub request_id: String,
    /// When it was answered, UTC.
    pub at: NaiveDateTime,
    /// What was asked for.
    pub kind: ConsultationKind,
    /// The day.
    pub reference_day: Day,
    /// The journal number at which the register was read.
    pub known_at: i64,
    /// Purpose as stated.
    pub purpose: String,
    /// Case as stated.
    pub case_reference: String,
    /// What may be shown of whom was found.
    pub granted: Granted,
    /// What came of it.
    pub outcome: Outcome,
    /// True if it was made for a request of which some Comune had to decide: the rest of it may wait yet.
    pub deferred: bool,
    /// The Comuni that would have to validate it first: their people are not among those found. It follows from the
    /// request and the agreements alone.
    pub validating: Vec<String>,
    /// The record as it stands in the trace: what the receipt is made from.
    pub record: Option<Box<Recorded>>,
}

impl Consulted {
    /// The fields of the kind that are masked.
    pub fn masked(&self) -> Vec<ConsultationField> {
        let fields = crate::access::sheet_fields(self.kind).iter().copied();
        fields.filter(|field| !self.granted.has(*field)).collect()
    }
}
