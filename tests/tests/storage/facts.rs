//! Facts come back as they went in, whatever their content, and are only ever closed.

use diesel::prelude::*;
use diesel::result::Error;
use proptest::prelude::*;
use schema::db::{Db, write_tx};
use schema::facts::{Fact, NOW, PersonFacts, STILL_KNOWN, SubjectSet};
use schema::journal::Allotment;
use schema::tables::{PersonRow, insert_persons};
use tests::{TestStore, on_both};

use super::arbitrary::{AnyFact, check, for_each_fact, rows};

/// A new person with these facts, recorded under one number.
fn record<F: Fact>(conn: &mut Db, rows: &mut [F]) -> Result<(i64, i64), Error> {
    let mut allotment = Allotment::open(conn)?;
    let (number, person) = (allotment.number(), allotment.person());
    insert_persons(
        conn,
        &[PersonRow {
            id: person,
            created_by: number,
        }],
    )?;
    for (seq, row) in (0..).zip(&mut *rows) {
        row.place(person, number, seq);
    }
    F::insert_all(conn, rows)?;
    allotment.close(conn)?;
    Ok((person, number))
}

/// One to sixty rows: on PostgreSQL both by INSERT and by COPY.
fn round_trip<F: AnyFact>(store: &TestStore) {
    let strategy = (rows::<F>(0..60), any::<prop::sample::Index>());
    check(16, &strategy, |(mut rows, closed)| {
        let mut conn = store.conn();
        let (person, number) =
            write_tx::<_, Error>(&mut conn, |conn| record(conn, &mut rows)).unwrap();
        prop_assert_eq!(F::load(&mut conn, &[person], number).unwrap(), rows.clone());
        prop_assert_eq!(F::load(&mut conn, &[person], NOW).unwrap(), rows.clone());
        prop_assert!(
            F::load(&mut conn, &[person], number - 1)
                .unwrap()
                .is_empty()
        );
        if rows.is_empty() {
            return Ok(());
        }
        let closed = closed.index(rows.len());
        let row = rows.remove(closed);
        row.supersede(&mut conn, number + 1).unwrap();
        prop_assert_eq!(row.supersede(&mut conn, number + 2), Err(Error::NotFound));
        prop_assert_eq!(
            F::load(&mut conn, &[person], number + 1).unwrap(),
            rows.clone()
        );
        // What was believed before is still there, its words untouched.
        let mut before = F::load(&mut conn, &[person], number).unwrap();
        let kept = before.remove(closed);
        prop_assert!(kept.says_the_same(&row));
        prop_assert_ne!(kept, row);
        prop_assert_eq!(before, rows);
        Ok(())
    });
}

fn of_several_people<F: AnyFact>(store: &TestStore) {
    check(4, &proptest::array::uniform3(rows::<F>(0..4)), |mut all| {
        let mut conn = store.conn();
        let mut people = Vec::new();
        for rows in &mut all {
            people.push(
                write_tx::<_, Error>(&mut conn, |conn| record(conn, rows))
                    .unwrap()
                    .0,
            );
        }
        prop_assert_eq!(F::load(&mut conn, &people, NOW).unwrap(), all.concat());
        prop_assert!(F::load(&mut conn, &[], NOW).unwrap().is_empty());
        Ok(())
    });
}

/// Rows that say the same but for one column do not say the same.
fn every_column_counts<F: AnyFact>() {
    let pair = (rows::<F>(1..2), rows::<F>(1..2));
    check(200, &pair, |(one, other)| {
        let (Some(mut one), Some(mut other)) = (one.into_iter().next(), other.into_iter().next())
        else {
            return Ok(());
        };
        prop_assert_eq!(one.says_the_same(&other), one == other);
        let same = one.clone();
        one.place(1, 2, 3);
        other.place(1, 2, 3);
        prop_assert!(one.says_the_same(&same));
        // Column by column, the other's value in.
        let (serde_json::Value::Object(from), serde_json::Value::Object(into)) = (
            serde_json::to_value(&other).unwrap(),
            serde_json::to_value(&one).unwrap(),
        ) else {
            return Err(TestCaseError::fail("a row is a map"));
        };
        for (name, value) in from {
            let mut changed = into.clone();
            changed.insert(name, value);
            let changed: F = serde_json::from_value(changed.into()).unwrap();
            prop_assert_eq!(changed.says_the_same(&one), changed == one);
        }
        Ok(())
    });
}

#[test]
fn saying_the_same_compares_every_column() {
    for_each_fact!(every_column_counts());
}

on_both! {
    fn every_subject_comes_back_as_it_went_in(store: &TestStore) {
        store.guarded();
        for_each_fact!(round_trip(store));
    }

    fn several_people_are_read_at_once(store: &TestStore) {
        store.guarded();
        for_each_fact!(of_several_people(store));
    }

    fn facts_about_nobody_and_people_gone_are_found(store: &TestStore) {
        use schema::facts::{Marital, without_person};
        let mut conn = store.conn();
        assert!(without_person(&mut conn).unwrap().is_empty());
        write_tx::<_, Error>(&mut conn, |conn| record(conn, &mut [Marital::default()])).unwrap();
        assert!(without_person(&mut conn).unwrap().is_empty());
        let mut stray = Marital::default();
        stray.place(99, 1, 0);
        Marital::insert_all(&mut conn, &[stray]).unwrap();
        assert_eq!(without_person(&mut conn).unwrap(), ["marital"]);
        diesel::delete(schema::tables::person::table).execute(&mut conn).unwrap();
        assert_eq!(without_person(&mut conn).unwrap(), ["person", "marital"]);
    }

    fn a_dossier_holds_the_wanted_subjects_in_the_order_asked(store: &TestStore) {
        use schema::facts::{Citizenship, Marital, Subject};
        let mut conn = store.conn();
        let mut people = Vec::new();
        for status in ["1", "2", "3"] {
            let mut row = Marital { status: status.to_owned(), ..Marital::default() };
            let (person, number) =
                write_tx::<_, Error>(&mut conn, |conn| record(conn, std::slice::from_mut(&mut row))).unwrap();
            let mut citizenship = Citizenship { state: status.repeat(3), ..Citizenship::default() };
            citizenship.place(person, number, 0);
            assert_eq!(citizenship.known_to, STILL_KNOWN);
            Citizenship::insert_all(&mut conn, &[citizenship]).unwrap();
            people.insert(0, person);
        }
        let said = |facts: &PersonFacts| {
            let statuses: Vec<_> = facts.maritals.iter().map(|row| row.status.clone()).collect();
            let states: Vec<_> = facts.citizenships.iter().map(|row| row.state.clone()).collect();
            (statuses.concat(), states.concat())
        };
        let dossiers = PersonFacts::load(&mut conn, &people, SubjectSet::ALL, NOW).unwrap();
        assert_eq!(
            dossiers.iter().map(said).collect::<Vec<_>>(),
            [("3".into(), "333".into()), ("2".into(), "222".into()), ("1".into(), "111".into())]
        );
        let wanted = SubjectSet::of(&[Subject::Maritals]);
        let one = PersonFacts::load(&mut conn, people.get(1..2).unwrap(), wanted, NOW).unwrap();
        assert_eq!(one.iter().map(said).collect::<Vec<_>>(), [("2".into(), String::new())]);
        let unknown = PersonFacts::load(&mut conn, &[99], SubjectSet::ALL, NOW).unwrap();
        assert_eq!(unknown, [PersonFacts::default()]);
    }
}
