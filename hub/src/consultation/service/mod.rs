//! The service: a consultation is authorised, paid for, made from one view of the register, recorded, and only then
//! answered.

mod again;
mod answer;
mod deferred;
mod list;
mod look;
mod trace;

use std::sync::{Arc, LazyLock, mpsc};

use chrono::NaiveDateTime;
use schema::clock::Clock;
use schema::codes::{ConsultationField, ConsultationKind, Role};
use schema::date::Day;
use schema::db::{Db, Pool};
use schema::tables::AuditRow;

pub use again::Again;
pub use answer::{Consulted, Outcome};
use deferred::ask;
pub(super) use deferred::{PartOf, Terms};
pub(crate) use list::Together;
pub(super) use look::AHEAD;
pub use trace::SHOWN_BESIDE;

use super::granted::Granted;
use super::refusal::ConsultationRefusal;
use super::request::{About, ConsultationRequest};
use crate::access::{Access, Denied, Kind, Plan, Quotas};
use crate::audit::{AuditError, Recorded, Recorder};
use crate::check::{Caches, Scope};
pub use look::{Look, Seen};
use trace::Act;

/// Answers consultations.
pub struct ConsultationService {
    register: Pool,
    trace: Pool,
    caches: Caches,
    recorder: Arc<Recorder>,
    quotas: Arc<Quotas>,
    clock: Arc<dyn Clock>,
}

