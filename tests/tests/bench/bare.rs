//! The baseline of loading writes what the register holds, all of it.

use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::BigInt;
use schema::clock::Clock;
use schema::db::{Db, write_tx};
use schema::facts::{Fact, Identifier, Marital, NOW, PersonFacts, Residence, SubjectSet};
use schema::journal::{Allotment, append, read_after};
use schema::tables::{
    HouseholdRow, JournalRow, PersonRow, StreetRow, insert_households, insert_persons,
    insert_streets,
};
use tests::bench::bare::copy;
use tests::{TestStore, catalog, on_both};

const PEOPLE: i64 = 25;

fn fill(store: &TestStore) {
    let numbered = |number, person_id| JournalRow {
        number,
        person_id,
        supply_id: 1,
        comune: "036023".to_owned(),
        line: number,
        cause: "FULL".to_owned(),
        recorded_at: store.clock.now().naive_utc(),
    };
    write_tx::<_, Error>(&mut store.conn(), |conn| {
        let mut allotment = Allotment::open(conn)?;
        let places = allotment.number();
        append(conn, &[numbered(places, 0)])?;
        insert_streets(conn, &[street()])?;
        insert_households(conn, &[sheet("1"), sheet("2")])?;
        for index in 0..PEOPLE {
            let (number, person) = (allotment.number(), allotment.person());
            append(conn, &[numbered(number, person)])?;
            insert_persons(
                conn,
                &[PersonRow {
                    id: person,
                    created_by: number,
                }],
            )?;
            let mut identifier = Identifier {
                value: format!("X{index}"),
                ..Identifier::default()
            };
            let mut marital = Marital::default();
            identifier.place(person, number, 0);
            marital.place(person, number, 0);
            Identifier::insert_all(conn, &[identifier])?;
            Marital::insert_all(conn, std::slice::from_ref(&marital))?;
            if index % 5 == 0 {
                let number = allotment.number();
                append(conn, &[numbered(number, person)])?;
                marital.supersede(conn, number)?;
                let mut spell = Residence {
                    comune: "036023".to_owned(),
                    ..Residence::default()
                };
                spell.place(person, number, 0);
                Residence::insert_all(conn, &[spell])?;
            }
        }
        allotment.close(conn)
    })
    .unwrap();
}

fn street() -> StreetRow {
    StreetRow {
        comune: "036023".to_owned(),
        code: "1".to_owned(),
        known_from: 1,
        seq: 0,
        known_to: schema::facts::STILL_KNOWN,
        from_first: 0,
        from_last: 0,
        to_first: 9999_12_31,
        to_last: 9999_12_31,
        street_type: "VIA".to_owned(),
        name: "EMILIA".to_owned(),
    }
}

fn sheet(code: &str) -> HouseholdRow {
    HouseholdRow {
        comune: "036023".to_owned(),
        kind: "F".to_owned(),
        code: code.to_owned(),
        known_from: 1,
        seq: 0,
        known_to: schema::facts::STILL_KNOWN,
        from_first: 0,
        from_last: 0,
        to_first: 9999_12_31,
        to_last: 9999_12_31,
        nature: String::new(),
        name: String::new(),
    }
}

fn counts(conn: &mut Db) -> Vec<(String, i64)> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let tables: Vec<String> = catalog::tables(conn).into_keys().collect();
    tables
        .into_iter()
        .map(|table| {
            let sql = format!("SELECT count(*) AS count FROM {table}");
            let count: Count = diesel::sql_query(sql).get_result(conn).unwrap();
            (table, count.count)
        })
        .collect()
}

on_both! {
    fn the_copy_is_complete(store: &TestStore) {
        fill(store);
        let other = if store.is_sqlite() { Some(TestStore::sqlite()) } else { TestStore::postgres() }.unwrap();
        // Pieces that do not divide the number of people.
        let written = copy(&mut store.conn(), &mut other.conn(), 7).unwrap();
        let (from, to) = (&mut store.conn(), &mut other.conn());
        assert_eq!(counts(from), counts(to));
        assert_eq!(written.persons, PEOPLE as u64);
        let rows: i64 = counts(to).iter().map(|(_, count)| count).sum();
        let heads = counts(to).iter().filter(|(table, _)| table.ends_with("_head") || table.ends_with("_version")).count() as i64;
        assert_eq!(written.rows, (rows - heads) as u64);
        assert!(!written.time.is_zero());
        let people: Vec<i64> = (1..=PEOPLE).collect();
        for known_at in [2, 10, NOW] {
            assert_eq!(
                PersonFacts::load(from, &people, SubjectSet::ALL, known_at).unwrap(),
                PersonFacts::load(to, &people, SubjectSet::ALL, known_at).unwrap()
            );
        }
        assert_eq!(read_after(from, 0, 1000).unwrap(), read_after(to, 0, 1000).unwrap());
    }
}
