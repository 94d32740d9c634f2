//! `write_tx` and `read_tx`: all or nothing, one after the other, repeated where the database asks for it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::thread;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error;
use schema::db::{Db, TxError, read_tx, write_tx};
use schema::journal::{Allotment, head};
use schema::tables::{PersonRow, insert_persons, person};
use tests::{TestStore, on_both};

fn add(conn: &mut Db, id: i64) -> Result<(), Error> {
    insert_persons(conn, &[PersonRow { id, created_by: 1 }])
}

fn persons(store: &TestStore) -> Vec<i64> {
    person::table
        .order(person::id)
        .select(person::id)
        .load(&mut *store.conn())
        .unwrap()
}

/// An error of the caller's own, as the loader has.
#[derive(Debug)]
enum Own {
    Refused,
    Database(Error),
}

impl From<Error> for Own {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

impl TxError for Own {
    fn database(&self) -> Option<&Error> {
        match self {
            Self::Refused => None,
            Self::Database(error) => Some(error),
        }
    }
}

on_both! {
    fn what_is_committed_stays(store: &TestStore) {
        write_tx::<_, Error>(&mut store.conn(), |conn| add(conn, 1)).unwrap();
        assert_eq!(persons(store), [1]);
    }

    fn an_error_leaves_nothing(store: &TestStore) {
        let mut conn = store.conn();
        let mut runs = 0;
        let outcome: Result<(), Own> = write_tx(&mut conn, |conn| {
            runs += 1;
            add(conn, 1)?;
            Err(Own::Refused)
        });
        assert!(matches!(outcome, Err(Own::Refused)));
        assert_eq!(runs, 1, "the caller's own error is not tried again");
        assert!(persons(store).is_empty());
        // The same connection goes on.
        write_tx::<_, Error>(&mut conn, |conn| add(conn, 2)).unwrap();
        assert_eq!(persons(store), [2]);
    }

    fn a_failed_statement_leaves_nothing_and_is_not_repeated(store: &TestStore) {
        let mut conn = store.conn();
        let mut runs = 0;
        let outcome = write_tx::<_, Error>(&mut conn, |conn| {
            runs += 1;
            add(conn, 1)?;
            add(conn, 1)
        });
        assert!(matches!(outcome, Err(Error::DatabaseError(diesel::result::DatabaseErrorKind::UniqueViolation, _))), "{outcome:?}");
        assert_eq!(runs, 1);
        assert!(persons(store).is_empty());
        write_tx::<_, Error>(&mut conn, |conn| add(conn, 1)).unwrap();
    }

    fn a_panic_leaves_nothing_and_frees_the_store(store: &TestStore) {
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            write_tx::<(), Error>(&mut store.conn(), |conn| {
                add(conn, 1)?;
                panic!("in the middle of a transaction")
            })
        }));
        assert!(panicked.is_err());
        assert!(persons(store).is_empty());
        write_tx::<_, Error>(&mut store.conn(), |conn| add(conn, 2)).unwrap();
        assert_eq!(persons(store), [2]);
    }

    fn an_inner_transaction_is_taken_back_alone(store: &TestStore) {
        write_tx::<_, Error>(&mut store.conn(), |conn| {
            add(conn, 1)?;
            let inner = conn.transaction::<(), Error, _>(|conn| {
                add(conn, 2)?;
                Err(Error::RollbackTransaction)
            });
            assert!(inner.is_err());
            conn.transaction::<_, Error, _>(|conn| add(conn, 3))
        })
        .unwrap();
        assert_eq!(persons(store), [1, 3]);
    }

    /// It would have to commit on its own, which it cannot: said, not done by halves.
    fn write_tx_inside_write_tx_is_an_error(store: &TestStore) {
        let mut conn = store.conn();
        write_tx::<_, Error>(&mut conn, |conn| {
            add(conn, 1)?;
            let inner = write_tx::<_, Error>(conn, |conn| add(conn, 2));
            assert!(matches!(inner, Err(Error::AlreadyInTransaction)), "{inner:?}");
            Ok(())
        })
        .unwrap();
        assert_eq!(persons(store), [1]);
    }

    /// Each reads first and writes later: on SQLite a transaction that did not begin as a writer would fail at once.
    fn writers_wait_for_each_other(store: &TestStore) {
        const WRITERS: i64 = 6;
        const ROUNDS: i64 = 15;
        thread::scope(|scope| {
            for _ in 0..WRITERS {
                scope.spawn(|| {
                    let mut conn = store.conn();
                    for _ in 0..ROUNDS {
                        write_tx::<_, Error>(&mut conn, |conn| {
                            person::table.count().get_result::<i64>(conn)?;
                            let mut allotment = Allotment::open(conn)?;
                            let (created_by, id) = (allotment.number(), allotment.person());
                            thread::yield_now();
                            insert_persons(conn, &[PersonRow { id, created_by }])?;
                            allotment.close(conn)
                        })
                        .unwrap();
                    }
                });
            }
        });
        assert_eq!(persons(store), (1..=WRITERS * ROUNDS).collect::<Vec<_>>());
        assert_eq!(head(&mut store.conn()).unwrap(), WRITERS * ROUNDS);
    }

    fn a_reader_sees_one_moment_while_others_write(store: &TestStore) {
        write_tx::<_, Error>(&mut store.conn(), |conn| add(conn, 1)).unwrap();
        let count = |conn: &mut Db| person::table.count().get_result::<i64>(conn);
        read_tx::<_, Error>(&mut store.conn(), |conn| {
            assert_eq!(count(conn)?, 1);
            write_tx::<_, Error>(&mut store.conn(), |other| add(other, 2))?;
            assert_eq!(count(conn)?, 1);
            Ok(())
        })
        .unwrap();
        assert_eq!(persons(store), [1, 2]);
    }
}

