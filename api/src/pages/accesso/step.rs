//! From a step to the next.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use hub::identity::{Entered, IdentityError, Session};
use schema::codes::SessionStage;

use crate::pages::{render_as, see_other};
use crate::problem::{Problem, ProblemCode};
use crate::session::{cookie, problem, visit};
use crate::state::Hub;

/// The page of what is missing.
pub const fn path(stage: SessionStage) -> &'static str {
    match stage {
        SessionStage::Code => "/accesso/codice",
        SessionStage::Password => "/accesso/password",
        SessionStage::Enrolment => "/accesso/attivazione",
        SessionStage::Full => "/",
    }
}

/// A step was taken: to the next, with the new cookie.
pub fn taken(entered: &Entered) -> HttpResponse {
    let mut response = see_other(path(entered.session.stage));
    for (name, value) in cookie::of(entered) {
        response.headers_mut().append(name, value);
    }
    response
}

/// The session that stands at one of these steps; otherwise where it should go instead.
pub async fn standing(
    request: &HttpRequest,
    hub: &Hub,
    at: &[SessionStage],
) -> Result<Result<Session, HttpResponse>, Problem> {
    match visit(request, hub).await {
        Ok(session) if at.contains(&session.stage) => Ok(Ok(session)),
        Ok(session) => Ok(Err(see_other(path(session.stage)))),
        Err(problem) if problem.code == ProblemCode::NoCredentials => {
            Ok(Err(see_other("/accesso")))
        }
        Err(problem) => Err(problem),
    }
}

/// The form again, with what went wrong: 422 for what was typed, else the refusal's own status.
pub fn again(error: &IdentityError, view: &impl Template) -> Result<HttpResponse, Problem> {
    let problem = problem(error);
    let status = match problem.code {
        ProblemCode::Rate | ProblemCode::Busy => problem.code.status(),
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let mut response = render_as(status, view)?;
    if let Some(seconds) = problem.retry_after {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
    }
    Ok(response)
}
