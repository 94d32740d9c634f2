//! The directory in which supplies are kept as they came, on disk before anything is said about them.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufReader, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use schema::clock::Entropy;
use sha2::{Digest, Sha256};

/// Extension of a body whose header is not known yet.
const PROVISIONAL: &str = "part";
/// Extension of a body that has its lasting name.
const LASTING: &str = "fornitura";
/// Extension of a spool, behind the whole name of its body.
const SPOOL: &str = "spool";

/// A body put on disk under a provisional name.
pub struct Stored {
    path: PathBuf,
    /// Locked while this value lives, so that nobody takes the file for one that a dead process left.
    _file: File,
    dir: PathBuf,
    suffix: String,
    /// SHA-256 of the bytes, hex.
    pub digest: String,
    /// Number of bytes.
    pub size: i64,
}

/// Writes a body to the inbox, byte by byte as it comes, and waits until it is on disk.
pub fn store(dir: &Path, entropy: &dyn Entropy, body: &mut dyn Read) -> io::Result<Stored> {
    DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    let (mut file, suffix, path) = create(dir, entropy)?;
    let written = write(&mut file, body);
    if written.is_err() {
        let _ = fs::remove_file(&path);
    }
    let (digest, size) = written?;
    Ok(Stored {
        path,
        _file: file,
        dir: dir.to_owned(),
        suffix,
        digest,
        size,
    })
}

/// How files of the inbox are opened to be written: they hold a Comune's residents, and are nobody else's to read.
pub fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).mode(0o600);
    options
}

/// A new file, locked, with the random part of its name.
fn create(dir: &Path, entropy: &dyn Entropy) -> io::Result<(File, String, PathBuf)> {
    loop {
        let mut random = [0; 8];
        entropy.fill(&mut random)?;
        let suffix = hex::encode(random);
        let path = dir.join(format!("{suffix}.{PROVISIONAL}"));
        let file = private().create_new(true).open(&path)?;
        // On a file system without locks nothing is ever cleared away.
        let _ = file.lock();
        // Before it was locked it may have been cleared away.
        if path.try_exists()? {
            return Ok((file, suffix, path));
        }
    }
}

fn write(file: &mut File, body: &mut dyn Read) -> io::Result<(String, i64)> {
    let mut hash = Sha256::new();
    let mut size = 0;
    let mut buffer = vec![0; 64 << 10];
    loop {
        let read = match body.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let bytes = buffer.get(..read).unwrap_or_default();
        hash.update(bytes);
        file.write_all(bytes)?;
        size += read as i64;
    }
    file.sync_all()?;
    Ok((hex::encode(hash.finalize()), size))
}

impl Stored {
    /// Opens it to be read.
    pub fn open(&self) -> io::Result<BufReader<File>> {
        Ok(BufReader::with_capacity(64 << 10, File::open(&self.path)?))
    }

    /// Gives it its lasting name, which it returns: Comune, number and a random part.
    pub fn keep(&mut self, comune: &str, number: i64) -> io::Result<String> {
        let name = format!("{comune}-{number:06}-{}.{LASTING}", self.suffix);
        self.keep_as(&name)?;
        Ok(name)
    }

    /// Gives it a lasting name that is registered already.
    pub fn keep_as(&mut self, name: &str) -> io::Result<()> {
        let path = self.dir.join(name);
        fs::rename(&self.path, &path)?;
        File::open(&self.dir)?.sync_all()?;
        self.path = path;
        Ok(())
    }

    /// True if it has a lasting name.
    pub fn is_kept(&self) -> bool {
        self.path
            .extension()
            .is_some_and(|extension| extension == LASTING)
    }

    /// Throws it away.
    pub fn discard(self) {
        // What cannot be removed now is cleared away by the next start.
        let _ = fs::remove_file(&self.path);
    }
}

/// The spool that belongs to a file of the inbox.
pub fn spool_path(dir: &Path, file: &str) -> PathBuf {
    dir.join(format!("{file}.{SPOOL}"))
}

/// What a body of the inbox is to the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registered {
    /// No supply names it.
    No,
    /// Its supply is still to be loaded.
    Pending,
    /// Its supply is loaded or held.
    Done,
}

/// Removes what dead processes left: bodies that had not come whole, whole ones that were never registered, and
/// spools that nobody will read again. `registered` says what a file is to the register.
pub fn clear<E>(
    dir: &Path,
    mut registered: impl FnMut(&str) -> Result<Registered, E>,
) -> Result<(), E>
where
    E: From<io::Error>,
{
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let (Some(name), Some(extension)) = (name, path.extension()) else {
            continue;
        };
        let is_left = if extension == SPOOL {
            let body = path.file_stem().and_then(|name| name.to_str());
            registered(body.unwrap_or_default())? != Registered::Pending
        } else if extension == PROVISIONAL {
            is_free(&path)
        } else {
            // Whoever has registered it has done so before giving the lock back: so it is asked again.
            extension == LASTING
                && registered(name)? == Registered::No
                && is_free(&path)
                && registered(name)? == Registered::No
        };
        if is_left {
            let _ = fs::remove_file(&path);
        }
    }
    Ok(())
}

/// True if nobody works with the body any more: whoever does holds its lock.
fn is_free(path: &Path) -> bool {
    File::open(path).is_ok_and(|file| file.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use schema::clock::SeededEntropy;
    use std::os::unix::fs::PermissionsExt;

    /// Also where the shell that started the process lets everybody read, as that of the tests does.
    #[test]
    fn what_is_received_is_for_nobody_else() {
        let directory = tempfile::tempdir().unwrap();
        let inbox = directory.path().join("received/here");
        let mut body: &[u8] = b"una fornitura";
        let mut stored = store(&inbox, &SeededEntropy::new(0), &mut body).unwrap();
        let name = stored.keep("036014", 1).unwrap();
        let spool = spool_path(&inbox, &name);
        crate::load::spool::SpoolWriter::create(&spool).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&inbox), 0o700);
        assert_eq!(mode(&inbox.join(name)), 0o600);
        assert_eq!(mode(&spool), 0o600);
    }
}
