//! Group commit and nothing else: the baseline of the trace. One thread takes the records that wait, numbers them and
//! writes them in one transaction; no salts, no commitments, no tree, no seal.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use anyhow::{Context, Result};
use diesel::prelude::*;
use hub::audit::RecorderOptions;
use schema::db::{Db, Pool, write_tx};
use schema::tables::{AuditRow, audit_head, insert_audit};
use tokio::sync::oneshot;

type Waiting = (AuditRow, oneshot::Sender<i64>);

/// Writes records; its thread ends with it.
pub struct BareRecorder {
    records: Mutex<SyncSender<Waiting>>,
}

impl BareRecorder {
    /// Starts the thread, with the bounds of the real one.
    pub fn start(trace: Pool) -> std::io::Result<Self> {
        let options = RecorderOptions::default();
        let (records, waiting) = sync_channel(options.queue);
        std::thread::Builder::new()
            .name("trace".to_owned())
            .spawn(move || work(&trace, &waiting, options.group))?;
        Ok(Self {
            records: Mutex::new(records),
        })
    }

    /// Resolves when the record is on disk, with its number.
    pub async fn record(&self, row: AuditRow) -> Result<i64> {
        let (tell, told) = oneshot::channel();
        self.records
            .lock()
            .map_err(|_| anyhow::anyhow!("the recorder failed"))?
            .try_send((row, tell))
            .context("too many records wait")?;
        told.await.context("the trace cannot be written")
    }
}

fn work(trace: &Pool, waiting: &Receiver<Waiting>, group: usize) {
    while let Ok(first) = waiting.recv() {
        let (mut rows, mut waiters) = (vec![first.0], vec![first.1]);
        while rows.len() < group
            && let Ok((row, tell)) = waiting.try_recv()
        {
            rows.push(row);
            waiters.push(tell);
        }
        let written = trace
            .get()
            .map_err(anyhow::Error::from)
            .and_then(|mut conn| append(&mut conn, &mut rows).map_err(anyhow::Error::from));
        match written {
            Ok(numbers) => numbers.zip(waiters).for_each(|(number, waiter)| {
                let _ = waiter.send(number);
            }),
            // Those who wait see that nobody will answer.
            Err(error) => eprintln!("{error:#}"),
        }
    }
}

/// Numbers the records and inserts them, in one transaction.
pub fn append(conn: &mut Db, rows: &mut [AuditRow]) -> QueryResult<std::ops::RangeInclusive<i64>> {
    let count = rows.len() as i64;
    write_tx(conn, |conn| {
        diesel::update(audit_head::table.find(1))
            .set(audit_head::last.eq(audit_head::last + count))
            .execute(conn)?;
        let last: i64 = audit_head::table
            .find(1)
            .select(audit_head::last)
            .first(conn)?;
        for (row, seq) in rows.iter_mut().zip(last - count + 1..) {
            row.seq = seq;
        }
        insert_audit(conn, rows)?;
        Ok(last - count + 1..=last)
    })
}
