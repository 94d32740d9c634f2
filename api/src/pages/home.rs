//! `/`: what a user finds first: the notices that it has not read.

use actix_web::{HttpRequest, HttpResponse, Resource, web};
use hub::notices::Choices;
use schema::codes::SessionStage;

use super::accesso::step;
use super::bacheca::{Card, unread};
use super::{Page, Sheet, render};
use crate::problem::{Problem, ProblemCode};
use crate::rest::missing;
use crate::session;
use crate::state::Hub;

pub fn resource() -> Resource {
    missing::resource("/", "GET").route(web::get().to(home))
}

async fn home(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let session = match step::standing(&request, &hub, &[SessionStage::Full]).await? {
        Ok(session) => session,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let person = session.full().map_err(|error| session::problem(&error))?;
    let notices = match unread(&request, &hub, person.id).await {
        Ok(notices) => notices,
        // Not every role reads the board.
        Err(problem) if problem.code == ProblemCode::NotGranted => Vec::new(),
        Err(problem) => return Err(problem),
    };
    let page = Page::new(&request, "Pagina iniziale");
    let mut sheet = Sheet::new(page.clone())
        .lead(format!("Buongiorno, {}.", person.full_name()))
        .heading("Avvisi da leggere");
    if notices.is_empty() {
        sheet = sheet.text("Non ci sono avvisi da leggere.");
    }
    for view in &notices {
        sheet = sheet.part(&Card::new(&page, view, &Choices::default()));
    }
    render(&sheet.action("/bacheca", "Vai alla bacheca"))
}
