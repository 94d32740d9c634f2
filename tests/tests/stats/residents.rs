//! Who is counted where, on which day, as known when.

use schema::date::{Day, UncertainDate, Validity};
use schema::facts::{Fact, Identity, Residence};
use schema::tables::{PersonRow, insert_persons};
use stats::residents;
use tests::{TestStore, on_both};

const DAY: Day = Day(2023_01_01);

fn since(year: i32) -> Validity {
    Validity::since(UncertainDate::exact(Day(year * 10_000 + 101)))
}

fn person(store: &TestStore, id: i64, sex: &str, birth: i32) {
    let conn = &mut store.conn();
    insert_persons(conn, &[PersonRow { id, created_by: 1 }]).unwrap();
    let mut identity = Identity {
        sex: sex.to_owned(),
        birth_first: birth,
        birth_last: birth,
        ..Identity::default()
    };
    identity.place(id, 1, 0);
    identity.set_validity(Validity::always());
    Identity::insert_all(conn, &[identity]).unwrap();
}

fn lives(
    store: &TestStore,
    id: i64,
    comune: &str,
    validity: Validity,
    change: impl FnOnce(&mut Residence),
) {
    let mut residence = Residence {
        comune: comune.to_owned(),
        register: "APR".to_owned(),
        standing: "A".to_owned(),
        ..Residence::default()
    };
    residence.place(id, 1, 0);
    residence.set_validity(validity);
    change(&mut residence);
    Residence::insert_all(&mut store.conn(), &[residence]).unwrap();
}

fn counted(store: &TestStore, day: Day, known_at: i64) -> Vec<(String, String, i32, i64)> {
    residents(&mut store.conn(), day, known_at)
        .unwrap()
        .into_iter()
        .map(|row| (row.comune, row.sex, row.age, row.persons))
        .collect()
}

on_both! {
    fn by_comune_sex_and_completed_years(store: &TestStore) {
        person(store, 1, "F", 1980_01_01);
        person(store, 2, "F", 1980_01_02);
        person(store, 3, "F", 1980_06_30);
        person(store, 4, "M", 0);
        for id in 1..=4 {
            lives(store, id, "036023", since(2000), |_| {});
        }
        let row = |sex: &str, age, persons| ("036023".to_owned(), sex.to_owned(), age, persons);
        assert_eq!(counted(store, DAY, 1), [row("F", 42, 2), row("F", 43, 1), row("M", -1, 1)]);
        assert_eq!(counted(store, Day(2023_01_02), 1), [row("F", 42, 1), row("F", 43, 2), row("M", -1, 1)]);
        assert_eq!(counted(store, DAY, 0), []);
        assert_eq!(counted(store, Day(1999_12_31), 1), []);
    }

    fn only_those_who_certainly_live_there(store: &TestStore) {
        for id in 1..=6 {
            person(store, id, "M", 1950_05_05);
        }
        lives(store, 1, "036001", since(2000), |row| row.register = "AIRE".to_owned());
        lives(store, 2, "036001", since(2000), |row| row.standing = "D".to_owned());
        // Moved away on the very day: the last day there was the one before.
        lives(store, 3, "036001", Validity::between(UncertainDate::exact(Day(2000_01_01)), UncertainDate::exact(DAY)), |_| {});
        lives(store, 4, "036001", Validity::since(UncertainDate::year(2023).unwrap()), |_| {});
        lives(store, 5, "036001", since(2000), |row| row.known_to = 5);
        lives(store, 6, "036001", since(2000), |row| row.standing = "J".to_owned());
        assert_eq!(counted(store, DAY, 5), [("036001".to_owned(), "M".to_owned(), 72, 1)]);
        assert_eq!(counted(store, DAY, 4), [("036001".to_owned(), "M".to_owned(), 72, 2)]);
    }

    fn a_change_of_name_does_not_count_twice(store: &TestStore) {
        person(store, 1, "F", 1990_01_01);
        let mut again = Identity { sex: "F".to_owned(), birth_first: 1990_01_01, birth_last: 1990_01_01, ..Identity::default() };
        again.place(1, 1, 1);
        again.set_validity(Validity::since(UncertainDate::year(2022).unwrap()));
        Identity::insert_all(&mut store.conn(), &[again]).unwrap();
        lives(store, 1, "036001", since(2000), |_| {});
        assert_eq!(counted(store, DAY, 1), [("036001".to_owned(), "F".to_owned(), 33, 1)]);
    }
}
