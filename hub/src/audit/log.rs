//! The log as others see it: signed checkpoints, tiles, proofs, and what witnesses signed. Nothing of it is personal.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DbError};
use schema::clock::Clock;
use schema::db::{Db, Pool, read_tx, write_tx};
use schema::tables::{audit_checkpoint, audit_cosignature, audit_head};
use thiserror::Error;

use super::checkpoint::Checkpoint;
use super::keys::SigningKey;
use super::note::{BadNote, KeyUse, Note, NoteKey, Signature, Signed, note_key};
use super::tree::{self, Hash, StoredTree, Tile, TreeError, consistency, entry_bundle, inclusion};

/// While the tree grows, a checkpoint that nobody needs to be newer is given again for so long.
const EVERY: Duration = Duration::milliseconds(500);
/// How long a connection is waited for: whoever asks needs no key.
const CONNECT_WITHIN: std::time::Duration = std::time::Duration::from_secs(2);

/// Why the log has no answer.
#[derive(Debug, Error)]
pub enum LogError {
    /// No connection.
    #[error("no connection to the trace: {0}")]
    Pool(#[from] diesel::r2d2::PoolError),
    /// The tree cannot be read.
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// The tree is not what it was when a checkpoint was signed: nothing more is signed.
    #[error("the trace contradicts the checkpoint of {0} leaves: run anagrafe-hub log verify")]
    Contradicted(i64),
    /// A stored checkpoint, or one that was sent, is none.
    #[error(transparent)]
    Note(#[from] BadNote),
    /// It is not one of the log's own checkpoints.
    #[error("not a checkpoint of this log")]
    Unknown,
    /// No configured witness has signed it.
    #[error("no signature of a known witness")]
    NoWitness,
}

impl From<DbError> for LogError {
    fn from(error: DbError) -> Self {
        Self::Tree(TreeError::Store(error))
    }
}

impl schema::db::TxError for LogError {
    fn database(&self) -> Option<&DbError> {
        match self {
            Self::Tree(TreeError::Store(error)) => Some(error),
            _ => None,
        }
    }
}

/// Who signs the log, and whose signatures count.
#[derive(Debug)]
pub struct LogKeys {
    /// The log's name, and that of its key.
    pub origin: String,
    /// Signs.
    pub signer: SigningKey,
    /// Keys that signed earlier.
    pub previous: Vec<NoteKey>,
    /// Keys of the witnesses.
    pub witnesses: Vec<NoteKey>,
}

impl LogKeys {
    /// The key that signs now.
    pub fn key(&self) -> NoteKey {
        note_key(&self.origin, &self.signer, KeyUse::Note)
    }

    /// All keys whose signature makes a checkpoint the log's own.
    pub fn own(&self) -> Vec<NoteKey> {
        [&[self.key()][..], &self.previous].concat()
    }
}

/// A checkpoint that has been given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// The note, with the witnesses' lines.
    pub note: Note,
}

/// The log of one trace. Its methods wait for the database.
pub struct Log {
    trace: Pool,
    clock: Arc<dyn Clock>,
    keys: LogKeys,
    last: Mutex<Option<(DateTime<Utc>, SignedCheckpoint)>>,
}

impl Log {
    /// Over the trace's store.
    pub fn new(trace: Pool, clock: Arc<dyn Clock>, keys: LogKeys) -> Self {
        Self {
            trace,
            clock,
            keys,
            last: Mutex::new(None),
        }
    }

    /// The log's keys.
    pub fn keys(&self) -> &LogKeys {
        &self.keys
    }

    /// A checkpoint of the tree as it is, or was half a second ago.
    pub fn checkpoint(&self) -> Result<SignedCheckpoint, LogError> {
        self.newer_than(None)
    }

    /// A checkpoint of a tree that holds that leaf.
    pub fn checkpoint_with(&self, index: u64) -> Result<SignedCheckpoint, LogError> {
        self.newer_than(Some(index))
    }

