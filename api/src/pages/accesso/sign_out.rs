//! `POST /esci`.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};

use crate::pages::see_other;
use crate::problem::Problem;
use crate::session::{cookie, form, peer, problem, token};
use crate::state::Hub;

pub async fn sign_out(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    form(&request, &hub, payload).await?;
    hub.identity
        .sign_out(&token(&request)?, &peer(&request, &hub))
        .await
        .map_err(|error| problem(&error))?;
    let mut response = see_other("/accesso");
    let (name, value) = cookie::gone();
    response.headers_mut().append(name, value);
    Ok(response)
}
