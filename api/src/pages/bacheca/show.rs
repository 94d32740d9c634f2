//! `GET /bacheca`.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Card, visitor};
use crate::board;
use crate::pages::{Flash, Page, Sheet, render};
use crate::problem::Problem;
use crate::state::Hub;

pub async fn show(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let user_id = match visitor(&request, &hub).await? {
        Ok(user_id) => user_id,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let (views, choices) = board::attempt(&request, &hub, user_id, |notices, member, _| {
        Ok((notices.list(member)?, notices.choices(member)?))
    })
    .await?
    .map_err(board::problem)?;
    let mut page = Page::new(&request, "Bacheca").crumb("Pagina iniziale", "/");
    if let Some(done) = done(request.query_string()) {
        page = page.flash(Flash::success(done));
    }
    let mut sheet =
        Sheet::new(page.clone()).lead("Gli avvisi del Comune, dell'ufficio e della Provincia.");
    if !choices.is_empty() {
        sheet = sheet.action("/bacheca/nuovo", "Pubblica un avviso");
    }
    if views.is_empty() {
        sheet = sheet.text("Non ci sono avvisi.");
    }
    for view in &views {
        sheet = sheet.part(&Card::new(&page, view, &choices));
    }
    render(&sheet)
}

/// What was just done, told by the address: nothing personal is in it.
fn done(query: &str) -> Option<&'static str> {
    match query {
        "esito=pubblicato" => Some("Avviso pubblicato."),
        "esito=ritirato" => Some("Avviso ritirato."),
        "esito=letto" => Some("Lettura confermata."),
        _ => None,
    }
}
