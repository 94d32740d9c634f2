//! Who looked at a person.

use hub::data_subject::{Accesses, Asked, Looked};
use hub::monitoring::PersonCode;
use schema::date::Day;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Fields;
use super::monitoring::PersonBody;
use crate::problem::Problem;

/// Di chi si chiedono gli accessi.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RichiestaAccessi)]
pub struct AccessesRequest {
    /// Codice fiscale.
    #[serde(rename = "codiceFiscale", default)]
    pub codice_fiscale: Option<String>,
    /// Identificativo unico nazionale ANPR, in sua vece.
    #[serde(rename = "idAnpr", default)]
    pub id_anpr: Option<String>,
    /// Primo giorno, `AAAA-MM-GG`.
    #[serde(rename = "dal", default)]
    pub from: Option<String>,
    /// Ultimo giorno, compreso.
    #[serde(rename = "al", default)]
    pub to: Option<String>,
    /// Vero: con i nomi degli operatori, che non vanno consegnati all'interessato.
    #[serde(rename = "conOperatori", default)]
    pub with_users: bool,
}

impl AccessesRequest {
    /// Reads the request.
    ///
    /// # Errors
    /// 422 with every wrong field.
    pub fn read(self) -> Result<Asked, Problem> {
        let mut fields = Fields::default();
        let person = PersonBody {
            codice_fiscale: self.codice_fiscale,
            id_anpr: self.id_anpr,
        }
        .read(&mut fields);
        let asked = Asked {
            person: person.unwrap_or_else(|| PersonCode::AnprId(String::new())),
            from: fields.day("dal", self.from),
            to: fields.day("al", self.to),
            with_users: self.with_users,
        };
        fields.finish(asked)
    }
}

/// Un accesso ai dati dell'interessato.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = AccessoInteressato)]
pub struct LookedBody {
    /// Giorno.
    #[serde(rename = "giorno")]
    day: String,
    /// Che cosa fu.
    #[serde(rename = "tipoAccesso")]
    act: String,
    /// Ente.
    #[serde(rename = "ente")]
    entity: String,
    /// Ufficio.
    #[serde(rename = "ufficio")]
    office: String,
    /// Operatore, se chiesto.
    #[serde(rename = "operatore", skip_serializing_if = "Option::is_none")]
    user: Option<String>,
    /// Finalità dichiarata.
    #[serde(rename = "finalita")]
    purpose: String,
    /// Protocollo della convenzione.
    #[serde(rename = "convenzione")]
    agreement: String,
    /// Servizio.
    #[serde(rename = "servizio")]
    service: String,
    /// Che cosa fu chiesto.
    #[serde(rename = "richiesta")]
    kinds: Vec<String>,
}

impl From<Looked> for LookedBody {
    fn from(looked: Looked) -> Self {
        Self {
            day: looked.day.iso(),
            act: looked.act,
            entity: looked.entity,
            office: looked.office,
            user: looked.user,
            purpose: looked.purpose,
            agreement: looked.agreement,
            service: looked.service,
            kinds: looked.kinds,
        }
    }
}

/// Gli accessi ai dati dell'interessato (art. 15 GDPR).
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = AccessiInteressato)]
pub struct AccessesBody {
    /// Giorno di redazione.
    #[serde(rename = "redattoIl")]
    at: String,
    /// Primo giorno chiesto.
    #[serde(rename = "dal", skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// Ultimo giorno chiesto.
    #[serde(rename = "al", skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    /// Gli accessi, in ordine di tempo.
    #[serde(rename = "accessi")]
    looked: Vec<LookedBody>,
    /// La frase sugli accessi di pubblica sicurezza.
    #[serde(rename = "avvertenza")]
    sentence: &'static str,
    /// Record sigillati con altre chiavi, se il sigillo è stato aperto.
    #[serde(rename = "nonSvelati", skip_serializing_if = "Option::is_none")]
    unopened: Option<u64>,
}

impl From<Accesses> for AccessesBody {
    fn from(accesses: Accesses) -> Self {
        Self {
            at: schema::italian_time::day_of(accesses.at.and_utc()).iso(),
            from: accesses.from.map(Day::iso),
            to: accesses.to.map(Day::iso),
            sentence: accesses.sentence(),
            unopened: accesses.released,
            looked: accesses.looked.into_iter().map(LookedBody::from).collect(),
        }
    }
}
