//! The description of the interface, made from the handlers and the types on the wire.

use actix_web::{HttpResponse, Resource};
use utoipa::OpenApi;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};

use super::{health, metrics, missing};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Anagrafe Hub",
        description = "Verifica delle autocertificazioni e raccolta delle forniture anagrafiche dei Comuni.",
        license(name = "EUPL-1.2", identifier = "EUPL-1.2")
    ),
    paths(health::alive, health::ready, metrics::metrics, document_handler),
    components(schemas(crate::problem::FieldProblem)),
    modifiers(&Security)
)]
struct Api;

struct Security;

impl utoipa::Modify for Security {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        openapi
            .components
            .get_or_insert_with(Default::default)
            .add_security_scheme("chiave", scheme);
    }
}

pub fn resource() -> Resource {
    missing::resource("/v1/openapi.json", "GET").get(document_handler)
}

/// The document.
pub fn document() -> utoipa::openapi::OpenApi {
    Api::openapi()
}

/// Questa descrizione.
#[utoipa::path(get, path = "/v1/openapi.json", tag = "Servizio", operation_id = "openapi",
    responses((status = 200, description = "La descrizione OpenAPI 3.1", body = serde_json::Value)))]
pub async fn document_handler() -> HttpResponse {
    HttpResponse::Ok().json(document())
}
