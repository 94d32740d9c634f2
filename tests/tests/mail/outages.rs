//! A mail server that does not work, or says no.

use chrono::Duration;
use tests::on_both;
use tests::smtp::{Behaviour, Protection, SmtpSink, free_port};

use super::support::{came, queue, queued, round, sender, settings};

on_both! {
    fn what_cannot_be_sent_is_kept_and_sent_later(store: &TestStore) {
        let port = free_port();
        let sender = sender(store, &settings(port));
        for dedup in ["uno", "due", "tre"] {
            queue(store, dedup);
        }
        // One attempt tells that nobody is there; the others are not troubled.
        assert_eq!(round(&sender), came(0, 1, 0));
        let state = queued(store);
        assert_eq!((state.waiting, state.failed), (3, 0));
        assert!(state.last_error.is_some());
        let sink = SmtpSink::start_on(port, Protection::None);
        assert_eq!(round(&sender), came(2, 0, 0));
        store.clock.advance(Duration::seconds(59));
        assert_eq!(round(&sender), came(0, 0, 0));
        store.clock.advance(Duration::seconds(1));
        assert_eq!(round(&sender), came(1, 0, 0));
        assert_eq!(sink.received().len(), 3);
        assert_eq!(queued(store).waiting, 0);
    }

    /// Pauses double to an hour; after a week it is given up, and still there to be seen.
    fn a_week_of_attempts(store: &TestStore) {
        let sender = sender(store, &settings(free_port()));
        queue(store, "uno");
        let mut attempts = 0;
        let mut minutes = 0;
        while queued(store).waiting == 1 {
            let came = round(&sender);
            attempts += came.postponed + came.failed;
            store.clock.advance(Duration::minutes(1));
            minutes += 1;
            assert!(minutes < 8 * 24 * 60);
        }
        // 1 + 2 + 4 + … + 32 minutes, then every hour of what is left of the week.
        assert_eq!(attempts, 6 + 1 + 7 * 24 - 1);
        let state = queued(store);
        assert_eq!((state.waiting, state.failed), (0, 1));
        assert!(!queue(store, "uno"));
    }

    fn later_means_later(store: &TestStore) {
        let sink = SmtpSink::start();
        let sender = sender(store, &settings(sink.port()));
        for (number, behaviour) in [
            Behaviour::Greet(421), Behaviour::Recipient(451), Behaviour::Content(452), Behaviour::Silent,
        ]
        .into_iter()
        .enumerate()
        {
            queue(store, &number.to_string());
            sink.instruct(&[behaviour]);
            assert_eq!(round(&sender), came(0, 1, 0), "{behaviour:?}");
            assert_eq!(sink.received().len(), number);
            store.clock.advance(Duration::minutes(1));
            assert_eq!(round(&sender), came(1, 0, 0), "{behaviour:?}");
            assert_eq!(sink.received().len(), number + 1);
        }
    }

    fn a_refusal_is_asked_about_once_a_day(store: &TestStore) {
        let sink = SmtpSink::start();
        let sender = sender(store, &settings(sink.port()));
        queue(store, "uno");
        queue(store, "due");
        sink.instruct(&[Behaviour::Recipient(550)]);
        // The other mail does not suffer.
        assert_eq!(round(&sender), came(1, 1, 0));
        assert!(queued(store).last_error.unwrap().contains("550"));
        store.clock.advance(Duration::hours(23));
        assert_eq!(round(&sender), came(0, 0, 0));
        for day in 1..=6 {
            store.clock.advance(Duration::days(1));
            sink.instruct(&[Behaviour::Content(554)]);
            assert_eq!(round(&sender), came(0, 1, 0), "{day}");
        }
        store.clock.advance(Duration::days(1));
        sink.instruct(&[Behaviour::Content(554)]);
        assert_eq!(round(&sender), came(0, 0, 1));
        assert_eq!(sink.received().len(), 1);
        assert_eq!(queued(store).failed, 1);
    }

    /// It took the mail and hung up before it said so: it gets it again, with the same id.
    fn an_answer_that_was_lost(store: &TestStore) {
        let sink = SmtpSink::start();
        let sender = sender(store, &settings(sink.port()));
        queue(store, "uno");
        sink.instruct(&[Behaviour::DropAfterContent]);
        assert_eq!(round(&sender), came(0, 1, 0));
        store.clock.advance(Duration::minutes(1));
        assert_eq!(round(&sender), came(1, 0, 0));
        let received = sink.received();
        assert_eq!(received.len(), 2);
        assert_eq!(received[0].content, received[1].content);
        assert!(received[0].header("Message-ID").ends_with("@provincia.example>"));
    }
}
