//! `POST /v1/nuclei-familiari`: fiscal codes in, the family of each out.

mod rows;

use std::sync::Arc;

use actix_web::web::{self, Payload, Query};
use actix_web::{HttpRequest, HttpResponse, Resource};
use hub::access::Service;
use hub::families::FamiliesRun;

use self::rows::Families;
use super::consultations::refusal;
use super::massive::run::{Form, Stream};
use super::{body, missing};
use crate::auth;
use crate::problem::{Problem, ProblemBody, ProblemCode};
use crate::state::Hub;
use crate::wire::families::{FamilyBody, FamilyQuery};

const NDJSON: &str = "application/x-ndjson";
const CSV: &str = "text/csv";

pub fn resource() -> Resource {
    missing::resource("/v1/nuclei-familiari", "POST").post(families)
}

/// Consulta i nuclei familiari di un elenco di codici fiscali, al massimo 100.000.
///
/// CSV: un codice fiscale per riga, con o senza intestazione (`codiceFiscale`). NDJSON: `{"codiceFiscale": "…"}` per riga.
/// Ogni riga riceve il suo esito, nell'ordine, anche se non è valida; chi non esiste e chi non si può consultare hanno lo
/// stesso. In CSV la risposta ha una riga per componente. Ogni persona mostrata è nella traccia prima che la risposta
/// parta.
#[utoipa::path(post, path = "/v1/nuclei-familiari", tag = "Consultazioni", operation_id = "nucleiFamiliari",
    params(FamilyQuery), security(("chiave" = [])),
    request_body(content((String = "application/x-ndjson"), (String = "text/csv")), description = "I codici fiscali"),
    responses(
        (status = 200, description = "Un esito per riga; il formato segue Accept, altrimenti quello inviato",
            content((FamilyBody = "application/x-ndjson"), (String = "text/csv"))),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 403, response = ProblemBody), (status = 406, response = ProblemBody),
        (status = 415, response = ProblemBody), (status = 422, response = ProblemBody),
        (status = 429, response = ProblemBody), (status = 500, response = ProblemBody),
        (status = 503, response = ProblemBody)))]
pub async fn families(
    request: HttpRequest,
    hub: web::Data<Hub>,
    query: Query<FamilyQuery>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let caller = auth::caller(&request, &hub).await?;
    let context = auth::context(&request, &hub);
    let (input, offered) = match body::media_type(&request).as_str() {
        NDJSON | "application/jsonl" | "application/json" => (Form::Ndjson, [NDJSON, CSV]),
        CSV | "text/plain" | "" => (Form::Csv, [CSV, NDJSON]),
        _ => {
            return Err(Problem::new(
                ProblemCode::MediaType,
                format!("Il corpo deve essere {NDJSON} oppure {CSV}."),
            ));
        }
    };
    let output = body::negotiate(&request, &offered)?;
    let terms = query.into_inner().read()?;
    let access = caller.for_families(&context);
    let access = auth::opened(&hub, &caller, Service::Families, &context, access).await?;
    let limits = &hub.config.server.limits;
    let slot = hub.streams.take(caller.user_id())?;
    let consultations = Arc::clone(&hub.consultations);
    let run = web::block(move || FamiliesRun::begin(consultations, access, terms))
        .await
        .map_err(|error| Problem::internal(&error))?
        .map_err(refusal)?;
    let rows = Families::new(run, input, Form::of(output == CSV));
    Ok(Stream::new(rows, limits).answer(payload, slot, output))
}
