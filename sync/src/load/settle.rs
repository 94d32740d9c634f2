//! Residence spells of several Comuni, brought together.
//!
//! Each Comune asserts the spells in its own register and knows nothing of the others. This function, and no
//! other place, says what the hub believes of all of them. It depends on the set of assertions alone, not on
//! the order in which they came, and it can always be undone: a spell that it changed gives back what its
//! Comune asserted ([`asserted_form`]).

use schema::codes::Standing;
use schema::date::{UncertainDate, Validity};
use schema::facts::{Fact, Residence};

/// What the Comune itself asserted of a stored spell: a joined one was open, whatever the hub made of it.
pub fn asserted_form(stored: &Residence) -> Residence {
    let mut spell = stored.clone();
    if spell.standing == Standing::Joined.code() {
        let from = spell.validity().from;
        spell.set_validity(Validity::since(from));
    }
    Standing::Asserted.code().clone_into(&mut spell.standing);
    spell
}

/// Settles the asserted spells of one person, of all Comuni together.
///
/// 1. An open spell ends where the entry into another Comune names it as origin and begins surely later: it
///    is *joined* there. (DPR 223/1989 art. 18: entry and removal take effect on the same day.)
/// 2. What then still surely overlaps is *disputed*, on both sides, and stands as it was asserted.
///
/// **Invariant:** no two spells that are not disputed surely overlap.
#[must_use]
pub fn settle(mut spells: Vec<Residence>) -> Vec<Residence> {
    for spell in &mut spells {
        Standing::Asserted.code().clone_into(&mut spell.standing);
    }
    if spells.len() < 2 {
        return spells;
    }
    let believed: Vec<Validity> = spells
        .iter()
        .map(|spell| match join(spell, &spells) {
            Some(end) => Validity::between(spell.validity().from, end),
            None => spell.validity(),
        })
        .collect();
    let disputed: Vec<bool> = believed
        .iter()
        .enumerate()
        .map(|(index, validity)| {
            believed
                .iter()
                .enumerate()
                .any(|(other, theirs)| other != index && validity.surely_overlaps(theirs))
        })
        .collect();
    for ((spell, validity), disputed) in spells.iter_mut().zip(believed).zip(disputed) {
        if disputed {
            Standing::Disputed.code().clone_into(&mut spell.standing);
        } else if validity != spell.validity() {
            Standing::Joined.code().clone_into(&mut spell.standing);
            spell.set_validity(validity);
        }
    }
    spells
}

/// Where another Comune's entry ends an open spell: the earliest entry that names it as origin.
fn join(spell: &Residence, all: &[Residence]) -> Option<UncertainDate> {
    let validity = spell.validity();
    if !validity.is_open() {
        return None;
    }
    all.iter()
        .filter(|entry| entry.comune != spell.comune && entry.origin == spell.comune)
        .map(|entry| entry.validity().from)
        .filter(|from| validity.from.last < from.first)
        .min()
}

/// The Comune whose word counts for what concerns the person as such: where the spell is open, or ended last;
/// among several, the one that began last. `None` without any spell.
pub fn competent(settled: &[Residence]) -> Option<&str> {
    settled
        .iter()
        .max_by_key(|spell| {
            let validity = spell.validity();
            // Not disputed counts before disputed; the code decides between equals, so that the order does not.
            (
                validity.to.first,
                spell.standing != Standing::Disputed.code(),
                validity.from.last,
                validity.from.first,
                spell.comune.as_str(),
            )
        })
        .map(|spell| spell.comune.as_str())
}

#[cfg(test)]
#[path = "settle_tests.rs"]
mod tests;
