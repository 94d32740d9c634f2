//! A queue, and who empties it.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use hub::mail::{MailSettings, MailState, Outgoing, Round, Security, Sender, enqueue, state};
use schema::clock::{Clock, ManualClock, SystemEntropy};
use schema::db::write_tx;
use tests::TestStore;

/// In the clear, to that port of this machine.
pub fn settings(port: u16) -> MailSettings {
    MailSettings {
        server: "localhost".to_owned(),
        port,
        security: Security::None,
        authorities: std::path::PathBuf::new(),
        username: String::new(),
        password_file: std::path::PathBuf::new(),
        from: "Anagrafe Hub <hub@provincia.example>".to_owned(),
        timeout: Duration::from_millis(500),
    }
}

/// Sends what waits in the store.
pub fn sender(store: &TestStore, settings: &MailSettings) -> Sender {
    sender_by(store, &store.clock, settings)
}

/// The same by another clock.
pub fn sender_by(store: &TestStore, clock: &Arc<ManualClock>, settings: &MailSettings) -> Sender {
    Sender::new(
        store.register.clone(),
        clock.clone(),
        &SystemEntropy,
        settings,
    )
    .unwrap()
}

/// One round.
pub fn round(sender: &Sender) -> Round {
    sender.round(&AtomicBool::new(false)).unwrap()
}

/// Queues a mail; false if it was there.
pub fn queue(store: &TestStore, dedup: &str) -> bool {
    let mail = Outgoing {
        dedup: dedup.to_owned(),
        recipient: "a.rossi@comune.example".to_owned(),
        subject: format!("Attività: {dedup}"),
        body: "Perché sì.\n.\nFine.\n".to_owned(),
    };
    let now = store.clock.now().naive_utc();
    write_tx(&mut store.conn(), |conn| enqueue(conn, now, &mail)).unwrap()
}

/// The queue at a glance.
pub fn queued(store: &TestStore) -> MailState {
    state(&mut store.conn()).unwrap()
}

/// So many sent, postponed, given up.
pub const fn came(sent: usize, postponed: usize, failed: usize) -> Round {
    Round {
        sent,
        postponed,
        failed,
    }
}
