//! The service: a look is authorised, recorded, and only then answered.

use std::ops::ControlFlow;
use std::sync::{Arc, mpsc};

use chrono::NaiveDateTime;
use schema::clock::Clock;
use schema::codes::{ActKind, Function, Role};
use schema::db::Pool;
use schema::tables::AuditRow;

use super::findings::{Finding, Rules, Watch};
use super::source::{self, Asked};
use super::span::span;
use super::statistics::{Grouping, Statistics, Tally};
use super::{Act, ActsPage, Filter, Known, MonitoringError, Names, Sight, Viewer, find};
use crate::access::policy::Right;
use crate::audit::{AuditError, Recorder};

/// Service of the records that looks leave.
const SERVICE: &str = "MONITORAGGIO";
/// Days that are counted or watched at once, at most.
pub(super) const LONGEST: i64 = 400;

/// Why the trace is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// The acts.
    Acts,
    /// Sign-ins and refusals.
    Accesses,
    /// What is out of the ordinary.
    Findings,
    /// How much was done.
    Statistics,
}

impl Look {
    const fn code(self) -> &'static str {
        match self {
            Self::Acts => "ATTI",
            Self::Accesses => "ACCESSI",
            Self::Findings => "SEGNALAZIONI",
            Self::Statistics => "STATISTICHE",
        }
    }

    const fn function(self) -> Function {
        match self {
            Self::Acts => Function::Monitor,
            Self::Accesses | Self::Findings => Function::SeeSignIns,
            Self::Statistics => Function::SeeActivity,
        }
    }

    /// Whether a role may look so at all.
    pub fn is_open_to(self, role: Role) -> bool {
        Right::of(role, self.function()).is_ok()
    }
}

/// Shows the trace to those who may see it. Its methods wait for the databases.
pub struct Monitoring {
    pub(super) register: Pool,
    trace: Pool,
    recorder: Arc<Recorder>,
    clock: Arc<dyn Clock>,
    rules: Rules,
}

/// A look that was authorised and recorded. It ends at what the trace held when it began.
#[derive(Debug)]
pub struct Reading {
    pub(super) sight: Sight,
    pub(super) asked: Asked,
    names: Names,
    /// Whether it is told about whom acts were.
    about: bool,
}

impl Reading {
    /// The names behind the numbers.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The same, once nothing more is read.
    pub fn into_names(self) -> Names {
        self.names
    }
}

impl Monitoring {
    /// Over the register's names, the trace, and the recorder that writes it.
    pub fn new(
        register: Pool,
        trace: Pool,
        recorder: Arc<Recorder>,
        clock: Arc<dyn Clock>,
        rules: Rules,
    ) -> Self {
        Self {
            register,
            trace,
            recorder,
            clock,
            rules,
        }
    }

    /// Whether somebody may look so; that somebody who may not has tried is recorded.
    ///
    /// # Errors
    /// [`MonitoringError::Denied`], or the trace is away.
    pub fn admit(&self, viewer: &Viewer, look: Look) -> Result<(), MonitoringError> {
        if look.is_open_to(viewer.role) {
            return Ok(());
        }
        self.refused(viewer)
    }

    fn refused<T>(&self, viewer: &Viewer) -> Result<T, MonitoringError> {
        let now = self.clock.now().naive_utc();
        refuse(&self.recorder, viewer, now, SERVICE)?;
        Err(MonitoringError::Denied)
    }

    /// Begins a look: nothing is read for whoever may not see it, or whose look cannot be recorded.
    ///
    /// # Errors
    /// [`MonitoringError::Denied`], a wrong period, or a store that is away.
    pub fn open(
        &self,
        viewer: &Viewer,
        mut filter: Filter,
        look: Look,
    ) -> Result<Reading, MonitoringError> {
        let (from, to) = filter.period()?;
        let mut conn = self.register.get()?;
        // Whoever may see that there were acts, but not the acts, is not told about whom, nor may it try names.
        let about = viewer.right(Function::Monitor).is_ok();
        let allowed =
            (about || filter.asks_about_nobody()) && (look != Look::Accesses || filter.narrow());
        let right = match viewer.right(look.function()) {
            Ok(right) if allowed => right,
            _ => return self.refused(viewer),
        };
        let sight = Sight::of(&mut conn, viewer, right)?;
        let names = Names::load(&mut conn)?;
        let subject = match &filter.subject {
            None => None,
            Some(code) => Some(
                find(&mut conn, code, self.clock.today())?.unwrap_or_else(|| {
                    // A code of several people: whoever was named by it, whichever was meant.
                    Known {
                        id: 0,
                        codes: vec![code.value().to_owned()],
                    }
                }),
            ),
        };
        drop(conn);
        let span = span(&mut *self.trace.get()?, from, to)?;
        let row = AuditRow {
            fields: filter.described(),
            outcome: look.code().to_owned(),
            ..viewer.record(self.clock.now().naive_utc(), SERVICE)
        };
        write(&self.recorder, row)?;
        Ok(Reading {
            sight,
            asked: Asked {
                span,
                from,
                to,
                filter,
                subject,
            },
            names,
            about,
        })
    }

