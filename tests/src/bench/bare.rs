//! The baseline of loading: the rows of a loaded register written into an empty one, in key order, by the same bulk
//! inserts and in transactions as long as the loader's, and nothing else: no parsing, no validation, no comparison.

use std::time::{Duration, Instant};

use diesel::prelude::*;
use schema::db::{Db, write_tx};
use schema::facts::{
    Address, Bond, Citizenship, Death, Document, Fact, Identifier, Identity, Marital, Membership,
    Parentage, PersonFacts, Procedure, RegisterEvent, Residence, address, bond, citizenship, death,
    document, identifier, identity, marital, membership, parentage, procedure, register_event,
    residence,
};
use schema::tables::{
    HouseholdRow, PersonRow, StreetRow, household, insert_households, insert_journal,
    insert_persons, insert_streets, person, street,
};

/// What was written, and how long the writing alone took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Rows of all tables.
    pub rows: u64,
    /// People among them.
    pub persons: u64,
    /// Time in the transactions on the target, reading the source not included.
    pub time: Duration,
}

macro_rules! rows_of_people {
    ($conn:ident, $people:expr, $($table:ident $Row:ident $field:ident)*) => {
        PersonFacts {
            $($field: $table::table
                .filter($table::person_id.between($people.0, $people.1))
                .order(($table::person_id, $table::known_from, $table::seq))
                .select($Row::as_select())
                .load($conn)?,)*
        }
    };
}

/// Every row of these people (ids from, to), also those no longer believed, in key order.
fn read(conn: &mut Db, people: (i64, i64)) -> QueryResult<PersonFacts> {
    Ok(rows_of_people!(conn, people,
        address Address addresses
        bond Bond bonds
        citizenship Citizenship citizenships
        death Death deaths
        document Document documents
        identifier Identifier identifiers
        identity Identity identities
        marital Marital maritals
        membership Membership memberships
        parentage Parentage parentages
        procedure Procedure procedures
        register_event RegisterEvent events
        residence Residence residences
    ))
}

fn write(conn: &mut Db, facts: &PersonFacts) -> QueryResult<()> {
    Identifier::insert_all(conn, &facts.identifiers)?;
    Identity::insert_all(conn, &facts.identities)?;
    Residence::insert_all(conn, &facts.residences)?;
    Address::insert_all(conn, &facts.addresses)?;
    Membership::insert_all(conn, &facts.memberships)?;
    Marital::insert_all(conn, &facts.maritals)?;
    Bond::insert_all(conn, &facts.bonds)?;
    Parentage::insert_all(conn, &facts.parentages)?;
    Citizenship::insert_all(conn, &facts.citizenships)?;
    Document::insert_all(conn, &facts.documents)?;
    Death::insert_all(conn, &facts.deaths)?;
    Procedure::insert_all(conn, &facts.procedures)?;
    RegisterEvent::insert_all(conn, &facts.events)
}

/// Copies people with their facts and journal, then streets and sheets, `piece` rows of people at a time.
/// The target must be empty.
pub fn copy(source: &mut Db, target: &mut Db, piece: usize) -> QueryResult<Written> {
    let mut written = Written::default();
    let mut after = 0;
    loop {
        let people: Vec<(i64, i64)> = person::table
            .filter(person::id.gt(after))
            .order(person::id)
            .limit(i64::try_from(piece).unwrap_or(i64::MAX))
            .select((person::id, person::created_by))
            .load(source)?;
        let (Some(&(first, _)), Some(&(last, _))) = (people.first(), people.last()) else {
            break;
        };
        after = last;
        let people: Vec<PersonRow> = people
            .into_iter()
            .map(|(id, created_by)| PersonRow { id, created_by })
            .collect();
        let facts = read(source, (first, last))?;
        let rows = people.len() + facts.len();
        written.timed(rows, target, |conn| {
            insert_persons(conn, &people)?;
            write(conn, &facts)
        })?;
        written.persons += people.len() as u64;
    }
    let mut after = 0;
    loop {
        let journal =
            schema::journal::read_after(source, after, i64::try_from(piece).unwrap_or(i64::MAX))?;
        let Some(last) = journal.last() else {
            break;
        };
        after = last.number;
        written.timed(journal.len(), target, |conn| insert_journal(conn, &journal))?;
    }
    let comuni: Vec<String> = household::table
        .select(household::comune)
        .distinct()
        .load(source)?;
    for comune in comuni {
        let sheets: Vec<HouseholdRow> = household::table
            .filter(household::comune.eq(&comune))
            .order((household::kind, household::code, household::known_from))
            .select(HouseholdRow::as_select())
            .load(source)?;
        written.timed(sheets.len(), target, |conn| {
            insert_households(conn, &sheets)
        })?;
    }
    let streets: Vec<StreetRow> = street::table
        .order((
            street::comune,
            street::code,
            street::known_from,
            street::seq,
        ))
        .select(StreetRow::as_select())
        .load(source)?;
    written.timed(streets.len(), target, |conn| insert_streets(conn, &streets))?;
    Ok(written)
}

impl Written {
    fn timed(
        &mut self,
        rows: usize,
        target: &mut Db,
        work: impl FnMut(&mut Db) -> QueryResult<()>,
    ) -> QueryResult<()> {
        let begin = Instant::now();
        write_tx(target, work)?;
        self.time += begin.elapsed();
        self.rows += rows as u64;
        Ok(())
    }
}
