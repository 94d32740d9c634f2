//! Users.

use hub::administration::{UserEdit, UserInfo, UserInput, UserQuery as Wanted, Versioned};
use schema::codes::Role;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::ListQuery;
use super::list::{Listed, Revised, yes};
use crate::problem::Problem;
use crate::wire::Fields;

/// Un utente.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Utente)]
pub struct UserBody {
    /// Numero.
    pub id: i64,
    /// Numero dell'ente.
    #[serde(rename = "ente")]
    pub entity_id: i64,
    /// Nome dell'ente.
    #[serde(rename = "nomeEnte")]
    pub entity: String,
    /// Numero dell'ufficio.
    #[serde(rename = "ufficio")]
    pub office_id: i64,
    /// Nome dell'ufficio.
    #[serde(rename = "nomeUfficio")]
    pub office: String,
    /// `TOP`, `ADMIN`, `STANDARD`, `STANDARDPS`, `AUTORIZZATO`, `OPERATORE`, `STATISTICO` o `RPD`.
    #[serde(rename = "ruolo")]
    pub role: &'static str,
    /// Il nome con cui accede.
    #[serde(rename = "nomeUtente")]
    pub username: String,
    /// Cognome; di un'applicazione, la denominazione.
    #[serde(rename = "cognome")]
    pub surname: String,
    /// Nome.
    #[serde(rename = "nome")]
    pub name: String,
    /// Codice fiscale.
    #[serde(rename = "codiceFiscale")]
    pub codice_fiscale: String,
    /// Posta elettronica.
    pub email: String,
    /// Identificativo di operatore ANPR.
    #[serde(rename = "operatoreAnpr")]
    pub anpr_operator: String,
    /// Un utente disabilitato non può nulla.
    #[serde(rename = "abilitato")]
    pub enabled: bool,
    /// Da rimandare con una modifica; manca negli elenchi.
    #[serde(rename = "revisione", skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
}

impl From<UserInfo> for UserBody {
    fn from(info: UserInfo) -> Self {
        let user = info.user;
        Self {
            id: user.id,
            entity_id: user.entity_id,
            entity: info.entity.name,
            office_id: user.office_id,
            office: info.office.name,
            role: info.role.code(),
            username: user.username,
            surname: user.surname,
            name: user.name,
            codice_fiscale: user.codice_fiscale,
            email: user.email,
            anpr_operator: user.anpr_operator,
            enabled: user.enabled,
            revision: None,
        }
    }
}

impl From<Versioned<UserInfo>> for UserBody {
    fn from(shown: Versioned<UserInfo>) -> Self {
        Self {
            revision: Some(shown.revision),
            ..Self::from(shown.value)
        }
    }
}

impl Listed for UserBody {
    const HEAD: &'static [&'static str] = &[
        "id",
        "nomeEnte",
        "nomeUfficio",
        "ruolo",
        "nomeUtente",
        "cognome",
        "nome",
        "codiceFiscale",
        "email",
        "abilitato",
    ];

    fn number(&self) -> i64 {
        self.id
    }

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.entity.clone(),
            self.office.clone(),
            self.role.to_owned(),
            self.username.clone(),
            self.surname.clone(),
            self.name.clone(),
            self.codice_fiscale.clone(),
            self.email.clone(),
            yes(self.enabled),
        ]
    }
}

/// Un elenco di utenti.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UserQuery {
    /// Solo ciò che segue questo numero, come dato da `prossimo`.
    #[serde(rename = "dopo", default)]
    after: Option<i64>,
    /// Quanti elementi, al massimo 1000; se manca, 100.
    #[serde(rename = "limite", default)]
    limit: Option<i64>,
    /// Solo di questo ufficio.
    #[serde(rename = "ufficio", default)]
    office_id: Option<i64>,
    /// Solo con questo ruolo.
    #[serde(rename = "ruolo", default)]
    role: Option<String>,
    /// Solo abilitati, o disabilitati.
    #[serde(rename = "abilitato", default)]
    enabled: Option<bool>,
}

