//! Addresses and methods that do not exist.

use actix_web::{Resource, web};

use crate::problem::{Problem, ProblemCode};

/// No route there.
pub async fn not_found() -> Problem {
    Problem::new(
        ProblemCode::NotFound,
        "L'indirizzo non corrisponde ad alcun servizio; l'elenco dei servizi è in /v1/openapi.json.",
    )
}

/// A resource that answers 405, naming the methods it has, to all others.
pub fn resource(path: &str, methods: &'static str) -> Resource {
    web::resource(path).default_service(web::to(move || async move {
        Problem {
            allow: Some(methods),
            ..Problem::new(
                ProblemCode::Method,
                format!("A questo indirizzo si può usare: {methods}."),
            )
        }
    }))
}
