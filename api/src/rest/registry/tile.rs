//! `GET /v1/registro/tile/…`.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{self, Path};
use hub::audit::tree::Tile;

use crate::problem::{Problem, ProblemBody};
use crate::state::Hub;

/// Una parte dell'albero (C2SP tlog-tiles): `LIVELLO/N` gli hash, `entries/N` gli impegni delle voci, `.p/W` se parziale.
///
/// Nessun dato personale; non serve una chiave. Una parte non cambia mai.
#[utoipa::path(get, path = "/v1/registro/tile/{tile}", tag = "Registro", operation_id = "tile",
    params(("tile" = String, Path, description = "Percorso, per esempio `0/x001/x234/067` o `entries/000.p/17`")),
    responses((status = 200, description = "Hash di 32 byte, oppure voci precedute dalla lunghezza in due byte",
            body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn tile(hub: web::Data<Hub>, tile: Path<String>) -> Result<HttpResponse, Problem> {
    let tile = Tile::parse(&tile).map_err(|_| super::nothing())?;
    let bytes = super::ask(&hub, move |log| log.tile(&tile))
        .await?
        .ok_or_else(super::nothing)?;
    Ok(HttpResponse::Ok()
        .content_type("application/octet-stream")
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(bytes))
}
