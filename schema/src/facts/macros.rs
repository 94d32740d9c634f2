//! The common frame of the fact tables.

/// Declares a fact table: key, both clocks, payload; the row; and its [`Fact`](super::Fact) implementation.
macro_rules! fact_table {
    (
        $(#[doc = $doc:literal])*
        $Row:ident in $table:ident ($table_name:literal) {
            $( $(#[doc = $field_doc:literal])* $field:ident : $rust:ty => $sql:ty, )*
        }
    ) => {
        diesel::table! {
            $(#[doc = $doc])*
            $table (person_id, known_from, seq) {
                /// The person whom the fact is about.
                person_id -> BigInt,
                /// The journal number that recorded it.
                known_from -> BigInt,
                /// Its place among the facts recorded under the same number.
                seq -> Integer,
                /// The journal number that superseded it.
                known_to -> BigInt,
                /// First day on which it may have begun, `yyyymmdd`.
                from_first -> Integer,
                /// Last day on which it may have begun.
                from_last -> Integer,
                /// First day on which it may no longer hold.
                to_first -> Integer,
                /// Last day on which it may still become untrue (exclusive end).
                to_last -> Integer,
                $( $(#[doc = $field_doc])* $field -> $sql, )*
            }
        }

        $(#[doc = $doc])*
        #[derive(
            Debug, Clone, PartialEq, Eq, Default,
            diesel::Queryable, diesel::Selectable, diesel::Insertable,
            serde::Serialize, serde::Deserialize,
        )]
        #[diesel(table_name = $table)]
        #[diesel(treat_none_as_default_value = false)]
        pub struct $Row {
            /// The person whom the fact is about; 0 while it is only asserted by a supply.
            pub person_id: i64,
            /// The journal number that recorded it.
            pub known_from: i64,
            /// Its place among the facts of this subject recorded under the same number.
            pub seq: i32,
            /// The journal number that superseded it, [`STILL_KNOWN`](super::STILL_KNOWN) while believed.
            pub known_to: i64,
            /// First day on which it may have begun, `yyyymmdd`.
            pub from_first: i32,
            /// Last day on which it may have begun.
            pub from_last: i32,
            /// First day on which it may no longer hold.
            pub to_first: i32,
            /// Last day of the interval in which it stopped holding.
            pub to_last: i32,
            $( $(#[doc = $field_doc])* pub $field: $rust, )*
        }

        impl $crate::facts::Fact for $Row {
            const TABLE: &'static str = $table_name;

            fn person_id(&self) -> i64 {
                self.person_id
            }

            fn known_from(&self) -> i64 {
                self.known_from
            }

            fn known_to(&self) -> i64 {
                self.known_to
            }

            fn seq(&self) -> i32 {
                self.seq
            }

            fn place(&mut self, person_id: i64, known_from: i64, seq: i32) {
                self.person_id = person_id;
                self.known_from = known_from;
                self.seq = seq;
                self.known_to = $crate::facts::STILL_KNOWN;
            }

            fn validity(&self) -> $crate::date::Validity {
                use $crate::date::{Day, UncertainDate, Validity};
                Validity {
                    from: UncertainDate { first: Day(self.from_first), last: Day(self.from_last) },
                    to: UncertainDate { first: Day(self.to_first), last: Day(self.to_last) },
                }
            }

            fn set_validity(&mut self, validity: $crate::date::Validity) {
                self.from_first = validity.from.first.0;
                self.from_last = validity.from.last.0;
                self.to_first = validity.to.first.0;
                self.to_last = validity.to.last.0;
            }

            fn says_the_same(&self, other: &Self) -> bool {
                self.from_first == other.from_first
                    && self.from_last == other.from_last
                    && self.to_first == other.to_first
                    && self.to_last == other.to_last
                    $( && self.$field == other.$field )*
            }

            fn insert_all(conn: &mut $crate::db::Db, rows: &[Self]) -> diesel::QueryResult<()> {
                use diesel::RunQueryDsl;
                match conn {
                    $crate::db::Db::Sqlite(c) => {
                        $crate::db::insert_on_sqlite!(c, $table, rows);
                    }
                    $crate::db::Db::Postgresql(c) => {
                        if rows.len() < $crate::facts::macros::COPY_FROM {
                            diesel::insert_into($table::table).values(rows).execute(c)?;
                        } else {
                            use diesel::ExecuteCopyFromDsl;
                            diesel::copy_from($table::table).from_insertable(rows).execute(c)?;
                        }
                    }
                }
                Ok(())
            }

            fn load(
                conn: &mut $crate::db::Db,
                person_ids: &[i64],
                known_at: i64,
            ) -> diesel::QueryResult<Vec<Self>> {
                use diesel::prelude::*;
                match conn {
                    $crate::db::Db::Sqlite(c) => {
                        let mut rows = Vec::new();
                        if person_ids.len() >= $crate::facts::macros::LOAD_TOGETHER {
                            for batch in person_ids.chunks($crate::facts::macros::LOAD_BATCH) {
                                rows.extend($table::table
                                    .filter($table::person_id.eq_any(batch))
                                    .filter($table::known_from.le(known_at))
                                    .filter($table::known_to.gt(known_at))
                                    .order(($table::person_id, $table::known_from, $table::seq))
                                    .select(Self::as_select())
                                    .load::<Self>(c)?);
                            }
                            return Ok(rows);
                        }
                        // Statements prepared once and kept: what checks ask.
                        for ids in person_ids.chunks($crate::facts::AT_ONCE) {
                            if let Some(ids) = $crate::facts::padded(ids) {
                                rows.extend($table::table
                                    .filter($crate::one_of_sixteen!($table::person_id, ids))
                                    .filter($table::known_from.le(known_at))
                                    .filter($table::known_to.gt(known_at))
                                    .order(($table::person_id, $table::known_from, $table::seq))
                                    .select(Self::as_select())
                                    .load::<Self>(c)?);
                                continue;
                            }
                            for person_id in ids {
                                let found: Vec<Self> = $table::table
                                    .filter($table::person_id.eq(person_id))
                                    .filter($table::known_from.le(known_at))
                                    .filter($table::known_to.gt(known_at))
                                    .order(($table::person_id, $table::known_from, $table::seq))
                                    .select(Self::as_select())
                                    .load(c)?;
                                if rows.is_empty() {
                                    rows = found;
                                } else {
                                    rows.extend(found);
                                }
                            }
                        }
                        Ok(rows)
                    }
                    $crate::db::Db::Postgresql(c) => $table::table
                        .filter($table::person_id.eq_any(person_ids))
                        .filter($table::known_from.le(known_at))
                        .filter($table::known_to.gt(known_at))
                        .order(($table::person_id, $table::known_from, $table::seq))
                        .select(Self::as_select())
                        .load(c),
                }
            }

            fn load_versions(
                conn: &mut $crate::db::Db,
                person_id: i64,
                known_at: i64,
            ) -> diesel::QueryResult<Vec<Self>> {
                use diesel::prelude::*;
                $table::table
                    .filter($table::person_id.eq(person_id))
                    .filter($table::known_from.le(known_at))
                    .order(($table::known_from, $table::seq))
                    .select(Self::as_select())
                    .load(conn)
            }

            fn supersede(&self, conn: &mut $crate::db::Db, by: i64) -> diesel::QueryResult<()> {
                use diesel::prelude::*;
                let closed = diesel::update(
                    $table::table
                        .filter($table::person_id.eq(self.person_id))
                        .filter($table::known_from.eq(self.known_from))
                        .filter($table::seq.eq(self.seq))
                        .filter($table::known_to.eq($crate::facts::STILL_KNOWN)),
                )
                .set($table::known_to.eq(by))
                .execute(conn)?;
                // Closed already, or never there: the caller's view of the register is not the register.
                if closed == 0 { Err(diesel::result::Error::NotFound) } else { Ok(()) }
            }
        }
    };
}

/// From so many rows on, COPY is worth its own round trips.
pub(crate) const COPY_FROM: usize = 20;

/// From so many people on, SQLite reads them together, by a statement that is prepared each time.
pub(crate) const LOAD_TOGETHER: usize = 32;

/// People read by one such statement.
pub(crate) const LOAD_BATCH: usize = 250;

pub(crate) use fact_table;
