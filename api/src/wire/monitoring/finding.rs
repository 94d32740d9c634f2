//! What is out of the ordinary.

use hub::monitoring::Names;
use hub::monitoring::findings::Finding;
use serde::Serialize;
use utoipa::ToSchema;

use super::{NamedBody, moment};

/// Una segnalazione, con ciò che la fonda. È un motivo per guardare, non un giudizio.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Segnalazione)]
pub struct FindingBody {
    /// `ACCESSI_FALLITI`, `RIFIUTI_RIPETUTI`, `FUORI_ORARIO`, `ORARIO_INSOLITO`, `RAFFICA`, `MOLTI_SOGGETTI`,
    /// `SOGGETTO_CHIESTO_DA_MOLTI`.
    #[serde(rename = "codice")]
    code: &'static str,
    /// Che cosa significa.
    #[serde(rename = "testo")]
    text: &'static str,
    /// Di quale utente; manca se di molti o di nessuno riconosciuto.
    #[serde(rename = "utente", skip_serializing_if = "Option::is_none")]
    user: Option<NamedBody>,
    /// Il soggetto, se la segnalazione riguarda lui.
    #[serde(rename = "soggetto", skip_serializing_if = "String::is_empty")]
    subject: String,
    /// Primo degli atti, UTC.
    #[serde(rename = "dal")]
    from: String,
    /// Ultimo degli atti, UTC.
    #[serde(rename = "al")]
    to: String,
    /// Quanti accessi, richieste, soggetti o utenti.
    #[serde(rename = "quanti")]
    count: u64,
    /// Quanti di solito, oppure il limite superato.
    #[serde(rename = "usuale")]
    usual: u64,
}

impl FindingBody {
    /// With the name of its user.
    pub fn of(finding: Finding, names: &Names) -> Self {
        let name = names.user(finding.user_id).to_owned();
        Self {
            code: finding.kind.code(),
            text: finding.kind.label(),
            user: NamedBody::of((finding.user_id, name)),
            subject: finding.subject,
            from: moment(finding.from),
            to: moment(finding.to),
            count: finding.count,
            usual: finding.usual,
        }
    }
}
