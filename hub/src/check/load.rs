//! Reading what a batch of checks needs: the subjects first, all together; then, where a declaration
//! speaks of them, relatives and sheets.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use diesel::prelude::*;
use schema::codes::{CheckKind, IdentifierKind};
use schema::date::{Day, Truth};
use schema::db::Db;
use schema::facts::{Fact, PersonFacts, Subject, SubjectSet, membership};

use super::answer::Answer;
use super::cache::Caches;
use super::declaration::{Declaration, KinshipTo, PersonRef, Relation};
use super::dossier::{Dossier, Found, Kin, Question};
use super::evaluate::evaluate;
use super::kinds::descent::GENERATIONS;
use super::position::competent;
use super::request::{CheckRequest, SubjectRef};
use super::resolve::{self, Code, Match};
use super::scope::Scope;
use super::streets::StreetBook;

/// What places a person on a day, whatever is asked.
pub(crate) const FRAME: SubjectSet =
    SubjectSet::of(&[Subject::Residences, Subject::Deaths, Subject::Procedures]);

/// One check, with day and journal number settled.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The check.
    pub request: &'a CheckRequest,
    /// The day.
    pub day: Day,
    /// The journal number, not above the transaction's last.
    pub known_at: i64,
    /// About whose residents the asker may ask: one for each declaration, in their order.
    pub scopes: &'a [Scope],
}

/// What was found and answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The person, 0 if none or more than one.
    pub person_id: i64,
    /// The Comune, among those about which the asker may ask, to which the person belongs; empty if none.
    pub comune: String,
    /// In the order of the declarations.
    pub answers: Vec<(CheckKind, Answer)>,
}

