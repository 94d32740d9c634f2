//! `POST /utenti/{id}`.

use actix_web::web::{self, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::show::{Shown, name};
use super::{LIST, read};
use crate::acting::number;
use crate::pages::administration::frame::{self, Faults};
use crate::problem::Problem;
use crate::state::Hub;

pub async fn save(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let (acting, form) = frame::sent(&request, &hub, payload).await?;
    let revision = form.get("revisione").to_owned();
    let work = frame::attempt(&acting, &hub, read(&form), move |admin, actor, edit| {
        admin.edit_user(actor, id, &revision, edit)
    });
    match work.await? {
        Ok(()) => Ok(frame::done(&format!("/utenti/{id}"), "modificato")),
        Err((edit, faults)) => {
            let shown = Shown::read(acting, &hub, id).await?;
            let page = frame::page(&request, &name(&shown.user.value), Some(LIST));
            frame::again(&shown.sheet(&page, &edit, &faults, &Faults::default()))
        }
    }
}
