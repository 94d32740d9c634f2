//! `GET /consultazioni/{numero}`: a consultation shown again, to whoever made it, while her session lasts.

use actix_web::web::{self, Path};
use actix_web::{HttpRequest, HttpResponse};
use hub::access::{Caller, Service};
use hub::consultation::{Again, Consulted};

use super::view;
use crate::auth;
use crate::pages::caller::looking;
use crate::problem::{Problem, ProblemCode};
use crate::rest::consultations;
use crate::state::Hub;

/// The page.
pub async fn show(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let (caller, consulted) = again(&request, &hub, &id).await?;
    view::show(&request, &hub, &caller, &consulted).await
}

/// The consultation of that number.
pub async fn again(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    id: &str,
) -> Result<(Caller, Consulted), Problem> {
    let (caller, session) = looking(request, hub).await?;
    let number = id.parse::<i64>().ok().filter(|number| *number > 0);
    let number = number.ok_or_else(|| {
        Problem::new(
            ProblemCode::NotFound,
            "Non c'è una consultazione con questo numero.",
        )
    })?;
    let context = auth::context(request, hub);
    let access = caller.for_consultation(&context);
    let access = auth::opened(hub, &caller, Service::Consultation, &context, access).await?;
    let data = web::Data::clone(hub);
    let wanted = Again {
        number,
        session: Some(session),
    };
    // It waits for the trace and the register.
    let consulted = web::block(move || data.consultations.again(&access, wanted))
        .await
        .map_err(|error| Problem::internal(&error))?
        .map_err(consultations::refusal)?;
    Ok((caller, consulted))
}
