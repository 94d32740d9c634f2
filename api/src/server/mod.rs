//! The server that runs: TLS, workers, the frame around every request, and an end that loses nothing.

mod frame;
pub mod mailer;
pub mod tls;
pub mod upkeep;
pub mod validator;
pub mod worker;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};
use anyhow::{Context, anyhow};

pub use frame::{Asking, RequestId};

use crate::pages;
use crate::rest;
use crate::state::Hub;

/// A server that answers. Dropping it without [`stop`](Self::stop) leaves it running.
pub struct Running {
    address: SocketAddr,
    handle: ServerHandle,
    thread: JoinHandle<std::io::Result<()>>,
    hub: Arc<Hub>,
}

/// Binds the address and starts answering. Returns once connections are accepted.
pub fn start(hub: Arc<Hub>) -> anyhow::Result<Running> {
    let tls = tls::server_config(&hub.config.server.tls)?;
    let address: SocketAddr = hub.config.server.address.parse().context("indirizzo")?;
    let (ready, started) = mpsc::channel();
    let serving = Arc::clone(&hub);
    let thread = std::thread::Builder::new()
        .name("server".to_owned())
        .spawn(move || {
            actix_web::rt::System::new().block_on(serve(serving, address, tls, ready))
        })?;
    match started.recv() {
        Ok((address, handle)) => Ok(Running {
            address,
            handle,
            thread,
            hub,
        }),
        // The sender is gone: the thread ended, and says why.
        Err(_) => match thread.join() {
            Ok(Err(error)) => Err(error).with_context(|| format!("non riesco ad aprire {address}")),
            _ => Err(anyhow!("il server non è partito")),
        },
    }
}

async fn serve(
    hub: Arc<Hub>,
    address: SocketAddr,
    tls: rustls::ServerConfig,
    ready: mpsc::Sender<(SocketAddr, ServerHandle)>,
) -> std::io::Result<()> {
    let server = &hub.config.server;
    let patience = Duration::from_secs(server.limits.request_seconds);
    let workers = match server.workers {
        0 => std::thread::available_parallelism().map_or(2, usize::from),
        workers => workers,
    };
    let data = web::Data::from(Arc::clone(&hub));
    let http = HttpServer::new(move || {
        App::new()
            .app_data(data.clone())
            .wrap(from_fn(frame::frame))
            .configure(pages::configure)
            .configure(rest::configure)
    })
    // Signals are the command line's business: a test or the demonstration stops it in its own way.
    .disable_signals()
    .shutdown_timeout(server.shutdown_seconds)
    .client_request_timeout(patience)
    .tls_handshake_timeout(patience.min(Duration::from_secs(10)))
    .workers(workers)
    // To actix it is the number for each worker.
    .max_connections(server.limits.connections.div_ceil(workers))
    .bind_rustls_0_23(address, tls)?;
    let bound = http.addrs().first().copied().unwrap_or(address);
    let running = http.run();
    let _ = ready.send((bound, running.handle()));
    tracing::info!(address = %bound, "serving");
    running.await
}

impl Running {
    /// Where it listens; the port chosen, if the configuration said 0.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What answers behind it.
    pub fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }

    /// Stops accepting, lets requests under way finish, then stops what works behind them:
    /// nothing acknowledged is lost.
    pub fn stop(self) -> anyhow::Result<()> {
        tracing::info!("stopping");
        // The command is sent at the call; the thread ends when the workers have.
        drop(self.handle.stop(true));
        let ended = self
            .thread
            .join()
            .map_err(|_| anyhow!("il server è caduto durante l'arresto"))?;
        self.hub.close();
        ended.context("arresto del server")?;
        tracing::info!("stopped");
        Ok(())
    }
}
