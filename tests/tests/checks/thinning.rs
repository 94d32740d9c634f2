//! Old checkpoints go, and the log is as good as before.

use chrono::Duration;
use diesel::prelude::*;
use hub::audit::note::cosign;
use hub::audit::{WHOLE_DAYS, thin_checkpoints};
use schema::tables::audit_checkpoint;
use tests::{TestStore, on_both};

use super::verify::{key, log, report, write};

fn sizes(store: &TestStore) -> Vec<i64> {
    audit_checkpoint::table
        .order(audit_checkpoint::size)
        .select(audit_checkpoint::size)
        .load(&mut store.trace_conn())
        .unwrap()
}

/// A record and a checkpoint at noon, one and two, on each of that many days.
fn days(store: &TestStore, count: usize) {
    for _ in 0..count {
        for _ in 0..3 {
            write(store, 1, "VERIFICA");
            log(store).checkpoint().unwrap();
            store.clock.advance(Duration::hours(1));
        }
        store.clock.advance(Duration::hours(21));
    }
}

on_both! {
    fn the_last_of_each_day_stays_and_what_a_witness_signed(store: &TestStore) {
        days(store, 2);
        let log = log(store);
        // A witness signs the first checkpoint of the third day.
        write(store, 1, "VERIFICA");
        let mut note = log.checkpoint().unwrap().note;
        note.signatures = vec![cosign(&note.text, "comune.example", &key(2), 5)];
        log.accept(&note.to_string()).unwrap();
        store.clock.advance(Duration::hours(1));
        days(store, 1);
        let before = sizes(store);
        assert_eq!(before, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        assert_eq!(thin_checkpoints(&store.trace, store.clock.as_ref()).unwrap(), 0, "none is a week old");
        assert_eq!(sizes(store), before);
        // The first two days and the first hours of the third are more than a week ago.
        store.clock.advance(Duration::days(WHOLE_DAYS - 1) + Duration::hours(1));
        assert_eq!(thin_checkpoints(&store.trace, store.clock.as_ref()).unwrap(), 4);
        assert_eq!(sizes(store), [4, 7, 8, 9, 10, 11]);
        store.clock.advance(Duration::days(30));
        assert_eq!(thin_checkpoints(&store.trace, store.clock.as_ref()).unwrap(), 2);
        assert_eq!(thin_checkpoints(&store.trace, store.clock.as_ref()).unwrap(), 0);
        assert_eq!(sizes(store), [4, 7, 8, 11]);
        // What is left is verified, and the log goes on from it.
        let found = report(&mut store.trace_conn());
        assert!(found.is_good(), "{:?}", found.findings);
        assert_eq!((found.records, found.checkpoints, found.cosignatures), (10, 4, 1));
        write(store, 1, "VERIFICA");
        assert_eq!(log.checkpoint_with(11).unwrap().checkpoint.size, 12);
        assert!(log.cosigned_with(3).unwrap().is_some_and(|signed| signed.checkpoint.size == 8));
        assert!(report(&mut store.trace_conn()).is_good());
    }
}
