//! People in PostgreSQL, with the best indexes that `pg_trgm` can be given: trigrams over whole names, a B-tree over births,
//! another over house numbers. Names are folded as the hub folds them, old names and spouses' surnames have rows of their
//! own, and a search goes by the birth or address first, and over all names only where nobody there is alike.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Float, Integer, Text};
use hub::search::{BirthWish, Criteria};
use schema::date::Day;
use schema::db::Db;
use schema::facts::{NOW, PersonFacts, Subject, SubjectSet};
use schema::names::fold_words;
use schema::tables::street;

/// People read at once.
const PIECE: i64 = 5_000;
/// People shown, on both sides.
pub const SHOWN: u32 = 10;
/// From it on nobody else is looked for.
const ALIKE: f32 = 0.5;

const TABLES: &str = "
    CREATE EXTENSION pg_trgm;
    CREATE TABLE bearer (person_id BIGINT NOT NULL, name TEXT NOT NULL, born INTEGER NOT NULL);
    CREATE TABLE home (person_id BIGINT NOT NULL, comune TEXT NOT NULL, street TEXT NOT NULL, number INTEGER NOT NULL);";

const INDEXES: &str = "
    SET maintenance_work_mem = '512MB';
    CREATE INDEX bearer_name ON bearer USING gin (name gin_trgm_ops);
    CREATE INDEX bearer_born ON bearer (born) INCLUDE (person_id, name);
    CREATE INDEX bearer_person ON bearer (person_id) INCLUDE (name);
    CREATE INDEX home_number ON home (comune, number) INCLUDE (person_id, street);";

const BY_BIRTH: &str = "
    SELECT person_id, max(similarity(name, $1)) AS score FROM bearer
    WHERE born BETWEEN $2 AND $3 AND similarity(name, $1) > 0.3
    GROUP BY person_id ORDER BY score DESC, person_id LIMIT $4";

/// Whoever bears a name alike, and better if the birth is the one typed, day and month swapped, or of that year.
const BY_NAME: &str = "
    SELECT person_id, max(similarity(name, $1)
        + CASE WHEN born BETWEEN $2 AND $3 THEN 0.5 WHEN born = $4 THEN 0.4 WHEN born / 10000 = $2 / 10000 THEN 0.2
          WHEN abs(born - $2) < 100 THEN 0.2 ELSE 0 END)::real AS score
    FROM bearer WHERE name % $1
    GROUP BY person_id ORDER BY score DESC, person_id LIMIT $5";

const BY_ADDRESS: &str = "
    SELECT b.person_id, max(similarity(b.name, $1) + similarity(h.street, $4)) AS score
    FROM home h JOIN bearer b ON b.person_id = h.person_id
    WHERE h.comune = $2 AND h.number = $3 AND similarity(h.street, $4) > 0.3 AND similarity(b.name, $1) > 0.3
    GROUP BY b.person_id ORDER BY score DESC, b.person_id LIMIT $5";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    person_id: i64,
    #[diesel(sql_type = Float)]
    score: f32,
}

/// The database.
pub struct Trigrams {
    url: String,
}

impl Trigrams {
    /// Copies the people of a register.
    pub fn load(url: &str, register: &mut Db, last: i64) -> Result<Self> {
        let mut target = PgConnection::establish(url)?;
        target.batch_execute(TABLES)?;
        let streets: HashMap<(String, String), String> = street::table
            .select((
                street::comune,
                street::code,
                street::street_type,
                street::name,
            ))
            .load::<(String, String, String, String)>(register)?
            .into_iter()
            .map(|(comune, code, kind, name)| ((comune, code), words(&format!("{kind} {name}"))))
            .collect();
        let subjects = SubjectSet::of(&[Subject::Identities, Subject::Bonds, Subject::Addresses]);
        for first in (1..=last).step_by(PIECE as usize) {
            let ids: Vec<i64> = (first..=last.min(first + PIECE - 1)).collect();
            let facts = PersonFacts::load(register, &ids, subjects, NOW)?;
            let mut piece = Piece::default();
            for (id, facts) in ids.iter().zip(&facts) {
                piece.add(*id, facts, &streets);
            }
            piece.write(&mut target)?;
        }
        target.batch_execute(INDEXES)?;
        // By itself: it takes no transaction around it.
        target.batch_execute("VACUUM (ANALYZE)")?;
        Ok(Self {
            url: url.to_owned(),
        })
    }

