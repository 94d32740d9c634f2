//! A supply is parsed once: what is good goes into the spool, what is not into the report, and the totals decide
//! whether any of it will be applied.

use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use diesel::prelude::*;
use schema::codes::{SupplyFormat, SupplyKind as KindCode, SupplyStatus};
use schema::date::Day;
use schema::db::Db;
use schema::facts::SubjectSet;
use schema::tables::{StreetRow, SupplyRow, SupplyTotalRow, supply, supply_total};

use super::crosscheck::CrossCheck;
use super::error::LoadError;
use super::inbox::spool_path;
use super::report::{Refused, Report};
use super::spool::{Entry, SpoolWriter};
use super::{Loader, Phase, Progress, plan};
use crate::anomaly::AnomalyCode;
use crate::layout::{SupplyReader, TotalsCounter};
use crate::record::{
    Anomaly, Format, Item, Parsed, PersonRecord, SupplyHeader, SupplyKind, Totals,
};

/// Records between two reports of progress.
const TELL_EVERY: u64 = 1_000;

/// What became of a supply when it was parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Staged {
    /// The spool is on disk.
    Ready,
    /// The supply is held; nothing of it will be applied.
    Held,
}

impl Loader {
    /// Parses a supply into its spool. `again`: the spool was lost after it had been reported on, so that only
    /// the spool is made anew.
    pub(super) fn stage(
        &self,
        row: &SupplyRow,
        again: bool,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Staged, LoadError> {
        let path = self.inbox.join(&row.file);
        let file = std::fs::File::open(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => LoadError::FileMissing(row.id),
            _ => error.into(),
        })?;
        let (lac_values, earlier) = {
            let mut conn = self.pool.get()?;
            let plan = plan(&mut conn, &row.comune)?;
            let lac_values = plan.map_or_else(String::new, |plan| plan.lac_values);
            (lac_values, Report::is_begun(&mut conn, row.id)?)
        };
        // Nothing is written, and nobody waited for, where there is nothing to remove.
        let report = match (again, earlier) {
            (_, false) => Report::new(row.id),
            (true, true) => Report::resume(&mut *self.pool.get()?, row.id)?,
            (false, true) => self.write(|conn| Ok(Report::begin(conn, row.id)?))?,
        };
        let read = Arc::new(AtomicU64::new(0));
        let input = BufReader::with_capacity(
            256 << 10,
            Counted {
                inner: file,
                count: Arc::clone(&read),
            },
        );
        let header = header_of(row);
        let mut stage = Stage {
            loader: self,
            comune: &row.comune,
            again,
            report,
            check: CrossCheck::new(&header),
            counter: TotalsCounter::new(&row.comune, header.kind, header.extracted_on),
            spool: SpoolWriter::create(&spool_path(&self.inbox, &row.file))?,
            street: Vec::new(),
            chunk: None,
            totals: Vec::new(),
            refused: 0,
        };
        let lac_header = (header.format == Format::Lac).then_some(header.clone());
        let opened = self
            .opener
            .open(Box::new(input), header.format, lac_header, &lac_values);
        let outcome = match opened {
            Ok(reader) => {
                let tell = || {
                    progress(Progress {
                        supply_id: row.id,
                        phase: Phase::Stage,
                        done: read.load(Ordering::Relaxed),
                        total: row.size as u64,
                    });
                };
                stage.read(reader, tell)?
            }
            Err(anomaly) => Err(anomaly),
        };
        stage.end(row, outcome)
    }
}

/// The header of a registered supply, as far as the row keeps it.
pub(super) fn header_of(row: &SupplyRow) -> SupplyHeader {
    SupplyHeader {
        comune: row.comune.clone(),
        number: row.number,
        id: row.external_id.clone(),
        kind: if row.kind == KindCode::Delta.code() {
            SupplyKind::Delta
        } else {
            SupplyKind::Full
        },
        format: if row.format == SupplyFormat::Lac.code() {
            Format::Lac
        } else {
            Format::Xml
        },
        extracted_on: Day(row.extracted_on),
        subjects: SubjectSet(row.subjects as u32),
        totals: None,
        chunks: 1,
        software: String::new(),
    }
}

struct Stage<'a> {
    loader: &'a Loader,
    comune: &'a str,
    again: bool,
    report: Report,
    check: CrossCheck,
    counter: TotalsCounter,
    spool: SpoolWriter,
    /// Names of the street under way.
    street: Vec<StreetRow>,
    /// The chunk under way and what it declares.
    chunk: Option<(u32, Option<Totals>)>,
    totals: Vec<(u32, bool, Totals)>,
    refused: i64,
}

