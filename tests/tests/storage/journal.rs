//! The journal reads in order, whoever writes and however often they fail.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use diesel::result::Error;
use schema::clock::{Clock, Entropy, SeededEntropy};
use schema::db::write_tx;
use schema::journal::{Allotment, append, head, read_after};
use schema::tables::JournalRow;
use tests::{TestStore, on_both};

const WRITERS: u64 = 6;
const ROUNDS: usize = 25;

fn row(store: &TestStore, number: i64, writer: u64) -> JournalRow {
    JournalRow {
        number,
        person_id: i64::try_from(writer).unwrap(),
        supply_id: 1,
        comune: "036023".to_owned(),
        line: number,
        cause: "FULL".to_owned(),
        recorded_at: store.clock.now().naive_utc(),
    }
}

/// Lets the others go first, a little or for long.
fn dawdle(chance: u8) {
    for _ in 0..u32::from(chance) * u32::from(chance) / 512 {
        thread::yield_now();
    }
}

/// Counts a writer as at work until it ends, also by a failed assertion.
struct Writing<'a>(&'a AtomicUsize);

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

on_both! {
    /// Writers commit or take back in random order; a reader that only ever asks for what comes after the last number
    /// it saw gets every committed number, once, without a gap.
    fn a_reader_misses_nothing(store: &TestStore) {
        let writing = AtomicUsize::new(WRITERS as usize);
        let (mut seen, mut committed) = thread::scope(|scope| {
            let writing = &writing;
            let writers: Vec<_> = (0..WRITERS)
                .map(|writer| {
                    scope.spawn(move || {
                        let _writing = Writing(writing);
                        let chance = SeededEntropy::new(writer);
                        let mut conn = store.conn();
                        let mut committed = Vec::new();
                        for _ in 0..ROUNDS {
                            let mut dice = [0; 4];
                            chance.fill(&mut dice).unwrap();
                            let [count, taken_back, before, after] = dice;
                            dawdle(before);
                            let numbers = write_tx::<_, Error>(&mut conn, |conn| {
                                let mut allotment = Allotment::open(conn)?;
                                let rows: Vec<JournalRow> =
                                    (0..=count % 5).map(|_| row(store, allotment.number(), writer)).collect();
                                append(conn, &rows)?;
                                dawdle(after);
                                allotment.close(conn)?;
                                if taken_back < 80 {
                                    return Err(Error::RollbackTransaction);
                                }
                                Ok(rows.iter().map(|row| row.number).collect::<Vec<_>>())
                            });
                            match numbers {
                                Ok(numbers) => committed.extend(numbers),
                                Err(error) => assert_eq!(error, Error::RollbackTransaction),
                            }
                        }
                        committed
                    })
                })
                .collect();
            let reader = scope.spawn(move || {
                let mut conn = store.conn();
                let mut seen: Vec<i64> = Vec::new();
                loop {
                    let last_look = writing.load(Ordering::SeqCst) == 0;
                    let cursor = seen.last().copied().unwrap_or(0);
                    let rows = read_after(&mut conn, cursor, 7).unwrap();
                    seen.extend(rows.iter().map(|row| row.number));
                    if last_look && rows.is_empty() {
                        return seen;
                    }
                }
            });
            let committed: Vec<i64> = writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect();
            (reader.join().unwrap(), committed)
        });
        assert!(seen.is_sorted());
        assert_eq!(head(&mut store.conn()).unwrap(), i64::try_from(seen.len()).unwrap());
        seen.dedup();
        committed.sort_unstable();
        assert!(!committed.is_empty());
        assert_eq!(committed, (1..=i64::try_from(committed.len()).unwrap()).collect::<Vec<_>>(), "a gap");
        assert_eq!(seen, committed);
    }

    fn the_head_is_never_behind_what_can_be_read(store: &TestStore) {
        let mut conn = store.conn();
        for size in [1, 30, 2] {
            write_tx::<_, Error>(&mut conn, |conn| {
                let mut allotment = Allotment::open(conn)?;
                let rows: Vec<JournalRow> = (0..size).map(|_| row(store, allotment.number(), 1)).collect();
                append(conn, &rows)?;
                assert_eq!(allotment.last(), rows.last().map_or(0, |row| row.number));
                allotment.close(conn)
            })
            .unwrap();
            let all = read_after(&mut conn, 0, 100).unwrap();
            assert_eq!(all.last().unwrap().number, head(&mut conn).unwrap());
        }
        let all = read_after(&mut conn, 0, 100).unwrap();
        assert_eq!(all.len(), 33);
        assert_eq!(all.first(), Some(&row(store, 1, 1)));
        assert_eq!(read_after(&mut conn, 31, 1).unwrap().first().map(|row| row.number), Some(32));
        assert!(read_after(&mut conn, 33, 10).unwrap().is_empty());
    }
}
