//! Recognising callers, from a snapshot of the keys in memory.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, unbounded};
use schema::clock::Clock;
use schema::db::{Pool, read_tx};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use tokio::sync::oneshot;

use super::denied::Denied;
use super::keys::MARK;
use super::proof::{Access, Service};
use super::snapshot::{Key, Snapshot, Standing, read_keys};
use crate::check::CheckRequest;

/// How long a reading waits for a connection: every caller waits with it, so less than the pool would.
const CONNECT_WITHIN: Duration = Duration::from_secs(2);
/// How long a caller waits for a reading, whatever holds it up.
const READ_WITHIN: Duration = Duration::from_secs(3);

/// Recognises callers by their keys. The store is read by a thread of its own, so that no other work that
/// waits for disk or database can hold recognition up.
pub struct Authenticator {
    keys: Arc<Keys>,
    reader: Sender<Job>,
}

struct Keys {
    pool: Pool,
    clock: Arc<dyn Clock>,
    snapshot: RwLock<Snapshot>,
    reading: Mutex<()>,
    trying_again: AtomicBool,
}

enum Job {
    /// A caller waits.
    Recognise {
        text: String,
        tell: oneshot::Sender<Result<Authenticated, Denied>>,
    },
    /// Nobody waits: the store was away, and may be back.
    TryAgain,
}

/// A caller recognised by a key in force.
#[derive(Clone, Debug)]
pub struct Authenticated {
    key: Arc<Key>,
}

impl Authenticator {
    /// Over the register's store; nothing is read before the first caller.
    pub fn start(pool: Pool, clock: Arc<dyn Clock>) -> std::io::Result<Self> {
        let keys = Arc::new(Keys {
            pool,
            clock,
            snapshot: RwLock::default(),
            reading: Mutex::default(),
            trying_again: AtomicBool::new(false),
        });
        let (reader, jobs) = unbounded();
        let reading = Arc::clone(&keys);
        // It ends with the last sender.
        std::thread::Builder::new()
            .name("keys".to_owned())
            .spawn(move || reading.work(&jobs))?;
        Ok(Self { keys, reader })
    }

    /// Recognises a caller; it reads the store where the snapshot is old or does not know the key, so
    /// it may block.
    pub fn authenticate(&self, text: &str) -> Result<Authenticated, Denied> {
        match self.recognise(text) {
            Some(answer) => answer,
            None => self.keys.authenticate(text),
        }
    }

    /// The same without blocking the asynchronous runtime.
    pub async fn authenticate_async(&self, text: &str) -> Result<Authenticated, Denied> {
        if let Some(answer) = self.recognise(text) {
            return answer;
        }
        let (tell, told) = oneshot::channel();
        let job = Job::Recognise {
            text: text.to_owned(),
            tell,
        };
        self.reader.send(job).map_err(|_| Denied::Unavailable)?;
        if let Ok(answer) = tokio::time::timeout(READ_WITHIN, told).await {
            return answer.unwrap_or(Err(Denied::Unavailable));
        }
        // The reading hangs: those who follow need not wait for it too.
        self.keys.failed();
        self.keys.settle(text)
    }

    fn recognise(&self, text: &str) -> Option<Result<Authenticated, Denied>> {
        let (answer, try_again) = self.keys.recognise(text, true);
        if try_again && !self.keys.trying_again.swap(true, Ordering::Relaxed) {
            let _ = self.reader.send(Job::TryAgain);
        }
        answer
    }
}

impl Keys {
    fn work(&self, jobs: &Receiver<Job>) {
        for job in jobs {
            match job {
                Job::Recognise { tell, .. } if tell.is_closed() => {}
                Job::Recognise { text, tell } => {
                    let _ = tell.send(self.authenticate(&text));
                }
                Job::TryAgain => {
                    let _one = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
                    self.read();
                    self.trying_again.store(false, Ordering::Relaxed);
                }
            }
        }
    }

    fn authenticate(&self, text: &str) -> Result<Authenticated, Denied> {
        let _one = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever waited here finds what the one before it has read.
        if let (Some(answer), _) = self.recognise(text, true) {
            return answer;
        }
        self.read();
        self.settle(text)
    }

