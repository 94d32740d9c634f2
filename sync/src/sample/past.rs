//! Those who were residents and are no more: the dead, the divorced partner next door, families that died
//! out, people who left the province, Italians abroad.

use schema::codes::{Kinship, MaritalStatus, Sex};
use schema::date::Day;

use super::dice::Dice;
use super::model::{
    Ending, HISTORY, Household, LAST_PAST, NONE, Origin, Person, Province, START, flag,
};

/// A marriage that ended in divorce between two people of the province.
#[derive(Debug, Clone, Copy)]
pub(super) struct Split {
    /// Keeps the home.
    pub(super) keeps: u32,
    /// Leaves it on the day of separation.
    pub(super) leaves: u32,
    /// Day of separation.
    pub(super) separated: Day,
    /// Day of divorce.
    pub(super) divorced: Day,
}

/// Whom each person is or was married to, or lives with, among the people of the province.
pub(super) struct Couples {
    /// By person; [`NONE`] = nobody known.
    pub(super) partner: Vec<u32>,
    /// Divorces.
    pub(super) splits: Vec<Split>,
}

impl Couples {
    /// Finds the couples of the households.
    pub(super) fn of(province: &Province) -> Self {
        let mut partner = vec![NONE; province.persons.len()];
        for household in &province.households {
            if let Some((a, b)) = founders(province, household) {
                partner[a as usize] = b;
                partner[b as usize] = a;
            }
        }
        Self {
            partner,
            splits: Vec::new(),
        }
    }

    fn join(&mut self, a: u32, b: u32) {
        let most = a.max(b) as usize + 1;
        if self.partner.len() < most {
            self.partner.resize(most, NONE);
        }
        self.partner[a as usize] = b;
        self.partner[b as usize] = a;
    }
}

/// The couple of a household, if it has one.
pub(super) fn founders(province: &Province, household: &Household) -> Option<(u32, u32)> {
    if household.institution.is_some() || household.count < 2 {
        return None;
    }
    let second = &province.persons[household.first as usize + 1];
    matches!(
        second.role,
        Kinship::Spouse | Kinship::Partner | Kinship::CivilPartner
    )
    .then_some((household.first, household.first + 1))
}

/// Draws everyone who is no longer resident. Returns the couples, past ones included.
pub(super) fn draw(province: &mut Province) -> Couples {
    let residents = province.persons.len() as u32;
    let mut couples = Couples::of(province);
    bereave(province, &mut couples);
    part(province, &mut couples);
    let dead = province.persons.len() as u32 - residents;
    let comuni = province.comuni.clone();
    for (at, cells) in comuni.iter().enumerate() {
        let total = f64::from(cells.total());
        // The dead of twenty years are about a fifth of the living; some are the partners drawn above.
        let others = f64::from(dead) / f64::from(residents.max(1));
        let mut dice = Dice::new(province.seed, "past", at as u64);
        extinct(
            province,
            at as u8,
            (total * (0.205 - others).max(0.02)) as u32,
            &mut dice,
        );
        gone(province, at as u8, (total * 0.175) as u32, &mut dice);
        abroad(province, at as u8, (total * 0.05) as u32, &mut dice);
    }
    let more = Couples::of(province);
    couples.partner.resize(province.persons.len(), NONE);
    for (index, partner) in more.partner.into_iter().enumerate() {
        if partner != NONE && couples.partner[index] == NONE {
            couples.partner[index] = partner;
        }
    }
    couples
}

/// The dead husband or wife of most of the widowed.
fn bereave(province: &mut Province, couples: &mut Couples) {
    for index in 0..province.persons.len() {
        let widow = &province.persons[index];
        if widow.status != MaritalStatus::Widowed
            || widow.nation != 0
            || couples.partner[index] != NONE
        {
            continue;
        }
        let mut dice = Dice::new(province.seed, "bereaved", index as u64);
        if dice.chance(0.15) {
            continue;
        }
        let sex = if widow.sex == Sex::Female {
            Sex::Male
        } else {
            Sex::Female
        };
        let older = if sex == Sex::Male { 3.0 } else { -3.0 };
        let years = dice.bell(older, 3.5).round() as i32;
        let youngest_child = province.households[widow.household as usize]
            .members()
            .filter(|i| province.persons[*i].role == Kinship::Child)
            .map(|i| province.persons[i].birth)
            .max();
        let first = HISTORY
            .max(widow.birth.add_years(30))
            .max(youngest_child.unwrap_or(Day::MIN));
        if first >= LAST_PAST {
            continue;
        }
        let death = dice.day(first.add_days(1), LAST_PAST);
        let birth = dice.birthday((widow.birth.year() - years).clamp(1900, 1995));
        let mut dead = Person::new(sex, birth, widow.comune);
        dead.status = MaritalStatus::Married;
        dead.end = death;
        dead.ending = Ending::Death;
        dead.origin = Origin::Native;
        // A parent who lives with a child, or someone in an institution, has left the home of the marriage.
        let home = widow.role == Kinship::Head
            && province.households[widow.household as usize]
                .institution
                .is_none();
        dead.household = if home { widow.household } else { NONE };
        dead.role = Kinship::Spouse;
        dead.ordinal = 2;
        let dead_index = province.persons.len() as u32;
        province.persons.push(dead);
        couples.join(index as u32, dead_index);
        if home {
            for child in province.households[province.persons[index].household as usize].members() {
                if province.persons[child].role == Kinship::Child {
                    parent(province, child, dead_index);
                }
            }
        }
    }
}

