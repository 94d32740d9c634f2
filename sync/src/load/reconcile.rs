//! After a full supply: people whom the hub believes resident in the Comune and whom the supply does not mention.
//!
//! They have left, died or never lived there; which, nobody said. What their Comune had asserted ends at an
//! uncertain day between the last two extractions, without a reason, and each is reported.
//!
//! Who was mentioned is told from the spool, by card number and codes, not remembered while applying: so it
//! survives a stop. A refused record about a person counts as a mention. Where one of those cannot be attributed to
//! anybody, nobody is believed absent, and the report says how many would have been; nor where more are missing
//! than can have left, until the operator confirms it: an export that failed looks the same.

use std::collections::HashSet;

use diesel::prelude::*;
use schema::codes::{IdentifierKind, JournalCause, SupplyKind, SupplyStatus};
use schema::date::Day;
use schema::db::Db;
use schema::facts::{Identifier, NOW, PersonFacts, STILL_KNOWN, Subject, SubjectSet, residence};
use schema::journal::Allotment;
use schema::tables::{SupplyRow, anomaly, rejected_record, supply};

use super::apply::{Standing, standing};
use super::compare::Interval;
use super::crosscheck::key;
use super::decide::{absent, interval};
use super::error::LoadError;
use super::inbox::spool_path;
use super::report::Report;
use super::spool::{Entry, SpoolReader};
use super::writer::Writer;
use super::{Loader, Phase, Progress, plan};
use crate::anomaly::AnomalyCode;
use crate::record::{Anomaly, PersonRecord};

/// Residents looked at in one transaction.
const PAGE: usize = 1_000;

/// So many may be missing from any list; beyond, it depends on how many there are.
const FEW: usize = 50;

/// One in so many residents may be missing: some 4 % leave or die in a year.
const ONE_IN: usize = 20;

impl Loader {
    pub(super) fn reconcile(
        &self,
        conn: &mut Db,
        row: &SupplyRow,
        standing: &Standing,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<(), LoadError> {
        let Some(sweep) = self.sweep(conn, row, standing, false)? else {
            return Ok(());
        };
        let missing = self.missing(conn, &sweep, progress)?;
        let nameless: i64 = rejected_record::table
            .filter(rejected_record::supply_id.eq(row.id))
            .filter(rejected_record::about_person)
            .filter(rejected_record::local_id.eq(""))
            .count()
            .get_result(conn)?;
        let doubt = if missing.people.is_empty() {
            None
        } else if nameless > 0 {
            Some(AnomalyCode::AbsenceUnsure)
        } else if missing.are_too_many() {
            Some(AnomalyCode::TooManyAbsent)
        } else {
            None
        };
        let Some(doubt) = doubt else {
            return self.close(conn, &sweep, &missing);
        };
        let count = missing.people.len().to_string();
        let _turn = self.writing.lock();
        schema::db::write_tx(conn, |conn| {
            let mut report = Report::resume(conn, row.id)?;
            report.add(Anomaly::new(doubt, 0, "", "", &count));
            Ok::<_, LoadError>(report.write(conn)?)
        })
    }

    /// Closes the residences that a loaded full supply left open because too many were missing from it (`W229`): the
    /// operator says that they have indeed left. A stop in the middle leaves the rest to the next call.
    ///
    /// # Errors
    /// [`LoadError::NothingToConfirm`] if the supply was not left so, or is no longer the last one of its Comune; the
    /// database or the inbox failed, or [`stop`](Self::stop) was called.
    pub fn confirm_absences(
        &self,
        supply_id: i64,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<(), LoadError> {
        let (_alone, row) = self.alone_with(supply_id)?;
        let mut conn = self.pool.get()?;
        let doubted: i64 = anomaly::table
            .filter(anomaly::supply_id.eq(row.id))
            .filter(anomaly::code.eq(AnomalyCode::TooManyAbsent.code()))
            .count()
            .get_result(&mut conn)?;
        let is_loaded = row.status == SupplyStatus::Loaded.code();
        if doubted == 0 || !is_loaded || row.kind != SupplyKind::Full.code() {
            return Err(LoadError::NothingToConfirm(supply_id));
        }
        // Whom it mentions is read once more from the file as it came.
        self.stage(&row, true, progress)?;
        let standing = standing(&mut conn, &row)?;
        let closed = self
            .sweep(&mut conn, &row, &standing, true)
            .and_then(|sweep| match sweep {
                None => Ok(()),
                Some(sweep) => {
                    let missing = self.missing(&mut conn, &sweep, progress)?;
                    self.close(&mut conn, &sweep, &missing)
                }
            });
        // One that stays behind is cleared away by the next start.
        let _ = std::fs::remove_file(spool_path(&self.inbox, &row.file));
        closed
    }

    /// `None` for the first supply: nobody was known before it.
    fn sweep<'a>(
        &self,
        conn: &mut Db,
        row: &'a SupplyRow,
        standing: &Standing,
        confirms: bool,
    ) -> Result<Option<Sweep<'a>>, LoadError> {
        let Some(interval) = interval(standing.previous, Day(row.extracted_on)) else {
            return Ok(None);
        };
        Ok(Some(Sweep {
            row,
            interval,
            mentioned: self.mentioned(conn, row)?,
            confirms,
            now: self.clock.now().naive_utc(),
        }))
    }

