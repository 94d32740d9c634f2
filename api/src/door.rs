//! Who calls, by its key, its token or its session; and what the trace hears of those who are not let in.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::ServiceResponse;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpMessage, HttpRequest, ResponseError};
use hub::access::{Caller, Credential, Denied, Knock, Known};
use hub::identity::network;
use hub::identity::oauth::MARK_SEPARATORS;
use schema::codes::{ActKind, Role};

use crate::auth;
use crate::problem::{Problem, ProblemCode};
use crate::session;
use crate::state::Hub;

/// Recognises whoever makes a request of the interface.
///
/// # Errors
/// 401, 403, or 503 if the directory or the trace is away.
pub async fn recognise(request: &HttpRequest, hub: &Hub) -> Result<Caller, Problem> {
    let bearer = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.strip_prefix("Bearer "))
        .map(str::trim)
        .unwrap_or_default();
    if bearer.is_empty() {
        if !session::has_cookie(request) {
            return Err(Problem::new(
                ProblemCode::NoCredentials,
                "Serve l'intestazione Authorization: Bearer seguita dalla chiave dell'ente o da un gettone, oppure \
                 l'accesso di una persona.",
            ));
        }
        let (session, person) = session::session(request, hub).await?;
        by_session(request, hub, person.id, session.id).await
    } else if bearer.bytes().filter(|byte| *byte == b'.').count() == MARK_SEPARATORS {
        by_token(request, hub, bearer).await
    } else {
        match hub.authenticator.authenticate_async(bearer).await {
            Ok(caller) => Ok(caller),
            Err(denied) => {
                let who = hub.authenticator.whose(bearer);
                Err(refused(request, hub, who, &denied).await)
            }
        }
    }
}

/// A person whose session is good, as the directory has it.
///
/// # Errors
/// 403, or 503.
pub async fn by_session(
    request: &HttpRequest,
    hub: &Hub,
    user_id: i64,
    id: i64,
) -> Result<Caller, Problem> {
    let credential = Credential::Session { id };
    match hub.authenticator.user_async(user_id, credential).await {
        Ok(caller) => Ok(caller),
        Err(denied) => {
            let who = hub.authenticator.known(user_id, 0);
            Err(refused(request, hub, who, &denied).await)
        }
    }
}

async fn by_token(request: &HttpRequest, hub: &Hub, bearer: &str) -> Result<Caller, Problem> {
    let Some(token) = hub.identity.verify_token(bearer) else {
        over(request, hub, bearer).await?;
        return Err(Problem::new(
            ProblemCode::BadCredentials,
            "Il gettone di accesso non è valido o è scaduto.",
        ));
    };
    let (user_id, key_id) = (token.user_id, token.key_id);
    let credential = Credential::Token {
        purpose: token.purpose,
        key_id,
    };
    match hub.authenticator.user_async(user_id, credential).await {
        Ok(caller) => Ok(caller),
        Err(denied) => {
            let who = hub.authenticator.known(user_id, key_id);
            Err(refused(request, hub, who, &denied).await)
        }
    }
}

/// Tells the trace of a token that is not good: if it ever was, whose.
async fn over(request: &HttpRequest, hub: &Hub, bearer: &str) -> Result<(), Problem> {
    let Some(token) = hub.identity.signed_token(bearer) else {
        return told(request, hub, None, "GETTONE_NON_VALIDO").await;
    };
    let (user_id, key_id) = (token.user_id, token.key_id);
    let credential = Credential::Token {
        purpose: token.purpose,
        key_id,
    };
    // Whatever becomes of it: now the directory has been read.
    let _ = hub.authenticator.user_async(user_id, credential).await;
    let who = hub.authenticator.known(user_id, key_id);
    told(request, hub, who, "GETTONE_SCADUTO").await
}

/// The refusal of somebody who is not let in, once the trace has heard of it.
async fn refused(request: &HttpRequest, hub: &Hub, who: Option<Known>, denied: &Denied) -> Problem {
    // That the directory is away says nothing about who asks.
    if *denied != Denied::Unavailable
        && let Err(away) = told(request, hub, who, denied.code()).await
    {
        return away;
    }
    auth::denied(denied)
}

/// A form or request that carries the session of somebody, but not the token of its pages.
///
/// # Errors
/// 503 if the trace is away.
pub async fn forged(
    request: &HttpRequest,
    hub: &Hub,
    session: &hub::identity::Session,
    code: &'static str,
) -> Result<(), Problem> {
    let who = session.full().ok().map(|person| Known {
        user_id: person.id,
        office_id: person.office_id,
        entity_id: person.entity_id,
        role: person.role,
        key_id: 0,
    });
    told(request, hub, who, code).await
}

/// Lets an answer 429 leave once the trace has heard of it: who asks too much, or from where. A record for each would
/// let a flood fill the trace: they are told together, as those who are not let in.
pub async fn limited<B: MessageBody>(
    response: ServiceResponse<B>,
    hub: &Hub,
) -> ServiceResponse<EitherBody<B>> {
    if response.status() != StatusCode::TOO_MANY_REQUESTS || is_refusal(&response) {
        return response.map_into_left_body();
    }
    let request = response.request().clone();
    let who = request.extensions().get::<Known>().cloned();
    match told(&request, hub, who, ProblemCode::Rate.code()).await {
        Ok(()) => response.map_into_left_body(),
        Err(away) => response
            .into_response(away.error_response())
            .map_into_right_body(),
    }
}

/// The quota of an agreement is a right that is missing, and on record as such.
fn is_refusal<B>(response: &ServiceResponse<B>) -> bool {
    let extensions = response.response().extensions();
    let reason = extensions.get::<Problem>().and_then(|known| known.reason);
    reason.is_some_and(|reason| reason == Denied::QUOTA)
}

/// Tells the trace, unless it was told the same less than a minute ago.
async fn told(
    request: &HttpRequest,
    hub: &Hub,
    who: Option<Known>,
    code: &'static str,
) -> Result<(), Problem> {
    let address = session::peer(request, hub).address;
    let (who, place) = match who {
        // What must be sealed and cannot be would be in the clear: there was somebody, and nothing else.
        Some(who) if who.role == Role::StandardPs && !hub.has_seal => (None, String::new()),
        Some(who) => (Some(who), address.to_canonical().to_string()),
        None => (None, network(address)),
    };
    let request_id = auth::request_id(request, hub);
    let knock = Knock {
        who,
        code,
        place,
        request_id,
    };
    match hub.knocks.count(knock, hub.clock.now()) {
        Some(row) => hub.record(row).await,
        None => Ok(()),
    }
}

/// Refuses a recognised caller what it asked of a service, once that is on record.
pub async fn not_allowed(
    request: &HttpRequest,
    hub: &Hub,
    caller: &Caller,
    service: &str,
    denied: &Denied,
) -> Problem {
    let at = hub.clock.now().naive_utc();
    let entry = caller.entry(ActKind::Refusal, service, &auth::context(request, hub), at);
    let row = entry
        .outcome(format!("ERRORE:{}", denied.code()))
        .into_row();
    match hub.record(row).await {
        Ok(()) => auth::denied(denied),
        Err(away) => away,
    }
}
