//! Workstations.

use hub::administration::{Versioned, WorkstationEdit, WorkstationInfo, WorkstationInput};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::list::{Listed, Revised, yes};

/// Una postazione.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Postazione)]
pub struct WorkstationBody {
    /// Numero.
    pub id: i64,
    /// Numero dell'ufficio.
    #[serde(rename = "ufficio")]
    pub office_id: i64,
    /// Nome dell'ufficio.
    #[serde(rename = "nomeUfficio")]
    pub office: String,
    /// Nome dell'ente.
    #[serde(rename = "nomeEnte")]
    pub entity: String,
    /// Nome.
    #[serde(rename = "nome")]
    pub name: String,
    /// Rete; vuota: qualunque.
    #[serde(rename = "rete")]
    pub network: String,
    /// Impronta SHA-256 del certificato; vuota: non è chiesto.
    #[serde(rename = "certificato")]
    pub certificate: String,
    /// Da una postazione disabilitata non si lavora.
    #[serde(rename = "abilitata")]
    pub enabled: bool,
    /// Utenti legati a questa postazione.
    #[serde(rename = "utenti")]
    pub users: i64,
    /// Da rimandare con una modifica; manca negli elenchi.
    #[serde(rename = "revisione", skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
}

impl From<WorkstationInfo> for WorkstationBody {
    fn from(info: WorkstationInfo) -> Self {
        Self {
            id: info.row.id,
            office_id: info.row.office_id,
            office: info.office,
            entity: info.entity,
            name: info.row.name,
            network: info.row.network,
            certificate: info.row.certificate,
            enabled: info.row.enabled,
            users: info.users,
            revision: None,
        }
    }
}

impl From<Versioned<WorkstationInfo>> for WorkstationBody {
    fn from(shown: Versioned<WorkstationInfo>) -> Self {
        Self {
            revision: Some(shown.revision),
            ..Self::from(shown.value)
        }
    }
}

impl Listed for WorkstationBody {
    const HEAD: &'static [&'static str] = &[
        "id",
        "nomeEnte",
        "nomeUfficio",
        "nome",
        "rete",
        "certificato",
        "abilitata",
        "utenti",
    ];

    fn number(&self) -> i64 {
        self.id
    }

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.entity.clone(),
            self.office.clone(),
            self.name.clone(),
            self.network.clone(),
            self.certificate.clone(),
            yes(self.enabled),
            self.users.to_string(),
        ]
    }
}

/// Una nuova postazione. Serve la rete, il certificato, o entrambi.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NuovaPostazione)]
pub struct WorkstationInBody {
    /// Numero dell'ufficio.
    #[serde(rename = "ufficio")]
    pub office_id: i64,
    /// Nome.
    #[serde(rename = "nome")]
    pub name: String,
    /// Rete in forma CIDR, oppure un indirizzo.
    #[serde(rename = "rete", default)]
    pub network: String,
    /// Impronta SHA-256 del certificato.
    #[serde(rename = "certificato", default)]
    pub certificate: String,
}

impl From<WorkstationInBody> for WorkstationInput {
    fn from(body: WorkstationInBody) -> Self {
        Self {
            office_id: body.office_id,
            data: WorkstationEdit {
                name: body.name,
                network: body.network,
                certificate: body.certificate,
                enabled: true,
            },
        }
    }
}

/// La modifica di una postazione.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ModificaPostazione)]
pub struct WorkstationEditBody {
    /// Come data dalla lettura.
    #[serde(rename = "revisione")]
    pub revision: String,
    /// Nome.
    #[serde(rename = "nome")]
    pub name: String,
    /// Rete in forma CIDR, oppure un indirizzo.
    #[serde(rename = "rete", default)]
    pub network: String,
    /// Impronta SHA-256 del certificato.
    #[serde(rename = "certificato", default)]
    pub certificate: String,
    /// Abilitata.
    #[serde(rename = "abilitata")]
    pub enabled: bool,
}

impl Revised for WorkstationEditBody {
    type Edit = WorkstationEdit;

    fn read(self) -> (String, WorkstationEdit) {
        let edit = WorkstationEdit {
            name: self.name,
            network: self.network,
            certificate: self.certificate,
            enabled: self.enabled,
        };
        (self.revision, edit)
    }
}
