//! When things happened: the day a household began, who became Italian, where it lived before.

use schema::codes::{Kinship, MaritalStatus};
use schema::date::Day;

use super::bonds::{begin_couple, early_or_late, past_bond};
use super::dice::Dice;
use super::model::{HISTORY, Household, LAST_PAST, NONE, Origin, Province};
use super::past::{Couples, Split, founders};
use super::stays::stays;

/// Draws every date and lays out the stays.
pub(super) fn draw(province: &mut Province, couples: &Couples) {
    let first_child = first_children(province);
    let mut splits: Vec<Option<Split>> = vec![None; province.persons.len()];
    for split in &couples.splits {
        splits[split.keeps as usize] = Some(*split);
        splits[split.leaves as usize] = Some(*split);
    }
    let present = province.households.len();
    for index in 0..present {
        found(province, couples, &splits, &first_child, index);
    }
    for index in 0..present {
        came_from(province, index);
    }
    for index in 0..province.persons.len() as u32 {
        stays(province, &splits, index);
    }
}

/// The earliest birth of a child of each person; `Day::MAX` without children.
fn first_children(province: &Province) -> Vec<Day> {
    let mut first = vec![Day::MAX; province.persons.len()];
    for person in &province.persons {
        for parent in [person.mother, person.father] {
            if parent != NONE {
                let day = &mut first[parent as usize];
                *day = person.birth.min(*day);
            }
        }
    }
    first
}

/// The day a household began, with the bonds of its founders.
fn found(
    province: &mut Province,
    couples: &Couples,
    splits: &[Option<Split>],
    first_child: &[Day],
    index: usize,
) {
    let mut dice = Dice::new(province.seed, "founding", index as u64);
    let household = province.households[index].clone();
    if household.institution.is_some() {
        province.households[index].founded =
            Day(1948_05_01).add_days(dice.between(0, 18_000).into());
        for member in household.members() {
            let birth = province.persons[member].birth;
            let first = birth.add_years(18).max(Day(2006_01_01));
            province.persons[member].joined = dice.day(first, LAST_PAST);
            past_bond(province, couples, member as u32, LAST_PAST, &mut dice);
        }
        return;
    }
    let head = household.first;
    let last = LAST_PAST.min(household.closed.add_days(-200));
    let split = splits[head as usize];
    let pair = founders(province, &household).or_else(|| {
        // The marital home of a widow, or of the one who stayed after a divorce.
        let partner = couples.partner.get(head as usize).copied().unwrap_or(NONE);
        let stays = partner != NONE
            && (split.is_some_and(|s| s.keeps == head)
                || province.persons[partner as usize].household == index as u32);
        stays.then_some((head, partner))
    });
    let founded = if let Some((a, b)) = pair {
        begin_couple(province, first_child, split, (a, b), last, &mut dice)
    } else if let Some(split) = split {
        split.separated
    } else {
        let birth = province.persons[head as usize].birth;
        let alone = early_or_late(birth.add_years(18), birth, (19, 33), last, &mut dice);
        let own = past_bond(province, couples, head, last, &mut dice);
        let child = first_child[head as usize].add_days(-60);
        let child = if household.count > 1 { child } else { Day::MAX };
        own.unwrap_or(alone).min(child).max(birth)
    };
    let mut founded = founded.min(last).max(Day(1921_01_01));
    if household.origin != Origin::Native {
        // It came as a whole, recently more often than long ago.
        let first = founded.max(Day(1975_01_01)).min(last);
        founded = dice.day(first, last).max(dice.day(first, last));
        if household.nation != 0 && founded < Day(1989_01_01) {
            founded = dice.day(Day(1989_01_01).max(first), last);
        }
    }
    province.households[index].founded = founded;
    province.households[index].arrived = founded;
    let partner_later =
        household.nation != 0 && household.origin == Origin::Abroad && dice.chance(0.4);
    let mut mother_joined = Day::MIN;
    for member in household.members() {
        let person = &province.persons[member];
        match person.role {
            Kinship::Head => {}
            Kinship::Spouse | Kinship::Partner | Kinship::CivilPartner => {
                if partner_later {
                    let joined = dice.day(founded, founded.add_years(4).min(last));
                    province.persons[member].joined = joined;
                    mother_joined = joined;
                }
            }
            Kinship::Child => {
                let joined = founded.max(person.birth).max(mother_joined);
                province.persons[member].joined = joined.max(person.birth);
            }
            _ => {
                let first = founded.max(person.birth).max(Day(2005_06_01)).min(last);
                province.persons[member].joined = dice.day(first, last).max(person.birth);
                past_bond(province, couples, member as u32, last, &mut dice);
            }
        }
    }
    // Children who grew up and still live here may have been married meanwhile.
    for member in household.members() {
        let person = &province.persons[member];
        if person.role == Kinship::Child && person.status == MaritalStatus::Divorced {
            past_bond(province, couples, member as u32, last, &mut dice);
        }
    }
    naturalise(province, &household, founded, &mut dice);
}

/// About one family in six of foreign origin has become Italian, ten years after its arrival or later.
fn naturalise(province: &mut Province, household: &Household, founded: Day, dice: &mut Dice) {
    let first = founded.add_years(10).max(Day(2003_06_01));
    if household.nation == 0 || first >= LAST_PAST || !dice.chance(0.30) {
        return;
    }
    let day = dice.day(first, LAST_PAST);
    for member in household.members() {
        let person = &mut province.persons[member];
        if person.nation != 0 && person.birth < day && person.end > day {
            person.naturalised = day.max(person.joined.add_days(1));
        } else if person.nation != 0 && person.birth >= day {
            // Born to Italian parents by then.
            person.nation = 0;
        }
    }
}

/// Some households lived in another Comune of the province before.
fn came_from(province: &mut Province, index: usize) {
    let household = province.households[index].clone();
    if household.institution.is_some() || province.comuni.len() < 2 {
        return;
    }
    let mut dice = Dice::new(province.seed, "former comune", index as u64);
    let share = if household.nation != 0 { 0.20 } else { 0.10 };
    let first = household.founded.add_days(400).max(HISTORY.add_days(20));
    let last = LAST_PAST.min(household.closed.add_days(-200));
    // A sheet whose children joined at birth can be moved as a whole: its stays follow the two sheets.
    if first >= last || !dice.chance(share) {
        return;
    }
    let weights: Vec<u32> = province
        .comuni
        .iter()
        .enumerate()
        .map(|(at, cells)| {
            if at == usize::from(household.comune) {
                0
            } else {
                cells.total()
            }
        })
        .collect();
    if weights.iter().all(|weight| *weight == 0) {
        return;
    }
    let moved = dice.day(first, last);
    let mut before = household.clone();
    before.comune = dice.weighted(&weights) as u8;
    before.closed = moved;
    before.count = 0;
    let previous = province.households.len() as u32;
    province.households.push(before);
    let household = &mut province.households[index];
    household.previous = previous;
    household.arrived = moved;
}
