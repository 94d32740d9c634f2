//! From the model to the record of a person, as one Comune asserts it on the day of an extraction.
//!
//! Nothing later than that day shows: what ends later is open, what begins later is not there.

use schema::codes::{CfValidation, IdentifierKind};
use schema::date::{Day, UncertainDate, Validity};
use schema::facts::{Fact, Identifier, Identity, PersonFacts, Subject, SubjectSet};
use schema::id_anpr::IdAnpr;

use super::civil;
use super::events;
use super::index::Finished;
use super::model::{HISTORY, Person, flag};
use super::names;
use super::places::places;
use crate::record::PersonRecord;

/// What a Comune can say on a day.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    /// The model.
    pub(super) model: &'a Finished,
    /// Index of the Comune.
    pub(super) comune: u8,
    /// The day of extraction.
    pub(super) day: Day,
}

/// From a day until another, as known on the day of extraction; `None` if it has not begun.
pub(super) fn held(from: Day, to: Day, day: Day) -> Option<Validity> {
    (from <= day).then(|| {
        let to = if to > day {
            UncertainDate::OPEN
        } else {
            UncertainDate::exact(to)
        };
        Validity::between(UncertainDate::exact(from), to)
    })
}

/// The birth as the register knows it.
pub(super) fn birth_of(person: &Person) -> UncertainDate {
    let year = person.birth.year();
    let partly = if person.is(flag::YEAR_ONLY) {
        UncertainDate::year(year)
    } else if person.is(flag::MONTH_ONLY) {
        UncertainDate::month(year, person.birth.month())
    } else {
        None
    };
    partly.unwrap_or(UncertainDate::exact(person.birth))
}

/// The Comune's own number of a person's card. The multiplier is coprime to the modulus, so that no two
/// people of a Comune share a number, and the numbers of one person in two Comuni have nothing in common.
pub(super) fn local_id(comune: u8, person: u32) -> String {
    const MODULUS: u64 = 2_147_483_647;
    let number = (u64::from(person) + 1) * 48_271 + u64::from(comune) * 7_919_317;
    (number % MODULUS).to_string()
}

/// A codice fiscale as text.
pub(super) fn text(cf: &[u8; 16]) -> String {
    String::from_utf8_lossy(cf).into_owned()
}

