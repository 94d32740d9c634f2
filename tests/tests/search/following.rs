//! The index follows the journal, and is built anew where it must be.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use hub::search::{IndexError, SearchIndex, SearchRefusal, request_rebuild};
use schema::journal;
use tests::process::{PATIENCE, eventually};
use tests::{TestStore, on_both};

use super::support::*;

on_both! {
    fn a_change_is_found_soon_and_what_it_replaced_is_not(store: &TestStore) {
        let ids = record(store, &[piero()]);
        user(store, 1, EVERYBODY);
        let node = Node::ready(store);
        assert_eq!(fitting(&node.find(1, named("Neri", ""))), ids);
        // The Comune corrects the surname: NERI was never borne.
        let corrected = resident("NRIPRI60A01F257M", "NERINI", "PIERO", "1960-01-01", MODENA);
        replace(store, ids[0], &corrected.identities);
        let others = record(store, &[paola()]);
        node.caught_up(store);
        assert_eq!(fitting(&node.find(1, named("Nerini", ""))), ids);
        assert_eq!(fitting(&node.find(1, named("Neri", ""))), others);
        assert_eq!(node.index.snapshot().unwrap().people(), 2);
        assert_eq!(node.index.rebuilt(), 1);
    }
}

#[test]
fn a_restart_goes_on_from_the_cursor() {
    let store = TestStore::sqlite();
    let mut ids = record(&store, &[piero()]);
    user(&store, 1, EVERYBODY);
    let node = Node::ready(&store);
    drop(node);
    ids.extend(record(&store, &[paola()]));
    let node = Node::ready(&store);
    assert_eq!(node.index.rebuilt(), 0, "nothing was built anew");
    assert_eq!(fitting(&node.find(1, named("Neri", ""))), ids);
}

fn index_files(store: &TestStore) -> Vec<PathBuf> {
    let dir = fs::read_dir(index_dir(store)).unwrap().flatten();
    let index = dir.map(|entry| entry.path()).find(|path| path.is_dir());
    let files = fs::read_dir(index.expect("an index")).unwrap().flatten();
    files.map(|entry| entry.path()).collect()
}

#[test]
fn whatever_is_damaged_is_built_anew() {
    let store = TestStore::sqlite();
    let ids = record(&store, &[piero()]);
    user(&store, 1, EVERYBODY);
    let node = Node::ready(&store);
    drop(node);
    let damages: [fn(&TestStore); 5] = [
        // A bit of the cards.
        |store| {
            let files = index_files(store);
            let cards = files
                .iter()
                .find(|path| path.extension().is_some_and(|e| e == "store"));
            let path = cards.expect("the cards");
            let mut bytes = fs::read(path).unwrap();
            bytes[3] ^= 1;
            fs::write(path, bytes).unwrap();
        },
        // A file is gone.
        |store| {
            let files = index_files(store);
            let terms = files
                .iter()
                .find(|path| path.extension().is_some_and(|e| e == "term"));
            fs::remove_file(terms.expect("the terms")).unwrap();
        },
        // What it says of itself is no JSON.
        |store| {
            let files = index_files(store);
            let meta = files.iter().find(|path| path.ends_with("meta.json"));
            fs::write(meta.expect("meta.json"), "{").unwrap();
        },
        // Another version.
        |store| {
            let files = index_files(store);
            let meta = files
                .iter()
                .find(|path| path.ends_with("meta.json"))
                .expect("meta.json");
            let text = fs::read_to_string(meta).unwrap();
            let other = text.replace("\\\"version\\\":", "\\\"version\\\":9");
            assert_ne!(text, other);
            fs::write(meta, other).unwrap();
        },
        // All of it is gone.
        |store| fs::remove_dir_all(index_dir(store)).unwrap(),
    ];
    for (number, damage) in damages.iter().enumerate() {
        damage(&store);
        let node = Node::ready(&store);
        assert_eq!(node.index.rebuilt(), 1, "damage {number}");
        assert_eq!(
            fitting(&node.find(1, named("Neri", ""))),
            ids,
            "damage {number}"
        );
        assert_eq!(
            fs::read_dir(index_dir(&store))
                .unwrap()
                .flatten()
                .filter(|e| e.path().is_dir())
                .count(),
            1
        );
    }
}

#[test]
fn an_index_of_another_register_is_of_no_use() {
    let store = TestStore::sqlite();
    record(&store, &[piero()]);
    let node = Node::ready(&store);
    drop(node);
    // The same directory, over a database in which somebody else has number 1.
    let other = TestStore::sqlite();
    let elsewhere = resident("VRDPRI60A01F257M", "VERDI", "PIERO", "1960-01-01", CARPI);
    record(&other, &[elsewhere.clone(), elsewhere]);
    replace(
        &other,
        1,
        &resident("VRDPRI60A01F257M", "VERDI", "UGO", "1960-01-01", CARPI).identities,
    );
    let index = SearchIndex::start(other.register.clone(), &index_dir(&store), options()).unwrap();
    assert!(index.wait_for(3, Duration::from_mins(1)));
    assert_eq!(index.snapshot().unwrap().people(), 2);
}

#[test]
fn only_one_process_keeps_it_and_a_request_reaches_that_one() {
    let store = TestStore::sqlite();
    record(&store, &[piero()]);
    user(&store, 1, EVERYBODY);
    let node = Node::ready(&store);
    let second = SearchIndex::rebuild(store.register.clone(), &index_dir(&store), options());
    assert!(matches!(second, Err(IndexError::Locked(_))));
    // Another that waits for the directory refuses searches meanwhile.
    let waiting =
        SearchIndex::start(store.register.clone(), &index_dir(&store), options()).unwrap();
    assert!(waiting.snapshot().is_none());
    waiting.stop();
    request_rebuild(&index_dir(&store)).unwrap();
    assert!(eventually(PATIENCE, || node.index.rebuilt() == 2));
    assert_eq!(node.find(1, named("Neri", "")).total, 1);
    drop(node);
    let built =
        SearchIndex::rebuild(store.register.clone(), &index_dir(&store), options()).unwrap();
    let head = journal::head(&mut store.conn()).unwrap();
    assert_eq!((built.people, built.cursor), (1, head));
    assert!(built.bytes > 0);
}

#[test]
fn without_an_index_nobody_is_told_anything() {
    let store = TestStore::sqlite();
    user(&store, 1, EVERYBODY);
    let held = SearchIndex::start(store.register.clone(), &index_dir(&store), options()).unwrap();
    assert!(held.wait_for(0, Duration::from_mins(1)));
    let node = Node::start(&store);
    assert_eq!(
        node.ask(1, &search(named("Neri", ""))),
        Err(SearchRefusal::Preparing)
    );
    held.stop();
    drop(held);
    node.caught_up(&store);
    assert_eq!(node.find(1, named("Neri", "")).hits, []);
}
