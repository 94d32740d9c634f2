//! What people are called, and where they were born.

use std::sync::OnceLock;

use schema::codes::{Kinship, Sex};

use super::dice::Dice;
use super::model::{NONE, Origin, Person, Province, flag};
use super::nations::nations;
use super::places::places;

const SURNAMES: &str = include_str!("../../data/names/surnames.tsv");
const MEN: &str = include_str!("../../data/names/forenames_m.tsv");
const WOMEN: &str = include_str!("../../data/names/forenames_f.tsv");
/// State (ISTAT), `M`, `F` or `S` (surname), name.
const FOREIGN: &str = include_str!("../../data/names/foreign.tsv");

/// Names to draw from.
#[derive(Default)]
struct Bag {
    first: usize,
    /// Running sums of the weights.
    sums: Vec<u32>,
}

impl Bag {
    fn draw(&self, dice: &mut Dice) -> u16 {
        let wanted = dice.below(self.sums.last().copied().unwrap_or(0));
        (self.first + self.sums.partition_point(|sum| *sum <= wanted)) as u16
    }
}

/// Every name; index 0 is no name.
struct Book {
    names: Vec<&'static str>,
    /// By nation: surnames, men's and women's names.
    bags: Vec<[Bag; 3]>,
}

fn book() -> &'static Book {
    static BOOK: OnceLock<Book> = OnceLock::new();
    BOOK.get_or_init(|| {
        let mut names = vec![""];
        let mut bag = |lines: &mut dyn Iterator<Item = (&'static str, u32)>| {
            let mut bag = Bag {
                first: names.len(),
                sums: Vec::new(),
            };
            let mut sum = 0;
            for (name, weight) in lines {
                sum += weight;
                bag.sums.push(sum);
                names.push(name);
            }
            bag
        };
        let weighted = |text: &'static str| {
            text.lines().filter_map(|line| {
                let (name, weight) = line.split_once('\t')?;
                Some((name, weight.trim().parse().ok()?))
            })
        };
        let bags = nations()
            .iter()
            .enumerate()
            .map(|(index, nation)| {
                if index == 0 {
                    return [SURNAMES, MEN, WOMEN].map(|text| bag(&mut weighted(text)));
                }
                ["S", "M", "F"].map(|kind| {
                    bag(&mut FOREIGN.lines().filter_map(|line| {
                        let mut fields = line.split('\t');
                        let fits =
                            fields.next() == Some(nation.istat) && fields.next() == Some(kind);
                        fields.next().filter(|_| fits).map(|name| (name, 1))
                    }))
                })
            })
            .collect();
        Book { names, bags }
    })
}

/// The name of that index.
pub(super) fn name(index: u16) -> &'static str {
    book().names.get(usize::from(index)).copied().unwrap_or("")
}

/// A surname of that nation.
pub(super) fn surname_of(nation: u8, dice: &mut Dice) -> u16 {
    draw(nation, 0, dice)
}

/// A given name of that nation.
pub(super) fn given_of(nation: u8, sex: Sex, dice: &mut Dice) -> u16 {
    draw(nation, if sex == Sex::Male { 1 } else { 2 }, dice)
}

fn draw(nation: u8, kind: usize, dice: &mut Dice) -> u16 {
    let bags = &book().bags;
    let of = bags.get(usize::from(nation)).or(bags.first());
    of.and_then(|bags| bags.get(kind))
        .map_or(0, |bag| bag.draw(dice))
}

/// The given names as the register writes them.
pub(super) fn given_names(person: &Person) -> String {
    if person.is(flag::NO_NAME) {
        return String::new();
    }
    let mut names = name(person.given).to_uppercase();
    if person.second != 0 {
        names.push(' ');
        names.push_str(&name(person.second).to_uppercase());
    }
    names
}

/// Names everyone, parents before their children, and says where each was born.
pub(super) fn draw_all(province: &mut Province) {
    let mut order: Vec<u32> = (0..province.persons.len() as u32).collect();
    order.sort_by_key(|index| (province.persons[*index as usize].birth, *index));
    for index in order {
        name_one(province, index);
    }
    namesakes(province);
}