#[test]
fn a_serialization_failure_is_repeated_postgres() {
    let Some(store) = TestStore::postgres() else {
        return;
    };
    let mut runs = 0;
    write_tx::<_, Error>(&mut store.conn(), |conn| {
        runs += 1;
        conn.batch_execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")?;
        head(conn)?;
        if runs == 1 {
            // Another node, between this one's view of the head and its update.
            write_tx::<_, Error>(&mut store.conn(), |other| {
                let mut allotment = Allotment::open(other)?;
                allotment.number();
                allotment.close(other)
            })?;
        }
        let mut allotment = Allotment::open(conn)?;
        allotment.number();
        allotment.close(conn)
    })
    .unwrap();
    assert_eq!(runs, 2);
    assert_eq!(head(&mut store.conn()).unwrap(), 2);
}

#[test]
fn a_conflict_that_does_not_end_is_reported_postgres() {
    let Some(store) = TestStore::postgres() else {
        return;
    };
    let mut runs = 0;
    let outcome = write_tx::<_, Error>(&mut store.conn(), |conn| {
        runs += 1;
        conn.batch_execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")?;
        head(conn)?;
        write_tx::<_, Error>(&mut store.conn(), |other| {
            Allotment::open(other)?.close(other)
        })?;
        Allotment::open(conn)?.close(conn)
    });
    assert!(matches!(
        outcome,
        Err(Error::DatabaseError(
            diesel::result::DatabaseErrorKind::SerializationFailure,
            _
        ))
    ));
    assert!(runs > 1);
}

#[test]
fn a_deadlock_is_repeated_postgres() {
    let Some(store) = TestStore::postgres() else {
        return;
    };
    write_tx::<_, Error>(&mut store.conn(), |conn| {
        add(conn, 1)?;
        add(conn, 2)
    })
    .unwrap();
    let touch = |conn: &mut Db, id: i64| {
        diesel::update(person::table.find(id))
            .set(person::created_by.eq(person::created_by + 1))
            .execute(conn)
    };
    let both_hold_their_first = Barrier::new(2);
    let runs: u32 = thread::scope(|scope| {
        let workers = [(1, 2), (2, 1)].map(|(first, second)| {
            let (store, barrier, touch) = (&store, &both_hold_their_first, &touch);
            scope.spawn(move || {
                let mut runs = 0;
                write_tx::<_, Error>(&mut store.conn(), |conn| {
                    runs += 1;
                    touch(conn, first)?;
                    if runs == 1 {
                        barrier.wait();
                    }
                    touch(conn, second)
                })
                .unwrap();
                runs
            })
        });
        workers.map(|worker| worker.join().unwrap()).iter().sum()
    });
    assert!(runs > 2, "no deadlock came about");
    let counts: Vec<i64> = person::table
        .select(person::created_by)
        .load(&mut *store.conn())
        .unwrap();
    assert_eq!(counts, [3, 3], "each change exactly once");
}
