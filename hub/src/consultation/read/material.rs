//! Reading what a sheet is made from, and no more than is granted.

use std::collections::BTreeSet;

use diesel::prelude::*;
use schema::codes::{ConsultationField, ConsultationKind, EventKind};
use schema::date::Day;
use schema::db::Db;
use schema::facts::{PersonFacts, Subject, SubjectSet};

use super::find::{Reach, placed};
use super::journal::{entries, numbers};
use super::places::{
    EventRange, MAX_DWELLING, at_address, on_sheet, sheet_rows, street_rows, streets_of,
};
use crate::consultation::request::PAGE;
use crate::consultation::sheet::{DwellingAddress, EventPage, SheetKey, Topic};
use crate::consultation::view::{Material, Question, Target, sheets_of, topics};

/// What tells who the others on a sheet are, and how they stand on it.
fn of_members(question: &Question) -> SubjectSet {
    question
        .granted
        .subjects(&Topic::WHO)
        .with(Subject::Memberships)
}

/// A question, and on which other day it is asked too.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    pub question: &'a Question,
    pub compared_with: Option<Day>,
    pub reach: Reach<'a>,
}

impl Reading<'_> {
    fn days(&self) -> impl Iterator<Item = Day> {
        std::iter::once(self.question.day).chain(self.compared_with)
    }

    fn grants(&self, field: ConsultationField) -> bool {
        self.question.granted.has(field)
    }

    /// What a sheet of a person is made from.
    pub fn person(&self, conn: &mut Db, id: i64) -> QueryResult<Material> {
        let question = self.question;
        let known_at = question.known_at;
        let mut material = Material {
            scope: self.reach.registered.clone(),
            ..Material::default()
        };
        match question.kind {
            ConsultationKind::Family | ConsultationKind::Institution => {
                self.households(conn, id, &mut material)?;
            }
            kind => {
                let wanted = question.granted.subjects(topics(kind));
                let versions =
                    kind == ConsultationKind::History && self.grants(ConsultationField::Provenance);
                let facts = if versions {
                    PersonFacts::load_versions(conn, id, wanted, known_at)?
                } else {
                    let mut one = PersonFacts::load(conn, &[id], wanted, known_at)?;
                    one.pop().unwrap_or_default()
                };
                material.people.insert(id, facts);
            }
        }
        self.finish(conn, &mut material)?;
        Ok(material)
    }

    /// The sheets of the subject on each of the days, with everybody who ever stood on them.
    fn households(&self, conn: &mut Db, id: i64, material: &mut Material) -> QueryResult<()> {
        let question = self.question;
        let known_at = question.known_at;
        let mut wanted = of_members(question);
        if self.grants(ConsultationField::Address) {
            wanted = wanted.with(Subject::Addresses);
        }
        let mut subject = PersonFacts::load(conn, &[id], wanted, known_at)?;
        let subject = subject.pop().unwrap_or_default();
        let keys: BTreeSet<SheetKey> = self
            .days()
            .flat_map(|day| sheets_of(&subject.memberships, question.kind, day, known_at))
            .map(|(key, _)| key)
            .filter(|key| material.scope.covers(&key.comune))
            .collect();
        let mut ids = Vec::new();
        let history = self.grants(ConsultationField::Composition);
        for key in &keys {
            let rows = on_sheet(conn, key, known_at)?;
            // Without its history, whoever stood there at another time is not looked at.
            let there = rows.iter().filter(|row| {
                history
                    || self
                        .days()
                        .any(|day| row.from_first <= day.0 && day.0 < row.to_last)
            });
            ids.extend(there.map(|row| row.person_id).filter(|other| *other != id));
            material.households.extend(sheet_rows(conn, key, known_at)?);
        }
        ids.sort_unstable();
        ids.dedup();
        let others = PersonFacts::load(conn, &ids, of_members(question), known_at)?;
        material.people = ids.into_iter().zip(others).collect();
        material.people.insert(id, subject);
        Ok(())
    }

    /// The address at which somebody lives on the day, to ask who else does.
    pub fn home(&self, conn: &mut Db, id: i64) -> QueryResult<Option<DwellingAddress>> {
        let wanted = SubjectSet::of(&[Subject::Addresses]);
        let known_at = self.question.known_at;
        let facts = PersonFacts::load(conn, &[id], wanted, known_at)?;
        let mut addresses: Vec<_> = facts.into_iter().flat_map(|one| one.addresses).collect();
        addresses.sort_by_key(|row| {
            let truth = schema::facts::Fact::validity(row).at(self.question.day);
            (truth != schema::date::Truth::Yes, row.from_first)
        });
        let there = addresses.iter().find(|row| {
            schema::facts::Fact::validity(*row).at(self.question.day) != schema::date::Truth::No
                && DwellingAddress::of(row).holds(row)
        });
        Ok(there.map(DwellingAddress::of))
    }

    /// Who lives at an address on each of the days; `None` if more are there than can be shown.
    pub fn dwelling(
        &self,
        conn: &mut Db,
        asked: &DwellingAddress,
    ) -> QueryResult<Option<Material>> {
        let question = self.question;
        let known_at = question.known_at;
        let mut material = Material {
            scope: self.reach.registered.clone(),
            ..Material::default()
        };
        let (mut within, mut beyond) = (BTreeSet::new(), BTreeSet::new());
        for day in self.days() {
            let rows = at_address(conn, asked, day, known_at)?;
            if rows.len() as i64 > MAX_DWELLING {
                return Ok(None);
            }
            let there = rows.iter().filter(|row| asked.holds(row));
            let ids: BTreeSet<i64> = there.map(|row| row.person_id).collect();
            let ids: Vec<i64> = ids.into_iter().collect();
            // Each as of the day on which she lives there; whoever is registered nowhere then lives nowhere, whatever
            // address was never closed.
            let living = Reach {
                ceased: &|_| false,
                ..self.reach
            };
            let seen = placed(conn, &ids, living, day, known_at)?;
            let seen: BTreeSet<i64> = seen.into_iter().map(|(id, _)| id).collect();
            beyond.extend(ids.into_iter().filter(|id| !seen.contains(id)));
            within.extend(seen);
        }
        // Whoever is out of reach on one of the days is in neither list.
        let ids: Vec<i64> = within.difference(&beyond).copied().collect();
        let mut wanted = question
            .granted
            .subjects(&Topic::WHO)
            .with(Subject::Addresses);
        if self.grants(ConsultationField::Household) {
            wanted = wanted.with(Subject::Memberships);
        }
        let facts = PersonFacts::load(conn, &ids, wanted, known_at)?;
        material.people = ids.into_iter().zip(facts).collect();
        material.streets.extend(street_rows(
            conn,
            &asked.comune,
            &asked.street_code,
            known_at,
        )?);
        self.finish(conn, &mut material)?;
        Ok(Some(material))
    }

    /// A page of the events of a Comune.
    pub fn events(
        &self,
        conn: &mut Db,
        (comune, from, to, page): (&str, Day, Day, u32),
    ) -> QueryResult<(Material, Target)> {
        let question = self.question;
        let range = EventRange {
            comune,
            from,
            to,
            known_at: question.known_at,
            without: &self.hidden_events(comune),
        };
        let total = range.count(conn)?;
        let beyond = i64::from(page.saturating_sub(1)) * i64::from(PAGE) >= total;
        let events = if beyond {
            Vec::new()
        } else {
            range.page(conn, page)?
        };
        let ids: BTreeSet<i64> = events.iter().map(|row| row.person_id).collect();
        let ids: Vec<i64> = ids.into_iter().collect();
        let wanted = question.granted.subjects(&Topic::WHO);
        let facts = PersonFacts::load(conn, &ids, wanted, question.known_at)?;
        let mut material = Material {
            people: ids.into_iter().zip(facts).collect(),
            scope: self.reach.registered.clone(),
            ..Material::default()
        };
        if self.grants(ConsultationField::Provenance) {
            let mut carried = numbers(material.people.values());
            carried.extend(events.iter().map(|row| row.known_from));
            material.journal = entries(conn, &carried)?;
        }
        material.events = events;
        let target = Target::Events(EventPage {
            comune: comune.to_owned(),
            from,
            to,
            page,
            total: total.cast_unsigned(),
            size: PAGE,
            events: Vec::new(),
        });
        Ok((material, target))
    }

    /// Deaths are told only where they may be, departures too only of the Comuni whose former residents may be seen.
    fn hidden_events(&self, comune: &str) -> Vec<EventKind> {
        const DEPARTURES: [EventKind; 5] = [
            EventKind::DepartureToComune,
            EventKind::DepartureAbroad,
            EventKind::Untraceable,
            EventKind::AbodeNotRenewed,
            EventKind::OtherRemoval,
        ];
        let mut hidden = Vec::new();
        let sees_others = (self.reach.ceased)(comune);
        if !sees_others {
            hidden.extend(DEPARTURES);
        }
        if !sees_others || !self.grants(ConsultationField::Death) {
            hidden.push(EventKind::Death);
        }
        hidden
    }

    /// Names of streets, and what the journal says.
    fn finish(&self, conn: &mut Db, material: &mut Material) -> QueryResult<()> {
        let known_at = self.question.known_at;
        let addresses = material.people.values().flat_map(|facts| &facts.addresses);
        for (comune, code) in streets_of(addresses) {
            let known = material
                .streets
                .iter()
                .any(|row| row.comune == comune && row.code == code);
            if !known {
                let rows = street_rows(conn, &comune, &code, known_at)?;
                material.streets.extend(rows);
            }
        }
        if self.grants(ConsultationField::Provenance) {
            let carried = numbers(material.people.values());
            material.journal = entries(conn, &carried)?;
        }
        Ok(())
    }
}
