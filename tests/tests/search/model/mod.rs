//! Hits, counts and messages against a slow program that reads every person's facts: no difference, nobody outside the
//! territory, and nothing that anybody outside it changes.

mod random;
mod slow;

use std::collections::BTreeMap;

use hub::search::{Criteria, Hit, Search, SearchOptions, SearchRefusal, Strength};
use schema::date::Day;
use schema::facts::PersonFacts;
use tests::TestStore;
use tests::clerk::Chance;

use self::random::{STREETS, named, question, somebody};
use self::slow::{Rights, fits, found_by};
use super::support::*;

const SOLIERA: &str = "036040";
const COMUNI: [&str; 3] = [MODENA, CARPI, SOLIERA];
/// Where nobody may search who may not search everywhere.
const ELSEWHERE: &str = "036014";
/// People who may fit before a search is refused.
const LIMIT: u32 = 12;

const CARPI_VALIDATES: Right = Right {
    validation: "MANUALE",
    ..registered_in(CARPI)
};

/// The users, with what they are granted and what that comes to.
fn users() -> [(i64, Vec<Right>, Rights); 4] {
    let rights = |registered: &[&'static str],
                  others: &[&'static str],
                  validating: &[&'static str]| Rights {
        registered: registered.to_vec(),
        others: others.to_vec(),
        validating: validating.to_vec(),
    };
    let all = [MODENA, CARPI, SOLIERA, ELSEWHERE];
    [
        (1, EVERYBODY.to_vec(), rights(&all, &all, &[])),
        (2, vec![registered_in(MODENA)], rights(&[MODENA], &[], &[])),
        (
            3,
            vec![all_of(CARPI), registered_in(SOLIERA)],
            rights(&[CARPI, SOLIERA], &[CARPI], &[]),
        ),
        (
            4,
            vec![all_of(MODENA), CARPI_VALIDATES],
            rights(&[MODENA], &[MODENA], &[CARPI]),
        ),
    ]
}

fn prepare(store: &TestStore) -> Node {
    for comune in [MODENA, CARPI, SOLIERA, ELSEWHERE] {
        let names = STREETS.iter().zip(["0", "1", "2"]);
        let rows: Vec<_> = names.map(|(name, code)| (code, "VIA", *name)).collect();
        record_streets(store, comune, &rows);
    }
    for (id, rights, _) in &users() {
        user(store, *id, rights);
    }
    let options = SearchOptions {
        most_hits: LIMIT,
        ..SearchOptions::default()
    };
    Node::with(store, options)
}

/// A question of any user.
fn asked(chance: &mut Chance) -> Search {
    let (criteria, reference_day) = question(chance);
    Search {
        reference_day,
        comuni: named(chance),
        limit: 50,
        ..search(criteria)
    }
}

/// What was compared, so that no run is about nothing.
#[derive(Debug, Default)]
struct Tally {
    compared: usize,
    too_many: usize,
    denied: usize,
    found: usize,
}

/// Those who fit, and whether in part, as the model has it; or the refusal.
fn expected(
    rights: &Rights,
    people: &[(i64, PersonFacts)],
    asked: &Search,
) -> Result<(Rights, BTreeMap<i64, u8>), SearchRefusal> {
    let rights = rights.within(asked.comuni.as_deref())?;
    let day = asked.reference_day.unwrap_or(tests::store::TODAY);
    let found = people
        .iter()
        .filter_map(|(id, facts)| Some((*id, fits(&asked.criteria, facts, day, &rights)?)));
    let found: BTreeMap<i64, u8> = found.collect();
    if found.len() > LIMIT as usize {
        return Err(SearchRefusal::TooMany(LIMIT));
    }
    Ok((rights, found))
}

fn is_within(
    rights: &Rights,
    people: &[(i64, PersonFacts)],
    hit: &Hit,
    day: Day,
    criteria: &Criteria,
) -> bool {
    let of = people.iter().find(|(id, _)| *id == hit.person_id);
    of.is_some_and(|(_, facts)| found_by(rights, facts, day, criteria.comune.as_ref()))
}

fn compare(store: &TestStore, seed: u64, tally: &mut Tally) {
    let mut chance = Chance::new(seed + 1);
    let node = prepare(store);
    let people: Vec<_> = (0..40)
        .map(|number| somebody(number, &COMUNI, &mut chance))
        .collect();
    let people: Vec<_> = record(store, &people).into_iter().zip(people).collect();
    node.caught_up(store);
    for _ in 0..80 {
        let asked = asked(&mut chance);
        let day = asked.reference_day.unwrap_or(tests::store::TODAY);
        for (id, _, rights) in &users() {
            let context = format!("seed {seed} user {id} {asked:?}");
            tally.compared += 1;
            let (expected, answer) = (expected(rights, &people, &asked), node.ask(*id, &asked));
            let (rights, expected) = match expected {
                Ok(expected) => expected,
                Err(refusal) => {
                    let told = answer.as_ref().map(|answer| &answer.found);
                    assert_eq!(told, Err(&refusal), "{context}");
                    match refusal {
                        SearchRefusal::TooMany(_) => tally.too_many += 1,
                        _ => tally.denied += 1,
                    }
                    continue;
                }
            };
            let answer = answer.unwrap_or_else(|refusal| panic!("{refusal} {context}"));
            assert_eq!(answer.validating, rights.validating, "{context}");
            let found = answer.found;
            let fitting: BTreeMap<i64, u8> = found
                .hits
                .iter()
                .filter(|hit| hit.strength.fits())
                .map(|hit| (hit.person_id, u8::from(hit.strength == Strength::Partial)))
                .collect();
            assert_eq!(fitting, expected, "{context}");
            assert_eq!(found.exact as usize, expected.len(), "{context}");
            assert_eq!(found.total as usize, found.hits.len(), "{context}");
            tally.found += fitting.len();
            for hit in &found.hits {
                assert!(
                    is_within(&rights, &people, hit, day, &asked.criteria),
                    "{context}"
                );
            }
        }
    }
}

#[test]
fn hits_counts_and_messages_are_the_models_on_sqlite() {
    let mut tally = Tally::default();
    for seed in 0..12 {
        compare(&TestStore::sqlite(), seed, &mut tally);
    }
    assert!(
        tally.compared > 3000 && tally.too_many > 20 && tally.denied > 100 && tally.found > 500,
        "{tally:?}"
    );
}

#[test]
fn hits_counts_and_messages_are_the_models_on_postgres() {
    let mut tally = Tally::default();
    for seed in 100..103 {
        let Some(store) = TestStore::postgres() else {
            return;
        };
        compare(&store, seed, &mut tally);
    }
    assert!(tally.compared > 900 && tally.found > 100, "{tally:?}");
}

/// All that an answer says, but for the numbers of journal and trace.
fn told(node: &Node, user: i64, asked: &Search) -> Result<String, String> {
    let answer = node
        .ask(user, asked)
        .map_err(|refusal| refusal.to_string())?;
    let found = answer.found;
    Ok(format!(
        "{} {} {:?} {:?}",
        found.exact, found.total, answer.validating, found.hits
    ))
}

/// People who never belong to the caller's Comuni, of the same names and births, with addresses there too: whoever may
/// not find them is told the same to the letter, those alike included.
fn elsewhere_changes_nothing(store: &TestStore, seed: u64) {
    let mut chance = Chance::new(seed);
    let node = prepare(store);
    let here: Vec<_> = (0..40)
        .map(|number| somebody(number, &COMUNI, &mut chance))
        .collect();
    record(store, &here);
    node.caught_up(store);
    let questions: Vec<_> = (0..60).map(|_| asked(&mut chance)).collect();
    let ask = || -> Vec<_> {
        let all = questions
            .iter()
            .flat_map(|asked| [2, 3, 4].map(|user| (user, asked)));
        all.map(|(user, asked)| told(&node, user, asked)).collect()
    };
    let before = ask();
    let elsewhere: Vec<_> = (40..120)
        .map(|number| {
            let mut one = somebody(number, &[ELSEWHERE], &mut chance);
            if chance.below(2) == 0 {
                let comune = COMUNI[chance.below(3)];
                lives(
                    &mut one,
                    comune,
                    "1",
                    1,
                    between("1990-01-01", "1995-01-01"),
                );
            }
            one
        })
        .collect();
    record(store, &elsewhere);
    node.caught_up(store);
    assert_eq!(node.index.snapshot().unwrap().people(), 120);
    for ((before, after), at) in before.iter().zip(&ask()).zip(0..) {
        assert_eq!(before, after, "seed {seed} {:?}", questions[at / 3]);
    }
}

#[test]
fn people_elsewhere_change_nothing_on_sqlite() {
    for seed in 1..=6 {
        elsewhere_changes_nothing(&TestStore::sqlite(), seed);
    }
}

#[test]
fn people_elsewhere_change_nothing_on_postgres() {
    for seed in 11..=12 {
        let Some(store) = TestStore::postgres() else {
            return;
        };
        elsewhere_changes_nothing(&store, seed);
    }
}
