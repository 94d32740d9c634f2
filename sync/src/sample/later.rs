//! What happens in the six months after 1 January 2023: about eight people in a thousand each month.
//!
//! A household takes part in one event at most, so that events need no knowledge of one another.

use schema::codes::{BondKind, Kinship, MaritalStatus, ProcedureKind, Sex};
use schema::date::Day;
use schema::facts::{Subject, SubjectSet};

use super::dice::Dice;
use super::model::{
    Bond, Change, Ending, Household, LAST_PAST, NONE, Origin, Pending, Person, Province, START,
    Stay, Touched, flag,
};
use super::{fiscal, names, nations};

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
struct Months<'a> {
    province: &'a mut Province,
    /// Households that have had their event.
    busy: Vec<bool>,
    /// The bond of each person that has not ended; [`NONE`] = none.
    open: Vec<u32>,
    /// Residents by Comune at the start.
    residents: Vec<Vec<u32>>,
    month: u8,
    day: Day,
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
    fn take(&mut self, household: u32) {
        if let Some(busy) = self.busy.get_mut(household as usize) {
            *busy = true;
        }
    }

    fn person(&self, index: u32) -> &Person {
        &self.province.persons[index as usize]
    }

    fn household_of(&self, person: u32) -> &Household {
        &self.province.households[self.person(person).household as usize]
    }

    /// People of a household who live in it now, in the order of the sheet.
    fn members(&self, household: u32) -> Vec<u32> {
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
    fn find(
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

    fn touch(&mut self, comune: u8, person: u32, subjects: SubjectSet) {
        self.province.touched.push(Touched {
            comune,
            month: self.month,
            person,
            subjects: subjects.0,
        });
    }

    fn in_family(&self, person: &Person) -> bool {
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
    fn arrive(&mut self, mut person: Person, household: u32, origin: Origin, comune: u8) -> u32 {
        let index = self.province.persons.len() as u32;
        person.flags |= flag::LATER;
        let (role, ordinal) = (person.role, person.ordinal);
        self.province.persons.push(person);
        self.province.add_stay(Stay {
            person: index,
            household,
            from: self.day,
            to: Day::MAX,
            origin_place: 0,
            destination: 0,
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
    fn step(&mut self, person: u32, ending: Ending, next: Option<(u32, u8, Kinship, u8)>) {
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

    fn death(&mut self, comune: u8, dice: &mut Dice) {
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
                subjects = subjects.with(Subject::Memberships);
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

    /// The bond of a person that has not ended.
    fn open_bond(&mut self, person: u32) -> Option<&mut Bond> {
        let index = *self.open.get(person as usize)?;
        self.province
            .bonds
            .get_mut(index as usize)
            .filter(|bond| bond.to == Day::MAX)
    }

    fn join(&mut self, a: u32, b: u32, from: Day) {
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

    fn removal(&mut self, comune: u8, dice: &mut Dice) {
        let Some(person) = self.find(comune, dice, |months, person| months.in_family(person))
        else {
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
    fn other_comune(&self, comune: u8, dice: &mut Dice) -> Option<u8> {
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

    fn new_household(&mut self, comune: u8, nation: u8) -> u32 {
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
    fn transfer(&mut self, comune: u8, dice: &mut Dice) {
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
    fn leaves_home(&mut self, comune: u8, dice: &mut Dice) {
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
    fn departure(&mut self, comune: u8, dice: &mut Dice) {
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
    fn arrival(&mut self, comune: u8, dice: &mut Dice) {
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

    fn wedding(&mut self, comune: u8, dice: &mut Dice) {
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
    fn divorce(&mut self, comune: u8, dice: &mut Dice) {
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

    fn new_citizen(&mut self, comune: u8, dice: &mut Dice) {
        let found = self.find(comune, dice, |_, person| {
            person.nation != 0 && person.naturalised == Day::MAX && person.age() >= 18
        });
        if let Some(person) = found {
            self.province.persons[person as usize].naturalised = self.day;
            let subjects = SubjectSet::of(&[Subject::Citizenships, Subject::Events]);
            self.touch(comune, person, subjects);
        }
    }

    fn new_name(&mut self, comune: u8, dice: &mut Dice) {
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
    }
}
