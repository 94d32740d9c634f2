//! Search: building the index, its size, the quality of what it finds, how fast it answers at a fixed rate and soon after a
//! change, and the same questions asked of PostgreSQL's trigrams.

mod beside;
mod quality;
mod rate;
mod trigrams;
mod visible;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use diesel::prelude::*;
use hub::access::{Access, Authenticator, Context, Credential, Quotas};
use hub::audit::{Recorder, RecorderOptions};
use hub::search::{Criteria, IndexOptions, Search, SearchIndex, SearchOptions, SearchService};
use schema::clock::{Clock, SystemClock};
use schema::date::Day;
use schema::db::{Pool, Store, migrate, open_pool};
use schema::tables::journal_head;
use serde_json::{Value, json};
use tests::clerk::{Chance, Slip, Subject, typed};
use tests::searcher::{Right, grant};
use tests::sought::{absent, people};

use self::beside::beside;
use self::trigrams::Trigrams;
use super::child::{self, figure, fresh, own_peak, text};
use super::options::Database;
use super::province::Province;
use super::stores::Postgres;
use super::{Bench, Line, PgDatabase, Reach, stores};

/// The day of the sample province's supplies.
const DAY: Day = Day(2023_01_01);
/// People sought, and people who are not there.
const SOUGHT: usize = 10_000;
/// The user who searches.
const USER: i64 = 1_000_000;

/// A slip, the person meant, and what was typed.
type Asked = (Slip, i64, Criteria);

/// What is told of the hub alone.
const OWN: [(&str, &str, &str, Reach); 11] = [
    (
        "search index from nothing",
        "build_seconds",
        "s",
        Reach::AtMost(60.0),
    ),
    (
        "search index on disk",
        "megabytes",
        "MB",
        Reach::AtMost(600.0),
    ),
    (
        "search index from nothing, memory",
        "peak",
        "MB",
        Reach::Told,
    ),
    (
        "search: the right person first",
        "first",
        "%",
        Reach::AtLeast(95.0),
    ),
    (
        "search: among the first five",
        "in_five",
        "%",
        Reach::AtLeast(98.0),
    ),
    (
        "search: absent people shown as strong hits",
        "strong",
        "%",
        Reach::AtMost(2.0),
    ),
    ("search at 200/s: p50", "p50", "ms", Reach::AtMost(3.0)),
    ("search at 200/s: p95", "p95", "ms", Reach::AtMost(10.0)),
    ("search at 200/s: p99", "p99", "ms", Reach::AtMost(25.0)),
    (
        "accepted change to visible in search at 200/s: p99",
        "visible_search",
        "ms",
        Reach::AtMost(2000.0),
    ),
    (
        "accepted change to visible in the sheet at 200/s: p99",
        "visible_sheet",
        "ms",
        Reach::AtMost(2000.0),
    ),
];

/// What is told beside PostgreSQL's trigrams.
const BESIDE: [(&str, &str, &str, Reach); 8] = [
    (
        "search beside pg_trgm: p95 of pg_trgm by p95 of the hub",
        "ratio",
        "",
        Reach::AtLeast(10.0),
    ),
    (
        "search beside pg_trgm: right first, by pg_trgm's",
        "recall_ratio",
        "",
        Reach::AtLeast(1.0),
    ),
    ("the same searches, hub: p95", "own_p95", "ms", Reach::Told),
    (
        "the same searches, pg_trgm: p95",
        "trigrams_p95",
        "ms",
        Reach::Told,
    ),
    (
        "the same searches, hub: right first",
        "own_first",
        "%",
        Reach::Told,
    ),
    (
        "the same searches, pg_trgm: right first",
        "trigrams_first",
        "%",
        Reach::Told,
    ),
    (
        "the same searches, hub: in five",
        "own_five",
        "%",
        Reach::Told,
    ),
    (
        "the same searches, pg_trgm: in five",
        "trigrams_five",
        "%",
        Reach::Told,
    ),
];

impl Bench {
    /// On SQLite, in a process of its own each time; beside it a PostgreSQL, where one is wanted and installed.
    pub fn search_sqlite(&mut self, province: &Province) -> Result<()> {
        let kept = self.kept_store("full", province, "")?;
        let seconds = self.options.seconds.to_string();
        let wanted = self.options.database.contains(&Database::Postgres);
        let postgres = wanted.then(Postgres::start).flatten();
        let mut told = Vec::new();
        for turn in 0..self.options.repeat {
            let directory = fresh(self.work.join("search"))?;
            let prepared = stores::copy_of(&kept, &directory)?;
            let index = directory.join("index");
            let database = postgres
                .as_ref()
                .map(|one| one.database(&format!("trigrams_{turn}")));
            let url = database.as_ref().map_or_else(String::new, PgDatabase::url);
            let arguments = [
                prepared.register.as_str(),
                prepared.trace.as_str(),
                text(&index)?,
                seconds.as_str(),
                url.as_str(),
            ];
            told.push(child::run("search", &arguments)?);
            std::fs::remove_dir_all(&directory)?;
        }
        let beside: &[_] = if postgres.is_some() { &BESIDE } else { &[] };
        for (name, key, unit, reach) in OWN.iter().chain(beside).copied() {
            let figures: Result<Vec<f64>> = told.iter().map(|one| figure(one, key)).collect();
            self.take(Line::new(name, figures?, unit, reach));
        }
        Ok(())
    }
}

