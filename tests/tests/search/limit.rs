//! How many hits are too many: the hub says so, and a profile may say less.

use chrono::Duration;
use diesel::prelude::*;
use hub::search::SearchRefusal;
use schema::tables::profile;
use tests::{directory, on_both};

use super::support::*;

on_both! {
    fn a_profile_may_allow_fewer_hits_than_the_hub(store: &TestStore) {
        let people: Vec<_> = (1..=3)
            .map(|number| resident(&format!("RSSMRA7{number}A01F257K"), "ROSSI", "MARIO", "1970-01-01", MODENA))
            .collect();
        record(store, &people);
        user(store, 1, &[registered_in(MODENA)]);
        let node = Node::with(
            store,
            hub::search::SearchOptions { most_hits: 3, ..hub::search::SearchOptions::default() },
        );
        node.caught_up(store);
        let found = |most: i32| {
            directory::write(&mut store.conn(), |conn| {
                diesel::update(profile::table.find(1)).set(profile::search_hits.eq(most)).execute(conn)
            })
            .unwrap();
            store.clock.advance(Duration::seconds(10));
            let answer = node.ask(1, &search(named("Rossi", "")));
            answer.map(|answer| answer.found.hits.len())
        };
        assert_eq!(found(0), Ok(3));
        assert_eq!(found(2), Err(SearchRefusal::TooMany(2)));
        // No more than the hub's.
        assert_eq!(found(1000), Ok(3));
    }
}
