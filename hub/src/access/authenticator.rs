//! Recognising callers, from a snapshot of the directory in memory.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, unbounded};
use diesel::QueryResult;
use schema::clock::Clock;
use schema::db::{Db, Pool, read_tx};
use tokio::sync::oneshot;

use super::caller::{Caller, Credential};
use super::denied::Denied;
use super::directory::{Directory, DirectoryRows, read_version};
use super::knocks::Known;
use super::recognise::{by_key, by_user, prefix_of, proved};
use super::standing::{Snapshot, Standing};

/// How long a reading waits for a connection: every caller waits with it, so less than the pool would.
const CONNECT_WITHIN: Duration = Duration::from_secs(2);
/// How long a caller waits for a reading, whatever holds it up.
const READ_WITHIN: Duration = Duration::from_secs(3);

/// Recognises callers. The store is read by a thread of its own, so that no other work that waits for disk or
/// database can hold recognition up.
pub struct Authenticator {
    keeper: Arc<Keeper>,
    reader: Sender<Job>,
}

struct Keeper {
    pool: Pool,
    clock: Arc<dyn Clock>,
    snapshot: RwLock<Snapshot>,
    reading: Mutex<()>,
    trying_again: AtomicBool,
}

/// Who is to be recognised.
#[derive(Clone, Debug)]
enum Who {
    /// Whoever holds this key.
    Key(String),
    /// A user who has proved it otherwise.
    User(i64, Credential),
}

impl Who {
    /// Whether only the hub could have made what was shown: of that there is no stream of wrong ones, so a key that
    /// was registered a moment ago is worth a reading at once.
    const fn is_signed(&self) -> bool {
        matches!(self, Self::User(_, Credential::Token { .. }))
    }
}

enum Job {
    /// A caller waits.
    Recognise {
        who: Who,
        tell: oneshot::Sender<Result<Caller, Denied>>,
    },
    /// Nobody waits: the store was away, and may be back.
    TryAgain,
}

impl Authenticator {
    /// Over the register's store; nothing is read before the first caller.
    pub fn start(pool: Pool, clock: Arc<dyn Clock>) -> std::io::Result<Self> {
        let keeper = Arc::new(Keeper {
            pool,
            clock,
            snapshot: RwLock::default(),
            reading: Mutex::default(),
            trying_again: AtomicBool::new(false),
        });
        let (reader, jobs) = unbounded();
        let reading = Arc::clone(&keeper);
        // It ends with the last sender.
        std::thread::Builder::new()
            .name("directory".to_owned())
            .spawn(move || reading.work(&jobs))?;
        Ok(Self { keeper, reader })
    }

    /// Recognises whoever holds a key; it reads the store where the snapshot is old or does not know the key, so
    /// it may block.
    pub fn authenticate(&self, text: &str) -> Result<Caller, Denied> {
        self.find(&Who::Key(text.to_owned()))
    }

    /// The same without blocking the asynchronous runtime.
    pub async fn authenticate_async(&self, text: &str) -> Result<Caller, Denied> {
        self.find_async(Who::Key(text.to_owned())).await
    }

    /// Recognises a user who has proved who they are by a token or a session; it may block.
    pub fn user(&self, user_id: i64, credential: Credential) -> Result<Caller, Denied> {
        self.find(&Who::User(user_id, credential))
    }

    /// The same without blocking the asynchronous runtime.
    pub async fn user_async(&self, user_id: i64, credential: Credential) -> Result<Caller, Denied> {
        self.find_async(Who::User(user_id, credential)).await
    }

    /// Whose key that is, in force or not, as the directory was last read.
    pub fn whose(&self, text: &str) -> Option<Known> {
        let directory = self.keeper.directory();
        let key = proved(&directory, text)?;
        Some(Known::of(&key.user, key.id))
    }

    /// A user, whether it may do anything or not, as the directory was last read.
    pub fn known(&self, user_id: i64, key_id: i64) -> Option<Known> {
        let directory = self.keeper.directory();
        directory.user(user_id).map(|user| Known::of(user, key_id))
    }

    fn find(&self, who: &Who) -> Result<Caller, Denied> {
        match self.recognise(who) {
            Some(answer) => answer,
            None => self.keeper.find(who),
        }
    }

