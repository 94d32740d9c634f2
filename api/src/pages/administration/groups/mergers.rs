//! `POST /fusioni`, `POST /fusioni/rimuovi`.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::SuccessionInput;

use super::list::view;
use crate::pages::administration::frame;
use crate::problem::Problem;
use crate::state::Hub;

pub async fn create(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (acting, form) = frame::sent(&request, &hub, payload).await?;
    let input = SuccessionInput {
        old: form.get("comuneCessato").to_owned(),
        new: form.get("comuneSubentrante").to_owned(),
        since: form.get("dal").to_owned(),
    };
    let work = frame::attempt(&acting, &hub, input, |admin, actor, input| {
        admin.create_succession(actor, input)
    });
    match work.await? {
        Ok(()) => Ok(frame::done("/gruppi", "registrato")),
        Err((input, faults)) => frame::again(&view(&request, &hub, acting, &input, &faults).await?),
    }
}

pub async fn remove(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (acting, form) = frame::sent(&request, &hub, payload).await?;
    let old = form.get("comuneCessato").to_owned();
    let new = form.get("comuneSubentrante").to_owned();
    acting
        .run(&hub, move |admin, actor| {
            admin.remove_succession(actor, &old, &new)
        })
        .await?;
    Ok(frame::done("/gruppi", "rimosso"))
}
