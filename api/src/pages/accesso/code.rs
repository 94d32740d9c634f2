//! `/accesso/codice`.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::identity::IdentityError;
use schema::codes::SessionStage;

use super::step;
use super::view::Code;
use crate::pages::{Page, render};
use crate::problem::Problem;
use crate::session::{form, peer, problem, token};
use crate::state::Hub;

pub async fn show(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    match step::standing(&request, &hub, &[SessionStage::Code]).await? {
        Ok(_) => render(&Code::new(Page::new(&request, Code::TITLE), None)),
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub async fn give(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (_, form) = form(&request, &hub, payload).await?;
    let peer = peer(&request, &hub);
    match hub
        .identity
        .give_code(&token(&request)?, form.get("codice"), &peer)
        .await
    {
        Ok(entered) => Ok(step::taken(&entered)),
        Err(error @ (IdentityError::WrongCode | IdentityError::Wait(_) | IdentityError::Busy)) => {
            let page = Page::new(&request, Code::TITLE);
            step::again(&error, &Code::new(page, Some(error.to_string())))
        }
        Err(error) => Err(problem(&error)),
    }
}
