//! After a full supply: people whom the hub believes resident in the Comune and whom the supply does not mention.
//!
//! They have left, died or never lived there; which, nobody said. What their Comune had asserted ends at an
//! uncertain day between the last two extractions, without a reason, and each is reported.
//!
//! Who was mentioned is told from the spool, by card number and codes, not remembered while applying: so it
//! survives a stop. A refused record counts as a mention. Where one of those cannot be attributed to anybody,
//! nobody is believed absent, and the report says how many would have been.

use std::collections::HashSet;

use diesel::prelude::*;
use schema::codes::{IdentifierKind, JournalCause};
use schema::date::Day;
use schema::db::Db;
use schema::facts::{Identifier, NOW, PersonFacts, STILL_KNOWN, Subject, SubjectSet, residence};
use schema::journal::Allotment;
use schema::tables::{SupplyRow, rejected_record, supply};

use super::apply::Standing;
use super::compare::Interval;
use super::crosscheck::key;
use super::decide::{absent, interval};
use super::error::LoadError;
use super::inbox::spool_path;
use super::report::Report;
use super::spool::{Entry, SpoolReader};
use super::writer::Writer;
use super::{Loader, Phase, Progress, lock};
use crate::anomaly::AnomalyCode;
use crate::record::{Anomaly, PersonRecord};

/// Residents looked at in one transaction.
const PAGE: i64 = 1_000;

impl Loader {
    pub(super) fn reconcile(
        &self,
        conn: &mut Db,
        row: &SupplyRow,
        standing: &Standing,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<(), LoadError> {
        let Some(interval) = interval(standing.previous, Day(row.extracted_on)) else {
            return Ok(());
        };
        let mentioned = self.mentioned(conn, row)?;
        let nameless: i64 = rejected_record::table
            .filter(rejected_record::supply_id.eq(row.id))
            .filter(rejected_record::local_id.eq(""))
            .count()
            .get_result(conn)?;
        let sweep = Sweep {
            row,
            interval,
            mentioned,
            only_count: nameless > 0,
            now: self.clock.now().naive_utc(),
        };
        let (mut after, mut seen, mut unsure) = (0, 0, 0);
        loop {
            self.check_stop()?;
            let _turn = lock(&self.writing);
            let page = schema::db::write_tx(conn, |conn| sweep.page(conn, after))?;
            seen += page.residents;
            unsure += page.unsure;
            progress(Progress {
                supply_id: row.id,
                phase: Phase::Reconcile,
                done: seen,
                total: seen,
            });
            match page.last {
                Some(last) => after = last,
                None => break,
            }
        }
        if unsure > 0 {
            let _turn = lock(&self.writing);
            schema::db::write_tx(conn, |conn| {
                let mut report = Report::resume(conn, row.id)?;
                report.add(Anomaly::new(
                    AnomalyCode::AbsenceUnsure,
                    0,
                    "",
                    "",
                    &unsure.to_string(),
                ));
                Ok::<_, LoadError>(report.write(conn)?)
            })?;
        }
        Ok(())
    }

    /// Keys of everybody whom the supply mentions.
    fn mentioned(&self, conn: &mut Db, row: &SupplyRow) -> Result<HashSet<u64>, LoadError> {
        let mut keys = HashSet::new();
        let mut spool = SpoolReader::open(&spool_path(&self.inbox, &row.file), 0)?;
        while let Some(entry) = spool.next()? {
            if let Entry::Person(record) = entry {
                keys.extend(keys_of(&record));
            }
        }
        let refused: Vec<String> = rejected_record::table
            .filter(rejected_record::supply_id.eq(row.id))
            .select(rejected_record::local_id)
            .load(conn)?;
        let card = IdentifierKind::Comune.code();
        keys.extend(
            refused
                .iter()
                .map(|local_id| key((card, local_id.as_str()))),
        );
        Ok(keys)
    }
}

fn keys_of(record: &PersonRecord) -> impl Iterator<Item = u64> {
    let card = (!record.local_id.is_empty())
        .then(|| key((IdentifierKind::Comune.code(), record.local_id.as_str())));
    card.into_iter().chain(
        record
            .facts
            .identifiers
            .iter()
            .map(|id| key((id.kind.as_str(), id.value.as_str()))),
    )
}

struct Sweep<'a> {
    row: &'a SupplyRow,
    interval: Interval,
    mentioned: HashSet<u64>,
    only_count: bool,
    now: chrono::NaiveDateTime,
}

struct Page {
    last: Option<i64>,
    residents: u64,
    unsure: u64,
}

impl Sweep<'_> {
    fn page(&self, conn: &mut Db, after: i64) -> Result<Page, LoadError> {
        let mut books = Allotment::open(conn)?;
        let residents: Vec<i64> = residence::table
            .filter(residence::comune.eq(&self.row.comune))
            .filter(residence::to_first.eq(Day::MAX.0))
            .filter(residence::person_id.gt(after))
            .filter(residence::known_to.eq(STILL_KNOWN))
            .order(residence::person_id)
            .limit(PAGE)
            .select(residence::person_id)
            .load(conn)?;
        let mut page = Page {
            last: residents.last().copied(),
            residents: residents.len() as u64,
            unsure: 0,
        };
        let mut ids = residents;
        ids.dedup();
        let named = PersonFacts::load(conn, &ids, SubjectSet::of(&[Subject::Identifiers]), NOW)?;
        let missing: Vec<(i64, String)> = ids
            .into_iter()
            .zip(named)
            .filter(|(_, facts)| !self.mentions(&facts.identifiers))
            .map(|(id, facts)| (id, self.card(&facts.identifiers)))
            .collect();
        if self.only_count || missing.is_empty() {
            page.unsure = missing.len() as u64;
            return Ok(page);
        }
        let ids: Vec<i64> = missing.iter().map(|(id, _)| *id).collect();
        let wanted = SubjectSet::of(&[
            Subject::Residences,
            Subject::Addresses,
            Subject::Memberships,
        ]);
        let all = PersonFacts::load(conn, &ids, wanted, NOW)?;
        let mut writer = Writer::new(self.row.id, &self.row.comune, self.now);
        let mut report = Report::resume(conn, self.row.id)?;
        for ((person_id, card), facts) in missing.into_iter().zip(all) {
            let change = absent(facts, &self.row.comune, self.interval);
            let number = books.number();
            writer.change(person_id, number, 0, JournalCause::Reconciliation, change);
            report.add(Anomaly::new(AnomalyCode::Absent, 0, "", "numero", &card));
        }
        writer.write(conn)?;
        report.write(conn)?;
        diesel::update(supply::table.find(self.row.id))
            .set(supply::drift.eq(supply::drift + ids.len() as i64))
            .execute(conn)?;
        books.close(conn)?;
        Ok(page)
    }

    /// The identifiers that the Comune could have mentioned the person by.
    fn mentions(&self, identifiers: &[Identifier]) -> bool {
        identifiers
            .iter()
            .filter(|id| id.comune.is_empty() || id.comune == self.row.comune)
            .any(|id| {
                self.mentioned
                    .contains(&key((id.kind.as_str(), id.value.as_str())))
            })
    }

    fn card(&self, identifiers: &[Identifier]) -> String {
        identifiers
            .iter()
            .find(|id| id.comune == self.row.comune)
            .or(identifiers.first())
            .map_or_else(String::new, |id| id.value.clone())
    }
}
