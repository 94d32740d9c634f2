//! Sends what is due.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{Duration, NaiveDateTime};
use lettre::message::Mailbox;
use schema::clock::{Clock, Entropy};
use schema::db::Pool;
use schema::tables::MailRow;

use super::smtp::{Failure, Smtp};
use super::{MailError, MailSettings, lease, message, state};

/// After this time without delivery a mail is given up.
const GIVE_UP: Duration = Duration::days(7);

/// The first pause after a failure; it doubles with each.
const FIRST_PAUSE: Duration = Duration::minutes(1);

/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::hours(1);

/// The pause after the mail server said no. What it refuses today it may accept tomorrow (a mailbox over its quota, a
/// relay wrongly set up), but to be asked every hour would be a nuisance.
const REFUSED_PAUSE: Duration = Duration::days(1);

/// What came of the mails that were due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// Accepted by the mail server.
    pub sent: usize,
    /// To be tried again.
    pub postponed: usize,
    /// Given up.
    pub failed: usize,
}

/// Sends mails: one of them in every process that is configured to.
pub struct Sender {
    pool: Pool,
    clock: Arc<dyn Clock>,
    smtp: Smtp,
    from: Mailbox,
    /// This process, among those that share the store.
    holder: String,
}

/// What is to be done about a mail after an attempt.
enum Fate {
    Delivered,
    Again(NaiveDateTime, String),
    GivenUp(String),
}

impl Sender {
    /// Reads what the settings name; connects to nothing yet.
    ///
    /// # Errors
    /// The settings cannot work: no such file, not a sender's address.
    pub fn new(
        pool: Pool,
        clock: Arc<dyn Clock>,
        entropy: &dyn Entropy,
        settings: &MailSettings,
    ) -> Result<Self, MailError> {
        let from: Mailbox = settings.from.parse().map_err(|_| {
            MailError::Settings(
                "mail.from: ci vuole un indirizzo, per esempio Anagrafe Hub <hub@provincia.example>"
                    .to_owned(),
            )
        })?;
        let mut chance = [0; 8];
        entropy.fill(&mut chance)?;
        Ok(Self {
            pool,
            clock,
            smtp: Smtp::new(settings, from.email.domain())?,
            from,
            holder: hex::encode(chance),
        })
    }

    /// Sends what is due, the oldest first, until nothing is, the mail server is away, or `stop` is set.
    ///
    /// # Errors
    /// The store failed; what was in hand is taken up again when its lease has run out.
    pub fn round(&self, stop: &AtomicBool) -> Result<Round, MailError> {
        let mut round = Round::default();
        while !stop.load(Ordering::SeqCst) {
            // The connection is not kept while the mail server is spoken with.
            let claimed = lease::claim(&mut *self.pool.get()?, self.now(), &self.holder)?;
            let Some(row) = claimed else {
                break;
            };
            let (fate, is_away) = self.attempt(&row);
            let conn = &mut *self.pool.get()?;
            match fate {
                Fate::Delivered => {
                    lease::delivered(conn, row.id, self.now())?;
                    round.sent += 1;
                    tracing::info!(mail = row.id, tries = row.tries, "mail delivered");
                }
                Fate::Again(next, error) => {
                    lease::postpone(conn, &self.holder, &row, self.now(), next, &error)?;
                    round.postponed += 1;
                    tracing::warn!(mail = row.id, tries = row.tries, "mail not delivered yet");
                }
                Fate::GivenUp(error) => {
                    lease::give_up(conn, &self.holder, &row, self.now(), &error)?;
                    round.failed += 1;
                    tracing::error!(mail = row.id, tries = row.tries, "mail given up");
                }
            }
            if is_away {
                break;
            }
        }
        Ok(round)
    }

    /// Deletes what has long been delivered or given up.
    ///
    /// # Errors
    /// The store failed.
    pub fn clear(&self) -> Result<usize, MailError> {
        Ok(state::clear(&mut *self.pool.get()?, self.now())?)
    }

    fn attempt(&self, row: &MailRow) -> (Fate, bool) {
        let message = match message::compose(row, &self.from) {
            Ok(message) => message,
            // No later attempt would differ.
            Err(error) => return (Fate::GivenUp(error), false),
        };
        let failure = match self.smtp.send(&message) {
            Ok(()) => return (Fate::Delivered, false),
            Err(failure) => failure,
        };
        let now = self.now();
        let (pause, error, is_away) = match failure {
            Failure::Away(error) => (pause(row.tries), error, true),
            Failure::Later(error) => (pause(row.tries), error, false),
            Failure::Refused(error) => (REFUSED_PAUSE, error, false),
        };
        let fate = if now - row.created_at >= GIVE_UP {
            Fate::GivenUp(error)
        } else {
            Fate::Again(now + pause, error)
        };
        (fate, is_away)
    }

    fn now(&self) -> NaiveDateTime {
        self.clock.now().naive_utc()
    }
}

/// The pause after so many attempts.
fn pause(tries: i32) -> Duration {
    let doublings = tries.clamp(1, 16) - 1;
    (FIRST_PAUSE * (1 << doublings)).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_an_hour() {
        let minutes: Vec<i64> = [0, 1, 2, 3, 6, 7, 8, 1_000]
            .map(|tries| pause(tries).num_minutes())
            .to_vec();
        assert_eq!(minutes, [1, 1, 2, 4, 32, 60, 60, 60]);
    }
}
