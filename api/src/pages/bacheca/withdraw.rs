//! `GET` and `POST /bacheca/{id}/ritira`.

use actix_web::web::{self, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::{page, sender, visitor};
use crate::board;
use crate::pages::components::Form;
use crate::pages::{Sheet, render, see_other};
use crate::problem::Problem;
use crate::state::Hub;

pub async fn ask(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let user_id = match visitor(&request, &hub).await? {
        Ok(user_id) => user_id,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let id = board::number(&id)?;
    let notice = board::attempt(&request, &hub, user_id, move |notices, member, _| {
        notices.managed(member, id)
    })
    .await?
    .map_err(board::problem)?;
    let page = page(&request, "Ritira l'avviso");
    let question = Form::confirm(
        &page,
        format!("/bacheca/{id}/ritira"),
        &format!(
            "L'avviso «{}» non sarà più visibile a nessuno; le conferme di lettura restano.",
            notice.title
        ),
        "Ritira",
        "/bacheca",
    );
    render(&Sheet::new(page.clone()).part(&question))
}

pub async fn withdraw(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (user_id, _) = sender(&request, &hub, payload).await?;
    let id = board::number(&id)?;
    board::attempt(&request, &hub, user_id, move |notices, member, origin| {
        notices.withdraw(member, origin, id)
    })
    .await?
    .map_err(board::problem)?;
    Ok(see_other("/bacheca?esito=ritirato"))
}
