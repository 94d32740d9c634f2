//! Finding people: by a code that they ever bore, or by generalities.

use std::collections::HashMap;

use diesel::prelude::*;
use schema::codes::IdentifierKind;
use schema::date::{Day, Truth};
use schema::db::Db;
use schema::facts::{AT_ONCE, Fact, Identifier, Identity, identifier, identity, padded};
use schema::names::name_key;

use super::declaration::PersonRef;
use super::person;
use super::request::MAX_BIRTH_YEARS;
use super::verdict::Verdict;

/// Who fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Match {
    Nobody,
    /// More than one, or one that may or may not be meant.
    Several(Vec<i64>),
    One(i64),
}

impl Match {
    fn of(mut ids: Vec<i64>) -> Self {
        ids.sort_unstable();
        ids.dedup();
        match *ids.as_slice() {
            [] => Self::Nobody,
            [id] => Self::One(id),
            _ => Self::Several(ids),
        }
    }

    pub fn ids(&self) -> &[i64] {
        match self {
            Self::Nobody => &[],
            Self::One(id) => std::slice::from_ref(id),
            Self::Several(ids) => ids,
        }
    }
}

/// A code to be looked up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Code<'a> {
    pub kind: IdentifierKind,
    pub value: &'a str,
}

/// The rows of these codes, whoever bears or bore them, every version: the caller picks those known at
/// its number. Many codes are asked for at once.
pub(crate) fn rows_of<'a>(
    conn: &mut Db,
    codes: &[Code<'a>],
) -> QueryResult<HashMap<Code<'a>, Vec<Identifier>>> {
    let mut values: Vec<&str> = codes.iter().map(|code| code.value).collect();
    values.sort_unstable();
    values.dedup();
    let rows: Vec<Identifier> = match conn {
        Db::Sqlite(c) => {
            let mut rows = Vec::new();
            for values in values.chunks(AT_ONCE) {
                if let Some(values) = padded(values) {
                    let found: Vec<Identifier> = identifier::table
                        .filter(schema::one_of_sixteen!(identifier::value, values))
                        .select(Identifier::as_select())
                        .load(c)?;
                    rows.extend(found);
                    continue;
                }
                for value in values {
                    let found: Vec<Identifier> = identifier::table
                        .filter(identifier::value.eq(value))
                        .select(Identifier::as_select())
                        .load(c)?;
                    rows.extend(found);
                }
            }
            rows
        }
        Db::Postgresql(c) => identifier::table
            .filter(identifier::value.eq_any(values))
            .select(Identifier::as_select())
            .load(c)?,
    };
    let mut asked: Vec<&Code<'a>> = codes.iter().collect();
    asked.sort_unstable_by_key(|code| (code.value, code.kind.code()));
    let mut found: HashMap<Code<'a>, Vec<Identifier>> = HashMap::with_capacity(codes.len());
    for row in rows {
        let at = asked.binary_search_by(|code| {
            (code.value, code.kind.code()).cmp(&(row.value.as_str(), row.kind.as_str()))
        });
        if let Some(code) = at.ok().and_then(|at| asked.get(at)) {
            found.entry((*code).clone()).or_default().push(row);
        }
    }
    Ok(found)
}

/// Who is meant by a code: whoever bears it on that day, else whoever ever bore it.
pub(crate) fn by_code(rows: &[Identifier], day: Day, known_at: i64) -> Match {
    let known = || {
        rows.iter()
            .filter(|row| row.known_from <= known_at && known_at < row.known_to)
    };
    let all = Match::of(known().map(|row| row.person_id).collect());
    if !matches!(all, Match::Several(_)) {
        return all;
    }
    let of_the_day = Match::of(
        known()
            .filter(|row| row.validity().at(day) == Truth::Yes)
            .map(|row| row.person_id)
            .collect(),
    );
    match of_the_day {
        Match::One(_) => of_the_day,
        _ => all,
    }
}

/// Who fits the generalities, in any state of their identity. Somebody who fits only as far as the
/// register knows makes the match uncertain.
pub(crate) fn by_generalities(
    conn: &mut Db,
    declared: &PersonRef,
    known_at: i64,
) -> QueryResult<Match> {
    let (Some(surname), Some(names), Some(birth)) =
        (&declared.surname, &declared.names, declared.birth)
    else {
        return Ok(Match::Nobody);
    };
    let years = birth.last.year() - birth.first.year();
    if birth.first == Day::MIN || !(0..MAX_BIRTH_YEARS).contains(&years) {
        return Ok(Match::Nobody);
    }
    let (mut sure, mut maybe) = (Vec::new(), Vec::new());
    for year in birth.first.year()..=birth.last.year() {
        let rows: Vec<Identity> = identity::table
            .filter(identity::name_key.eq(name_key(surname, names, year)))
            .select(Identity::as_select())
            .load(conn)?;
        for row in rows
            .iter()
            .filter(|row| row.known_from <= known_at && known_at < row.known_to)
        {
            match person::identity(declared, row) {
                Verdict::Match => sure.push(row.person_id),
                Verdict::Doubt(_) => maybe.push(row.person_id),
                Verdict::Mismatch => {}
            }
        }
    }
    maybe.retain(|id| !sure.contains(id));
    if maybe.is_empty() {
        return Ok(Match::of(sure));
    }
    sure.append(&mut maybe);
    sure.sort_unstable();
    sure.dedup();
    Ok(Match::Several(sure))
}

/// Who is meant by a declared person: by ID ANPR, by codice fiscale, or by generalities.
pub(crate) fn person(
    conn: &mut Db,
    declared: &PersonRef,
    day: Day,
    known_at: i64,
) -> QueryResult<Match> {
    let code = match (&declared.id_anpr, &declared.codice_fiscale) {
        (Some(value), _) => Code {
            kind: IdentifierKind::Anpr,
            value,
        },
        (None, Some(value)) => Code {
            kind: IdentifierKind::CodiceFiscale,
            value,
        },
        (None, None) => return by_generalities(conn, declared, known_at),
    };
    let rows = rows_of(conn, std::slice::from_ref(&code))?;
    Ok(rows
        .get(&code)
        .map_or(Match::Nobody, |rows| by_code(rows, day, known_at)))
}
