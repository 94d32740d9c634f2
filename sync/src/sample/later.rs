//! What happens in the six months after 1 January 2023: about eight people in a thousand each month.
//!
//! A household takes part in one event at most, so that events need no knowledge of one another.

use schema::codes::{BondKind, Kinship, ProcedureKind, Sex};
use schema::date::Day;
use schema::facts::{Subject, SubjectSet};

use super::dice::Dice;
use super::model::{
    Bond, Ending, Household, LAST_PAST, NONE, Origin, Pending, Person, Province, START, Stay,
    Touched, flag,
};
use super::{fiscal, names};

/// How many deltas follow the full supply.
pub(super) const MONTHS: u8 = 6;

/// The day at whose end the delta of that month (from 0) is drawn.
pub(super) fn extraction(month: u8) -> Day {
    Day(2023_00_01 + (i32::from(month) + 2) * 100)
}

/// What the Comune left says of someone who moved on.
pub(super) const LEFT: SubjectSet = SubjectSet::of(&[
    Subject::Identifiers,
    Subject::Identities,
    Subject::Residences,
    Subject::Addresses,
    Subject::Memberships,
]);

/// Events for each hundred thousand residents and month.
const RATES: &[(Kind, u32)] = &[
    (Kind::Birth, 55),
    (Kind::Death, 90),
    (Kind::Removal, 110),
    (Kind::Transfer, 65),
    (Kind::LeavesHome, 30),
    (Kind::Departure, 50),
    (Kind::Arrival, 75),
    (Kind::Wedding, 25),
    (Kind::Divorce, 10),
    (Kind::NewCitizen, 30),
    (Kind::NewName, 3),
    (Kind::NewCard, 80),
    (Kind::Procedure, 12),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Birth,
    Death,
    Removal,
    Transfer,
    LeavesHome,
    Departure,
    Arrival,
    Wedding,
    Divorce,
    NewCitizen,
    NewName,
    NewCard,
    Procedure,
}

/// The time in which events are laid.
pub(super) struct Months<'a> {
    pub(super) province: &'a mut Province,
    /// Households that have had their event.
    pub(super) busy: Vec<bool>,
    /// The bond of each person that has not ended; [`NONE`] = none.
    pub(super) open: Vec<u32>,
    /// Residents by Comune at the start.
    residents: Vec<Vec<u32>>,
    month: u8,
    pub(super) day: Day,
}

/// Draws the events of six months.
pub(super) fn draw(province: &mut Province) {
    pending(province);
    let first_new = province.persons.len();
    let mut residents = vec![Vec::new(); province.comuni.len()];
    for (index, person) in province.persons.iter().enumerate() {
        if person.is(flag::RESIDENT) && person.household != NONE && !person.is(flag::NO_ABODE) {
            residents[usize::from(person.comune)].push(index as u32);
        }
    }
    let busy = vec![false; province.households.len()];
    let mut open = vec![NONE; province.persons.len()];
    for (index, bond) in province.bonds.iter().enumerate() {
        for person in [bond.a, bond.b] {
            if bond.to == Day::MAX && person != NONE {
                open[person as usize] = index as u32;
            }
        }
    }
    let seed = province.seed;
    let mut months = Months {
        province,
        busy,
        open,
        residents,
        month: 0,
        day: START,
    };
    for pending in months.province.procedures.clone() {
        let household = months.province.persons[pending.person as usize].household;
        months.take(household);
    }
    for month in 0..MONTHS {
        months.month = month;
        for comune in 0..months.province.comuni.len() {
            let index = u64::from(month) * 1000 + comune as u64;
            let mut dice = Dice::new(seed, "later", index);
            for (kind, rate) in RATES {
                let wanted = months.residents[comune].len() as u32 * rate;
                let count = wanted / 100_000 + u32::from(dice.below(100_000) < wanted % 100_000);
                for _ in 0..count {
                    let first = Day(2023_00_02 + (i32::from(month) + 1) * 100);
                    months.day = first.add_days(i64::from(dice.below(25)));
                    months.happen(*kind, comune as u8, &mut dice);
                }
            }
        }
    }
    let province = months.province;
    for index in first_new..province.persons.len() {
        names::name_one(province, index as u32);
    }
    fiscal::assign(province, first_new);
    province.touched.sort_unstable();
    province.removals.sort_unstable();
    province.cards.sort_unstable();
    province
        .procedures
        .sort_unstable_by_key(|p| (p.person, p.from));
    province.changes.sort_by_key(|c| (c.person, c.on));
}

