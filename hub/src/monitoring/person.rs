//! From a code to the person of the register and all the codes that she ever bore.

use diesel::prelude::*;
use schema::codes::IdentifierKind;
use schema::date::Day;
use schema::db::Db;
use schema::facts::{STILL_KNOWN, identifier};

use crate::check::resolve::{self, Code, Match};

/// A person, by a code. Its `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub enum PersonCode {
    /// Codice fiscale, any that she ever bore.
    CodiceFiscale(String),
    /// ID ANPR.
    AnprId(String),
}

impl PersonCode {
    fn kind(&self) -> IdentifierKind {
        match self {
            Self::CodiceFiscale(_) => IdentifierKind::CodiceFiscale,
            Self::AnprId(_) => IdentifierKind::Anpr,
        }
    }

    /// The code itself.
    pub fn value(&self) -> &str {
        match self {
            Self::CodiceFiscale(value) | Self::AnprId(value) => value,
        }
    }
}

impl std::fmt::Debug for PersonCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PersonCode({}, …)", self.kind())
    }
}

/// Who is meant, and under which words requests may have named her.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    /// Her number in the register; 0 if it does not know her.
    pub id: i64,
    /// Codes, the one asked for included.
    pub codes: Vec<String>,
}

/// The person; `None` if the code may mean several.
pub(crate) fn find(conn: &mut Db, code: &PersonCode, today: Day) -> QueryResult<Option<Known>> {
    let asked = Code {
        kind: code.kind(),
        value: code.value(),
    };
    let rows = resolve::rows_of(conn, std::slice::from_ref(&asked))?;
    let rows = rows.get(&asked).map_or(&[][..], Vec::as_slice);
    let mut codes = vec![code.value().to_owned()];
    let id = match resolve::by_code(rows, today, STILL_KNOWN - 1) {
        Match::Several(_) => return Ok(None),
        Match::Nobody => 0,
        Match::One(id) => {
            let others: Vec<(String, String)> = identifier::table
                .filter(identifier::person_id.eq(id))
                .select((identifier::kind, identifier::value))
                .load(conn)?;
            codes.extend(
                others
                    .into_iter()
                    .filter(|(kind, _)| *kind != IdentifierKind::Comune.code())
                    .map(|(_, value)| value),
            );
            id
        }
    };
    codes.sort_unstable();
    codes.dedup();
    Ok(Some(Known { id, codes }))
}
