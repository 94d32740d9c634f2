//! Deaths, weddings, divorces, new citizens and new names after 1 January 2023.

use schema::codes::{BondKind, Kinship, MaritalStatus};
use schema::date::Day;
use schema::facts::{Subject, SubjectSet};

use super::dice::Dice;
use super::later::Months;
use super::model::{Change, Ending, NONE, flag};
use super::{fiscal, names};

impl Months<'_> {
    pub(super) fn death(&mut self, comune: u8, dice: &mut Dice) {
        let least = if dice.chance(0.9) { 68 } else { 40 };
        let Some(person) = self.find(comune, dice, |_, person| person.age() >= least) else {
            return;
        };
        let household = self.person(person).household;
        let survivors: Vec<u32> = self
            .members(household)
            .into_iter()
            .filter(|index| *index != person)
            .collect();
        let was_head =
            self.person(person).role == Kinship::Head && self.in_family(self.person(person));
        self.step(person, Ending::Death, None);
        self.touch(
            comune,
            person,
            SubjectSet::of(&[
                Subject::Residences,
                Subject::Addresses,
                Subject::Memberships,
                Subject::Maritals,
                Subject::Bonds,
                Subject::Documents,
                Subject::Deaths,
                Subject::Events,
            ]),
        );
        let mut new_head = None;
        if was_head {
            let partner = survivors.iter().copied().find(|i| {
                let role = self.person(*i).role;
                matches!(
                    role,
                    Kinship::Spouse | Kinship::Partner | Kinship::CivilPartner
                )
            });
            new_head = partner.or(survivors
                .iter()
                .copied()
                .max_by_key(|i| (self.person(*i).age(), *i)));
            let by_partner = partner.is_some();
            for (at, member) in survivors.iter().copied().enumerate() {
                let role = match self.person(member).role {
                    _ if Some(member) == new_head => Kinship::Head,
                    Kinship::Child if by_partner => Kinship::Child,
                    Kinship::Parent if by_partner => Kinship::ParentInLaw,
                    Kinship::ParentInLaw if by_partner => Kinship::Parent,
                    Kinship::Child => Kinship::Sibling,
                    _ => Kinship::OtherRelative,
                };
                let ordinal = if role == Kinship::Head {
                    1
                } else {
                    at as u8 + 2
                };
                self.step(
                    member,
                    Ending::None,
                    Some((household, comune, role, ordinal)),
                );
            }
        }
        // Bonds end for both, wherever the other lives.
        let day = self.day;
        let mut widowed = NONE;
        if let Some(bond) = self.open_bond(person) {
            bond.to = day;
            bond.by_death = true;
            widowed = if bond.a == person { bond.b } else { bond.a };
        }
        let elsewhere = widowed != NONE && !survivors.contains(&widowed);
        for member in survivors {
            let mut subjects = SubjectSet::NONE;
            if new_head.is_some() {
                subjects = SubjectSet::of(&[Subject::Memberships, Subject::Events]);
            }
            if widowed == member {
                subjects = subjects
                    .with(Subject::Maritals)
                    .with(Subject::Bonds)
                    .with(Subject::Events);
            }
            if subjects != SubjectSet::NONE {
                self.touch(comune, member, subjects);
            }
        }
        if elsewhere {
            let home = self.person(widowed).comune;
            let subjects = SubjectSet::of(&[Subject::Maritals, Subject::Bonds, Subject::Events]);
            self.touch(home, widowed, subjects);
        }
    }

    pub(super) fn wedding(&mut self, comune: u8, dice: &mut Dice) {
        let found = self.find(comune, dice, |months, person| {
            let members = months.members(person.household);
            person.role == Kinship::Partner
                && person.status != MaritalStatus::Married
                && members
                    .first()
                    .is_some_and(|head| months.person(*head).sex != person.sex)
        });
        let Some(person) = found else {
            return;
        };
        let household = self.person(person).household;
        let Some(head) = self.members(household).first().copied() else {
            return;
        };
        let day = self.day;
        if let Some(bond) = self.open_bond(person) {
            bond.to = day;
        }
        self.join(head, person, day);
        let ordinal = self.person(person).ordinal;
        self.step(
            person,
            Ending::None,
            Some((household, comune, Kinship::Spouse, ordinal)),
        );
        let subjects = SubjectSet::of(&[Subject::Maritals, Subject::Bonds, Subject::Events]);
        self.touch(comune, head, subjects);
        self.touch(comune, person, subjects.with(Subject::Memberships));
    }

    /// A marriage is dissolved; one of the two moves out.
    pub(super) fn divorce(&mut self, comune: u8, dice: &mut Dice) {
        let Some(person) = self.find(comune, dice, |_, person| {
            person.role == Kinship::Spouse && (28..65).contains(&person.age())
        }) else {
            return;
        };
        let day = self.day;
        let mut other = NONE;
        if let Some(bond) = self.open_bond(person)
            && bond.kind == BondKind::Marriage
            && bond.from.add_days(1_200) < day
        {
            bond.to = day;
            bond.separated = day.add_days(-250);
            other = if bond.a == person { bond.b } else { bond.a };
        }
        if other == NONE {
            return;
        }
        let nation = self.person(person).nation;
        let household = self.new_household(comune, nation);
        self.step(
            person,
            Ending::None,
            Some((household, comune, Kinship::Head, 1)),
        );
        let subjects = SubjectSet::of(&[Subject::Maritals, Subject::Bonds, Subject::Events]);
        self.touch(comune, other, subjects);
        self.touch(
            comune,
            person,
            subjects.with(Subject::Addresses).with(Subject::Memberships),
        );
    }

    pub(super) fn new_citizen(&mut self, comune: u8, dice: &mut Dice) {
        let found = self.find(comune, dice, |_, person| {
            person.nation != 0 && person.naturalised == Day::MAX && person.age() >= 18
        });
        if let Some(person) = found {
            self.province.persons[person as usize].naturalised = self.day;
            let subjects = SubjectSet::of(&[Subject::Citizenships, Subject::Events]);
            self.touch(comune, person, subjects);
        }
    }

    pub(super) fn new_name(&mut self, comune: u8, dice: &mut Dice) {
        let Some(index) = self.find(comune, dice, |_, person| {
            person.omocodia == 0 && !person.is(flag::NAMESAKE) && !person.is(flag::NO_NAME)
        }) else {
            return;
        };
        let person = self.person(index).clone();
        let mut after = person.clone();
        after.given = names::given_of(person.nation, person.sex, dice);
        after.cf = fiscal::base(&after, after.surname, &names::given_names(&after));
        // The new code may be somebody's: then another day.
        if after.cf == person.cf || self.province.persons.iter().any(|p| p.cf == after.cf) {
            return;
        }
        if self
            .province
            .changes
            .iter()
            .any(|c| c.person == index || c.old_cf == after.cf)
        {
            return;
        }
        self.province.changes.push(Change {
            person: index,
            on: self.day,
            old_cf: person.cf,
            old_surname: person.surname,
            old_given: person.given,
        });
        self.province.persons[index as usize] = after;
        let subjects = [Subject::Identifiers, Subject::Identities, Subject::Events];
        self.touch(comune, index, SubjectSet::of(&subjects));
        self.tell_relatives(index);
    }

    /// Partners and children have the person's name and code on their own cards.
    pub(super) fn tell_relatives(&mut self, index: u32) {
        let bonds = self.province.bonds.iter();
        let mut relatives: Vec<(u32, Subject)> = bonds
            .filter(|bond| bond.a == index || bond.b == index)
            .map(|bond| {
                (
                    if bond.a == index { bond.b } else { bond.a },
                    Subject::Bonds,
                )
            })
            .filter(|(partner, _)| *partner != NONE)
            .collect();
        for (child, person) in self.province.persons.iter().enumerate() {
            if person.father == index || person.mother == index {
                relatives.push((child as u32, Subject::Parentages));
            }
        }
        for (relative, subject) in relatives {
            // One who comes to be registered later brings the new name along.
            let stays = &self.province.stays;
            let last = self.person(relative).last_stay;
            if let Some(comune) = stays.get(last as usize).map(|stay| stay.comune) {
                self.touch(comune, relative, SubjectSet::of(&[subject]));
            }
        }
    }
}