/// Names one person and says where he or she was born.
pub(super) fn name_one(province: &mut Province, index: u32) {
    let mut dice = Dice::new(province.seed, "name", u64::from(index));
    let person = &province.persons[index as usize];
    let (father, mother, sex, nation) = (person.father, person.mother, person.sex, person.nation);
    let of_head = match person.role {
        Kinship::Sibling if person.household != NONE => {
            let head = province.households[person.household as usize].first;
            Some(head).filter(|head| {
                *head != index && person.nation == province.persons[*head as usize].nation
            })
        }
        _ => None,
    };
    let surname = if father != NONE {
        province.persons[father as usize].surname
    } else if let Some(head) = of_head.filter(|head| province.persons[*head as usize].surname != 0)
    {
        province.persons[head as usize].surname
    } else if mother != NONE {
        // Brothers and sisters bear the name of the same father, whoever he is; or that of the mother.
        let mut absent = Dice::new(province.seed, "absent father", u64::from(mother));
        if absent.chance(0.3) {
            province.persons[mother as usize].surname
        } else {
            surname_of(province.persons[mother as usize].nation, &mut absent)
        }
    } else {
        surname_of(nation, &mut dice)
    };
    // Children of families from abroad are named after both worlds.
    let name_nation = match (nation, mother) {
        (0, mother) if mother != NONE && dice.chance(0.6) => {
            province.persons[mother as usize].nation
        }
        _ => nation,
    };
    let given = given_of(name_nation, sex, &mut dice);
    let second = if dice.chance(0.09) {
        let second = given_of(name_nation, sex, &mut dice);
        if second == given { 0 } else { second }
    } else {
        0
    };
    let place = birth_place(province, index, &mut dice);
    let person = &mut province.persons[index as usize];
    person.surname = surname;
    person.given = given;
    person.second = second;
    person.place = place;
}

fn birth_place(province: &mut Province, index: u32, dice: &mut Dice) -> u16 {
    let person = &province.persons[index as usize];
    let first = first_stay(province, index);
    let here =
        person.origin == Origin::Native || first.is_some_and(|(from, _)| from == person.birth);
    let nation = person.nation;
    if here && !(person.is(flag::AIRE) && person.origin == Origin::Abroad) {
        if nation != 0 && person.age() > 35 && first.is_none() {
            return places().nation(nation);
        }
        let comune = first.map_or(person.comune, |(_, comune)| comune);
        return places().local(comune, person.birth, dice);
    }
    match (person.origin, nation) {
        (_, 1..) => places().nation(nation),
        (Origin::Abroad, 0) => places().emigration(dice),
        (_, 0) => {
            let old = person.birth.year() < 1970 && dice.chance(0.05);
            if let Some(place) = old
                .then(|| places().suppressed(person.birth, dice))
                .flatten()
            {
                let person = &mut province.persons[index as usize];
                person.flags |= flag::OLD_PLACE;
                return place;
            }
            // Children of a family that came together were born in one town.
            let child = person.role == Kinship::Child && person.household != NONE;
            let household = u64::from(person.household);
            let mut town = Dice::new(province.seed, "birth town", household);
            let dice = if child { &mut town } else { dice };
            places().elsewhere(person.birth, dice)
        }
    }
}

/// Day and Comune of the first stay.
fn first_stay(province: &Province, index: u32) -> Option<(schema::date::Day, u8)> {
    let mut at = province.persons[index as usize].last_stay;
    let mut found = None;
    // Stays of one person follow each other.
    while let Some(stay) = province
        .stays
        .get(at as usize)
        .filter(|stay| stay.person == index)
    {
        found = Some((stay.from, stay.comune));
        if at == 0 {
            break;
        }
        at -= 1;
    }
    found
}

/// Gives some people the names, the birth and the place of another: the Agenzia delle Entrate then tells them
/// apart by omocodia.
fn namesakes(province: &mut Province) {
    // Those whose surname nobody shares, by sex and year of birth, seen last.
    let mut seen: std::collections::BTreeMap<(bool, i32), u32> = std::collections::BTreeMap::new();
    let has_child = {
        let mut has = vec![false; province.persons.len()];
        for person in &province.persons {
            for parent in [person.father, person.mother] {
                if parent != NONE {
                    has[parent as usize] = true;
                }
            }
        }
        has
    };
    let mut wait = 0;
    for index in 0..province.persons.len() as u32 {
        let person = &province.persons[index as usize];
        let free = person.is(flag::RESIDENT)
            && person.household != NONE
            && province.households[person.household as usize].count == 1
            && person.father == NONE
            && person.mother == NONE
            && person.nation == 0
            && person.origin == Origin::Italy
            && !has_child[index as usize]
            && !person.is(flag::NO_NAME);
        if !free {
            continue;
        }
        wait += 1;
        let key = (person.sex == Sex::Male, person.birth.year());
        let other = seen.insert(key, index);
        if wait < 60 {
            continue;
        }
        let Some(other) = other else {
            continue;
        };
        let twin = province.persons[other as usize].clone();
        if twin.is(flag::NAMESAKE) {
            continue;
        }
        wait = 0;
        let person = &mut province.persons[index as usize];
        let stay = province.stays.get(person.last_stay as usize);
        if stay.is_none_or(|stay| stay.from <= twin.birth) {
            continue;
        }
        person.birth = twin.birth;
        person.surname = twin.surname;
        person.given = twin.given;
        person.second = twin.second;
        person.place = twin.place;
        person.flags |= flag::NAMESAKE;
    }
}
