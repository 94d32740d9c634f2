//! A worker: one thread, one connection, one view of the register for each batch.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use chrono::NaiveDateTime;
use crossbeam_channel::Receiver;
use diesel::prelude::*;
use diesel::r2d2::PooledConnection;
use schema::clock::Clock;
use schema::codes::ActKind;
use schema::date::Day;
use schema::db::{Db, Manager, Pool, read_tx};
use schema::journal;
use schema::tables::AuditRow;

use super::refusal::{KNOWN_AT_AHEAD, Refusal};
use super::tasks::{Chunk, Single, Task};
use crate::access::{Access, Denied, Plan, Quotas};
use crate::audit::{Entry, Recorder};
use crate::check::{Asked, Caches, CheckAnswer, CheckRequest, Judged, UsedFields, answer};
use crate::massive::{ChunkAnswer, Row, RowAnswer, RowProblem};

/// A view of the register: its last journal number, and an answer to each question asked of it
/// (`None` if the question's journal number lies ahead).
struct View {
    head: i64,
    judged: Vec<Option<Judged>>,
}

/// A question with its default day and number.
struct Asking<'a> {
    request: &'a CheckRequest,
    plan: &'a Plan,
    known_at: Option<i64>,
    today: Day,
}

pub(super) struct Worker {
    register: Pool,
    recorder: Arc<Recorder>,
    caches: Arc<Caches>,
    quotas: Arc<Quotas>,
    clock: Arc<dyn Clock>,
    batch: usize,
    conn: Option<PooledConnection<Manager>>,
}

impl Worker {
    pub fn new(
        register: Pool,
        recorder: Arc<Recorder>,
        caches: Arc<Caches>,
        quotas: Arc<Quotas>,
        clock: Arc<dyn Clock>,
        batch: usize,
    ) -> Self {
        Self {
            register,
            recorder,
            caches,
            quotas,
            clock,
            batch,
            conn: None,
        }
    }

    pub fn run(mut self, queue: &Receiver<Task>) {
        loop {
            let mut singles = Vec::new();
            let mut stop = false;
            let Ok(mut task) = queue.recv() else { return };
            loop {
                match task {
                    Task::Single(single) => singles.push(*single),
                    Task::Chunk(chunk) => self.guarded(|worker| worker.chunk(*chunk)),
                    Task::Stop => stop = true,
                }
                if stop || singles.len() >= self.batch {
                    break;
                }
                match queue.try_recv() {
                    Ok(next) => task = next,
                    Err(_) => break,
                }
            }
            if !singles.is_empty() {
                self.guarded(|worker| worker.singles(singles));
            }
            if stop {
                return;
            }
        }
    }

    /// A fault in one batch must not end the thread: those who wait see their channel closed.
    fn guarded(&mut self, work: impl FnOnce(&mut Self)) {
        if std::panic::catch_unwind(AssertUnwindSafe(|| work(self))).is_err() {
            tracing::error!("a batch of checks failed");
            self.conn = None;
        }
    }

    /// Takes from the quotas; the requests for which nothing is left are refused.
    fn paid(&self, batch: Vec<Single>) -> Vec<Single> {
        let mut paid = Vec::with_capacity(batch.len());
        for single in batch {
            match self.quotas.take(&single.plan.debits, single.today) {
                Ok(()) => paid.push(single),
                Err(denied) => self.refuse(single, denied),
            }
        }
        paid
    }

    /// A refusal leaves when its record is on disk.
    fn refuse(&self, single: Single, denied: Denied) {
        if !single.records_refusal {
            let _ = single.tell.send(Err(denied.into()));
            return;
        }
        let at = self.clock.now().naive_utc();
        let record = single
            .access
            .refusal(at, Some(&single.request), denied.code())
            .into_row();
        let _ = self.recorder.submit_waiting(vec![record], move |written| {
            let _ = single.tell.send(Err(match written {
                Ok(_) => denied.into(),
                Err(error) => error.into(),
            }));
        });
    }

