//! How people prove who they are.

use super::Finding;
use crate::config::Config;

const SECOND_FACTOR: &str = "secondo fattore";

/// Whether the roles that must give a code are asked for it.
pub fn second_factor(config: &Config) -> Finding {
    let identity = &config.identity;
    if identity.codes_optional {
        Finding::warning(
            SECOND_FACTOR,
            "identity.codes_optional: si entra con la sola password, qualunque sia il ruolo. Solo per dimostrazioni",
        )
    } else if identity.codes_for_all {
        Finding::ok(SECOND_FACTOR, "chiesto a tutti")
    } else {
        Finding::ok(SECOND_FACTOR, "chiesto ai ruoli che lo devono dare")
    }
}
