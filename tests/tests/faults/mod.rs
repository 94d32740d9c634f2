//! The real server killed, stopped, and denied its disk, at moments drawn from a seed.

mod chance;
mod checks;
mod hostile;
mod leftovers;
mod load;
pub mod province;
mod register;
mod stopping;
mod trace;
mod validation;

use tests::TestStore;
use tests::process::Site;

/// The program over a store.
fn site(store: &TestStore) -> Site {
    Site::new(env!("CARGO_BIN_EXE_hub_under_test"), store)
}