    fn newer_than(&self, index: Option<u64>) -> Result<SignedCheckpoint, LogError> {
        // One makes it, the others wait and find it made.
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        if let Some((made, signed)) = &*last {
            let enough = match index {
                Some(index) => signed.checkpoint.size > index,
                None => (now - *made).abs() < EVERY,
            };
            if enough {
                return Ok(signed.clone());
            }
        }
        let mut conn = self.connect()?;
        let signed = self.make(&mut conn, now)?;
        *last = Some((now, signed.clone()));
        Ok(signed)
    }

    fn make(&self, conn: &mut Db, now: DateTime<Utc>) -> Result<SignedCheckpoint, LogError> {
        let checkpoint = read_tx(conn, |conn| self.head(conn))?;
        let size = checkpoint.size as i64;
        if let Some(signed) = read(conn, size)? {
            // Every node makes the same text; what another has signed stands.
            if signed.checkpoint == checkpoint {
                return Ok(signed);
            }
            return Err(LogError::Contradicted(size));
        }
        let note = Note::signed(checkpoint.text(), &self.keys.origin, &self.keys.signer);
        let stored = write_tx(conn, |conn| {
            diesel::insert_into(audit_checkpoint::table)
                .values((
                    audit_checkpoint::size.eq(size),
                    audit_checkpoint::at.eq(now.naive_utc()),
                    audit_checkpoint::note.eq(note.to_string()),
                ))
                .execute(conn)
        });
        match stored {
            // Another node has stored the same at the same moment.
            Ok(_) | Err(DbError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
                Ok(SignedCheckpoint { checkpoint, note })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The tree as it stands; refused where it is not the continuation of what was signed last.
    fn head(&self, conn: &mut Db) -> Result<Checkpoint, LogError> {
        let last: i64 = audit_head::table
            .find(1)
            .select(audit_head::last)
            .first(conn)?;
        let size = (last + 1) as u64;
        let mut tree = StoredTree::new(conn, size);
        let root = tree::root(&mut tree, size)?;
        let signed: Option<(i64, String)> = audit_checkpoint::table
            .order(audit_checkpoint::size.desc())
            .select((audit_checkpoint::size, audit_checkpoint::note))
            .first(conn)
            .optional()?;
        if let Some((before, note)) = signed {
            let checkpoint = Checkpoint::parse(&Note::parse(&note)?.text)?;
            if before as u64 > size
                || tree::root(&mut StoredTree::new(conn, before as u64), before as u64)?
                    != checkpoint.root
            {
                tracing::error!(leaves = before, "the trace contradicts a checkpoint");
                return Err(LogError::Contradicted(before));
            }
        }
        Ok(Checkpoint {
            origin: self.keys.origin.clone(),
            size,
            root,
        })
    }

    /// The newest checkpoint that holds that leaf and that a witness has signed.
    pub fn cosigned_with(&self, index: u64) -> Result<Option<SignedCheckpoint>, LogError> {
        let mut conn = self.connect()?;
        let size: Option<i64> = audit_cosignature::table
            .filter(audit_cosignature::size.gt(index as i64))
            .select(diesel::dsl::max(audit_cosignature::size))
            .first(&mut conn)?;
        match size {
            Some(size) => read(&mut conn, size),
            None => Ok(None),
        }
    }

    /// A tile as it is served; nothing if the tree does not have it.
    pub fn tile(&self, tile: &Tile) -> Result<Option<Vec<u8>>, LogError> {
        let mut conn = self.connect()?;
        let so_far = leaves_so_far(&mut conn)?;
        if tile.needs().is_none_or(|size| size > so_far) {
            return Ok(None);
        }
        Ok(Some(entry_bundle(&mut conn, tile)?))
    }

    /// Proof that a leaf is in the tree of that size; nothing if it is not, or there is no such tree yet.
    pub fn inclusion(&self, index: u64, size: u64) -> Result<Option<Vec<Hash>>, LogError> {
        let mut conn = self.connect()?;
        if index >= size || size > leaves_so_far(&mut conn)? {
            return Ok(None);
        }
        let mut tree = StoredTree::new(&mut conn, size);
        Ok(Some(inclusion(&mut tree, index, size)?))
    }

    /// Proof that the tree of `old` leaves is the beginning of that of `size`.
    pub fn consistency(&self, old: u64, size: u64) -> Result<Option<Vec<Hash>>, LogError> {
        let mut conn = self.connect()?;
        if old > size || size > leaves_so_far(&mut conn)? {
            return Ok(None);
        }
        let mut tree = StoredTree::new(&mut conn, size);
        Ok(Some(consistency(&mut tree, old, size)?))
    }

    /// Takes in what witnesses have signed: a note with a text that the log has signed itself, and their lines. The
    /// names of those whose signature was taken.
    pub fn accept(&self, note: &str) -> Result<Vec<String>, LogError> {
        let note = Note::parse(note)?;
        let checkpoint = Checkpoint::parse(&note.text)?;
        let size = i64::try_from(checkpoint.size).map_err(|_| LogError::Unknown)?;
        let mut conn = self.connect()?;
        let own = read(&mut conn, size)?.ok_or(LogError::Unknown)?;
        if own.note.text != note.text {
            return Err(LogError::Unknown);
        }
        let good: Vec<(&NoteKey, &Signature)> = self
            .keys
            .witnesses
            .iter()
            .filter(|key| matches!(key.judge(&note), Signed::Yes { .. }))
            .filter_map(|key| {
                let own =
                    |signature: &&Signature| signature.name == key.name && signature.id == key.id();
                Some((key, note.signatures.iter().find(own)?))
            })
            .collect();
        if good.is_empty() {
            return Err(LogError::NoWitness);
        }
        let at = self.clock.now().naive_utc();
        write_tx::<_, DbError>(&mut conn, |conn| {
            for (key, signature) in &good {
                let place = audit_cosignature::table.find((size, &key.name));
                diesel::delete(place).execute(conn)?;
                diesel::insert_into(audit_cosignature::table)
                    .values((
                        audit_cosignature::size.eq(size),
                        audit_cosignature::witness.eq(&key.name),
                        audit_cosignature::at.eq(at),
                        audit_cosignature::line.eq(signature.to_string()),
                    ))
                    .execute(conn)?;
            }
            Ok(())
        })?;
        // The next to ask sees them.
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(good.into_iter().map(|(key, _)| key.name.clone()).collect())
    }

    pub(super) fn connect(
        &self,
    ) -> Result<diesel::r2d2::PooledConnection<schema::db::Manager>, diesel::r2d2::PoolError> {
        self.trace.get_timeout(CONNECT_WITHIN)
    }
}

fn leaves_so_far(conn: &mut Db) -> QueryResult<u64> {
    let last: i64 = audit_head::table
        .find(1)
        .select(audit_head::last)
        .first(conn)?;
    Ok((last + 1) as u64)
}

/// The stored checkpoint of that size, with its witnesses' lines.
fn read(conn: &mut Db, size: i64) -> Result<Option<SignedCheckpoint>, LogError> {
    let note: Option<String> = audit_checkpoint::table
        .find(size)
        .select(audit_checkpoint::note)
        .first(conn)
        .optional()?;
    let Some(note) = note else { return Ok(None) };
    let mut note = Note::parse(&note)?;
    let lines: Vec<String> = audit_cosignature::table
        .filter(audit_cosignature::size.eq(size))
        .order(audit_cosignature::witness)
        .select(audit_cosignature::line)
        .load(conn)?;
    for line in &lines {
        note.signatures.push(Signature::parse(line)?);
    }
    Ok(Some(SignedCheckpoint {
        checkpoint: Checkpoint::parse(&note.text)?,
        note,
    }))
}
