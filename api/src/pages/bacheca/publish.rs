//! `GET /bacheca/nuovo` and `POST /bacheca`.

use actix_web::http::StatusCode;
use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::access::Denied;
use hub::notices::{Choices, NoticeError};
use schema::codes::Function;

use super::form::Sent;
use super::{page, sender, visitor};
use crate::board;
use crate::pages::{Sheet, render, render_as, see_other};
use crate::problem::Problem;
use crate::state::Hub;

const TITLE: &str = "Nuovo avviso";

pub async fn new(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let user_id = match visitor(&request, &hub).await? {
        Ok(user_id) => user_id,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let choices = choices(&request, &hub, user_id).await?;
    render(&sheet(&request, &Sent::default(), &choices))
}

pub async fn publish(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (user_id, form) = sender(&request, &hub, payload).await?;
    let mut sent = Sent::from(&form);
    let draft = sent.draft();
    if sent.wrong.is_empty() {
        let published = board::attempt(&request, &hub, user_id, move |notices, member, origin| {
            notices.publish(member, origin, &draft)
        });
        match published.await? {
            Ok(_) => return Ok(see_other("/bacheca?esito=pubblicato")),
            Err(NoticeError::Invalid(wrong)) => {
                for wrong in wrong {
                    sent.wrong
                        .entry(wrong.field)
                        .or_insert_with(|| wrong.text.to_owned());
                }
            }
            Err(error) => return Err(board::problem(error)),
        }
    }
    let choices = choices(&request, &hub, user_id).await?;
    render_as(
        StatusCode::UNPROCESSABLE_ENTITY,
        &sheet(&request, &sent, &choices),
    )
}

/// Whom the user may tell; 403 if nobody.
async fn choices(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    user_id: i64,
) -> Result<Choices, Problem> {
    board::attempt(request, hub, user_id, |notices, member, _| {
        let choices = notices.choices(member)?;
        if choices.is_empty() {
            return Err(Denied::Function(Function::PublishNotices).into());
        }
        Ok(choices)
    })
    .await?
    .map_err(board::problem)
}

fn sheet(request: &HttpRequest, sent: &Sent, choices: &Choices) -> Sheet {
    let page = page(request, TITLE);
    Sheet::new(page.clone()).part(&sent.form(&page, choices))
}
