//! Residence (ANPR C008; DPR 445/2000 art. 46 letter b).

use schema::codes::AddressKind;
use schema::date::Truth;
use schema::facts::{Address, Fact, Subject};

use crate::check::declaration::ResidenceClaim;
use crate::check::evaluate::Context;
use crate::check::house_number;
use crate::check::position::Position;
use crate::check::reason::ReasonCode;
use crate::check::streets::Streets;
use crate::check::verdict::{Verdict, dates, single};

/// The residence of somebody registered on the day.
pub(crate) fn residence(claim: &ResidenceClaim, context: &Context<'_>) -> Verdict {
    let Position::Resident(comune) = context.position else {
        return Verdict::Doubt(ReasonCode::Missing);
    };
    let in_comune = Verdict::given(claim.comune.as_deref(), |code| Verdict::of(code == comune));
    if in_comune == Verdict::Mismatch {
        return in_comune;
    }
    in_comune
        .and(address(claim, comune, context))
        .and(since(claim, comune, context))
}

/// Whoever has left a Comune's register is certainly not resident there; elsewhere the hub cannot tell.
pub(crate) fn after_leaving(
    claim: &ResidenceClaim,
    context: &Context<'_>,
    reason: ReasonCode,
) -> Verdict {
    let day = context.question.day;
    let left =
        claim.comune.as_deref().is_some_and(|code| {
            context.facts.residences.iter().any(|spell| {
                spell.comune == code && spell.from_last <= day.0 && spell.to_last <= day.0
            })
        });
    if left {
        Verdict::Mismatch
    } else {
        Verdict::Doubt(reason)
    }
}

fn of_residence<'a>(
    context: &Context<'a>,
    comune: &'a str,
) -> impl Iterator<Item = &'a Address> + Clone {
    context.facts.addresses.iter().filter(move |address| {
        address.comune == comune
            && AddressKind::from_code(&address.kind).is_none_or(AddressKind::is_residence)
    })
}

fn address(claim: &ResidenceClaim, comune: &str, context: &Context<'_>) -> Verdict {
    if !claim.speaks_of_address() {
        return Verdict::Match;
    }
    let day = context.question.day;
    context.if_supplied(Subject::Addresses, || {
        let facts = of_residence(context, comune);
        if facts.clone().next().is_none() && no_fixed_abode(context) {
            return Verdict::Doubt(ReasonCode::NoFixedAbode);
        }
        let streets = declared_streets(claim, comune, context);
        single(facts, day, |address| {
            street(streets.as_ref(), address, comune, context)
                .and(house_number::compare(claim, address))
        })
    })
}

fn no_fixed_abode(context: &Context<'_>) -> bool {
    context
        .facts
        .residences
        .iter()
        .any(|spell| spell.no_fixed_abode && spell.validity().at(context.question.day) != Truth::No)
}

/// The streets that the declaration can mean; `None` if it names none.
fn declared_streets(
    claim: &ResidenceClaim,
    comune: &str,
    context: &Context<'_>,
) -> Option<Streets> {
    let name = claim.street.as_deref()?;
    let question = context.question;
    Some(
        question
            .streets
            .get(comune)
            .map_or(Streets::NoRegister, |book| {
                book.find(
                    claim.street_type.as_deref(),
                    name,
                    question.day,
                    question.known_at,
                )
            }),
    )
}

fn street(
    declared: Option<&Streets>,
    address: &Address,
    comune: &str,
    context: &Context<'_>,
) -> Verdict {
    let Some(declared) = declared else {
        return Verdict::Match;
    };
    let question = context.question;
    let known = question
        .streets
        .get(comune)
        .is_some_and(|book| book.knows(&address.street_code, question.known_at));
    match declared {
        _ if !known => Verdict::Doubt(ReasonCode::StreetUnknown),
        Streets::NoRegister => Verdict::Doubt(ReasonCode::StreetUnknown),
        Streets::Fit(codes) if !codes.contains(&address.street_code) => Verdict::Mismatch,
        Streets::Fit(codes) if codes.len() > 1 => Verdict::Doubt(ReasonCode::StreetAmbiguous),
        Streets::Fit(_) => Verdict::Match,
    }
}

/// A declared beginning may be that of the address or that of the residence in the Comune.
fn since(claim: &ResidenceClaim, comune: &str, context: &Context<'_>) -> Verdict {
    Verdict::given(claim.since, |declared| {
        let day = context.question.day;
        let in_comune = single(
            context
                .facts
                .residences
                .iter()
                .filter(|spell| spell.comune == comune),
            day,
            |spell| dates(declared, spell.validity().from),
        );
        if context.supplied(Subject::Addresses) != Verdict::Match {
            return in_comune.unless(ReasonCode::NotSupplied);
        }
        let facts = of_residence(context, comune);
        if facts.clone().next().is_none() && no_fixed_abode(context) {
            return in_comune;
        }
        in_comune.or(single(facts, day, |address| {
            dates(declared, address.validity().from)
        }))
    })
}
