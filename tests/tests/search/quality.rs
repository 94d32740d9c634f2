//! The quality of search over a small sample province: the figures of the full one are the benchmark's.

use std::collections::BTreeMap;

use diesel::prelude::*;
use hub::search::{Criteria, SearchIndex, Strength};
use schema::journal;
use schema::tables::journal_head;
use sync::load::{Loader, Received};
use sync::record::Format;
use sync::sample::{Plan, generate};
use tests::TestStore;
use tests::clerk::{Chance, Slip, Subject, typed};
use tests::sought::{absent, people};
use tests::store::TODAY;

use super::support::*;

fn load_sample(store: &TestStore, residents: u32) {
    let out = tempfile::tempdir().expect("a directory");
    let plan = Plan {
        residents,
        seed: 11,
        defects: false,
        subjects: false,
    };
    let summary = generate(&plan, out.path(), &|_, _| {}).expect("make the sample");
    let loader = Loader::new(
        store.register.clone(),
        store.inbox.clone(),
        store.clock.clone(),
        store.entropy.clone(),
    );
    for file in summary
        .comuni
        .iter()
        .filter_map(|comune| comune.files.first())
    {
        let header = &file.header;
        let meta = Received {
            comune: Some(header.comune.clone()),
            format: header.format,
            header: (header.format == Format::Lac).then(|| header.clone()),
        };
        let bytes = std::fs::read(out.path().join(&file.file)).expect("read a supply");
        loader
            .receive(&meta, &mut bytes.as_slice())
            .expect("receive");
    }
    loader.process_pending(&|_| {}).expect("load");
}

#[derive(Debug, Default)]
struct Tally {
    asked: usize,
    first: usize,
    in_five: usize,
}

fn rank(node: &Node, criteria: Criteria, person: i64) -> Option<usize> {
    let answer = node.ask(1, &search(criteria)).ok()?;
    answer
        .found
        .hits
        .iter()
        .position(|hit| hit.person_id == person)
}

#[test]
fn a_hurried_clerk_finds_whom_is_meant_and_not_whom_there_is_not() {
    let store = TestStore::sqlite();
    load_sample(&store, 6_000);
    user(&store, 1, EVERYBODY);
    let node = Node::start(&store);
    node.caught_up(&store);
    let mut conn = store.conn();
    let last: i64 = journal_head::table
        .find(1)
        .select(journal_head::last_person)
        .first(&mut conn)
        .unwrap();
    assert!(journal::head(&mut conn).unwrap() >= last);
    let mut chance = Chance::new(5);
    let known = people(&mut conn, last, TODAY, 600, &mut chance).unwrap();
    assert!(known.len() > 500, "{}", known.len());
    let mut tallies: BTreeMap<Slip, Tally> = BTreeMap::new();
    let mut missed = Vec::new();
    for (subject, turn) in known.iter().zip(0..) {
        let slip = Slip::ALL[turn % Slip::ALL.len()];
        let Some(criteria) = typed(subject, slip, &mut chance) else {
            continue;
        };
        let at = rank(&node, criteria.clone(), subject.person_id);
        let tally = tallies.entry(slip).or_default();
        tally.asked += 1;
        tally.first += usize::from(at == Some(0));
        tally.in_five += usize::from(at.is_some_and(|at| at < 5));
        if at != Some(0) {
            missed.push((
                slip,
                subject.surname.clone(),
                subject.names.clone(),
                criteria,
                at,
            ));
        }
    }
    let sum = |of: fn(&Tally) -> usize| tallies.values().map(of).sum::<usize>() as f64;
    let asked = sum(|one| one.asked);
    let (first, in_five) = (sum(|one| one.first) / asked, sum(|one| one.in_five) / asked);
    for miss in missed.iter().take(40) {
        println!("{miss:?}");
    }
    println!("{tallies:#?} first {first:.3} in five {in_five:.3}");
    assert!(first >= 0.95, "{first} {tallies:?}");
    assert!(in_five >= 0.98, "{in_five} {tallies:?}");
    let built = SearchIndex::rebuild(
        store.register.clone(),
        &store.directory().join("other"),
        options(),
    )
    .unwrap();
    let bytes = built.bytes / built.people;
    println!("{} people, {bytes} bytes each", built.people);
    assert!(bytes < 600, "{bytes} bytes for each person");
    let strong = shown_as_strong(&node, &known, &mut chance);
    assert!(
        strong <= 0.02,
        "{strong} of absent people are shown as strong hits"
    );
}

/// The share of absent people for whom somebody is shown as a strong hit, or a better one.
fn shown_as_strong(node: &Node, known: &[Subject], chance: &mut Chance) -> f64 {
    let nobody = absent(known, 400, chance);
    let mut strong = 0;
    for subject in &nobody {
        let Some(criteria) = typed(subject, Slip::None, chance) else {
            continue;
        };
        let found = node.find(1, criteria.clone());
        if found
            .hits
            .iter()
            .any(|hit| hit.strength <= Strength::Strong)
        {
            println!("{criteria:?} {:?}", found.hits[0]);
            strong += 1;
        }
    }
    f64::from(strong) / nobody.len() as f64
}
