//! The files: a lock, a directory for each index that is or will be, and a note that one is to be built anew.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use super::IndexError;

const LOCK: &str = "lock";
const REQUEST: &str = "rebuild";
const INDEX: &str = "index-";

/// The directory of the search index, held by this process.
pub(super) struct Directory {
    path: PathBuf,
    /// Let go of when the process ends, however it ends.
    _lock: File,
}

/// Asks the process that keeps the index, now or next, to build it anew.
///
/// # Errors
/// The directory cannot be written.
pub fn request_rebuild(directory: &Path) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    fs::write(directory.join(REQUEST), b"")
}

impl Directory {
    /// Takes it for this process.
    pub fn take(path: &Path) -> Result<Self, IndexError> {
        fs::create_dir_all(path)?;
        let lock = File::create(path.join(LOCK))?;
        if flock(&lock, FlockOperation::NonBlockingLockExclusive).is_err() {
            return Err(IndexError::Locked(path.to_owned()));
        }
        Ok(Self {
            path: path.to_owned(),
            _lock: lock,
        })
    }

    /// The indexes that are there, the latest first; some may not be complete.
    pub fn indexes(&self) -> io::Result<Vec<PathBuf>> {
        indexes(&self.path)
    }

    /// An empty directory for a new index, later than all others.
    pub fn next(&self) -> io::Result<PathBuf> {
        let last = self.indexes()?.first().and_then(|path| {
            let name = path.file_name()?.to_str()?;
            name.strip_prefix(INDEX)?.parse::<u64>().ok()
        });
        let path = self.path.join(format!("{INDEX}{}", last.unwrap_or(0) + 1));
        fs::create_dir(&path)?;
        Ok(path)
    }

    /// Removes all indexes but one.
    pub fn keep_only(&self, kept: Option<&Path>) -> io::Result<()> {
        for path in self.indexes()? {
            if Some(path.as_path()) != kept {
                fs::remove_dir_all(&path)?;
            }
        }
        Ok(())
    }

    /// True if somebody asked for a new one.
    pub fn rebuild_requested(&self) -> bool {
        self.path.join(REQUEST).exists()
    }

    /// The request is fulfilled.
    pub fn rebuild_done(&self) -> io::Result<()> {
        match fs::remove_file(self.path.join(REQUEST)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// The indexes of a directory, the latest first; some may not be complete.
pub(super) fn indexes(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix(INDEX));
        if let Some(number) = number.and_then(|text| text.parse::<u64>().ok()) {
            found.push((number, entry.path()));
        }
    }
    found.sort_unstable_by_key(|(number, _)| std::cmp::Reverse(*number));
    Ok(found.into_iter().map(|(_, path)| path).collect())
}

/// Bytes of all files in a directory.
pub(super) fn bytes(path: &Path) -> io::Result<u64> {
    let mut sum = 0;
    for entry in fs::read_dir(path)? {
        sum += entry?.metadata()?.len();
    }
    Ok(sum)
}