    /// The residents whom the supply does not mention.
    fn missing(
        &self,
        conn: &mut Db,
        sweep: &Sweep<'_>,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Missing, LoadError> {
        let mut missing = Missing::default();
        let mut after = 0;
        loop {
            self.check_stop()?;
            let page = residents(conn, &sweep.row.comune, after)?;
            let Some(last) = page.last().copied() else {
                return Ok(missing);
            };
            after = last;
            missing.residents += page.len();
            let wanted = SubjectSet::of(&[Subject::Identifiers]);
            let named = PersonFacts::load(conn, &page, wanted, NOW)?;
            missing.people.extend(
                page.into_iter()
                    .zip(named)
                    .filter(|(_, facts)| !sweep.mentions(&facts.identifiers))
                    .map(|(person_id, _)| person_id),
            );
            progress(Progress {
                supply_id: sweep.row.id,
                phase: Phase::Reconcile,
                done: missing.residents as u64,
                total: missing.residents as u64,
            });
        }
    }

    fn close(&self, conn: &mut Db, sweep: &Sweep<'_>, missing: &Missing) -> Result<(), LoadError> {
        for page in missing.people.chunks(PAGE) {
            self.check_stop()?;
            let _turn = self.writing.lock();
            schema::db::write_tx(conn, |conn| sweep.close(conn, page))?;
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

/// Residents whom the supply does not mention.
#[derive(Debug, Default)]
struct Missing {
    people: Vec<i64>,
    /// Of so many.
    residents: usize,
}

impl Missing {
    /// True if so many do not leave between two supplies.
    fn are_too_many(&self) -> bool {
        let all = self.people.len() == self.residents && self.residents > 1;
        all || self.people.len() > FEW.max(self.residents / ONE_IN)
    }
}

/// Residents of a Comune behind a person, each once, in their order.
fn residents(conn: &mut Db, comune: &str, after: i64) -> QueryResult<Vec<i64>> {
    let mut ids: Vec<i64> = residence::table
        .filter(residence::comune.eq(comune))
        .filter(residence::to_first.eq(Day::MAX.0))
        .filter(residence::person_id.gt(after))
        .filter(residence::known_to.eq(STILL_KNOWN))
        .order(residence::person_id)
        .limit(PAGE as i64)
        .select(residence::person_id)
        .load(conn)?;
    ids.dedup();
    Ok(ids)
}

struct Sweep<'a> {
    row: &'a SupplyRow,
    interval: Interval,
    mentioned: HashSet<u64>,
    /// The supply was loaded before, and the absences are confirmed now.
    confirms: bool,
    now: chrono::NaiveDateTime,
}

impl Sweep<'_> {
    fn close(&self, conn: &mut Db, missing: &[i64]) -> Result<(), LoadError> {
        let mut books = Allotment::open(conn)?;
        if self.confirms && !is_last(conn, self.row)? {
            return Err(LoadError::NothingToConfirm(self.row.id));
        }
        let wanted = SubjectSet::of(&[
            Subject::Identifiers,
            Subject::Residences,
            Subject::Addresses,
            Subject::Memberships,
        ]);
        let all = PersonFacts::load(conn, missing, wanted, NOW)?;
        let mut writer = Writer::new(self.row.id, &self.row.comune, self.now);
        let mut report = Report::resume(conn, self.row.id)?;
        let mut closed = 0;
        for (person_id, facts) in missing.iter().zip(all) {
            let card = self.card(&facts.identifiers);
            let change = absent(facts, &self.row.comune, self.interval);
            // Since it was looked for, another Comune may have registered the person.
            if change.is_empty() {
                continue;
            }
            closed += 1;
            let number = books.number();
            writer.change(*person_id, number, 0, JournalCause::Reconciliation, change);
            report.add(Anomaly::new(AnomalyCode::Absent, 0, "", "numero", &card));
        }
        writer.write(conn)?;
        report.write(conn)?;
        diesel::update(supply::table.find(self.row.id))
            .set(supply::drift.eq(supply::drift + closed))
            .execute(conn)?;
        books.close(conn)?;
        Ok(())
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

/// True if nothing of a later supply of the Comune has been applied.
fn is_last(conn: &mut Db, row: &SupplyRow) -> QueryResult<bool> {
    let begun: i64 = supply::table
        .filter(supply::comune.eq(&row.comune))
        .filter(supply::number.gt(row.number))
        .filter(supply::applied.gt(0))
        .count()
        .get_result(conn)?;
    let last = plan(conn, &row.comune)?.map_or(0, |plan| plan.last_number);
    Ok(begun == 0 && last == row.number)
}
