//! Residents by Comune, sex and age.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};
use schema::date::Day;
use schema::db::Db;
use schema::on_backend;

/// How many people of one sex and age live in a Comune.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, QueryableByName)]
pub struct ResidentCount {
    /// ISTAT code.
    #[diesel(sql_type = Text)]
    pub comune: String,
    /// `M` or `F`.
    #[diesel(sql_type = Text)]
    pub sex: String,
    /// Completed years; -1 where nothing is known of the birth.
    #[diesel(sql_type = Integer)]
    pub age: i32,
    /// People.
    #[diesel(sql_type = BigInt)]
    pub persons: i64,
}

/// Residents (APR) of each Comune at the end of `day`, as known at journal number `known_at`, ordered by
/// Comune, sex and age; only combinations that occur.
///
/// Counted is who certainly lives there on that day: a residence whose beginning or end is uncertain on the
/// day, or which two Comuni dispute, counts nowhere. A birth that lacks day or month counts from the first
/// day on which it may have been, as ISTAT's tables do.
pub fn residents(conn: &mut Db, day: Day, known_at: i64) -> QueryResult<Vec<ResidentCount>> {
    let day = day.0;
    // A person has one sex and birth for the count even where a change of name left two identities that may
    // hold on the day: the one that certainly does, else the later.
    let sql = format!(
        "WITH resident AS (
             SELECT residence.comune AS comune, identity.sex AS sex, identity.birth_first AS birth,
                    ROW_NUMBER() OVER (
                        PARTITION BY residence.person_id
                        ORDER BY CASE WHEN identity.from_last <= {day} AND identity.to_first > {day}
                                      THEN 0 ELSE 1 END,
                                 identity.from_last DESC, identity.known_from DESC, identity.seq DESC
                    ) AS place
             FROM residence
             JOIN identity ON identity.person_id = residence.person_id
                          AND identity.known_from <= {known_at} AND identity.known_to > {known_at}
                          AND identity.from_first <= {day} AND identity.to_last > {day}
             WHERE residence.known_from <= {known_at} AND residence.known_to > {known_at}
               AND residence.register = 'APR' AND residence.standing <> 'D'
               AND residence.from_last <= {day} AND residence.to_first > {day}
         )
         SELECT comune, sex, CASE WHEN birth = 0 THEN -1 ELSE ({day} - birth) / 10000 END AS age,
                COUNT(*) AS persons
         FROM resident WHERE place = 1
         GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    );
    on_backend!(conn, |c| diesel::sql_query(sql).load(c))
}