    /// A connection to ask with.
    pub fn finder(&self) -> Result<Finder> {
        let mut conn = PgConnection::establish(&self.url)?;
        conn.batch_execute("SET pg_trgm.similarity_threshold = 0.45; SET jit = off;")?;
        Ok(Finder { conn })
    }
}

/// Rows of some people, by column.
#[derive(Default)]
struct Piece {
    bearers: (Vec<i64>, Vec<String>, Vec<i32>),
    homes: (Vec<i64>, Vec<String>, Vec<String>, Vec<i32>),
}

impl Piece {
    fn add(&mut self, id: i64, facts: &PersonFacts, streets: &HashMap<(String, String), String>) {
        for one in &facts.identities {
            self.bearer(
                id,
                &format!("{} {}", one.surname, one.names),
                one.birth_first,
            );
            for bond in facts
                .bonds
                .iter()
                .filter(|bond| !bond.partner_surname.is_empty())
            {
                let name = format!("{} {}", bond.partner_surname, one.names);
                self.bearer(id, &name, one.birth_first);
            }
        }
        for one in &facts.addresses {
            let street = streets.get(&(one.comune.clone(), one.street_code.clone()));
            let Some(street) = street else { continue };
            self.homes.0.push(id);
            self.homes.1.push(one.comune.clone());
            self.homes.2.push(street.clone());
            self.homes.3.push(one.number);
        }
    }

    fn bearer(&mut self, id: i64, name: &str, born: i32) {
        self.bearers.0.push(id);
        self.bearers.1.push(words(name));
        self.bearers.2.push(born);
    }

    fn write(self, conn: &mut PgConnection) -> QueryResult<()> {
        diesel::sql_query("INSERT INTO bearer SELECT * FROM unnest($1, $2, $3)")
            .bind::<Array<BigInt>, _>(self.bearers.0)
            .bind::<Array<Text>, _>(self.bearers.1)
            .bind::<Array<Integer>, _>(self.bearers.2)
            .execute(conn)?;
        diesel::sql_query("INSERT INTO home SELECT * FROM unnest($1, $2, $3, $4)")
            .bind::<Array<BigInt>, _>(self.homes.0)
            .bind::<Array<Text>, _>(self.homes.1)
            .bind::<Array<Text>, _>(self.homes.2)
            .bind::<Array<Integer>, _>(self.homes.3)
            .execute(conn)?;
        Ok(())
    }
}

/// Words as they are compared: without case, accents and apostrophes.
fn words(text: &str) -> String {
    fold_words(text).join(" ").to_lowercase()
}

/// Asks.
pub struct Finder {
    conn: PgConnection,
}

impl Finder {
    /// Whom it finds, the most alike first.
    pub fn find(&mut self, criteria: &Criteria) -> Result<Vec<i64>> {
        let parts = [&criteria.surname, &criteria.names];
        let typed: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        let name = words(&typed.join(" "));
        let rows = match (&criteria.address, criteria.birth) {
            (Some(address), _) => {
                let street = words(address.street.as_deref().unwrap_or_default());
                diesel::sql_query(BY_ADDRESS)
                    .bind::<Text, _>(&name)
                    .bind::<Text, _>(address.comune.as_deref().unwrap_or_default())
                    .bind::<Integer, _>(address.number.unwrap_or(0))
                    .bind::<Text, _>(street)
                    .bind::<Integer, _>(SHOWN.cast_signed())
                    .load::<Row>(&mut self.conn)?
            }
            (None, Some(BirthWish::On(date))) => self.by_birth(&name, date.first, date.last)?,
            (None, _) => anyhow::bail!("nothing to ask by"),
        };
        Ok(rows.into_iter().map(|row| row.person_id).collect())
    }

    fn by_birth(&mut self, name: &str, first: Day, last: Day) -> Result<Vec<Row>> {
        let there = diesel::sql_query(BY_BIRTH)
            .bind::<Text, _>(name)
            .bind::<Integer, _>(first.0)
            .bind::<Integer, _>(last.0)
            .bind::<Integer, _>(SHOWN.cast_signed())
            .load::<Row>(&mut self.conn)?;
        if there.first().is_some_and(|row| row.score >= ALIKE) {
            return Ok(there);
        }
        let swapped = Day::from_ymd(first.year(), first.day(), first.month());
        diesel::sql_query(BY_NAME)
            .bind::<Text, _>(name)
            .bind::<Integer, _>(first.0)
            .bind::<Integer, _>(last.0)
            .bind::<Integer, _>(swapped.unwrap_or(first).0)
            .bind::<Integer, _>(SHOWN.cast_signed())
            .load::<Row>(&mut self.conn)
            .context("names alike")
    }
}
