//! Search: building the index, its size, the quality of what it finds, and how fast it answers at a fixed rate.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow};
use diesel::prelude::*;
use hub::access::{Access, Authenticator, Context, Credential, Quotas};
use hub::audit::{Recorder, RecorderOptions};
use hub::search::{
    Criteria, IndexOptions, Search, SearchIndex, SearchOptions, SearchService, Strength,
};
use schema::clock::{Clock, SystemClock};
use schema::date::Day;
use schema::db::{Store, migrate, open_pool};
use schema::tables::journal_head;
use serde_json::{Value, json};
use tests::clerk::{Chance, Slip, typed};
use tests::searcher::{Right, grant};
use tests::sought::{absent, people};

use super::child::{self, figure, fresh, own_peak, text};
use super::province::Province;
use super::{Bench, Line, Reach, stores};

/// The day of the sample province's supplies.
const DAY: Day = Day(2023_01_01);
/// People sought, and people who are not there.
const SOUGHT: usize = 10_000;
/// Searches a second.
const RATE: f64 = 200.0;
/// Threads that search.
const THREADS: usize = 4;
/// The user who searches.
const USER: i64 = 1_000_000;

impl Bench {
    /// On SQLite, in a process of its own each time.
    pub fn search_sqlite(&mut self, province: &Province) -> Result<()> {
        let kept = self.kept_store("full", province, "")?;
        let seconds = self.options.seconds.to_string();
        let mut told = Vec::new();
        for _ in 0..self.options.repeat {
            let directory = fresh(self.work.join("search"))?;
            let prepared = stores::copy_of(&kept, &directory)?;
            let index = directory.join("index");
            let arguments = [
                prepared.register.as_str(),
                prepared.trace.as_str(),
                text(&index)?,
                seconds.as_str(),
            ];
            told.push(child::run("search", &arguments)?);
            std::fs::remove_dir_all(&directory)?;
        }
        for (name, key, unit, reach) in [
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
        ] {
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
        ..Search::default()
    }
}

/// The child.
pub fn measure(register: &str, trace: &str, index: &str, seconds: &str) -> Result<Value> {
    let pool = open_pool(register, 4)?;
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
    let trace = open_pool(trace, 2)?;
    migrate(&mut *trace.get()?, Store::Trace)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let everybody = Right {
        comune: "",
        services: &["RICERCA", "RICERCA_CESSATI"],
        validation: "NESSUNA",
        daily_quota: 0,
    };
    grant(
        &mut *pool.get()?,
        clock.now().naive_utc(),
        USER,
        &[everybody],
    )?;
    let authenticator = Authenticator::start(pool.clone(), Arc::clone(&clock))?;
    let caller = authenticator
        .user(USER, Credential::Session { id: 1 })
        .map_err(|denied| anyhow!("{denied}"))?;
    let access = caller
        .for_search(&Context::new(clock.today(), "misura"))
        .map_err(|denied| anyhow!("{denied}"))?;
    let kept = SearchIndex::start(pool.clone(), Path::new(index), options)?;
    if !kept.wait_for(built.cursor, Duration::from_mins(5)) {
        return Err(anyhow!("the index does not open"));
    }
    let node = Node {
        service: SearchService::new(
            kept,
            pool.clone(),
            Arc::new(Recorder::start(trace, RecorderOptions::default())?),
            Arc::new(Quotas::new(pool.clone())),
            clock,
            SearchOptions::default(),
        ),
        access,
    };
    let mut conn = pool.get()?;
    let last: i64 = journal_head::table
        .find(1)
        .select(journal_head::last_person)
        .first(&mut conn)?;
    let mut chance = Chance::new(17);
    let known = people(&mut conn, last, DAY, SOUGHT, &mut chance)?;
    drop(conn);
    let mut asked: Vec<(Slip, i64, Criteria)> = Vec::new();
    for (subject, turn) in known.iter().zip(0..) {
        let slip = Slip::ALL[turn % Slip::ALL.len()];
        let slips = [slip, Slip::Typing, Slip::None];
        let criteria = slips
            .into_iter()
            .find_map(|slip| Some((slip, typed(subject, slip, &mut chance)?)));
        asked.extend(criteria.map(|(slip, criteria)| (slip, subject.person_id, criteria)));
    }
    let nobody: Vec<Criteria> = absent(&known, SOUGHT, &mut chance)
        .iter()
        .filter_map(|subject| typed(subject, Slip::None, &mut chance))
        .collect();
    let (first, in_five) = recall(&node, &asked)?;
    let strong = strong(&node, &nobody)?;
    let mut latencies = latencies(&node, &asked, seconds.parse()?)?;
    latencies.sort_unstable();
    let at = |share: f64| {
        let place = (latencies.len() as f64 * share) as usize;
        latencies
            .get(place)
            .map_or(f64::NAN, |one| one.as_secs_f64() * 1000.0)
    };
    Ok(json!({
        "build_seconds": build_seconds,
        "megabytes": built.bytes as f64 / 1e6,
        "peak": peak,
        "first": first,
        "in_five": in_five,
        "strong": strong,
        "p50": at(0.5),
        "p95": at(0.95),
        "p99": at(0.99),
    }))
}

/// How often the right person is first, and among the first five, in a hundred.
fn recall(node: &Node, asked: &[(Slip, i64, Criteria)]) -> Result<(f64, f64)> {
    let mut tally: BTreeMap<Slip, [usize; 3]> = BTreeMap::new();
    for (slip, person, criteria) in asked {
        let answer = node.service.search(&node.access, &search(criteria.clone()));
        let rank = answer.ok().and_then(|answer| {
            let mut hits = answer.found.hits.iter();
            hits.position(|hit| hit.person_id == *person)
        });
        let of = tally.entry(*slip).or_default();
        of[0] += 1;
        of[1] += usize::from(rank == Some(0));
        of[2] += usize::from(rank.is_some_and(|rank| rank < 5));
    }
    for (slip, [count, first, five]) in &tally {
        eprintln!("  {slip:?}: {count} sought, {first} first, {five} in five");
    }
    let sum = |at: usize| tally.values().map(|one| one[at]).sum::<usize>() as f64;
    Ok((100.0 * sum(1) / sum(0), 100.0 * sum(2) / sum(0)))
}

/// For how many absent people, in a hundred, somebody is shown as a strong hit.
fn strong(node: &Node, nobody: &[Criteria]) -> Result<f64> {
    let mut count = 0;
    for criteria in nobody {
        let answer = node
            .service
            .search(&node.access, &search(criteria.clone()))
            .context("a search for nobody")?;
        let mut hits = answer.found.hits.iter();
        count += usize::from(hits.any(|hit| hit.strength <= Strength::Strong));
    }
    Ok(100.0 * count as f64 / nobody.len() as f64)
}

/// From the moment at which each search was due to its answer, which is after its record.
fn latencies(node: &Node, asked: &[(Slip, i64, Criteria)], seconds: u64) -> Result<Vec<Duration>> {
    let total = (RATE * seconds as f64) as usize;
    let next = AtomicUsize::new(0);
    let begun = Instant::now();
    let of_thread = || {
        let mut own = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= total {
                return own;
            }
            let due = begun + Duration::from_secs_f64(number as f64 / RATE);
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            let criteria = asked[number % asked.len()].2.clone();
            // Too many hits are an answer too.
            let _ = node.service.search(&node.access, &search(criteria));
            own.push(due.elapsed());
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(of_thread)).collect();
        let mut all = Vec::with_capacity(total);
        for thread in threads {
            all.extend(
                thread
                    .join()
                    .map_err(|_| anyhow!("a searching thread failed"))?,
            );
        }
        Ok(all)
    })
}
