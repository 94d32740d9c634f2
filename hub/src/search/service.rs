//! The service: a search is authorised, paid for, made, recorded, and only then answered.

use std::sync::{Arc, mpsc};

use chrono::NaiveDateTime;
use schema::clock::Clock;
use schema::codes::ActKind;
use schema::date::Day;
use schema::db::{Db, Pool, read_tx};
use schema::tables::AuditRow;

use super::find::{Finder, Found, Limits, Outcome, Streets, resolve};
use super::index::{IndexError, SearchIndex, Snapshot};
use super::query::{Search, Wanted, asked_fields, in_words, wanted};
use super::refusal::SearchRefusal;
use crate::access::{Access, Quotas, SearchPlan};
use crate::audit::{AuditError, Entry, Recorder};
use crate::check::Caches;

/// Bounds of searches.
#[derive(Clone, Copy, Debug)]
pub struct SearchOptions {
    /// People who may fit before a search is refused.
    pub most_hits: u32,
    /// People alike that are shown behind those who fit.
    pub similar: u32,
    /// Hits on a page, if no number is asked for.
    pub page: u32,
    /// People whom terms may propose before a search is refused.
    pub most_proposed: u32,
    /// People roughly alike who are looked at closely.
    pub candidates: u32,
    /// If so many fit, nobody alike is looked for.
    pub enough: u32,
}

impl Default for SearchOptions {
    fn default() -> Self {
        Self {
            most_hits: 200,
            similar: 30,
            page: 20,
            most_proposed: 20_000,
            candidates: 100,
            enough: 5,
        }
    }
}

/// What is answered.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchAnswer {
    /// Whom it found.
    pub found: Found,
    /// The day for which it was asked.
    pub reference_day: Day,
    /// The Comuni that would have had to validate it first: their people were not searched.
    pub validating: Vec<String>,
    /// The number of its record in the trace.
    pub trace_number: i64,
}

/// Searches for people.
pub struct SearchService {
    index: Arc<SearchIndex>,
    register: Pool,
    caches: Caches,
    recorder: Arc<Recorder>,
    quotas: Arc<Quotas>,
    clock: Arc<dyn Clock>,
    options: SearchOptions,
}

impl SearchService {
    /// Over a node's index. The register is asked for street names only.
    pub fn new(
        index: Arc<SearchIndex>,
        register: Pool,
        recorder: Arc<Recorder>,
        quotas: Arc<Quotas>,
        clock: Arc<dyn Clock>,
        options: SearchOptions,
    ) -> Self {
        Self {
            index,
            register,
            caches: Caches::default(),
            recorder,
            quotas,
            clock,
            options,
        }
    }

    /// The index.
    pub fn index(&self) -> &Arc<SearchIndex> {
        &self.index
    }

    /// Searches. It waits for the trace, so a thread that may block must call it.
    ///
    /// # Errors
    /// [`SearchRefusal`]; of what depends on rights or on how many fit, the record is on disk.
    pub fn search(&self, access: &Access, search: &Search) -> Result<SearchAnswer, SearchRefusal> {
        let today = self.clock.today();
        let at = self.clock.now().naive_utc();
        let wanted = wanted(search, today).map_err(SearchRefusal::Invalid)?;
        let plan = match access.plan_search(&search.purpose, search.comuni.as_deref()) {
            Ok(plan) => plan,
            Err(denied) => return Err(self.refused(access, search, at, denied.into())),
        };
        if let Err(denied) = self.quotas.take(&plan.debits, today) {
            return Err(self.refused(access, search, at, denied.into()));
        }
        let result = self.find(access, &plan, &wanted, search);
        let found = match result {
            Ok(found) => found,
            Err(refusal) => {
                // Whoever is told that there are too many has learnt something; who is told nothing pays nothing.
                if !matches!(refusal, SearchRefusal::TooMany(_)) {
                    self.quotas.give_back(&plan.debits, today);
                }
                return Err(self.refused(access, search, at, refusal));
            }
        };
        let rows = records(access, search, &plan, &wanted, &found, at);
        let trace_number = self.record(rows)?;
        Ok(SearchAnswer {
            found,
            reference_day: wanted.day,
            validating: plan.validating,
            trace_number,
        })
    }

