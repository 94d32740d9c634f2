//! Where the ordinary ends, for whoever watches the work.

use hub::monitoring::findings::Rules;
use serde::{Deserialize, Serialize};

macro_rules! settings {
    ($($(#[doc = $doc:literal])* $name:ident: $Type:ty,)+) => {
        /// Where the ordinary ends; what each means stands in [`Rules`].
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct MonitoringConfig {
            $($(#[doc = $doc])* pub $name: $Type,)+
        }

        impl Default for MonitoringConfig {
            fn default() -> Self {
                let Rules { $($name,)+ } = Rules::default();
                Self { $($name,)+ }
            }
        }

        impl MonitoringConfig {
            /// The same for the service.
            pub fn rules(&self) -> Rules {
                let Self { $($name,)+ } = self.clone();
                Rules { $($name,)+ }
            }
        }
    };
}

settings! {
    /// Hour at which work begins.
    opens: u32,
    /// Hour at which it ends.
    closes: u32,
    /// Working days from Monday on.
    days: u32,
    /// Days worked before habits are judged.
    habit_days: u32,
    /// Share of days on which an unusual hour was worked in, percent.
    habit_percent: u32,
    /// Minutes of a burst.
    burst_minutes: u32,
    /// Requests of a burst, at least.
    burst_least: u64,
    /// Times the usual.
    burst_factor: u64,
    /// Subjects of a day, at least.
    subjects_least: u64,
    /// Times the usual.
    subjects_factor: u64,
    /// Users that ask about one person.
    users_of_subject: u64,
    /// Failed sign-ins.
    failures: u64,
    /// Refused requests.
    refusals: u64,
}

impl MonitoringConfig {
    /// Values that cannot work, with the key and the reason.
    pub(super) fn check(&self) -> Result<(), (&'static str, &'static str)> {
        if self.opens >= self.closes || self.closes > 24 {
            return Err(("monitoring.closes", "deve seguire opens, al più 24"));
        }
        if !(1..=7).contains(&self.days) {
            return Err(("monitoring.days", "da 1 a 7"));
        }
        if !(1..=1_440).contains(&self.burst_minutes) {
            return Err(("monitoring.burst_minutes", "da 1 a 1440"));
        }
        if self.habit_percent > 100 {
            return Err(("monitoring.habit_percent", "al più 100"));
        }
        Ok(())
    }
}
