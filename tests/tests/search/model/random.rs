//! People and questions drawn at random, alike enough to be mistaken for one another.

use hub::search::{AddressWish, BirthWish, Criteria};
use schema::date::Day;
use schema::facts::PersonFacts;
use tests::clerk::Chance;

use super::COMUNI;
use crate::search::support::*;

const SURNAMES: [&str; 6] = [
    "ROSSI",
    "RUSSO",
    "D'ANGELO",
    "DE ANGELIS",
    "DE LUCA",
    "DELUCA NERI",
];
const NAMES: [&str; 5] = ["MARIO", "MARIA", "MARIO GIUSEPPE", "ANNA", "GIUSEPPE"];
const BIRTHS: [&str; 6] = [
    "1970",
    "1970-05",
    "1970-05-17",
    "1970-07-05",
    "1970-05-07",
    "1980-01-01",
];
/// Names of streets, by their codes.
pub const STREETS: [&str; 3] = ["ROMA", "EMILIA EST", "GARIBALDI"];

pub fn pick<'a>(from: &[&'a str], chance: &mut Chance) -> &'a str {
    from[chance.below(from.len())]
}

/// Somebody of those Comuni.
pub fn somebody(number: usize, comuni: &[&str], chance: &mut Chance) -> PersonFacts {
    let birth = pick(&BIRTHS, chance);
    let cf = format!("CCCNNN{:02}A01F{:03}X", number % 90 + 10, number);
    let comune = pick(comuni, chance);
    let mut one = resident(
        &cf,
        pick(&SURNAMES, chance),
        pick(&NAMES, chance),
        birth,
        comune,
    );
    for state in &mut one.identities {
        pick(&["M", "F"], chance).clone_into(&mut state.sex);
    }
    if chance.below(3) == 0 {
        renamed(&mut one, pick(&SURNAMES, chance), "2000-06-15");
    }
    match chance.below(6) {
        0 => moved(&mut one, pick(comuni, chance), "2010-03-01"),
        1 => left(&mut one, "2015-04-01", "1"),
        2 => left(&mut one, "2015-04", "3"),
        3 => left(&mut one, "2015-04-01", "6"),
        _ => {}
    }
    if chance.below(2) == 0 {
        let to = ["2005-01-01", "2005-02"][chance.below(2)];
        lives(
            &mut one,
            comune,
            pick(&["0", "1", "2"], chance),
            1 + chance.below(2) as i32,
            between("1990-01-01", to),
        );
        lives(
            &mut one,
            pick(comuni, chance),
            pick(&["0", "1", "2"], chance),
            1 + chance.below(2) as i32,
            since(to),
        );
    }
    if chance.below(2) == 0 {
        married(
            &mut one,
            pick(&SURNAMES, chance),
            ["1999-01-01", "2001"][chance.below(2)],
        );
    }
    one
}

/// What somebody asks, and for which day.
pub fn question(chance: &mut Chance) -> (Criteria, Option<Day>) {
    let mut criteria = Criteria::default();
    let some = |text: &str| Some(text.to_owned());
    let typed = [
        "Rossi",
        "dangelo",
        "De Angelis",
        "Deluca",
        "de luca",
        "Neri",
        "RUSSO",
    ];
    let given = ["mario", "Giuseppe", "Maria", "giuseppe mario", "Anna"];
    if chance.below(3) > 0 {
        criteria.surname = some(pick(&typed, chance));
    }
    if chance.below(3) == 0 {
        criteria.names = some(pick(&given, chance));
    }
    if chance.below(3) == 0 {
        criteria.birth = Some(match chance.below(4) {
            0 => BirthWish::Between(day("1970-05-10"), day("1975-01-01")),
            _ => BirthWish::On(date(pick(&BIRTHS, chance))),
        });
    }
    if chance.below(4) == 0 {
        let number = [None, Some(1), Some(2)][chance.below(3)];
        criteria.address = Some(AddressWish {
            comune: [None, some(pick(&COMUNI, chance))][chance.below(2)].clone(),
            street: some(&format!("Via {}", pick(&STREETS, chance))),
            number,
            ..AddressWish::default()
        });
    }
    if criteria == Criteria::default() {
        criteria.surname = some("Rossi");
    }
    criteria.names_ever = chance.below(4) == 0;
    criteria.address_ever = chance.below(3) == 0;
    if chance.below(5) == 0 {
        criteria.comune = some(pick(&COMUNI, chance));
    }
    if chance.below(5) == 0 {
        criteria.marital_status = some(pick(&["1", "2"], chance));
    }
    if chance.below(5) == 0 {
        criteria.sex = schema::codes::Sex::from_code(pick(&["M", "F"], chance));
    }
    let days = [
        "1969-01-01",
        "1990-05-05",
        "2000-06-14",
        "2005-02-10",
        "2010-02-28",
        "2015-04-10",
        "2020-01-01",
    ];
    let on = (chance.below(2) == 0).then(|| day(pick(&days, chance)));
    (criteria, on)
}

/// Only among people of these Comuni, now and then: the last may be one that nobody is granted.
pub fn named(chance: &mut Chance) -> Option<Vec<String>> {
    if chance.below(4) > 0 {
        return None;
    }
    let from = [COMUNI[0], COMUNI[1], COMUNI[2], "036014"];
    let count = 1 + chance.below(2);
    let named = (0..count).map(|_| pick(&from, chance).to_owned());
    Some(named.collect())
}
