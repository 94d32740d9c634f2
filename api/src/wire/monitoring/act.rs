//! One act of the trace.

use hub::monitoring::Act;
use serde::Serialize;
use utoipa::ToSchema;

use super::{NamedBody, moment};

/// Un atto della traccia.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Atto)]
pub struct ActBody {
    /// Momento, UTC.
    #[serde(rename = "momento")]
    at: String,
    /// Identificativo della richiesta, lo stesso della ricevuta.
    #[serde(rename = "idRichiesta")]
    request_id: String,
    /// `RISPOSTA`, `RIFIUTO`, `ACCESSO`, `AMMINISTRAZIONE`, `VALIDAZIONE`, `CONSERVAZIONE`, `FORNITURA`.
    #[serde(rename = "atto")]
    act: String,
    /// Servizio.
    #[serde(rename = "servizio")]
    service: String,
    /// Ente.
    #[serde(rename = "ente", skip_serializing_if = "Option::is_none")]
    entity: Option<NamedBody>,
    /// Ufficio, com'era allora.
    #[serde(rename = "ufficio", skip_serializing_if = "Option::is_none")]
    office: Option<NamedBody>,
    /// Utente.
    #[serde(rename = "utente", skip_serializing_if = "Option::is_none")]
    user: Option<NamedBody>,
    /// Ruolo, com'era allora.
    #[serde(rename = "ruolo", skip_serializing_if = "String::is_empty")]
    role: String,
    /// Convenzione: numero e protocollo.
    #[serde(rename = "convenzione", skip_serializing_if = "Option::is_none")]
    agreement: Option<NamedBody>,
    /// Codice ISTAT del Comune interessato.
    #[serde(skip_serializing_if = "String::is_empty")]
    comune: String,
    /// Finalità dichiarata.
    #[serde(rename = "finalita", skip_serializing_if = "String::is_empty")]
    purpose: String,
    /// Pratica dichiarata.
    #[serde(
        rename = "riferimentoPratica",
        skip_serializing_if = "String::is_empty"
    )]
    case_reference: String,
    /// Il soggetto, come fu chiesto.
    #[serde(rename = "soggetto", skip_serializing_if = "String::is_empty")]
    subject: String,
    /// Campi chiesti o modificati.
    #[serde(rename = "campi", skip_serializing_if = "String::is_empty")]
    fields: String,
    /// Postazione, oppure indirizzo di rete.
    #[serde(rename = "postazione", skip_serializing_if = "String::is_empty")]
    workstation: String,
    /// Giorno al quale si riferiva la richiesta.
    #[serde(rename = "dataRiferimento", skip_serializing_if = "Option::is_none")]
    reference_day: Option<String>,
    /// Esito.
    #[serde(rename = "esito")]
    outcome: String,
}

impl From<Act> for ActBody {
    fn from(act: Act) -> Self {
        Self {
            at: moment(act.at),
            request_id: act.request_id,
            act: act.act,
            service: act.service,
            entity: NamedBody::of(act.entity),
            office: NamedBody::of(act.office),
            user: NamedBody::of(act.user),
            role: act.role,
            agreement: NamedBody::of(act.agreement),
            comune: act.comune,
            purpose: act.purpose,
            case_reference: act.case_reference,
            subject: act.subject,
            fields: act.fields,
            workstation: act.workstation,
            reference_day: act.reference_day.map(schema::date::Day::iso),
            outcome: act.outcome,
        }
    }
}