/// Makes that person father or mother of the child, if the years allow it.
fn parent(province: &mut Province, child: usize, parent: u32) {
    let of = &province.persons[parent as usize];
    let years = province.persons[child].birth.year() - of.birth.year();
    let (sex, alive) = (of.sex, of.end > province.persons[child].birth);
    if !alive || years < 17 {
        return;
    }
    match sex {
        Sex::Male if years <= 65 && province.persons[child].father == NONE => {
            province.persons[child].father = parent;
        }
        Sex::Female if years <= 46 && province.persons[child].mother == NONE => {
            province.persons[child].mother = parent;
        }
        _ => {}
    }
}

/// Finds for divorced men the divorced woman whom they were married to, mostly in the same Comune.
fn part(province: &mut Province, couples: &mut Couples) {
    let mut dice = Dice::new(province.seed, "divorces", 0);
    let alone = |p: &Person| {
        p.is(flag::RESIDENT)
            && p.status == MaritalStatus::Divorced
            && p.role == Kinship::Head
            && p.nation == 0
            && p.origin != Origin::Abroad
    };
    // Women by Comune and year of birth.
    let mut women = vec![vec![Vec::new(); 130]; province.comuni.len()];
    for (index, person) in province.persons.iter().enumerate() {
        if person.sex == Sex::Female
            && alone(person)
            && couples.partner[index] == NONE
            && province.households[person.household as usize].origin == Origin::Native
        {
            women[usize::from(person.comune)][slot(person.birth)].push(index as u32);
        }
    }
    for index in 0..province.persons.len() {
        let man = &province.persons[index];
        if man.sex != Sex::Male || !alone(man) || couples.partner[index] != NONE {
            continue;
        }
        let household = &province.households[man.household as usize];
        if household.institution.is_some() || household.origin != Origin::Native {
            continue;
        }
        let at = if dice.chance(0.72) {
            usize::from(man.comune)
        } else {
            dice.index(province.comuni.len())
        };
        let year = slot(man.birth) as i32 + dice.bell(2.5, 3.0).round() as i32;
        let found = (0..6)
            .flat_map(|step| [year - step, year + step])
            .find_map(|year| women[at].get_mut(usize::try_from(year).ok()?)?.pop());
        let Some(woman) = found else {
            continue;
        };
        let younger = man.birth.max(province.persons[woman as usize].birth);
        let children: Vec<usize> = province.households
            [province.persons[woman as usize].household as usize]
            .members()
            .filter(|i| province.persons[*i].role == Kinship::Child)
            .collect();
        let last_birth = children.iter().map(|i| province.persons[*i].birth).max();
        let first = HISTORY
            .add_days(400)
            .max(younger.add_years(27))
            .max(last_birth.unwrap_or(Day::MIN).add_days(500));
        if first >= LAST_PAST {
            women[at][slot(province.persons[woman as usize].birth)].push(woman);
            continue;
        }
        let divorced = dice.day(first, LAST_PAST);
        let separated = divorced.add_days(-i64::from(dice.between(190, 370)));
        for child in children {
            parent(province, child, index as u32);
        }
        couples.join(index as u32, woman);
        couples.splits.push(Split {
            keeps: woman,
            leaves: index as u32,
            separated,
            divorced,
        });
    }
}

/// Place of a year in a table of years from 1895.
pub(super) fn slot(birth: Day) -> usize {
    (birth.year() - 1895).clamp(0, 129) as usize
}

/// Families whose last member died in the twenty years.
fn extinct(province: &mut Province, at: u8, people: u32, dice: &mut Dice) {
    let mut count = 0;
    while count < people {
        let mut household = Household::new(at, province.persons.len() as u32);
        let index = province.households.len() as u32;
        let couple = dice.chance(0.45);
        let sex = if couple || dice.chance(0.38) {
            Sex::Male
        } else {
            Sex::Female
        };
        let year = dice_year(dice);
        let birth = dice.birthday(year);
        let mut head = Person::new(sex, birth, at);
        head.household = index;
        head.end = last_day(birth, dice);
        head.ending = Ending::Death;
        head.status = if couple {
            MaritalStatus::Married
        } else {
            [MaritalStatus::Single, MaritalStatus::Widowed][dice.weighted(&[1, 3])]
        };
        let mut closed = head.end;
        province.persons.push(head);
        if couple {
            let year = (birth.year() + dice.bell(3.0, 3.5).round() as i32).clamp(1903, 1972);
            let mut wife = Person::new(Sex::Female, dice.birthday(year), at);
            wife.household = index;
            wife.end = last_day(wife.birth, dice);
            wife.ending = Ending::Death;
            wife.role = Kinship::Spouse;
            wife.ordinal = 2;
            wife.status = MaritalStatus::Married;
            closed = closed.max(wife.end);
            province.persons.push(wife);
        }
        household.count = 1 + u16::from(couple);
        household.closed = closed;
        count += u32::from(household.count);
        province.households.push(household);
    }
}