/// Procedures under way on 1 January 2023; those of residence end within 45 days.
fn pending(province: &mut Province) {
    for index in 0..province.persons.len() as u32 {
        let person = &province.persons[index as usize];
        if !person.is(flag::RESIDENT) || person.household == NONE {
            continue;
        }
        let mut dice = Dice::new(province.seed, "pending", u64::from(index));
        let (kind, from, to) = match dice.below(10_000) {
            0..12 => {
                let from = dice.day(Day(2022_11_25), LAST_PAST);
                (ProcedureKind::ResidencePending, from, from.add_days(45))
            }
            12..16 => {
                let from = dice.day(Day(2022_05_01), LAST_PAST);
                (ProcedureKind::Untraceable, from, Day::MAX)
            }
            16..19 => {
                let from = dice.day(Day(2021_01_01), LAST_PAST);
                (ProcedureKind::CertificationBlock, from, Day::MAX)
            }
            _ => continue,
        };
        let comune = person.comune;
        province.procedures.push(Pending {
            person: index,
            kind,
            from,
            to,
        });
        if to < Day::MAX {
            // The closing falls into the delta that follows it.
            let month = (to.month() as u8).saturating_sub(1);
            province.touched.push(Touched {
                comune,
                month,
                person: index,
                subjects: SubjectSet::of(&[Subject::Procedures]).0,
            });
        }
    }
}

