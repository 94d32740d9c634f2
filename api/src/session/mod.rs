//! The session of a person: its cookie, and what keeps other sites from using it.

pub mod cookie;
mod form;
mod multipart;
mod origin;
mod peer;

use actix_web::http::Method;
use actix_web::web::Payload;
use actix_web::{HttpMessage, HttpRequest};
use hub::identity::{IdentityError, Person, Session};
use std::sync::Arc;

use crate::door;
use crate::pages::{UserBadge, Visitor, menu};
use crate::problem::{FieldProblem, Problem, ProblemCode};
use crate::state::Hub;

pub use form::Form;
pub use origin::own_site;
pub use peer::{ClientCertificate, certificate, peer};

/// Where a request says again what its form would carry.
const CSRF: &str = "x-csrf-token";

/// The session behind a page that is only looked at, at whatever stage; what the page's frame shows goes with the request.
///
/// # Errors
/// 401, or 503 if sessions cannot be read.
pub async fn visit(request: &HttpRequest, hub: &Hub) -> Result<Session, Problem> {
    let session = hub
        .identity
        .session(&token(request)?)
        .await
        .map_err(|error| problem(&error))?;
    let user = session.full().ok().map(|person| UserBadge {
        name: person.full_name(),
        office: format!("{}, {}", person.office_name, person.entity_name),
        role: person.role.label().to_owned(),
    });
    request.extensions_mut().insert(Visitor {
        menu: session
            .full()
            .map(|person| menu::of(person.role))
            .unwrap_or_default(),
        user,
        csrf: session.csrf.clone(),
        case: session.case.clone(),
    });
    Ok(session)
}

/// The same for a page of somebody who has signed in to the end.
///
/// # Errors
/// As [`visit`]; 403 while something is missing.
pub async fn page(request: &HttpRequest, hub: &Hub) -> Result<(Session, Arc<Person>), Problem> {
    let session = visit(request, hub).await?;
    let person = session.full().map_err(|error| problem(&error))?;
    let person = Arc::clone(person);
    Ok((session, person))
}

/// A form sent from a page of the session, at whatever stage.
///
/// # Errors
/// As [`visit`] and [`Form::read`]; 403 if it is not of that session's pages.
pub async fn form(
    request: &HttpRequest,
    hub: &Hub,
    payload: Payload,
) -> Result<(Session, Form), Problem> {
    let form = Form::read(request, hub, payload).await?;
    let session = visit(request, hub).await?;
    own(request, hub, &session, form.csrf()).await?;
    Ok((session, form))
}

/// The same with files. Nothing is taken in from whoever has no session.
///
/// # Errors
/// As [`form`].
pub async fn form_with_files(
    request: &HttpRequest,
    hub: &Hub,
    payload: Payload,
    most: usize,
) -> Result<(Session, Form), Problem> {
    let session = visit(request, hub).await?;
    let form = Form::read_with_files(request, hub, payload, most).await?;
    own(request, hub, &session, form.csrf()).await?;
    Ok((session, form))
}

/// Whether the request carries the cookie of a session, good or not.
pub fn has_cookie(request: &HttpRequest) -> bool {
    cookie::session(request).is_some()
}

/// The token of the request's session; 401 if it carries none.
pub fn token(request: &HttpRequest) -> Result<String, Problem> {
    cookie::session(request).ok_or_else(|| problem(&IdentityError::NoSession))
}

/// The session, at whatever stage; a method that changes anything must come from the hub's own pages and carry the
/// session's own token.
///
/// # Errors
/// 401, 403, or 503 if sessions cannot be read.
pub async fn at_any_stage(request: &HttpRequest, hub: &Hub) -> Result<Session, Problem> {
    let token = token(request)?;
    let session = hub
        .identity
        .session(&token)
        .await
        .map_err(|error| problem(&error))?;
    if !is_safe(request.method()) {
        own_site(request)?;
        let sent = request
            .headers()
            .get(CSRF)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        own(request, hub, &session, sent).await?;
    }
    Ok(session)
}

/// Refuses, on record, what carries a session but not the token of its pages: it was sent by another site, or is left
/// over from an earlier sign-in.
async fn own(
    request: &HttpRequest,
    hub: &Hub,
    session: &Session,
    sent: &str,
) -> Result<(), Problem> {
    let Err(error) = session.is_own(sent) else {
        return Ok(());
    };
    door::forged(request, hub, session, error.code()).await?;
    Err(problem(&error))
}

/// The session of somebody who has signed in to the end.
///
/// # Errors
/// As [`at_any_stage`]; 403 while something is missing.
pub async fn session(request: &HttpRequest, hub: &Hub) -> Result<(Session, Arc<Person>), Problem> {
    let session = at_any_stage(request, hub).await?;
    let person = session.full().map_err(|error| problem(&error))?;
    let person = Arc::clone(person);
    Ok((session, person))
}

/// Ends the session that the request came with, if any: whoever has signed in anew leaves none behind.
pub async fn leave_old(request: &HttpRequest, hub: &Hub) {
    let Some(old) = cookie::session(request) else {
        return;
    };
    match hub.identity.sign_out(&old, &peer(request, hub)).await {
        Ok(()) | Err(IdentityError::NoSession) => {}
        // The new one is open: the old one ends by itself.
        Err(error) => tracing::warn!(%error, "a session was left behind"),
    }
}

const fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// A refusal, as the caller sees it.
pub fn problem(error: &IdentityError) -> Problem {
    let code = match error {
        IdentityError::WrongCredentials | IdentityError::WrongCode => ProblemCode::BadCredentials,
        IdentityError::NoSession => ProblemCode::NoCredentials,
        IdentityError::NotFound => ProblemCode::NotFound,
        IdentityError::Enrolment => ProblemCode::Conflict,
        IdentityError::Wait(seconds) => {
            return Problem {
                retry_after: Some(*seconds),
                reason: Some(error.code()),
                ..Problem::new(ProblemCode::Rate, error.to_string())
            };
        }
        IdentityError::Busy => return Problem::busy(error.to_string(), 1),
        IdentityError::Unavailable => return Problem::busy(error.to_string(), 5),
        IdentityError::Password(fault) => {
            return Problem::fields(vec![FieldProblem {
                field: "nuova".to_owned(),
                code: fault.code(),
                text: fault.to_string(),
            }]);
        }
        IdentityError::Disabled
        | IdentityError::OneTimeExpired
        | IdentityError::Stage(_)
        | IdentityError::Forged
        | IdentityError::CodeRequired
        | IdentityError::Refused { .. }
        | IdentityError::Unsealed
        | IdentityError::Application => ProblemCode::NotGranted,
    };
    Problem {
        reason: Some(error.code()),
        ..Problem::new(code, error.to_string())
    }
}
