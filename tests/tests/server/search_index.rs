//! The index under a hub that answers: held by another, damaged, gone.

use std::fs;
use std::path::{Path, PathBuf};

use api::client::Client;
use hub::search::{IndexOptions, SearchIndex};
use schema::journal;
use serde_json::{Value, json};
use tests::process::PATIENCE;
use tests::searcher::may_search;
use tests::server::{KeyRights, key};
use tests::{TestServer, TestStore};

use super::support::{lac, lac_path, send};

fn client(store: &TestStore, server: &TestServer) -> Client {
    let key = key(store, &KeyRights::default());
    may_search(store, &key);
    server.client.with_key(&key)
}

fn directory(store: &TestStore) -> PathBuf {
    store.directory().join("search-index")
}

fn cossiga() -> Value {
    json!({ "criteri": { "cognome": "Cossiga" }, "finalita": "Istruttoria", "riferimentoPratica": "1" })
}

fn caught_up(store: &TestStore, server: &TestServer) {
    let head = journal::head(&mut store.conn()).expect("the head");
    assert!(server.hub().search.index().wait_for(head, PATIENCE));
}

/// The files of the index that lies in a directory.
fn files(directory: &Path) -> Vec<PathBuf> {
    let below = fs::read_dir(directory).expect("a directory").flatten();
    let index = below.map(|entry| entry.path()).find(|path| path.is_dir());
    let files = fs::read_dir(index.expect("an index")).expect("files");
    files.flatten().map(|entry| entry.path()).collect()
}

#[test]
fn while_it_is_being_prepared_searches_are_told_so() {
    let store = &TestStore::sqlite();
    let held = SearchIndex::start(
        store.register.clone(),
        &directory(store),
        IndexOptions::default(),
    )
    .expect("an index");
    assert!(held.wait_for(0, PATIENCE));
    let server = TestServer::start(store);
    send(&server.client, &lac_path("036014", 1, "a"), &lac(144));
    let client = client(store, &server);
    let answer = client
        .post_json("/v1/ricerche", &cossiga())
        .expect("an answer");
    assert_eq!(answer.status, 503);
    assert_eq!(answer.json()["codice"], "SERVIZIO_NON_DISPONIBILE");
    assert_eq!(answer.json()["motivo"], "INDICE_IN_PREPARAZIONE");
    assert_eq!(answer.header("retry-after"), Some("60"));
    held.stop();
    drop(held);
    caught_up(store, &server);
    let answer = client
        .post_json("/v1/ricerche", &cossiga())
        .expect("an answer");
    assert_eq!(answer.json()["totale"], 1);
}

#[test]
fn damaged_old_or_gone_it_is_built_anew_and_nothing_is_lost() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    send(&server.client, &lac_path("036014", 1, "a"), &lac(144));
    caught_up(store, &server);
    server.stop();
    let damages: [fn(&Path); 3] = [
        |directory| {
            let files = files(directory);
            let cards = files
                .iter()
                .find(|path| path.extension().is_some_and(|e| e == "store"));
            let path = cards.expect("the cards");
            let mut bytes = fs::read(path).expect("bytes");
            bytes[3] ^= 1;
            fs::write(path, bytes).expect("write");
        },
        |directory| {
            let files = files(directory);
            let meta = files
                .iter()
                .find(|path| path.ends_with("meta.json"))
                .expect("meta.json");
            let text = fs::read_to_string(meta).expect("a text");
            let older = text.replace("\\\"version\\\":", "\\\"version\\\":9");
            assert_ne!(text, older);
            fs::write(meta, older).expect("write");
        },
        |directory| fs::remove_dir_all(directory).expect("remove"),
    ];
    for (damage, number) in damages.iter().zip(0..) {
        damage(&directory(store));
        let server = TestServer::start(store);
        caught_up(store, &server);
        assert_eq!(server.hub().search.index().rebuilt(), 1, "damage {number}");
        let answer = client(store, &server)
            .post_json("/v1/ricerche", &cossiga())
            .expect("an answer");
        assert_eq!(answer.json()["totale"], 1, "damage {number}");
        server.stop();
    }
}
