//! The spool becomes facts, in bounded pieces. Each piece is one transaction that also says how far the supply
//! has come, so that a stop at any moment leaves a state from which it goes on.

use std::collections::HashSet;
use std::io;

use diesel::prelude::*;
use schema::codes::{JournalCause, SupplyKind, SupplyStatus};
use schema::date::Day;
use schema::db::Db;
use schema::facts::{NOW, PersonFacts, SubjectSet};
use schema::journal::Allotment;
use schema::tables::{SupplyRow, supply, supply_plan};

use super::ahead::Ahead;
use super::decide::{Change, Speaker, decide, interval, needed};
use super::error::LoadError;
use super::inbox::spool_path;
use super::places::{compare_households, compare_streets};
use super::plan::{ensure_plan, keep_planned};
use super::report::{Refused, Report};
use super::resolve::{Found, resolve};
use super::spool::Entry;
use super::stage::Staged;
use super::tuning::Tuned;
use super::writer::Writer;
use super::{Loader, Phase, Progress, plans};
use crate::anomaly::AnomalyCode;
use crate::record::{Anomaly, PersonRecord};

/// How a supply stands to those before it.
#[derive(Debug, Clone)]
pub(super) struct Standing {
    /// Nothing of this Comune was ever applied.
    pub first: bool,
    /// A full supply after deltas: what it changes is drift.
    pub reconciles: bool,
    /// Why the journal records its changes.
    pub cause: JournalCause,
    /// Extraction day of the supply applied last.
    pub previous: Option<Day>,
}

/// Records weighed together: what bounds the memory of a load, whose transactions may be longer.
const BATCH: usize = 4_000;

/// Counts of one batch.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    refused: i64,
    created: i64,
    changed: i64,
    unchanged: i64,
    drift: i64,
}

