//! Marriage, civil union, widowhood (ANPR C005, C014, C011; DPR 445/2000 art. 46 letter e).

use schema::codes::{BondKind, CivilUnionEnd, MaritalStatus, MarriageEnd, PARTNER_DIED};
use schema::date::{Day, Truth, UncertainDate, Validity};
use schema::facts::{Bond, Fact, Subject};

use super::civil::marital_status;
use crate::check::declaration::{BondClaim, PersonRef};
use crate::check::evaluate::Context;
use crate::check::person::{asserted, place};
use crate::check::reason::ReasonCode;
use crate::check::verdict::{OneOf, Verdict, dates};

/// True if the bond ended with the partner's death.
pub(crate) fn ended_by_death(bond: &Bond) -> bool {
    bond.end_reason == PARTNER_DIED || bond.end_reason == CivilUnionEnd::Death.code()
}

/// Whether the bond lasts on that day: separated spouses are still married.
fn lasts(bond: &Bond, day: Day) -> Truth {
    let validity = bond.validity();
    let separated = bond.kind == BondKind::Marriage.code()
        && MarriageEnd::from_code(&bond.end_reason).is_some_and(|end| !end.ends_marriage());
    if separated {
        Validity::since(validity.from).at(day)
    } else {
        validity.at(day)
    }
}

pub(crate) fn marriage(claim: &BondClaim, context: &Context<'_>) -> Verdict {
    bond(claim, BondKind::Marriage, MaritalStatus::Married, context)
}

pub(crate) fn civil_union(claim: &BondClaim, context: &Context<'_>) -> Verdict {
    bond(
        claim,
        BondKind::CivilUnion,
        MaritalStatus::InCivilUnion,
        context,
    )
}

/// A declared other party against a bond's.
pub(crate) fn partner(declared: Option<&PersonRef>, bond: &Bond, context: &Context<'_>) -> Verdict {
    Verdict::given(declared, |person| {
        asserted(
            person,
            bond.into(),
            context.relative(),
            context.question.day,
        )
    })
}

fn bond(
    claim: &BondClaim,
    kind: BondKind,
    status: MaritalStatus,
    context: &Context<'_>,
) -> Verdict {
    context.if_supplied(Subject::Bonds, || {
        let day = context.question.day;
        let mut bonds = OneOf::default();
        for bond in context.facts.bonds.iter().filter(|b| b.kind == kind.code()) {
            let declared = partner(claim.partner.as_ref(), bond, context)
                .and(Verdict::given(claim.date, |d| {
                    dates(d, bond.validity().from)
                }))
                .and(Verdict::given(claim.place.as_ref(), |p| {
                    place(p, &bond.place, &bond.place_name)
                }));
            bonds.or(lasts(bond, day), declared);
        }
        match (bonds.verdict(), marital_status(status, context)) {
            // A bond that the Comune has not closed, of somebody whom it calls widowed or divorced.
            (Some(Verdict::Match), Verdict::Mismatch) => {
                Verdict::Doubt(ReasonCode::ConflictingFacts)
            }
            (Some(verdict), _) => verdict,
            // No bond on file proves nothing while the marital status says that there is one.
            (None, Verdict::Match) => Verdict::Doubt(ReasonCode::Missing),
            (None, other) => other,
        }
    })
}

pub(crate) fn widowhood(
    spouse: Option<&PersonRef>,
    since: Option<UncertainDate>,
    context: &Context<'_>,
) -> Verdict {
    let status = marital_status(MaritalStatus::Widowed, context);
    if status == Verdict::Mismatch || (spouse.is_none() && since.is_none()) {
        return status;
    }
    let ended = context.if_supplied(Subject::Bonds, || {
        let day = context.question.day;
        context
            .facts
            .bonds
            .iter()
            .filter(|bond| bond.kind == BondKind::Marriage.code() && ended_by_death(bond))
            .filter(|bond| bond.to_first <= day.0)
            .map(|bond| {
                partner(spouse, bond, context)
                    .and(Verdict::given(since, |s| dates(s, bond.validity().to)))
            })
            .reduce(Verdict::or)
            .unwrap_or(Verdict::Doubt(ReasonCode::Missing))
    });
    status.and(ended)
}
