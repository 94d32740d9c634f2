//! Finding whom a consultation is about, within the territory; whoever lies outside is nobody.

use diesel::prelude::*;
use schema::codes::IdentifierKind;
use schema::date::Day;
use schema::db::Db;
use schema::facts::{PersonFacts, Subject, SubjectSet};

use crate::check::resolve::{self, Code, Match};
use crate::check::{Position, Scope, SubjectRef, position};
use crate::consultation::request::About;

/// What decides whether somebody may be seen.
const PLACED: SubjectSet = SubjectSet::of(&[Subject::Residences, Subject::Deaths]);

/// Whom a caller may consult.
#[derive(Clone, Copy)]
pub struct Reach<'a> {
    /// Whose residents.
    pub registered: &'a Scope,
    /// Whether the dead, the moved and the removed of that Comune may be seen too; of the empty one, those of no known
    /// Comune.
    pub ceased: &'a dyn Fn(&str) -> bool,
}

impl Reach<'_> {
    /// The Comune within reach to which the person belongs on the day; `None` if she is out of reach. Whoever belongs to
    /// no known Comune is within reach of whoever reaches all of them, and of none in particular.
    pub fn comune(&self, facts: &PersonFacts, day: Day) -> Option<String> {
        if !self.registered.holds(facts, day) {
            return None;
        }
        let comune = self.registered.competent(facts, day).unwrap_or_default();
        let registered = matches!(
            position(facts, day),
            Position::Resident(_) | Position::Abroad(_) | Position::Doubtful(_)
        );
        (registered || (self.ceased)(comune)).then(|| comune.to_owned())
    }
}

/// Who is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nobody whom the caller may see.
    Nobody,
    /// Several whom the caller may see.
    Several,
    /// A person and her Comune.
    One(i64, String),
}

/// Finds who is meant on the day, as known at the number. People out of reach do not count: they make nothing ambiguous.
pub fn find(
    conn: &mut Db,
    about: &About,
    reach: Reach<'_>,
    day: Day,
    known_at: i64,
) -> QueryResult<Found> {
    let ids = match about {
        About::Found(id) => vec![*id],
        About::Person(subject) => matched(conn, subject, day, known_at)?.ids().to_vec(),
        About::Address(_) | About::Events { .. } => Vec::new(),
    };
    let mut within = placed(conn, &ids, reach, day, known_at)?;
    Ok(match within.len() {
        0 => Found::Nobody,
        1 => within
            .pop()
            .map_or(Found::Nobody, |(id, comune)| Found::One(id, comune)),
        _ => Found::Several,
    })
}

fn matched(conn: &mut Db, subject: &SubjectRef, day: Day, known_at: i64) -> QueryResult<Match> {
    let (kind, value) = match subject {
        SubjectRef::CodiceFiscale(value) => (IdentifierKind::CodiceFiscale, value),
        SubjectRef::AnprId(value) => (IdentifierKind::Anpr, value),
        SubjectRef::Generalities { .. } => {
            return resolve::by_generalities(conn, &subject.as_person(), known_at);
        }
    };
    let code = Code { kind, value };
    let rows = resolve::rows_of(conn, std::slice::from_ref(&code))?;
    Ok(rows
        .get(&code)
        .map_or(Match::Nobody, |rows| resolve::by_code(rows, day, known_at)))
}

/// Those of the people who are within reach, each with her Comune.
pub fn placed(
    conn: &mut Db,
    ids: &[i64],
    reach: Reach<'_>,
    day: Day,
    known_at: i64,
) -> QueryResult<Vec<(i64, String)>> {
    let facts = PersonFacts::load(conn, ids, PLACED, known_at)?;
    let placed = ids
        .iter()
        .zip(&facts)
        // An id that stands for nobody has no facts at all, and is nobody's.
        .filter(|(_, facts)| !facts.residences.is_empty())
        .filter_map(|(id, facts)| Some((*id, reach.comune(facts, day)?)));
    Ok(placed.collect())
}
