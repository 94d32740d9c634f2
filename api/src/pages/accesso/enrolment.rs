//! `/accesso/attivazione`: setting up the device that makes codes, at the first access or from the profile.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hub::identity::{Enrolment, IdentityError};
use schema::codes::SessionStage;

use super::step;
use super::view::{Enrol, RecoveryCodes};
use crate::pages::{Page, render};
use crate::problem::Problem;
use crate::session::{cookie, form, peer, problem, token};
use crate::state::Hub;

pub async fn begin(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    // From the profile it begins with a form, since the password is asked there.
    match step::standing(&request, &hub, &[SessionStage::Enrolment]).await? {
        Ok(_) => {
            let enrolment = hub
                .identity
                .begin_enrolment(&token(&request)?, "", &peer(&request, &hub))
                .await
                .map_err(|error| problem(&error))?;
            render(&show(&request, enrolment, None))
        }
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub async fn confirm(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (_, form) = form(&request, &hub, payload).await?;
    let (token, sealed) = (token(&request)?, form.get("attivazione"));
    let peer = peer(&request, &hub);
    match hub
        .identity
        .confirm_enrolment(&token, sealed, form.get("codice"), &peer)
        .await
    {
        Ok(confirmed) => {
            let page = Page::new(&request, RecoveryCodes::TITLE);
            let mut response = render(&RecoveryCodes::new(page, confirmed.recovery_codes))?;
            for (name, value) in cookie::of(&confirmed.entered) {
                response.headers_mut().append(name, value);
            }
            Ok(response)
        }
        Err(error @ (IdentityError::WrongCode | IdentityError::Wait(_))) => {
            let enrolment = hub
                .identity
                .resume_enrolment(&token, sealed)
                .await
                .map_err(|error| problem(&error))?;
            let view = show(&request, enrolment, Some(error.to_string()));
            step::again(&error, &view)
        }
        Err(error) => Err(problem(&error)),
    }
}

/// The page with the picture. As an image of its own it needs no exception in the content policy.
pub fn show(request: &HttpRequest, enrolment: Enrolment, error: Option<String>) -> Enrol {
    let picture = format!(
        "data:image/svg+xml;base64,{}",
        STANDARD.encode(&enrolment.picture)
    );
    let page = Page::new(request, Enrol::TITLE);
    Enrol::new(page, enrolment.sealed, &enrolment.secret, picture, error)
}
