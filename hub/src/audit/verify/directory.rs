//! The log as `log export` wrote it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Lines};
use std::iter::{Enumerate, Peekable};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use super::{Keys, Place, Source, StoredCheckpoint, StoredRecord, VerifyError};
use crate::audit::canonical::canonical;
use crate::audit::export::{CHECKPOINTS, EXPIRED, HEAD, RECORDS};
use crate::audit::note::NoteKey;
use crate::audit::tree::{TILE_WIDTH, Tile, TileKind};

const WIDTH: i64 = TILE_WIDTH as i64;

/// An exported log. The files of lines are read once, from beginning to end.
pub struct DirectorySource {
    directory: PathBuf,
    last: i64,
    keys: Keys,
    records: Numbered,
    expired: Numbered,
    checkpoints: Numbered,
    strangers: Vec<i64>,
}

#[derive(Deserialize)]
struct Summary {
    last: i64,
    #[serde(default)]
    log_keys: Vec<String>,
    #[serde(default)]
    witnesses: Vec<String>,
}

impl DirectorySource {
    /// Opens an exported log.
    pub fn open(directory: &Path) -> Result<Self, VerifyError> {
        let head = directory.join(HEAD);
        let text = fs::read_to_string(&head).map_err(|e| VerifyError::File(head.clone(), e))?;
        let summary: Summary =
            serde_json::from_str(&text).map_err(|_| VerifyError::Line(head, 1))?;
        let keys = |texts: &[String]| -> Vec<NoteKey> {
            texts
                .iter()
                .filter_map(|text| NoteKey::parse(text).ok())
                .collect()
        };
        Ok(Self {
            last: summary.last,
            keys: Keys {
                log: keys(&summary.log_keys),
                witnesses: keys(&summary.witnesses),
            },
            records: Numbered::open(&directory.join(RECORDS), "number")?,
            expired: Numbered::open(&directory.join(EXPIRED), "number")?,
            checkpoints: Numbered::open(&directory.join(CHECKPOINTS), "size")?,
            strangers: Vec::new(),
            directory: directory.to_owned(),
        })
    }

    /// The keys that the directory itself names: worth no more than the directory.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    fn tile(&self, tile: &Tile) -> Result<Option<Vec<u8>>, VerifyError> {
        let path = self.directory.join("tile").join(tile.path());
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(VerifyError::File(path, error)),
        }
    }
}

impl Source for DirectorySource {
    fn head(&mut self) -> Result<i64, VerifyError> {
        Ok(self.last)
    }

    fn places(&mut self, from: i64, to: i64) -> Result<Vec<Place>, VerifyError> {
        let mut places = vec![Place::default(); (to - from) as usize];
        for (seq, line) in self.records.below(to)? {
            match usize::try_from(seq - from)
                .ok()
                .and_then(|at| places.get_mut(at))
            {
                // Twice the same number, or one that came too late: it was not there when it was written.
                Some(place) if place.record.is_none() => {
                    let salt = line.get("salt").and_then(Value::as_str);
                    place.record = Some(match (line.get("record"), salt) {
                        (Some(record @ Value::Object(_)), Some(salt)) => Ok(StoredRecord {
                            json: canonical(record),
                            salt: salt.to_owned(),
                        }),
                        _ => Err(()),
                    });
                }
                _ => self.strangers.push(seq),
            }
        }
        for (seq, line) in self.expired.below(to)? {
            let place = usize::try_from(seq - from)
                .ok()
                .and_then(|at| places.get_mut(at));
            if let (Some(place), Some(act)) = (place, line.get("act").and_then(Value::as_i64)) {
                place.expired_by = Some(act);
            }
        }
        for (some, index) in places.chunks_mut(WIDTH as usize).zip(from / WIDTH..) {
            let tile = Tile {
                kind: TileKind::Entries,
                index: index as u64,
                width: some.len() as u64,
            };
            let bytes = self.tile(&tile)?.unwrap_or_default();
            let mut rest = bytes.as_slice();
            for place in some {
                let Some((length, after)) = rest.split_first_chunk::<2>() else {
                    break;
                };
                let length = usize::from(u16::from_be_bytes(*length));
                let Some((data, after)) = after.split_at_checked(length) else {
                    break;
                };
                place.leaf = (!data.is_empty()).then(|| data.to_vec());
                rest = after;
            }
        }
        Ok(places)
    }

