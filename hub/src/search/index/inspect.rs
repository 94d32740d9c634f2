//! Looking at an index from outside, without taking it from whoever keeps it.

use std::fs;
use std::io;
use std::path::Path;

use serde::Deserialize;

use super::cursor::Cursor;
use super::directory::{bytes, indexes};
use crate::search::fields::VERSION;

/// An index on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inspected {
    /// The journal number up to which it has read.
    pub cursor: i64,
    /// Whether it is of this version of the program.
    pub current: bool,
    /// Bytes of its files.
    pub bytes: u64,
}

#[derive(Deserialize)]
struct Meta {
    payload: Option<String>,
}

/// The latest complete index of a directory; `None` if there is none.
///
/// # Errors
/// The directory cannot be read.
pub fn inspect(directory: &Path) -> io::Result<Option<Inspected>> {
    if !directory.exists() {
        return Ok(None);
    }
    for path in indexes(directory)? {
        let text = match fs::read_to_string(path.join("meta.json")) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        let meta: Option<Meta> = serde_json::from_str(&text).ok();
        let payload = meta.and_then(|meta| meta.payload);
        let cursor: Option<Cursor> = payload.and_then(|text| serde_json::from_str(&text).ok());
        if let Some(cursor) = cursor {
            return Ok(Some(Inspected {
                cursor: cursor.number,
                current: cursor.version == VERSION,
                bytes: bytes(&path)?,
            }));
        }
    }
    Ok(None)
}
