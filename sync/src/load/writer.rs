//! The rows of one piece, gathered and then written table by table in the order of their keys.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use schema::codes::JournalCause;
use schema::db::Db;
use schema::facts::{Fact, PersonFacts};
use schema::journal;
use schema::tables::{
    HouseholdRow, JournalRow, PersonRow, StreetRow, household, insert_households, insert_persons,
    insert_streets, street,
};

use super::decide::Change;
use super::subjects::for_each_subject;

/// Rows of one transaction.
#[derive(Debug)]
pub struct Writer {
    supply_id: i64,
    comune: String,
    now: NaiveDateTime,
    journal: Vec<JournalRow>,
    persons: Vec<PersonRow>,
    new: PersonFacts,
    /// `known_to` holds the number by which they are superseded.
    gone: PersonFacts,
    streets: (Vec<StreetRow>, Vec<StreetRow>),
    households: (Vec<HouseholdRow>, Vec<HouseholdRow>),
}

impl Writer {
    /// Nothing gathered yet.
    pub fn new(supply_id: i64, comune: &str, now: NaiveDateTime) -> Self {
        Self {
            supply_id,
            comune: comune.to_owned(),
            now,
            journal: Vec::new(),
            persons: Vec::new(),
            new: PersonFacts::default(),
            gone: PersonFacts::default(),
            streets: (Vec::new(), Vec::new()),
            households: (Vec::new(), Vec::new()),
        }
    }

    /// Somebody heard of for the first time.
    pub fn create(&mut self, person_id: i64, number: i64) {
        self.persons.push(PersonRow {
            id: person_id,
            created_by: number,
        });
    }

    /// A change of one person's facts under a journal number.
    pub fn change(
        &mut self,
        person_id: i64,
        number: i64,
        line: i64,
        cause: JournalCause,
        change: Change,
    ) {
        self.journal(number, person_id, line, cause);
        macro_rules! take {
            ($(($Subject:ident, $field:ident))*) => {
                $(
                    for (seq, mut fact) in change.new.$field.into_iter().enumerate() {
                        fact.place(person_id, number, seq as i32);
                        self.new.$field.push(fact);
                    }
                    for mut fact in change.gone.$field {
                        fact.known_to = number;
                        self.gone.$field.push(fact);
                    }
                )*
            };
        }
        for_each_subject!(take);
        take!((Residences, residences));
    }

    /// Changes of streets and sheets under a journal number: rows superseded, rows new.
    pub fn places(
        &mut self,
        number: i64,
        cause: JournalCause,
        streets: (Vec<StreetRow>, Vec<StreetRow>),
        households: (Vec<HouseholdRow>, Vec<HouseholdRow>),
    ) {
        self.journal(number, 0, 0, cause);
        self.streets = streets;
        self.households = households;
        self.streets.1.sort_by(|a, b| a.code.cmp(&b.code));
        let mut last: (String, i32) = (String::new(), -1);
        for row in &mut self.streets.1 {
            let seq = if row.code == last.0 { last.1 + 1 } else { 0 };
            (row.known_from, row.seq, row.known_to) = (number, seq, schema::facts::STILL_KNOWN);
            last = (row.code.clone(), seq);
        }
        for row in &mut self.households.1 {
            (row.known_from, row.seq, row.known_to) = (number, 0, schema::facts::STILL_KNOWN);
        }
        self.households
            .1
            .sort_by(|a, b| (&a.kind, &a.code).cmp(&(&b.kind, &b.code)));
        for row in &mut self.streets.0 {
            row.known_to = number;
        }
        for row in &mut self.households.0 {
            row.known_to = number;
        }
    }

    fn journal(&mut self, number: i64, person_id: i64, line: i64, cause: JournalCause) {
        self.journal.push(JournalRow {
            number,
            person_id,
            supply_id: self.supply_id,
            comune: self.comune.clone(),
            line,
            cause: cause.code().to_owned(),
            recorded_at: self.now,
        });
    }

    /// Writes everything. Each table once, in the order of its key: the pages that change lie together.
    pub fn write(&mut self, conn: &mut Db) -> QueryResult<()> {
        journal::append(conn, &self.journal)?;
        insert_persons(conn, &self.persons)?;
        macro_rules! write_all {
            ($(($Subject:ident, $field:ident))*) => {
                $(
                    for fact in &self.gone.$field {
                        fact.supersede(conn, fact.known_to)?;
                    }
                    if !self.new.$field.is_empty() {
                        self.new.$field.sort_by_key(|fact| (fact.person_id, fact.known_from, fact.seq));
                        Fact::insert_all(conn, &self.new.$field)?;
                    }
                )*
            };
        }
        for_each_subject!(write_all);
        write_all!((Residences, residences));
        for row in &self.streets.0 {
            diesel::update(street::table.find((&row.comune, &row.code, row.known_from, row.seq)))
                .set(street::known_to.eq(row.known_to))
                .execute(conn)?;
        }
        for row in &self.households.0 {
            diesel::update(
                household::table
                    .filter(household::comune.eq(&row.comune))
                    .filter(household::kind.eq(&row.kind))
                    .filter(household::code.eq(&row.code))
                    .filter(household::known_from.eq(row.known_from))
                    .filter(household::seq.eq(row.seq)),
            )
            .set(household::known_to.eq(row.known_to))
            .execute(conn)?;
        }
        insert_streets(conn, &self.streets.1)?;
        insert_households(conn, &self.households.1)
    }
}
