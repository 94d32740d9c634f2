//! Who stands on a sheet, who lives at an address, what happened in a Comune: each an index range.

use std::collections::BTreeSet;

use diesel::prelude::*;
use schema::codes::EventKind;
use schema::date::Day;
use schema::db::Db;
use schema::facts::{Address, Membership, RegisterEvent, address, membership, register_event};
use schema::on_backend;
use schema::tables::{HouseholdRow, StreetRow, household, street};

use crate::consultation::request::PAGE;
use crate::consultation::sheet::{DwellingAddress, SheetKey};

/// Addresses in one building that are read, at most.
pub const MAX_DWELLING: i64 = 2000;

/// Everybody who, as known at the number, ever stood on the sheet.
pub fn on_sheet(conn: &mut Db, key: &SheetKey, known_at: i64) -> QueryResult<Vec<Membership>> {
    membership::table
        .filter(membership::household_code.eq(&key.code))
        .filter(membership::comune.eq(&key.comune))
        .filter(membership::household_kind.eq(key.kind.listed().code()))
        .filter(membership::known_from.le(known_at))
        .filter(membership::known_to.gt(known_at))
        .order((
            membership::person_id,
            membership::known_from,
            membership::seq,
        ))
        .select(Membership::as_select())
        .load(conn)
}

/// The versions of a sheet's own row that were believed at the number.
pub fn sheet_rows(conn: &mut Db, key: &SheetKey, known_at: i64) -> QueryResult<Vec<HouseholdRow>> {
    household::table
        .filter(household::comune.eq(&key.comune))
        .filter(household::kind.eq(key.kind.listed().code()))
        .filter(household::code.eq(&key.code))
        .filter(household::known_from.le(known_at))
        .filter(household::known_to.gt(known_at))
        .select(HouseholdRow::as_select())
        .load(conn)
}

/// The names of a street that were believed at the number.
pub fn street_rows(
    conn: &mut Db,
    comune: &str,
    code: &str,
    known_at: i64,
) -> QueryResult<Vec<StreetRow>> {
    street::table
        .filter(street::comune.eq(comune))
        .filter(street::code.eq(code))
        .filter(street::known_from.le(known_at))
        .filter(street::known_to.gt(known_at))
        .select(StreetRow::as_select())
        .load(conn)
}

/// The addresses at that house number that hold, or may hold, on the day, one more than the limit at most.
pub fn at_address(
    conn: &mut Db,
    asked: &DwellingAddress,
    day: Day,
    known_at: i64,
) -> QueryResult<Vec<Address>> {
    address::table
        .filter(address::comune.eq(&asked.comune))
        .filter(address::street_code.eq(&asked.street_code))
        .filter(address::number.eq(asked.number))
        .filter(address::known_from.le(known_at))
        .filter(address::known_to.gt(known_at))
        .filter(address::from_first.le(day.0))
        .filter(address::to_last.gt(day.0))
        .order((address::person_id, address::known_from, address::seq))
        .limit(MAX_DWELLING + 1)
        .select(Address::as_select())
        .load(conn)
}

/// Which events of a Comune.
pub struct EventRange<'a> {
    /// ISTAT code.
    pub comune: &'a str,
    /// First day of registration.
    pub from: Day,
    /// Last day of registration.
    pub to: Day,
    /// As known at that number.
    pub known_at: i64,
    /// Kinds left out.
    pub without: &'a [EventKind],
}

impl EventRange<'_> {
    /// How many there are.
    pub fn count(&self, conn: &mut Db) -> QueryResult<i64> {
        let without: Vec<&str> = self.without.iter().map(|kind| kind.code()).collect();
        on_backend!(conn, |c| register_event::table
            .filter(register_event::comune.eq(self.comune))
            .filter(register_event::registered_on.between(self.from.0, self.to.0))
            .filter(register_event::known_from.le(self.known_at))
            .filter(register_event::known_to.gt(self.known_at))
            .filter(register_event::kind.ne_all(without))
            .count()
            .get_result(c))
    }

    /// A page, from 1; the order never changes, since nothing is ever overwritten.
    pub fn page(&self, conn: &mut Db, page: u32) -> QueryResult<Vec<RegisterEvent>> {
        let without: Vec<&str> = self.without.iter().map(|kind| kind.code()).collect();
        on_backend!(conn, |c| register_event::table
            .filter(register_event::comune.eq(self.comune))
            .filter(register_event::registered_on.between(self.from.0, self.to.0))
            .filter(register_event::known_from.le(self.known_at))
            .filter(register_event::known_to.gt(self.known_at))
            .filter(register_event::kind.ne_all(without))
            .order((
                register_event::registered_on,
                register_event::person_id,
                register_event::known_from,
                register_event::seq,
            ))
            .limit(i64::from(PAGE))
            .offset(i64::from(PAGE) * i64::from(page.saturating_sub(1)))
            .select(RegisterEvent::as_select())
            .load(c))
    }
}

/// Streets that occur in addresses, each once.
pub fn streets_of<'a>(addresses: impl Iterator<Item = &'a Address>) -> BTreeSet<(String, String)> {
    addresses
        .filter(|row| !row.street_code.is_empty())
        .map(|row| (row.comune.clone(), row.street_code.clone()))
        .collect()
}
