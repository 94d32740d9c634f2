//! `POST /v1/verifiche/massive`: a stream of rows in, an outcome for every row out.

mod lines;
mod run;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use actix_web::web::{self, Bytes, Payload, Query};
use actix_web::{HttpRequest, HttpResponse, Resource};
use futures_util::stream;
use hub::massive::MassiveRun;

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
        (status = 401, response = ProblemBody), (status = 403, response = ProblemBody),
        (status = 406, response = ProblemBody), (status = 415, response = ProblemBody),
        (status = 429, response = ProblemBody)))]
pub async fn massive(
    request: HttpRequest,
    hub: web::Data<Hub>,
    query: Query<RowDefaults>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let caller = auth::caller(&request, &hub).await?;
    let access = caller
        .for_massive(auth::request_id(&request, &hub))
        .map_err(|refused| auth::denied(&refused))?;
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
    let run = Stream::new(
        MassiveRun::new(Arc::clone(&hub.engine), access),
        query.into_inner(),
        input,
        if output == CSV {
            Form::Csv
        } else {
            Form::Ndjson
        },
        limits.body_bytes,
        Duration::from_secs(limits.request_seconds),
    );
    // The answers wait in memory for a client that sends everything before it reads: at most as many as rows
    // are taken, so the memory is bounded by the limit of rows.
    let (send, receive) = tokio::sync::mpsc::unbounded_channel::<Bytes>();
    actix_web::rt::spawn(run.pump(payload, send));
    let pieces = stream::unfold(receive, |mut receive| async move {
        receive
            .recv()
            .await
            .map(|piece| (Ok::<_, io::Error>(piece), receive))
    });
    Ok(HttpResponse::Ok().content_type(output).streaming(pieces))
}
