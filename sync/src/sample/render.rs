//! From the model to the record of a person, as one Comune asserts it on the day of an extraction.
//!
//! Nothing later than that day shows: what ends later is open, what begins later is not there.

use schema::codes::{
    AddressKind, AireEntryReason, CfValidation, EntryReason, ExitReason, IdentifierKind,
    InstitutionRole, RegisterKind, Standing,
};
use schema::date::{Day, UncertainDate, Validity};
use schema::facts::{
    Address, Fact, Identifier, Identity, Membership, PersonFacts, Residence, Subject, SubjectSet,
};
use schema::id_anpr::IdAnpr;
use schema::tables::{HouseholdRow, StreetRow};

use super::civil;
use super::dice::Dice;
use super::events;
use super::index::Finished;
use super::model::{Ending, HISTORY, NONE, Origin, Person, START, Stay, flag};
use super::names;
use super::places::places;
use super::streets;
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
    fn person(&self, person: u32) -> &Person {
        &self.model.province.persons[person as usize]
    }

    pub(super) fn istat(&self) -> &str {
        self.istat_of(self.comune)
    }

    fn istat_of(&self, comune: u8) -> &str {
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
        match self.change(index) {
            Some(change) => {
                let until = held(change.on, Day::MAX, self.day);
                let to = until.map_or(UncertainDate::OPEN, |v| v.from);
                let before = Validity::between(since, to);
                add(
                    IdentifierKind::CodiceFiscale,
                    text(&change.old_cf),
                    valid,
                    before,
                );
                if let Some(validity) = until {
                    add(
                        IdentifierKind::CodiceFiscale,
                        text(&person.cf),
                        valid,
                        validity,
                    );
                }
            }
            None => {
                let validation = if person.nation != 0 && index % 40 == 0 {
                    CfValidation::NotValidated.code()
                } else {
                    valid
                };
                let validity = Validity::since(since);
                add(
                    IdentifierKind::CodiceFiscale,
                    text(&person.cf),
                    validation,
                    validity,
                );
            }
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

    /// Runs of stays in the Comune, each from arrival to departure: one spell of residence.
    pub(super) fn spells(&self, index: u32) -> Vec<Spell> {
        let mut spells: Vec<Spell> = Vec::new();
        let mut before: Option<Stay> = None;
        for stay in self.model.stays(index) {
            if stay.from > self.day {
                break;
            }
            let goes_on = before.is_some_and(|b| {
                b.to == stay.from
                    && b.ending == Ending::None
                    && b.comune == stay.comune
                    && b.aire == stay.aire
            });
            let joined = before.filter(|b| b.to == stay.from && b.comune != stay.comune);
            if goes_on {
                if let Some(spell) = spells.last_mut() {
                    spell.last = *stay;
                }
            } else {
                // Whoever moves within the province leaves one Comune for the other.
                if let (Some(from), Some(spell)) = (joined, spells.last_mut()) {
                    spell.went_to = Some(stay.comune);
                    debug_assert_eq!(spell.last.to, from.to);
                }
                spells.push(Spell {
                    first: *stay,
                    last: *stay,
                    came_from: joined.map(|b| b.comune),
                    went_to: None,
                });
            }
            before = Some(*stay);
        }
        spells.retain(|s| s.first.comune == self.comune && s.last.to >= HISTORY);
        spells
    }

    fn residences(&self, index: u32) -> Vec<Residence> {
        let person = self.person(index);
        let mut dice = Dice::new(self.model.province.seed, "spells", u64::from(index));
        let elsewhere = places().elsewhere(Day(2000_01_01), &mut dice);
        let abroad = places().emigration(&mut dice);
        let state = if person.nation == 0 {
            abroad
        } else {
            places().nation(person.nation)
        };
        let istat = |place: u16| places().get(place).istat(START).to_owned();
        let spells = self.spells(index);
        let rows = spells.iter().filter_map(|spell| {
            let (first, last) = (spell.first, spell.last);
            let validity = held(first.from, last.to, self.day)?;
            let mut row = Residence {
                comune: self.istat().to_owned(),
                register: RegisterKind::Apr.code().to_owned(),
                no_fixed_abode: person.is(flag::NO_ABODE) && !first.aire,
                standing: Standing::Asserted.code().to_owned(),
                ..Residence::default()
            };
            if first.aire {
                row.register = RegisterKind::Aire.code().to_owned();
                let reason = if first.from == person.birth {
                    AireEntryReason::Birth
                } else {
                    AireEntryReason::Expatriation
                };
                row.entry_reason = reason.code().to_owned();
                row.origin = if first.from == person.birth {
                    istat(abroad)
                } else {
                    String::new()
                };
            } else {
                let (reason, origin) = match (spell.came_from, first.origin) {
                    (Some(comune), _) => {
                        (EntryReason::FromComune, self.istat_of(comune).to_owned())
                    }
                    (None, Some(Origin::Italy)) => (EntryReason::FromComune, istat(elsewhere)),
                    (None, Some(Origin::Abroad)) => (EntryReason::FromAbroad, istat(state)),
                    (None, Some(Origin::Found)) => (EntryReason::Reappearance, String::new()),
                    (None, _) => (EntryReason::Birth, String::new()),
                };
                row.entry_reason = reason.code().to_owned();
                row.origin = origin;
            }
            if !validity.is_open() {
                let (reason, destination) = match (spell.went_to, last.ending) {
                    (Some(comune), _) => (ExitReason::ToComune, self.istat_of(comune).to_owned()),
                    (None, Ending::Death) => (ExitReason::Death, String::new()),
                    (None, Ending::Italy) => (ExitReason::ToComune, istat(elsewhere)),
                    (None, Ending::Abroad) => (ExitReason::ForeignerAbroad, istat(state)),
                    (None, Ending::Untraceable) => (ExitReason::Untraceable, String::new()),
                    (None, Ending::NotRenewed) => (ExitReason::AbodeNotRenewed, String::new()),
                    (None, Ending::Aire) => (ExitReason::ToAire, istat(abroad)),
                    (None, Ending::None) => (ExitReason::Other, String::new()),
                };
                row.exit_reason = reason.code().to_owned();
                row.destination = destination;
            }
            row.set_validity(validity);
            Some(row)
        });
        rows.collect()
    }

    /// Runs of stays in one household with one role.
    fn homes(&self, index: u32, by_role: bool) -> Vec<Stay> {
        let mut homes: Vec<Stay> = Vec::new();
        for stay in self.model.stays(index) {
            let here = stay.comune == self.comune && stay.from <= self.day && stay.to >= HISTORY;
            if !here || stay.household == NONE {
                continue;
            }
            match homes.last_mut() {
                Some(last)
                    if last.household == stay.household
                        && last.to == stay.from
                        && (!by_role || (last.role, last.ordinal) == (stay.role, stay.ordinal)) =>
                {
                    last.to = stay.to;
                }
                _ => homes.push(*stay),
            }
        }
        homes
    }

    fn memberships(&self, index: u32) -> Vec<Membership> {
        let homes = self.homes(index, true);
        let rows = homes.into_iter().filter_map(|stay| {
            let household = &self.model.province.households[stay.household as usize];
            let institution = household.institution.is_some();
            let mut row = Membership {
                comune: self.istat().to_owned(),
                household_kind: if institution { "C" } else { "F" }.to_owned(),
                household_code: household.code.to_string(),
                role: if !institution {
                    stay.role.code().to_owned()
                } else if stay.ordinal == 1 {
                    InstitutionRole::Head.code().to_owned()
                } else {
                    InstitutionRole::Member.code().to_owned()
                },
                ordinal: i32::from(stay.ordinal),
                ..Membership::default()
            };
            row.set_validity(held(stay.from, stay.to, self.day)?);
            Some(row)
        });
        rows.collect()
    }

    fn addresses(&self, index: u32) -> Vec<Address> {
        let person = self.person(index);
        let mut rows = Vec::new();
        for home in self.homes(index, false) {
            for (from, to, segment) in self.removals(home) {
                if let Some(validity) = held(from, to, self.day) {
                    let mut row = self.address(home.household, segment, person.is(flag::NO_ABODE));
                    row.set_validity(validity);
                    rows.push(row);
                }
            }
        }
        for stay in self.model.stays(index) {
            if stay.aire && stay.comune == self.comune {
                if let Some(validity) = held(stay.from, stay.to, self.day) {
                    let mut row = self.address_abroad(index);
                    row.set_validity(validity);
                    rows.push(row);
                }
            }
        }
        rows
    }

    /// Parts the time in a household by its changes of address: from, to, and which address.
    pub(super) fn removals(&self, home: Stay) -> Vec<(Day, Day, u64)> {
        let province = &self.model.province;
        let mut dice = Dice::new(province.seed, "removals", u64::from(home.household));
        let mut days = Vec::with_capacity(2);
        if dice.chance(0.22) {
            let household = &province.households[home.household as usize];
            let first = household.arrived.max(HISTORY).add_days(200);
            let last = super::model::LAST_PAST.min(household.closed);
            if first < last {
                days.push(dice.day(first, last));
            }
        }
        let begin = province
            .removals
            .partition_point(|(who, _)| *who < home.household);
        let later = province.removals[begin..].iter();
        days.extend(
            later
                .take_while(|(who, _)| *who == home.household)
                .map(|(_, day)| *day),
        );
        let mut parts = Vec::with_capacity(days.len() + 1);
        let mut from = home.from;
        for (segment, day) in days.iter().enumerate() {
            if *day >= home.to {
                parts.push((from, home.to, segment as u64));
                return parts;
            }
            if *day > from {
                parts.push((from, *day, segment as u64));
                from = *day;
            }
        }
        parts.push((from, home.to, days.len() as u64));
        parts
    }

    fn address(&self, household: u32, segment: u64, no_abode: bool) -> Address {
        let province = &self.model.province;
        let streets = &self.model.streets[usize::from(self.comune)];
        let mut dice = Dice::new(province.seed, "address", u64::from(household) * 8 + segment);
        // The last street is the fictitious one of those without an abode.
        let street = if no_abode {
            &streets[streets.len() - 1]
        } else {
            &streets[dice.index(streets.len() - 1)]
        };
        let mut row = Address {
            kind: AddressKind::Residence.code().to_owned(),
            comune: self.istat().to_owned(),
            street_code: street.code.clone(),
            section: street.section.to_string(),
            postal_code: streets::postal_code(self.istat(), street.section),
            ..Address::default()
        };
        if no_abode {
            return row;
        }
        row.number = if dice.chance(0.004) {
            0
        } else {
            dice.between(1, 24)
        };
        if row.number > 0 && dice.chance(0.09) {
            row.exponent = dice.pick(&["A", "A", "B", "C", "BIS"]).to_owned();
        }
        if dice.chance(0.05) {
            row.staircase = dice.pick(&["A", "B"]).to_owned();
        }
        if dice.chance(0.42) {
            row.interior = dice.between(1, 14).to_string();
        }
        row
    }

    fn address_abroad(&self, person: u32) -> Address {
        let mut dice = Dice::new(self.model.province.seed, "spells", u64::from(person));
        let _ = places().elsewhere(Day(2000_01_01), &mut dice);
        let state = places().get(places().emigration(&mut dice));
        let street = dice.pick(&[
            "Bahnhofstraße",
            "Rue de la Gare",
            "High Street",
            "Calle Mayor",
            "Avenida Central",
        ]);
        Address {
            kind: AddressKind::ResidenceAbroad.code().to_owned(),
            foreign_address: format!("{street} {}", dice.between(1, 180)),
            foreign_state: state.istat(START).to_owned(),
            ..Address::default()
        }
    }

    /// The street register.
    pub(super) fn streets(&self) -> Vec<StreetRow> {
        let mut rows = Vec::new();
        let since = Day(1951_11_04);
        for street in &self.model.streets[usize::from(self.comune)] {
            let mut add = |kind: &str, name: &str, validity: Validity| {
                rows.push(StreetRow {
                    comune: self.istat().to_owned(),
                    code: street.code.clone(),
                    known_from: 0,
                    seq: 0,
                    known_to: 0,
                    from_first: validity.from.first.0,
                    from_last: validity.from.last.0,
                    to_first: validity.to.first.0,
                    to_last: validity.to.last.0,
                    street_type: kind.to_owned(),
                    name: name.to_owned(),
                });
            };
            let since = UncertainDate::exact(since);
            match &street.before {
                Some((kind, name, day)) => {
                    let day = UncertainDate::exact(*day);
                    add(kind, name, Validity::between(since, day));
                    add(street.kind, &street.name, Validity::since(day));
                }
                None => add(street.kind, &street.name, Validity::since(since)),
            }
        }
        rows
    }

    /// A sheet.
    pub(super) fn sheet(&self, (household, from, to): (u32, Day, Day)) -> Option<HouseholdRow> {
        let of = &self.model.province.households[household as usize];
        let validity = held(from, to, self.day)?;
        let (kind, nature, name) = match of.institution {
            Some(kind) => ("C", kind.code(), civil::institution_name(kind, of.code)),
            None => ("F", if of.nation == 0 { "1" } else { "2" }, String::new()),
        };
        Some(HouseholdRow {
            comune: self.istat().to_owned(),
            kind: kind.to_owned(),
            code: of.code.to_string(),
            known_from: 0,
            seq: 0,
            known_to: 0,
            from_first: validity.from.first.0,
            from_last: validity.from.last.0,
            to_first: validity.to.first.0,
            to_last: validity.to.last.0,
            nature: nature.to_owned(),
            name,
        })
    }
}

/// A time in the register of a Comune.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spell {
    /// Its first stay.
    pub(super) first: Stay,
    /// Its last.
    pub(super) last: Stay,
    /// The Comune of the province where the person came from.
    pub(super) came_from: Option<u8>,
    /// The Comune of the province where the person went.
    pub(super) went_to: Option<u8>,
}
