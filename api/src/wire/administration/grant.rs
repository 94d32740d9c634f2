//! What is granted.

use hub::administration::GrantInput;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Un servizio e un tipo concessi.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Concessione)]
pub struct GrantBody {
    /// Servizio: `VERIFICA`, `VERIFICA_MASSIVA`, `FORNITURA`.
    #[serde(rename = "servizio")]
    pub service: String,
    /// Tipo di verifica; vuoto se il servizio non ne ha.
    #[serde(rename = "tipo", default)]
    pub kind: String,
    /// Campi concessi; `*` da solo: tutti.
    #[serde(rename = "campi", default)]
    pub fields: Vec<String>,
}

impl From<GrantInput> for GrantBody {
    fn from(grant: GrantInput) -> Self {
        Self {
            service: grant.service,
            kind: grant.kind,
            fields: grant.fields,
        }
    }
}

impl From<GrantBody> for GrantInput {
    fn from(body: GrantBody) -> Self {
        Self {
            service: body.service,
            kind: body.kind,
            fields: body.fields,
        }
    }
}

pub(super) fn bodies(grants: Vec<GrantInput>) -> Vec<GrantBody> {
    grants.into_iter().map(GrantBody::from).collect()
}

pub(super) fn inputs(bodies: Vec<GrantBody>) -> Vec<GrantInput> {
    bodies.into_iter().map(GrantInput::from).collect()
}
