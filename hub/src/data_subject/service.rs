//! The service: who looked at a person, told after the telling is recorded.

use std::sync::Arc;

use chrono::NaiveDateTime;
use schema::clock::Clock;
use schema::codes::Function;
use schema::date::Day;
use schema::db::Pool;
use schema::tables::AuditRow;
use thiserror::Error;

use super::legible::about;
use super::sealed;
use super::{Accesses, Looked, Opened, SealedFilter};
use crate::access::policy::Right;
use crate::audit::seal::PrivateKey;
use crate::audit::{AuditError, Recorder};
use crate::monitoring::{
    Filter, Known, MonitoringError, Names, PersonCode, Viewer, find, refuse, span, write,
};

/// Service of the records that answers to people leave.
pub(super) const SERVICE: &str = "INTERESSATO";
/// Service of the records that openings of seals leave.
const SEALS: &str = "SIGILLI";

/// Why the person is told nothing.
#[derive(Debug, Error)]
pub enum DataSubjectError {
    /// The code may mean several people: telling one about another's data would be worse than asking again.
    #[error("Il codice è o è stato di più persone: serve l'identificativo ANPR.")]
    Ambiguous,
    /// As for every reading of the trace.
    #[error(transparent)]
    Monitoring(#[from] MonitoringError),
}

macro_rules! from_below {
    ($($Error:ty),+) => {$(
        impl From<$Error> for DataSubjectError {
            fn from(error: $Error) -> Self {
                Self::Monitoring(error.into())
            }
        }
    )+};
}

from_below!(diesel::result::Error, diesel::r2d2::PoolError, AuditError);

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The person.
    pub person: PersonCode,
    /// First day.
    pub from: Option<Day>,
    /// Last day, included.
    pub to: Option<Day>,
    /// Whether the officers are named: not in what the person is handed.
    pub with_users: bool,
}

/// Tells who looked at a person. Its methods wait for the databases.
pub struct DataSubject {
    register: Pool,
    trace: Pool,
    recorder: Arc<Recorder>,
    clock: Arc<dyn Clock>,
}

impl DataSubject {
    /// Over the register, the trace, and the recorder that writes it.
    pub fn new(
        register: Pool,
        trace: Pool,
        recorder: Arc<Recorder>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            register,
            trace,
            recorder,
            clock,
        }
    }

    /// Whether somebody may ask who looked at a person; that somebody who may not has tried is recorded.
    ///
    /// # Errors
    /// Refused to all but the data-protection officer, or the trace is away.
    pub fn admit(&self, viewer: &Viewer) -> Result<(), DataSubjectError> {
        self.authorised(viewer, Function::SubjectAccess, SERVICE)?;
        Ok(())
    }

    /// Who looked at the person; with both keys of the seal also for public security.
    ///
    /// # Errors
    /// Refused to all but the data-protection officer; [`DataSubjectError::Ambiguous`]; or a store is away.
    pub fn accesses(
        &self,
        viewer: &Viewer,
        asked: &Asked,
        keys: Option<(&PrivateKey, &PrivateKey)>,
    ) -> Result<Accesses, DataSubjectError> {
        let right = self.authorised(viewer, Function::SubjectAccess, SERVICE)?;
        let (from, to) = period(asked.from, asked.to)?;
        let (known, names) = self.known(&asked.person)?;
        let mut conn = self.trace.get()?;
        let span = span(&mut conn, from, to)?;
        let now = self.clock.now().naive_utc();
        // The telling is itself an access to the person's data, and is recorded as one.
        self.record(AuditRow {
            subject: asked.person.value().to_owned(),
            person_id: known.id,
            outcome: "ACCESSI".to_owned(),
            ..viewer.record(now, SERVICE)
        })?;
        let within = |row: &AuditRow| {
            from.is_none_or(|from| row.at >= from) && to.is_none_or(|to| row.at < to)
        };
        let mut rows = about(&mut conn, right, known.id, &known.codes, span.last)?;
        rows.retain(within);
        let released = match keys {
            None => None,
            Some(keys) => {
                let right = self.authorised(viewer, Function::OpenSeals, SEALS)?;
                self.record_opening(viewer, now)?;
                let opened = sealed::open(&mut conn, right, span, keys, within, Some(&known))?;
                rows.extend(opened.rows);
                rows.sort_unstable_by_key(|row| row.seq);
                Some(opened.unopened)
            }
        };
        Ok(Accesses {
            at: now,
            from: asked.from,
            to: asked.to,
            looked: rows
                .iter()
                .map(|row| Looked::of(row, &names, asked.with_users))
                .collect(),
            released,
        })
    }

    /// Opens records under seal, which both keys are needed for.
    ///
    /// # Errors
    /// As [`Self::accesses`].
    pub fn open_seals(
        &self,
        viewer: &Viewer,
        filter: &SealedFilter,
        keys: (&PrivateKey, &PrivateKey),
    ) -> Result<(Opened, Names), DataSubjectError> {
        let right = self.authorised(viewer, Function::OpenSeals, SEALS)?;
        let (from, to) = period(filter.from, filter.to)?;
        let (known, names) = match &filter.person {
            None => (None, Names::load(&mut *self.register.get()?)?),
            Some(person) => {
                let (known, names) = self.known(person)?;
                (Some(known), names)
            }
        };
        let mut conn = self.trace.get()?;
        let span = span(&mut conn, from, to)?;
        self.record_opening(viewer, self.clock.now().naive_utc())?;
        let within = |row: &AuditRow| {
            from.is_none_or(|from| row.at >= from) && to.is_none_or(|to| row.at < to)
        };
        let opened = sealed::open(&mut conn, right, span, keys, within, known.as_ref())?;
        Ok((opened, names))
    }

    fn known(&self, person: &PersonCode) -> Result<(Known, Names), DataSubjectError> {
        let mut conn = self.register.get()?;
        let known = find(&mut conn, person, self.clock.today())?;
        let known = known.ok_or(DataSubjectError::Ambiguous)?;
        Ok((known, Names::load(&mut conn)?))
    }

    /// About whom a seal was opened, and what was found, is not written in the clear: it would say what the seal hides.
    fn record_opening(&self, viewer: &Viewer, now: NaiveDateTime) -> Result<(), AuditError> {
        self.record(AuditRow {
            outcome: "APERTURA".to_owned(),
            ..viewer.record(now, SEALS)
        })
    }

    /// By the table of roles the data-protection officer alone; of others it is recorded that they tried.
    fn authorised(
        &self,
        viewer: &Viewer,
        function: Function,
        service: &str,
    ) -> Result<Right, MonitoringError> {
        let right = viewer.right(function);
        if right.is_err() {
            let now = self.clock.now().naive_utc();
            refuse(&self.recorder, viewer, now, service)?;
        }
        right
    }

    fn record(&self, row: AuditRow) -> Result<(), AuditError> {
        write(&self.recorder, row)
    }
}

type Period = (Option<NaiveDateTime>, Option<NaiveDateTime>);

fn period(from: Option<Day>, to: Option<Day>) -> Result<Period, MonitoringError> {
    Filter {
        from,
        to,
        ..Filter::default()
    }
    .period()
}