impl ConsultationService {
    /// Over the register. The trace is read only for what is shown again.
    pub fn new(
        register: Pool,
        trace: Pool,
        recorder: Arc<Recorder>,
        quotas: Arc<Quotas>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            register,
            trace,
            caches: Caches::default(),
            recorder,
            quotas,
            clock,
        }
    }

    /// Who answers for it; settled before anything is read about anybody.
    ///
    /// # Errors
    /// The first right that is missing.
    pub fn plan(&self, access: &Access, request: &ConsultationRequest) -> Result<Plan, Denied> {
        Self::plan_on(access, request, self.clock.today())
    }

    fn plan_on(access: &Access, request: &ConsultationRequest, today: Day) -> Result<Plan, Denied> {
        let mut plan = access.plan_for(&ask(request, today))?;
        if let Some(comune) = request.about.place() {
            // What is asked of one Comune waits for no other.
            plan.waiting.retain(|part| part.covers.covers(comune));
        }
        Ok(plan)
    }

    /// Consults. It waits for the register and the trace, so a thread that may block must call it. What Comuni want to
    /// validate first is not shown; which they are is told.
    ///
    /// # Errors
    /// [`ConsultationRefusal`]; of what depends on rights or on people, the record is on disk.
    pub fn consult(
        &self,
        access: &Access,
        request: &ConsultationRequest,
    ) -> Result<Consulted, ConsultationRefusal> {
        request.validate(self.clock.today(), self.clock.now().naive_utc())?;
        match self.plan(access, request) {
            Ok(plan) => self.consult_as(access, &plan, request),
            Err(denied) => Err(self.refused(access, request, denied.into())),
        }
    }

    /// The same of a request that was found to be sound and planned.
    ///
    /// # Errors
    /// As [`consult`](Self::consult).
    pub(in crate::consultation) fn consult_as(
        &self,
        access: &Access,
        plan: &Plan,
        request: &ConsultationRequest,
    ) -> Result<Consulted, ConsultationRefusal> {
        if !plan.waiting.is_empty() && !answers_at_once(plan, &request.about) {
            return Err(self.refused(access, request, Denied::ValidationRequired.into()));
        }
        let terms = Terms::of(request.reference_day.unwrap_or(self.clock.today()));
        self.consult_on(access, plan, request, terms)
            .map_err(|refusal| self.refused(access, request, refusal))
    }

    /// Looks, and puts what was seen on record.
    fn made(
        &self,
        access: &Access,
        plan: &Plan,
        request: &ConsultationRequest,
        terms: Terms,
    ) -> Result<Consulted, ConsultationRefusal> {
        let at = self.clock.now().naive_utc();
        let seen = self.look(access, plan, request, terms)?;
        let act = Act {
            access,
            plan,
            request,
            day: terms.day,
            at,
        };
        let record = self.record(act.records(&seen))?;
        Ok(Self::consulted(
            access,
            plan,
            request,
            (terms.day, at),
            seen,
            record,
        ))
    }

    fn consulted(
        access: &Access,
        plan: &Plan,
        request: &ConsultationRequest,
        (day, at): (Day, NaiveDateTime),
        seen: Seen,
        record: Recorded,
    ) -> Consulted {
        Consulted {
            number: record.row.seq,
            request_id: access.request_id().to_owned(),
            at,
            kind: request.kind,
            reference_day: day,
            known_at: seen.known_at,
            purpose: request.purpose.clone(),
            case_reference: request.case_reference.clone(),
            granted: seen.granted,
            outcome: seen.outcome,
            deferred: false,
            validating: validating(plan),
            record: (access.role() != Role::StandardPs).then(|| Box::new(record)),
        }
    }

    fn look(
        &self,
        access: &Access,
        plan: &Plan,
        request: &ConsultationRequest,
        terms: Terms,
    ) -> Result<Seen, ConsultationRefusal> {
        let granted =
            |comune: &str| granted(access, plan, request.kind, comune).intersection(terms.shown);
        let ceased = |comune: &str| granted(comune).has(ConsultationField::Ceased);
        let look = Look {
            kind: request.kind,
            about: &request.about,
            day: terms.day,
            known_at: request.known_at,
            compared_with: request.compared_with,
            scope: scope(plan),
            ceased: &ceased,
            granted: &granted,
        };
        let mut conn = self
            .register
            .get()
            .map_err(|error| ConsultationRefusal::away(&error))?;
        look.look(&mut conn as &mut Db, &self.caches)
    }

    /// Records a refusal; what cannot be recorded is not told.
    pub(in crate::consultation) fn refused(
        &self,
        access: &Access,
        request: &ConsultationRequest,
        refusal: ConsultationRefusal,
    ) -> ConsultationRefusal {
        // What is wrong with the request, and that the register is away, is no answer about rights or people.
        if matches!(
            refusal,
            ConsultationRefusal::Invalid(_)
                | ConsultationRefusal::Unavailable
                | ConsultationRefusal::Busy
        ) {
            return refusal;
        }
        let at = self.clock.now().naive_utc();
        let row = Act::refusal(access, request, at, refusal.code());
        match self.record(vec![row]) {
            Ok(_) => refusal,
            Err(error) => error,
        }
    }

    /// Puts the records on disk; the first as it stands there.
    fn record(&self, rows: Vec<AuditRow>) -> Result<Recorded, ConsultationRefusal> {
        let (tell, told) = mpsc::sync_channel(1);
        self.recorder.submit_for_receipts(rows, move |written| {
            // Whoever asked may have gone; the records stand all the same.
            let _ = tell.send(written.map(|records| records.into_iter().next()));
        })?;
        let first = told.recv().unwrap_or(Err(AuditError::Closed))?;
        first.ok_or(ConsultationRefusal::Unavailable)
    }
}

/// True if anything that was asked is answered at once. Of an address, and of events, its own Comune alone counts.
pub(super) fn answers_at_once(plan: &Plan, about: &About) -> bool {
    match about.place() {
        Some(comune) => scope(plan).covers(comune),
        None => !plan.only_waits(),
    }
}

/// What may be shown of people of that Comune.
fn granted(access: &Access, plan: &Plan, kind: ConsultationKind, comune: &str) -> Granted {
    access
        .fields_shown(plan, Kind::Consultation(kind), comune)
        .sheet(kind)
        .collect()
}

fn validating(plan: &Plan) -> Vec<String> {
    let mut comuni: Vec<String> = plan.waiting.iter().map(|one| one.comune.clone()).collect();
    comuni.sort_unstable();
    comuni.dedup();
    comuni
}

/// Whose residents are answered for at once.
fn scope(plan: &Plan) -> &Scope {
    static NOBODY: LazyLock<Scope> = LazyLock::new(Scope::none);
    plan.scopes.first().unwrap_or(&NOBODY)
}
