//! Where the person stands in the register on a day: everything else is judged after this.

use schema::codes::{AireExitReason, ExitReason, RegisterKind, Standing};
use schema::date::{Day, Truth, Validity};
use schema::facts::{Fact, PersonFacts, Residence};

use super::reason::ReasonCode;
use super::verdict::{Verdict, covered};

/// Where a person stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Position<'a> {
    /// Resident in this Comune.
    Resident(&'a str),
    /// In the AIRE of this Comune.
    Abroad(&'a str),
    /// Dead.
    Dead,
    /// Removed before that day and not registered again until it.
    Left(ReasonCode),
    /// Not yet registered, as far as the hub knows.
    BeforeHistory,
    /// The register cannot tell.
    Doubtful(ReasonCode),
}

fn disputed(spell: &Residence) -> bool {
    spell.standing == Standing::Disputed.code()
}

fn ended_by_death(spell: &Residence) -> bool {
    if spell.register == RegisterKind::Aire.code() {
        matches!(
            AireExitReason::from_code(&spell.exit_reason),
            Some(AireExitReason::Death | AireExitReason::PresumedDeath)
        )
    } else {
        ExitReason::from_code(&spell.exit_reason).is_some_and(ExitReason::is_death)
    }
}

fn ended_by_move(spell: &Residence) -> bool {
    if spell.register == RegisterKind::Aire.code() {
        return !spell.destination.is_empty()
            || matches!(
                AireExitReason::from_code(&spell.exit_reason),
                Some(
                    AireExitReason::Returned | AireExitReason::Immigrated | AireExitReason::ToAire
                )
            );
    }
    !spell.destination.is_empty()
        || matches!(
            ExitReason::from_code(&spell.exit_reason),
            Some(ExitReason::ToComune | ExitReason::ForeignerAbroad | ExitReason::ToAire)
        )
}

/// The spell that ended last before the day, whatever the order of the list.
pub(crate) fn last_before(facts: &PersonFacts, day: Day) -> Option<&Residence> {
    facts
        .residences
        .iter()
        .filter(|spell| spell.from_first <= day.0 && spell.validity().at(day) == Truth::No)
        .max_by_key(|spell| {
            (
                spell.to_last,
                spell.from_last,
                &spell.comune,
                &spell.exit_reason,
                &spell.destination,
            )
        })
}

/// Whether the register has the person dead on that day.
pub(crate) fn dead(facts: &PersonFacts, day: Day) -> Truth {
    let recorded = facts
        .deaths
        .iter()
        .fold(Truth::No, |t, death| t.or(death.validity().at(day)));
    if recorded != Truth::No {
        return recorded;
    }
    // A Comune that supplies no deaths still says why it closed the card.
    facts
        .residences
        .iter()
        .filter(|spell| ended_by_death(spell))
        .fold(Truth::No, |t, spell| {
            t.or(Validity::since(spell.validity().to).at(day))
        })
}

/// Where the person stands.
pub(crate) fn position(facts: &PersonFacts, day: Day) -> Position<'_> {
    match dead(facts, day) {
        Truth::Yes => return Position::Dead,
        Truth::Uncertain => return Position::Doubtful(ReasonCode::UncertainDate),
        Truth::No => {}
    }
    let mut here: Option<&Residence> = None;
    let mut open: Vec<Validity> = Vec::new();
    let (mut sure, mut several) = (false, false);
    for spell in &facts.residences {
        let truth = spell.validity().at(day);
        if truth == Truth::No {
            continue;
        }
        if disputed(spell) {
            return Position::Doubtful(ReasonCode::ResidenceDisputed);
        }
        if truth == Truth::Yes {
            sure = true;
        } else {
            open.push(spell.validity());
        }
        several |= here
            .is_some_and(|other| other.comune != spell.comune || other.register != spell.register);
        here = Some(spell);
    }
    match here {
        Some(_) if several || !(sure || covered(&open, day)) => {
            Position::Doubtful(ReasonCode::UncertainDate)
        }
        Some(spell) if spell.register == RegisterKind::Aire.code() => {
            Position::Abroad(&spell.comune)
        }
        Some(spell) => Position::Resident(&spell.comune),
        None => match last_before(facts, day) {
            Some(spell) if ended_by_move(spell) => Position::Left(ReasonCode::SubjectMoved),
            Some(_) => Position::Left(ReasonCode::SubjectRemoved),
            None => Position::BeforeHistory,
        },
    }
}

/// The Comune whose facts about the person count on that day: where the person is registered, or was
/// last before it, or will first be after it.
pub(crate) fn competent(facts: &PersonFacts, day: Day) -> Vec<&str> {
    let mut comuni: Vec<&str> = facts
        .residences
        .iter()
        .filter(|spell| spell.validity().at(day) != Truth::No)
        .map(|spell| spell.comune.as_str())
        .collect();
    if comuni.is_empty() {
        let nearest = last_before(facts, day).or_else(|| {
            facts
                .residences
                .iter()
                .min_by_key(|spell| (spell.from_first, spell.from_last, &spell.comune))
        });
        comuni.extend(nearest.map(|spell| spell.comune.as_str()));
    }
    comuni.sort_unstable();
    comuni.dedup();
    comuni
}

/// Whether the person lives on that day: needs residences, deaths and identities.
pub(crate) fn alive(facts: &PersonFacts, day: Day) -> Verdict {
    match dead(facts, day) {
        Truth::Yes => return Verdict::Mismatch,
        Truth::Uncertain => return Verdict::Doubt(ReasonCode::UncertainDate),
        Truth::No => {}
    }
    let unborn = |person: &schema::facts::Identity| person.birth_first > day.0;
    if !facts.identities.is_empty() && facts.identities.iter().all(unborn) {
        return Verdict::Mismatch;
    }
    if facts
        .identities
        .iter()
        .any(|person| person.birth_last > day.0)
    {
        return Verdict::Doubt(ReasonCode::UncertainDate);
    }
    // A spell not over by that day shows the person alive on it or later, hence on it too.
    let seen = facts.residences.iter().any(|spell| day.0 < spell.to_first);
    if seen {
        return Verdict::Match;
    }
    match position(facts, day) {
        Position::Doubtful(reason) | Position::Left(reason) => Verdict::Doubt(reason),
        _ => Verdict::Doubt(ReasonCode::BeforeHistory),
    }
}
