//! Parentage, the birth of a child, lines of descent (ANPR C012, C013; DPR 445/2000 art. 46 letters h, cc).

use schema::codes::{IdentifierKind, Parent, Sex};
use schema::date::Truth;
use schema::facts::{Fact, Parentage, PersonFacts, Subject};

use crate::check::declaration::PersonRef;
use crate::check::evaluate::Context;
use crate::check::person::{asserted, identified, same_person};
use crate::check::reason::ReasonCode;
use crate::check::verdict::{Verdict, any, single};

/// Generations up to which a line is followed.
pub(crate) const GENERATIONS: usize = 3;

pub(crate) fn parent(declared: &PersonRef, which: Parent, context: &Context<'_>) -> Verdict {
    context.if_supplied(Subject::Parentages, || {
        let of_kind = context
            .facts
            .parentages
            .iter()
            .filter(|p| p.parent == which.code());
        single(of_kind, context.question.day, |parentage| {
            asserted(
                declared,
                parentage.into(),
                context.relative(),
                context.question.day,
            )
        })
    })
}

/// Whether one person is recorded as a parent of another, both known to the hub.
pub(crate) fn is_parent(
    child: &PersonFacts,
    parent: &PersonFacts,
    context: &Context<'_>,
) -> Verdict {
    let day = context.question.day;
    let named = any(&child.parentages, day, |p| {
        same_person(p.into(), parent, day)
    });
    let place = parent
        .identities
        .last()
        .and_then(|identity| Sex::from_code(&identity.sex))
        .map(|sex| match sex {
            Sex::Male => Parent::Father,
            Sex::Female => Parent::Mother,
        });
    let taken = |p: &Parentage| {
        place.is_some_and(|place| p.parent == place.code()) && p.validity().at(day) == Truth::Yes
    };
    match named {
        // Another person certainly stands in this parent's place.
        Some(Verdict::Mismatch) if child.parentages.iter().any(taken) => Verdict::Mismatch,
        Some(Verdict::Mismatch) | None => Verdict::Doubt(ReasonCode::LinkUnclear),
        Some(verdict) => verdict,
    }
}

pub(crate) fn child(declared: &PersonRef, context: &Context<'_>) -> Verdict {
    let child = match context.found_relative() {
        Ok(facts) => facts,
        Err(reason) => return Verdict::Doubt(reason),
    };
    let described = identified(declared, child, context.question.day);
    let supplied = context.supplied_of(child, Subject::Parentages);
    if supplied != Verdict::Match {
        return described.and(supplied);
    }
    described.and(is_parent(child, context.facts, context))
}

/// Whether the declared person is an ancestor of `lower`, as far as the recorded line reaches. A line
/// that does not reach proves nothing.
pub(crate) fn ascends(
    lower: &PersonFacts,
    declared: &PersonRef,
    found: Option<&PersonFacts>,
    context: &Context<'_>,
) -> Verdict {
    let day = context.question.day;
    climb(lower, context, &|parentage| {
        asserted(declared, parentage.into(), found, day)
    })
}

/// Whether the subject is an ancestor of `lower`.
pub(crate) fn ascends_to_subject(lower: &PersonFacts, context: &Context<'_>) -> Verdict {
    let day = context.question.day;
    climb(lower, context, &|parentage| {
        same_person(parentage.into(), context.facts, day)
    })
}

fn climb(
    lower: &PersonFacts,
    context: &Context<'_>,
    is_target: &dyn Fn(&Parentage) -> Verdict,
) -> Verdict {
    let mut generation: Vec<&PersonFacts> = vec![lower];
    let mut verdict = Verdict::Mismatch;
    for _ in 0..GENERATIONS {
        let mut next = Vec::new();
        for person in generation {
            if let Some(here) = any(&person.parentages, context.question.day, is_target) {
                verdict = verdict.or(here);
            }
            for parentage in &person.parentages {
                next.extend(context.line().filter(|ancestor| {
                    !parentage.parent_cf.is_empty()
                        && ancestor.identifiers.iter().any(|i| {
                            i.kind == IdentifierKind::CodiceFiscale.code()
                                && i.value == parentage.parent_cf
                        })
                }));
            }
        }
        generation = next;
    }
    match verdict {
        Verdict::Mismatch => match context.supplied_of(lower, Subject::Parentages) {
            Verdict::Match => Verdict::Doubt(ReasonCode::LinkUnclear),
            not_supplied => not_supplied,
        },
        verdict => verdict,
    }
}
