//! Folding SQLite's write-ahead log beside the commits. Left to itself SQLite folds within a commit every thousand
//! pages, which the trace fills in some hundred records: all who wait for one of these commits would wait for the
//! folding too.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::{Receiver, Sender, bounded};
use schema::db::{Db, Folded, Pool, fold_wal, fold_wal_from, keep_pages};

/// Records after which the log is folded: some two hundred megabytes of it. The seldomer, the fewer pages are written (many
/// records touch the same) and the fewer commits wait for the end of a folding.
const RECORDS: usize = 20_000;
/// Pages from which a commit folds all the same, should the thread beside it fail: half a gigabyte.
const PAGES: u32 = 131_072;
/// Kibibytes of pages that the writer keeps. A commit in which a page of an index was split walks through all that are kept
/// (the split takes a page number beyond the file's end for a moment, and what lies beyond it is dropped): with many,
/// that took as long as all the rest of the commit. Reading one again from the system's own cache takes a microsecond.
const CACHE: u32 = 4_000;
/// So many pages the writer folds itself, to come to the end of a log that grows meanwhile.
const FEW: i32 = 512;
/// Foldings in a row that find more, before it is left to the next time.
const ATTEMPTS: usize = 4;

/// What the writer of the trace holds.
pub(super) struct Folding {
    ask: Sender<()>,
    nearly: Arc<AtomicBool>,
    records: usize,
}

impl Folding {
    /// Starts the thread; it ends with this value.
    pub fn start(trace: Pool) -> std::io::Result<Self> {
        let (ask, asked) = bounded(1);
        let nearly = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&nearly);
        std::thread::Builder::new()
            .name("trace-folding".to_owned())
            .spawn(move || work(&trace, &asked, &told))?;
        Ok(Self {
            ask,
            nearly,
            records: 0,
        })
    }

    /// To be called once on each connection that writes.
    pub fn prepare(conn: &mut Db) {
        if let Err(error) = fold_wal_from(conn, PAGES) {
            tracing::warn!(%error, "the trace's log is folded within commits");
        }
        if let Err(error) = keep_pages(conn, CACHE) {
            tracing::warn!(%error, "the trace's writer keeps more pages than it needs");
        }
    }

    /// To be called after a commit of so many records, outside of transactions.
    pub fn committed(&mut self, conn: &mut Db, records: usize) {
        if !conn.is_sqlite() {
            return;
        }
        if self.nearly.swap(false, Ordering::AcqRel) {
            // Nobody else writes now, so that this reaches the end, and the next commit begins the log anew.
            if let Err(error) = fold_wal(conn) {
                tracing::warn!(%error, "the trace's log is not folded");
            }
        }
        self.records += records;
        if self.records >= RECORDS && self.ask.try_send(()).is_ok() {
            self.records = 0;
        }
    }
}

fn work(trace: &Pool, asked: &Receiver<()>, nearly: &AtomicBool) {
    for () in asked {
        match fold(trace) {
            Ok(true) => nearly.store(true, Ordering::Release),
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "the trace's log is not folded"),
        }
    }
}

/// Folds until little is left; whether it is.
fn fold(trace: &Pool) -> Result<bool, Box<dyn std::error::Error>> {
    let mut conn = trace.get()?;
    for _ in 0..ATTEMPTS {
        match fold_wal(&mut conn)? {
            None => return Ok(false),
            Some(folded) if Folded::left(folded) <= FEW => return Ok(true),
            Some(_) => {}
        }
    }
    Ok(false)
}
