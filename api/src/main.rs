//! The binary `anagrafe-hub`.

use std::process::ExitCode;

fn main() -> ExitCode {
    api::server::tls::install_provider();
    api::cli::run(std::env::args_os())
}
