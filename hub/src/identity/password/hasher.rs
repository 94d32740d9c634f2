//! The threads that hash: few, of low priority, with a short queue. A flood of sign-ins fills the queue and is refused
//! at once; it takes from the checks no more than these threads do.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crossbeam_channel::{Receiver, Sender, unbounded};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::hash::Kiln;
use crate::identity::error::IdentityError;

/// Of so many places one is kept from strangers.
const RESERVED: usize = 4;

/// Hashes passwords.
pub struct Hasher {
    jobs: Sender<Job>,
    places: Arc<Semaphore>,
    /// Those of them that strangers may take.
    open: Arc<Semaphore>,
    computed: Arc<AtomicU64>,
}

/// A place in the queue: whoever holds it may have hashes computed, one after another.
#[expect(dead_code, reason = "held until dropped")]
pub struct Place(OwnedSemaphorePermit, Option<OwnedSemaphorePermit>);

fn take(places: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, IdentityError> {
    Arc::clone(places)
        .try_acquire_owned()
        .map_err(|_| IdentityError::Busy)
}

enum Job {
    Verify {
        password: String,
        phc: String,
        tell: oneshot::Sender<bool>,
    },
    Hash {
        password: String,
        salt: [u8; 16],
        tell: oneshot::Sender<Option<String>>,
    },
}

impl Hasher {
    /// Starts the threads; beside those at work so many may wait.
    pub fn start(threads: usize, queue: usize) -> std::io::Result<Self> {
        // The places bound it.
        let (jobs, waiting) = unbounded();
        let computed = Arc::new(AtomicU64::new(0));
        let threads = threads.max(1);
        for _ in 0..threads {
            let waiting = waiting.clone();
            let computed = Arc::clone(&computed);
            // They end with the sender.
            std::thread::Builder::new()
                .name("passwords".to_owned())
                .spawn(move || {
                    crate::background::give_way();
                    work(&waiting, &computed);
                })?;
        }
        let places = threads + queue;
        Ok(Self {
            jobs,
            places: Arc::new(Semaphore::new(places)),
            open: Arc::new(Semaphore::new(places - places / RESERVED)),
            computed,
        })
    }

    /// A place, if there is one now: for those who have signed in before, or have just been.
    pub fn place(&self) -> Result<Place, IdentityError> {
        Ok(Place(take(&self.places)?, None))
    }

    /// The same for strangers, who leave some free: a flood, from however many addresses, does not shut out those whose
    /// device is known.
    pub fn open_place(&self) -> Result<Place, IdentityError> {
        let open = take(&self.open)?;
        Ok(Place(take(&self.places)?, Some(open)))
    }

    /// Hashes computed since the start.
    pub fn computed(&self) -> u64 {
        self.computed.load(Ordering::Relaxed)
    }

    /// Whether the hash is this password's.
    pub async fn verify(
        &self,
        _: &Place,
        password: &str,
        phc: &str,
    ) -> Result<bool, IdentityError> {
        let (tell, told) = oneshot::channel();
        self.send(Job::Verify {
            password: password.to_owned(),
            phc: phc.to_owned(),
            tell,
        })?;
        told.await.map_err(|_| IdentityError::Unavailable)
    }

    /// The hash of a password.
    pub async fn hash(
        &self,
        _: &Place,
        password: &str,
        salt: [u8; 16],
    ) -> Result<String, IdentityError> {
        let (tell, told) = oneshot::channel();
        self.send(Job::Hash {
            password: password.to_owned(),
            salt,
            tell,
        })?;
        told.await.ok().flatten().ok_or(IdentityError::Unavailable)
    }

    fn send(&self, job: Job) -> Result<(), IdentityError> {
        self.jobs.send(job).map_err(|_| IdentityError::Unavailable)
    }
}

fn work(waiting: &Receiver<Job>, computed: &AtomicU64) {
    let mut kiln = Kiln::default();
    for job in waiting {
        match job {
            // Whoever asked has gone.
            Job::Verify { tell, .. } if tell.is_closed() => {}
            Job::Hash { tell, .. } if tell.is_closed() => {}
            Job::Verify {
                password,
                phc,
                tell,
            } => {
                computed.fetch_add(1, Ordering::Relaxed);
                let _ = tell.send(kiln.verify(&password, &phc));
            }
            Job::Hash {
                password,
                salt,
                tell,
            } => {
                computed.fetch_add(1, Ordering::Relaxed);
                let _ = tell.send(kiln.hash(&password, salt));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::NOBODY;
    use super::*;

    #[test]
    fn places_are_counted_and_given_back() {
        let hasher = Hasher::start(1, 1).unwrap();
        let first = hasher.place().unwrap();
        let _second = hasher.place().unwrap();
        assert!(matches!(hasher.place(), Err(IdentityError::Busy)));
        drop(first);
        let place = hasher.place().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(async {
            assert!(!hasher.verify(&place, "x", NOBODY).await.unwrap());
            let phc = hasher.hash(&place, "x", [1; 16]).await.unwrap();
            assert!(hasher.verify(&place, "x", &phc).await.unwrap());
        });
        assert_eq!(hasher.computed(), 3);
    }
}
