//! `POST /convenzioni/{id}/sospensione`, `POST /convenzioni/{id}/cessazione`.

use actix_web::web::{self, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::show::view;
use crate::acting::number;
use crate::pages::administration::frame;
use crate::problem::Problem;
use crate::state::Hub;

pub async fn suspend(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let (acting, form) = frame::sent(&request, &hub, payload).await?;
    let revision = form.get("revisione").to_owned();
    let suspended = form.get("sospesa") == "si";
    acting
        .run(&hub, move |admin, actor| {
            admin.suspend_agreement(actor, id, &revision, suspended)
        })
        .await?;
    let told = if suspended { "sospesa" } else { "ripresa" };
    Ok(frame::done(&format!("/convenzioni/{id}"), told))
}

pub async fn end(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let (acting, form) = frame::sent(&request, &hub, payload).await?;
    let revision = form.get("revisione").to_owned();
    let last_day = form.get("al").to_owned();
    let work = frame::attempt(&acting, &hub, last_day, move |admin, actor, last_day| {
        admin.end_agreement(actor, id, &revision, last_day)
    });
    match work.await? {
        Ok(()) => Ok(frame::done(&format!("/convenzioni/{id}"), "cessata")),
        Err((_, faults)) => {
            let shown = acting
                .run(&hub, move |admin, actor| admin.agreement(actor, id))
                .await?;
            frame::again(&view(&request, &shown, &faults))
        }
    }
}
