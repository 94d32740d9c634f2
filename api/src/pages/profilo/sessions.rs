//! `POST /profilo/sessioni`: one of the user's other sessions is ended.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::identity::IdentityError;

use crate::pages::see_other;
use crate::problem::Problem;
use crate::session::{form, peer, problem, token};
use crate::state::Hub;

pub async fn end(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (_, form) = form(&request, &hub, payload).await?;
    let id: i64 = form
        .get("sessione")
        .parse()
        .map_err(|_| problem(&IdentityError::NotFound))?;
    hub.identity
        .end_own_session(&token(&request)?, id, &peer(&request, &hub))
        .await
        .map_err(|error| problem(&error))?;
    Ok(see_other("/profilo"))
}
