//! What a check is judged by: the facts read, and the question's frame. No database here.

use std::collections::HashMap;
use std::sync::Arc;

use schema::date::Day;
use schema::facts::{PersonFacts, Subject, SubjectSet};

use super::scope::Scope;
use super::streets::StreetBook;

/// What a search for a person found.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// Nobody.
    Nobody,
    /// More than one, or one that fits only as far as the register knows.
    Several(Vec<PersonFacts>),
    /// One. The person's id in the hub comes with the facts.
    One(i64, Box<PersonFacts>),
}

impl Found {
    /// The facts, if exactly one person was found.
    pub fn one(&self) -> Option<&PersonFacts> {
        match self {
            Self::One(_, facts) => Some(facts),
            _ => None,
        }
    }
}

/// The other people whom one declaration speaks of.
#[derive(Clone, Debug, PartialEq)]
pub struct Kin {
    /// The relative, spouse, parent or child named, if the declaration names one by a code or by all
    /// generalities and the hub was asked.
    pub relative: Found,
    /// Everyone who may stand on a sheet with the subject, the subject too: with identifiers,
    /// identities, memberships and parentages.
    pub household: Vec<PersonFacts>,
    /// Known ancestors of the younger person of a declared descent: identifiers, identities, residences,
    /// parentages.
    pub line: Vec<PersonFacts>,
}

impl Default for Kin {
    fn default() -> Self {
        Self {
            relative: Found::Nobody,
            household: Vec::new(),
            line: Vec::new(),
        }
    }
}

/// The facts for one declaration.
#[derive(Clone, Copy, Debug)]
pub struct Dossier<'a> {
    /// The subject.
    pub subject: &'a Found,
    /// The others.
    pub kin: &'a Kin,
}

/// Which subjects each Comune supplies, as known at any journal number. A Comune of which no plan is known is taken
/// to supply all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plans(HashMap<String, Vec<Planned>>);

/// What a plan said, between two journal numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The journal number that recorded it.
    pub known_from: i64,
    /// The journal number that superseded it.
    pub known_to: i64,
    /// The subjects supplied.
    pub subjects: SubjectSet,
}

impl FromIterator<(String, Planned)> for Plans {
    fn from_iter<I: IntoIterator<Item = (String, Planned)>>(all: I) -> Self {
        let mut plans = Self::default();
        for (comune, planned) in all {
            plans.0.entry(comune).or_default().push(planned);
        }
        plans
    }
}

impl Plans {
    /// True if facts of that subject about the Comune's residents reach the hub, as known at a journal number.
    pub fn supplied(&self, comune: &str, subject: Subject, known_at: i64) -> bool {
        self.0
            .get(comune)
            .into_iter()
            .flatten()
            .find(|planned| planned.known_from <= known_at && known_at < planned.known_to)
            .is_none_or(|planned| planned.subjects.contains(subject))
    }
}

/// The frame of the question.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The day for which it is asked.
    pub day: Day,
    /// The journal number at which streets and plans are read.
    pub known_at: i64,
    /// About whose residents the asker may ask.
    pub scope: &'a Scope,
    /// What each Comune supplies.
    pub plans: &'a Plans,
    /// Street registers, by Comune; only those of the Comuni in question need be there.
    pub streets: &'a HashMap<String, Arc<StreetBook>>,
}

impl Question<'_> {
    /// True if the asker may ask about this person: needs residences.
    pub(crate) fn allows(&self, facts: &PersonFacts) -> bool {
        self.scope.holds(facts, self.day)
    }
}
