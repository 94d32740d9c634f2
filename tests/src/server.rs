//! A hub that answers over TLS, on the stores of one test.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Once};

use api::certificates;
use api::client::Client;
use api::config::{Config, LimitsConfig};
use api::server::{Running, start, tls};
use api::state::Hub;
use chrono::Duration;
use hub::access::{EntityKind, Service};
use hub::administration::ApplicationSpec;
use schema::clock::{Clock, SystemClock, SystemEntropy};
use schema::codes::CheckKind;

use crate::TestStore;
use crate::directory::{Registrar, entity};
use crate::https::{self, Connection};

/// A running hub and a client that trusts it.
pub struct TestServer {
    /// With a key for everything.
    pub client: Client,
    /// The authority that signed its certificate.
    authority: PathBuf,
    /// The client's key.
    key: String,
    running: Option<Running>,
}

impl TestServer {
    /// Starts a hub with the default limits.
    pub fn start(store: &TestStore) -> Self {
        Self::start_with(store, |_| {})
    }

    /// Starts a hub with other limits.
    pub fn start_with(store: &TestStore, limit: impl FnOnce(&mut LimitsConfig)) -> Self {
        Self::start_configured(store, |config| limit(&mut config.server.limits))
    }

    /// Starts a hub that is configured otherwise.
    pub fn start_configured(store: &TestStore, configure: impl FnOnce(&mut Config)) -> Self {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(tls::install_provider);
        let directory = store.directory();
        // Certificates are judged by the machine's clock, not by the test's.
        let files = certificates::make(directory, SystemClock.now()).expect("make certificates");
        let mut config = Config::default();
        config.database.url.clone_from(&store.register_url);
        config.database.trace_url.clone_from(&store.trace_url);
        config.inbox.dir.clone_from(&store.inbox);
        "127.0.0.1:0".clone_into(&mut config.server.address);
        config.server.workers = 1;
        config.server.shutdown_seconds = 10;
        config.server.tls.certificate.clone_from(&files.certificate);
        config.server.tls.key.clone_from(&files.key);
        configure(&mut config);
        let hub =
            Hub::open(config, store.clock.clone(), Arc::new(SystemEntropy)).expect("open the hub");
        let running = start(hub).expect("start the server");
        let key = key(store, &KeyRights::default());
        let client =
            Client::new(running.address().port(), &files.authority, &key).expect("make a client");
        Self {
            client,
            authority: files.authority,
            key,
            running: Some(running),
        }
    }

    /// The hub behind it.
    pub fn hub(&self) -> &Arc<Hub> {
        self.running.as_ref().expect("still running").hub()
    }

    /// The port on which it listens.
    pub fn port(&self) -> u16 {
        self.running
            .as_ref()
            .expect("still running")
            .address()
            .port()
    }

    /// The port where workstations show their certificates, if it is one of its own.
    pub fn workstations(&self) -> Option<u16> {
        let running = self.running.as_ref().expect("still running");
        running.workstations().map(|address| address.port())
    }

    /// The authority that signed its certificate.
    pub fn authority(&self) -> &Path {
        &self.authority
    }

    /// The address of a page.
    pub fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.port())
    }

    /// A connection of its own, with the key of the client, for what an ordinary client does not do.
    pub fn connect(&self) -> Connection {
        self.connect_with(&self.key)
    }

    /// The same with another key.
    pub fn connect_with(&self, key: &str) -> Connection {
        Connection::open(self.port(), &https::trust(&self.authority), key).expect("connect")
    }

    /// Stops it as a signal would.
    pub fn stop(mut self) {
        self.end().expect("stop");
    }

    fn end(&mut self) -> anyhow::Result<()> {
        self.running.take().map_or(Ok(()), Running::stop)
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        // A failing test has its own message.
        let _ = self.end();
    }
}

/// What a key may do.
#[derive(Debug, Clone)]
pub struct KeyRights {
    /// Kinds of declaration.
    pub kinds: Vec<CheckKind>,
    /// Other services, each whole.
    pub services: Vec<Service>,
    /// Supplies.
    pub supply: bool,
    /// Comuni; `None` = all.
    pub comuni: Option<Vec<String>>,
    /// Days until it expires, negative for the past.
    pub days: i64,
}

impl Default for KeyRights {
    fn default() -> Self {
        Self {
            kinds: CheckKind::ALL.to_vec(),
            services: Vec::new(),
            supply: true,
            comuni: None,
            days: 30,
        }
    }
}

/// Issues a key of a new agency.
pub fn key(store: &TestStore, rights: &KeyRights) -> String {
    let spec = ApplicationSpec {
        entity_id: entity(&mut store.conn(), "Ente di prova", EntityKind::Agency, ""),
        kinds: rights.kinds.clone(),
        services: rights.services.clone(),
        may_supply: rights.supply,
        comuni: rights.comuni.clone(),
        expires_at: (store.clock.now() + Duration::days(rights.days)).naive_utc(),
    };
    let register = store.register.clone();
    let key = Registrar::over(register, store.clock.clone(), Arc::new(SystemEntropy))
        .key(&spec)
        .expect("issue a key")
        .text;
    // A running hub reads keys again after some seconds of its own clock, which is the test's.
    store.clock.advance(Duration::seconds(10));
    key
}
