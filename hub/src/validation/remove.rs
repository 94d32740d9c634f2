//! What is done keeps its personal data for some days only; the trace has its record.

use diesel::prelude::*;
use schema::db::{Db, write_tx};
use schema::tables::{validation_part, validation_request};

use super::Validations;
use super::model::ValidationError;

/// Requests in one transaction.
const TOGETHER: i64 = 200;

impl Validations {
    /// Removes subject, request and answers of what was done long enough ago; of how many requests.
    pub(super) fn remove_expired(&self) -> Result<usize, ValidationError> {
        let now = self.clock.now().naive_utc();
        let mut removed = 0;
        loop {
            let mut conn = self.conn()?;
            let these = write_tx::<_, diesel::result::Error>(&mut conn, |conn: &mut Db| {
                let ids: Vec<i64> = validation_request::table
                    .filter(validation_request::expires_at.le(now))
                    .order(validation_request::expires_at)
                    .limit(TOGETHER)
                    .select(validation_request::id)
                    .load(conn)?;
                diesel::update(
                    validation_part::table.filter(validation_part::validation_id.eq_any(&ids)),
                )
                .set(validation_part::answer.eq(""))
                .execute(conn)?;
                // A null term means that it is over: nothing is left to remove.
                diesel::update(
                    validation_request::table.filter(validation_request::id.eq_any(&ids)),
                )
                .set((
                    validation_request::subject.eq(""),
                    validation_request::payload.eq(""),
                    validation_request::answer.eq(""),
                    validation_request::expires_at.eq(None::<chrono::NaiveDateTime>),
                ))
                .execute(conn)?;
                Ok(ids.len())
            })?;
            removed += these;
            if these < TOGETHER as usize {
                return Ok(removed);
            }
        }
    }
}
