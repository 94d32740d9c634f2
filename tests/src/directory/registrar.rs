//! Keys, as whoever runs the machine issues and withdraws them.

use std::sync::Arc;

use hub::access::CreatedKey;
use hub::administration::{Actor, AdminError, Administration, ApplicationSpec};
use hub::audit::{Recorder, RecorderOptions};
use schema::clock::{Clock, Entropy};
use schema::db::{Pool, Store, migrate, open_pool};

use crate::TestStore;

/// The services of administration over a register, with a trace of their own.
pub struct Registrar {
    administration: Administration,
    actor: Actor,
}

impl Registrar {
    /// Over the register of a test, in its time.
    pub fn of(store: &TestStore) -> Self {
        Self::over(
            store.register.clone(),
            store.clock.clone(),
            store.entropy.clone(),
        )
    }

    /// Over a register.
    pub fn over(register: Pool, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        // One connection: each has a database in memory of its own.
        let trace = open_pool("sqlite::memory:", 1).expect("open a trace");
        migrate(&mut trace.get().expect("its connection"), Store::Trace).expect("migrate");
        let recorder = Recorder::start(trace, RecorderOptions::default()).expect("a recorder");
        Self {
            administration: Administration::new(register, Arc::new(recorder), clock, entropy),
            actor: Actor::command_line("prova"),
        }
    }

    /// An application and its key.
    ///
    /// # Errors
    /// There is no such entity.
    pub fn key(&self, spec: &ApplicationSpec) -> Result<CreatedKey, AdminError> {
        self.administration.create_application(&self.actor, spec)
    }

    /// Withdraws a key, by its public part; false if none is in force.
    pub fn revoke(&self, prefix: &str) -> bool {
        match self.administration.revoke_key_named(&self.actor, prefix) {
            Ok(()) => true,
            Err(AdminError::NotFound) => false,
            Err(error) => panic!("{error}"),
        }
    }
}