/// Year of birth of someone who died in the twenty years, most at 75 to 95.
fn dice_year(dice: &mut Dice) -> i32 {
    (dice.bell(1929.0, 11.0).round() as i32).clamp(1903, 1970)
}

fn last_day(birth: Day, dice: &mut Dice) -> Day {
    dice.day(HISTORY.max(birth.add_years(38)).add_days(1), LAST_PAST)
}

/// People who left the province: mostly young, alone or with a family.
fn gone(province: &mut Province, at: u8, people: u32, dice: &mut Dice) {
    let nations: Vec<u8> = province
        .persons
        .iter()
        .filter(|p| p.nation != 0)
        .map(|p| p.nation)
        .step_by(7)
        .collect();
    let mut count = 0;
    while count < people {
        let foreign = dice.chance(0.36) && !nations.is_empty();
        let nation = if foreign { dice.pick(&nations) } else { 0 };
        let index = province.households.len() as u32;
        let mut household = Household::new(at, province.persons.len() as u32);
        let left = dice.day(HISTORY.add_days(30), LAST_PAST);
        household.closed = left;
        household.nation = nation;
        household.origin = if foreign {
            Origin::Abroad
        } else if dice.chance(0.6) {
            Origin::Native
        } else {
            Origin::Italy
        };
        let ending = match (foreign, dice.below(100)) {
            (true, 0..40) => Ending::Abroad,
            (true, 40..75) | (false, 0..97) => Ending::Italy,
            (true, 90..) => Ending::NotRenewed,
            _ => Ending::Untraceable,
        };
        let mut add = |sex, birth, role, status, dice: &mut Dice| {
            let mut person = Person::new(sex, birth, at);
            person.household = index;
            person.nation = nation;
            person.origin = household.origin;
            person.role = role;
            person.status = status;
            person.end = left;
            person.ending = ending;
            household.count += 1;
            person.ordinal = household.count as u8;
            if household.count == 1 && !foreign && household.origin == Origin::Native {
                person.flags |= if dice.chance(0.8) { flag::FROM_HOME } else { 0 };
            }
            province.persons.push(person);
        };
        let age = dice.bell(33.0, 9.0).round().clamp(20.0, 75.0) as i32;
        let birth = dice.birthday(left.year() - age);
        let sex = [Sex::Male, Sex::Female][dice.index(2)];
        if dice.chance(0.62) || age < 26 {
            add(sex, birth, Kinship::Head, MaritalStatus::Single, dice);
        } else {
            add(
                Sex::Male,
                birth,
                Kinship::Head,
                MaritalStatus::Married,
                dice,
            );
            let year = birth.year() + dice.between(-1, 5);
            let wife = dice.birthday(year.min(left.year() - 21));
            add(
                Sex::Female,
                wife,
                Kinship::Spouse,
                MaritalStatus::Married,
                dice,
            );
            let mut child = wife.year() + dice.between(21, 30);
            for _ in 0..dice.weighted(&[4, 3, 2]) {
                if child >= left.year() - 1 {
                    break;
                }
                let sex = [Sex::Male, Sex::Female][dice.index(2)];
                let birth = dice.birthday(child);
                add(sex, birth, Kinship::Child, MaritalStatus::Single, dice);
                child += dice.between(2, 5);
            }
            for person in &mut province.persons[household.members()] {
                person.flags &= !flag::FROM_HOME;
            }
        }
        count += u32::from(household.count);
        province.households.push(household);
    }
}

/// Italians who live abroad and stay in the Comune's AIRE.
fn abroad(province: &mut Province, at: u8, people: u32, dice: &mut Dice) {
    for _ in 0..people {
        let sex = [Sex::Male, Sex::Female][dice.index(2)];
        let age = dice.bell(42.0, 18.0).round().clamp(1.0, 92.0) as i32;
        let birth = dice.birthday(2022 - age);
        let mut person = Person::new(sex, birth, at);
        person.flags = flag::AIRE;
        // Day of registration in the AIRE: from birth for those born abroad.
        let earliest = birth.add_years(19);
        if earliest >= LAST_PAST || dice.chance(0.25) {
            person.origin = Origin::Abroad;
            person.joined = birth;
        } else {
            person.joined = if dice.chance(0.7) {
                dice.day(earliest.max(HISTORY), LAST_PAST)
            } else {
                dice.day(earliest, earliest.max(Day(2000_12_31)))
            };
        }
        debug_assert!(person.birth < START);
        province.persons.push(person);
    }
}
