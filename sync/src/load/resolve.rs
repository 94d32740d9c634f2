//! Whom a record is about: ID ANPR, then codice fiscale, then the Comune's own card number, then the five
//! generalities. A person who cannot be told apart is refused, never guessed.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use schema::codes::IdentifierKind;
use schema::db::Db;
use schema::facts::{
    Fact, Identity, NOW, PersonFacts, STILL_KNOWN, Subject, SubjectSet, identifier, identity,
};
use schema::names::fold;
use schema::on_backend;

use super::decide::{differ, open_values};
use crate::anomaly::AnomalyCode;
use crate::record::PersonRecord;

/// Values asked for in one statement: on SQLite each is a parameter, on PostgreSQL all are one array.
fn at_once(conn: &Db) -> usize {
    if conn.is_sqlite() { 500 } else { 10_000 }
}

/// Whom a record is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Somebody known.
    Known {
        /// The person.
        person_id: i64,
        /// Told by the generalities alone.
        by_generalities: bool,
    },
    /// Nobody known.
    New,
    /// It cannot be told.
    Unclear(AnomalyCode),
}

/// Somebody who bears a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Bearer {
    person_id: i64,
    holds_now: bool,
}

type Bearers = HashMap<(&'static str, String), Vec<Bearer>>;

/// Resolves the records of a piece, in a few statements. `first`: the Comune never sent anything, so that its
/// card numbers cannot be known.
pub fn resolve(
    conn: &mut Db,
    comune: &str,
    first: bool,
    records: &[&PersonRecord],
) -> QueryResult<Vec<Found>> {
    let mut found: Vec<Option<Found>> = vec![None; records.len()];
    let bearers = bearers_of_codes(conn, records)?;
    for (record, slot) in records.iter().zip(&mut found) {
        *slot = by_codes(record, &bearers);
    }
    if !first {
        let cards = bearers_of_cards(conn, comune, records)?;
        for (record, slot) in records.iter().zip(&mut found) {
            by_card(record, &cards, slot);
        }
    }
    by_generalities(conn, comune, records, &bearers, &mut found)?;
    Ok(found
        .into_iter()
        .map(|slot| slot.unwrap_or(Found::New))
        .collect())
}

const CF: &str = IdentifierKind::CodiceFiscale.code();
const ANPR: &str = IdentifierKind::Anpr.code();
const CARD: &str = IdentifierKind::Comune.code();

fn bearers_of_codes(conn: &mut Db, records: &[&PersonRecord]) -> QueryResult<Bearers> {
    let mut values: Vec<&str> = records
        .iter()
        .flat_map(|record| &record.facts.identifiers)
        .filter(|id| id.kind != CARD && !id.value.is_empty())
        .map(|id| id.value.as_str())
        .collect();
    // In the order of the index, so that neighbours are read together.
    values.sort_unstable();
    values.dedup();
    let mut bearers = Bearers::new();
    for batch in values.chunks(at_once(conn)) {
        let rows: Vec<(String, String, i64, i32)> = on_backend!(&mut *conn, |c| identifier::table
            .filter(identifier::value.eq_any(batch))
            .filter(identifier::kind.ne(CARD))
            .filter(identifier::known_to.eq(STILL_KNOWN))
            .select((
                identifier::value,
                identifier::kind,
                identifier::person_id,
                identifier::to_first
            ))
            .load(c)?);
        for (value, kind, person_id, to_first) in rows {
            let Some(kind) = [CF, ANPR].into_iter().find(|known| *known == kind) else {
                continue;
            };
            bearers.entry((kind, value)).or_default().push(Bearer {
                person_id,
                holds_now: to_first == schema::date::Day::MAX.0,
            });
        }
    }
    Ok(bearers)
}

/// The one person who now bears what the record says the person bears now.
fn by_codes(record: &PersonRecord, bearers: &Bearers) -> Option<Found> {
    let holders = |kind: IdentifierKind| -> BTreeSet<i64> {
        open_values(&record.facts.identifiers, kind)
            .filter_map(|value| bearers.get(&(kind.code(), value.to_owned())))
            .flatten()
            .filter(|bearer| bearer.holds_now)
            .map(|bearer| bearer.person_id)
            .collect()
    };
    if bearers.is_empty() {
        return None;
    }
    let (anpr, cf) = (
        holders(IdentifierKind::Anpr),
        holders(IdentifierKind::CodiceFiscale),
    );
    if anpr.len() > 1 || cf.len() > 1 {
        return Some(Found::Unclear(AnomalyCode::NotDistinguishable));
    }
    match (anpr.first(), cf.first()) {
        (Some(one), Some(other)) if one != other => {
            Some(Found::Unclear(AnomalyCode::IdentifiersContradict))
        }
        (Some(person_id), _) | (None, Some(person_id)) => Some(known(*person_id, false)),
        (None, None) => None,
    }
}

fn known(person_id: i64, by_generalities: bool) -> Found {
    Found::Known {
        person_id,
        by_generalities,
    }
}

/// Who bears the card numbers of the records: of all of them, for a card may contradict a code.
fn bearers_of_cards(
    conn: &mut Db,
    comune: &str,
    records: &[&PersonRecord],
) -> QueryResult<HashMap<String, Vec<Bearer>>> {
    let mut cards: Vec<&str> = records
        .iter()
        .filter(|record| !record.local_id.is_empty())
        .map(|record| record.local_id.as_str())
        .collect();
    cards.sort_unstable();
    cards.dedup();
    let mut bearers: HashMap<String, Vec<Bearer>> = HashMap::new();
    for batch in cards.chunks(at_once(conn)) {
        let rows: Vec<(String, i64, i32)> = on_backend!(&mut *conn, |c| identifier::table
            .filter(identifier::value.eq_any(batch))
            .filter(identifier::kind.eq(CARD))
            .filter(identifier::comune.eq(comune))
            .filter(identifier::known_to.eq(STILL_KNOWN))
            .select((
                identifier::value,
                identifier::person_id,
                identifier::to_first
            ))
            .load(c)?);
        for (value, person_id, to_first) in rows {
            bearers.entry(value).or_default().push(Bearer {
                person_id,
                holds_now: to_first == schema::date::Day::MAX.0,
            });
        }
    }
    Ok(bearers)
}

/// Tells by the card whom no code tells, and refuses who is somebody else by the card than by a code. Who held the
/// card once counts only where nobody holds it now, and contradicts nothing.
fn by_card(record: &PersonRecord, cards: &HashMap<String, Vec<Bearer>>, found: &mut Option<Found>) {
    let Some(bearers) = cards.get(&record.local_id) else {
        return;
    };
    let people = |now: bool| -> BTreeSet<i64> {
        bearers
            .iter()
            .filter(|bearer| bearer.holds_now || !now)
            .map(|bearer| bearer.person_id)
            .collect()
    };
    let holders = people(true);
    match found {
        None => {
            let people = if holders.is_empty() {
                people(false)
            } else {
                holders
            };
            *found = match (people.len(), people.first()) {
                (1, Some(person_id)) => Some(known(*person_id, false)),
                _ => Some(Found::Unclear(AnomalyCode::NotDistinguishable)),
            };
        }
        Some(Found::Known { person_id, .. })
            if !holders.is_empty() && !holders.contains(person_id) =>
        {
            *found = Some(Found::Unclear(AnomalyCode::IdentifiersContradict));
        }
        Some(_) => {}
    }
}

/// The identities by which a person can be recognised now.
fn present_identities(record: &PersonRecord) -> impl Iterator<Item = &Identity> {
    record
        .facts
        .identities
        .iter()
        .filter(|identity| identity.validity().is_open())
}

/// Candidates: who bears the same generalities, and who bears or bore one of the codes at another time. One
/// counts only if the generalities agree and no code contradicts.
fn by_generalities(
    conn: &mut Db,
    comune: &str,
    records: &[&PersonRecord],
    bearers: &Bearers,
    found: &mut [Option<Found>],
) -> QueryResult<()> {
    let mut keys: Vec<i64> = records
        .iter()
        .zip(&*found)
        .filter(|(_, slot)| slot.is_none())
        .flat_map(|(record, _)| present_identities(record))
        .map(|identity| identity.name_key)
        .collect();
    keys.sort_unstable();
    keys.dedup();
    let mut namesakes: HashMap<i64, BTreeSet<i64>> = HashMap::new();
    for batch in keys.chunks(at_once(conn)) {
        let rows: Vec<(i64, i64)> = on_backend!(&mut *conn, |c| identity::table
            .filter(identity::name_key.eq_any(batch))
            .filter(identity::known_to.eq(STILL_KNOWN))
            .select((identity::name_key, identity::person_id))
            .load(c)?);
        for (key, person_id) in rows {
            namesakes.entry(key).or_default().insert(person_id);
        }
    }
    let candidates: Vec<BTreeSet<i64>> = records
        .iter()
        .zip(&*found)
        .map(|(record, slot)| {
            if slot.is_some() {
                return BTreeSet::new();
            }
            let by_name = present_identities(record)
                .filter_map(|identity| namesakes.get(&identity.name_key))
                .flatten()
                .copied();
            let by_code = record
                .facts
                .identifiers
                .iter()
                .filter(|id| id.kind == CF)
                .filter_map(|id| bearers.get(&(CF, id.value.clone())))
                .flatten()
                .map(|bearer| bearer.person_id);
            by_name.chain(by_code).collect()
        })
        .collect();
    let all: BTreeSet<i64> = candidates.iter().flatten().copied().collect();
    if all.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = all.into_iter().collect();
    let wanted = SubjectSet::of(&[Subject::Identifiers, Subject::Identities]);
    let facts: HashMap<i64, PersonFacts> = ids
        .iter()
        .copied()
        .zip(PersonFacts::load(conn, &ids, wanted, NOW)?)
        .collect();
    for ((record, slot), candidates) in records.iter().zip(found).zip(candidates) {
        if slot.is_some() {
            continue;
        }
        let fitting: Vec<i64> = candidates
            .into_iter()
            .filter(|id| {
                facts
                    .get(id)
                    .is_some_and(|known| fits(record, known, comune))
            })
            .collect();
        *slot = match fitting.as_slice() {
            [] => None,
            [person_id] => Some(known(*person_id, true)),
            _ => Some(Found::Unclear(AnomalyCode::NotDistinguishable)),
        };
    }
    Ok(())
}

/// The generalities agree and no code contradicts. A card of the same Comune with another number is another person.
fn fits(record: &PersonRecord, known: &PersonFacts, comune: &str) -> bool {
    let mut cards = known
        .identifiers
        .iter()
        .filter(|id| id.kind == CARD && id.comune == comune)
        .peekable();
    let other_card = cards.peek().is_some() && cards.all(|id| id.value != record.local_id);
    let asserted = &record.facts.identifiers;
    !other_card
        && !differ(&known.identifiers, asserted, IdentifierKind::Anpr)
        && !differ(&known.identifiers, asserted, IdentifierKind::CodiceFiscale)
        && present_identities(record)
            .any(|one| known.identities.iter().any(|other| same_person(one, other)))
}

/// Surname, names, sex, birth date, and birth place where both tell it.
fn same_person(one: &Identity, other: &Identity) -> bool {
    one.sex == other.sex
        && (one.birth_first, one.birth_last) == (other.birth_first, other.birth_last)
        && (one.birth_place == other.birth_place
            || one.birth_place.is_empty()
            || other.birth_place.is_empty())
        && fold(&one.surname) == fold(&other.surname)
        && fold(&one.names) == fold(&other.names)
}