    fn strangers(&mut self, _: i64) -> Result<Vec<i64>, VerifyError> {
        let rest = self.records.below(i64::MAX)?;
        self.strangers.extend(rest.into_iter().map(|(seq, _)| seq));
        Ok(std::mem::take(&mut self.strangers))
    }

    fn nodes(&mut self, level: u8, from: i64, to: i64) -> Result<Vec<(i64, Vec<u8>)>, VerifyError> {
        let complete = (self.last + 1) >> (8 * u32::from(level));
        let mut found = BTreeMap::new();
        for index in from / WIDTH..=(to - 1).max(from) / WIDTH {
            let width = (complete - index * WIDTH).clamp(0, WIDTH);
            if width == 0 {
                continue;
            }
            let tile = Tile {
                kind: TileKind::Hashes(level),
                index: index as u64,
                width: width as u64,
            };
            let bytes = self.tile(&tile)?.unwrap_or_default();
            for (hash, at) in bytes.chunks(32).zip(index * WIDTH..) {
                if (from..to).contains(&at) && hash.iter().any(|byte| *byte != 0) {
                    found.insert(at, hash.to_vec());
                }
            }
        }
        Ok(found.into_iter().collect())
    }

    fn stray_nodes(&mut self, _: i64) -> Result<Vec<(i32, i64)>, VerifyError> {
        // A file that the tree does not have is never read.
        Ok(Vec::new())
    }

    fn checkpoints(&mut self, _: i64, most: i64) -> Result<Vec<StoredCheckpoint>, VerifyError> {
        let mut some = Vec::new();
        while (some.len() as i64) < most
            && let Some((size, line)) = self.checkpoints.next_below(i64::MAX)?
        {
            let lines = line.get("lines").cloned().unwrap_or_default();
            some.push(StoredCheckpoint {
                size,
                note: line["note"].as_str().unwrap_or_default().to_owned(),
                lines: serde_json::from_value(lines).unwrap_or_default(),
            });
        }
        Ok(some)
    }
}

/// Lines that begin with a number of theirs, in ascending order.
struct Numbered {
    path: PathBuf,
    key: &'static str,
    lines: Peekable<Enumerate<Lines<BufReader<File>>>>,
    ahead: Option<(i64, Value)>,
}

impl Numbered {
    fn open(path: &Path, key: &'static str) -> Result<Self, VerifyError> {
        let file = File::open(path).map_err(|e| VerifyError::File(path.to_owned(), e))?;
        Ok(Self {
            path: path.to_owned(),
            key,
            lines: BufReader::new(file).lines().enumerate().peekable(),
            ahead: None,
        })
    }

    fn next_below(&mut self, to: i64) -> Result<Option<(i64, Value)>, VerifyError> {
        if self.ahead.is_none()
            && let Some((at, line)) = self.lines.next()
        {
            let line = line.map_err(|e| VerifyError::File(self.path.clone(), e))?;
            let unreadable = || VerifyError::Line(self.path.clone(), at + 1);
            let value: Value = serde_json::from_str(&line).map_err(|_| unreadable())?;
            let number = value[self.key].as_i64().ok_or_else(unreadable)?;
            self.ahead = Some((number, value));
        }
        Ok(match &self.ahead {
            Some((number, _)) if *number < to => self.ahead.take(),
            _ => None,
        })
    }

    fn below(&mut self, to: i64) -> Result<Vec<(i64, Value)>, VerifyError> {
        let mut some = Vec::new();
        while let Some(line) = self.next_below(to)? {
            some.push(line);
        }
        Ok(some)
    }
}
