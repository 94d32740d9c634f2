//! What one record changes in what is known about one person. Pure: no database, no clock.

use std::collections::HashMap;

use schema::codes::{IdentifierKind, Standing};
use schema::date::{Day, Validity};
use schema::facts::{Fact, Identifier, PersonFacts, Subject, SubjectSet};
use schema::names::fold;

use super::compare::{Interval, carry_over, difference, sharpen};
use super::settle::{asserted_form, competent, settle};
use super::subjects::{Owned, Unsaid, for_each_subject};
use crate::anomaly::AnomalyCode;

/// Who speaks, and how.
#[derive(Debug, Clone)]
pub struct Speaker {
    /// ISTAT code of the Comune.
    pub comune: String,
    /// The subjects that each Comune supplies, by its plan.
    pub plans: HashMap<String, SubjectSet>,
    /// Set if it gives its present state only (LAC): since when.
    pub present_state: Option<Interval>,
}

impl Speaker {
    /// The whole list that follows from an asserted one and from what the speaker could contradict and does not.
    fn completed<F: Unsaid>(&self, known: &[F], mut asserted: Vec<F>) -> Vec<F> {
        if let Some(interval) = self.present_state {
            return carry_over(known, asserted, interval);
        }
        sharpen(known, &mut asserted);
        asserted
    }
}

/// Something to report about a record that is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What.
    pub code: AnomalyCode,
    /// The field.
    pub field: &'static str,
    /// Its value.
    pub value: String,
}

/// What changes.
#[derive(Debug, Default)]
pub struct Change {
    /// Rows no longer believed, as they are stored.
    pub gone: PersonFacts,
    /// New facts, without keys.
    pub new: PersonFacts,
    /// Warnings.
    pub remarks: Vec<Remark>,
    /// A spell was joined that was not before.
    pub joined: bool,
    /// A spell is disputed that was not before.
    pub disputed: bool,
}

impl Change {
    /// True if the record said nothing new.
    pub fn is_empty(&self) -> bool {
        self.gone.is_empty() && self.new.is_empty()
    }
}

/// The subjects that must be known of a person before a record can be weighed.
pub fn needed(asserts: SubjectSet) -> SubjectSet {
    asserts.with(Subject::Residences).with(Subject::Identifiers)
}

/// Weighs what a Comune asserts about a person against what is known ([`needed`] subjects, empty for a new one).
///
/// Residences, addresses, memberships and card numbers: only its own. What concerns the person as such is taken
/// from the Comune where the person is or was last resident; another one may only speak of what that one does not
/// supply, and only if it has registered the person. Of somebody whom nobody says to be or have been resident,
/// whoever speaks last is believed.
///
/// So the order in which two Comuni speak does not matter, but for the dates of what the competent one says without
/// any (by its layout, or by a fact of its own): there the history and the dates that were known before it spoke
/// remain, and what others say afterwards is not heard.
///
/// # Errors
/// The record cannot be about this person: the ID ANPR differs, or the birth and with it codice fiscale or surname.
pub fn decide(
    known: PersonFacts,
    asserts: SubjectSet,
    mut asserted: PersonFacts,
    speaker: &Speaker,
) -> Result<Change, AnomalyCode> {
    contradiction(&known, &asserted)?;
    let mut change = Change::default();
    let own = speaker.comune.as_str();

    let (mine, mut spells): (Vec<_>, Vec<_>) = known
        .residences
        .iter()
        .map(asserted_form)
        .partition(|spell| spell.comune == own);
    let claims_residence;
    if asserts.contains(Subject::Residences) {
        let before = asserted.residences.len();
        asserted.residences.retain(|spell| spell.comune == own);
        if asserted.residences.len() < before {
            change.remark(AnomalyCode::OutOfCompetence, "residenze", "");
        }
        let present = speaker.completed(&mine, asserted.residences);
        claims_residence = present.iter().any(|spell| spell.validity().is_open());
        spells.extend(present);
    } else {
        claims_residence = mine.iter().any(|spell| spell.validity().is_open());
        spells.extend(mine);
    }
    let has_spell = spells.iter().any(|spell| spell.comune == own);
    let settled = settle(spells);
    let other = competent(&settled).filter(|comune| *comune != own);
    let is_competent = other.is_none();
    let reserved = other
        .and_then(|comune| speaker.plans.get(comune))
        .copied()
        .unwrap_or(SubjectSet::NONE);

    let mut ignored = false;
    macro_rules! weigh {
        ($(($Subject:ident, $field:ident))*) => {
            $(if asserts.contains(Subject::$Subject) {
                let may_speak =
                    is_competent || (has_spell && !reserved.contains(Subject::$Subject));
                let mine = |owner: Option<&str>| owner.map_or(may_speak, |comune| comune == own);
                let mut present = asserted.$field;
                let before = present.len();
                present.retain(|fact| mine(fact.owner()));
                ignored |= present.len() < before;
                let mut known = known.$field;
                known.retain(|fact| mine(fact.owner()));
                let present = speaker.completed(&known, present);
                (change.gone.$field, change.new.$field) = difference(known, present);
            })*
        };
    }
    for_each_subject!(weigh);
    // A Comune that knows that the person has left tells its old history in good faith.
    let has_left = has_spell && !claims_residence && !is_competent;
    if ignored && !has_left {
        change.remark(AnomalyCode::OutOfCompetence, "", "");
    }

    (change.gone.residences, change.new.residences) = difference(known.residences, settled);
    change.joined = has_new(&change, Standing::Joined);
    change.disputed = has_new(&change, Standing::Disputed);
    if change.disputed {
        let comuni: Vec<&str> = change
            .new
            .residences
            .iter()
            .filter(|spell| spell.standing == Standing::Disputed.code())
            .map(|spell| spell.comune.as_str())
            .collect();
        let value = comuni.join(" ");
        change.remark(AnomalyCode::ResidentTwice, "residenze", &value);
    }
    Ok(change)
}