    fn singles(&mut self, batch: Vec<Single>) {
        let batch = self.paid(batch);
        if batch.is_empty() {
            return;
        }
        let asking: Vec<Asking<'_>> = batch
            .iter()
            .map(|single| Asking {
                request: &single.request,
                plan: &single.plan,
                known_at: None,
                today: single.today,
            })
            .collect();
        let viewed = self.view(&asking);
        let Ok(view) = viewed else {
            for single in batch {
                self.quotas.give_back(&single.plan.debits, single.today);
                let _ = single.tell.send(Err(Refusal::Unavailable));
            }
            return;
        };
        let at = self.clock.now().naive_utc();
        let mut rows = Vec::with_capacity(batch.len());
        let mut waiting = Vec::with_capacity(batch.len());
        for (single, judged) in batch.into_iter().zip(view.judged) {
            let Some(judged) = judged else {
                self.quotas.give_back(&single.plan.debits, single.today);
                let _ = single.tell.send(Err(KNOWN_AT_AHEAD.into()));
                continue;
            };
            let known_at = single.request.known_at.unwrap_or(view.head);
            let day = single.request.reference_day.unwrap_or(single.today);
            rows.push(record(
                &single.access,
                &single.request,
                &single.plan,
                at,
                day,
                known_at,
                &judged,
            ));
            let answer = CheckAnswer {
                request_id: single.access.request_id().to_owned(),
                reference_day: day,
                known_at,
                trace_number: 0,
                record: None,
                answers: judged.answers,
            };
            waiting.push((single.tell, answer));
        }
        if rows.is_empty() {
            return;
        }
        // If the recorder is closed, dropping the senders tells those who wait.
        let _ = self
            .recorder
            .submit_for_receipts(rows, move |written| match written {
                Ok(records) => {
                    for ((tell, mut answer), record) in waiting.into_iter().zip(records) {
                        answer.trace_number = record.row.seq;
                        answer.record = Some(Box::new(record));
                        let _ = tell.send(Ok(answer));
                    }
                }
                Err(error) => {
                    for (tell, _) in waiting {
                        let _ = tell.send(Err(error.into()));
                    }
                }
            });
    }

    fn chunk(&mut self, chunk: Chunk) {
        let Chunk {
            access,
            rows,
            known_at,
            today,
            tell,
        } = chunk;
        let plans: Vec<Result<Plan, RowProblem>> = rows
            .iter()
            .map(|row| {
                let plan = row.plan(&access, today)?;
                self.quotas.take(&plan.debits, today)?;
                Ok(plan)
            })
            .collect();
        let asking: Vec<Asking<'_>> = rows
            .iter()
            .zip(&plans)
            .filter_map(|(row, plan)| match (&row.request, plan) {
                (Ok(request), Ok(plan)) => Some(Asking {
                    request,
                    plan,
                    known_at,
                    today,
                }),
                _ => None,
            })
            .collect();
        let Ok(view) = self.view(&asking) else {
            for plan in plans.iter().flatten() {
                self.quotas.give_back(&plan.debits, today);
            }
            let _ = tell.send(Err(Refusal::Unavailable));
            return;
        };
        let number = known_at.unwrap_or(view.head);
        let at = self.clock.now().naive_utc();
        let mut judged = view.judged.into_iter();
        let mut records = Vec::with_capacity(rows.len());
        let mut answers = Vec::with_capacity(rows.len());
        let moment = Moment { at, today, number };
        for (row, plan) in rows.into_iter().zip(plans) {
            let judged = plan.map(|plan| (plan, judged.next().flatten()));
            let (trace, answer) = settle(&access, row, judged, moment);
            records.push(trace);
            answers.push(answer);
        }
        let written = self.recorder.submit_waiting(records, move |written| {
            let _ = tell.send(match written {
                Ok(first) => {
                    for (answer, trace_number) in answers.iter_mut().zip(first..) {
                        if let Ok(answer) = &mut answer.result {
                            answer.trace_number = trace_number;
                        }
                    }
                    Ok(ChunkAnswer {
                        known_at: number,
                        rows: answers,
                    })
                }
                Err(error) => Err(error.into()),
            });
        });
        if let Err(error) = written {
            tracing::error!(%error, "a chunk has no trace and is not answered");
        }
    }

