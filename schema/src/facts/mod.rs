//! Facts about people, each with both clocks: when it held in the world, and when the hub knew it.
//!
//! A row is never overwritten. What no longer is believed gets `known_to`, the journal number that
//! superseded it; so any past answer can be computed again by reading "as known at N":
//! `known_from <= N < known_to`.

mod at_once;
mod continuity;
mod macros;
mod person_facts;
mod subjects;

use diesel::QueryResult;

pub use at_once::{AT_ONCE, padded};
pub use continuity::without_person;
pub use person_facts::{NOW, PersonFacts, Subject, SubjectSet};
pub use subjects::{
    Address, Bond, Citizenship, Death, Document, Identifier, Identity, Marital, Membership,
    Parentage, Procedure, RegisterEvent, Residence,
};
pub use subjects::{
    address, bond, citizenship, death, document, identifier, identity, marital, membership,
    parentage, procedure, register_event, residence,
};

use crate::date::Validity;
use crate::db::Db;

/// `known_to` of what is believed now.
pub const STILL_KNOWN: i64 = i64::MAX;

/// A row of a fact table.
pub trait Fact: Sized + Clone {
    /// The table's name.
    const TABLE: &'static str;

    /// The person whom the fact is about.
    fn person_id(&self) -> i64;

    /// The journal number that recorded it.
    fn known_from(&self) -> i64;

    /// The journal number that superseded it, [`STILL_KNOWN`] while believed.
    fn known_to(&self) -> i64;

    /// Its place among the facts of the same subject recorded under the same number.
    fn seq(&self) -> i32;

    /// Gives a fact that was only asserted its place in the register.
    fn place(&mut self, person_id: i64, known_from: i64, seq: i32);

    /// When it held in the world.
    fn validity(&self) -> Validity;

    /// Sets when it held in the world.
    fn set_validity(&mut self, validity: Validity);

    /// True if both say the same about the world, whoever recorded it and whenever.
    fn says_the_same(&self, other: &Self) -> bool;

    /// Inserts rows, in the order of the key where that is cheap for the caller.
    fn insert_all(conn: &mut Db, rows: &[Self]) -> QueryResult<()>;

    /// What is known about these people at journal number `known_at`
    /// ([`STILL_KNOWN`] `- 1` for now), ordered by person, then by key.
    fn load(conn: &mut Db, person_ids: &[i64], known_at: i64) -> QueryResult<Vec<Self>>;

    /// All that was ever known about a person up to journal number `known_at`, also what no longer is believed,
    /// in the order of the key.
    fn load_versions(conn: &mut Db, person_id: i64, known_at: i64) -> QueryResult<Vec<Self>>;

    /// Closes a row: from journal number `by` on it is no longer believed.
    /// `NotFound` if no such row is still believed.
    fn supersede(&self, conn: &mut Db, by: i64) -> QueryResult<()>;
}
