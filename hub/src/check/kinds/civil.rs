//! Citizenship, marital status, free status (ANPR C006, C010; DPR 445/2000 art. 46 letters c, e).

use schema::codes::MaritalStatus;
use schema::date::UncertainDate;
use schema::facts::{Fact, Subject};

use crate::check::evaluate::Context;
use crate::check::reason::ReasonCode;
use crate::check::verdict::{Verdict, any, dates, single};

pub(crate) fn citizenship(
    state: &str,
    since: Option<UncertainDate>,
    context: &Context<'_>,
) -> Verdict {
    context.if_supplied(Subject::Citizenships, || {
        let facts = &context.facts.citizenships;
        let held = any(facts, context.question.day, |citizenship| {
            let same = match citizenship.state.as_str() {
                // Recorded, but not which.
                "" | "999" => Verdict::Doubt(ReasonCode::Missing),
                known => Verdict::of(known == state),
            };
            same.and(Verdict::given(since, |s| {
                dates(s, citizenship.validity().from)
            }))
        });
        held.unwrap_or_else(|| single(facts, context.question.day, |_| Verdict::Mismatch))
    })
}

pub(crate) fn marital_status(declared: MaritalStatus, context: &Context<'_>) -> Verdict {
    judged(context, |status| match status {
        MaritalStatus::Unknown => Verdict::Doubt(ReasonCode::Missing),
        known => Verdict::of(known == declared),
    })
}

pub(crate) fn free_status(context: &Context<'_>) -> Verdict {
    judged(context, |status| {
        status
            .is_free()
            .map_or(Verdict::Doubt(ReasonCode::Missing), Verdict::of)
    })
}

/// The verdict on the marital status of the day.
fn judged(context: &Context<'_>, judge: impl Fn(MaritalStatus) -> Verdict) -> Verdict {
    context.if_supplied(Subject::Maritals, || {
        single(&context.facts.maritals, context.question.day, |fact| {
            MaritalStatus::from_code(&fact.status)
                .map_or(Verdict::Doubt(ReasonCode::Missing), &judge)
        })
    })
}
