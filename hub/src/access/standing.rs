//! The directory as it was last read, and how far it can be relied on.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use super::directory::Directory;

/// A snapshot older than this is looked at again: so late does a withdrawal take effect on other nodes.
const STALE_AFTER: Duration = Duration::seconds(3);
/// Unknown keys make the snapshot be looked at again, but not more often than this: a stream of wrong keys
/// must not become a stream of queries.
const MISS_EVERY: Duration = Duration::milliseconds(250);
/// While the store is away it is tried again so often.
const RETRY_EVERY: Duration = Duration::seconds(3);
/// A failure longer ago than this says nothing about the store any more: it is asked first.
const AWAY_FOR: Duration = Duration::seconds(30);

/// The directory, as read at one time.
#[derive(Debug, Default)]
pub(super) struct Snapshot {
    pub directory: Arc<Directory>,
    pub read_at: Option<DateTime<Utc>>,
    /// When the store last failed to give it; nothing once it has given it again.
    pub failed_at: Option<DateTime<Utc>>,
}

/// What a snapshot is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It answers; a key that it does not know may have been issued since, and is worth another reading.
    Fresh { may_miss: bool },
    /// The store has just failed: what was once read stays good, of others nothing can be said.
    Away { try_again: bool },
    /// It must be read first.
    Stale,
}

impl Snapshot {
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        let age = |at: Option<DateTime<Utc>>| at.map(|at| (now - at).abs());
        if let Some(age) = age(self.failed_at)
            && age <= AWAY_FOR
        {
            return Standing::Away {
                try_again: age > RETRY_EVERY,
            };
        }
        match age(self.read_at) {
            Some(age) if age <= STALE_AFTER => Standing::Fresh {
                may_miss: age > MISS_EVERY,
            },
            _ => Standing::Stale,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_relied_on_for_a_while_and_a_reading_for_less() {
        let read = DateTime::<Utc>::UNIX_EPOCH;
        let mut snapshot = Snapshot {
            read_at: Some(read),
            ..Snapshot::default()
        };
        let standing = |snapshot: &Snapshot, seconds: i64| {
            snapshot.standing(read + Duration::seconds(seconds))
        };
        assert_eq!(Snapshot::default().standing(read), Standing::Stale);
        assert_eq!(standing(&snapshot, 0), Standing::Fresh { may_miss: false });
        assert_eq!(standing(&snapshot, 3), Standing::Fresh { may_miss: true });
        assert_eq!(standing(&snapshot, 4), Standing::Stale);
        snapshot.failed_at = Some(read + Duration::seconds(4));
        assert_eq!(standing(&snapshot, 4), Standing::Away { try_again: false });
        assert_eq!(standing(&snapshot, 8), Standing::Away { try_again: true });
        assert_eq!(standing(&snapshot, 35), Standing::Stale);
    }
}
