//! Time and chance come in as arguments, so that a test or a rerun can choose them. `clippy.toml` forbids the
//! ambient ones everywhere else.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, Utc};
use sha2::{Digest, Sha256};

use crate::date::Day;

/// Where "now" comes from.
pub trait Clock: Send + Sync {
    /// The present moment, in UTC.
    fn now(&self) -> DateTime<Utc>;

    /// The present day, in UTC.
    fn today(&self) -> Day {
        Day::from_naive(self.now().date_naive())
    }
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the ambient clock is read"
    )]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// A clock that stands still: for tests, and for work that must give the same bytes on every run.
#[derive(Clone, Copy, Debug)]
pub struct FixedClock(pub DateTime<Utc>);

impl FixedClock {
    /// Noon of that day; `None` if it is no calendar day.
    pub fn on(day: Day) -> Option<Self> {
        Some(Self(day.to_naive()?.and_hms_opt(12, 0, 0)?.and_utc()))
    }
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}

/// A clock that moves only when told to.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// Starts at that moment (kept to the microsecond).
    pub fn new(start: DateTime<Utc>) -> Self {
        Self(AtomicI64::new(start.timestamp_micros()))
    }

    /// Moves on (or back, by a negative duration).
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(
            by.num_microseconds().unwrap_or(i64::MAX / 4),
            Ordering::SeqCst,
        );
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0.load(Ordering::SeqCst))
            .unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

/// Where unforeseeable bytes come from: keys, identifiers, nonces.
pub trait Entropy: Send + Sync {
    /// Fills the whole buffer. Fails only where the operating system has no randomness to give.
    fn fill(&self, buffer: &mut [u8]) -> std::io::Result<()>;
}

/// The operating system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where ambient randomness is read"
    )]
    fn fill(&self, buffer: &mut [u8]) -> std::io::Result<()> {
        getrandom::fill(buffer).map_err(|e| std::io::Error::other(e.to_string()))
    }
}

/// Bytes that follow from a seed, for tests and the sample province: SHA-256 of the seed and a counter.
#[derive(Debug)]
pub struct SeededEntropy {
    seed: u64,
    blocks: Mutex<u64>,
}

impl SeededEntropy {
    /// The sequence of that seed, from its beginning.
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            blocks: Mutex::new(0),
        }
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, buffer: &mut [u8]) -> std::io::Result<()> {
        let mut blocks = self
            .blocks
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        for part in buffer.chunks_mut(32) {
            let mut hash = Sha256::new();
            hash.update(self.seed.to_be_bytes());
            hash.update(blocks.to_be_bytes());
            *blocks += 1;
            part.iter_mut()
                .zip(hash.finalize())
                .for_each(|(to, from)| *to = from);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_of_tests_show_what_they_are_told() {
        let day = Day(2023_01_01);
        let clock = FixedClock::on(day).unwrap();
        assert_eq!(clock.today(), day);
        let moving = ManualClock::new(clock.now());
        moving.advance(Duration::hours(13));
        assert_eq!(moving.today(), Day(2023_01_02));
        assert_eq!(moving.now() - clock.now(), Duration::hours(13));
        assert!(SystemClock.now() > clock.now());
    }

    #[test]
    fn seeded_bytes_repeat_and_system_bytes_do_not() {
        let take = |source: &dyn Entropy| {
            let mut bytes = [0; 40];
            source.fill(&mut bytes).unwrap();
            bytes
        };
        let seeded = SeededEntropy::new(7);
        let first = take(&seeded);
        assert_eq!(take(&SeededEntropy::new(7)), first);
        assert_ne!(take(&seeded), first);
        assert_ne!(take(&SeededEntropy::new(8)), first);
        assert_ne!(take(&SystemEntropy), take(&SystemEntropy));
    }
}
