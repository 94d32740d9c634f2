//! `POST /bacheca/{id}/lettura`.

use actix_web::web::{self, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::sender;
use crate::board;
use crate::pages::see_other;
use crate::problem::Problem;
use crate::state::Hub;

pub async fn read(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (user_id, _) = sender(&request, &hub, payload).await?;
    let id = board::number(&id)?;
    board::attempt(&request, &hub, user_id, move |notices, member, origin| {
        notices.mark_read(member, origin, id)
    })
    .await?
    .map_err(board::problem)?;
    Ok(see_other("/bacheca?esito=letto"))
}
