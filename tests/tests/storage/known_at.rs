//! "As known at N" against a model that remembers everything.

use diesel::result::Error;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use schema::db::write_tx;
use schema::facts::{NOW, STILL_KNOWN};
use schema::journal::Allotment;
use schema::tables::{PersonRow, insert_persons};
use tests::{TestStore, on_both};

use super::arbitrary::{AnyFact, check, for_each_fact, rows};

/// What one journal number did to the facts of one of the people: closed some, recorded others.
#[derive(Debug, Clone)]
struct Step<F> {
    person: Index,
    closes: Vec<Index>,
    records: Vec<F>,
}

fn steps<F: AnyFact>() -> impl Strategy<Value = Vec<Step<F>>> {
    let step = (any::<Index>(), vec(any::<Index>(), 0..3), rows::<F>(0..4));
    vec(
        step.prop_map(|(person, closes, records)| Step {
            person,
            closes,
            records,
        }),
        1..10,
    )
}

/// A row of the model and the numbers between which it was believed.
struct Remembered<F> {
    person: i64,
    row: F,
    from: i64,
    to: i64,
}

fn follows_the_model<F: AnyFact>(store: &TestStore) {
    check(5, &(steps::<F>(), 1_usize..4), |(steps, people)| {
        let mut conn = store.conn();
        let mut model: Vec<Remembered<F>> = Vec::new();
        let (ids, first, last) = write_tx::<_, Error>(&mut conn, |conn| {
            model.clear();
            let mut allotment = Allotment::open(conn)?;
            let first = allotment.last();
            let ids: Vec<i64> = (0..people).map(|_| allotment.person()).collect();
            let created_by = allotment.number();
            let persons: Vec<PersonRow> =
                ids.iter().map(|&id| PersonRow { id, created_by }).collect();
            insert_persons(conn, &persons)?;
            for step in &steps {
                let number = allotment.number();
                let person = *step.person.get(&ids);
                for close in &step.closes {
                    let mut open: Vec<&mut Remembered<F>> = model
                        .iter_mut()
                        .filter(|known| known.person == person && known.to == STILL_KNOWN)
                        .collect();
                    if !open.is_empty() {
                        let index = close.index(open.len());
                        let known = open.remove(index);
                        known.row.supersede(conn, number)?;
                        known.to = number;
                    }
                }
                let mut new = step.records.clone();
                for (seq, row) in (0..).zip(&mut new) {
                    row.place(person, number, seq);
                }
                F::insert_all(conn, &new)?;
                model.extend(new.into_iter().map(|row| Remembered {
                    person,
                    row,
                    from: number,
                    to: STILL_KNOWN,
                }));
            }
            let last = allotment.last();
            allotment.close(conn)?;
            Ok((ids, first, last))
        })
        .unwrap();

        for at in (first..=last + 1).chain([NOW]) {
            for &person in &ids {
                let expected: Vec<&F> = model
                    .iter()
                    .filter(|known| known.person == person && known.from <= at && at < known.to)
                    .map(|known| &known.row)
                    .collect();
                let found = F::load(&mut conn, &[person], at).unwrap();
                prop_assert_eq!(found.len(), expected.len(), "person {} at {}", person, at);
                for (found, expected) in found.iter().zip(expected) {
                    prop_assert!(
                        found.says_the_same(expected)
                            && (found.known_from(), found.seq())
                                == (expected.known_from(), expected.seq()),
                        "{:?} is not {:?}",
                        found,
                        expected
                    );
                }
            }
        }
        Ok(())
    });
}

on_both! {
    fn any_moment_reads_as_it_was_believed(store: &TestStore) {
        store.guarded();
        for_each_fact!(follows_the_model(store));
    }
}
