//! `GET /v1/registro/prove/…`: for those who do not want to compute proofs from tiles.

use actix_web::HttpResponse;
use actix_web::web::{self, Query};

use crate::problem::{Problem, ProblemBody};
use crate::state::Hub;
use crate::wire::registry::{ConsistencyQuery, InclusionQuery, ProofBody};

/// Prova che una voce è nel registro quando questo aveva quel numero di voci (RFC 6962).
#[utoipa::path(get, path = "/v1/registro/prove/inclusione", tag = "Registro", operation_id = "provaInclusione",
    params(InclusionQuery),
    responses((status = 200, description = "La prova", body = ProofBody), (status = 400, response = ProblemBody),
        (status = 404, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn inclusion(
    hub: web::Data<Hub>,
    query: Query<InclusionQuery>,
) -> Result<HttpResponse, Problem> {
    let InclusionQuery { index, size } = query.into_inner();
    let path = super::ask(&hub, move |log| log.inclusion(index, size))
        .await?
        .ok_or_else(super::nothing)?;
    Ok(HttpResponse::Ok().json(ProofBody::new(&path)))
}

/// Prova che il registro con più voci è la continuazione di quello con meno (RFC 6962).
#[utoipa::path(get, path = "/v1/registro/prove/coerenza", tag = "Registro", operation_id = "provaCoerenza",
    params(ConsistencyQuery),
    responses((status = 200, description = "La prova", body = ProofBody), (status = 400, response = ProblemBody),
        (status = 404, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn consistency(
    hub: web::Data<Hub>,
    query: Query<ConsistencyQuery>,
) -> Result<HttpResponse, Problem> {
    let ConsistencyQuery { from, to } = query.into_inner();
    let path = super::ask(&hub, move |log| log.consistency(from, to))
        .await?
        .ok_or_else(super::nothing)?;
    Ok(HttpResponse::Ok().json(ProofBody::new(&path)))
}
