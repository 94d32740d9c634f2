//! The slow program: it reads every person's facts, and was written from docs/search.md.

use hub::access::Denied;
use hub::search::{BirthWish, Criteria, SearchRefusal};
use schema::date::{Day, Truth, UncertainDate};
use schema::facts::{Fact, PersonFacts};
use schema::names::{fold, fold_words};

use super::random::STREETS;

/// What a user may find, in the model's own words.
#[derive(Clone)]
pub struct Rights {
    pub registered: Vec<&'static str>,
    pub others: Vec<&'static str>,
    /// Those that must validate first.
    pub validating: Vec<&'static str>,
}

impl Rights {
    /// What is left of it where Comuni are named.
    pub fn within(&self, named: Option<&[String]>) -> Result<Self, SearchRefusal> {
        let mut left = self.clone();
        if let Some(named) = named {
            let granted = |one: &&String| {
                let mut all = self.registered.iter().chain(&self.validating);
                all.any(|own| own == *one)
            };
            if let Some(other) = named.iter().find(|one| !granted(one)) {
                return Err(Denied::Comune(other.clone()).into());
            }
            for part in [&mut left.registered, &mut left.others, &mut left.validating] {
                part.retain(|one| named.iter().any(|named| named == one));
            }
        }
        if left.registered.is_empty() && left.others.is_empty() {
            return Err(Denied::ValidationRequired.into());
        }
        Ok(left)
    }
}

/// Where somebody is on a day: Comuni, and whether registered there.
fn place(facts: &PersonFacts, day: Day) -> (Vec<&str>, bool) {
    let on: Vec<_> = facts
        .residences
        .iter()
        .filter(|one| one.validity().at(day) != Truth::No)
        .collect();
    let dead = facts
        .deaths
        .iter()
        .any(|one| one.validity().at(day) == Truth::Yes);
    if !on.is_empty() {
        return (on.iter().map(|one| one.comune.as_str()).collect(), !dead);
    }
    let before = facts
        .residences
        .iter()
        .filter(|one| one.from_first <= day.0);
    let last = before.max_by_key(|one| one.to_last);
    let nearest = last.or_else(|| facts.residences.iter().min_by_key(|one| one.from_first));
    (
        nearest.map(|one| one.comune.as_str()).into_iter().collect(),
        false,
    )
}

pub fn found_by(rights: &Rights, facts: &PersonFacts, day: Day, wanted: Option<&String>) -> bool {
    let (comuni, registered) = place(facts, day);
    let allowed = if registered {
        &rights.registered
    } else {
        &rights.others
    };
    comuni
        .iter()
        .any(|one| allowed.contains(one) && wanted.is_none_or(|wanted| wanted == one))
}

/// As typed (0), in part or perhaps (1), or not.
pub type Fits = Option<u8>;

fn both(a: Fits, b: Fits) -> Fits {
    Some(a?.max(b?))
}

fn best(all: impl Iterator<Item = Fits>) -> Fits {
    all.flatten().min()
}

fn name(typed: &str, register: &str) -> Fits {
    if fold(typed) == fold(register) {
        return Some(0);
    }
    let words = fold_words(register);
    let mut forms = words.clone();
    forms.push(fold(register));
    forms.extend(words.windows(2).map(<[String]>::concat));
    let all = fold_words(typed).iter().all(|word| forms.contains(word));
    (all || forms.contains(&fold(typed))).then_some(1)
}

fn held(truth: Truth, ever: bool) -> Fits {
    match truth {
        _ if ever => Some(0),
        Truth::Yes => Some(0),
        Truth::Uncertain => Some(1),
        Truth::No => None,
    }
}

fn identity(criteria: &Criteria, facts: &PersonFacts, day: Day) -> Fits {
    best(facts.identities.iter().map(|state| {
        let mut fits = Some(0);
        let asked =
            criteria.surname.is_some() || criteria.names.is_some() || criteria.birth.is_some();
        if asked {
            fits = both(fits, held(state.validity().at(day), criteria.names_ever));
        }
        if let Some(typed) = &criteria.surname {
            fits = both(fits, name(typed, &state.surname));
        }
        if let Some(typed) = &criteria.names {
            fits = both(fits, name(typed, &state.names));
        }
        if let Some(sex) = criteria.sex {
            fits = both(fits, (state.sex == sex.code()).then_some(0));
        }
        if let Some(wish) = criteria.birth {
            let wanted = match wish {
                BirthWish::On(date) => date,
                BirthWish::Between(first, last) => UncertainDate { first, last },
                BirthWish::Aged(..) => unreachable!("not asked"),
            };
            let (first, last) = (Day(state.birth_first), Day(state.birth_last));
            let surely = wanted.first <= first && last <= wanted.last;
            let perhaps = first <= wanted.last && wanted.first <= last;
            fits = both(
                fits,
                if surely {
                    Some(0)
                } else {
                    perhaps.then_some(1)
                },
            );
        }
        fits
    }))
}

fn address(criteria: &Criteria, facts: &PersonFacts, day: Day, rights: &Rights) -> Fits {
    let Some(wish) = &criteria.address else {
        return Some(0);
    };
    let street = wish
        .street
        .as_deref()
        .unwrap_or_default()
        .trim_start_matches("Via ");
    best(facts.addresses.iter().map(|one| {
        let searched = rights.registered.contains(&one.comune.as_str())
            || rights.others.contains(&one.comune.as_str());
        let there = searched
            && wish
                .comune
                .as_ref()
                .is_none_or(|comune| *comune == one.comune)
            && STREETS[one.street_code.parse::<usize>().unwrap()] == street
            && wish.number.is_none_or(|number| number == one.number);
        there
            .then(|| held(one.validity().at(day), criteria.address_ever))
            .flatten()
    }))
}

pub fn fits(criteria: &Criteria, facts: &PersonFacts, day: Day, rights: &Rights) -> Fits {
    let born = facts
        .identities
        .iter()
        .any(|one| one.validity().at(day) != Truth::No);
    if !born || !found_by(rights, facts, day, criteria.comune.as_ref()) {
        return None;
    }
    let mut result = both(
        identity(criteria, facts, day),
        address(criteria, facts, day, rights),
    );
    if let Some(status) = &criteria.marital_status {
        let of_status = facts.maritals.iter().filter(|one| one.status == *status);
        result = both(
            result,
            best(of_status.map(|one| held(one.validity().at(day), false))),
        );
    }
    result
}