impl Loader {
    /// Applies a staged supply whose turn it is, from where it stands, to its end.
    pub(super) fn apply(
        &self,
        row: &SupplyRow,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<(), LoadError> {
        let mut conn = self.pool.get()?;
        let standing = standing(&mut conn, row)?;
        let extracted_on = Day(row.extracted_on);
        if row.applied == 0 && standing.previous.is_some_and(|day| day > extracted_on) {
            // What it says is older than what is known: it would end spells before they began.
            drop(conn);
            let day = extracted_on.iso();
            let earlier =
                Anomaly::new(AnomalyCode::ExtractedEarlier, 0, "", "dataEstrazione", &day);
            return self.hold(row, &earlier);
        }
        let tuned = Tuned::begin(&mut conn)?;
        let result = self.apply_all(&mut conn, row, &standing, progress);
        Tuned::end(tuned, &mut conn)?;
        result
    }

    fn apply_all(
        &self,
        conn: &mut Db,
        row: &SupplyRow,
        standing: &Standing,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<(), LoadError> {
        let path = spool_path(&self.inbox, &row.file);
        let mut applied = row.applied;
        let batch = BATCH.min(self.piece);
        let mut spool = match Ahead::open(&path, applied, batch) {
            Ok(spool) => spool,
            Err(error) if is_lost(&error) => {
                // What was parsed once is parsed again to the same records.
                if self.stage(row, true, progress)? == Staged::Held {
                    return Ok(());
                }
                Ahead::open(&path, applied, batch)?
            }
            Err(error) => return Err(error.into()),
        };
        if standing.first {
            let _turn = self.writing.lock();
            schema::db::write_tx(conn, |conn| ensure_plan(conn, row, self.clock.as_ref()))?;
        }
        let speaker = Speaker {
            comune: row.comune.clone(),
            plans: plans(conn)?
                .into_iter()
                .map(|plan| (plan.comune, plan.subjects))
                .collect(),
            present_state: if row.format == schema::codes::SupplyFormat::Lac.code() {
                // The first one, too, must not end what other Comuni knew before the person moved here.
                let previous = standing.previous.unwrap_or(Day::MIN);
                interval(Some(previous), Day(row.extracted_on))
            } else {
                None
            },
        };
        let mut report = Report::resume(conn, row.id)?;
        while applied < row.records {
            self.check_stop()?;
            let now = self.clock.now().naive_utc();
            let _turn = self.writing.lock();
            (applied, report) = schema::db::write_tx(conn, |conn| {
                // A repetition (PostgreSQL only) reads again what the first try has used up.
                spool.seek(applied)?;
                let (mut done, mut report) = (applied, report.clone());
                while done < row.records && done - applied < self.piece as i64 {
                    let entries = spool.next()?;
                    if entries.is_empty() {
                        return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
                    }
                    let batch = Batch {
                        row,
                        standing,
                        speaker: &speaker,
                        applied: done,
                        count: entries.len() as i64,
                        now,
                    };
                    done += batch.count;
                    let written = batch.apply(conn, entries, &mut report)?;
                    spool.give_back(Box::new(written));
                    progress(Progress {
                        supply_id: row.id,
                        phase: Phase::Apply,
                        done: done as u64,
                        total: row.records as u64,
                    });
                    if self.check_stop().is_err() {
                        // What is done is kept.
                        break;
                    }
                }
                Ok::<_, LoadError>((done, report))
            })?;
        }
        drop(spool);
        if row.kind == SupplyKind::Full.code() && !standing.first {
            self.reconcile(conn, row, standing, progress)?;
        }
        self.fill_refused(conn, row)?;
        self.finish(conn, row)?;
        // The supply is loaded whether or not its spool can be removed.
        let _ = std::fs::remove_file(&path);
        progress(Progress {
            supply_id: row.id,
            phase: Phase::Done,
            done: row.records as u64,
            total: row.records as u64,
        });
        Ok(())
    }

    fn finish(&self, conn: &mut Db, row: &SupplyRow) -> Result<(), LoadError> {
        let _turn = self.writing.lock();
        schema::db::write_tx(conn, |conn| {
            diesel::update(supply::table.find(row.id))
                .set(supply::status.eq(SupplyStatus::Loaded.code()))
                .execute(conn)?;
            diesel::update(supply_plan::table.find(&row.comune))
                .set(supply_plan::last_number.eq(row.number))
                .execute(conn)?;
            Ok(())
        })
    }
}

fn is_lost(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData
    )
}

/// How a supply stands to those applied before it.
pub(super) fn standing(conn: &mut Db, row: &SupplyRow) -> QueryResult<Standing> {
    let loaded: Vec<(String, i32)> = supply::table
        .filter(supply::comune.eq(&row.comune))
        .filter(supply::status.eq(SupplyStatus::Loaded.code()))
        .filter(supply::id.ne(row.id))
        .order(supply::number.desc())
        .limit(1)
        .select((supply::kind, supply::extracted_on))
        .load(conn)?;
    let is_full = row.kind == SupplyKind::Full.code();
    let after_delta = loaded
        .first()
        .is_some_and(|(kind, _)| kind == SupplyKind::Delta.code());
    Ok(Standing {
        first: loaded.is_empty(),
        reconciles: is_full && after_delta,
        cause: match (is_full, loaded.is_empty(), after_delta) {
            (true, true, _) => JournalCause::Initial,
            (true, false, true) => JournalCause::Reconciliation,
            _ => JournalCause::Delta,
        },
        previous: loaded.first().map(|(_, day)| Day(*day)),
    })
}

/// Records weighed and written together.
struct Batch<'a> {
    row: &'a SupplyRow,
    standing: &'a Standing,
    speaker: &'a Speaker,
    applied: i64,
    count: i64,
    now: chrono::NaiveDateTime,
}

