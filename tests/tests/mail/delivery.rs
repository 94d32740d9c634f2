//! A mail server that works.

use std::sync::atomic::AtomicBool;

use chrono::Duration;
use diesel::prelude::*;
use hub::mail::{Outgoing, enqueue};
use schema::clock::Clock;
use schema::db::write_tx;
use schema::tables::mail;
use tests::on_both;
use tests::smtp::SmtpSink;

use super::support::{came, queue, queued, round, sender, settings};

on_both! {
    fn a_mail_is_delivered_once_as_it_was_written(store: &TestStore) {
        let sink = SmtpSink::start();
        let sender = sender(store, &settings(sink.port()));
        assert_eq!(round(&sender), came(0, 0, 0));
        assert!(queue(store, "uno"));
        assert_eq!(queued(store).waiting, 1);
        assert_eq!(round(&sender), came(1, 0, 0));
        store.clock.advance(Duration::days(30));
        assert_eq!(round(&sender), came(0, 0, 0));
        let received = sink.received();
        assert_eq!(received.len(), 1);
        assert_eq!(received[0].from, "hub@provincia.example");
        assert_eq!(received[0].to, ["a.rossi@comune.example"]);
        assert_eq!(received[0].header("Auto-Submitted"), "auto-generated");
        assert_eq!(received[0].header("Content-Type"), "text/plain; charset=utf-8");
        assert_eq!(received[0].header("Date"), "Sat, 21 Nov 2026 12:00:00 +0000");
        assert_eq!(received[0].text().trim_end(), "Perché sì.\r\n.\r\nFine.");
        // What has served is not kept.
        let kept: String = mail::table.select(mail::body).first(&mut store.conn()).unwrap();
        assert_eq!(kept, "");
        assert_eq!(queued(store), hub::mail::MailState::default());
    }

    fn an_occasion_is_told_once(store: &TestStore) {
        let sink = SmtpSink::start();
        let sender = sender(store, &settings(sink.port()));
        assert!(queue(store, "uno"));
        assert!(!queue(store, "uno"));
        assert!(queue(store, "due"));
        assert_eq!(round(&sender), came(2, 0, 0));
        // Nor after its delivery, until it is long past.
        assert!(!queue(store, "uno"));
        store.clock.advance(Duration::days(89));
        assert_eq!(sender.clear().unwrap(), 0);
        store.clock.advance(Duration::days(2));
        assert_eq!(sender.clear().unwrap(), 2);
        assert!(queue(store, "uno"));
    }

    fn what_is_not_committed_is_not_sent(store: &TestStore) {
        let sink = SmtpSink::start();
        let mail = Outgoing {
            dedup: "uno".to_owned(),
            recipient: "a@b.example".to_owned(),
            subject: String::new(),
            body: String::new(),
        };
        let now = store.clock.now().naive_utc();
        let undone = write_tx(&mut store.conn(), |conn| {
            assert!(enqueue(conn, now, &mail)?);
            Err::<(), _>(diesel::result::Error::RollbackTransaction)
        });
        assert!(undone.is_err());
        assert_eq!(round(&sender(store, &settings(sink.port()))), came(0, 0, 0));
        assert_eq!(sink.connections(), 0);
    }

    /// Two nodes, many mails: each mail goes out from one of them.
    fn nodes_do_not_send_the_same_mail(store: &TestStore) {
        let sink = SmtpSink::start();
        for number in 0..20 {
            queue(store, &number.to_string());
        }
        let nodes = [0; 2].map(|_| sender(store, &settings(sink.port())));
        let sent: usize = std::thread::scope(|scope| {
            nodes
                .each_ref()
                .map(|node| scope.spawn(|| round(node).sent))
                .map(|thread| thread.join().unwrap())
                .iter()
                .sum()
        });
        assert_eq!(sent, 20);
        let mut ids: Vec<String> = sink.received().iter().map(|mail| mail.header("Message-ID")).collect();
        assert_eq!(ids.len(), 20);
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 20);
    }

    fn a_stop_leaves_the_rest_for_later(store: &TestStore) {
        let sink = SmtpSink::start();
        queue(store, "uno");
        let sender = sender(store, &settings(sink.port()));
        assert_eq!(sender.round(&AtomicBool::new(true)).unwrap(), came(0, 0, 0));
        assert_eq!(queued(store).waiting, 1);
        assert_eq!(round(&sender), came(1, 0, 0));
    }

    /// Whatever a name holds, the envelope and the head are the hub's.
    fn a_name_reaches_neither_envelope_nor_head(store: &TestStore) {
        let sink = SmtpSink::start();
        let hostile = "Rossi\r\nBcc: altri@altrove.example\r\n\r\n.\r\nRCPT TO:<altri@altrove.example>\r\n";
        let now = store.clock.now().naive_utc();
        for (dedup, recipient) in [("uno", "a@b.example"), ("due", hostile)] {
            let mail = Outgoing {
                dedup: dedup.to_owned(),
                recipient: recipient.to_owned(),
                subject: hostile.to_owned(),
                body: format!("Richieste di {hostile}"),
            };
            write_tx(&mut store.conn(), |conn| enqueue(conn, now, &mail)).unwrap();
        }
        // What is no address is given up at once, and kept for the operator to see.
        assert_eq!(round(&sender(store, &settings(sink.port()))), came(1, 0, 1));
        assert_eq!(queued(store).failed, 1);
        let received = sink.received();
        assert_eq!(received.len(), 1);
        assert_eq!(received[0].to, ["a@b.example"]);
        assert_eq!(received[0].header("Bcc"), "");
        assert!(received[0].header("Subject").contains("Bcc: altri@altrove.example"));
    }
}
