//! A server that is killed while it indexes.

use std::time::Duration;

use hub::search::SearchIndex;
use schema::journal;
use tests::on_both;
use tests::process::Site;

use super::support::*;

/// Kills at different moments of building and following.
const DELAYS: [u64; 6] = [0, 15, 60, 150, 400, 900];

on_both! {
    fn a_kill_leaves_the_index_of_some_number_and_the_next_start_goes_on(store: &TestStore) {
        let site = Site::new(env!("CARGO_BIN_EXE_hub_under_test"), store);
        let mut recorded = 0;
        for (round, delay) in DELAYS.iter().enumerate() {
            let people: Vec<_> = (0..150)
                .map(|number| {
                    let cf = format!("NRIPR{round}{number:02}A01F257M");
                    resident(&cf, &format!("NERI{}", letters(number)), "PIERO", "1960-01-01", MODENA)
                })
                .collect();
            recorded += record(store, &people).len();
            let mut server = site.start();
            std::thread::sleep(Duration::from_millis(*delay));
            server.kill();
        }
        let index = SearchIndex::start(store.register.clone(), &index_dir(store), options()).unwrap();
        let head = journal::head(&mut store.conn()).unwrap();
        assert!(index.wait_for(head, Duration::from_mins(1)));
        assert_eq!(index.snapshot().unwrap().people() as usize, recorded);
        index.stop();
        user(store, 77, EVERYBODY);
        let node = Node::start(store);
        node.caught_up(store);
        for number in [0, 7, 149] {
            let surname = format!("Neri{}", letters(number));
            let found = node.find(77, named(&surname, ""));
            assert_eq!(found.exact as usize, DELAYS.len(), "{surname}");
        }
    }
}

/// A number in letters, none of which is doubled.
fn letters(number: usize) -> String {
    const LETTERS: [char; 10] = ['B', 'D', 'F', 'G', 'L', 'M', 'P', 'R', 'S', 'T'];
    let digits = format!("{number:03}");
    digits
        .bytes()
        .flat_map(|digit| [LETTERS[usize::from(digit - b'0')], 'A'])
        .collect()
}
