//! The directory in which supplies are kept as they came, on disk before anything is said about them.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use schema::clock::Entropy;
use sha2::{Digest, Sha256};

/// A body put on disk under a provisional name.
pub struct Stored {
    path: PathBuf,
    dir: PathBuf,
    suffix: String,
    /// SHA-256 of the bytes, hex.
    pub digest: String,
    /// Number of bytes.
    pub size: i64,
}

/// Writes a body to the inbox, byte by byte as it comes, and waits until it is on disk.
pub fn store(dir: &Path, entropy: &dyn Entropy, body: &mut dyn Read) -> io::Result<Stored> {
    fs::create_dir_all(dir)?;
    let mut random = [0; 8];
    entropy.fill(&mut random)?;
    let suffix = hex::encode(random);
    let path = dir.join(format!("{suffix}.part"));
    let written = write(&path, body);
    if written.is_err() {
        let _ = fs::remove_file(&path);
    }
    let (digest, size) = written?;
    Ok(Stored {
        path,
        dir: dir.to_owned(),
        suffix,
        digest,
        size,
    })
}

fn write(path: &Path, body: &mut dyn Read) -> io::Result<(String, i64)> {
    let mut file = File::create_new(path)?;
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
        let name = format!("{comune}-{number:06}-{}.fornitura", self.suffix);
        let path = self.dir.join(&name);
        fs::rename(&self.path, &path)?;
        File::open(&self.dir)?.sync_all()?;
        self.path = path;
        Ok(name)
    }

    /// Throws it away.
    pub fn discard(self) {
        // What cannot be removed now is an orphan that no row names: harmless.
        let _ = fs::remove_file(&self.path);
    }
}

/// The spool that belongs to a file of the inbox.
pub fn spool_path(dir: &Path, file: &str) -> PathBuf {
    dir.join(format!("{file}.spool"))
}
