//! The family sheet with its history, as of a date: at a fixed rate, each answer after its records; beside the bare
//! look-ups with one record, without rights, views or receipts.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use diesel::prelude::*;
use hub::access::{Access, Authenticator, Context, EntityKind, Quotas, Service};
use hub::administration::ApplicationSpec;
use hub::audit::{Entry, Recorder, RecorderOptions};
use hub::check::SubjectRef;
use hub::consultation::{About, ConsultationRequest, ConsultationService, Outcome};
use schema::clock::{Clock, SystemClock, SystemEntropy};
use schema::codes::{ActKind, ConsultationKind, IdentifierKind};
use schema::date::Day;
use schema::db::{Db, Pool, Store, migrate, open_pool, read_tx};
use schema::facts::{NOW, PersonFacts, Subject, SubjectSet, identifier, membership};
use schema::tables::journal_head;
use serde_json::{Value, json};
use tests::clerk::Chance;
use tests::directory::{Registrar, entity};

use super::child::{self, figure, fresh};
use super::province::Province;
use super::{Bench, Line, Reach, stores};

/// Consultations a second.
const RATE: f64 = 200.0;
/// Threads that consult.
const THREADS: usize = 4;
/// People about whom is asked.
const SUBJECTS: usize = 20_000;

impl Bench {
    /// On SQLite, in a process of its own each time.
    pub fn family_sqlite(&mut self, province: &Province) -> Result<()> {
        let kept = self.kept_store("full", province, "")?;
        let seconds = self.options.seconds.to_string();
        let mut told = Vec::new();
        for _ in 0..self.options.repeat {
            let directory = fresh(self.work.join("family"))?;
            let prepared = stores::copy_of(&kept, &directory)?;
            let arguments = [
                prepared.register.as_str(),
                prepared.trace.as_str(),
                seconds.as_str(),
            ];
            told.push(child::run("family", &arguments)?);
            std::fs::remove_dir_all(&directory)?;
        }
        let all =
            |key: &str| -> Result<Vec<f64>> { told.iter().map(|one| figure(one, key)).collect() };
        for (name, key, bare, reach) in [
            (
                "family sheet as of a date at 200/s: p50",
                "p50",
                "bare_p50",
                Reach::Told,
            ),
            (
                "family sheet as of a date at 200/s: p99",
                "p99",
                "bare_p99",
                Reach::AtMost(10.0),
            ),
        ] {
            let line = Line::new(name, all(key)?, "ms", reach);
            self.take(line.beside(all(bare)?, Reach::Told));
        }
        let line = Line::new(
            "family sheets: people on them",
            all("people")?,
            "",
            Reach::Told,
        );
        self.take(line);
        Ok(())
    }
}

/// A person, and the day for which she is asked about.
struct Asked {
    code: String,
    day: Day,
}

/// People of the whole register, each on a day of the twenty years.
fn subjects(conn: &mut Db) -> Result<Vec<Asked>> {
    let last: i64 = journal_head::table
        .find(1)
        .select(journal_head::last_person)
        .first(conn)?;
    let mut chance = Chance::new(23);
    let mut asked = Vec::with_capacity(SUBJECTS);
    while asked.len() < SUBJECTS.min(last as usize) {
        let id = 1 + chance.below(last as usize) as i64;
        let code: Option<String> = identifier::table
            .filter(identifier::person_id.eq(id))
            .filter(identifier::kind.eq(IdentifierKind::CodiceFiscale.code()))
            .select(identifier::value)
            .first(conn)
            .optional()?;
        let day =
            Day(20_030_101 + chance.below(20) as i32 * 10_000 + chance.below(12) as i32 * 100);
        asked.extend(code.map(|code| Asked { code, day }));
    }
    Ok(asked)
}

fn request(asked: &Asked) -> ConsultationRequest {
    ConsultationRequest {
        kind: ConsultationKind::Family,
        about: About::Person(SubjectRef::CodiceFiscale(asked.code.clone())),
        reference_day: Some(asked.day),
        known_at: None,
        compared_with: None,
        purpose: "Misura".to_owned(),
        case_reference: "1/2026".to_owned(),
        comuni: None,
        declared: String::new(),
    }
}

/// The bare look-ups: code, residences, sheet, everybody on it.
fn bare(conn: &mut Db, asked: &Asked) -> QueryResult<usize> {
    read_tx(conn, |conn| {
        let ids: Vec<i64> = identifier::table
            .filter(identifier::value.eq(&asked.code))
            .select(identifier::person_id)
            .load(conn)?;
        let wanted = SubjectSet::of(&[
            Subject::Residences,
            Subject::Deaths,
            Subject::Addresses,
            Subject::Memberships,
        ]);
        let facts = PersonFacts::load(conn, &ids[..1.min(ids.len())], wanted, NOW)?;
        let mut people = Vec::new();
        for one in facts.iter().flat_map(|facts| &facts.memberships) {
            if one.from_first <= asked.day.0 && asked.day.0 < one.to_last {
                people.extend(
                    membership::table
                        .filter(membership::household_code.eq(&one.household_code))
                        .filter(membership::comune.eq(&one.comune))
                        .filter(membership::household_kind.eq(&one.household_kind))
                        .select(membership::person_id)
                        .load::<i64>(conn)?,
                );
            }
        }
        people.sort_unstable();
        people.dedup();
        let who = SubjectSet::of(&[
            Subject::Identifiers,
            Subject::Identities,
            Subject::Memberships,
        ]);
        Ok(PersonFacts::load(conn, &people, who, NOW)?.len())
    })
}

