//! Hits and counts against a slow program that reads every person's facts and was written from docs/search.md: no
//! difference, and nobody outside the territory.

use std::collections::BTreeMap;

use hub::search::{AddressWish, BirthWish, Criteria, SearchOptions, SearchRefusal, Strength};
use schema::date::{Day, Truth, UncertainDate};
use schema::facts::{Fact, PersonFacts};
use schema::names::{fold, fold_words};
use tests::TestStore;
use tests::clerk::Chance;

use super::support::*;

const SOLIERA: &str = "036040";
const COMUNI: [&str; 3] = [MODENA, CARPI, SOLIERA];
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
const STREETS: [&str; 3] = ["ROMA", "EMILIA EST", "GARIBALDI"];
/// People who may fit before a search is refused.
const LIMIT: u32 = 12;

fn pick<'a>(from: &[&'a str], chance: &mut Chance) -> &'a str {
    from[chance.below(from.len())]
}

fn somebody(number: usize, chance: &mut Chance) -> PersonFacts {
    let birth = pick(&BIRTHS, chance);
    let cf = format!("CCCNNN{:02}A01F{:03}X", number % 90 + 10, number);
    let comune = pick(&COMUNI, chance);
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
        0 => moved(&mut one, pick(&COMUNI, chance), "2010-03-01"),
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
            pick(&COMUNI, chance),
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

fn question(chance: &mut Chance) -> (Criteria, Option<Day>) {
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

/// What a user may find, in the model's own words.
struct Rights {
    registered: Vec<&'static str>,
    others: Vec<&'static str>,
}

/// Where somebody is on a day: Comuni, and whether registered there.
fn place(facts: &PersonFacts, day: Day) -> (Vec<&str>, bool) {
    let on: Vec<_> = facts
        .residences
        .iter()
        .filter(|one| one.validity().at(day) != Truth::No)
        .collect();
    let dead = facts
        .deaths
        .iter()
        .any(|one| one.validity().at(day) == Truth::Yes);
    if !on.is_empty() {
        return (on.iter().map(|one| one.comune.as_str()).collect(), !dead);
    }
    let before = facts
        .residences
        .iter()
        .filter(|one| one.from_first <= day.0);
    let last = before.max_by_key(|one| one.to_last);
    let nearest = last.or_else(|| facts.residences.iter().min_by_key(|one| one.from_first));
    (
        nearest.map(|one| one.comune.as_str()).into_iter().collect(),
        false,
    )
}

fn within(rights: &Rights, facts: &PersonFacts, day: Day, wanted: Option<&String>) -> bool {
    let (comuni, registered) = place(facts, day);
    let allowed = if registered {
        &rights.registered
    } else {
        &rights.others
    };
    comuni
        .iter()
        .any(|one| allowed.contains(one) && wanted.is_none_or(|wanted| wanted == one))
}

/// As typed (0), in part or perhaps (1), or not.
type Fits = Option<u8>;

fn both(a: Fits, b: Fits) -> Fits {
    Some(a?.max(b?))
}

fn best(all: impl Iterator<Item = Fits>) -> Fits {
    all.flatten().min()
}

fn name(typed: &str, register: &str) -> Fits {
    if fold(typed) == fold(register) {
        return Some(0);
    }
    let words = fold_words(register);
    let mut forms = words.clone();
    forms.push(fold(register));
    forms.extend(words.windows(2).map(<[String]>::concat));
    let all = fold_words(typed).iter().all(|word| forms.contains(word));
    (all || forms.contains(&fold(typed))).then_some(1)
}

fn held(truth: Truth, ever: bool) -> Fits {
    match truth {
        _ if ever => Some(0),
        Truth::Yes => Some(0),
        Truth::Uncertain => Some(1),
        Truth::No => None,
    }
}

fn identity(criteria: &Criteria, facts: &PersonFacts, day: Day) -> Fits {
    best(facts.identities.iter().map(|state| {
        let mut fits = Some(0);
        let asked =
            criteria.surname.is_some() || criteria.names.is_some() || criteria.birth.is_some();
        if asked {
            fits = both(fits, held(state.validity().at(day), criteria.names_ever));
        }
        if let Some(typed) = &criteria.surname {
            fits = both(fits, name(typed, &state.surname));
        }
        if let Some(typed) = &criteria.names {
            fits = both(fits, name(typed, &state.names));
        }
        if let Some(sex) = criteria.sex {
            fits = both(fits, (state.sex == sex.code()).then_some(0));
        }
        if let Some(wish) = criteria.birth {
            let wanted = match wish {
                BirthWish::On(date) => date,
                BirthWish::Between(first, last) => UncertainDate { first, last },
                BirthWish::Aged(..) => unreachable!("not asked"),
            };
            let (first, last) = (Day(state.birth_first), Day(state.birth_last));
            let surely = wanted.first <= first && last <= wanted.last;
            let perhaps = first <= wanted.last && wanted.first <= last;
            fits = both(
                fits,
                if surely {
                    Some(0)
                } else {
                    perhaps.then_some(1)
                },
            );
        }
        fits
    }))
}

fn address(criteria: &Criteria, facts: &PersonFacts, day: Day, rights: &Rights) -> Fits {
    let Some(wish) = &criteria.address else {
        return Some(0);
    };
    let street = wish
        .street
        .as_deref()
        .unwrap_or_default()
        .trim_start_matches("Via ");
    best(facts.addresses.iter().map(|one| {
        let searched = rights.registered.contains(&one.comune.as_str())
            || rights.others.contains(&one.comune.as_str());
        let there = searched
            && wish
                .comune
                .as_ref()
                .is_none_or(|comune| *comune == one.comune)
            && STREETS[one.street_code.parse::<usize>().unwrap()] == street
            && wish.number.is_none_or(|number| number == one.number);
        there
            .then(|| held(one.validity().at(day), criteria.address_ever))
            .flatten()
    }))
}

fn fits(criteria: &Criteria, facts: &PersonFacts, day: Day, rights: &Rights) -> Fits {
    let born = facts
        .identities
        .iter()
        .any(|one| one.validity().at(day) != Truth::No);
    if !born || !within(rights, facts, day, criteria.comune.as_ref()) {
        return None;
    }
    let mut result = both(
        identity(criteria, facts, day),
        address(criteria, facts, day, rights),
    );
    if let Some(status) = &criteria.marital_status {
        let of_status = facts.maritals.iter().filter(|one| one.status == *status);
        result = both(
            result,
            best(of_status.map(|one| held(one.validity().at(day), false))),
        );
    }
    result
}

#[test]
fn hits_and_counts_are_the_models() {
    let (mut compared, mut refused, mut found) = (0, 0, 0);
    for seed in 0..12 {
        let mut chance = Chance::new(seed + 1);
        let store = TestStore::sqlite();
        for comune in COMUNI {
            let rows: Vec<_> = STREETS
                .iter()
                .zip(["0", "1", "2"])
                .map(|(name, code)| (code, "VIA", *name))
                .collect();
            record_streets(&store, comune, &rows);
        }
        let people: Vec<_> = (0..40)
            .map(|number| somebody(number, &mut chance))
            .collect();
        let ids = record(&store, &people);
        let users = [
            (
                1,
                EVERYBODY.to_vec(),
                Rights {
                    registered: COMUNI.to_vec(),
                    others: COMUNI.to_vec(),
                },
            ),
            (
                2,
                vec![registered_in(MODENA)],
                Rights {
                    registered: vec![MODENA],
                    others: vec![],
                },
            ),
            (
                3,
                vec![all_of(CARPI), registered_in(SOLIERA)],
                Rights {
                    registered: vec![CARPI, SOLIERA],
                    others: vec![CARPI],
                },
            ),
        ];
        for (id, rights, _) in &users {
            user(&store, *id, rights);
        }
        let node = Node::with(
            &store,
            SearchOptions {
                most_hits: LIMIT,
                ..SearchOptions::default()
            },
        );
        node.caught_up(&store);
        for _ in 0..80 {
            let (criteria, on) = question(&mut chance);
            let day = on.unwrap_or(tests::store::TODAY);
            for (id, _, rights) in &users {
                let mut asked = search(criteria.clone());
                asked.reference_day = on;
                asked.page_size = 50;
                let expected: BTreeMap<i64, u8> = ids
                    .iter()
                    .zip(&people)
                    .filter_map(|(id, facts)| Some((*id, fits(&criteria, facts, day, rights)?)))
                    .collect();
                compared += 1;
                let context = || format!("seed {seed} user {id} day {day} {criteria:?}");
                let answer = match node.ask(*id, &asked) {
                    Err(refusal) => {
                        refused += 1;
                        assert_eq!(refusal, SearchRefusal::TooMany(LIMIT), "{}", context());
                        assert!(
                            expected.len() > LIMIT as usize,
                            "{} {expected:?}",
                            context()
                        );
                        continue;
                    }
                    Ok(answer) => answer.found,
                };
                let fitting: BTreeMap<i64, u8> = answer
                    .hits
                    .iter()
                    .filter(|hit| hit.strength.fits())
                    .map(|hit| (hit.person_id, u8::from(hit.strength == Strength::Partial)))
                    .collect();
                assert_eq!(fitting, expected, "{}", context());
                assert_eq!(answer.exact as usize, expected.len(), "{}", context());
                assert_eq!(answer.total as usize, answer.hits.len(), "{}", context());
                found += fitting.len();
                for hit in &answer.hits {
                    let at = ids
                        .iter()
                        .position(|id| *id == hit.person_id)
                        .expect("known");
                    assert!(
                        within(rights, &people[at], day, criteria.comune.as_ref()),
                        "{}",
                        context()
                    );
                }
            }
        }
    }
    assert!(
        compared > 2000 && refused > 20 && found > 500,
        "{compared} {refused} {found}"
    );
}
