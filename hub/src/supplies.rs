//! Supplies, as their Comuni send and follow them. Every act leaves its trace before it is answered:
//! refused records are personal data too.

use std::io::Read;
use std::sync::{Arc, mpsc};

use schema::clock::Clock;
use schema::codes::ActKind;
use schema::db::{Db, Pool};
use schema::tables::{AnomalyRow, RejectedRecordRow, SupplyRow};
use sync::load::{self, Accepted, LoadError, Loader, Received, SupplyReport};
use sync::record::{Format, SupplyHeader};
use thiserror::Error;

use crate::access::{Access, Denied, Service};
use crate::audit::{AuditError, Entry, Recorder};
use crate::check::Scope;

/// Why there is no answer about a supply.
#[derive(Debug, Error)]
pub enum SupplyError {
    /// No such supply among those of the caller's Comuni.
    #[error("no such supply")]
    NotFound,
    /// A right is missing.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The loader refused it, or failed.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// No connection.
    #[error("no database connection: {0}")]
    Pool(#[from] diesel::r2d2::PoolError),
    /// The database failed.
    #[error("database: {0}")]
    Database(#[from] diesel::result::Error),
    /// The trace could not be written.
    #[error(transparent)]
    Audit(#[from] AuditError),
}

/// Receives supplies and tells what became of them. Its methods wait for disk and database.
pub struct Supplies {
    loader: Arc<Loader>,
    register: Pool,
    recorder: Arc<Recorder>,
    clock: Arc<dyn Clock>,
}

impl Supplies {
    /// Over a loader, the register and the trace.
    pub fn new(
        loader: Arc<Loader>,
        register: Pool,
        recorder: Arc<Recorder>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            loader,
            register,
            recorder,
            clock,
        }
    }

    /// Takes in a supply of that Comune, exactly once.
    ///
    /// # Errors
    /// As [`Loader::receive`].
    pub fn receive(
        &self,
        access: &Access,
        comune: &str,
        format: Format,
        header: Option<SupplyHeader>,
        body: &mut dyn Read,
    ) -> Result<Accepted, SupplyError> {
        covers(access, comune)?;
        let received = Received {
            comune: Some(comune.to_owned()),
            format,
            header,
        };
        let outcome = self.loader.receive(&received, body);
        let told = match &outcome {
            Ok(accepted) if accepted.repeated => format!("RIPETUTA:{}", accepted.supply_id),
            Ok(accepted) => format!("RICEVUTA:{}", accepted.supply_id),
            Err(LoadError::Refused(anomaly)) => format!("RIFIUTATA:{}", anomaly.code),
            Err(_) => "ERRORE".to_owned(),
        };
        self.record(access, comune, told)?;
        Ok(outcome?)
    }

    /// Supplies of the caller's Comuni, or of that one, after number `after`, in the order of their arrival.
    pub fn list(
        &self,
        access: &Access,
        comune: Option<&str>,
        after: i64,
        limit: i64,
    ) -> Result<Vec<SupplyRow>, SupplyError> {
        let mut conn = self.register.get()?;
        let rows = match (comune, access.scope()) {
            (Some(comune), _) => {
                covers(access, comune)?;
                load::supplies(&mut conn, Some(comune), after, limit)?
            }
            (None, Scope::All) => load::supplies(&mut conn, None, after, limit)?,
            (None, Scope::Comuni(comuni)) => {
                let mut rows = Vec::new();
                for comune in comuni.iter() {
                    rows.extend(load::supplies(&mut conn, Some(comune), after, limit)?);
                }
                rows.sort_by_key(|row| row.id);
                rows.truncate(usize::try_from(limit).unwrap_or(0));
                rows
            }
        };
        self.record(access, comune.unwrap_or_default(), "ELENCO".to_owned())?;
        Ok(rows)
    }

    /// Where a supply stands.
    pub fn status(&self, access: &Access, supply_id: i64) -> Result<SupplyReport, SupplyError> {
        let mut conn = self.register.get()?;
        let report = visible(&mut conn, access, supply_id)?;
        self.record(access, &report.supply.comune, format!("STATO:{supply_id}"))?;
        Ok(report)
    }

    /// Anomalies of a supply behind number `after`.
    pub fn anomalies(
        &self,
        access: &Access,
        supply_id: i64,
        after: i64,
        limit: i64,
    ) -> Result<Vec<AnomalyRow>, SupplyError> {
        let mut conn = self.register.get()?;
        let report = visible(&mut conn, access, supply_id)?;
        let rows = load::anomalies(&mut conn, supply_id, after, limit)?;
        self.record(
            access,
            &report.supply.comune,
            format!("ANOMALIE:{supply_id}"),
        )?;
        Ok(rows)
    }

    /// Refused records of a supply behind number `after`, as they came.
    pub fn rejected(
        &self,
        access: &Access,
        supply_id: i64,
        after: i64,
        limit: i64,
    ) -> Result<Vec<RejectedRecordRow>, SupplyError> {
        let mut conn = self.register.get()?;
        let report = visible(&mut conn, access, supply_id)?;
        let rows = load::rejected(&mut conn, supply_id, after, limit)?;
        self.record(access, &report.supply.comune, format!("SCARTI:{supply_id}"))?;
        Ok(rows)
    }

    fn record(&self, access: &Access, comune: &str, outcome: String) -> Result<(), SupplyError> {
        let row = Entry::under(ActKind::Supply, access, self.clock.now().naive_utc())
            .comune(comune)
            .outcome(outcome)
            .into_row();
        let (tell, told) = mpsc::sync_channel(1);
        self.recorder.submit_waiting(vec![row], move |written| {
            // Room for one: this never blocks the recorder.
            let _ = tell.send(written);
        })?;
        told.recv().map_err(|_| AuditError::Closed)??;
        Ok(())
    }
}

/// The service and the Comune must both be granted.
fn covers(access: &Access, comune: &str) -> Result<(), SupplyError> {
    if access.service() != Service::Supply {
        return Err(Denied::Service(Service::Supply).into());
    }
    if !access.scope().covers(comune) {
        return Err(Denied::Comune(comune.to_owned()).into());
    }
    Ok(())
}

/// The supply, if it is one of the caller's Comuni; otherwise it does not exist.
fn visible(conn: &mut Db, access: &Access, supply_id: i64) -> Result<SupplyReport, SupplyError> {
    let report = load::status(conn, supply_id)?.ok_or(SupplyError::NotFound)?;
    match covers(access, &report.supply.comune) {
        Ok(()) => Ok(report),
        Err(SupplyError::Denied(Denied::Comune(_))) => Err(SupplyError::NotFound),
        Err(error) => Err(error),
    }
}