impl Batch<'_> {
    fn apply(
        &self,
        conn: &mut Db,
        entries: Vec<Entry>,
        report: &mut Report,
    ) -> Result<Writer, LoadError> {
        let mut books = Allotment::open(conn)?;
        let mut writer = Writer::new(self.row.id, &self.row.comune, self.now);
        let (mut streets, mut sheets, mut people) = (Vec::new(), Vec::new(), Vec::new());
        for entry in entries {
            match entry {
                Entry::Street(names) => streets.push(names),
                Entry::Household(sheet) => sheets.push(sheet),
                Entry::Person(record) => people.push(*record),
            }
        }
        let (comune, first) = (&self.row.comune, self.standing.first);
        let streets = compare_streets(conn, comune, first, streets, self.speaker.present_state)?;
        let sheets = compare_households(conn, comune, first, sheets)?;
        let is_nothing = streets.0.is_empty()
            && streets.1.is_empty()
            && sheets.0.is_empty()
            && sheets.1.is_empty();
        if !is_nothing {
            writer.places(books.number(), self.standing.cause, streets, sheets);
        }
        let counts = self.people(conn, &mut books, &mut writer, people, report)?;
        writer.write(conn)?;
        report.write(conn)?;
        report.clear();
        let mine = diesel::update(
            supply::table
                .filter(supply::id.eq(self.row.id))
                .filter(supply::applied.eq(self.applied)),
        )
        .set((
            supply::applied.eq(supply::applied + self.count),
            supply::refused.eq(supply::refused + counts.refused),
            supply::created.eq(supply::created + counts.created),
            supply::changed.eq(supply::changed + counts.changed),
            supply::unchanged.eq(supply::unchanged + counts.unchanged),
            supply::drift.eq(supply::drift + counts.drift),
        ))
        .execute(conn)?;
        if mine != 1 {
            return Err(LoadError::Elsewhere(self.row.id));
        }
        books.close(conn)?;
        Ok(writer)
    }

    fn people(
        &self,
        conn: &mut Db,
        books: &mut Allotment,
        writer: &mut Writer,
        mut people: Vec<PersonRecord>,
        report: &mut Report,
    ) -> Result<Counts, LoadError> {
        let mut counts = Counts::default();
        if let Some(planned) = self.speaker.plans.get(&self.row.comune)
            && let Some(warning) = keep_planned(conn, self.row.id, *planned, &mut people)?
        {
            report.add(warning);
        }
        let found = {
            let records: Vec<&PersonRecord> = people.iter().collect();
            resolve(conn, &self.row.comune, self.standing.first, &records)?
        };
        let mut known = known_facts(conn, &people, &found)?.into_iter();
        let mut touched = HashSet::new();
        for (record, found) in people.into_iter().zip(found) {
            let (line, asserts) = (record.line, record.asserts);
            let (person_id, facts) = match found {
                Found::Unclear(code) => {
                    refuse(report, &mut counts, record, code);
                    continue;
                }
                Found::Known {
                    person_id,
                    by_generalities,
                } => {
                    let facts = known.next().unwrap_or_default();
                    if !touched.insert(person_id) {
                        refuse(
                            report,
                            &mut counts,
                            record,
                            AnomalyCode::DuplicateIndividual,
                        );
                        continue;
                    }
                    if by_generalities {
                        report.add(Anomaly::new(
                            AnomalyCode::KnownByGeneralities,
                            line,
                            "",
                            "numero",
                            &record.local_id,
                        ));
                    }
                    (Some(person_id), facts)
                }
                // A person without a name could never be asked about, nor be told apart.
                Found::New if record.facts.identities.is_empty() => {
                    refuse(report, &mut counts, record, AnomalyCode::NobodyKnown);
                    continue;
                }
                Found::New => (None, PersonFacts::default()),
            };
            let local_id = record.local_id;
            let change = match decide(facts, asserts, record.facts, self.speaker) {
                Ok(change) => change,
                Err(code) => {
                    let record = PersonRecord {
                        line,
                        local_id,
                        ..PersonRecord::default()
                    };
                    refuse(report, &mut counts, record, code);
                    continue;
                }
            };
            for remark in &change.remarks {
                report.add(Anomaly::new(
                    remark.code,
                    line,
                    &local_id,
                    remark.field,
                    &remark.value,
                ));
            }
            if person_id.is_some() && change.is_empty() {
                counts.unchanged += 1;
                continue;
            }
            let number = books.number();
            let cause = self.cause(&change);
            let person_id = if let Some(person_id) = person_id {
                counts.changed += 1;
                person_id
            } else {
                counts.created += 1;
                let person_id = books.person();
                writer.create(person_id, number);
                person_id
            };
            counts.drift += i64::from(self.standing.reconciles);
            writer.change(person_id, number, line, cause, change);
        }
        Ok(counts)
    }

    fn cause(&self, change: &Change) -> JournalCause {
        if change.disputed {
            JournalCause::Dispute
        } else if change.joined {
            JournalCause::Join
        } else {
            self.standing.cause
        }
    }
}

/// The facts of the people found, in the order of the records about them.
fn known_facts(
    conn: &mut Db,
    people: &[PersonRecord],
    found: &[Found],
) -> QueryResult<Vec<PersonFacts>> {
    let mut ids = Vec::new();
    let mut wanted = SubjectSet::NONE;
    for (record, found) in people.iter().zip(found) {
        if let Found::Known { person_id, .. } = found {
            ids.push(*person_id);
            wanted = wanted.union(needed(record.asserts));
        }
    }
    let mut once = ids.clone();
    once.sort_unstable();
    once.dedup();
    let facts: std::collections::HashMap<i64, PersonFacts> = once
        .iter()
        .copied()
        .zip(PersonFacts::load(conn, &once, wanted, NOW)?)
        .collect();
    let mut facts = facts;
    Ok(ids
        .iter()
        .map(|id| facts.remove(id).unwrap_or_default())
        .collect())
}

fn refuse(report: &mut Report, counts: &mut Counts, record: PersonRecord, code: AnomalyCode) {
    counts.refused += 1;
    report.add(Anomaly::new(
        code,
        record.line,
        "",
        "numero",
        &record.local_id,
    ));
    report.refuse(Refused {
        line: record.line,
        about_person: true,
        local_id: record.local_id,
        record: String::new(),
    });
}
