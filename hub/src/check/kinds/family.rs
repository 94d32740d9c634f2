//! The family on a day (ANPR C009; DPR 445/2000 art. 46 letter f, "stato di famiglia").

use schema::codes::{HouseholdKind, Kinship};
use schema::date::Truth;
use schema::facts::{Fact, Membership, PersonFacts, Subject};

use super::descent::is_parent;
use super::kinship;
use crate::check::declaration::{FamilyClaim, KinshipTo, MemberClaim};
use crate::check::evaluate::Context;
use crate::check::person::identified;
use crate::check::reason::ReasonCode;
use crate::check::verdict::Verdict;

/// Somebody on the sheet on that day.
struct Member<'a> {
    facts: &'a PersonFacts,
    role: Kinship,
    subject: bool,
}

pub(crate) fn family(claim: &FamilyClaim, context: &Context<'_>) -> Verdict {
    context.if_supplied(Subject::Memberships, || {
        let day = context.question.day;
        let mut sheet: Option<&Membership> = None;
        for membership in &context.facts.memberships {
            match membership.validity().at(day) {
                Truth::No => {}
                Truth::Uncertain => return Verdict::Doubt(ReasonCode::UncertainDate),
                Truth::Yes if sheet.is_some_and(|other| !same_sheet(other, membership)) => {
                    return Verdict::Doubt(ReasonCode::ConflictingFacts);
                }
                Truth::Yes => sheet = Some(membership),
            }
        }
        let Some(sheet) = sheet else {
            return Verdict::Doubt(no_sheet(context));
        };
        if sheet.household_kind == HouseholdKind::Institution.code() {
            return Verdict::Doubt(ReasonCode::Institution);
        }
        match members(sheet, context) {
            Ok(members) => compare(claim, &members, context),
            Err(reason) => Verdict::Doubt(reason),
        }
    })
}

fn same_sheet(a: &Membership, b: &Membership) -> bool {
    a.comune == b.comune
        && a.household_kind == b.household_kind
        && a.household_code == b.household_code
}

fn no_sheet(context: &Context<'_>) -> ReasonCode {
    let facts = &context.facts.memberships;
    let all_later = facts.iter().all(|m| m.from_first > context.question.day.0);
    if !facts.is_empty() && all_later {
        ReasonCode::BeforeHistory
    } else {
        ReasonCode::Missing
    }
}

/// Everyone on the sheet on that day, if that is certain.
fn members<'a>(sheet: &Membership, context: &Context<'a>) -> Result<Vec<Member<'a>>, ReasonCode> {
    let day = context.question.day;
    let mut members = Vec::new();
    for person in &context.kin.household {
        let subject = person.identifiers == context.facts.identifiers
            && person.memberships == context.facts.memberships;
        let mut on_it = person
            .memberships
            .iter()
            .filter(|m| same_sheet(m, sheet))
            .filter(|m| m.validity().at(day) != Truth::No);
        let Some(membership) = on_it.next() else {
            continue;
        };
        if membership.validity().at(day) == Truth::Uncertain || on_it.next().is_some() {
            return Err(ReasonCode::UncertainDate);
        }
        members.push(Member {
            facts: person,
            role: Kinship::from_code(&membership.role).unwrap_or(Kinship::Undefined),
            subject,
        });
    }
    Ok(members)
}

