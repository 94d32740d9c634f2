//! Daily quotas. A node leases from `quota_use` a block of an agreement's answers and hands them out from memory; what is
//! leased counts as used, so the nodes together never give more than the quota. What is left of a block goes back at
//! shutdown; a node that is killed loses it for the day.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use diesel::prelude::*;
use schema::date::Day;
use schema::db::{Db, Pool, write_tx};
use schema::on_backend;
use schema::tables::{QuotaUseRow, quota_use};

use super::denied::Denied;
use super::plan::Debit;

/// Answers leased at once, at most.
const BLOCK: i64 = 1000;

/// The quotas, as one node hands them out.
pub struct Quotas {
    register: Pool,
    leases: Mutex<HashMap<(i64, Day), i64>>,
}

impl Quotas {
    /// Over the register's store.
    pub fn new(register: Pool) -> Self {
        Self {
            register,
            leases: Mutex::default(),
        }
    }

    /// Takes one answer from each; from none if one of them is used up. It may wait for the database; where there is
    /// no quota it costs nothing.
    ///
    /// # Errors
    /// [`Denied::Quota`], or [`Denied::Unavailable`] if the store cannot be asked.
    pub fn take(&self, debits: &[Debit], day: Day) -> Result<(), Denied> {
        for (taken, debit) in debits.iter().enumerate() {
            if let Err(denied) = self.take_one(debit, day) {
                self.give_back(&debits[..taken], day);
                return Err(denied);
            }
        }
        Ok(())
    }

    /// Gives back what was taken for answers that were not given.
    pub fn give_back(&self, debits: &[Debit], day: Day) {
        if debits.is_empty() {
            return;
        }
        let mut leases = self.leases.lock().unwrap_or_else(PoisonError::into_inner);
        for debit in debits {
            *leases.entry((debit.agreement_id, day)).or_default() += 1;
        }
    }

    /// How many answers of the day this node could still give. It may wait for the database.
    ///
    /// # Errors
    /// [`Denied::Unavailable`].
    pub fn left(&self, agreement_id: i64, daily_quota: i64, day: Day) -> Result<i64, Denied> {
        let used = self
            .register
            .get()
            .map_err(|error| unavailable(&error))
            .and_then(|mut conn| used(&mut conn, agreement_id, day).map_err(|e| unavailable(&e)))?;
        let leases = self.leases.lock().unwrap_or_else(PoisonError::into_inner);
        let leased = leases.get(&(agreement_id, day)).copied().unwrap_or(0);
        Ok((daily_quota - used).max(0) + leased)
    }

    /// Hands back what is left of the blocks.
    pub fn close(&self) {
        let mut leases = self.leases.lock().unwrap_or_else(PoisonError::into_inner);
        let left: Vec<_> = leases.drain().filter(|(_, left)| *left > 0).collect();
        if left.is_empty() {
            return;
        }
        let returned = self
            .register
            .get()
            .map_err(|error| error.to_string())
            .and_then(|mut conn| {
                write_tx(&mut conn, |conn| {
                    for ((agreement_id, day), left) in &left {
                        diesel::update(quota_use::table.find((agreement_id, day.0)))
                            .set(quota_use::used.eq(quota_use::used - left))
                            .execute(conn)?;
                    }
                    QueryResult::Ok(())
                })
                .map_err(|error| error.to_string())
            });
        if let Err(error) = returned {
            tracing::warn!(%error, "quotas not used are lost for the day");
        }
    }

    fn take_one(&self, debit: &Debit, day: Day) -> Result<(), Denied> {
        // Held while a block is leased: those who wait would lease another.
        let mut leases = self.leases.lock().unwrap_or_else(PoisonError::into_inner);
        let lease = leases.entry((debit.agreement_id, day)).or_default();
        if *lease == 0 {
            let mut conn = self.register.get().map_err(|error| unavailable(&error))?;
            *lease = write_tx(&mut conn, |conn| more(conn, debit, day))
                .map_err(|error| unavailable(&error))?;
        }
        if *lease == 0 {
            return Err(Denied::Quota(debit.protocol.clone()));
        }
        *lease -= 1;
        // Other days' leases are of no use any more.
        if leases.len() > 1 {
            leases.retain(|(_, of), _| of.add_days(1) >= day);
        }
        Ok(())
    }
}

fn unavailable(error: &dyn std::fmt::Display) -> Denied {
    tracing::error!(%error, "quotas cannot be read");
    Denied::Unavailable
}

fn used(conn: &mut Db, agreement_id: i64, day: Day) -> QueryResult<i64> {
    let used: Option<i64> = quota_use::table
        .find((agreement_id, day.0))
        .select(quota_use::used)
        .first(conn)
        .optional()?;
    Ok(used.unwrap_or(0))
}

/// Leases a block: a quarter of what is left, so that the end of the day's quota is not stranded on one node.
fn more(conn: &mut Db, debit: &Debit, day: Day) -> QueryResult<i64> {
    let row = QuotaUseRow {
        agreement_id: debit.agreement_id,
        day: day.0,
        used: 0,
    };
    on_backend!(conn, |conn| diesel::insert_into(quota_use::table)
        .values(&row)
        .on_conflict_do_nothing()
        .execute(conn))?;
    // Locks the row: on PostgreSQL two nodes would otherwise read the same.
    diesel::update(quota_use::table.find((debit.agreement_id, day.0)))
        .set(quota_use::used.eq(quota_use::used))
        .execute(conn)?;
    let remaining = debit.daily_quota - used(conn, debit.agreement_id, day)?;
    let block = ((remaining.max(0) + 3) / 4).min(BLOCK);
    if block > 0 {
        diesel::update(quota_use::table.find((debit.agreement_id, day.0)))
            .set(quota_use::used.eq(quota_use::used + block))
            .execute(conn)?;
    }
    Ok(block)
}
