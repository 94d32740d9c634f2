//! `POST /v1/verifiche/massive`: a stream of rows in, an outcome for every row out.

pub mod answers;
mod checks;
pub mod lines;
pub mod run;

use std::sync::Arc;

use actix_web::web::{self, Payload, Query};
use actix_web::{HttpRequest, HttpResponse, Resource};
use hub::access::Service;
use hub::massive::MassiveRun;

use self::checks::Checks;
use self::run::{Form, Stream};
use super::{body, missing};
use crate::auth;
use crate::problem::{Problem, ProblemBody, ProblemCode};
use crate::state::Hub;
use crate::wire::massive::{RowBody, RowDefaults};

const NDJSON: &str = "application/x-ndjson";
const CSV: &str = "text/csv";

pub fn resource() -> Resource {
    missing::resource("/v1/verifiche/massive", "POST").post(massive)
}

/// Verifica un flusso di richieste, al massimo 100.000 righe.
///
/// NDJSON: una richiesta di verifica per riga. CSV: la prima riga nomina i campi con il loro percorso
/// (`soggetto.codiceFiscale`, `tipo`, `comune`, …), una dichiarazione per riga. Ogni riga riceve il suo esito,
/// nell'ordine, anche se non è valida.
#[utoipa::path(post, path = "/v1/verifiche/massive", tag = "Verifiche", operation_id = "verificheMassive",
    params(RowDefaults), security(("chiave" = [])),
    request_body(content((String = "application/x-ndjson"), (String = "text/csv")), description = "Le righe"),
    responses(
        (status = 200, description = "Un esito per riga; il formato segue Accept, altrimenti quello inviato",
            content((RowBody = "application/x-ndjson"), (String = "text/csv"))),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 403, response = ProblemBody), (status = 406, response = ProblemBody),
        (status = 415, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn massive(
    request: HttpRequest,
    hub: web::Data<Hub>,
    query: Query<RowDefaults>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let caller = auth::caller(&request, &hub).await?;
    let context = auth::context(&request, &hub);
    let access = caller.for_massive(&context);
    let access = auth::opened(&hub, &caller, Service::MassiveCheck, &context, access).await?;
    let (input, offered) = match body::media_type(&request).as_str() {
        NDJSON | "application/jsonl" | "application/json" | "" => (Form::Ndjson, [NDJSON, CSV]),
        CSV => (Form::Csv, [CSV, NDJSON]),
        _ => {
            return Err(Problem::new(
                ProblemCode::MediaType,
                format!("Il corpo deve essere {NDJSON} oppure {CSV}."),
            ));
        }
    };
    let output = body::negotiate(&request, &offered)?;
    let limits = &hub.config.server.limits;
    let slot = hub.streams.take(caller.user_id())?;
    let rows = Checks::new(
        MassiveRun::new(Arc::clone(&hub.engine), access),
        query.into_inner(),
        input,
        Form::of(output == CSV),
    );
    Ok(Stream::new(rows, limits).answer(payload, slot, output))
}
