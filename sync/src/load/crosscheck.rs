//! Checks that need more than one record of a supply. Memory: eight bytes and a little for each key seen.

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash, Hasher};

use schema::codes::{HouseholdKind, IdentifierKind, Kinship, MaritalStatus};
use schema::facts::{Fact, Subject};
use schema::tables::{HouseholdRow, StreetRow};

use super::decide::open_values;
use crate::anomaly::AnomalyCode;
use crate::record::{Anomaly, Format, PersonRecord, SupplyHeader, SupplyKind};

/// References to sheets not described so far; beyond so many, further ones are not checked.
const MOST_PENDING: usize = 200_000;

/// Keys that are hashes already.
#[derive(Debug, Default)]
struct Seen(HashSet<u64, BuildHasherDefault<Through>>);

#[derive(Debug, Default)]
struct Through(u64);

impl Hasher for Through {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

impl Seen {
    /// True if the key is new.
    fn insert(&mut self, key: u64) -> bool {
        self.0.insert(key)
    }
}

/// A 64-bit key: with the 3 million keys of a large Comune two agree by chance once in four million supplies.
pub(super) fn key(parts: impl Hash) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(parts)
}

/// What has been seen of a supply.
#[derive(Debug)]
pub struct CrossCheck {
    complete: bool,
    look_for_heads: bool,
    people: Seen,
    streets: Seen,
    sheets: Seen,
    heads: Seen,
    pending: Vec<(u64, i64, String)>,
}

impl CrossCheck {
    /// Nothing seen yet.
    pub fn new(header: &SupplyHeader) -> Self {
        Self {
            complete: header.kind == SupplyKind::Full,
            // The reader of LAC files counts the heads itself.
            look_for_heads: header.format == Format::Xml,
            people: Seen::default(),
            streets: Seen::default(),
            sheets: Seen::default(),
            heads: Seen::default(),
            pending: Vec::new(),
        }
    }

    /// A street: its names must follow each other; a second group of them is not taken.
    pub fn street(&mut self, street: &StreetRow) -> Result<(), Anomaly> {
        if self.streets.insert(key((&street.comune, &street.code))) {
            return Ok(());
        }
        Err(Anomaly::new(
            AnomalyCode::Repeated,
            0,
            "",
            "via",
            &street.code,
        ))
    }

    /// A sheet; a second description is not taken.
    pub fn sheet(&mut self, sheet: &HouseholdRow) -> Result<(), Anomaly> {
        if self
            .sheets
            .insert(key((&sheet.comune, &sheet.kind, &sheet.code)))
        {
            return Ok(());
        }
        Err(Anomaly::new(
            AnomalyCode::Repeated,
            0,
            "",
            "scheda",
            &sheet.code,
        ))
    }

    /// A person: an error if it is the second with a card number, codice fiscale or ID ANPR, and warnings.
    pub fn person(
        &mut self,
        record: &PersonRecord,
        found: &mut Vec<Anomaly>,
    ) -> Result<(), Anomaly> {
        let facts = &record.facts;
        let card = (!record.local_id.is_empty()).then_some(("numero", record.local_id.as_str()));
        let codes = open_values(&facts.identifiers, IdentifierKind::CodiceFiscale)
            .map(|value| ("codiceFiscale", value));
        let anpr =
            open_values(&facts.identifiers, IdentifierKind::Anpr).map(|value| ("idAnpr", value));
        let names: Vec<(&str, &str)> = card.into_iter().chain(codes).chain(anpr).collect();
        // All of them are asked before one is remembered: a refused record must not refuse its own correction.
        for (field, value) in &names {
            if self.people.0.contains(&key((field, value))) {
                return Err(Anomaly::new(
                    AnomalyCode::DuplicateIndividual,
                    record.line,
                    "",
                    field,
                    value,
                ));
            }
        }
        for name in names {
            self.people.insert(key(name));
        }
        self.memberships(record, found);
        Ok(())
    }

    fn memberships(&mut self, record: &PersonRecord, found: &mut Vec<Anomaly>) {
        for membership in &record.facts.memberships {
            let sheet = key((
                &membership.comune,
                &membership.household_kind,
                &membership.household_code,
            ));
            if self.complete && !self.sheets.0.contains(&sheet) && self.pending.len() < MOST_PENDING
            {
                self.pending
                    .push((sheet, record.line, membership.household_code.clone()));
            }
            if !membership.validity().is_open()
                || membership.household_kind != HouseholdKind::Family.code()
            {
                continue;
            }
            if self.look_for_heads
                && membership.role == Kinship::Head.code()
                && !self.heads.insert(sheet)
            {
                found.push(Anomaly::new(
                    AnomalyCode::FamilyHeads,
                    record.line,
                    "",
                    "scheda",
                    &membership.household_code,
                ));
            }
            let is_partner = membership.role == Kinship::Spouse.code()
                || membership.role == Kinship::CivilPartner.code();
            if is_partner && record.asserts.contains(Subject::Maritals) && is_single(record) {
                found.push(Anomaly::new(
                    AnomalyCode::PartnerSingle,
                    record.line,
                    "",
                    "statoCivile",
                    MaritalStatus::Single.code(),
                ));
            }
        }
    }

    /// What can be told only at the end: sheets that people belong to and that nothing describes.
    pub fn finish(self, mut report: impl FnMut(Anomaly)) {
        let mut told = Seen::default();
        for (sheet, line, code) in self.pending {
            if !self.sheets.0.contains(&sheet) && told.insert(sheet) {
                report(Anomaly::new(
                    AnomalyCode::SheetUnknown,
                    line,
                    "",
                    "scheda",
                    &code,
                ));
            }
        }
    }
}

fn is_single(record: &PersonRecord) -> bool {
    record
        .facts
        .maritals
        .iter()
        .any(|fact| fact.validity().is_open() && fact.status == MaritalStatus::Single.code())
}
