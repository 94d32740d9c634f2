//! The tree that the recorder extends with each record, as the store has it.

use std::sync::mpsc::channel;

use diesel::prelude::*;
use hub::audit::tree::{
    Frontier, GENESIS, Hash, StoredTree, fold, inclusion, leaf, leaves, root, verify_inclusion,
};
use hub::audit::{Entry, Recorder, RecorderOptions, commitment};
use schema::clock::{Clock, SeededEntropy};
use schema::codes::ActKind;
use schema::tables::{AuditRow, audit, audit_head, audit_node};
use tests::{TestStore, on_both};

fn rows(store: &TestStore, count: usize) -> Vec<AuditRow> {
    let at = store.clock.now().naive_utc() + chrono::Duration::nanoseconds(123_456_789);
    (0..count)
        .map(|n| {
            Entry::new(ActKind::Answer, "VERIFICA", at)
                .about(format!("SUBJECT {n}"), n as i64)
                .into_row()
        })
        .collect()
}

fn write(recorder: &Recorder, rows: Vec<AuditRow>) -> i64 {
    let (tell, told) = channel();
    recorder
        .submit_waiting(rows, move |written| tell.send(written).unwrap())
        .unwrap();
    told.recv().unwrap().unwrap()
}

fn recorder(store: &TestStore) -> Recorder {
    Recorder::start(store.trace.clone(), RecorderOptions::default()).unwrap()
}

on_both! {
    /// Two nodes by turns, groups that end before, on and behind the end of a tile, and one that spans three.
    fn every_record_is_a_leaf_and_every_full_tile_has_its_root(store: &TestStore) {
        let nodes = [recorder(store), recorder(store)];
        for (turn, count) in [100, 155, 1, 255, 1, 600, 3].into_iter().enumerate() {
            write(&nodes[turn % 2], rows(store, count));
        }
        let mut conn = store.trace_conn();
        let records: Vec<AuditRow> = audit::table.order(audit::seq).select(AuditRow::as_select()).load(&mut conn).unwrap();
        let size = records.len() as u64 + 1;
        assert_eq!(size, 1116);
        // What is read back gives the same commitment, times included.
        let recomputed: Vec<Hash> = std::iter::once(GENESIS)
            .chain(records.iter().map(|row| commitment(row).unwrap()))
            .collect();
        assert_eq!(leaves(&mut conn, 0, size).unwrap(), recomputed);

        let mut frontier = Frontier::default();
        let mut roots = vec![frontier.root()];
        for data in &recomputed {
            frontier.push(leaf(data));
            roots.push(frontier.root());
        }
        for n in [1, 2, 255, 256, 257, 511, 512, 513, 1000, size] {
            assert_eq!(root(&mut StoredTree::new(&mut conn, n), n).unwrap(), roots[n as usize], "{n}");
        }
        let mut tree = StoredTree::new(&mut conn, size);
        for index in [0, 1, 255, 256, 700, size - 1] {
            let proof = inclusion(&mut tree, index, size).unwrap();
            assert!(verify_inclusion(&leaf(&recomputed[index as usize]), index, size, &proof, &frontier.root()));
        }
        let nodes: Vec<(i32, i64)> = audit_node::table
            .order((audit_node::level, audit_node::idx))
            .select((audit_node::level, audit_node::idx))
            .load(&mut conn)
            .unwrap();
        assert_eq!(nodes, [(1, 0), (1, 1), (1, 2), (1, 3)]);
    }

    /// The last tile of 256 is closed: so is the one above it.
    fn a_tile_of_tiles_has_its_root_too(store: &TestStore) {
        let mut conn = store.trace_conn();
        let mut below: Vec<Hash> = (0..255_u8).map(|n| [n; 32]).collect();
        for (hash, index) in below.iter().zip(0_i64..) {
            diesel::insert_into(audit_node::table)
                .values((audit_node::level.eq(1), audit_node::idx.eq(index), audit_node::hash.eq(hash.to_vec())))
                .execute(&mut conn)
                .unwrap();
        }
        diesel::update(audit_head::table).set(audit_head::last.eq(255 * 256 - 1)).execute(&mut conn).unwrap();
        let first = write(&recorder(store), rows(store, 300)) as u64;
        assert_eq!(first, 255 * 256);
        let hashes: Vec<Hash> = leaves(&mut conn, first, first + 256).unwrap().iter().map(|data| leaf(data)).collect();
        below.push(fold(&hashes));
        let above: Vec<u8> = audit_node::table.find((2, 0)).select(audit_node::hash).first(&mut conn).unwrap();
        assert_eq!(above, fold(&below));
    }

    /// Somebody took leaves away: the hub goes on recording, and the hole stays to be found.
    fn a_hole_in_the_tree_does_not_stop_the_trace(store: &TestStore) {
        write(&recorder(store), rows(store, 10));
        let mut conn = store.trace_conn();
        diesel::delete(schema::tables::audit_leaf::table.find(5)).execute(&mut conn).unwrap();
        // A new process, which must read what the old one knew.
        let next = recorder(store);
        assert_eq!(write(&next, rows(store, 300)), 11);
        assert_eq!(write(&next, rows(store, 300)), 311);
        assert!(leaves(&mut conn, 0, 256).is_err());
        let nodes: Vec<i64> = audit_node::table.select(audit_node::idx).load(&mut conn).unwrap();
        assert_eq!(nodes, [1], "the tile behind the hole is whole");
    }

    fn salts_are_drawn_anew_for_each_record(store: &TestStore) {
        let recorder = Recorder::start_with(
            store.trace.clone(),
            RecorderOptions::default(),
            std::sync::Arc::new(SeededEntropy::new(3)),
        )
        .unwrap();
        write(&recorder, rows(store, 200));
        let mut salts: Vec<String> = audit::table.select(audit::salt).load(&mut store.trace_conn()).unwrap();
        salts.sort();
        salts.dedup();
        assert_eq!(salts.len(), 200);
        assert!(salts.iter().all(|salt| salt.len() == 32));
    }
}
