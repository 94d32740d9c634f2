//! What two registers that came about in different ways must agree on, and what holds in each of them.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use schema::db::Db;
use schema::facts::{Fact, NOW, PersonFacts, STILL_KNOWN, SubjectSet};
use schema::tables::{HouseholdRow, StreetRow, household, journal, person, street};
use tests::{TestStore, catalog, invariants};

/// Everything now known, without journal numbers and ids of people.
#[derive(PartialEq, Eq)]
pub struct Known {
    people: Vec<String>,
    streets: Vec<String>,
    households: Vec<String>,
}

impl Known {
    pub fn of(store: &TestStore) -> Self {
        let mut conn = store.conn();
        let ids: Vec<i64> = person::table
            .order(person::id)
            .select(person::id)
            .load(&mut conn)
            .expect("list the people");
        let mut people: Vec<String> = ids
            .chunks(500)
            .flat_map(|ids| {
                PersonFacts::load(&mut conn, ids, SubjectSet::ALL, NOW).expect("read the facts")
            })
            .map(canonical)
            .collect();
        people.sort_unstable();
        let streets = street::table
            .filter(street::known_to.eq(STILL_KNOWN))
            .select(StreetRow::as_select())
            .load(&mut conn)
            .expect("read the streets")
            .into_iter()
            .map(|row| {
                format!(
                    "{:?}",
                    StreetRow {
                        known_from: 0,
                        seq: 0,
                        ..row
                    }
                )
            });
        let mut streets: Vec<String> = streets.collect();
        streets.sort_unstable();
        let households = household::table
            .filter(household::known_to.eq(STILL_KNOWN))
            .select(HouseholdRow::as_select())
            .load(&mut conn)
            .expect("read the sheets")
            .into_iter()
            .map(|row| {
                format!(
                    "{:?}",
                    HouseholdRow {
                        known_from: 0,
                        seq: 0,
                        ..row
                    }
                )
            });
        let mut households: Vec<String> = households.collect();
        households.sort_unstable();
        Self {
            people,
            streets,
            households,
        }
    }

    /// Number of people.
    pub fn people(&self) -> usize {
        self.people.len()
    }

    /// Fails with the first difference.
    #[track_caller]
    pub fn assert_same(&self, other: &Self) {
        for (what, one, other) in [
            ("people", &self.people, &other.people),
            ("streets", &self.streets, &other.streets),
            ("households", &self.households, &other.households),
        ] {
            let only = |one: &[String], other: &[String]| {
                one.iter()
                    .find(|text| other.binary_search(text).is_err())
                    .cloned()
                    .unwrap_or_default()
            };
            assert!(
                one == other,
                "{what} differ ({} and {}):\n{}\nand\n{}",
                one.len(),
                other.len(),
                only(one, other),
                only(other, one)
            );
        }
    }
}

fn canonical(mut facts: PersonFacts) -> String {
    macro_rules! normalise {
        ($($field:ident)*) => {
            $(
                for fact in &mut facts.$field {
                    fact.place(0, 0, 0);
                }
                facts.$field.sort_by_cached_key(|fact| format!("{fact:?}"));
            )*
        };
    }
    normalise!(identifiers identities residences addresses memberships maritals bonds parentages
        citizenships documents deaths procedures events);
    format!("{facts:#?}")
}

/// The journal has no gaps, every fact its numbers in it, and nobody is surely resident twice.
#[track_caller]
pub fn assert_sound(store: &TestStore) {
    let mut conn = store.conn();
    let (first, last, count): (Option<i64>, Option<i64>, i64) = journal::table
        .select((
            diesel::dsl::min(journal::number),
            diesel::dsl::max(journal::number),
            diesel::dsl::count_star(),
        ))
        .first(&mut conn)
        .expect("read the journal");
    let head = schema::journal::head(&mut conn).expect("read the head");
    assert_eq!(last.unwrap_or(0), head, "the head is the last number");
    assert_eq!(count, head, "numbers without gaps");
    assert_eq!(first.unwrap_or(1), 1);
    let mut tables = 0;
    for (table, columns) in catalog::tables(&mut conn) {
        if !columns.contains_key("known_to") {
            continue;
        }
        tables += 1;
        for (column, condition) in [
            ("known_from", String::new()),
            ("known_to", format!("f.known_to <> {STILL_KNOWN} AND ")),
        ] {
            let lost = count_of(
                &mut conn,
                &format!(
                    "SELECT count(*) AS count FROM {table} f WHERE {condition} NOT EXISTS \
                     (SELECT 1 FROM journal j WHERE j.number = f.{column})"
                ),
            );
            assert_eq!(lost, 0, "{table}.{column} outside the journal");
        }
    }
    assert_eq!(
        tables, 16,
        "thirteen subjects, streets, sheets and what plans name"
    );
    let orphans = count_of(
        &mut conn,
        "SELECT count(*) AS count FROM person p WHERE NOT EXISTS \
         (SELECT 1 FROM journal j WHERE j.number = p.created_by AND j.person_id = p.id)",
    );
    assert_eq!(orphans, 0, "people whom the journal does not know");
    drop(conn);
    invariants::assert_no_overlapping_residence(store);
    invariants::assert_every_fact_has_a_person(store);
}

fn count_of(conn: &mut Db, sql: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    diesel::sql_query(sql)
        .get_result::<Count>(conn)
        .expect("count")
        .count
}

/// Sizes of a supply's outcome: records, refused, new, changed, unchanged people, drift.
pub type Counts = (i64, i64, i64, i64, i64);

/// What each supply came to, by Comune and number.
pub fn outcomes(store: &TestStore) -> Vec<((String, i64), Counts)> {
    use schema::tables::supply;
    supply::table
        .order((supply::comune, supply::number))
        .select((
            (supply::comune, supply::number),
            (
                supply::records,
                supply::refused,
                // Which of two Comuni that know somebody is applied first depends on the moment of a kill.
                supply::created + supply::changed,
                supply::unchanged,
                supply::drift,
            ),
        ))
        .load(&mut store.conn())
        .expect("read the supplies")
}
