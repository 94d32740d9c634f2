//! Every way into the hub: REST over TLS, the command line.

pub mod acting;
pub mod auth;
pub mod board;
pub mod certificates;
pub mod cli;
pub mod client;
pub mod config;
pub mod door;
pub mod logging;
pub mod metrics;
pub mod pages;
pub mod paper;
pub mod problem;
pub mod recent;
pub mod rest;
pub mod seal;
pub mod server;
pub mod session;
pub mod slots;
pub mod state;
pub mod trace_keys;
pub mod wire;

/// An answer is allocated on one thread and freed on another, for which the system's allocator takes locks
/// (docs/BENCHMARKS.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
