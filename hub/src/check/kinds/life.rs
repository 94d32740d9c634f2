//! The subject's death and that of a relative (ANPR C004; DPR 445/2000 art. 46 letter h).

use schema::date::{Truth, UncertainDate};
use schema::facts::{Fact, PersonFacts, Subject};

use super::{bonds, descent};
use crate::check::declaration::{PersonRef, PlaceRef, Relation};
use crate::check::evaluate::Context;
use crate::check::person::place;
use crate::check::position::{alive, dead};
use crate::check::reason::ReasonCode;
use crate::check::verdict::{Verdict, dates};

pub(crate) fn death(
    date: Option<UncertainDate>,
    at: Option<&PlaceRef>,
    context: &Context<'_>,
) -> Verdict {
    let day = context.question.day;
    let recorded = context
        .facts
        .deaths
        .iter()
        .filter(|death| death.validity().at(day) != Truth::No)
        .map(|death| {
            let certain = match death.validity().at(day) {
                Truth::Yes => Verdict::Match,
                _ => Verdict::Doubt(ReasonCode::UncertainDate),
            };
            certain
                .and(Verdict::given(date, |d| dates(d, death.validity().from)))
                .and(Verdict::given(at, |p| {
                    place(p, &death.place, &death.place_name)
                }))
        })
        .reduce(Verdict::or);
    if let Some(verdict) = recorded {
        return verdict;
    }
    match dead(context.facts, day) {
        // Known only from the reason why the card was closed: that someone died, not when and where.
        Truth::Yes if date.is_none() && at.is_none() => Verdict::Match,
        Truth::Yes => Verdict::Doubt(ReasonCode::NotSupplied),
        Truth::Uncertain => Verdict::Doubt(ReasonCode::UncertainDate),
        Truth::No => context.if_supplied(Subject::Deaths, || match alive(context.facts, day) {
            Verdict::Match => Verdict::Mismatch,
            Verdict::Mismatch => Verdict::Doubt(ReasonCode::BeforeHistory),
            doubt @ Verdict::Doubt(_) => doubt,
        }),
    }
}

/// The death of the person found for a relative: dated, or certainly not come.
fn recorded_death(
    relative: &PersonFacts,
    date: Option<UncertainDate>,
    context: &Context<'_>,
) -> Verdict {
    let day = context.question.day;
    let recorded = relative
        .deaths
        .iter()
        .filter(|death| death.validity().at(day) != Truth::No)
        .map(|death| {
            let certain = match death.validity().at(day) {
                Truth::Yes => Verdict::Match,
                _ => Verdict::Doubt(ReasonCode::UncertainDate),
            };
            certain.and(Verdict::given(date, |d| dates(d, death.validity().from)))
        })
        .reduce(Verdict::or);
    recorded.unwrap_or_else(|| match alive(relative, day) {
        Verdict::Match => Verdict::Mismatch.and(context.supplied_of(relative, Subject::Deaths)),
        _ => Verdict::Doubt(ReasonCode::LinkUnclear),
    })
}

pub(crate) fn death_of_relative(
    relation: Relation,
    relative: &PersonRef,
    date: Option<UncertainDate>,
    context: &Context<'_>,
) -> Verdict {
    let found = context.found_relative();
    let own = match found {
        Ok(facts) => recorded_death(facts, date, context),
        Err(reason) => Verdict::Doubt(reason),
    };
    match relation {
        Relation::Partner => partner_died(relative, date, own, context),
        Relation::Ascendant => {
            descent::ascends(context.facts, relative, found.ok(), context).and(own)
        }
        Relation::Descendant => match found {
            Ok(facts) => descent::ascends_to_subject(facts, context).and(own),
            Err(_) => own,
        },
    }
}

/// A bond that the death ended says it even where the late partner was never in the hub.
fn partner_died(
    declared: &PersonRef,
    date: Option<UncertainDate>,
    own: Verdict,
    context: &Context<'_>,
) -> Verdict {
    let day = context.question.day;
    context.if_supplied(Subject::Bonds, || {
        context
            .facts
            .bonds
            .iter()
            .filter(|bond| bond.from_last <= day.0)
            .map(|bond| {
                let by_bond = if bonds::ended_by_death(bond) && bond.to_last <= day.0 {
                    Verdict::given(date, |d| dates(d, bond.validity().to))
                } else {
                    own
                };
                bonds::partner(Some(declared), bond, context)
                    .unless(ReasonCode::LinkUnclear)
                    .and(by_bond)
            })
            .reduce(Verdict::or)
            .unwrap_or_else(|| Verdict::Doubt(ReasonCode::LinkUnclear).and(own))
    })
}
