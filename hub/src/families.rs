//! The families at a list of fiscal codes: codes in, for each the family sheet on the day, in their order. Every input is
//! accounted for, those that cannot be read included.

use std::sync::Arc;

use schema::codes::{ConsultationField, ConsultationKind};
use schema::date::Day;

use crate::access::{Access, Plan};
use crate::check::{Invalid, SubjectRef};
use crate::consultation::{
    About, ConsultationRefusal, ConsultationRequest, ConsultationService, Consulted, KnownAt,
    Together,
};
use crate::massive::RowProblem;

/// Inputs of one list at most; whoever feeds it stops there and says so.
pub const MAX_INPUTS: u64 = 100_000;
/// Inputs answered and recorded together.
const CHUNK: usize = 100;

/// Of a number that has not been given yet nothing can be said that would stay so.
const AHEAD: Invalid = Invalid {
    field: "notoAl",
    text: "Il numero di giornale indicato non esiste ancora.",
};

/// What is the same for the whole list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// For which day; `None` = today.
    pub reference_day: Option<Day>,
    /// As known at that number; `None` = now.
    pub known_at: Option<i64>,
    /// `finalita`.
    pub purpose: String,
    /// `riferimentoPratica`.
    pub case_reference: String,
    /// ISTAT codes of the only Comuni to be asked; `None` = all that the right opens.
    pub comuni: Option<Vec<String>>,
}

impl Terms {
    fn request(&self, code: &str) -> ConsultationRequest {
        ConsultationRequest {
            kind: ConsultationKind::Family,
            about: About::Person(SubjectRef::CodiceFiscale(code.to_owned())),
            reference_day: self.reference_day,
            known_at: self.known_at.map(KnownAt::Number),
            compared_with: None,
            purpose: self.purpose.clone(),
            case_reference: self.case_reference.clone(),
            comuni: self.comuni.clone(),
            declared: String::new(),
        }
    }
}

/// What became of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyRow {
    /// Its number in the list, from 1.
    pub number: u64,
    /// The fiscal code, if it could be read.
    pub code: String,
    /// The family, that there is none to be seen, or why there is no answer.
    pub result: Result<Consulted, RowProblem>,
}

impl FamilyRow {
    /// The fields that are masked; none of an input that showed nothing.
    pub fn masked(&self) -> Vec<ConsultationField> {
        self.result
            .as_ref()
            .map_or_else(|_| Vec::new(), Consulted::masked)
    }
}

/// A list under way, all of it as known at one journal number.
pub struct FamiliesRun {
    consultations: Arc<ConsultationService>,
    access: Arc<Access>,
    plan: Arc<Plan>,
    terms: Arc<Terms>,
    taken: u64,
    answered: u64,
    chunk: Vec<Result<String, RowProblem>>,
}

impl FamiliesRun {
    /// Begins a list, once its rights are settled. Blocks.
    ///
    /// # Errors
    /// What is wrong with the terms, or the right that is missing; the record of that is on disk.
    pub fn begin(
        consultations: Arc<ConsultationService>,
        access: Access,
        terms: Terms,
    ) -> Result<Self, ConsultationRefusal> {
        let plan = consultations.plan_list(&access, &terms.request(""))?;
        let last = consultations.last_number()?;
        if terms.known_at.is_some_and(|number| number > last) {
            return Err(AHEAD.into());
        }
        Ok(Self {
            consultations,
            access: Arc::new(access),
            plan: Arc::new(plan),
            terms: Arc::new(Terms {
                known_at: Some(terms.known_at.unwrap_or(last)),
                ..terms
            }),
            taken: 0,
            answered: 0,
            chunk: Vec::with_capacity(CHUNK),
        })
    }

    /// Inputs taken so far.
    pub fn taken(&self) -> u64 {
        self.taken
    }

    /// Takes the next input, and gives back what is answered by now; often nothing.
    ///
    /// # Errors
    /// The stores cannot be used.
    pub async fn push(
        &mut self,
        input: Result<String, RowProblem>,
    ) -> Result<Vec<FamilyRow>, ConsultationRefusal> {
        self.taken += 1;
        self.chunk.push(input);
        if self.chunk.len() < CHUNK {
            return Ok(Vec::new());
        }
        self.finish().await
    }

    /// Answers what is left.
    ///
    /// # Errors
    /// The stores cannot be used.
    pub async fn finish(&mut self) -> Result<Vec<FamilyRow>, ConsultationRefusal> {
        let inputs = std::mem::replace(&mut self.chunk, Vec::with_capacity(CHUNK));
        if inputs.is_empty() {
            return Ok(Vec::new());
        }
        let (consultations, access, plan) = (
            Arc::clone(&self.consultations),
            Arc::clone(&self.access),
            Arc::clone(&self.plan),
        );
        let terms = Arc::clone(&self.terms);
        let first = self.answered + 1;
        let rows = tokio::task::spawn_blocking(move || {
            answer(&consultations, (&access, &plan), &terms, first, inputs)
        })
        .await
        .map_err(|_| ConsultationRefusal::Unavailable)??;
        self.answered += rows.len() as u64;
        Ok(rows)
    }
}

fn answer(
    consultations: &ConsultationService,
    (access, plan): (&Access, &Plan),
    terms: &Terms,
    first: u64,
    inputs: Vec<Result<String, RowProblem>>,
) -> Result<Vec<FamilyRow>, ConsultationRefusal> {
    let requests: Vec<Result<ConsultationRequest, RowProblem>> = inputs
        .iter()
        .map(|input| {
            input
                .as_ref()
                .map(|code| terms.request(code))
                .map_err(Clone::clone)
        })
        .collect();
    let whole = terms.request("");
    let together = Together {
        access,
        plan,
        terms: &whole,
    };
    let answers = consultations.consult_list(together, &requests)?;
    let rows = inputs.into_iter().zip(answers).zip(first..);
    Ok(rows
        .map(|((input, result), number)| FamilyRow {
            number,
            code: input.unwrap_or_default(),
            result,
        })
        .collect())
}
