//! How fast searches are answered at a fixed rate.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

use super::{Asked, Node, search};

/// Searches a second.
const RATE: f64 = 200.0;
/// Threads that search.
const THREADS: usize = 4;

/// From the moment at which each search was due to its answer, which is after its record.
pub fn latencies(node: &Node, asked: &[Asked], seconds: u64) -> Result<Vec<Duration>> {
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