/// A node that searches, for whoever may find everybody.
struct Node {
    service: SearchService,
    access: Access,
}

fn search(criteria: Criteria) -> Search {
    Search {
        reference_day: Some(DAY),
        criteria,
        purpose: "Misura".to_owned(),
        case_reference: "1".to_owned(),
        ..Search::default()
    }
}

impl Node {
    /// Over an index that was built.
    fn start(register: &Pool, trace: &str, index: Arc<SearchIndex>) -> Result<Self> {
        let trace = open_pool(trace, 2)?;
        migrate(&mut *trace.get()?, Store::Trace)?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let everybody = Right {
            comune: "",
            services: &["RICERCA", "RICERCA_CESSATI"],
            validation: "NESSUNA",
            daily_quota: 0,
        };
        let moment = clock.now().naive_utc();
        grant(&mut *register.get()?, moment, USER, &[everybody])?;
        let authenticator = Authenticator::start(register.clone(), Arc::clone(&clock))?;
        let caller = authenticator
            .user(USER, Credential::Session { id: 1 })
            .map_err(|denied| anyhow!("{denied}"))?;
        let access = caller
            .for_search(&Context::new(clock.today(), "misura"))
            .map_err(|denied| anyhow!("{denied}"))?;
        let service = SearchService::new(
            index,
            register.clone(),
            Arc::new(Recorder::start(trace, RecorderOptions::default())?),
            Arc::new(Quotas::new(register.clone())),
            clock,
            SearchOptions::default(),
        );
        Ok(Self { service, access })
    }
}

/// The child.
pub fn measure(
    register: &str,
    trace: &str,
    index: &str,
    seconds: &str,
    postgres: &str,
) -> Result<Value> {
    let seconds = seconds.parse()?;
    let pool = open_pool(register, 6)?;
    let options = IndexOptions::default();
    let begun = Instant::now();
    let built = SearchIndex::rebuild(pool.clone(), Path::new(index), options.clone())?;
    let build_seconds = begun.elapsed().as_secs_f64();
    let peak = own_peak()?;
    eprintln!(
        "  built {} people in {build_seconds:.1} s, {} MB",
        built.people,
        built.bytes / 1_000_000
    );
    let kept = SearchIndex::start(pool.clone(), Path::new(index), options)?;
    if !kept.wait_for(built.cursor, Duration::from_mins(5)) {
        return Err(anyhow!("the index does not open"));
    }
    let node = Node::start(&pool, trace, kept)?;
    let mut conn = pool.get()?;
    let last: i64 = journal_head::table
        .find(1)
        .select(journal_head::last_person)
        .first(&mut conn)?;
    let mut chance = Chance::new(17);
    let known = people(&mut conn, last, DAY, SOUGHT, &mut chance)?;
    let asked = hurried(&known, &mut chance);
    let nobody: Vec<Criteria> = absent(&known, SOUGHT, &mut chance)
        .iter()
        .filter_map(|subject| typed(subject, Slip::None, &mut chance))
        .collect();
    let (first, in_five) = quality::recall(&node, &asked);
    let strong = quality::strong(&node, &nobody)?;
    let mut latencies = rate::latencies(&node, &asked, seconds)?;
    let mut figures = json!({
        "build_seconds": build_seconds,
        "megabytes": built.bytes as f64 / 1e6,
        "peak": peak,
        "first": first,
        "in_five": in_five,
        "strong": strong,
        "p50": share(&mut latencies, 0.5),
        "p95": share(&mut latencies, 0.95),
        "p99": share(&mut latencies, 0.99),
    });
    let mut add = |more: Value| {
        if let (Some(figures), Value::Object(more)) = (figures.as_object_mut(), more) {
            figures.extend(more);
        }
    };
    if !postgres.is_empty() {
        let trigrams = Trigrams::load(postgres, &mut conn, last)?;
        add(beside(&node, &trigrams, &asked)?);
    }
    drop(conn);
    // Last, because it changes the register.
    add(visible::measure(&node, &pool, &known, seconds)?);
    Ok(figures)
}

/// What hurried clerks type of these people.
fn hurried(known: &[Subject], chance: &mut Chance) -> Vec<Asked> {
    let mut asked = Vec::new();
    for (subject, turn) in known.iter().zip(0..) {
        let slip = Slip::ALL[turn % Slip::ALL.len()];
        let slips = [slip, Slip::Typing, Slip::None];
        let criteria = slips
            .into_iter()
            .find_map(|slip| Some((slip, typed(subject, slip, chance)?)));
        asked.extend(criteria.map(|(slip, criteria)| (slip, subject.person_id, criteria)));
    }
    asked
}

/// Milliseconds within which that share of them was done.
fn share(times: &mut [Duration], share: f64) -> f64 {
    times.sort_unstable();
    let place = (times.len() as f64 * share) as usize;
    times
        .get(place)
        .map_or(f64::NAN, |one| one.as_secs_f64() * 1000.0)
}
