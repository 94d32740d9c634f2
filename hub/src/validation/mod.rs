//! Requests that an agreement puts under the validation of the Comuni concerned: one workflow for every service.
//!
//! A request is split by Comune before anything is read about the person: who waits for whom follows from request and
//! agreements alone. docs/validation.md tells the road of a part, and what holds when a node is killed on it.

mod answered;
mod decide;
mod elapse;
mod lists;
mod look;
mod model;
mod outline;
mod people;
mod queue;
mod read;
mod records;
mod remove;
mod service;
mod settle;
mod state;
mod submit;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use diesel::prelude::*;
use diesel::r2d2::PooledConnection;
use schema::clock::{Clock, Entropy};
use schema::db::{Db, Manager, Pool};
use schema::tables::audit_head;

use crate::audit::Recorder;

pub use answered::request_of;
pub(crate) use answered::{Answered, answered, is_part};
pub use look::LOOKS;
pub use model::{
    Decided, MAX_DECIDED, MAX_REASON, NewPart, NewRequest, Officer, PartView, QueueFilter,
    QueueItem, QueueState, Reader, RequestView, Requester, Swept, ValidationError,
    ValidationOptions, Verdict, WorkingHours,
};
pub use outline::{Outline, OutlineGroup, ToDecide};
pub use service::{Order, Reply, Unanswered, Validated};
pub use state::{Event, PartState, Past, opens_an_answer, whole};

/// The workflow, over the stores of one node.
pub struct Validations {
    register: Pool,
    trace: Pool,
    recorder: Arc<Recorder>,
    clock: Arc<dyn Clock>,
    options: ValidationOptions,
    services: Vec<Arc<dyn Validated>>,
    node: String,
    claims: AtomicU64,
}

impl Validations {
    /// Over register and trace, for those services.
    pub fn new(
        register: Pool,
        trace: Pool,
        recorder: Arc<Recorder>,
        clock: Arc<dyn Clock>,
        entropy: &dyn Entropy,
        options: ValidationOptions,
        services: Vec<Arc<dyn Validated>>,
    ) -> std::io::Result<Self> {
        let mut node = [0; 8];
        entropy.fill(&mut node)?;
        Ok(Self {
            register,
            trace,
            recorder,
            clock,
            options,
            services,
            node: hex::encode(node),
            claims: AtomicU64::new(0),
        })
    }

    /// One round of the background work: what silence or time decided, what was decided and not yet answered, what is
    /// to be removed. Any number of nodes may do it at once.
    pub fn sweep(&self) -> Result<Swept, ValidationError> {
        let elapsed = self.elapse_all()?;
        let settled = self.settle_pending()?;
        let removed = self.remove_expired()?;
        Ok(Swept {
            elapsed,
            settled,
            removed,
        })
    }

    fn conn(&self) -> Result<PooledConnection<Manager>, ValidationError> {
        Ok(self.register.get()?)
    }

    /// The last trace number now: what is written from now on stands above.
    fn trace_floor(&self) -> Result<i64, ValidationError> {
        let mut conn = self.trace.get()?;
        Ok(audit_head::table
            .find(1)
            .select(audit_head::last)
            .first(&mut conn as &mut Db)?)
    }

    /// A name that no other claim of any node has.
    fn claim_name(&self) -> String {
        let number = self.claims.fetch_add(1, Ordering::Relaxed);
        format!("{}-{number:x}", self.node)
    }
}
