//! The trace's log: appending, beside the bare insertion of the same rows, and the time until a record is proved.

use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use hub::audit::keys::SigningKey;
use hub::audit::receipt::{Receipts, lookup};
use hub::audit::{Entry, Log, LogKeys, Recorder, RecorderOptions};
use schema::clock::{Clock, SystemClock};
use schema::codes::ActKind;
use schema::date::Day;
use schema::db::{Pool, Store, migrate, open_pool};
use schema::tables::AuditRow;
use serde_json::{Value, json};

use super::child::{self, figure, fresh, text};
use super::{Bench, Line, Reach, bare_recorder, stores};

/// Records of one measurement.
const RECORDS: usize = 200_000;
/// Rows of one transaction of the bare insertion: those of the recorder's.
const GROUP: usize = 512;
/// Records proved.
const PROOFS: i64 = 200;

impl Bench {
    /// On SQLite, in a process of its own each time.
    pub fn log_sqlite(&mut self) -> Result<()> {
        let (mut trees, mut bares, mut proofs) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..self.options.repeat {
            for mode in ["tree", "bare"] {
                let directory = fresh(self.work.join("log"))?;
                let (_, url) = stores::sqlite_urls(&directory);
                let told = child::run("log", &[&url, mode])?;
                let rate = figure(&told, "records")? / figure(&told, "seconds")?;
                if mode == "tree" {
                    trees.push(rate);
                    proofs.push(figure(&told, "slowest_proof_ms")?);
                } else {
                    bares.push(rate);
                }
                std::fs::remove_dir_all(text(&directory)?)?;
            }
        }
        let line = Line::new(
            "log append, SQLite",
            trees,
            "records/s",
            Reach::AtLeast(15_000.0),
        );
        self.take(line.beside(bares, Reach::Told));
        self.take(Line::new(
            "record to its proof, slowest, SQLite",
            proofs,
            "ms",
            Reach::AtMost(1_000.0),
        ));
        Ok(())
    }
}

/// The child: one measurement over an empty trace.
pub fn measure(url: &str, mode: &str) -> Result<Value> {
    let trace = open_pool(url, 2)?;
    migrate(&mut *trace.get()?, Store::Trace)?;
    match mode {
        "tree" => with_tree(&trace),
        "bare" => bare(&trace),
        other => Err(anyhow!("no such measurement: {other}")),
    }
}

fn row(number: usize) -> AuditRow {
    Entry::new(ActKind::Answer, "VERIFICA", SystemClock.now().naive_utc())
        .request(&format!("5f1d3c9a7b2e-{number:x}"))
        .entity(1)
        .key(1)
        .purpose(
            "Verifica dichiarazione sostitutiva, art. 71 DPR 445/2000",
            "2023/4711",
        )
        .about("RSSMRA70A01F257L", number as i64 % 700_000)
        .read_at(Day(2023_01_01), 1_000_000)
        .declared("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
        .outcome("residenza=S")
        .into_row()
}

/// One record a job, as single checks hand them over.
fn with_tree(trace: &Pool) -> Result<Value> {
    let recorder = Recorder::start(trace.clone(), RecorderOptions::default())?;
    let (tell, told) = channel();
    let begun = Instant::now();
    for number in 0..RECORDS {
        let tell = tell.clone();
        recorder.submit_waiting(vec![row(number)], move |written| {
            let _ = tell.send(written);
        })?;
    }
    drop(tell);
    for written in told {
        written?;
    }
    let seconds = begun.elapsed().as_secs_f64();
    recorder.shutdown();
    Ok(json!({ "records": RECORDS, "seconds": seconds, "slowest_proof_ms": slowest_proof(trace)? }))
}

/// From the moment a record is on disk to its receipt with proof and a checkpoint made for it.
fn slowest_proof(trace: &Pool) -> Result<f64> {
    let key = |seed| SigningKey::from_seed(&[seed; 32]).context("a key");
    let keys = LogKeys {
        origin: "bench".to_owned(),
        signer: key(1)?,
        previous: Vec::new(),
        witnesses: Vec::new(),
    };
    let log = Log::new(trace.clone(), Arc::new(SystemClock), keys);
    let receipts = Receipts::new("bench".to_owned(), key(2)?, Vec::new());
    let recorder = Recorder::start(trace.clone(), RecorderOptions::default())?;
    let mut slowest = 0.0_f64;
    for number in 0..PROOFS {
        let (tell, told) = channel();
        recorder.submit_waiting(vec![row(number as usize)], move |written| {
            let _ = tell.send(written);
        })?;
        let index = told.recv()??;
        let begun = Instant::now();
        lookup(&log, &receipts, index, 1)?.context("no receipt")?;
        slowest = slowest.max(begun.elapsed().as_secs_f64() * 1000.0);
        // And of some record from long ago.
        let begun = Instant::now();
        lookup(&log, &receipts, 1 + number * 997 % RECORDS as i64, 1)?.context("no receipt")?;
        slowest = slowest.max(begun.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(slowest)
}

/// The same rows in groups of the same size, numbered, without salts, commitments and tree.
fn bare(trace: &Pool) -> Result<Value> {
    let conn = &mut *trace.get()?;
    let begun = Instant::now();
    let mut written = 0;
    while written < RECORDS {
        let count = GROUP.min(RECORDS - written);
        let mut rows: Vec<AuditRow> = (written..written + count).map(row).collect();
        bare_recorder::append(conn, &mut rows)?;
        written += count;
    }
    Ok(json!({ "records": RECORDS, "seconds": begun.elapsed().as_secs_f64() }))
}
