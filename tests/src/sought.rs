//! People of a register to be sought, and people who are not in it.

use std::collections::HashMap;

use diesel::prelude::*;
use schema::date::{Day, Truth};
use schema::db::Db;
use schema::facts::{Fact, NOW, PersonFacts, Subject as Facts, SubjectSet};
use schema::tables::street;

use crate::clerk::{Chance, Subject};

/// Up to `wanted` people who are registered on the day and have a birth known to the day, drawn over all ids.
pub fn people(
    conn: &mut Db,
    last_person: i64,
    day: Day,
    wanted: usize,
    chance: &mut Chance,
) -> QueryResult<Vec<Subject>> {
    let streets: HashMap<(String, String), String> = street::table
        .select((
            street::comune,
            street::code,
            street::street_type,
            street::name,
        ))
        .load::<(String, String, String, String)>(conn)?
        .into_iter()
        .map(|(comune, code, kind, name)| ((comune, code), format!("{kind} {name}")))
        .collect();
    let subjects = SubjectSet::of(&[
        Facts::Identities,
        Facts::Residences,
        Facts::Addresses,
        Facts::Bonds,
        Facts::Deaths,
    ]);
    let mut found = Vec::new();
    let mut tried = 0;
    while found.len() < wanted && tried < wanted * 20 {
        let ids: Vec<i64> = (0..200)
            .map(|_| 1 + chance.below(last_person as usize) as i64)
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect();
        tried += ids.len();
        let facts = PersonFacts::load(conn, &ids, subjects, NOW)?;
        for (id, facts) in ids.iter().zip(&facts) {
            found.extend(subject(*id, facts, day, &streets));
        }
    }
    found.truncate(wanted);
    Ok(found)
}

fn subject(
    person_id: i64,
    facts: &PersonFacts,
    day: Day,
    streets: &HashMap<(String, String), String>,
) -> Option<Subject> {
    let resident = facts
        .residences
        .iter()
        .any(|one| one.standing != "D" && one.validity().at(day) == Truth::Yes);
    let dead = facts
        .deaths
        .iter()
        .any(|one| one.validity().at(day) != Truth::No);
    let mut states = facts.identities.iter();
    let identity = states.find(|one| one.validity().at(day) == Truth::Yes)?;
    if !resident || dead || identity.surname.is_empty() || identity.names.is_empty() {
        return None;
    }
    let exact = identity.birth_first == identity.birth_last;
    let left = facts.addresses.iter().find_map(|one| {
        let ended = one.validity().at(day) == Truth::No && one.to_last <= day.0;
        let key = (one.comune.clone(), one.street_code.clone());
        let name = streets.get(&key).filter(|_| ended && one.number > 0)?;
        Some((one.comune.clone(), name.clone(), one.number))
    });
    let spouse = facts.bonds.iter().find(|one| one.kind == "M");
    Some(Subject {
        person_id,
        surname: identity.surname.clone(),
        names: identity.names.clone(),
        birth: exact.then_some(Day(identity.birth_first)),
        spouse: spouse.map_or_else(String::new, |one| one.partner_surname.clone()),
        old_address: left,
    })
}

/// People put together from others, with a birthday of their own: nobody of the register.
pub fn absent(people: &[Subject], wanted: usize, chance: &mut Chance) -> Vec<Subject> {
    (0..wanted)
        .map(|_| {
            let mut draw = || &people[chance.below(people.len())];
            let (one, two) = (draw(), draw());
            let (surname, names) = (one.surname.clone(), two.names.clone());
            let year = 1925 + chance.below(95) as i32;
            let birth = Day::from_ymd(
                year,
                1 + chance.below(12) as u32,
                1 + chance.below(28) as u32,
            );
            Subject {
                surname,
                names,
                birth,
                ..Subject::default()
            }
        })
        .collect()
}
