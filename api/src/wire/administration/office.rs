//! Offices.

use hub::administration::{ListQuery as Wanted, OfficeEdit, OfficeInfo, OfficeInput, Versioned};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::ListQuery;
use super::list::{Listed, Revised, yes};
use crate::problem::Problem;

/// Un ufficio.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Ufficio)]
pub struct OfficeBody {
    /// Numero.
    pub id: i64,
    /// Numero dell'ente.
    #[serde(rename = "ente")]
    pub entity_id: i64,
    /// Nome dell'ente.
    #[serde(rename = "nomeEnte")]
    pub entity: String,
    /// Codice ISTAT del Comune che l'ha registrato; vuoto: la Provincia.
    pub comune: String,
    /// Nome.
    #[serde(rename = "nome")]
    pub name: String,
    /// Gli utenti di un ufficio disabilitato non possono nulla.
    #[serde(rename = "abilitato")]
    pub enabled: bool,
    /// Utenti abilitati.
    #[serde(rename = "utenti")]
    pub users: i64,
    /// Da rimandare con una modifica; manca negli elenchi.
    #[serde(rename = "revisione", skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
}

impl From<OfficeInfo> for OfficeBody {
    fn from(info: OfficeInfo) -> Self {
        Self {
            id: info.office.id,
            entity_id: info.entity.id,
            entity: info.entity.name,
            comune: info.office.comune,
            name: info.office.name,
            enabled: info.office.enabled,
            users: info.users,
            revision: None,
        }
    }
}

impl From<Versioned<OfficeInfo>> for OfficeBody {
    fn from(shown: Versioned<OfficeInfo>) -> Self {
        Self {
            revision: Some(shown.revision),
            ..Self::from(shown.value)
        }
    }
}

impl Listed for OfficeBody {
    const HEAD: &'static [&'static str] = &[
        "id",
        "ente",
        "nomeEnte",
        "comune",
        "nome",
        "abilitato",
        "utenti",
    ];

    fn number(&self) -> i64 {
        self.id
    }

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.entity_id.to_string(),
            self.entity.clone(),
            self.comune.clone(),
            self.name.clone(),
            yes(self.enabled),
            self.users.to_string(),
        ]
    }
}

/// Un elenco di ciò che appartiene a uffici.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OfficeQuery {
    /// Solo ciò che segue questo numero, come dato da `prossimo`.
    #[serde(rename = "dopo", default)]
    after: Option<i64>,
    /// Quanti elementi, al massimo 1000; se manca, 100.
    #[serde(rename = "limite", default)]
    limit: Option<i64>,
    /// Parole che devono esserci tutte, senza badare a maiuscole e accenti.
    #[serde(rename = "testo", default)]
    text: Option<String>,
    /// Solo di questo ente (per gli uffici).
    #[serde(rename = "ente", default)]
    pub entity_id: Option<i64>,
    /// Solo di questo ufficio (per le postazioni).
    #[serde(rename = "ufficio", default)]
    pub office_id: Option<i64>,
}

impl OfficeQuery {
    /// The page.
    pub fn page(&self) -> Result<Wanted, Problem> {
        ListQuery {
            after: self.after,
            limit: self.limit,
            text: self.text.clone(),
        }
        .read()
    }
}

/// Un nuovo ufficio.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NuovoUfficio)]
pub struct OfficeInBody {
    /// Numero dell'ente.
    #[serde(rename = "ente")]
    pub entity_id: i64,
    /// Nome.
    #[serde(rename = "nome")]
    pub name: String,
}

impl From<OfficeInBody> for OfficeInput {
    fn from(body: OfficeInBody) -> Self {
        Self {
            entity_id: body.entity_id,
            name: body.name,
        }
    }
}

/// La modifica di un ufficio.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ModificaUfficio)]
pub struct OfficeEditBody {
    /// Come data dalla lettura.
    #[serde(rename = "revisione")]
    pub revision: String,
    /// Nome.
    #[serde(rename = "nome")]
    pub name: String,
    /// Abilitato.
    #[serde(rename = "abilitato")]
    pub enabled: bool,
}

impl Revised for OfficeEditBody {
    type Edit = OfficeEdit;

    fn read(self) -> (String, OfficeEdit) {
        let edit = OfficeEdit {
            name: self.name,
            enabled: self.enabled,
        };
        (self.revision, edit)
    }
}
