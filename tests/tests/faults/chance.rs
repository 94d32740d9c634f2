//! Moments drawn from a seed.

use std::ops::RangeInclusive;
use std::time::Duration;

use schema::clock::{Entropy, SeededEntropy};

/// Variable that chooses another seed, to repeat a failure or to look for new ones.
const VARIABLE: &str = "ANAGRAFE_FAULTS_SEED";

/// A sequence of choices.
pub struct Chance {
    source: SeededEntropy,
}

impl Chance {
    /// The sequence of the seed, which it prints: nextest shows it when the test fails.
    pub fn new(test: &str) -> Self {
        let seed = match std::env::var(VARIABLE) {
            Ok(text) => text.parse().expect("a number"),
            Err(_) => 20_261_121,
        };
        eprintln!("{test}: {VARIABLE}={seed}");
        Self {
            source: SeededEntropy::new(seed),
        }
    }

    /// A number of the range.
    pub fn number(&self, range: RangeInclusive<u64>) -> u64 {
        let mut bytes = [0; 8];
        self.source.fill(&mut bytes).expect("seeded bytes");
        let width = range.end() - range.start() + 1;
        range.start() + u64::from_be_bytes(bytes) % width
    }

    /// Lets a time of at most so many milliseconds pass. It waits for nothing: the moment itself is the choice.
    pub fn pause(&self, most: u64) -> Duration {
        let pause = Duration::from_micros(self.number(0..=most * 1_000));
        std::thread::sleep(pause);
        pause
    }
}
