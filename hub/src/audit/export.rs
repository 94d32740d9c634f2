//! The log as files: what `log verify` needs, wherever it is carried. The tree stands as tiles, in the layout in which
//! it is served; the records, one a line, hold personal data.

use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use serde_json::json;

use super::note::NoteKey;
use super::tree::{TILE_WIDTH, Tile, TileKind};
use super::verify::{Keys, Source, VerifyError};

/// The records, one a line: `{"number":…,"record":{…},"salt":…}`.
pub const RECORDS: &str = "records.ndjson";
/// Which records expired, by which act.
pub const EXPIRED: &str = "expired.ndjson";
/// The checkpoints, with what witnesses signed.
pub const CHECKPOINTS: &str = "checkpoints.ndjson";
/// The last number, and the public keys.
pub const HEAD: &str = "log.json";
/// Records read at once.
const PAGE: i64 = 16 * TILE_WIDTH as i64;
const CHECKPOINTS_AT_ONCE: i64 = 500;

/// Writes the log into a directory, which is made; the number of records.
pub fn export(
    source: &mut dyn Source,
    keys: &Keys,
    directory: &Path,
    progress: &dyn Fn(u64, u64),
) -> Result<u64, VerifyError> {
    fs::create_dir_all(directory).map_err(|error| failed(directory, error))?;
    let head = source.head()?;
    let mut records = Lines::create(&directory.join(RECORDS))?;
    let mut expired = Lines::create(&directory.join(EXPIRED))?;
    let mut count = 0;
    let mut from = 0;
    while from <= head {
        let to = (from + PAGE).min(head + 1);
        let places = source.places(from, to)?;
        for (place, seq) in places.iter().zip(from..) {
            if let Some(Ok(record)) = &place.record {
                // The record's text goes as it is: to read it here would be to trust it.
                let salt = json!(record.salt);
                records.write(&format!(
                    "{{\"number\":{seq},\"record\":{},\"salt\":{salt}}}",
                    record.json
                ))?;
                count += 1;
            } else if let Some(Err(())) = place.record {
                records.write(&json!({ "number": seq, "record": null }).to_string())?;
                count += 1;
            }
            if let Some(act) = place.expired_by {
                expired.write(&json!({ "number": seq, "act": act }).to_string())?;
            }
        }
        for (tile, index) in places
            .chunks(TILE_WIDTH as usize)
            .zip(from / TILE_WIDTH as i64..)
        {
            let entries: Vec<u8> = tile
                .iter()
                .zip(index * TILE_WIDTH as i64..)
                .flat_map(|(place, seq)| entry(place.leaf.as_deref(), seq))
                .collect();
            let tile = Tile {
                kind: TileKind::Entries,
                index: index as u64,
                width: tile.len() as u64,
            };
            write_tile(directory, &tile, &entries)?;
        }
        from = to;
        progress(from as u64 - 1, head as u64);
    }
    records.end()?;
    expired.end()?;
    export_nodes(source, head + 1, directory)?;
    export_checkpoints(source, directory)?;
    let texts =
        |keys: &[NoteKey]| -> Vec<String> { keys.iter().map(ToString::to_string).collect() };
    let summary =
        json!({ "last": head, "log_keys": texts(&keys.log), "witnesses": texts(&keys.witnesses) });
    let mut out = Lines::create(&directory.join(HEAD))?;
    out.write(&summary.to_string())?;
    out.end()?;
    Ok(count)
}

/// An entry of a bundle; a lost one is empty, so that its place stays.
fn entry(leaf: Option<&[u8]>, seq: i64) -> Vec<u8> {
    let data = if seq == 0 {
        &super::tree::GENESIS[..]
    } else {
        leaf.unwrap_or_default()
    };
    [&(data.len() as u16).to_be_bytes()[..], data].concat()
}

fn export_nodes(source: &mut dyn Source, size: i64, directory: &Path) -> Result<(), VerifyError> {
    for level in 1..=7_u8 {
        let complete = size >> (8 * u32::from(level));
        let mut from = 0;
        while from < complete {
            let to = (from + TILE_WIDTH as i64).min(complete);
            let found = source.nodes(level, from, to)?;
            let mut hashes = vec![0; (to - from) as usize * 32];
            for (index, hash) in found {
                let at = (index - from) as usize * 32;
                if let Some(place) = hashes.get_mut(at..at + 32)
                    && hash.len() == 32
                {
                    place.copy_from_slice(&hash);
                }
            }
            let tile = Tile {
                kind: TileKind::Hashes(level),
                index: (from / TILE_WIDTH as i64) as u64,
                width: (to - from) as u64,
            };
            write_tile(directory, &tile, &hashes)?;
            from = to;
        }
    }
    Ok(())
}

fn export_checkpoints(source: &mut dyn Source, directory: &Path) -> Result<(), VerifyError> {
    let mut out = Lines::create(&directory.join(CHECKPOINTS))?;
    let mut above = i64::MIN;
    loop {
        let some = source.checkpoints(above, CHECKPOINTS_AT_ONCE)?;
        let Some(last) = some.last() else { break };
        above = last.size;
        for checkpoint in some {
            out.write(
                &json!({ "size": checkpoint.size, "note": checkpoint.note, "lines": checkpoint.lines })
                    .to_string(),
            )?;
        }
    }
    out.end()
}

fn write_tile(directory: &Path, tile: &Tile, bytes: &[u8]) -> Result<(), VerifyError> {
    let path = directory.join("tile").join(tile.path());
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|error| failed(parent, error))?;
    }
    fs::write(&path, bytes).map_err(|error| failed(&path, error))
}

fn failed(path: &Path, error: std::io::Error) -> VerifyError {
    VerifyError::File(path.to_owned(), error)
}

/// A file of lines, readable by its user only.
struct Lines {
    path: std::path::PathBuf,
    out: BufWriter<File>,
}

impl Lines {
    fn create(path: &Path) -> Result<Self, VerifyError> {
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .map_err(|error| failed(path, error))?;
        Ok(Self {
            path: path.to_owned(),
            out: BufWriter::new(file),
        })
    }

    fn write(&mut self, line: &str) -> Result<(), VerifyError> {
        writeln!(self.out, "{line}").map_err(|error| failed(&self.path, error))
    }

    fn end(mut self) -> Result<(), VerifyError> {
        self.out.flush().map_err(|error| failed(&self.path, error))
    }
}
