//! The server that runs: TLS, workers, the frame around every request, and an end that loses nothing.

mod address;
mod clients;
mod frame;
pub mod mailer;
pub mod revocation;
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

pub use frame::RequestId;

use self::tls::ClientAuth;
use crate::pages;
use crate::rest;
use crate::state::Hub;

/// A server that answers. Dropping it without [`stop`](Self::stop) leaves it running.
pub struct Running {
    addresses: Vec<SocketAddr>,
    handle: ServerHandle,
    thread: JoinHandle<std::io::Result<()>>,
    hub: Arc<Hub>,
}

/// Binds the address and starts answering. Returns once connections are accepted.
pub fn start(hub: Arc<Hub>) -> anyhow::Result<Running> {
    let doors = Doors::of(&hub)?;
    if hub.config.identity.codes_optional {
        tracing::warn!(
            "identity.codes_optional: a password alone lets in, whatever the role; for demonstrations only"
        );
    }
    let address = doors.address;
    let (ready, started) = mpsc::channel();
    let serving = Arc::clone(&hub);
    let thread = std::thread::Builder::new()
        .name("server".to_owned())
        .spawn(move || actix_web::rt::System::new().block_on(serve(serving, doors, ready)))?;
    match started.recv() {
        Ok((addresses, handle)) => Ok(Running {
            addresses,
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

/// Where the hub listens, and how it speaks there.
struct Doors {
    address: SocketAddr,
    tls: rustls::ServerConfig,
    /// Where certificates must be shown, if they have an address of their own.
    workstations: Option<(SocketAddr, rustls::ServerConfig)>,
}

impl Doors {
    fn of(hub: &Hub) -> anyhow::Result<Self> {
        let server = &hub.config.server;
        let clients = &server.tls.clients;
        let apart = !clients.address.is_empty();
        let auth = if clients.is_on() && !apart {
            ClientAuth::Optional
        } else {
            ClientAuth::Never
        };
        let workstations = if clients.is_on() && apart {
            let tls = tls::server_config_with(&server.tls, ClientAuth::Mandatory)?;
            Some((clients.address.parse().context("indirizzo")?, tls))
        } else {
            None
        };
        Ok(Self {
            address: server.address.parse().context("indirizzo")?,
            tls: tls::server_config_with(&server.tls, auth)?,
            workstations,
        })
    }
}

async fn serve(
    hub: Arc<Hub>,
    doors: Doors,
    ready: mpsc::Sender<(Vec<SocketAddr>, ServerHandle)>,
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
            .wrap(from_fn(address::readable))
            .wrap(from_fn(frame::frame))
            // The router tries them in this order: what is asked most comes first.
            .configure(rest::configure)
            .configure(pages::configure)
    })
    // Signals are the command line's business: a test or the demonstration stops it in its own way.
    .disable_signals()
    .shutdown_timeout(server.shutdown_seconds)
    .client_request_timeout(patience)
    .tls_handshake_timeout(patience.min(Duration::from_secs(10)))
    .workers(workers)
    // To actix it is the number for each worker.
    .max_connections(server.limits.connections.div_ceil(workers))
    .on_connect(clients::on_connect)
    .bind_rustls_0_23(doors.address, doors.tls)?;
    let http = match doors.workstations {
        Some((address, tls)) => http.bind_rustls_0_23(address, tls)?,
        None => http,
    };
    let bound = http.addrs();
    let running = http.run();
    for address in &bound {
        tracing::info!(%address, "serving");
    }
    let _ = ready.send((bound, running.handle()));
    running.await
}

impl Running {
    /// Where it listens; the port chosen, if the configuration said 0.
    pub fn address(&self) -> SocketAddr {
        // There is at least one: the server would not have started without.
        self.addresses
            .first()
            .copied()
            .unwrap_or_else(|| SocketAddr::from(([0, 0, 0, 0], 0)))
    }

    /// Where workstations show their certificates, if that is an address of its own.
    pub fn workstations(&self) -> Option<SocketAddr> {
        self.addresses.get(1).copied()
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
