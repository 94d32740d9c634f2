//! The harness itself: a guard that never refuses and an invariant that never fails would prove nothing.

use diesel::connection::SimpleConnection;
use schema::db::write_tx;
use schema::facts::{Fact, Residence, STILL_KNOWN};
use schema::journal::Allotment;
use schema::tables::{PersonRow, insert_persons};
use tests::invariants::{assert_no_overlapping_residence, overlapping_residences};
use tests::{TestStore, guard, on_both};

fn resident(person_id: i64, seq: i32, comune: &str, from: i32, to: i32) -> Residence {
    Residence {
        person_id,
        known_from: 1,
        seq,
        known_to: STILL_KNOWN,
        from_first: from,
        from_last: from,
        to_first: to,
        to_last: to,
        comune: comune.to_owned(),
        standing: "A".to_owned(),
        ..Residence::default()
    }
}

fn store_person(store: &TestStore, rows: &[Residence]) {
    write_tx::<_, diesel::result::Error>(&mut store.conn(), |conn| {
        let mut allotment = Allotment::open(conn)?;
        let (created_by, id) = (allotment.number(), allotment.person());
        insert_persons(conn, &[PersonRow { id, created_by }])?;
        Residence::insert_all(conn, rows)?;
        allotment.close(conn)
    })
    .unwrap();
}

on_both! {
    /// Two stores of one test run know nothing of each other.
    fn a_store_begins_empty(store: &TestStore) {
        assert_eq!(schema::journal::head(&mut store.conn()).unwrap(), 0);
        store_person(store, &[resident(1, 0, "036023", 2000_01_01, 9999_12_31)]);
        assert_eq!(schema::journal::head(&mut store.conn()).unwrap(), 1);
        let other = if store.is_sqlite() { Some(TestStore::sqlite()) } else { TestStore::postgres() }.unwrap();
        assert_eq!(schema::journal::head(&mut other.conn()).unwrap(), 0);
    }

    fn the_guard_lets_a_row_be_superseded_once(store: &TestStore) {
        let row = resident(1, 0, "036023", 2000_01_01, 9999_12_31);
        store_person(store, std::slice::from_ref(&row));
        store.guarded();
        row.supersede(&mut store.conn(), 7).unwrap();
    }

    fn the_guard_refuses_everything_else(store: &TestStore) {
        store_person(store, &[resident(1, 0, "036023", 2000_01_01, 9999_12_31), resident(1, 1, "036006", 1990_01_01, 2000_01_01)]);
        resident(1, 1, "", 0, 0).supersede(&mut store.conn(), 5).unwrap();
        store.guarded();
        let mut conn = store.conn();
        for sql in [
            "UPDATE residence SET comune = '036006' WHERE seq = 0",
            "UPDATE residence SET known_to = 9, comune = '036006' WHERE seq = 0",
            "UPDATE residence SET known_to = 9 WHERE seq = 1",
            "UPDATE residence SET known_to = 9223372036854775807 WHERE seq = 1",
            "UPDATE residence SET known_to = 1 WHERE seq = 0",
            "UPDATE residence SET known_from = 0 WHERE seq = 0",
            "DELETE FROM residence",
            "UPDATE person SET created_by = 9",
            "DELETE FROM person",
        ] {
            let error = conn.batch_execute(sql).expect_err(sql).to_string();
            assert!(error.contains(guard::MESSAGE), "{sql}: {error}");
        }
    }

    fn successive_spells_do_not_overlap(store: &TestStore) {
        let mut disputed = resident(1, 2, "036040", 1995_01_01, 2010_01_01);
        disputed.standing = "D".to_owned();
        let mut superseded = resident(1, 3, "036040", 1995_01_01, 2010_01_01);
        superseded.known_to = 2;
        store_person(store, &[
            resident(1, 0, "036023", 2000_01_01, 9999_12_31),
            resident(1, 1, "036006", 1990_01_01, 2000_01_01),
            disputed,
            superseded,
        ]);
        assert_no_overlapping_residence(store);
    }

    fn overlapping_spells_are_found(store: &TestStore) {
        store_person(store, &[
            resident(1, 0, "036023", 2000_01_01, 9999_12_31),
            resident(1, 1, "036006", 1990_01_01, 2000_01_02),
        ]);
        assert_eq!(overlapping_residences(store).len(), 1);
    }
}
