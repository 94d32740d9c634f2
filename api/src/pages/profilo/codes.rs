//! What the profile does with the device that makes codes. Each asks for the password again.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::identity::IdentityError;

use super::show::sheet;
use crate::pages::accesso::show_enrolment;
use crate::pages::accesso::view::RecoveryCodes;
use crate::pages::{Flash, Page, render};
use crate::problem::Problem;
use crate::session::{form, peer, problem, token};
use crate::state::Hub;

pub async fn begin(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (_, form) = form(&request, &hub, payload).await?;
    let peer = peer(&request, &hub);
    let password = form.get("password-dispositivo");
    match hub
        .identity
        .begin_enrolment(&token(&request)?, password, &peer)
        .await
    {
        Ok(enrolment) => render(&show_enrolment(&request, enrolment, None)),
        Err(error) => refused(&request, &hub, &error).await,
    }
}

pub async fn remove(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (session, form) = form(&request, &hub, payload).await?;
    let peer = peer(&request, &hub);
    let password = form.get("password-disattiva");
    match hub
        .identity
        .remove_codes(&token(&request)?, password, &peer)
        .await
    {
        Ok(()) => {
            let person = session.full().map_err(|error| problem(&error))?;
            let done = Flash::success("Il codice non sarà più chiesto.");
            sheet(&request, &hub, person, Some(done)).await
        }
        Err(error) => refused(&request, &hub, &error).await,
    }
}

pub async fn renew(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (_, form) = form(&request, &hub, payload).await?;
    let peer = peer(&request, &hub);
    let password = form.get("password-riserva");
    match hub
        .identity
        .renew_recovery_codes(&token(&request)?, password, &peer)
        .await
    {
        Ok(codes) => render(&RecoveryCodes::new(
            Page::new(&request, RecoveryCodes::TITLE),
            codes,
        )),
        Err(error) => refused(&request, &hub, &error).await,
    }
}

/// The profile again, with the reason; what is no matter of the password is a refusal like any other.
async fn refused(
    request: &HttpRequest,
    hub: &Hub,
    error: &IdentityError,
) -> Result<HttpResponse, Problem> {
    let text = match error {
        IdentityError::WrongCredentials => "La password attuale non è corretta.".to_owned(),
        IdentityError::Wait(_) | IdentityError::Busy => error.to_string(),
        other => return Err(problem(other)),
    };
    let (_, person) = crate::session::page(request, hub).await?;
    let mut response = sheet(request, hub, &person, Some(Flash::danger(text))).await?;
    *response.status_mut() = actix_web::http::StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}
