//! Entities, groups and mergers of Comuni.

use hub::administration::{
    EntityEdit, EntityInput, GroupInfo, GroupInput, SuccessionInput, Versioned,
};
use schema::tables::{ComuneSuccessionRow, EntityRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::list::{Listed, Revised, yes};

/// Un ente.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Ente)]
pub struct EntityBody {
    /// Numero.
    pub id: i64,
    /// Nome.
    #[serde(rename = "nome")]
    pub name: String,
    /// `COMUNE`, `AGENZIA` o `PROVINCIA`.
    #[serde(rename = "tipo")]
    pub kind: String,
    /// Codice ISTAT, se è un Comune.
    pub comune: String,
    /// Un ente disabilitato non può nulla.
    #[serde(rename = "abilitato")]
    pub enabled: bool,
    /// Da rimandare con una modifica; manca negli elenchi.
    #[serde(rename = "revisione", skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
}

impl From<EntityRow> for EntityBody {
    fn from(row: EntityRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            kind: row.kind,
            comune: row.comune,
            enabled: row.enabled,
            revision: None,
        }
    }
}

impl From<Versioned<EntityRow>> for EntityBody {
    fn from(shown: Versioned<EntityRow>) -> Self {
        Self {
            revision: Some(shown.revision),
            ..Self::from(shown.value)
        }
    }
}

impl Listed for EntityBody {
    const HEAD: &'static [&'static str] = &["id", "nome", "tipo", "comune", "abilitato"];

    fn number(&self) -> i64 {
        self.id
    }

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.name.clone(),
            self.kind.clone(),
            self.comune.clone(),
            yes(self.enabled),
        ]
    }
}

/// Un nuovo ente.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NuovoEnte)]
pub struct EntityInBody {
    /// Nome.
    #[serde(rename = "nome")]
    pub name: String,
    /// `COMUNE`, `AGENZIA` o `PROVINCIA`.
    #[serde(rename = "tipo")]
    pub kind: String,
    /// Codice ISTAT, solo per un Comune.
    #[serde(default)]
    pub comune: String,
}

impl From<EntityInBody> for EntityInput {
    fn from(body: EntityInBody) -> Self {
        Self {
            name: body.name,
            kind: body.kind,
            comune: body.comune,
        }
    }
}

/// La modifica di un ente.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ModificaEnte)]
pub struct EntityEditBody {
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

impl Revised for EntityEditBody {
    type Edit = EntityEdit;

    fn read(self) -> (String, EntityEdit) {
        let edit = EntityEdit {
            name: self.name,
            enabled: self.enabled,
        };
        (self.revision, edit)
    }
}

/// Un gruppo di Comuni.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GruppoDiComuni)]
pub struct GroupBody {
    /// Numero.
    pub id: i64,
    /// Nome.
    #[serde(rename = "nome")]
    pub name: String,
    /// Codici ISTAT.
    pub comuni: Vec<String>,
    /// Da rimandare con una modifica; manca negli elenchi.
    #[serde(rename = "revisione", skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
}

impl From<GroupInfo> for GroupBody {
    fn from(info: GroupInfo) -> Self {
        Self {
            id: info.id,
            name: info.name,
            comuni: info.comuni,
            revision: None,
        }
    }
}

impl From<Versioned<GroupInfo>> for GroupBody {
    fn from(shown: Versioned<GroupInfo>) -> Self {
        Self {
            revision: Some(shown.revision),
            ..Self::from(shown.value)
        }
    }
}

/// Un nuovo gruppo di Comuni.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NuovoGruppo)]
pub struct GroupInBody {
    /// Nome.
    #[serde(rename = "nome")]
    pub name: String,
    /// Codici ISTAT.
    pub comuni: Vec<String>,
}

impl From<GroupInBody> for GroupInput {
    fn from(body: GroupInBody) -> Self {
        Self {
            name: body.name,
            comuni: body.comuni,
        }
    }
}

/// La modifica di un gruppo di Comuni.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ModificaGruppo)]
pub struct GroupEditBody {
    /// Come data dalla lettura.
    #[serde(rename = "revisione")]
    pub revision: String,
    /// Nome.
    #[serde(rename = "nome")]
    pub name: String,
    /// Codici ISTAT.
    pub comuni: Vec<String>,
}

impl Revised for GroupEditBody {
    type Edit = GroupInput;

    fn read(self) -> (String, GroupInput) {
        let input = GroupInput {
            name: self.name,
            comuni: self.comuni,
        };
        (self.revision, input)
    }
}

/// Una fusione di Comuni.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Fusione)]
pub struct SuccessionBody {
    /// Codice ISTAT del Comune cessato.
    #[serde(rename = "comuneCessato")]
    pub old: String,
    /// Codice ISTAT del Comune subentrante.
    #[serde(rename = "comuneSubentrante")]
    pub new: String,
    /// Primo giorno del nuovo Comune, `AAAA-MM-GG`.
    #[serde(rename = "dal")]
    pub since: String,
}

impl From<ComuneSuccessionRow> for SuccessionBody {
    fn from(row: ComuneSuccessionRow) -> Self {
        Self {
            old: row.old,
            new: row.new,
            since: super::day(row.since),
        }
    }
}

impl From<SuccessionBody> for SuccessionInput {
    fn from(body: SuccessionBody) -> Self {
        Self {
            old: body.old,
            new: body.new,
            since: body.since,
        }
    }
}
