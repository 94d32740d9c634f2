//! Where the ordinary ends.

/// Where the ordinary ends. Each limit is a number of its own, so that a small office and a busy one can both be
/// served; what is usual for a user is drawn from the period looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Hour at which work begins, on Italian clocks.
    pub opens: u32,
    /// Hour at which it ends.
    pub closes: u32,
    /// Working days from Monday on: 5, or 6 with Saturday.
    pub days: u32,
    /// Days on which a user must have worked before its habits are judged.
    pub habit_days: u32,
    /// An hour is unusual if the user worked in it on at most this share of those days, in percent.
    pub habit_percent: u32,
    /// Minutes within which requests are a burst.
    pub burst_minutes: u32,
    /// Requests below which there is no burst.
    pub burst_least: u64,
    /// Times the user's own median.
    pub burst_factor: u64,
    /// Subjects a day below which they are not many.
    pub subjects_least: u64,
    /// Times the user's own median.
    pub subjects_factor: u64,
    /// Users that ask about one person before it is noted.
    pub users_of_subject: u64,
    /// Failed sign-ins in a day.
    pub failures: u64,
    /// Refused requests in a day.
    pub refusals: u64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            opens: 7,
            closes: 20,
            days: 6,
            habit_days: 10,
            habit_percent: 10,
            burst_minutes: 10,
            burst_least: 60,
            burst_factor: 5,
            subjects_least: 100,
            subjects_factor: 3,
            users_of_subject: 5,
            failures: 5,
            refusals: 10,
        }
    }
}
