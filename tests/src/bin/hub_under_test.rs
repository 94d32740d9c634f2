//! The program itself, built beside the tests so that they can start it, kill it and start it again.

use std::process::ExitCode;

fn main() -> ExitCode {
    api::server::tls::install_provider();
    api::cli::run(std::env::args_os())
}