    async fn find_async(&self, who: Who) -> Result<Caller, Denied> {
        if let Some(answer) = self.recognise(&who) {
            return answer;
        }
        let (tell, told) = oneshot::channel();
        let job = Job::Recognise {
            who: who.clone(),
            tell,
        };
        self.reader.send(job).map_err(|_| Denied::Unavailable)?;
        if let Ok(answer) = tokio::time::timeout(READ_WITHIN, told).await {
            return answer.unwrap_or(Err(Denied::Unavailable));
        }
        // The reading hangs: those who follow need not wait for it too.
        self.keeper.failed();
        self.keeper.settle(&who)
    }

    fn recognise(&self, who: &Who) -> Option<Result<Caller, Denied>> {
        let (answer, try_again) = self.keeper.recognise(who, true);
        if try_again && !self.keeper.trying_again.swap(true, Ordering::Relaxed) {
            let _ = self.reader.send(Job::TryAgain);
        }
        answer
    }
}

impl Keeper {
    fn work(&self, jobs: &Receiver<Job>) {
        for job in jobs {
            match job {
                Job::Recognise { tell, .. } if tell.is_closed() => {}
                Job::Recognise { who, tell } => {
                    let _ = tell.send(self.find(&who));
                }
                Job::TryAgain => {
                    let _one = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
                    self.read();
                    self.trying_again.store(false, Ordering::Relaxed);
                }
            }
        }
    }

    fn find(&self, who: &Who) -> Result<Caller, Denied> {
        let _one = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever waited here finds what the one before it has read.
        if let (Some(answer), _) = self.recognise(who, true) {
            return answer;
        }
        self.read();
        self.settle(who)
    }

    /// Answers from the snapshot as it is.
    fn settle(&self, who: &Who) -> Result<Caller, Denied> {
        self.recognise(who, false)
            .0
            .unwrap_or(Err(Denied::Unavailable))
    }

    /// Answers from the snapshot; nothing if it should be read (again) first. Also whether the store, which was
    /// away, should be tried again beside the answer.
    fn recognise(&self, who: &Who, may_read: bool) -> (Option<Result<Caller, Denied>>, bool) {
        if let Who::Key(text) = who
            && prefix_of(text).is_none()
        {
            return (Some(Err(Denied::NoKey)), false);
        }
        let snapshot = self.snapshot.read().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        let standing = snapshot.standing(now);
        if may_read && standing == Standing::Stale {
            return (None, false);
        }
        let directory = Arc::clone(&snapshot.directory);
        drop(snapshot);
        let found = match who {
            Who::Key(text) => by_key(&directory, text, now.naive_utc()),
            Who::User(id, credential) => by_user(&directory, *id, credential, now.naive_utc()),
        };
        let answer = match (found, standing) {
            (Some(answer), _) => Some(answer),
            (None, Standing::Fresh { may_miss }) if may_read && (may_miss || who.is_signed()) => {
                None
            }
            // It may have been made since.
            (None, Standing::Away { .. } | Standing::Stale) => Some(Err(Denied::Unavailable)),
            (None, Standing::Fresh { .. }) => Some(Err(match who {
                Who::Key(_) | Who::User(_, Credential::Token { .. }) => Denied::UnknownKey,
                Who::User(..) => Denied::UserDisabled,
            })),
        };
        (answer, standing == Standing::Away { try_again: true })
    }

    /// Reads the directory if it has changed. What was once read stays good while the store is away.
    fn read(&self) {
        let known = {
            let snapshot = self.snapshot.read().unwrap_or_else(PoisonError::into_inner);
            snapshot.read_at.map(|_| snapshot.directory.version())
        };
        let read = match self.pool.get_timeout(CONNECT_WITHIN) {
            Ok(mut conn) => read_tx(&mut conn, |conn| read_changed(conn, known))
                .map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        match read {
            Ok(changed) => {
                let directory = changed.map(|(version, rows)| Directory::build(version, rows));
                let mut snapshot = self.write();
                if let Some(directory) = directory {
                    snapshot.directory = Arc::new(directory);
                }
                snapshot.read_at = Some(self.clock.now());
                snapshot.failed_at = None;
            }
            Err(error) => {
                tracing::error!(%error, "the directory cannot be read");
                self.failed();
            }
        }
    }

    fn directory(&self) -> Arc<Directory> {
        let snapshot = self.snapshot.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&snapshot.directory)
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

fn read_changed(conn: &mut Db, known: Option<i64>) -> QueryResult<Option<(i64, DirectoryRows)>> {
    let version = read_version(conn)?;
    if known == Some(version) {
        return Ok(None);
    }
    Ok(Some((version, DirectoryRows::read(conn)?)))
}