impl Months<'_> {
    pub(super) fn take(&mut self, household: u32) {
        if let Some(busy) = self.busy.get_mut(household as usize) {
            *busy = true;
        }
    }

    pub(super) fn person(&self, index: u32) -> &Person {
        &self.province.persons[index as usize]
    }

    pub(super) fn household_of(&self, person: u32) -> &Household {
        &self.province.households[self.person(person).household as usize]
    }

    /// People of a household who live in it now, in the order of the sheet.
    pub(super) fn members(&self, household: u32) -> Vec<u32> {
        let of = &self.province.households[household as usize];
        of.members()
            .map(|index| index as u32)
            .filter(|index| {
                let person = self.person(*index);
                person.household == household
                    && person.is(flag::RESIDENT)
                    && self.province.stays[person.last_stay as usize].to == Day::MAX
            })
            .collect()
    }

    /// A resident of the Comune who fits, whose household has had no event; takes the household.
    pub(super) fn find(
        &mut self,
        comune: u8,
        dice: &mut Dice,
        fits: impl Fn(&Self, &Person) -> bool,
    ) -> Option<u32> {
        for _ in 0..60 {
            let list = &self.residents[usize::from(comune)];
            if list.is_empty() {
                return None;
            }
            let index = list[dice.index(list.len())];
            let person = self.person(index);
            let household = person.household;
            let free = self.busy.get(household as usize).is_some_and(|busy| !busy);
            if free && fits(self, person) {
                self.take(household);
                return Some(index);
            }
        }
        None
    }

    pub(super) fn touch(&mut self, comune: u8, person: u32, subjects: SubjectSet) {
        self.province.touched.push(Touched {
            comune,
            month: self.month,
            person,
            subjects: subjects.0,
        });
    }

    pub(super) fn in_family(&self, person: &Person) -> bool {
        self.province.households[person.household as usize]
            .institution
            .is_none()
    }

    fn happen(&mut self, kind: Kind, comune: u8, dice: &mut Dice) {
        match kind {
            Kind::Birth => self.birth(comune, dice),
            Kind::Death => self.death(comune, dice),
            Kind::Removal => self.removal(comune, dice),
            Kind::Transfer => self.transfer(comune, dice),
            Kind::LeavesHome => self.leaves_home(comune, dice),
            Kind::Departure => self.departure(comune, dice),
            Kind::Arrival => self.arrival(comune, dice),
            Kind::Wedding => self.wedding(comune, dice),
            Kind::Divorce => self.divorce(comune, dice),
            Kind::NewCitizen => self.new_citizen(comune, dice),
            Kind::NewName => self.new_name(comune, dice),
            Kind::NewCard => {
                let card = self.find(comune, dice, |_, person| person.age() >= 18);
                if let Some(person) = card {
                    self.province.cards.push((person, self.day));
                    let subjects = SubjectSet::of(&[Subject::Documents, Subject::Events]);
                    self.touch(comune, person, subjects);
                }
            }
            Kind::Procedure => {
                if let Some(person) = self.find(comune, dice, |_, person| person.age() >= 18) {
                    let kind = dice.pick(&[
                        ProcedureKind::ResidencePending,
                        ProcedureKind::Untraceable,
                        ProcedureKind::CertificationBlock,
                    ]);
                    self.province.procedures.push(Pending {
                        person,
                        kind,
                        from: self.day,
                        to: Day::MAX,
                    });
                    self.touch(comune, person, SubjectSet::of(&[Subject::Procedures]));
                }
            }
        }
    }

    fn birth(&mut self, comune: u8, dice: &mut Dice) {
        let mother = self.find(comune, dice, |months, person| {
            let couple = matches!(
                person.role,
                Kinship::Head | Kinship::Spouse | Kinship::Partner
            );
            let household = &months.province.households[person.household as usize];
            let small = months
                .members(person.household)
                .iter()
                .all(|i| months.person(*i).birth < Day(2021_06_01));
            person.sex == Sex::Female
                && couple
                && (20..=42).contains(&person.age())
                && household.institution.is_none()
                && household.count >= 2
                && small
        });
        let Some(mother) = mother else {
            return;
        };
        let household = self.person(mother).household;
        let members = self.members(household);
        let father = members.iter().copied().find(|index| {
            let person = self.person(*index);
            person.sex == Sex::Male
                && *index != mother
                && matches!(
                    person.role,
                    Kinship::Head | Kinship::Spouse | Kinship::Partner
                )
        });
        let sex = [Sex::Male, Sex::Female][dice.index(2)];
        let mut child = Person::new(sex, self.day, comune);
        child.household = household;
        child.role = Kinship::Child;
        child.ordinal = members.len() as u8 + 1;
        child.mother = mother;
        child.father = father.unwrap_or(NONE);
        let parents = [Some(mother), father];
        let italian = parents
            .iter()
            .flatten()
            .any(|i| self.person(*i).is_italian(self.day));
        child.nation = if italian {
            0
        } else {
            self.person(mother).nation
        };
        self.arrive(child, household, Origin::Native, comune);
    }

    /// Adds a person with a first stay from today.
    pub(super) fn arrive(
        &mut self,
        mut person: Person,
        household: u32,
        origin: Origin,
        comune: u8,
    ) -> u32 {
        let index = self.province.persons.len() as u32;
        person.flags |= flag::LATER;
        let (role, ordinal) = (person.role, person.ordinal);
        self.province.persons.push(person);
        self.province.add_stay(Stay {
            person: index,
            household,
            from: self.day,
            to: Day::MAX,
            comune,
            origin: Some(origin),
            ending: Ending::None,
            role,
            ordinal,
            aire: false,
        });
        self.touch(comune, index, SubjectSet::ALL);
        index
    }

    /// Ends the present stay, and begins the next unless the person goes for good.
    pub(super) fn step(
        &mut self,
        person: u32,
        ending: Ending,
        next: Option<(u32, u8, Kinship, u8)>,
    ) {
        let day = self.day;
        let last = self.province.persons[person as usize].last_stay as usize;
        let stay = &mut self.province.stays[last];
        stay.to = day;
        stay.ending = ending;
        let old = *stay;
        if let Some((household, comune, role, ordinal)) = next {
            self.province.add_stay(Stay {
                household,
                from: day,
                to: Day::MAX,
                comune,
                role,
                ordinal,
                origin: None,
                ending: Ending::None,
                ..old
            });
            let of = &mut self.province.persons[person as usize];
            of.household = household;
            of.comune = comune;
            of.role = role;
        } else {
            let of = &mut self.province.persons[person as usize];
            of.end = day;
            of.ending = ending;
        }
    }

    /// The bond of a person that has not ended.
    pub(super) fn open_bond(&mut self, person: u32) -> Option<&mut Bond> {
        let index = *self.open.get(person as usize)?;
        self.province
            .bonds
            .get_mut(index as usize)
            .filter(|bond| bond.to == Day::MAX)
    }

    pub(super) fn join(&mut self, a: u32, b: u32, from: Day) {
        let index = self.province.bonds.len() as u32;
        let most = self.province.persons.len();
        self.open.resize(most, NONE);
        for person in [a, b] {
            self.open[person as usize] = index;
        }
        self.province.bonds.push(Bond {
            a,
            b,
            from,
            to: Day::MAX,
            separated: Day::MAX,
            kind: BondKind::Marriage,
            by_death: false,
        });
    }
}
