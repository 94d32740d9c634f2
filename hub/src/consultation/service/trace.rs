//! The records of a consultation: the act, and one for each other person whom it showed.

use chrono::NaiveDateTime;
use schema::codes::{ActKind, ConsultationKind};
use schema::date::Day;
use schema::tables::AuditRow;

use super::answer::Outcome;
use super::look::Seen;
use crate::access::{Access, FieldSet, Plan};
use crate::audit::Entry;
use crate::consultation::request::ConsultationRequest;

/// How the record of somebody who was shown beside the one asked about ends: the consultation itself has another, and is
/// one act.
pub const SHOWN_BESIDE: &str = "=COMPRESA";

/// What is the same in all records of a consultation.
pub(super) struct Act<'a> {
    pub access: &'a Access,
    pub plan: &'a Plan,
    pub request: &'a ConsultationRequest,
    pub day: Day,
    pub at: NaiveDateTime,
}

impl Act<'_> {
    /// The act first, then everybody else whom the answer names: the right of access of each finds who saw her.
    pub fn records(&self, seen: &Seen) -> Vec<AuditRow> {
        let kind = self.request.kind;
        let fields = FieldSet::naming(kind, &seen.granted.iter().collect::<Vec<_>>());
        let agreement = if seen.comune.is_empty() {
            self.plan.only_agreement()
        } else {
            self.plan.agreement_for(&seen.comune)
        };
        let entry = |person: i64| {
            Entry::under(ActKind::Answer, self.access, self.at)
                .agreement(agreement)
                .comune(&seen.comune)
                .purpose(&self.request.purpose, &self.request.case_reference)
                .about(self.request.about.traced(), person)
                .fields(fields.traced(kind))
                .read_at(self.day, seen.known_at)
        };
        let people = match &seen.outcome {
            Outcome::Shown(sheet, _) => sheet.people(),
            Outcome::NotFound | Outcome::Ambiguous => Vec::new(),
        };
        let act = entry(seen.person_id)
            .declared(&self.request.declared)
            .outcome(outcome(kind, &seen.outcome, self.request.compared_with));
        let others = people
            .into_iter()
            .filter(|person| *person != seen.person_id)
            .map(|person| entry(person).outcome(format!("{}{SHOWN_BESIDE}", kind.code())));
        std::iter::once(act)
            .chain(others)
            .map(Entry::into_row)
            .collect()
    }

    /// The record of a refusal.
    pub fn refusal(
        access: &Access,
        request: &ConsultationRequest,
        at: NaiveDateTime,
        code: &str,
    ) -> AuditRow {
        Entry::under(ActKind::Refusal, access, at)
            .purpose(&request.purpose, &request.case_reference)
            .about(request.about.traced(), 0)
            .fields(request.kind.code())
            .declared(&request.declared)
            .outcome(format!("ERRORE:{code}"))
            .into_row()
    }
}

/// `SCHEDA_FAMIGLIA=MOSTRATA`, `SCHEDA_FAMIGLIA=CONFRONTATA:2015-01-01`.
fn outcome(kind: ConsultationKind, outcome: &Outcome, compared_with: Option<Day>) -> String {
    match (outcome, compared_with) {
        (Outcome::Shown(_, Some(_)), Some(day)) => {
            format!("{}={}:{day}", kind.code(), outcome.code())
        }
        _ => format!("{}={}", kind.code(), outcome.code()),
    }
}

/// Kind of a consultation and what came of it, from the outcome that the trace has; `None` of what is none.
pub(super) fn read_came(text: &str) -> Option<(ConsultationKind, &str)> {
    let (kind, came) = text.split_once('=')?;
    let (code, _) = came.split_once(':').unwrap_or((came, ""));
    let known = ["MOSTRATA", "CONFRONTATA", "NON_TROVATA", "AMBIGUA"].contains(&code);
    Some((ConsultationKind::from_code(kind)?, code)).filter(|_| known)
}

/// Kind and other day of a consultation that showed something, from the outcome that the trace has; `None` of all others.
pub(super) fn read_outcome(text: &str) -> Option<(ConsultationKind, Option<Day>)> {
    let (kind, came) = text.split_once('=')?;
    let kind = ConsultationKind::from_code(kind)?;
    match came.split_once(':') {
        None => (came == "MOSTRATA").then_some((kind, None)),
        Some(("CONFRONTATA", day)) => Some((kind, Some(Day::parse_iso(day)?))),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consultation::sheet::{Comparison, PersonSheet, Sheet};

    #[test]
    fn what_the_trace_says_of_an_outcome_is_read_back() {
        let sheet = || {
            Box::new(Sheet::Person(PersonSheet {
                person_id: 1,
                sections: Vec::new(),
            }))
        };
        let day = Day(2015_01_01);
        let compared = Comparison {
            other_day: day,
            differences: Vec::new(),
        };
        for &kind in ConsultationKind::ALL {
            let text = outcome(kind, &Outcome::Shown(sheet(), None), None);
            assert_eq!(read_outcome(&text), Some((kind, None)));
            let text = outcome(
                kind,
                &Outcome::Shown(sheet(), Some(compared.clone())),
                Some(day),
            );
            assert_eq!(read_outcome(&text), Some((kind, Some(day))));
            assert_eq!(
                read_outcome(&outcome(kind, &Outcome::NotFound, Some(day))),
                None
            );
            assert_eq!(read_outcome(&format!("{kind}{SHOWN_BESIDE}")), None);
            for came in [
                Outcome::Shown(sheet(), None),
                Outcome::Shown(sheet(), Some(compared.clone())),
                Outcome::NotFound,
                Outcome::Ambiguous,
            ] {
                let text = outcome(kind, &came, Some(day));
                assert_eq!(read_came(&text), Some((kind, came.code())));
            }
            assert_eq!(read_came(&format!("{kind}{SHOWN_BESIDE}")), None);
        }
        assert_eq!(read_outcome("residenza=S"), None);
        assert_eq!(read_came("residenza=S"), None);
    }
}
