//! `serve`: the hub at work, until it is told to stop.

use std::sync::Arc;

use anyhow::Context;
use schema::clock::{Clock, Entropy, SystemClock, SystemEntropy};
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::config::Config;
use crate::server;
use crate::state::Hub;

pub fn run(config: Config) -> anyhow::Result<()> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    let stop = StopSignal::new()?;
    let running = server::start(Hub::open(config, clock, entropy)?)?;
    stop.wait();
    running.stop()
}

/// SIGTERM and SIGINT, caught from the moment it is made.
pub struct StopSignal {
    runtime: tokio::runtime::Runtime,
    terminate: Signal,
    interrupt: Signal,
}

impl StopSignal {
    pub fn new() -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let guard = runtime.enter();
        let terminate = signal(SignalKind::terminate()).context("SIGTERM")?;
        let interrupt = signal(SignalKind::interrupt()).context("SIGINT")?;
        drop(guard);
        Ok(Self {
            runtime,
            terminate,
            interrupt,
        })
    }

    /// Returns when either arrives.
    pub fn wait(mut self) {
        self.runtime.block_on(async {
            tokio::select! {
                _ = self.terminate.recv() => {}
                _ = self.interrupt.recv() => {}
            }
        });
    }
}
