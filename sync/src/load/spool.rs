//! The spool: what is good of a supply, parsed once, in a compact file beside the inbox file. A stop in the
//! middle of a load goes on from a record number in it.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

use schema::tables::{HouseholdRow, StreetRow};
use serde::{Deserialize, Serialize};

use super::inbox::private;
use crate::record::PersonRecord;

/// One record of a spool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    /// All the names of one street.
    Street(Vec<StreetRow>),
    /// A sheet.
    Household(HouseholdRow),
    /// A person.
    Person(Box<PersonRecord>),
}

/// Longest record in bytes; a length beyond it means that the file is not a spool.
const LONGEST: u32 = 64 << 20;

/// Bytes after which no further record is taken at once: some five times what 4,000 ordinary records come to.
const ENOUGH: usize = 8 << 20;

/// Writes a spool: for each record its length (u32, little endian) and its postcard form.
pub struct SpoolWriter {
    file: BufWriter<File>,
    buffer: Vec<u8>,
    entries: i64,
}

impl SpoolWriter {
    /// Begins a spool, throwing away what an earlier attempt left.
    pub fn create(path: &Path) -> io::Result<Self> {
        let file = private().create(true).truncate(true).open(path)?;
        Ok(Self {
            file: BufWriter::with_capacity(256 << 10, file),
            buffer: Vec::new(),
            entries: 0,
        })
    }

    /// Adds a record.
    pub fn push(&mut self, entry: &Entry) -> io::Result<()> {
        self.buffer.clear();
        let buffer = std::mem::take(&mut self.buffer);
        self.buffer = postcard::to_extend(entry, buffer).map_err(io::Error::other)?;
        let length = u32::try_from(self.buffer.len()).map_err(io::Error::other)?;
        self.file.write_all(&length.to_le_bytes())?;
        self.file.write_all(&self.buffer)?;
        self.entries += 1;
        Ok(())
    }

    /// Puts everything on disk; returns the number of records.
    pub fn finish(self) -> io::Result<i64> {
        let file = self
            .file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok(self.entries)
    }
}

/// Reads a spool.
pub struct SpoolReader {
    file: BufReader<File>,
    buffer: Vec<u8>,
}

impl SpoolReader {
    /// Opens a spool and passes over the first `skip` records.
    pub fn open(path: &Path, skip: i64) -> io::Result<Self> {
        let mut reader = Self {
            file: BufReader::with_capacity(256 << 10, File::open(path)?),
            buffer: Vec::new(),
        };
        for _ in 0..skip {
            let length = reader
                .length()?
                .ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?;
            reader.file.seek_relative(i64::from(length))?;
        }
        Ok(reader)
    }

    /// The next record; `None` at the end.
    pub fn next(&mut self) -> io::Result<Option<Entry>> {
        let Some(length) = self.length()? else {
            return Ok(None);
        };
        self.buffer.resize(length as usize, 0);
        self.file.read_exact(&mut self.buffer)?;
        postcard::from_bytes(&self.buffer)
            .map(Some)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))
    }

    /// The next records, at most `limit`; fewer where they are long, so that what is held in memory at a time does
    /// not depend on what a Comune writes.
    pub fn take(&mut self, limit: usize) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::with_capacity(limit.min(1 << 16));
        let mut bytes = 0;
        while entries.len() < limit && bytes < ENOUGH {
            match self.next()? {
                Some(entry) => entries.push(entry),
                None => break,
            }
            // The buffer still holds the record just read.
            bytes += self.buffer.len();
        }
        Ok(entries)
    }

    fn length(&mut self) -> io::Result<Option<u32>> {
        let mut bytes = [0; 4];
        let mut read = 0;
        while let Some(rest) = bytes.get_mut(read..).filter(|rest| !rest.is_empty()) {
            match self.file.read(rest) {
                Ok(0) if read == 0 => return Ok(None),
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(count) => read += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        let length = u32::from_le_bytes(bytes);
        if length > LONGEST {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(Some(length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(line: i64) -> Entry {
        Entry::Person(Box::new(PersonRecord {
            line,
            ..PersonRecord::default()
        }))
    }

    #[test]
    fn it_goes_on_where_it_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("spool");
        let mut writer = SpoolWriter::create(&path).unwrap();
        for line in 0..10 {
            writer.push(&person(line)).unwrap();
        }
        assert_eq!(writer.finish().unwrap(), 10);
        let mut reader = SpoolReader::open(&path, 7).unwrap();
        assert_eq!(reader.take(2).unwrap(), [person(7), person(8)]);
        assert_eq!(reader.take(9).unwrap(), [person(9)]);
        assert_eq!(reader.next().unwrap(), None);
        assert!(SpoolReader::open(&path, 11).is_err());
    }

    #[test]
    fn a_spool_cut_short_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("spool");
        let mut writer = SpoolWriter::create(&path).unwrap();
        writer.push(&person(1)).unwrap();
        writer.finish().unwrap();
        let bytes = std::fs::read(&path).unwrap();
        for cut in 1..bytes.len() {
            std::fs::write(&path, &bytes[..cut]).unwrap();
            assert!(
                SpoolReader::open(&path, 0)
                    .and_then(|mut r| r.next())
                    .is_err()
            );
        }
    }

    #[test]
    fn long_records_are_taken_fewer_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("spool");
        let mut writer = SpoolWriter::create(&path).unwrap();
        for line in 0..10 {
            writer
                .push(&Entry::Person(Box::new(PersonRecord {
                    line,
                    local_id: "x".repeat(3 << 20),
                    ..PersonRecord::default()
                })))
                .unwrap();
        }
        writer.finish().unwrap();
        let mut reader = SpoolReader::open(&path, 0).unwrap();
        let taken: Vec<usize> = (0..5).map(|_| reader.take(4_000).unwrap().len()).collect();
        assert_eq!(taken, [3, 3, 3, 1, 0]);
        // From any record it goes on alike: a piece that is repeated is the same piece.
        let mut again = SpoolReader::open(&path, 3).unwrap();
        assert_eq!(again.take(4_000).unwrap().len(), 3);
    }
}
