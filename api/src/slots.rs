//! Places for transfers that hold a thread and memory for as long as their client likes: few in all, fewer for each
//! key, so that no client keeps the others from being served.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::problem::{Problem, ProblemCode};

/// Seconds after which whoever found no place may try again.
const TRY_AGAIN: u64 = 5;

/// The places.
#[derive(Debug, Clone)]
pub struct Slots {
    most: usize,
    most_of_one: usize,
    taken: Arc<Mutex<Taken>>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    of_key: HashMap<i64, usize>,
}

/// A place taken; free again when it is dropped.
#[derive(Debug)]
pub struct Slot {
    key_id: i64,
    taken: Arc<Mutex<Taken>>,
}

impl Slots {
    /// So many in all, and so many for each key.
    pub fn new(most: usize, most_of_one: usize) -> Self {
        Self {
            most,
            most_of_one,
            taken: Arc::default(),
        }
    }

    /// A place for that key.
    ///
    /// # Errors
    /// 429 if all are taken, or as many as one key may have.
    pub fn take(&self, key_id: i64) -> Result<Slot, Problem> {
        let mut taken = lock(&self.taken);
        let of_key = taken.of_key.get(&key_id).copied().unwrap_or(0);
        let full = if of_key >= self.most_of_one {
            "Sono già in corso tutti i trasferimenti concessi a questo utente: riprovare quando uno è finito."
        } else if taken.all >= self.most {
            "Sono in corso tutti i trasferimenti che il servizio ammette: riprovare tra poco."
        } else {
            taken.all += 1;
            taken.of_key.insert(key_id, of_key + 1);
            drop(taken);
            return Ok(Slot {
                key_id,
                taken: Arc::clone(&self.taken),
            });
        };
        Err(Problem {
            retry_after: Some(TRY_AGAIN),
            ..Problem::new(ProblemCode::Rate, full)
        })
    }

    /// Places taken.
    pub fn taken(&self) -> usize {
        lock(&self.taken).all
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut taken = lock(&self.taken);
        taken.all = taken.all.saturating_sub(1);
        if let Some(of_key) = taken.of_key.get_mut(&self.key_id) {
            *of_key = of_key.saturating_sub(1);
            if *of_key == 0 {
                taken.of_key.remove(&self.key_id);
            }
        }
    }
}

fn lock(taken: &Mutex<Taken>) -> MutexGuard<'_, Taken> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_its_share_and_all_together_no_more_than_there_are() {
        let slots = Slots::new(3, 2);
        let first = slots.take(7).unwrap();
        let _second = slots.take(7).unwrap();
        let problem = slots.take(7).unwrap_err();
        assert_eq!(problem.code, ProblemCode::Rate);
        assert_eq!(problem.retry_after, Some(TRY_AGAIN));
        let _third = slots.take(8).unwrap();
        assert_eq!(slots.take(8).unwrap_err().code, ProblemCode::Rate);
        assert_eq!(slots.taken(), 3);
        drop(first);
        assert!(slots.take(7).is_ok());
        // That one was given back at once.
        assert_eq!(slots.taken(), 2);
        assert!(lock(&slots.taken).of_key.contains_key(&7));
    }
}
