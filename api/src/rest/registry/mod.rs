//! The public side of the trace: what anybody may see of it, since nothing of it is personal.

pub mod checkpoint;
pub mod cosign;
pub mod keys;
pub mod proofs;
pub mod tile;

use actix_web::web::{self, ServiceConfig};
use hub::audit::{Log, LogError};

use super::missing;
use crate::problem::{Problem, ProblemCode};
use crate::state::Hub;

/// The key under which callers without a key are counted.
const ANYBODY: i64 = 0;

/// All routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(missing::resource("/.well-known/jwks.json", "GET").get(keys::jwks))
        .service(missing::resource("/v1/registro/chiavi", "GET").get(keys::keys))
        .service(missing::resource("/v1/registro/checkpoint", "GET").get(checkpoint::checkpoint))
        .service(missing::resource("/v1/registro/tile/{tile:.*}", "GET").get(tile::tile))
        .service(missing::resource("/v1/registro/prove/inclusione", "GET").get(proofs::inclusion))
        .service(missing::resource("/v1/registro/prove/coerenza", "GET").get(proofs::consistency))
        .service(missing::resource("/v1/registro/controfirme", "POST").post(cosign::cosign));
}

/// Asks the log, for whoever may ask: few at once, so that they cannot stand in the way of those who have a key.
pub async fn ask<T: Send + 'static>(
    hub: &web::Data<Hub>,
    work: impl FnOnce(&Log) -> Result<T, LogError> + Send + 'static,
) -> Result<T, Problem> {
    hub.limiter.pass(ANYBODY)?;
    let slot = hub.public_slots.take(ANYBODY)?;
    let log = std::sync::Arc::clone(&hub.log);
    let outcome = web::block(move || {
        let outcome = work(&log);
        drop(slot);
        outcome
    })
    .await
    .map_err(|error| Problem::internal(&error))?;
    outcome.map_err(|error| failure(&error))
}

/// What the log refuses.
pub fn failure(error: &LogError) -> Problem {
    match error {
        LogError::Note(_) => Problem::new(
            ProblemCode::Malformed,
            "Il corpo non è un checkpoint firmato.",
        ),
        LogError::Unknown => Problem::new(
            ProblemCode::Conflict,
            "Il checkpoint non è tra quelli firmati da questo registro.",
        ),
        LogError::NoWitness => Problem::new(
            ProblemCode::NotGranted,
            "Il checkpoint non porta la controfirma valida di un testimone riconosciuto.",
        ),
        LogError::Pool(_) => Problem::busy("Il registro non è al momento disponibile.", 5),
        LogError::Tree(_) | LogError::Contradicted(_) => Problem::internal(error),
    }
}

/// Nothing there (yet).
pub fn nothing() -> Problem {
    Problem::new(
        ProblemCode::NotFound,
        "Il registro non ha questa parte, o non l'ha ancora.",
    )
}