impl Stage<'_> {
    /// Reads to the end. The inner error holds the supply.
    fn read(
        &mut self,
        mut reader: Box<dyn SupplyReader + Send>,
        tell: impl Fn(),
    ) -> Result<Result<(), Anomaly>, LoadError> {
        let header = reader.header().clone();
        let mut records = 0;
        while let Some(next) = reader.next() {
            match next {
                Err(error) => return Ok(Err(error.anomaly)),
                Ok(Parsed::Refused {
                    line,
                    about_person,
                    local_id,
                    raw: record,
                    anomalies,
                }) => {
                    let refused = Refused {
                        line,
                        about_person,
                        local_id,
                        record,
                    };
                    self.refuse(refused, anomalies);
                }
                Ok(Parsed::Remarks(remarks)) => {
                    for found in remarks {
                        self.tell(found);
                    }
                }
                Ok(Parsed::Item(item, warnings)) => {
                    for found in warnings {
                        self.tell(found);
                    }
                    if let Err(hold) = self.item(item, reader.as_mut())? {
                        return Ok(Err(hold));
                    }
                }
            }
            records += 1;
            if records % TELL_EVERY == 0 {
                self.loader.check_stop()?;
                tell();
            }
            if self.report.is_full() {
                self.flush()?;
            }
        }
        tell();
        self.flush_street()?;
        Ok(self.close(&header))
    }

    fn item(
        &mut self,
        item: Item,
        reader: &mut dyn SupplyReader,
    ) -> Result<Result<(), Anomaly>, LoadError> {
        if !matches!(item, Item::Street(_)) {
            self.flush_street()?;
        }
        if let Item::Chunk { ordinal, totals } = item {
            if let Err(hold) = self.close_chunk() {
                return Ok(Err(hold));
            }
            if ordinal != self.chunk.map_or(0, |(last, _)| last) + 1 {
                return Ok(Err(hold(AnomalyCode::ChunkMissing, "invio", ordinal)));
            }
            self.counter.add(&item);
            self.chunk = Some((ordinal, totals));
            if let Some(totals) = totals {
                self.totals.push((ordinal, false, totals));
            }
            return Ok(Ok(()));
        }
        if !matches!(item, Item::Person(_)) {
            self.counter.add(&item);
        }
        match item {
            Item::Chunk { .. } => {}
            Item::Street(street) if street.comune != self.comune => self.foreign(&street.code),
            Item::Street(street) => {
                if self
                    .street
                    .first()
                    .is_some_and(|first| first.code != street.code)
                {
                    self.flush_street()?;
                }
                self.street.push(street);
            }
            Item::Household(sheet) if sheet.comune != self.comune => self.foreign(&sheet.code),
            Item::Household(sheet) => match self.check.sheet(&sheet) {
                Ok(()) => self.spool.push(&Entry::Household(sheet))?,
                Err(found) => self.tell(found),
            },
            Item::Person(record) => self.person(record, reader)?,
        }
        Ok(Ok(()))
    }

    fn person(
        &mut self,
        record: Box<PersonRecord>,
        reader: &mut dyn SupplyReader,
    ) -> Result<(), LoadError> {
        let mut found = Vec::new();
        if let Err(error) = self.check.person(&record, &mut found) {
            let refused = Refused {
                line: record.line,
                about_person: true,
                local_id: record.local_id,
                record: reader.raw(),
            };
            self.refuse(refused, vec![error]);
            return Ok(());
        }
        // Only what is taken is counted; of the refused each may or may not belong to the totals.
        self.counter.person(&record);
        for warning in found {
            self.tell(warning);
        }
        self.spool.push(&Entry::Person(record))?;
        Ok(())
    }

    fn flush_street(&mut self) -> Result<(), LoadError> {
        let names = std::mem::take(&mut self.street);
        if let Some(first) = names.first() {
            match self.check.street(first) {
                Ok(()) => self.spool.push(&Entry::Street(names))?,
                Err(found) => self.tell(found),
            }
        }
        Ok(())
    }

    /// Compares the totals of the chunk under way.
    fn close_chunk(&mut self) -> Result<(), Anomaly> {
        let Some((ordinal, declared)) = self.chunk else {
            return Ok(());
        };
        self.totals.push((ordinal, true, self.counter.chunk()));
        if let Some(declared) = declared
            && let Some(gap) = self.counter.chunk_gaps(&declared).first()
        {
            return Err(Anomaly::new(
                AnomalyCode::ChunkTotalsDiffer,
                0,
                &format!("invio {ordinal}"),
                gap.field,
                &format!("{} / {}", gap.declared, gap.counted),
            ));
        }
        Ok(())
    }

    fn close(&mut self, header: &SupplyHeader) -> Result<(), Anomaly> {
        self.close_chunk()?;
        let chunks = self.chunk.map_or(0, |(ordinal, _)| ordinal);
        if header.format == Format::Xml && header.chunks != chunks {
            return Err(hold(AnomalyCode::ChunkMissing, "invii", chunks));
        }
        self.totals.push((0, true, self.counter.whole()));
        if let Some(declared) = header.totals {
            self.totals.push((0, false, declared));
            if let Some(gap) = self.counter.gaps(&declared).first() {
                return Err(Anomaly::new(
                    AnomalyCode::TotalsDiffer,
                    0,
                    "",
                    gap.field,
                    &format!("{} / {}", gap.declared, gap.counted),
                ));
            }
        }
        Ok(())
    }

    /// A street or sheet of another Comune.
    fn foreign(&mut self, code: &str) {
        self.tell(Anomaly::new(
            AnomalyCode::OutOfCompetence,
            0,
            "",
            "codice",
            code,
        ));
    }

    fn tell(&mut self, found: Anomaly) {
        self.report.add(found);
    }

    fn refuse(&mut self, refused: Refused, anomalies: Vec<Anomaly>) {
        self.refused += 1;
        self.counter.refused();
        self.report.refuse(refused);
        for found in anomalies {
            self.report.add(found);
        }
    }

    fn flush(&mut self) -> Result<(), LoadError> {
        if !self.again {
            let report = &self.report;
            self.loader.write(|conn| Ok(report.write(conn)?))?;
        }
        self.report.clear();
        Ok(())
    }

    fn end(mut self, row: &SupplyRow, outcome: Result<(), Anomaly>) -> Result<Staged, LoadError> {
        let held = outcome.err();
        if let Some(reason) = &held {
            if self.again {
                // It was whole when it was parsed first: the file has changed since.
                return Err(io::Error::new(io::ErrorKind::InvalidData, reason.code.clone()).into());
            }
            self.report.add(reason.clone());
        } else {
            let check = std::mem::replace(&mut self.check, CrossCheck::new(&header_of(row)));
            let report = &mut self.report;
            check.finish(|found| report.add(found));
        }
        if held.is_none() {
            let records = self.spool.finish()?;
            if !self.again {
                let (report, totals, refused) = (&self.report, &self.totals, self.refused);
                self.loader.write(|conn| {
                    report.write(conn)?;
                    write_totals(conn, row.id, totals)?;
                    let mine = diesel::update(
                        supply::table
                            .filter(supply::id.eq(row.id))
                            .filter(supply::status.eq(SupplyStatus::Received.code())),
                    )
                    .set((
                        supply::status.eq(SupplyStatus::Loading.code()),
                        supply::records.eq(records),
                        supply::refused.eq(refused),
                    ))
                    .execute(conn)?;
                    only_mine(mine, row.id)
                })?;
            }
            return Ok(Staged::Ready);
        }
        drop(self.spool);
        // One that stays behind is cleared away by the next start.
        let _ = std::fs::remove_file(spool_path(&self.loader.inbox, &row.file));
        let reason = held.map_or_else(String::new, |found| found.code);
        let (report, totals, refused) = (&self.report, &self.totals, self.refused);
        self.loader.write(|conn| {
            report.write(conn)?;
            write_totals(conn, row.id, totals)?;
            let mine = diesel::update(
                supply::table
                    .filter(supply::id.eq(row.id))
                    .filter(supply::status.eq(SupplyStatus::Received.code())),
            )
            .set((
                supply::status.eq(SupplyStatus::Held.code()),
                supply::hold_reason.eq(&reason),
                supply::refused.eq(refused),
            ))
            .execute(conn)?;
            only_mine(mine, row.id)
        })?;
        Ok(Staged::Held)
    }
}

/// Fails if the supply was no longer one to be staged: another node, to which the same file was sent, was faster.
fn only_mine(updated: usize, supply_id: i64) -> Result<(), LoadError> {
    if updated == 1 {
        Ok(())
    } else {
        Err(LoadError::Elsewhere(supply_id))
    }
}

fn hold(code: AnomalyCode, field: &str, value: u32) -> Anomaly {
    Anomaly::new(code, 0, "", field, &value.to_string())
}

fn write_totals(conn: &mut Db, supply_id: i64, all: &[(u32, bool, Totals)]) -> QueryResult<()> {
    for (chunk, counted, totals) in all {
        diesel::insert_into(supply_total::table)
            .values(&SupplyTotalRow {
                supply_id,
                chunk: *chunk as i32,
                counted: *counted,
                persons: totals.persons as i64,
                italians: totals.italians as i64,
                foreigners: totals.foreigners as i64,
                women: totals.women as i64,
                men: totals.men as i64,
                families: totals.families as i64,
                institutions: totals.institutions as i64,
            })
            .execute(conn)?;
    }
    Ok(())
}

/// Counts the bytes read, for the progress bar.
struct Counted<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
