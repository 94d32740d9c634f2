//! `GET /accesso`.

use actix_web::{HttpRequest, HttpResponse};

use super::view::SignIn;
use crate::pages::{Page, render};
use crate::problem::Problem;

pub async fn show(request: HttpRequest) -> Result<HttpResponse, Problem> {
    render(&SignIn::new(Page::new(&request, SignIn::TITLE)))
}
