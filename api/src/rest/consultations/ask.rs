//! `POST /v1/consultazioni/{tipo}`.

use actix_web::http::header::LOCATION;
use actix_web::web::{self, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::access::Service;
use hub::consultation::{Consulted, Taken};
use schema::codes::ConsultationKind;

use super::refusal;
use crate::auth;
use crate::problem::{Problem, ProblemBody, ProblemCode};
use crate::rest::body;
use crate::state::Hub;
use crate::wire::consultation::answer::ConsultedAnswer;
use crate::wire::consultation::ask::ConsultationBody;
use crate::wire::consultation::pending::PendingBody;

/// Consulta una scheda, chi abita a un indirizzo, o gli eventi di un Comune.
///
/// Chi non esiste e chi non si può consultare hanno la stessa risposta. Ogni persona mostrata è nella traccia prima che
/// la risposta parta. I campi non concessi sono mascherati; `dataRiferimento`, `conosciutoAl` e `confrontoCon` non
/// concessi sono rifiutati per nome. Se un Comune interessato chiede di validare la richiesta, la risposta è 202: ciò che
/// attende dipende solo dalla richiesta e dalle convenzioni, mai da dove è la persona. Quando il Comune ha approvato, la
/// scheda si apre con il numero che la richiesta indica.
#[utoipa::path(post, path = "/v1/consultazioni/{id}", tag = "Consultazioni", operation_id = "consulta",
    params(("id" = String, Path, description = "Il tipo: `SCHEDA_INDIVIDUALE`, `SCHEDA_FAMIGLIA`, `CONVIVENZA`, `ABITAZIONE`, `STORICO` o `EVENTI`")),
    request_body = ConsultationBody, security(("chiave" = [])),
    responses(
        (status = 200, description = "La consultazione, anche se non ha trovato nessuno", body = ConsultedAnswer),
        (status = 202, description = "Uno o più Comuni decidono prima della risposta: lo stato è in `Location`", body = PendingBody),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 403, response = ProblemBody), (status = 404, response = ProblemBody),
        (status = 408, response = ProblemBody), (status = 413, response = ProblemBody),
        (status = 415, response = ProblemBody), (status = 422, response = ProblemBody),
        (status = 429, response = ProblemBody), (status = 500, response = ProblemBody),
        (status = 503, response = ProblemBody)))]
pub async fn ask(
    request: HttpRequest,
    hub: web::Data<Hub>,
    kind: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let caller = auth::caller(&request, &hub).await?;
    let sent = body::json::<ConsultationBody>(&request, &hub, payload).await?;
    let kind = ConsultationKind::from_code(&kind).ok_or_else(|| {
        let known: Vec<&str> = ConsultationKind::ALL
            .iter()
            .map(|kind| kind.code())
            .collect();
        let text = format!(
            "Non c'è questo tipo di consultazione: {}.",
            known.join(", ")
        );
        Problem::new(ProblemCode::NotFound, text)
    })?;
    let context = auth::context(&request, &hub);
    let access = caller.for_consultation(&context);
    let access = auth::opened(&hub, &caller, Service::Consultation, &context, access).await?;
    let question = sent.read(kind, &|text| hub.references.open(&access, text))?;
    let receipts = hub.receipts.clone();
    let taken = web::block(move || hub.desk.submit(&access, &question))
        .await
        .map_err(|error| Problem::internal(&error))?
        .map_err(refusal)?;
    let with_receipt = |answer: Box<Consulted>| {
        let record = answer.record.as_deref();
        let receipt = record.and_then(|record| receipts.issue(record));
        (*answer, receipt)
    };
    Ok(match taken {
        Taken::Answered(answer) => {
            let (answer, receipt) = with_receipt(answer);
            HttpResponse::Ok().json(ConsultedAnswer::new(answer, receipt))
        }
        Taken::Pending { request, at_once } => {
            let place = format!("/v1/richieste/{}", request.request_id);
            HttpResponse::Accepted()
                .insert_header((LOCATION, place))
                .json(PendingBody::new(*request, at_once.map(with_receipt)))
        }
    })
}