impl UserQuery {
    /// Reads it.
    pub fn read(&self) -> Result<Wanted, Problem> {
        let page = ListQuery {
            after: self.after,
            limit: self.limit,
            text: None,
        };
        let mut fields = Fields::default();
        let role = fields.listed(
            "ruolo",
            self.role.clone(),
            Role::from_code,
            "il ruolo non esiste",
        );
        let wanted = Wanted {
            page: page.read()?,
            office_id: self.office_id,
            role,
            enabled: self.enabled,
        };
        fields.finish(wanted)
    }
}

/// Una ricerca di utenti. I nomi sono dati personali: perciò non stanno nell'indirizzo.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RicercaUtenti)]
pub struct UserSearchBody {
    /// Parole che devono esserci tutte, senza badare a maiuscole e accenti: nome, nome utente, codice fiscale, ufficio.
    #[serde(rename = "testo")]
    text: String,
    /// Solo ciò che segue questo numero, come dato da `prossimo`.
    #[serde(rename = "dopo", default)]
    after: Option<i64>,
    /// Quanti elementi, al massimo 1000; se manca, 100.
    #[serde(rename = "limite", default)]
    limit: Option<i64>,
}

impl UserSearchBody {
    /// Reads it.
    pub fn read(self) -> Result<Wanted, Problem> {
        let page = ListQuery {
            after: self.after,
            limit: self.limit,
            text: Some(self.text),
        };
        Ok(Wanted {
            page: page.read()?,
            ..Wanted::default()
        })
    }
}

/// I dati di un utente che possono cambiare.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = DatiUtente)]
pub struct UserDataBody {
    /// Cognome; di un'applicazione, la denominazione.
    #[serde(rename = "cognome")]
    pub surname: String,
    /// Nome; di un'applicazione, vuoto.
    #[serde(rename = "nome", default)]
    pub name: String,
    /// Codice fiscale; di un'applicazione, vuoto.
    #[serde(rename = "codiceFiscale", default)]
    pub codice_fiscale: String,
    /// Posta elettronica.
    #[serde(default)]
    pub email: String,
    /// Identificativo di operatore ANPR.
    #[serde(rename = "operatoreAnpr", default)]
    pub anpr_operator: String,
}

impl UserDataBody {
    fn edit(self, enabled: bool) -> UserEdit {
        UserEdit {
            surname: self.surname,
            name: self.name,
            codice_fiscale: self.codice_fiscale,
            email: self.email,
            anpr_operator: self.anpr_operator,
            enabled,
        }
    }
}

/// Un nuovo utente.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NuovoUtente)]
pub struct UserInBody {
    /// Numero dell'ufficio.
    #[serde(rename = "ufficio")]
    pub office_id: i64,
    /// Ruolo.
    #[serde(rename = "ruolo")]
    pub role: String,
    /// Il nome con cui accede, in minuscolo.
    #[serde(rename = "nomeUtente")]
    pub username: String,
    /// Gli altri dati.
    #[serde(rename = "dati")]
    pub data: UserDataBody,
}

impl From<UserInBody> for UserInput {
    fn from(body: UserInBody) -> Self {
        Self {
            office_id: body.office_id,
            role: body.role,
            username: body.username,
            data: body.data.edit(true),
        }
    }
}

/// La modifica di un utente.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ModificaUtente)]
pub struct UserEditBody {
    /// Come data dalla lettura.
    #[serde(rename = "revisione")]
    pub revision: String,
    /// Abilitato.
    #[serde(rename = "abilitato")]
    pub enabled: bool,
    /// Gli altri dati.
    #[serde(rename = "dati")]
    pub data: UserDataBody,
}

impl Revised for UserEditBody {
    type Edit = UserEdit;

    fn read(self) -> (String, UserEdit) {
        (self.revision, self.data.edit(self.enabled))
    }
}
