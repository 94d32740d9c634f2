//! `POST /legami`.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::MoveInput;

use super::list::view;
use crate::pages::administration::frame;
use crate::problem::Problem;
use crate::state::Hub;

pub async fn shift(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (acting, form) = frame::sent(&request, &hub, payload).await?;
    let from = frame::number(&form, "da");
    let ticked = form.all("utenti");
    let all = ticked.iter().any(|value| value == "tutti");
    let users = ticked.iter().filter_map(|value| value.parse().ok());
    let input = MoveInput {
        users: if all { Vec::new() } else { users.collect() },
        from_office: all.then_some(from),
        office_id: frame::number(&form, "ufficio"),
        reason: form.get("motivo").to_owned(),
    };
    let to = input.office_id;
    let work = frame::attempt(&acting, &hub, input, |admin, actor, input| {
        admin.move_users(actor, input)
    });
    match work.await? {
        Ok(_) => Ok(frame::done(&format!("/uffici/{to}"), "spostati")),
        Err((input, faults)) => {
            frame::again(&view(&request, &hub, acting, from, &input, &faults).await?)
        }
    }
}
