//! The description of the interface, made from the handlers and the types on the wire.

use actix_web::{HttpResponse, Resource};
use utoipa::OpenApi;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};

use super::supplies::{anomalies, list, rejected, send, status};
use super::{check, health, massive, metrics, missing};
use crate::problem::{FieldProblem, ProblemBody};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Anagrafe Hub",
        description = "Verifica delle autocertificazioni e raccolta delle forniture anagrafiche dei Comuni.",
        license(name = "EUPL-1.2", identifier = "EUPL-1.2")
    ),
    paths(
        check::check,
        massive::massive,
        send::send,
        list::list,
        status::status,
        anomalies::anomalies,
        anomalies::anomalies_csv,
        rejected::rejected,
        health::alive,
        health::ready,
        metrics::metrics,
        document_handler,
    ),
    components(schemas(FieldProblem, ProblemBody), responses(ProblemBody)),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_is_as_it_was_published() {
        insta::assert_json_snapshot!(document(), { ".info.version" => "[version]" });
    }

    #[test]
    fn every_reference_in_it_leads_somewhere() {
        let document = serde_json::to_value(document()).unwrap();
        let mut found = 0;
        let mut stack = vec![&document];
        while let Some(value) = stack.pop() {
            match value {
                serde_json::Value::Object(map) => {
                    if let Some(target) = map.get("$ref").and_then(|target| target.as_str()) {
                        let path = target.trim_start_matches('#');
                        assert!(document.pointer(path).is_some(), "{target}");
                        found += 1;
                    }
                    stack.extend(map.values());
                }
                serde_json::Value::Array(list) => stack.extend(list),
                _ => {}
            }
        }
        assert!(found > 50, "{found}");
    }
}
