//! `POST /oauth/token` (RFC 6749, RFC 7523): a signed assertion in, a short token out.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse, Resource};
use hub::identity::IdentityError;
use hub::identity::oauth::{OAuthError, TokenRequest};
use serde::Serialize;
use utoipa::ToSchema;

use super::missing;
use crate::problem::Problem;
use crate::session::{Form, peer, problem};
use crate::state::Hub;

/// Un gettone di accesso.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GettoneDiAccesso)]
pub struct TokenBody {
    /// Il gettone, da usare come `Authorization: Bearer …`.
    access_token: String,
    /// `Bearer`.
    token_type: &'static str,
    /// Secondi per i quali vale.
    expires_in: i64,
    /// La finalità alla quale è legato.
    finalita: String,
}

/// Un errore (RFC 6749, 5.2).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ErroreOAuth)]
pub struct TokenErrorBody {
    /// Codice della norma.
    error: &'static str,
    /// Spiegazione.
    error_description: String,
}

/// I parametri, come modulo.
#[derive(Debug, ToSchema)]
#[schema(as = RichiestaGettone)]
#[expect(dead_code, reason = "it describes the form, which is read by name")]
pub struct TokenForm {
    /// `client_credentials`.
    grant_type: String,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`.
    client_assertion_type: String,
    /// L'asserzione firmata (JWT).
    client_assertion: String,
    /// Facoltativo: il nome del client.
    client_id: Option<String>,
    /// La finalità alla quale il gettone sarà legato; in sua mancanza vale `scope`.
    finalita: Option<String>,
    /// La finalità, per le librerie che conoscono solo `scope`.
    scope: Option<String>,
}

pub fn resource() -> Resource {
    missing::resource("/oauth/token", "POST").route(web::post().to(token))
}

/// Dà a un'applicazione un gettone di accesso, legato a una finalità.
///
/// L'applicazione si presenta con un'asserzione firmata con la propria chiave (EdDSA, ES256 o RS256), che vale al
/// massimo cinque minuti e una volta sola.
#[utoipa::path(post, path = "/oauth/token", tag = "Accesso", operation_id = "gettone",
    request_body(content = TokenForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "Il gettone", body = TokenBody),
        (status = 400, description = "La richiesta non va bene", body = TokenErrorBody),
        (status = 401, description = "Il client non è riconosciuto", body = TokenErrorBody),
        (status = 429, description = "Troppi tentativi non riusciti", body = TokenErrorBody),
        (status = 503, description = "Non è possibile ora", body = TokenErrorBody)))]
pub async fn token(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let form = Form::read_from_anywhere(&request, &hub, payload).await?;
    if form.repeats() {
        return Ok(refused(&OAuthError::Request("Un parametro e' ripetuto.")));
    }
    let purpose = Some(form.get("finalita"))
        .filter(|purpose| !purpose.is_empty())
        .unwrap_or_else(|| form.get("scope"));
    let asked = TokenRequest {
        grant_type: form.get("grant_type").to_owned(),
        assertion_type: form.get("client_assertion_type").to_owned(),
        assertion: form.get("client_assertion").to_owned(),
        client_id: form.get("client_id").to_owned(),
        purpose: purpose.to_owned(),
    };
    let answer = hub.identity.grant(&asked, &peer(&request, &hub)).await;
    Ok(match answer {
        Ok(granted) => HttpResponse::Ok()
            .insert_header((header::PRAGMA, "no-cache"))
            .json(TokenBody {
                access_token: granted.token,
                token_type: "Bearer",
                expires_in: granted.seconds,
                finalita: granted.purpose,
            }),
        Err(error) => refused(&error),
    })
}

fn refused(error: &OAuthError) -> HttpResponse {
    let mut response = HttpResponse::build(match error {
        OAuthError::Client(_) => StatusCode::UNAUTHORIZED,
        OAuthError::Identity(IdentityError::Wait(_)) => StatusCode::TOO_MANY_REQUESTS,
        OAuthError::Identity(_) => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::BAD_REQUEST,
    });
    if let OAuthError::Identity(error) = error
        && let Some(seconds) = problem(error).retry_after
    {
        response.insert_header((header::RETRY_AFTER, seconds));
    }
    response.json(TokenErrorBody {
        error: error.code(),
        error_description: error.to_string(),
    })
}
