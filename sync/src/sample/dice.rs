//! Chance, always the same for the same seed.
//!
//! Each purpose and each thing that is drawn for has a stream of its own, so that a change in one part of
//! the sample moves nothing in another, and threads need no order among themselves.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use schema::date::Day;

/// A stream of chance.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream of one purpose and one thing (a Comune, a person, a household).
    pub(super) fn new(seed: u64, purpose: &str, index: u64) -> Self {
        // FNV-1a: the name of the purpose only has to give another stream, not to hide anything.
        let name = purpose
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&name.to_le_bytes());
        key[16..24].copy_from_slice(&index.to_le_bytes());
        Self(ChaCha8Rng::from_seed(key))
    }

    /// A number below `end` (0 if `end` is 0).
    pub(super) fn below(&mut self, end: u32) -> u32 {
        ((u64::from(self.0.next_u32()) * u64::from(end)) >> 32) as u32
    }

    /// An index of something that has `len` parts.
    pub(super) fn index(&mut self, len: usize) -> usize {
        self.below(len as u32) as usize
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i32, high: i32) -> i32 {
        if high <= low {
            return low;
        }
        low + self.below((high - low + 1) as u32) as i32
    }

    /// True with this probability.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        f64::from(self.0.next_u32()) < probability * 4_294_967_296.0
    }

    /// One of these.
    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.index(from.len())]
    }

    /// An index, each as probable as its weight.
    pub(super) fn weighted(&mut self, weights: &[u32]) -> usize {
        let total: u32 = weights.iter().sum();
        let mut left = self.below(total);
        for (index, weight) in weights.iter().enumerate() {
            if left < *weight {
                return index;
            }
            left -= weight;
        }
        weights.len().saturating_sub(1)
    }

    /// About a normal distribution (the sum of four even draws), within two deviations and a half of `mean`.
    pub(super) fn bell(&mut self, mean: f64, deviation: f64) -> f64 {
        let sum: f64 = (0..4)
            .map(|_| f64::from(self.0.next_u32()) / 4_294_967_296.0)
            .sum();
        mean + (sum - 2.0) * deviation * 1.732
    }

    /// A day from `first` to `last`, both included; `first` if they are the wrong way round.
    pub(super) fn day(&mut self, first: Day, last: Day) -> Day {
        match first.days_until(last) {
            Some(days) if days > 0 => first.add_days(i64::from(self.between(0, days as i32))),
            _ => first,
        }
    }

    /// A day of the year other than 1 January: who is born on it has one age by the year of birth and
    /// another by completed years.
    pub(super) fn birthday(&mut self, year: i32) -> Day {
        let first = Day(year * 10_000 + 102);
        first.add_days(i64::from(self.between(0, 363)))
    }

    /// Puts things in another order.
    pub(super) fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.index(last + 1));
        }
    }
}