/// Each declared member must be somebody on the sheet, no two the same; and, unless the declaration is
/// partial, nobody but the subject may be left over.
fn compare(claim: &FamilyClaim, members: &[Member<'_>], context: &Context<'_>) -> Verdict {
    let subject_role = members
        .iter()
        .find(|member| member.subject)
        .map_or(Kinship::Undefined, |member| member.role);
    let table: Vec<Vec<Verdict>> =
        claim
            .members
            .iter()
            .map(|declared| {
                members
                    .iter()
                    .map(|member| {
                        identified(&declared.person, member.facts, context.question.day)
                            .and(related(declared, member, subject_role, context))
                    })
                    .collect()
            })
            .collect();
    if fits(&table, members, claim.partial, |v| v == Verdict::Match) {
        return Verdict::Match;
    }
    if !fits(&table, members, claim.partial, |v| v != Verdict::Mismatch) {
        return Verdict::Mismatch;
    }
    let reason = table
        .iter()
        .flatten()
        .filter_map(|v| match v {
            Verdict::Doubt(reason) => Some(*reason),
            _ => None,
        })
        .min();
    Verdict::Doubt(reason.unwrap_or(ReasonCode::Missing))
}

/// Whether the declared members can be those of the sheet, where `good` says which verdicts will do.
fn fits(
    table: &[Vec<Verdict>],
    members: &[Member<'_>],
    partial: bool,
    good: impl Fn(Verdict) -> bool + Copy,
) -> bool {
    if partial {
        return assign(table, members.len(), |_, verdict| good(verdict)).is_some();
    }
    let others = |column: usize| members.get(column).is_some_and(|member| !member.subject);
    // The subject may be left out, and must not stand in then for a member of the same name.
    [false, true].into_iter().any(|with_subject| {
        assign(table, members.len(), |column, verdict| {
            good(verdict) && (with_subject || others(column))
        })
        .is_some_and(|taken| {
            taken
                .iter()
                .enumerate()
                .all(|(column, taken)| *taken || !others(column))
        })
    })
}

fn related(
    declared: &MemberClaim,
    member: &Member<'_>,
    subject_role: Kinship,
    context: &Context<'_>,
) -> Verdict {
    Verdict::given(declared.kinship, |(to, stated)| match to {
        KinshipTo::Head => kinship::compare(stated, member.role),
        // Of all codes only the head's can be meant of oneself.
        KinshipTo::Subject if member.subject => {
            Verdict::of(stated == Kinship::Head).unless(ReasonCode::KinshipUnclear)
        }
        KinshipTo::Subject => match kinship::between(subject_role, member.role) {
            Some(known) => kinship::compare(stated, known),
            None => by_parentage(stated, member, context),
        },
    })
}

/// Where the roles leave a choice, recorded parentage decides for parents and children.
fn by_parentage(stated: Kinship, member: &Member<'_>, context: &Context<'_>) -> Verdict {
    let parentage = match stated {
        Kinship::Child => is_parent(member.facts, context.facts, context),
        Kinship::Parent => {
            let subject = context
                .kin
                .household
                .iter()
                .find(|p| p.identifiers == context.facts.identifiers);
            subject.map_or(Verdict::Mismatch, |subject| {
                is_parent(subject, member.facts, context)
            })
        }
        _ => Verdict::Mismatch,
    };
    parentage.unless(ReasonCode::KinshipUnclear)
}

/// Gives each row of the table a column of its own that is good for it, by augmenting paths;
/// the columns taken, or `None` if that cannot be done.
fn assign(
    table: &[Vec<Verdict>],
    columns: usize,
    good: impl Fn(usize, Verdict) -> bool + Copy,
) -> Option<Vec<bool>> {
    let mut owner: Vec<Option<usize>> = vec![None; columns];
    for row in 0..table.len() {
        let mut seen = vec![false; columns];
        if !augment(row, table, good, &mut seen, &mut owner) {
            return None;
        }
    }
    Some(owner.iter().map(Option::is_some).collect())
}

fn augment(
    row: usize,
    table: &[Vec<Verdict>],
    good: impl Fn(usize, Verdict) -> bool + Copy,
    seen: &mut [bool],
    owner: &mut [Option<usize>],
) -> bool {
    let Some(verdicts) = table.get(row) else {
        return false;
    };
    for (column, verdict) in verdicts.iter().enumerate() {
        if !good(column, *verdict) || seen.get(column).copied().unwrap_or(true) {
            continue;
        }
        if let Some(place) = seen.get_mut(column) {
            *place = true;
        }
        let free = match owner.get(column).copied().flatten() {
            None => true,
            Some(other) => augment(other, table, good, seen, owner),
        };
        if free {
            if let Some(place) = owner.get_mut(column) {
                *place = Some(row);
            }
            return true;
        }
    }
    false
}
