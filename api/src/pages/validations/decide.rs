//! `POST /validazioni/decisioni`.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::validation::{Decided, ValidationError, Verdict};

use super::officer;
use crate::pages::caller::sent;
use crate::pages::see_other;
use crate::problem::Problem;
use crate::rest::failure;
use crate::state::Hub;

/// Decides, and goes back to the queue, which tells what became of it.
pub async fn decide(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (caller, form) = sent(&request, &hub, payload).await?;
    let officer = officer(&request, &hub, &caller).await?;
    let ids: Vec<i64> = form
        .all("richieste")
        .iter()
        .filter_map(|id| id.parse().ok())
        .collect();
    let verdict = match form.get("decisione") {
        "SCARTA" => Verdict::Discard,
        _ => Verdict::Approve,
    };
    let reason = form.get("motivo").to_owned();
    let decided = web::block(move || hub.validations.decide(&officer, &ids, verdict, &reason))
        .await
        .map_err(|error| Problem::internal(&error))?;
    let decided = match decided {
        Ok(decided) => decided,
        Err(ValidationError::Invalid { field, .. }) => {
            return Ok(see_other(&format!("/validazioni?errore={field}")));
        }
        Err(error) => return Err(failure::validation(error)),
    };
    let count = |is: fn(&Decided) -> bool| decided.iter().filter(|(_, one)| is(one)).count();
    Ok(see_other(&format!(
        "/validazioni?fatte={}&prima={}&assenti={}",
        count(|one| *one == Decided::Done),
        count(|one| matches!(one, Decided::Already(_))),
        count(|one| *one == Decided::NotFound),
    )))
}
