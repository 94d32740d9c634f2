//! The description of the interface, made from the handlers and the types on the wire.

use actix_web::{HttpResponse, Resource};
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{RefOr, Schema};

use super::me::{codes, sessions};
use super::monitoring::{accesses, acts, data_subject, findings, search, statistics};
use super::notices::{self, publish, read, readers, withdraw};
use super::registry::{checkpoint, cosign, keys, proofs, tile};
use super::rights::{own, simulate};
use super::session::{code, password, sign_in, sign_out, who};
use super::supplies::{anomalies, list, rejected, send, status};
use super::{
    administration, check, consultations, families, health, massive, metrics, missing, oauth,
    receipt, receipt_check, requests, search as people, validations,
};
use crate::problem::{FieldProblem, ProblemBody};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Anagrafe Hub",
        description = "Verifica delle autocertificazioni, ricerca di persone e raccolta delle forniture anagrafiche dei Comuni.",
        license(name = "EUPL-1.2", identifier = "EUPL-1.2")
    ),
    paths(
        check::check,
        massive::massive,
        people::search,
        own::own,
        simulate::simulate,
        send::send,
        list::list,
        status::status,
        anomalies::anomalies,
        anomalies::anomalies_csv,
        rejected::rejected,
        receipt::receipt,
        receipt_check::verify,
        checkpoint::checkpoint,
        tile::tile,
        proofs::inclusion,
        proofs::consistency,
        cosign::cosign,
        keys::keys,
        keys::jwks,
        consultations::ask::ask,
        consultations::again::again,
        consultations::pdf::document,
        families::families,
        requests::list::list,
        requests::status::status,
        validations::list::list,
        validations::item::item,
        validations::decide::decide,
        notices::list::list,
        publish::publish,
        withdraw::withdraw,
        read::read,
        readers::readers,
        sign_in::sign_in,
        who::who,
        sign_out::sign_out,
        code::code,
        password::password,
        sessions::list,
        sessions::end,
        sessions::end_others,
        codes::state,
        codes::begin,
        codes::confirm,
        codes::remove,
        codes::renew,
        oauth::token,
        acts::acts,
        search::search,
        accesses::accesses,
        findings::findings,
        statistics::statistics,
        data_subject::accesses,
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
        let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("__Host-ah")));
        openapi
            .components
            .get_or_insert_with(Default::default)
            .add_security_scheme("sessione", cookie);
        open_variants(openapi);
    }
}

/// A declaration is its kind's fields *and* `tipo`: the part that knows only the fields must not forbid others,
/// or no declaration would satisfy the description.
fn open_variants(openapi: &mut utoipa::openapi::OpenApi) {
    let Some(components) = &mut openapi.components else {
        return;
    };
    let Some(RefOr::T(Schema::OneOf(declaration))) = components.schemas.get("Dichiarazione") else {
        return;
    };
    let names: Vec<String> = declaration
        .items
        .iter()
        .filter_map(|variant| match variant {
            RefOr::T(Schema::AllOf(both)) => Some(both),
            _ => None,
        })
        .flat_map(|both| &both.items)
        .filter_map(|part| match part {
            RefOr::Ref(part) => part.ref_location.rsplit('/').next().map(str::to_owned),
            RefOr::T(_) => None,
        })
        .collect();
    for name in names {
        if let Some(RefOr::T(Schema::Object(object))) = components.schemas.get_mut(&name) {
            object.additional_properties = None;
        }
    }
}

pub fn resource() -> Resource {
    missing::resource("/v1/openapi.json", "GET").get(document_handler)
}

/// The document.
pub fn document() -> utoipa::openapi::OpenApi {
    let mut document = Api::openapi();
    document.merge(administration::document());
    document
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
    fn a_declaration_satisfies_its_description() {
        let document = serde_json::to_value(document()).unwrap();
        let schemas = &document["components"]["schemas"];
        let variants = schemas["Dichiarazione"]["oneOf"].as_array().unwrap();
        assert_eq!(variants.len(), schema::codes::CheckKind::ALL.len());
        for variant in variants {
            let path = variant["allOf"][0]["$ref"].as_str().unwrap();
            let part = document.pointer(path.trim_start_matches('#')).unwrap();
            assert!(part.get("additionalProperties").is_none(), "{path}");
        }
    }

    /// Whoever reads the guide finds every route in it, whole.
    #[test]
    fn the_guide_names_every_route() {
        let guide = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/api-guide.md");
        let guide = std::fs::read_to_string(guide).unwrap();
        let goes_on = |c: char| c.is_alphanumeric() || "/{}-_.".contains(c);
        let missing: Vec<String> = document()
            .paths
            .paths
            .into_keys()
            .filter(|path| {
                !guide
                    .match_indices(path.as_str())
                    .any(|(at, _)| !guide[at + path.len()..].starts_with(goes_on))
            })
            .collect();
        assert_eq!(missing, Vec::<String>::new());
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
