//! Who looks at a page, as the services know them.

use actix_web::HttpRequest;
use actix_web::web::Payload;
use hub::access::Caller;
use hub::identity::Session;

use crate::auth;
use crate::door;
use crate::problem::Problem;
use crate::session::{self, Form};
use crate::state::Hub;

/// Somebody who looks at a page.
///
/// # Errors
/// 401, 403, 503.
pub async fn visit(request: &HttpRequest, hub: &Hub) -> Result<Caller, Problem> {
    let (session, person) = session::page(request, hub).await?;
    recognised(request, hub, person.id, &session).await
}

/// The same, with the number of the session.
///
/// # Errors
/// As [`visit`].
pub async fn looking(request: &HttpRequest, hub: &Hub) -> Result<(Caller, i64), Problem> {
    let (session, person) = session::page(request, hub).await?;
    let caller = recognised(request, hub, person.id, &session).await?;
    Ok((caller, session.id))
}

/// Somebody who sends a form of one of their pages.
///
/// # Errors
/// As [`visit`]; 400, 408, 413, 415 for a form that cannot be read.
pub async fn sent(
    request: &HttpRequest,
    hub: &Hub,
    payload: Payload,
) -> Result<(Caller, Form), Problem> {
    let (session, form) = session::form(request, hub, payload).await?;
    sender(request, hub, &session, form).await
}

/// The same with files, all together at most so many bytes.
///
/// # Errors
/// As [`sent`].
pub async fn sent_with_files(
    request: &HttpRequest,
    hub: &Hub,
    payload: Payload,
    most: usize,
) -> Result<(Caller, Form), Problem> {
    let (session, form) = session::form_with_files(request, hub, payload, most).await?;
    sender(request, hub, &session, form).await
}

async fn sender(
    request: &HttpRequest,
    hub: &Hub,
    session: &Session,
    form: Form,
) -> Result<(Caller, Form), Problem> {
    let person = session.full().map_err(|error| session::problem(&error))?;
    let caller = recognised(request, hub, person.id, session).await?;
    Ok((caller, form))
}

async fn recognised(
    request: &HttpRequest,
    hub: &Hub,
    user_id: i64,
    session: &Session,
) -> Result<Caller, Problem> {
    let caller = door::by_session(request, hub, user_id, session.id).await?;
    auth::admitted(request, hub, &caller).await?;
    Ok(caller)
}
