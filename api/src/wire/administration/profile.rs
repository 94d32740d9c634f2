//! Profiles.

use hub::administration::{Grantable, ProfileInfo, ProfileInput, Versioned};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::grant::{bodies, inputs};
use super::{GrantBody, Revised, day, last_day};

/// Il profilo di un utente: ciò che può usare delle convenzioni del suo ente.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Profilo)]
pub struct ProfileBody {
    /// Primo giorno.
    #[serde(rename = "dal")]
    pub from: String,
    /// Ultimo giorno; manca se è aperto.
    #[serde(rename = "al")]
    pub until: Option<String>,
    /// Tutti i Comuni delle convenzioni, anche futuri.
    #[serde(rename = "tuttiIComuni")]
    pub all_comuni: bool,
    /// Altrimenti questi.
    pub comuni: Vec<String>,
    /// Vale la più stretta tra questa e quella della convenzione.
    #[serde(rename = "validazione")]
    pub validation: String,
    /// Vale la più stretta tra questa e quella della convenzione.
    #[serde(rename = "postazione")]
    pub workstation: String,
    /// Persone che una ricerca può trovare prima di essere rifiutata; 0: il limite dell'hub.
    #[serde(rename = "limiteRicerca")]
    pub search_hits: i32,
    /// Servizi, tipi e campi.
    #[serde(rename = "concessioni")]
    pub grants: Vec<GrantBody>,
    /// Postazioni a cui l'utente è legato; nessuna: tutte quelle dell'ufficio.
    #[serde(rename = "postazioni")]
    pub workstations: Vec<i64>,
    /// Da rimandare con una modifica.
    #[serde(rename = "revisione")]
    pub revision: String,
}

impl From<Versioned<ProfileInfo>> for ProfileBody {
    fn from(shown: Versioned<ProfileInfo>) -> Self {
        let info = shown.value;
        Self {
            from: day(info.row.valid_from),
            until: last_day(info.row.valid_to),
            all_comuni: info.row.all_comuni,
            comuni: info.comuni,
            validation: info.row.validation,
            workstation: info.row.workstation,
            search_hits: info.row.search_hits,
            grants: bodies(info.grants),
            workstations: info.workstations,
            revision: shown.revision,
        }
    }
}

/// Ciò che le convenzioni dell'ente concedono oggi, e che un profilo può contenere.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Concedibile)]
pub struct GrantableBody {
    /// Servizi, tipi e campi.
    #[serde(rename = "concessioni")]
    pub grants: Vec<GrantBody>,
    /// `true`: tutti i Comuni.
    #[serde(rename = "tuttiIComuni")]
    pub all_comuni: bool,
    /// Altrimenti questi.
    pub comuni: Vec<String>,
}

impl From<Grantable> for GrantableBody {
    fn from(grantable: Grantable) -> Self {
        Self {
            grants: bodies(grantable.grants),
            all_comuni: grantable.comuni.is_none(),
            comuni: grantable.comuni.unwrap_or_default(),
        }
    }
}

/// La modifica di un profilo.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ModificaProfilo)]
pub struct ProfileEditBody {
    /// Come data dalla lettura.
    #[serde(rename = "revisione")]
    pub revision: String,
    /// Primo giorno, `AAAA-MM-GG`; se manca, oggi.
    #[serde(rename = "dal", default)]
    pub from: Option<String>,
    /// Ultimo giorno; se manca, aperto.
    #[serde(rename = "al", default)]
    pub until: Option<String>,
    /// Tutti i Comuni delle convenzioni, anche futuri.
    #[serde(rename = "tuttiIComuni", default)]
    pub all_comuni: bool,
    /// Altrimenti questi, codici ISTAT.
    #[serde(default)]
    pub comuni: Vec<String>,
    /// `NESSUNA`, `SILENZIO` o `MANUALE`.
    #[serde(rename = "validazione")]
    pub validation: String,
    /// `LIBERA` o `AUTORIZZATA`.
    #[serde(rename = "postazione")]
    pub workstation: String,
    /// Persone che una ricerca può trovare prima di essere rifiutata; se manca, o 0, il limite dell'hub.
    #[serde(rename = "limiteRicerca", default)]
    pub search_hits: Option<i32>,
    /// Servizi, tipi e campi.
    #[serde(rename = "concessioni")]
    pub grants: Vec<GrantBody>,
    /// Postazioni a cui legare l'utente; nessuna: tutte quelle dell'ufficio.
    #[serde(rename = "postazioni", default)]
    pub workstations: Vec<i64>,
}

impl Revised for ProfileEditBody {
    type Edit = ProfileInput;

    fn read(self) -> (String, ProfileInput) {
        let input = ProfileInput {
            from: self.from.unwrap_or_default(),
            until: self.until.unwrap_or_default(),
            all_comuni: self.all_comuni,
            comuni: self.comuni,
            validation: self.validation,
            workstation: self.workstation,
            search_hits: self.search_hits.map(|n| n.to_string()).unwrap_or_default(),
            grants: inputs(self.grants),
            workstations: self.workstations,
        };
        (self.revision, input)
    }
}
