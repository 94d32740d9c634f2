//! Moves after 1 January 2023: within a Comune, between Comuni of the province, out of it and into it.

use schema::codes::{Kinship, Sex};
use schema::date::Day;
use schema::facts::{Subject, SubjectSet};

use super::dice::Dice;
use super::later::{LEFT, Months};
use super::model::{Ending, Household, LAST_PAST, NONE, Origin, Person, Stay};
use super::nations;

impl Months<'_> {
    pub(super) fn removal(&mut self, comune: u8, dice: &mut Dice) {
        let Some(person) = self.find(comune, dice, Self::in_family) else {
            return;
        };
        let household = self.person(person).household;
        self.province.removals.push((household, self.day));
        for member in self.members(household) {
            let subjects = SubjectSet::of(&[Subject::Addresses, Subject::Events]);
            self.touch(comune, member, subjects);
        }
    }

    /// Another Comune of the province, by size.
    pub(super) fn other_comune(&self, comune: u8, dice: &mut Dice) -> Option<u8> {
        let weights: Vec<u32> = self
            .province
            .comuni
            .iter()
            .enumerate()
            .map(|(at, cells)| {
                if at == usize::from(comune) {
                    0
                } else {
                    cells.total()
                }
            })
            .collect();
        weights
            .iter()
            .any(|weight| *weight > 0)
            .then(|| dice.weighted(&weights) as u8)
    }

    pub(super) fn new_household(&mut self, comune: u8, nation: u8) -> u32 {
        let index = self.province.households.len() as u32;
        let mut household = Household::new(comune, 0);
        household.founded = self.day;
        household.arrived = self.day;
        household.nation = nation;
        self.province.households.push(household);
        self.busy.push(true);
        index
    }

    /// A whole family moves to another Comune of the province.
    pub(super) fn transfer(&mut self, comune: u8, dice: &mut Dice) {
        let Some(to) = self.other_comune(comune, dice) else {
            return;
        };
        let Some(person) = self.find(comune, dice, |months, p| {
            months.in_family(p) && p.age() < 75
        }) else {
            return;
        };
        let members = self.members(self.person(person).household);
        let nation = self.household_of(person).nation;
        let household = self.new_household(to, nation);
        for member in members {
            let (role, ordinal) = (self.person(member).role, self.person(member).ordinal);
            self.step(member, Ending::None, Some((household, to, role, ordinal)));
            self.touch(comune, member, LEFT);
            self.touch(to, member, SubjectSet::ALL);
        }
    }

    /// A grown-up child founds a home, in this Comune or another.
    pub(super) fn leaves_home(&mut self, comune: u8, dice: &mut Dice) {
        let Some(person) = self.find(comune, dice, |months, p| {
            p.role == Kinship::Child && (20..45).contains(&p.age()) && months.in_family(p)
        }) else {
            return;
        };
        let to = if dice.chance(0.6) {
            comune
        } else {
            self.other_comune(comune, dice).unwrap_or(comune)
        };
        let nation = self.person(person).nation;
        let household = self.new_household(to, nation);
        self.step(
            person,
            Ending::None,
            Some((household, to, Kinship::Head, 1)),
        );
        if to == comune {
            let subjects = [Subject::Addresses, Subject::Memberships, Subject::Events];
            self.touch(comune, person, SubjectSet::of(&subjects));
        } else {
            self.touch(comune, person, LEFT);
            self.touch(to, person, SubjectSet::ALL);
        }
    }

    /// A family leaves the province.
    pub(super) fn departure(&mut self, comune: u8, dice: &mut Dice) {
        let Some(person) = self.find(comune, dice, |months, p| {
            months.in_family(p) && p.age() < 75
        }) else {
            return;
        };
        let lot = dice.below(100);
        for member in self.members(self.person(person).household) {
            let ending = match (self.person(member).is_italian(self.day), lot) {
                (_, 0..70) => Ending::Italy,
                (true, 70..96) => Ending::Aire,
                (false, 70..84) => Ending::Abroad,
                (false, 84..92) => Ending::NotRenewed,
                _ => Ending::Untraceable,
            };
            self.step(member, ending, None);
            if ending == Ending::Aire {
                let last = self.province.persons[member as usize].last_stay as usize;
                let stay = self.province.stays[last];
                self.province.add_stay(Stay {
                    household: NONE,
                    from: self.day,
                    to: Day::MAX,
                    origin: None,
                    ending: Ending::None,
                    aire: true,
                    ..stay
                });
            }
            self.touch(
                comune,
                member,
                SubjectSet::of(&[
                    Subject::Residences,
                    Subject::Addresses,
                    Subject::Memberships,
                    Subject::Events,
                ]),
            );
        }
    }

    /// Someone comes into the province, alone or with a partner.
    pub(super) fn arrival(&mut self, comune: u8, dice: &mut Dice) {
        let foreign = dice.chance(0.45);
        let nation = if foreign {
            1 + dice.index(nations::nations().len() - 1) as u8
        } else {
            0
        };
        let origin = if foreign && dice.chance(0.7) {
            Origin::Abroad
        } else {
            Origin::Italy
        };
        let household = self.new_household(comune, nation);
        let year = 2023 - dice.between(20, 60);
        let mut head = Person::new(
            [Sex::Male, Sex::Female][dice.index(2)],
            dice.birthday(year),
            comune,
        );
        head.household = household;
        head.nation = nation;
        head.origin = if foreign {
            Origin::Abroad
        } else {
            Origin::Italy
        };
        let mut partner = head.clone();
        let a = self.arrive(head, household, origin, comune);
        if dice.chance(0.35) {
            partner.sex = if partner.sex == Sex::Male {
                Sex::Female
            } else {
                Sex::Male
            };
            let partner_year = (year + dice.between(-4, 4)).min(2003);
            partner.birth = dice.birthday(partner_year);
            partner.role = Kinship::Spouse;
            partner.ordinal = 2;
            let grown = partner.birth.max(self.person(a).birth).add_years(18);
            let b = self.arrive(partner, household, origin, comune);
            let wed = dice.day(grown, grown.add_years(8).min(LAST_PAST));
            self.join(a, b, wed);
        }
    }
}