    fn find(
        &self,
        access: &Access,
        plan: &SearchPlan,
        wanted: &Wanted,
        search: &Search,
    ) -> Result<Found, SearchRefusal> {
        let most = access.most_hits(self.options.most_hits);
        let snapshot = self.index.snapshot().ok_or(SearchRefusal::Preparing)?;
        let streets = self.streets(plan, wanted)?;
        let limit = match search.limit {
            0 => self.options.page,
            limit => limit,
        };
        let outcome = Finder::new(
            &snapshot,
            wanted,
            &plan.territory,
            streets.as_ref(),
            self.limits(most),
        )
        .run(search.after, limit);
        match outcome {
            Ok(Outcome::Found(found)) => Ok(found),
            Ok(Outcome::TooMany) => Err(SearchRefusal::TooMany(most)),
            Err(error) => Err(self.failed(&error, snapshot)),
        }
    }

    fn limits(&self, most: u32) -> Limits {
        let of = |number: u32| number as usize;
        Limits {
            exact: of(most),
            similar: of(self.options.similar),
            proposed: of(self.options.most_proposed),
            candidates: of(self.options.candidates),
            enough: of(self.options.enough),
        }
    }

    fn failed(&self, error: &IndexError, snapshot: Arc<Snapshot>) -> SearchRefusal {
        tracing::error!(%error, "a search failed");
        drop(snapshot);
        if error.is_damage() {
            self.index.report_damage();
            return SearchRefusal::Preparing;
        }
        SearchRefusal::Unavailable
    }

    /// The streets that a typed one may be, as far as the caller may search.
    fn streets(
        &self,
        plan: &SearchPlan,
        wanted: &Wanted,
    ) -> Result<Option<Streets>, SearchRefusal> {
        let Some(asked) = &wanted.address else {
            return Ok(None);
        };
        let unavailable = |error: &dyn std::fmt::Display| {
            tracing::error!(%error, "street registers cannot be read");
            SearchRefusal::Unavailable
        };
        let mut conn = self.register.get().map_err(|error| unavailable(&error))?;
        let streets = read_tx(&mut conn as &mut Db, |conn| {
            resolve(conn, &self.caches, asked, &plan.territory, wanted.day)
        });
        streets
            .map(Some)
            .map_err(|error: diesel::result::Error| unavailable(&error))
    }

    /// Records a refusal; what cannot be recorded is not told.
    fn refused(
        &self,
        access: &Access,
        search: &Search,
        at: NaiveDateTime,
        refusal: SearchRefusal,
    ) -> SearchRefusal {
        let entry = Entry::under(ActKind::Refusal, access, at)
            .purpose(&search.purpose, &search.case_reference)
            .about(in_words(&search.criteria), 0)
            .fields(asked_fields(&search.criteria))
            .outcome(format!("ERRORE:{}", refusal.code()));
        match self.record(vec![entry.into_row()]) {
            Ok(_) => refusal,
            Err(error) => error,
        }
    }

    fn record(&self, rows: Vec<AuditRow>) -> Result<i64, SearchRefusal> {
        let (tell, told) = mpsc::sync_channel(1);
        self.recorder.submit(rows, move |outcome| {
            // Whoever asked may have gone; the record stands all the same.
            let _ = tell.send(outcome);
        })?;
        let number = told.recv().unwrap_or(Err(AuditError::Closed))?;
        Ok(number)
    }
}

/// The act, and one for each person shown.
fn records(
    access: &Access,
    search: &Search,
    plan: &SearchPlan,
    wanted: &Wanted,
    found: &Found,
    at: NaiveDateTime,
) -> Vec<AuditRow> {
    let terms = in_words(&search.criteria);
    let entry = || {
        Entry::under(ActKind::Search, access, at)
            .purpose(&search.purpose, &search.case_reference)
            .fields(asked_fields(&search.criteria))
            .read_at(wanted.day, found.known_at)
    };
    let whole = entry()
        .agreement(plan.only_agreement())
        .about(terms.clone(), 0)
        .outcome(format!("TROVATE={};DOPO={}", found.total, found.after));
    let shown = found.hits.iter().map(|hit| {
        entry()
            .agreement(plan.agreement_for(&hit.person.comune))
            .comune(&hit.person.comune)
            .about(terms.clone(), hit.person_id)
            .outcome(format!("MOSTRATA={}", hit.strength.code()))
    });
    std::iter::once(whole)
        .chain(shown)
        .map(Entry::into_row)
        .collect()
}
