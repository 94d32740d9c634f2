//! The trace's write-ahead log on SQLite is folded beside the commits, also under writing that never rests.

use std::fs::File;
use std::io::Read;
use std::sync::mpsc::channel;

use hub::audit::{Recorder, RecorderOptions};
use schema::clock::Clock;
use schema::tables::AuditRow;
use tests::TestStore;

/// How often the log was begun anew: the header says so (SQLite file format, 4.1, offset 12).
fn begun(store: &TestStore) -> u32 {
    let path = store.trace_url.strip_prefix("sqlite:").unwrap();
    let mut header = [0; 16];
    let log = File::open(format!("{path}-wal")).and_then(|mut log| log.read_exact(&mut header));
    log.unwrap();
    u32::from_be_bytes(header[12..].try_into().unwrap())
}

#[test]
fn a_log_that_never_rests_begins_anew() {
    const GROUP: usize = 512;
    /// Far more than between two foldings, far less than what a commit would fold itself.
    const GROUPS: usize = 120;
    let store = TestStore::sqlite();
    let recorder = Recorder::start(store.trace.clone(), RecorderOptions::default()).unwrap();
    let (tell, told) = channel();
    let mut first = None;
    for _ in 0..GROUPS {
        let rows = vec![
            AuditRow {
                at: store.clock.now().naive_utc(),
                ..AuditRow::default()
            };
            GROUP
        ];
        let tell = tell.clone();
        let waiting = recorder.submit_waiting(rows, move |written| tell.send(written).unwrap());
        waiting.unwrap();
        told.recv().unwrap().unwrap();
        let now = begun(&store);
        if now > *first.get_or_insert(now) {
            return;
        }
    }
    panic!("the log grew through {} records", GROUPS * GROUP);
}