impl Change {
    fn remark(&mut self, code: AnomalyCode, field: &'static str, value: &str) {
        self.remarks.push(Remark {
            code,
            field,
            value: value.to_owned(),
        });
    }
}

fn has_new(change: &Change, standing: Standing) -> bool {
    let count = |facts: &PersonFacts| {
        facts
            .residences
            .iter()
            .filter(|spell| spell.standing == standing.code())
            .count()
    };
    count(&change.new) > count(&change.gone)
}

/// The values of one kind that hold now.
pub fn open_values(identifiers: &[Identifier], kind: IdentifierKind) -> impl Iterator<Item = &str> {
    identifiers
        .iter()
        .filter(move |id| id.kind == kind.code() && id.validity().is_open() && !id.value.is_empty())
        .map(|id| id.value.as_str())
}

/// Both lists name a value of that kind, and none in common. A value that has ended counts as common: that is
/// how a change of codice fiscale looks.
pub fn differ(known: &[Identifier], asserted: &[Identifier], kind: IdentifierKind) -> bool {
    let named = |list: &[Identifier]| open_values(list, kind).next().is_some();
    named(known)
        && named(asserted)
        && !asserted.iter().any(|id| {
            id.kind == kind.code()
                && known
                    .iter()
                    .any(|old| old.kind == id.kind && old.value == id.value)
        })
}

fn contradiction(known: &PersonFacts, asserted: &PersonFacts) -> Result<(), AnomalyCode> {
    if differ(
        &known.identifiers,
        &asserted.identifiers,
        IdentifierKind::Anpr,
    ) {
        return Err(AnomalyCode::IdentifiersContradict);
    }
    let pairs = || {
        known
            .identities
            .iter()
            .flat_map(|old| asserted.identities.iter().map(move |new| (old, new)))
    };
    let births_meet = pairs()
        .any(|(old, new)| old.birth_first <= new.birth_last && new.birth_first <= old.birth_last);
    if births_meet || pairs().next().is_none() {
        return Ok(());
    }
    // A birth may have been written wrongly: then code or surname tell that it is the same person.
    let other_code = differ(
        &known.identifiers,
        &asserted.identifiers,
        IdentifierKind::CodiceFiscale,
    );
    if other_code || !pairs().any(|(old, new)| fold(&old.surname) == fold(&new.surname)) {
        return Err(AnomalyCode::IdentifiersContradict);
    }
    Ok(())
}

/// Ends what a Comune asserted of a person whom its full supply no longer mentions: spells, sheets and addresses
/// of its own that are open end between the two extractions, without a reason, for none was said.
pub fn absent(known: PersonFacts, comune: &str, interval: Interval) -> Change {
    fn ended<F: Fact + Owned>(fact: &F, comune: &str, interval: Interval) -> Option<F> {
        let validity = fact.validity();
        (fact.owner() == Some(comune) && validity.is_open()).then(|| {
            let mut ended = fact.clone();
            ended.set_validity(Validity::between(validity.from, interval.change()));
            ended
        })
    }
    let mut change = Change::default();
    let spells = known
        .residences
        .iter()
        .map(|spell| {
            // A joined spell has ended already: `ended` looks at it as it is stored.
            asserted_form(&ended(spell, comune, interval).unwrap_or_else(|| spell.clone()))
        })
        .collect();
    (change.gone.residences, change.new.residences) = difference(known.residences, settle(spells));
    macro_rules! end_own {
        ($($field:ident)*) => {
            $(
                let present = known.$field.iter()
                    .map(|fact| ended(fact, comune, interval).unwrap_or_else(|| fact.clone()))
                    .collect();
                (change.gone.$field, change.new.$field) = difference(known.$field, present);
            )*
        };
    }
    end_own!(addresses memberships);
    change
}

/// The interval of a supply against the one before it.
pub fn interval(previous: Option<Day>, present: Day) -> Option<Interval> {
    previous.map(|previous| Interval {
        previous: previous.min(present),
        present,
    })
}

#[cfg(test)]
#[path = "decide_tests.rs"]
mod tests;
