//! `GET /bacheca/{id}/lettori`.

use actix_web::web::{self, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::{page, visitor};
use crate::board;
use crate::pages::components::{Cell, Column, Table};
use crate::pages::{Sheet, render, text};
use crate::problem::Problem;
use crate::state::Hub;

pub async fn readers(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let user_id = match visitor(&request, &hub).await? {
        Ok(user_id) => user_id,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let id = board::number(&id)?;
    let receipts = board::attempt(&request, &hub, user_id, move |notices, member, _| {
        notices.readers(member, id)
    })
    .await?
    .map_err(board::problem)?;
    let columns = vec![Column::text("Utente"), Column::text("Prima lettura")];
    let rows = receipts.into_iter().map(|receipt| {
        vec![
            Cell::text(receipt.name),
            Cell::text(text::moment(receipt.read_at)),
        ]
    });
    let table = Table::new("lettori", "Chi ha letto l'avviso", columns)
        .rows(rows)
        .empty("Nessuno lo ha ancora letto.");
    render(&Sheet::new(page(&request, "Lettori dell'avviso")).part(&table))
}
