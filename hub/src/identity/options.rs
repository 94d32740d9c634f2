//! What an operator may choose.

use chrono::Duration;

/// What an operator may choose.
#[derive(Clone, Debug)]
pub struct Options {
    /// A session ends after so long without use.
    pub idle: Duration,
    /// And after so long in any case.
    pub absolute: Duration,
    /// How long a one-time password is good.
    pub one_time: Duration,
    /// Codes for every role, not only those that must.
    pub codes_for_all: bool,
    /// Nobody is asked to set up a device that makes codes: for demonstrations. Whoever has one is still asked.
    pub codes_optional: bool,
    /// Threads that hash passwords.
    pub hash_threads: usize,
    /// Sign-ins that may wait for them.
    pub hash_queue: usize,
    /// The hub's own address, as tokens name it: `https://hub.example`.
    pub issuer: String,
    /// How long an access token of an application is good.
    pub token: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            idle: Duration::minutes(30),
            absolute: Duration::hours(10),
            one_time: Duration::hours(72),
            codes_for_all: false,
            codes_optional: false,
            hash_threads: 1,
            hash_queue: 16,
            issuer: "https://localhost:8443".to_owned(),
            token: Duration::minutes(10),
        }
    }
}