    /// Answers from one view; once more over a new connection if the first fails.
    fn view(&mut self, asking: &[Asking<'_>]) -> Result<View, ()> {
        for attempt in 0..2 {
            let mut conn = match self.conn.take() {
                Some(conn) => conn,
                None => match self.register.get() {
                    Ok(conn) => conn,
                    Err(error) => {
                        tracing::error!(%error, "no connection to the register");
                        return Err(());
                    }
                },
            };
            match view(&mut conn, &self.caches, asking) {
                Ok(view) => {
                    self.conn = Some(conn);
                    return Ok(view);
                }
                Err(error) => tracing::warn!(%error, attempt, "the register cannot be read"),
            }
        }
        Err(())
    }
}

fn view(conn: &mut Db, caches: &Caches, asking: &[Asking<'_>]) -> QueryResult<View> {
    read_tx(conn, |conn| {
        let head = journal::head(conn)?;
        let number = |a: &Asking<'_>| a.request.known_at.or(a.known_at).unwrap_or(head);
        let batch: Vec<Asked<'_>> = asking
            .iter()
            .filter(|a| number(a) <= head)
            .map(|a| Asked {
                request: a.request,
                day: a.request.reference_day.unwrap_or(a.today),
                known_at: number(a),
                scopes: &a.plan.scopes,
            })
            .collect();
        let mut judged = answer(conn, caches, head, &batch)?.into_iter();
        Ok(View {
            head,
            judged: asking
                .iter()
                .map(|a| {
                    if number(a) <= head {
                        judged.next()
                    } else {
                        None
                    }
                })
                .collect(),
        })
    })
}

/// The trace record of an answer.
fn record(
    access: &Access,
    request: &CheckRequest,
    plan: &Plan,
    at: NaiveDateTime,
    day: Day,
    known_at: i64,
    judged: &Judged,
) -> AuditRow {
    use std::fmt::Write;
    let mut outcome = String::new();
    for (kind, answer) in &judged.answers {
        if !outcome.is_empty() {
            outcome.push(',');
        }
        let _ = write!(outcome, "{kind}={answer}");
    }
    Entry::under(ActKind::Answer, access, at)
        .agreement(if judged.comune.is_empty() {
            plan.only_agreement()
        } else {
            plan.agreement_for(&judged.comune)
        })
        .comune(&judged.comune)
        .purpose(&request.purpose, &request.case_reference)
        .about(request.subject.to_string(), judged.person_id)
        .fields(UsedFields(&request.declarations).to_string())
        .read_at(day, known_at)
        .declared(&request.declared)
        .outcome(outcome)
        .into_row()
}

/// When a chunk is answered, and as known at which number.
#[derive(Clone, Copy)]
struct Moment {
    at: NaiveDateTime,
    today: Day,
    number: i64,
}

/// One row of a chunk: its record and its answer, whatever became of it.
fn settle(
    access: &Access,
    row: Row,
    judged: Result<(Plan, Option<Judged>), RowProblem>,
    moment: Moment,
) -> (AuditRow, RowAnswer) {
    let Moment { at, today, number } = moment;
    let Row {
        number: line,
        request,
    } = row;
    let settled = match (request, judged) {
        (Ok(request), Ok((plan, Some(judged)))) => Ok((request, plan, judged)),
        (Ok(request), Ok((_, None))) => Err((Some(request), RowProblem::from(KNOWN_AT_AHEAD))),
        (Ok(request), Err(problem)) => Err((Some(request), problem)),
        (Err(problem), _) => Err((None, problem)),
    };
    match settled {
        Ok((request, plan, judged)) => {
            let known_at = request.known_at.unwrap_or(number);
            let day = request.reference_day.unwrap_or(today);
            let trace = record(access, &request, &plan, at, day, known_at, &judged);
            let answer = CheckAnswer {
                request_id: access.request_id().to_owned(),
                reference_day: day,
                known_at,
                trace_number: 0,
                record: None,
                answers: judged.answers,
            };
            (
                trace,
                RowAnswer {
                    number: line,
                    result: Ok(answer),
                },
            )
        }
        Err((request, problem)) => {
            let trace = access
                .refusal(at, request.as_ref(), problem.code)
                .known_at(number)
                .into_row();
            (
                trace,
                RowAnswer {
                    number: line,
                    result: Err(problem),
                },
            )
        }
    }
}
