//! `/v1/me/totp`, `/v1/me/codici-riserva`: the device that makes codes.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};

use crate::problem::{Problem, ProblemBody};
use crate::rest::body;
use crate::session::{at_any_stage, cookie, peer, problem, session, token};
use crate::state::Hub;
use crate::wire::identity::{
    CodesBody, ConfirmBody, EnrolmentBody, PasswordBody, RecoveryBody, SessionBody,
};

/// Se il codice è attivo, e quanti codici di riserva restano.
#[utoipa::path(get, path = "/v1/me/totp", tag = "Accesso", operation_id = "statoCodici",
    security(("sessione" = [])),
    responses(
        (status = 200, description = "Lo stato", body = CodesBody),
        (status = 401, response = ProblemBody), (status = 403, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn state(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    session(&request, &hub).await?;
    let (active, left) = hub
        .identity
        .own_codes(&token(&request)?)
        .await
        .map_err(|error| problem(&error))?;
    Ok(HttpResponse::Ok().json(CodesBody { active, left }))
}

/// Comincia ad attivare i codici, o a sostituire il dispositivo. La password serve se l'accesso è già completo.
#[utoipa::path(post, path = "/v1/me/totp", tag = "Accesso", operation_id = "attivaCodici",
    request_body = PasswordBody, security(("sessione" = [])),
    responses(
        (status = 200, description = "Il segreto, che vale dopo la conferma", body = EnrolmentBody),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 403, response = ProblemBody), (status = 415, response = ProblemBody),
        (status = 422, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn begin(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    at_any_stage(&request, &hub).await?;
    let body: PasswordBody = body::json(&request, &hub, payload).await?;
    let enrolment = hub
        .identity
        .begin_enrolment(&token(&request)?, &body.password, &peer(&request, &hub))
        .await
        .map_err(|error| problem(&error))?;
    Ok(HttpResponse::Ok().json(EnrolmentBody::from(enrolment)))
}

/// Conferma con il primo codice. I codici di riserva si vedono solo adesso; le altre sessioni terminano.
#[utoipa::path(post, path = "/v1/me/totp/conferma", tag = "Accesso", operation_id = "confermaCodici",
    request_body = ConfirmBody, security(("sessione" = [])),
    responses(
        (status = 200, description = "I codici di riserva", body = RecoveryBody),
        (status = 409, response = ProblemBody),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 403, response = ProblemBody), (status = 415, response = ProblemBody),
        (status = 422, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn confirm(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    at_any_stage(&request, &hub).await?;
    let body: ConfirmBody = body::json(&request, &hub, payload).await?;
    let peer = peer(&request, &hub);
    let confirmed = hub
        .identity
        .confirm_enrolment(&token(&request)?, &body.sealed, &body.code, &peer)
        .await
        .map_err(|error| problem(&error))?;
    let mut response = HttpResponse::Ok();
    for cookie in cookie::of(&confirmed.entered) {
        response.append_header(cookie);
    }
    Ok(response.json(RecoveryBody {
        codes: confirmed.recovery_codes,
        session: Some(SessionBody::from(&confirmed.entered.session)),
    }))
}

/// Disattiva i codici, dove il ruolo lo permette.
#[utoipa::path(delete, path = "/v1/me/totp", tag = "Accesso", operation_id = "disattivaCodici",
    request_body = PasswordBody, security(("sessione" = [])),
    responses(
        (status = 204, description = "I codici non sono più chiesti"),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 403, response = ProblemBody), (status = 415, response = ProblemBody),
        (status = 422, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn remove(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    session(&request, &hub).await?;
    let body: PasswordBody = body::json(&request, &hub, payload).await?;
    hub.identity
        .remove_codes(&token(&request)?, &body.password, &peer(&request, &hub))
        .await
        .map_err(|error| problem(&error))?;
    Ok(HttpResponse::NoContent().finish())
}

/// Rinnova i codici di riserva: quelli di prima non valgono più.
#[utoipa::path(post, path = "/v1/me/codici-riserva", tag = "Accesso", operation_id = "rinnovaCodiciDiRiserva",
    request_body = PasswordBody, security(("sessione" = [])),
    responses(
        (status = 200, description = "I codici di riserva", body = RecoveryBody),
        (status = 404, response = ProblemBody),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 403, response = ProblemBody), (status = 415, response = ProblemBody),
        (status = 422, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn renew(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    session(&request, &hub).await?;
    let body: PasswordBody = body::json(&request, &hub, payload).await?;
    let codes = hub
        .identity
        .renew_recovery_codes(&token(&request)?, &body.password, &peer(&request, &hub))
        .await
        .map_err(|error| problem(&error))?;
    Ok(HttpResponse::Ok().json(RecoveryBody {
        codes,
        session: None,
    }))
}
