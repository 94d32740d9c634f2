//! TLS and credentials.

use std::sync::Arc;

use api::certificates;
use api::config::TlsConfig;
use api::server::tls;
use hub::mail::{MailError, MailSettings, Security, Sender};
use schema::clock::{Clock, SystemClock, SystemEntropy};
use tests::TestStore;
use tests::smtp::{Protection, SmtpSink};

use super::support::{came, queue, round, sender, settings};

/// The server's side, and the file of the authority that signed its certificate.
fn protected(store: &TestStore) -> (Arc<rustls::ServerConfig>, std::path::PathBuf) {
    let files = certificates::make(store.directory(), SystemClock.now()).unwrap();
    let config = tls::server_config(&TlsConfig {
        certificate: files.certificate,
        key: files.key,
        ..TlsConfig::default()
    })
    .unwrap();
    (Arc::new(config), files.authority)
}

#[test]
fn with_tls_the_password_is_given() {
    for security in [Security::Tls, Security::StartTls] {
        let store = TestStore::sqlite();
        let (config, authorities) = protected(&store);
        let sink = SmtpSink::start_on(
            0,
            match security {
                Security::Tls => Protection::Tls(config),
                _ => Protection::StartTls(config),
            },
        );
        let password_file = store.directory().join("password");
        std::fs::write(&password_file, "segreta\n").unwrap();
        let sender = sender(
            &store,
            &MailSettings {
                security,
                authorities,
                username: "hub".to_owned(),
                password_file,
                ..settings(sink.port())
            },
        );
        queue(&store, "uno");
        assert_eq!(round(&sender), came(1, 0, 0), "{security:?}");
        let received = sink.received();
        assert!(received[0].protected);
        assert_eq!(received[0].user.as_deref(), Some("hub"));
    }
}

#[test]
fn who_is_not_trusted_gets_nothing() {
    let store = TestStore::sqlite();
    let (config, _) = protected(&store);
    // The system's authorities do not know the test's.
    let unknown = SmtpSink::start_on(0, Protection::Tls(config));
    // Nobody stripped STARTTLS here; somebody on the way could.
    let plain = SmtpSink::start();
    queue(&store, "uno");
    for (sink, security) in [(&unknown, Security::Tls), (&plain, Security::StartTls)] {
        let sender = sender(
            &store,
            &MailSettings {
                security,
                ..settings(sink.port())
            },
        );
        assert_eq!(round(&sender), came(0, 1, 0), "{security:?}");
        assert!(sink.received().is_empty());
        store.clock.advance(chrono::Duration::hours(1));
    }
}

#[test]
fn settings_that_cannot_work_are_named() {
    let store = TestStore::sqlite();
    let refused = |settings: MailSettings| match Sender::new(
        store.register.clone(),
        store.clock.clone(),
        &SystemEntropy,
        &settings,
    ) {
        Err(MailError::Settings(text)) => text,
        _ => panic!("accepted"),
    };
    let user = |security| MailSettings {
        security,
        username: "hub".to_owned(),
        password_file: store.directory().join("manca"),
        ..settings(25)
    };
    assert!(refused(user(Security::Tls)).starts_with("mail.password_file: "));
    assert!(refused(user(Security::None)).starts_with("mail.username: "));
    let sender = MailSettings {
        from: "nessuno".to_owned(),
        ..settings(25)
    };
    assert!(refused(sender).starts_with("mail.from: "));
    let trusted = MailSettings {
        security: Security::Tls,
        authorities: store.directory().join("manca"),
        ..settings(25)
    };
    assert!(refused(trusted).starts_with("mail.authorities: "));
}