    /// Some acts before the place `before` (as given by [`ActsPage::next`]), newest first.
    pub fn acts(
        &self,
        reading: &Reading,
        before: Option<i64>,
        limit: i64,
    ) -> Result<ActsPage, MonitoringError> {
        let mut conn = self.trace.get()?;
        // One more than asked for tells whether there is a next page.
        let Reading {
            sight,
            asked,
            names,
            about,
        } = reading;
        let mut rows = source::page(&mut conn, sight, asked, before, limit + 1)?;
        let more = rows.len() as i64 > limit;
        rows.truncate(usize::try_from(limit).unwrap_or(0));
        Ok(ActsPage {
            next: rows.last().filter(|_| more).map(|row| row.seq),
            acts: rows
                .into_iter()
                .map(|row| Act::of(row, names, sight, *about))
                .collect(),
        })
    }

    /// What is out of the ordinary in the period.
    pub fn findings(&self, reading: &Reading) -> Result<Vec<Finding>, MonitoringError> {
        self.bounded(reading)?;
        let mut watch = Watch::new(self.rules.clone());
        source::for_each(
            &mut *self.trace.get()?,
            &reading.sight,
            &reading.asked,
            |row| {
                watch.see(row);
                ControlFlow::Continue(())
            },
        )?;
        let mut found = watch.findings();
        if !reading.about {
            for finding in &mut found {
                finding.subject.clear();
            }
        }
        Ok(found)
    }

    /// How much was done in the period.
    ///
    /// # Errors
    /// The period has no end, or is too long; or the trace is away.
    pub fn statistics(
        &self,
        reading: &Reading,
        grouping: Grouping,
    ) -> Result<Statistics, MonitoringError> {
        let [statistics] = self.counted(reading, [grouping])?;
        Ok(statistics)
    }

    /// The same by several groupings, read once.
    ///
    /// # Errors
    /// As [`Self::statistics`].
    pub fn counted<const N: usize>(
        &self,
        reading: &Reading,
        groupings: [Grouping; N],
    ) -> Result<[Statistics; N], MonitoringError> {
        self.bounded(reading)?;
        let mut tallies = groupings.map(Tally::new);
        source::for_each(
            &mut *self.trace.get()?,
            &reading.sight,
            &reading.asked,
            |row| {
                for tally in &mut tallies {
                    tally.see(row);
                }
                ControlFlow::Continue(())
            },
        )?;
        Ok(tallies.map(|tally| tally.statistics(&reading.names)))
    }

    /// What reads every row of a period needs one that ends.
    fn bounded(&self, reading: &Reading) -> Result<(), MonitoringError> {
        let end = reading
            .asked
            .to
            .unwrap_or_else(|| self.clock.now().naive_utc());
        match reading.asked.from {
            Some(from) if (end - from).num_days() <= LONGEST => Ok(()),
            Some(_) => Err(MonitoringError::Period(
                "è troppo lungo: al massimo 400 giorni",
            )),
            None => Err(MonitoringError::Period("serve il primo giorno")),
        }
    }
}

/// Records that somebody was refused a look.
pub(crate) fn refuse(
    recorder: &Recorder,
    viewer: &Viewer,
    at: NaiveDateTime,
    service: &str,
) -> Result<(), AuditError> {
    let row = AuditRow {
        act: ActKind::Refusal.code().to_owned(),
        outcome: "ERRORE:OPERAZIONE_NON_CONCESSA".to_owned(),
        ..viewer.record(at, service)
    };
    write(recorder, row)
}

/// Writes a record and waits until it is on disk.
pub(crate) fn write(recorder: &Recorder, row: AuditRow) -> Result<(), AuditError> {
    let (tell, told) = mpsc::sync_channel(1);
    recorder.submit_waiting(vec![row], move |written| {
        // Room for one: this never blocks the recorder.
        let _ = tell.send(written);
    })?;
    told.recv().map_err(|_| AuditError::Closed)??;
    Ok(())
}