/// Answers a batch within one reading transaction, whose last journal number is `head`.
pub fn answer(
    conn: &mut Db,
    caches: &Caches,
    head: i64,
    batch: &[Asked<'_>],
) -> QueryResult<Vec<Judged>> {
    caches.refresh(conn, head)?;
    let plans = caches.plans(conn, head)?;
    let subjects = subjects(conn, batch)?;
    let nowhere = HashMap::new();
    let mut judged = Vec::with_capacity(batch.len());
    for (asked, subject) in batch.iter().zip(&subjects) {
        let facts = subject.one();
        let comune = facts.and_then(|facts| {
            let mut scopes = asked.scopes.iter();
            scopes.find_map(|scope| scope.competent(facts, asked.day))
        });
        let mut streets = None;
        let mut answers = Vec::with_capacity(asked.request.declarations.len());
        for (declaration, scope) in asked.request.declarations.iter().zip(asked.scopes) {
            // About somebody outside the territory nothing more is read than about nobody: the time that an
            // answer takes must not tell them apart.
            let in_scope = facts.filter(|facts| scope.holds(facts, asked.day));
            let (kin, streets) = match in_scope {
                Some(facts) => {
                    if streets.is_none() && names_a_street(declaration) {
                        streets = Some(street_books(conn, caches, head, asked.day, facts)?);
                    }
                    let frame = Frame { asked, scope };
                    (kin(conn, declaration, facts, frame)?, streets.as_ref())
                }
                None => (Kin::default(), None),
            };
            let question = Question {
                day: asked.day,
                known_at: asked.known_at,
                scope,
                plans: &plans,
                streets: streets.unwrap_or(&nowhere),
            };
            let dossier = Dossier { subject, kin: &kin };
            answers.push((
                declaration.kind(),
                evaluate(declaration, dossier, &question),
            ));
        }
        judged.push(Judged {
            person_id: match subject {
                Found::One(id, _) => *id,
                _ => 0,
            },
            comune: comune.unwrap_or_default().to_owned(),
            answers,
        });
    }
    Ok(judged)
}

/// Finds and reads every subject of the batch.
fn subjects(conn: &mut Db, batch: &[Asked<'_>]) -> QueryResult<Vec<Found>> {
    let code_of = |asked: &Asked<'_>| match &asked.request.subject {
        SubjectRef::CodiceFiscale(value) => Some((IdentifierKind::CodiceFiscale, value.clone())),
        SubjectRef::AnprId(value) => Some((IdentifierKind::Anpr, value.clone())),
        SubjectRef::Generalities { .. } => None,
    };
    let owned: Vec<Option<(IdentifierKind, String)>> = batch.iter().map(code_of).collect();
    let codes: Vec<Code<'_>> = owned
        .iter()
        .flatten()
        .map(|(kind, value)| Code { kind: *kind, value })
        .collect();
    let rows = resolve::rows_of(conn, &codes)?;
    let mut matches = Vec::with_capacity(batch.len());
    for (asked, code) in batch.iter().zip(&owned) {
        matches.push(match code {
            Some((kind, value)) => rows
                .get(&Code { kind: *kind, value })
                .map_or(Match::Nobody, |rows| {
                    resolve::by_code(rows, asked.day, asked.known_at)
                }),
            None => {
                resolve::by_generalities(conn, &asked.request.subject.as_person(), asked.known_at)?
            }
        });
    }
    read_all(conn, batch, &matches)
}

/// Reads the people matched, each once for each set of subjects and journal number.
fn read_all(conn: &mut Db, batch: &[Asked<'_>], matches: &[Match]) -> QueryResult<Vec<Found>> {
    let mut wanted: BTreeMap<(i64, u32), Vec<i64>> = BTreeMap::new();
    let needs = |asked: &Asked<'_>| {
        asked
            .request
            .declarations
            .iter()
            .fold(FRAME, |set, declaration| set.union(declaration.needs()))
    };
    // A round trip costs more than a few rows too many: PostgreSQL reads what any of the batch needs.
    let all = (!conn.is_sqlite()).then(|| batch.iter().fold(FRAME, |set, a| set.union(needs(a))));
    let keys: Vec<(i64, u32)> = batch
        .iter()
        .map(|asked| (asked.known_at, all.unwrap_or_else(|| needs(asked)).0))
        .collect();
    for (key, found) in keys.iter().zip(matches) {
        if !found.ids().is_empty() {
            wanted.entry(*key).or_default().extend(found.ids());
        }
    }
    let mut read: HashMap<(i64, u32, i64), PersonFacts> = HashMap::new();
    for ((known_at, set), mut ids) in wanted {
        ids.sort_unstable();
        ids.dedup();
        let facts = PersonFacts::load(conn, &ids, SubjectSet(set), known_at)?;
        for (id, facts) in ids.into_iter().zip(facts) {
            read.insert((known_at, set, id), facts);
        }
    }
    // A person asked about once (nearly all) is moved out, not copied.
    let mut uses: HashMap<(i64, u32, i64), usize> = HashMap::with_capacity(read.len());
    for (key, found) in keys.iter().zip(matches) {
        for id in found.ids() {
            *uses.entry((key.0, key.1, *id)).or_default() += 1;
        }
    }
    let mut take = |key: &(i64, u32), id: i64| {
        let key = (key.0, key.1, id);
        let left = uses.get_mut(&key).map_or(0, |n| {
            *n -= 1;
            *n
        });
        if left == 0 {
            read.remove(&key).unwrap_or_default()
        } else {
            read.get(&key).cloned().unwrap_or_default()
        }
    };
    Ok(keys
        .iter()
        .zip(matches)
        .map(|(key, found)| match found {
            Match::Nobody => Found::Nobody,
            Match::One(id) => Found::One(*id, Box::new(take(key, *id))),
            Match::Several(ids) => Found::Several(ids.iter().map(|id| take(key, *id)).collect()),
        })
        .collect())
}

fn names_a_street(declaration: &Declaration) -> bool {
    matches!(declaration, Declaration::Residence(claim) if claim.street.is_some())
}

/// The street registers in which the person's declared streets must be found.
fn street_books(
    conn: &mut Db,
    caches: &Caches,
    head: i64,
    day: Day,
    subject: &PersonFacts,
) -> QueryResult<HashMap<String, Arc<StreetBook>>> {
    let mut books = HashMap::new();
    for comune in competent(subject, day) {
        books.insert(comune.to_owned(), caches.streets(conn, comune, head)?);
    }
    Ok(books)
}

/// The question of one declaration.
#[derive(Clone, Copy)]
struct Frame<'a> {
    asked: &'a Asked<'a>,
    scope: &'a Scope,
}

/// Reads the other people of whom a declaration speaks.
fn kin(
    conn: &mut Db,
    declaration: &Declaration,
    subject: &PersonFacts,
    frame: Frame<'_>,
) -> QueryResult<Kin> {
    let described = SubjectSet::of(&[
        Subject::Identifiers,
        Subject::Identities,
        Subject::Residences,
    ]);
    let with_line = described.with(Subject::Parentages).with(Subject::Deaths);
    let mut kin = Kin::default();
    match declaration {
        Declaration::Marriage(claim) | Declaration::CivilUnion(claim) => {
            if let Some(partner) = &claim.partner {
                kin.relative = coded(conn, partner, described, frame)?;
            }
        }
        Declaration::Widowhood {
            partner: Some(partner),
            ..
        } => kin.relative = coded(conn, partner, described, frame)?,
        Declaration::Fatherhood(parent) | Declaration::Motherhood(parent) => {
            kin.relative = coded(conn, parent, described, frame)?;
        }
        Declaration::BirthOfChild(child) => {
            kin.relative = found(conn, child, with_line, frame)?;
        }
        Declaration::DeathOfRelative {
            relation, relative, ..
        } => {
            kin.relative = found(conn, relative, with_line, frame)?;
            let younger = match relation {
                Relation::Partner => None,
                Relation::Ascendant => Some(subject),
                Relation::Descendant => kin
                    .relative
                    .one()
                    .filter(|facts| frame.scope.holds(facts, frame.asked.day)),
            };
            if let Some(younger) = younger {
                kin.line = line(conn, younger, frame)?;
            }
        }
        Declaration::Family(claim) => {
            let to_subject = claim
                .members
                .iter()
                .any(|m| m.kinship.is_some_and(|(to, _)| to == KinshipTo::Subject));
            kin.household = household(conn, subject, to_subject, frame)?;
        }
        _ => {}
    }
    Ok(kin)
}

