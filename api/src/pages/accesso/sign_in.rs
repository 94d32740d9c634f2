//! `POST /accesso`.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::step;
use super::view::SignIn;
use crate::pages::Page;
use crate::problem::Problem;
use crate::session::{Form, leave_old, peer};
use crate::state::Hub;

pub async fn sign_in(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    // Nobody is signed in yet, so there is no token: that the form is the hub's own, the browser says.
    let form = Form::read(&request, &hub, payload).await?;
    let user = form.get("utente");
    let peer = peer(&request, &hub);
    match hub
        .identity
        .sign_in(user, form.get("password"), &peer)
        .await
    {
        Ok(entered) => {
            leave_old(&request, &hub).await;
            Ok(step::taken(&entered))
        }
        Err(error) => {
            let page = Page::new(&request, SignIn::TITLE);
            step::again(&error, &SignIn::refused(page, user, &error.to_string()))
        }
    }
}
