//! `GET /accesso`.

use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use schema::codes::SessionStage;

use super::step;
use super::view::SignIn;
use crate::pages::{Page, Visitor, render, see_other};
use crate::problem::Problem;
use crate::session::has_cookie;
use crate::state::Hub;

pub async fn show(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    // Whoever is in need not sign in again; whoever is halfway may begin anew.
    if has_cookie(&request)
        && step::standing(&request, &hub, &[SessionStage::Full])
            .await?
            .is_ok()
    {
        return Ok(see_other("/"));
    }
    request.extensions_mut().remove::<Visitor>();
    render(&SignIn::new(Page::new(&request, SignIn::TITLE)))
}
