//! `/licenze`: whose work the pages contain.

use actix_web::{HttpRequest, HttpResponse, Resource, web};
use askama::Template;

use crate::pages::{Page, render};
use crate::problem::Problem;
use crate::rest::missing;

#[derive(Template)]
#[template(path = "informazioni/licenze.html")]
struct View {
    page: Page,
}

pub fn resource() -> Resource {
    missing::resource("/licenze", "GET").route(web::get().to(show))
}

async fn show(request: HttpRequest) -> Result<HttpResponse, Problem> {
    render(&View {
        page: Page::new(&request, "Licenze"),
    })
}