/// The child.
pub fn measure(register: &str, trace: &str, seconds: &str) -> Result<Value> {
    let register = open_pool(register, THREADS as u32 + 1)?;
    let trace = open_pool(trace, 2)?;
    migrate(&mut *register.get()?, Store::Register)?;
    migrate(&mut *trace.get()?, Store::Trace)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let recorder = Arc::new(Recorder::start(trace.clone(), RecorderOptions::default())?);
    let access = access(&register, &clock)?;
    let service = ConsultationService::new(
        register.clone(),
        trace,
        Arc::clone(&recorder),
        Arc::new(Quotas::new(register.clone())),
        Arc::clone(&clock),
    );
    let asked = subjects(&mut *register.get()?)?;
    let seconds: u64 = seconds.parse()?;
    let people = AtomicUsize::new(0);
    let consulted = latencies(&asked, seconds, |one| {
        let answer = service
            .consult(&access, &request(one))
            .map_err(|refusal| anyhow!("{refusal}"))?;
        if let Outcome::Shown(sheet, _) = &answer.outcome {
            people.fetch_add(sheet.people().len(), Ordering::Relaxed);
        }
        Ok(())
    })?;
    let at = clock.now().naive_utc();
    let looked = latencies(&asked, seconds, |one| {
        bare(&mut *register.get()?, one)?;
        let row = Entry::new(ActKind::Answer, "MISURA", at).about(one.code.clone(), 1);
        let (tell, told) = std::sync::mpsc::sync_channel(1);
        recorder.submit(vec![row.into_row()], move |number| {
            let _ = tell.send(number);
        })?;
        told.recv()??;
        Ok(())
    })?;
    let of = |all: &[Duration], share: f64| {
        let place = (all.len() as f64 * share) as usize;
        all.get(place)
            .map_or(f64::NAN, |one| one.as_secs_f64() * 1000.0)
    };
    Ok(json!({
        "p50": of(&consulted, 0.5),
        "p99": of(&consulted, 0.99),
        "bare_p50": of(&looked, 0.5),
        "bare_p99": of(&looked, 0.99),
        "people": people.into_inner() as f64 / consulted.len() as f64,
    }))
}

/// Whoever may consult everybody.
fn access(register: &Pool, clock: &Arc<dyn Clock>) -> Result<Access> {
    let spec = ApplicationSpec {
        entity_id: entity(&mut *register.get()?, "Misura", EntityKind::Agency, ""),
        kinds: Vec::new(),
        services: vec![Service::Consultation],
        may_supply: false,
        comuni: None,
        expires_at: (clock.now() + chrono::Duration::days(1)).naive_utc(),
    };
    let registrar = Registrar::over(register.clone(), Arc::clone(clock), Arc::new(SystemEntropy));
    let key = registrar.key(&spec)?;
    let authenticator = Authenticator::start(register.clone(), Arc::clone(clock))?;
    let caller = authenticator
        .authenticate(&key.text)
        .map_err(|denied| anyhow!("{denied}"))?;
    caller
        .for_consultation(&Context::new(clock.today(), "misura"))
        .map_err(|denied| anyhow!("{denied}"))
}

/// From the moment at which each was due to its answer, sorted.
fn latencies(
    asked: &[Asked],
    seconds: u64,
    ask: impl Fn(&Asked) -> Result<()> + Sync,
) -> Result<Vec<Duration>> {
    let total = (RATE * seconds as f64) as usize;
    let next = AtomicUsize::new(0);
    let begun = Instant::now();
    let of_thread = || -> Result<Vec<Duration>> {
        let mut own = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= total {
                return Ok(own);
            }
            let due = begun + Duration::from_secs_f64(number as f64 / RATE);
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            ask(&asked[number % asked.len()])?;
            own.push(due.elapsed());
        }
    };
    let mut all = std::thread::scope(|scope| -> Result<Vec<Duration>> {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(of_thread)).collect();
        let mut all = Vec::with_capacity(total);
        for thread in threads {
            let own = thread
                .join()
                .map_err(|_| anyhow!("a consulting thread failed"))??;
            all.extend(own);
        }
        Ok(all)
    })?;
    all.sort_unstable();
    Ok(all)
}
