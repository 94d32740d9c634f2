//! Processes that die with a mail in hand.

use std::sync::Arc;

use chrono::Duration;
use diesel::prelude::*;
use schema::clock::{Clock, ManualClock, SystemClock};
use schema::tables::mail;
use tests::on_both;
use tests::process::Site;
use tests::smtp::{Behaviour, SmtpSink};

use super::support::{came, queue, queued, round, sender_by, settings};

const PROGRAM: &str = env!("CARGO_BIN_EXE_hub_under_test");

on_both! {
    /// The real server is killed after the mail server took the mail and before it said so.
    fn a_mail_in_hand_is_sent_by_the_next(store: &TestStore) {
        let sink = SmtpSink::start();
        sink.instruct(&[Behaviour::SilentAfterContent]);
        // The process lives in the machine's time.
        let clock = Arc::new(ManualClock::new(SystemClock.now()));
        store.clock.advance(SystemClock.now() - store.clock.now());
        queue(store, "uno");
        let site = Site::new(PROGRAM, store);
        site.configure(&format!(
            "[mail]\nserver = \"localhost\"\nport = {}\nsecurity = \"none\"\n\
             from = \"Anagrafe Hub <hub@provincia.example>\"\ntimeout_seconds = 30\n",
            sink.port()
        ));
        let mut process = site.start();
        let first = sink.wait_for(1);
        process.kill();
        let holder: String = mail::table.select(mail::lease_by).first(&mut store.conn()).unwrap();
        assert_ne!(holder, "");
        assert_eq!(queued(store).waiting, 1);
        // Another node leaves it alone while the dead one may still be at work.
        let other = sender_by(store, &clock, &settings(sink.port()));
        clock.advance(Duration::minutes(29));
        assert_eq!(round(&other), came(0, 0, 0));
        clock.advance(Duration::minutes(2));
        assert_eq!(round(&other), came(1, 0, 0));
        let received = sink.received();
        assert_eq!(received.len(), 2);
        // The receiver can tell that it is the same.
        assert_eq!(received[1].content, first[0].content);
        assert_eq!(queued(store).waiting, 0);
    }

    fn the_server_sends_by_itself(store: &TestStore) {
        let sink = SmtpSink::start();
        store.clock.advance(SystemClock.now() - store.clock.now());
        for dedup in ["uno", "due", "tre"] {
            queue(store, dedup);
        }
        let site = Site::new(PROGRAM, store);
        site.configure(&format!(
            "[mail]\nserver = \"localhost\"\nport = {}\nsecurity = \"none\"\nfrom = \"hub@provincia.example\"\n",
            sink.port()
        ));
        let process = site.start();
        sink.wait_for(3);
        process.stop();
        assert_eq!(queued(store).waiting, 0);
        assert_eq!(sink.received().len(), 3);
    }
}