/// The person named by a code; generalities alone are compared with what the subject's facts assert.
fn coded(
    conn: &mut Db,
    declared: &PersonRef,
    wanted: SubjectSet,
    frame: Frame<'_>,
) -> QueryResult<Found> {
    if declared.id_anpr.is_none() && declared.codice_fiscale.is_none() {
        return Ok(Found::Nobody);
    }
    found(conn, declared, wanted, frame)
}

fn found(
    conn: &mut Db,
    declared: &PersonRef,
    wanted: SubjectSet,
    frame: Frame<'_>,
) -> QueryResult<Found> {
    let matched = resolve::person(conn, declared, frame.asked.day, frame.asked.known_at)?;
    let mut facts = PersonFacts::load(conn, matched.ids(), wanted, frame.asked.known_at)?;
    Ok(match matched {
        Match::Nobody => Found::Nobody,
        Match::One(id) => Found::One(id, Box::new(facts.pop().unwrap_or_default())),
        Match::Several(_) => Found::Several(facts),
    })
}

/// The known ancestors of a person, generation by generation.
fn line(conn: &mut Db, younger: &PersonFacts, frame: Frame<'_>) -> QueryResult<Vec<PersonFacts>> {
    let wanted = SubjectSet::of(&[
        Subject::Identifiers,
        Subject::Identities,
        Subject::Residences,
        Subject::Parentages,
    ]);
    let mut line = Vec::new();
    let mut seen: Vec<i64> = Vec::new();
    let mut cfs = parents_of(std::slice::from_ref(younger));
    for _ in 1..GENERATIONS {
        let codes: Vec<Code<'_>> = cfs
            .iter()
            .map(|value| Code {
                kind: IdentifierKind::CodiceFiscale,
                value,
            })
            .collect();
        if codes.is_empty() {
            break;
        }
        let rows = resolve::rows_of(conn, &codes)?;
        let mut ids: Vec<i64> = rows
            .values()
            .flat_map(|rows| {
                resolve::by_code(rows, frame.asked.day, frame.asked.known_at)
                    .ids()
                    .to_vec()
            })
            .filter(|id| !seen.contains(id))
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let mut facts = PersonFacts::load(conn, &ids, wanted, frame.asked.known_at)?;
        // The line is not followed through somebody of whom the asker may know nothing.
        facts.retain(|person| frame.scope.holds(person, frame.asked.day));
        seen.extend(ids);
        cfs = parents_of(&facts);
        line.extend(facts);
    }
    Ok(line)
}

fn parents_of(people: &[PersonFacts]) -> Vec<String> {
    let mut cfs: Vec<String> = people
        .iter()
        .flat_map(|person| &person.parentages)
        .filter(|p| !p.parent_cf.is_empty())
        .map(|p| p.parent_cf.clone())
        .collect();
    cfs.sort_unstable();
    cfs.dedup();
    cfs
}

/// Everyone who, as known at the number, ever stood on the subject's sheet of the day.
fn household(
    conn: &mut Db,
    subject: &PersonFacts,
    with_parentage: bool,
    frame: Frame<'_>,
) -> QueryResult<Vec<PersonFacts>> {
    let mut ids: Vec<i64> = Vec::new();
    for sheet in subject
        .memberships
        .iter()
        .filter(|m| m.validity().at(frame.asked.day) == Truth::Yes)
    {
        ids.extend(
            membership::table
                .filter(membership::household_code.eq(&sheet.household_code))
                .filter(membership::comune.eq(&sheet.comune))
                .filter(membership::household_kind.eq(&sheet.household_kind))
                .filter(membership::known_from.le(frame.asked.known_at))
                .filter(membership::known_to.gt(frame.asked.known_at))
                .select(membership::person_id)
                .load::<i64>(conn)?,
        );
    }
    ids.sort_unstable();
    ids.dedup();
    let mut wanted = SubjectSet::of(&[
        Subject::Identifiers,
        Subject::Identities,
        Subject::Memberships,
    ]);
    if with_parentage {
        wanted = wanted.with(Subject::Parentages);
    }
    PersonFacts::load(conn, &ids, wanted, frame.asked.known_at)
}
