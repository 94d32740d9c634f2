//! What the commands that change the directory work with: the service that the pages use, as whoever runs the machine.

use std::sync::Arc;

use anyhow::anyhow;
use hub::administration::{Actor, AdminError, Administration};
use hub::audit::{Recorder, RecorderOptions};
use schema::clock::{Entropy, SystemClock, SystemEntropy};
use schema::db::Pool;

use crate::config::Config;
use crate::state::open_stores;

/// The directory, and whoever runs the machine.
pub struct Machine {
    pub register: Pool,
    pub administration: Administration,
    pub actor: Actor,
    pub recorder: Arc<Recorder>,
}

impl Machine {
    pub fn open(config: &Config) -> anyhow::Result<Self> {
        let stores = open_stores(config)?;
        let recorder = Recorder::start(stores.trace, RecorderOptions::default())?;
        let recorder = Arc::new(recorder);
        let mut id = [0; 6];
        SystemEntropy.fill(&mut id)?;
        Ok(Self {
            administration: Administration::new(
                stores.register.clone(),
                Arc::clone(&recorder),
                Arc::new(SystemClock),
                Arc::new(SystemEntropy),
            ),
            register: stores.register,
            actor: Actor::command_line(format!("cli-{}", hex::encode(id))),
            recorder,
        })
    }

    /// Does that work; what is refused is told in words.
    pub fn run<T>(
        &self,
        missing: &str,
        work: impl FnOnce(&Administration, &Actor) -> Result<T, AdminError>,
    ) -> anyhow::Result<T> {
        work(&self.administration, &self.actor).map_err(|error| match error {
            AdminError::NotFound => anyhow!("{missing}"),
            AdminError::Invalid(fields) => {
                let told: Vec<_> = fields
                    .iter()
                    .map(|wrong| format!("{}: {}", wrong.field, wrong.text))
                    .collect();
                anyhow!("{}", told.join(" "))
            }
            other => anyhow::Error::new(other),
        })
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        self.recorder.shutdown();
    }
}