impl View<'_> {
    pub(super) fn person(&self, person: u32) -> &Person {
        &self.model.province.persons[person as usize]
    }

    pub(super) fn istat(&self) -> &str {
        self.istat_of(self.comune)
    }

    pub(super) fn istat_of(&self, comune: u8) -> &str {
        &self.model.province.comuni[usize::from(comune)].istat
    }

    /// What the Comune may assert about the person: everything about who is, or was last, its resident.
    pub(super) fn asserts(&self, person: u32) -> SubjectSet {
        if self.model.comune_on(person, self.day) == Some(self.comune) {
            SubjectSet::ALL
        } else {
            super::later::LEFT
        }
    }

    /// Whether the Comune has anything to say about the person on that day.
    pub(super) fn knows(&self, person: u32) -> bool {
        let mut stays = self.model.stays(person).iter();
        stays.any(|s| s.comune == self.comune && s.from <= self.day && s.to >= HISTORY)
    }

    /// The record of a person.
    pub(super) fn record(&self, person: u32, asserts: SubjectSet) -> PersonRecord {
        PersonRecord {
            line: 0,
            local_id: local_id(self.comune, person),
            asserts,
            facts: self.facts(person, asserts),
        }
    }

    fn facts(&self, index: u32, asserts: SubjectSet) -> PersonFacts {
        let mut facts = PersonFacts::default();
        let wants = |subject| asserts.contains(subject);
        if wants(Subject::Identifiers) {
            facts.identifiers = self.identifiers(index);
        }
        if wants(Subject::Identities) {
            facts.identities = self.identities(index);
        }
        if wants(Subject::Residences) {
            facts.residences = self.residences(index);
        }
        if wants(Subject::Addresses) {
            facts.addresses = self.addresses(index);
        }
        if wants(Subject::Memberships) {
            facts.memberships = self.memberships(index);
        }
        if wants(Subject::Maritals) {
            facts.maritals = civil::maritals(self, index);
        }
        if wants(Subject::Bonds) {
            facts.bonds = civil::bonds(self, index);
        }
        if wants(Subject::Parentages) {
            facts.parentages = civil::parentages(self, index);
        }
        if wants(Subject::Citizenships) {
            facts.citizenships = civil::citizenships(self, index);
        }
        if wants(Subject::Documents) {
            facts.documents = civil::documents(self, index);
        }
        if wants(Subject::Deaths) {
            facts.deaths = civil::deaths(self, index);
        }
        if wants(Subject::Procedures) {
            facts.procedures = events::procedures(self, index);
        }
        if wants(Subject::Events) {
            facts.events = events::events(self, index);
        }
        facts
    }

    /// The change of name or code of a person, if there is one.
    pub(super) fn change(&self, person: u32) -> Option<&super::model::Change> {
        let changes = &self.model.province.changes;
        let at = changes.partition_point(|change| change.person < person);
        changes.get(at).filter(|change| change.person == person)
    }

    /// The codice fiscale of a person as known on the day.
    pub(super) fn cf(&self, person: u32) -> String {
        match self.change(person) {
            Some(change) if change.on > self.day => text(&change.old_cf),
            _ => text(&self.person(person).cf),
        }
    }

    /// Surname and given names of a person as known on the day.
    pub(super) fn names(&self, person: u32) -> (String, String) {
        let mut of = self.person(person).clone();
        if let Some(change) = self.change(person).filter(|change| change.on > self.day) {
            (of.surname, of.given) = (change.old_surname, change.old_given);
        }
        (
            names::name(of.surname).to_uppercase(),
            names::given_names(&of),
        )
    }

    fn identifiers(&self, index: u32) -> Vec<Identifier> {
        let person = self.person(index);
        let since = birth_of(person);
        let mut found = Vec::with_capacity(3);
        let mut add =
            |kind: IdentifierKind, value: String, validation: &str, validity: Validity| {
                let mut row = Identifier {
                    kind: kind.code().to_owned(),
                    value,
                    validation: validation.to_owned(),
                    ..Identifier::default()
                };
                row.set_validity(validity);
                found.push(row);
            };
        let valid = CfValidation::Validated.code();
        if let Some(change) = self.change(index) {
            let until = held(change.on, Day::MAX, self.day);
            let to = until.map_or(UncertainDate::OPEN, |v| v.from);
            let before = Validity::between(since, to);
            let old = text(&change.old_cf);
            add(IdentifierKind::CodiceFiscale, old, valid, before);
            if let Some(validity) = until {
                let new = text(&person.cf);
                add(IdentifierKind::CodiceFiscale, new, valid, validity);
            }
        } else {
            let validation = if person.nation != 0 && index.is_multiple_of(40) {
                CfValidation::NotValidated.code()
            } else {
                valid
            };
            let code = text(&person.cf);
            let validity = Validity::since(since);
            add(IdentifierKind::CodiceFiscale, code, validation, validity);
        }
        // ANPR has given its identifiers to everyone registered since it was complete.
        let first =
            Day(2022_01_18).max(self.model.stays(index).first().map_or(Day::MAX, |s| s.from));
        let number = (u64::from(index) + 1) * 7_368_787 % IdAnpr::CAPACITY;
        if let Some(id) = IdAnpr::from_sequence(number).filter(|_| person.end > first)
            && let Some(validity) = held(first, Day::MAX, self.day)
        {
            add(IdentifierKind::Anpr, id.as_str().to_owned(), "", validity);
        }
        found
    }

    fn identities(&self, index: u32) -> Vec<Identity> {
        let person = self.person(index);
        let birth = birth_of(person);
        let place = places().get(person.place);
        let row = |surname: u16, of: &Person, validity: Validity| {
            let mut row = Identity {
                surname: names::name(surname).to_uppercase(),
                names: names::given_names(of),
                sex: person.sex.code().to_owned(),
                birth_first: birth.first.0,
                birth_last: birth.last.0,
                birth_place: place.belfiore.to_owned(),
                birth_place_name: place.name(person.birth),
                ..Identity::default()
            };
            row.set_validity(validity);
            row
        };
        let Some(change) = self.change(index) else {
            return vec![row(person.surname, person, Validity::since(birth))];
        };
        let mut before = person.clone();
        before.given = change.old_given;
        match held(change.on, Day::MAX, self.day) {
            None => vec![row(change.old_surname, &before, Validity::since(birth))],
            Some(after) => vec![
                row(
                    change.old_surname,
                    &before,
                    Validity::between(birth, after.from),
                ),
                row(person.surname, person, after),
            ],
        }
    }
}
