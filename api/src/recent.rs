//! Answers that cost something and that anybody may ask for: found by one at a time, and given again for a while.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;
use tokio::task::{JoinError, spawn_blocking};

/// The last answer, and when it was found.
#[derive(Debug)]
pub struct Recent<T> {
    place: Arc<Mutex<Option<(Instant, T)>>>,
    lasting: Duration,
}

impl<T: Clone + Send + 'static> Recent<T> {
    /// Nothing yet; an answer is given again for so long.
    pub fn new(lasting: Duration) -> Self {
        Self {
            place: Arc::default(),
            lasting,
        }
    }

    /// The last answer, or a new one that `find`, which may block, finds while all others wait for it.
    pub async fn get(&self, find: impl FnOnce() -> T + Send + 'static) -> Result<T, JoinError> {
        let mut place = Arc::clone(&self.place).lock_owned().await;
        if let Some((found, answer)) = &*place
            && found.elapsed() < self.lasting
        {
            return Ok(answer.clone());
        }
        // The lock goes along: a caller that leaves in the meantime does not let a second one begin.
        spawn_blocking(move || {
            let answer = find();
            *place = Some((Instant::now(), answer.clone()));
            answer
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    fn asked(lasting: Duration) -> u32 {
        let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
        let recent = Arc::new(Recent::new(lasting));
        let found = Arc::new(AtomicU32::new(0));
        let askers: Vec<_> = (0..200)
            .map(|_| {
                let (recent, found) = (Arc::clone(&recent), Arc::clone(&found));
                runtime.spawn(async move {
                    let find = move || found.fetch_add(1, Ordering::Relaxed);
                    recent.get(find).await.unwrap();
                })
            })
            .collect();
        for asker in askers {
            runtime.block_on(asker).unwrap();
        }
        found.load(Ordering::Relaxed)
    }

    #[test]
    fn it_is_found_once_for_all_who_ask_and_anew_when_its_time_is_over() {
        assert_eq!(asked(Duration::from_hours(1)), 1);
        assert_eq!(asked(Duration::ZERO), 200);
    }
}