    /// Answers from the snapshot as it is.
    fn settle(&self, text: &str) -> Result<Authenticated, Denied> {
        self.recognise(text, false)
            .0
            .unwrap_or(Err(Denied::Unavailable))
    }

    /// Answers from the snapshot; nothing if it should be read (again) first. Also whether the store, which was
    /// away, should be tried again beside the answer.
    fn recognise(
        &self,
        text: &str,
        may_read: bool,
    ) -> (Option<Result<Authenticated, Denied>>, bool) {
        let Some(prefix) = prefix_of(text) else {
            return (Some(Err(Denied::NoKey)), false);
        };
        let now = self.clock.now();
        let snapshot = self.snapshot.read().unwrap_or_else(PoisonError::into_inner);
        let standing = snapshot.standing(now);
        if may_read && standing == Standing::Stale {
            return (None, false);
        }
        let key = snapshot.keys.get(prefix).cloned();
        drop(snapshot);
        // The digest is taken and compared also where there is no such key: the time tells nothing.
        let digest: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        let stored = key.as_ref().map_or([0; 32], |key| key.hash);
        let equal = bool::from(digest.ct_eq(&stored));
        let answer = match (key, standing) {
            (Some(key), _) if equal => Some(key.in_force(now).map(|()| Authenticated { key })),
            (None, Standing::Fresh { may_miss: true }) if may_read => None,
            // It may have been issued since.
            (None, Standing::Away { .. } | Standing::Stale) => Some(Err(Denied::Unavailable)),
            _ => Some(Err(Denied::UnknownKey)),
        };
        (answer, standing == Standing::Away { try_again: true })
    }

    /// Reads the keys. Those once read stay good while the store is away.
    fn read(&self) {
        let read = match self.pool.get_timeout(CONNECT_WITHIN) {
            Ok(mut conn) => read_tx(&mut conn, read_keys).map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        match read {
            Ok(keys) => {
                *self.write() = Snapshot {
                    keys,
                    read_at: Some(self.clock.now()),
                    failed_at: None,
                };
            }
            Err(error) => {
                tracing::error!(%error, "keys cannot be read");
                self.failed();
            }
        }
    }

    fn failed(&self) {
        self.write().failed_at = Some(self.clock.now());
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Snapshot> {
        self.snapshot
            .write()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn prefix_of(text: &str) -> Option<&str> {
    let (prefix, secret) = text.strip_prefix(MARK)?.split_once('_')?;
    (!prefix.is_empty() && !secret.is_empty() && text.len() <= 200).then_some(prefix)
}

impl Authenticated {
    /// The entity that calls.
    pub fn entity_id(&self) -> i64 {
        self.key.entity_id
    }

    /// The key with which it calls, for limits and metrics.
    pub fn key_id(&self) -> i64 {
        self.key.id
    }

    /// Authorises a check: every kind that it asks must be granted.
    pub fn for_check(&self, request: &CheckRequest, request_id: String) -> Result<Access, Denied> {
        let access = self.open(Service::Check, self.key.may_check, request_id)?;
        for declaration in &request.declarations {
            access.permits(declaration.kind())?;
        }
        Ok(access)
    }

    /// Authorises a stream of checks; the kinds are judged row by row.
    pub fn for_massive(&self, request_id: String) -> Result<Access, Denied> {
        self.open(Service::MassiveCheck, self.key.may_check, request_id)
    }

    /// Authorises the supplies of a Comune.
    pub fn for_supply(&self, comune: &str, request_id: String) -> Result<Access, Denied> {
        let access = self.open(Service::Supply, self.key.may_supply, request_id)?;
        if access.scope().covers(comune) {
            Ok(access)
        } else {
            Err(Denied::Comune(comune.to_owned()))
        }
    }

    /// Authorises reading about the supplies of whichever Comuni the key holds; the service judges each.
    pub fn for_supplies(&self, request_id: String) -> Result<Access, Denied> {
        self.open(Service::Supply, self.key.may_supply, request_id)
    }

    fn open(&self, service: Service, granted: bool, request_id: String) -> Result<Access, Denied> {
        if granted {
            Ok(Access::new(Arc::clone(&self.key), service, request_id))
        } else {
            Err(Denied::Service(service))
        }
    }
}
