//! Addresses and methods that do not exist.

use std::cell::RefCell;

use actix_web::web::ServiceConfig;
use actix_web::{App, Resource, web};

use crate::problem::{Problem, ProblemCode};

/// No route there.
pub async fn not_found() -> Problem {
    Problem::new(
        ProblemCode::NotFound,
        "L'indirizzo non corrisponde ad alcun servizio; l'elenco dei servizi è in /v1/openapi.json.",
    )
}

thread_local! {
    /// Path and methods of what this thread registers, while somebody wants to know.
    static REGISTERED: RefCell<Option<Vec<(String, &'static str)>>> = const { RefCell::new(None) };
}

/// Path and methods of all that is registered by [`resource`].
pub fn registered(configure: fn(&mut ServiceConfig)) -> Vec<(String, &'static str)> {
    REGISTERED.set(Some(Vec::new()));
    let _ = App::new().configure(configure);
    REGISTERED.take().unwrap_or_default()
}

/// A resource that answers 405, naming the methods it has, to all others.
pub fn resource(path: &str, methods: &'static str) -> Resource {
    REGISTERED.with_borrow_mut(|all| {
        if let Some(all) = all {
            all.push((path.to_owned(), methods));
        }
    });
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
