//! Who is whose child: within the household, and between the household of grown-up children and that of
//! their parents, in the same Comune or in another.

use schema::codes::{Kinship, Sex};
use schema::date::Day;

use super::dice::Dice;
use super::model::{NONE, Origin, Province, flag};
use super::past::{Couples, founders, slot};

/// Birth years (from 1880) of up to four children of each woman; 0 = none.
type Births = Vec<[u8; 4]>;

/// Links children and parents.
pub(super) fn link(province: &mut Province, couples: &Couples) {
    within_households(province, couples);
    let mut births: Births = vec![[0; 4]; province.persons.len()];
    for index in 0..province.persons.len() {
        let mother = province.persons[index].mother;
        if mother != NONE {
            note_birth(&mut births, mother, province.persons[index].birth);
        }
    }
    across_households(province, couples, &mut births);
}

fn note_birth(births: &mut Births, mother: u32, birth: Day) {
    let year = (birth.year() - 1880) as u8;
    let slots = &mut births[mother as usize];
    if let Some(free) = slots.iter_mut().find(|slot| **slot == 0) {
        *free = year;
    }
}

fn within_households(province: &mut Province, couples: &Couples) {
    for index in 0..province.households.len() {
        let household = province.households[index].clone();
        if household.institution.is_some() || household.count < 2 {
            continue;
        }
        let head = household.first;
        let couple = founders(province, &household);
        let parents: Vec<u32> = couple.map_or_else(|| vec![head], |(a, b)| vec![a, b]);
        for member in household.members() {
            let role = province.persons[member].role;
            match role {
                Kinship::Child => {
                    for parent in &parents {
                        set_parent(province, member, *parent);
                    }
                }
                Kinship::Parent | Kinship::ParentInLaw => {
                    let child = match (role, couple) {
                        (Kinship::Parent, _) => head,
                        (_, Some((_, partner))) => partner,
                        _ => continue,
                    };
                    // Parents and children of one nation; the rest are steps that the sheet does not tell.
                    let nation = province.persons[member].nation;
                    if province.persons[child as usize].nation == nation {
                        set_parent(province, child as usize, member as u32);
                        let partner = couples.partner.get(member).copied().unwrap_or(NONE);
                        if partner != NONE && province.persons[child as usize].mother != NONE {
                            set_parent(province, child as usize, partner);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

fn set_parent(province: &mut Province, child: usize, parent: u32) {
    let of = &province.persons[parent as usize];
    let years = province.persons[child].birth.year() - of.birth.year();
    if !(17..=66).contains(&years) || of.end <= province.persons[child].birth {
        return;
    }
    let sex = of.sex;
    let child = &mut province.persons[child];
    match sex {
        Sex::Male if child.father == NONE => child.father = parent,
        Sex::Female if child.mother == NONE && years <= 46 => child.mother = parent,
        _ => {}
    }
}

/// Finds for grown-up natives a mother among the women of the province.
fn across_households(province: &mut Province, couples: &Couples, births: &mut Births) {
    let comuni = province.comuni.len();
    let mut mothers = vec![vec![Vec::new(); 130]; comuni];
    for (index, person) in province.persons.iter().enumerate() {
        let founder = matches!(person.role, Kinship::Head | Kinship::Spouse);
        if person.sex != Sex::Female
            || person.nation != 0
            || !founder
            || person.household == NONE
            || person.birth.year() > 1990
        {
            continue;
        }
        let household = &province.households[person.household as usize];
        if household.institution.is_none() && household.origin == Origin::Native {
            mothers[usize::from(person.comune)][slot(person.birth)].push(index as u32);
        }
    }
    let weights: Vec<u32> = province
        .comuni
        .iter()
        .map(super::counts::Cells::total)
        .collect();
    for index in 0..province.persons.len() {
        let person = &province.persons[index];
        if !leaves_home(province, index) {
            continue;
        }
        let mut dice = Dice::new(province.seed, "mother", index as u64);
        if dice.chance(0.12) {
            continue;
        }
        let birth = person.birth;
        let home = usize::from(person.comune);
        for _ in 0..7 {
            let at = if dice.chance(0.74) {
                home
            } else {
                dice.weighted(&weights)
            };
            let years = dice.bell(28.5, 5.0).round() as i32;
            let year = slot(birth) as i32 - years.clamp(18, 44);
            let Some(list) = usize::try_from(year).ok().and_then(|y| mothers[at].get(y)) else {
                continue;
            };
            if list.is_empty() {
                continue;
            }
            let mother = list[dice.index(list.len())];
            let year = (birth.year() - 1880) as u8;
            let taken = births[mother as usize];
            let free = taken[2] == 0 || taken[3] == 0 && dice.chance(0.15);
            if !free || taken.iter().any(|y| *y != 0 && y.abs_diff(year) < 2) {
                continue;
            }
            if province.persons[mother as usize].household == province.persons[index].household {
                continue;
            }
            note_birth(births, mother, birth);
            province.persons[index].mother = mother;
            province.persons[index].flags |= flag::LEFT_HOME;
            let partner = couples
                .partner
                .get(mother as usize)
                .copied()
                .unwrap_or(NONE);
            if partner != NONE && province.persons[partner as usize].sex == Sex::Male {
                set_parent(province, index, partner);
            }
            break;
        }
    }
}

/// A grown-up native without known parents, who can have left a home of the province.
fn leaves_home(province: &Province, index: usize) -> bool {
    let person = &province.persons[index];
    if person.nation != 0
        || person.origin != Origin::Native
        || person.mother != NONE
        || person.father != NONE
        || person.age() < 19
    {
        return false;
    }
    if person.is(flag::AIRE) {
        return true;
    }
    let founder = matches!(
        person.role,
        Kinship::Head | Kinship::Spouse | Kinship::Partner | Kinship::CivilPartner
    );
    founder && person.household != NONE && {
        let household = &province.households[person.household as usize];
        household.institution.is_none()
            && household.origin == Origin::Native
            && person.birth.year() >= 1930
    }
}
