//! The same searches, of the hub and of PostgreSQL's trigrams, on the same machine and in the same run.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use hub::search::{Criteria, Search};
use serde_json::{Value, json};
use tests::clerk::Slip;

use super::trigrams::{SHOWN, Trigrams};
use super::{Asked, Node, search, share};

/// Searches compared: each slip as often as any other.
const COMPARED: usize = 2_000;
/// Threads that search, each as soon as it has its answer: at a fixed rate the slower of the two would only queue.
const THREADS: usize = 2;

/// How long one of the two took, and how often the right person was first, and among the first five.
struct Side {
    times: Vec<Duration>,
    /// The same by slip.
    by_slip: BTreeMap<Slip, Vec<Duration>>,
    first: usize,
    five: usize,
}

/// Both sides, one after the other.
pub fn beside(node: &Node, trigrams: &Trigrams, asked: &[Asked]) -> Result<Value> {
    let asked = &asked[..COMPARED.min(asked.len())];
    let mut own = side(asked, || {
        Ok(move |criteria: &Criteria| {
            let wanted = Search {
                limit: SHOWN,
                ..search(criteria.clone())
            };
            let answer = node.service.search(&node.access, &wanted);
            // Too many hits are an answer too: nobody.
            let hits = answer.map_or_else(|_| Vec::new(), |answer| answer.found.hits);
            Ok(hits.iter().map(|hit| hit.person_id).collect())
        })
    })?;
    let mut other = side(asked, || {
        let mut finder = trigrams.finder()?;
        Ok(move |criteria: &Criteria| finder.find(criteria))
    })?;
    let percent = |count: usize| 100.0 * count as f64 / asked.len() as f64;
    let (own_p95, other_p95) = (share(&mut own.times, 0.95), share(&mut other.times, 0.95));
    eprintln!(
        "  hub: p95 {own_p95:.1} ms, {} first, {} in five; pg_trgm: p95 {other_p95:.1} ms, {} first, {} in five",
        own.first, own.five, other.first, other.five
    );
    for (name, side) in [("hub", &mut own), ("pg_trgm", &mut other)] {
        for (slip, times) in &mut side.by_slip {
            let (p50, p95) = (share(times, 0.5), share(times, 0.95));
            eprintln!("  {name}, {slip:?}: p50 {p50:.1} ms, p95 {p95:.1} ms");
        }
    }
    Ok(json!({
        "ratio": other_p95 / own_p95,
        "recall_ratio": own.first as f64 / other.first.max(1) as f64,
        "own_p95": own_p95,
        "trigrams_p95": other_p95,
        "own_first": percent(own.first),
        "trigrams_first": percent(other.first),
        "own_five": percent(own.five),
        "trigrams_five": percent(other.five),
    }))
}

/// Asks all of it, each thread with a finder of its own.
fn side<F, M>(asked: &[Asked], make: M) -> Result<Side>
where
    F: FnMut(&Criteria) -> Result<Vec<i64>>,
    M: Fn() -> Result<F> + Sync,
{
    let next = AtomicUsize::new(0);
    let of_thread = || -> Result<Side> {
        let mut find = make()?;
        let mut side = Side {
            times: Vec::new(),
            by_slip: BTreeMap::new(),
            first: 0,
            five: 0,
        };
        while let Some((slip, person, criteria)) = asked.get(next.fetch_add(1, Ordering::Relaxed)) {
            let begun = Instant::now();
            let found = find(criteria)?;
            let taken = begun.elapsed();
            side.times.push(taken);
            side.by_slip.entry(*slip).or_default().push(taken);
            let rank = found.iter().position(|one| one == person);
            side.first += usize::from(rank == Some(0));
            side.five += usize::from(rank.is_some_and(|rank| rank < 5));
        }
        Ok(side)
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(of_thread)).collect();
        let mut all = Side {
            times: Vec::with_capacity(asked.len()),
            by_slip: BTreeMap::new(),
            first: 0,
            five: 0,
        };
        for thread in threads {
            let one = thread
                .join()
                .map_err(|_| anyhow!("a searching thread failed"))??;
            all.times.extend(one.times);
            for (slip, times) in one.by_slip {
                all.by_slip.entry(slip).or_default().extend(times);
            }
            all.first += one.first;
            all.five += one.five;
        }
        Ok(all)
    })
}
