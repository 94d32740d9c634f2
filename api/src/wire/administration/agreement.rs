//! Agreements.

use hub::administration::{
    AgreementInfo, AgreementInput, AgreementQuery as Wanted, PurposeInput, Versioned,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::grant::{bodies, inputs};
use super::list::{Listed, yes};
use super::{GrantBody, ListQuery, day, last_day};
use crate::problem::Problem;

/// Una finalità.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Finalita)]
pub struct PurposeBody {
    /// Come la indicano le richieste; `*`: qualunque.
    #[serde(rename = "codice")]
    pub code: String,
    /// In parole.
    #[serde(rename = "descrizione", default)]
    pub description: String,
}

/// Una convenzione.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Convenzione)]
pub struct AgreementBody {
    /// Numero.
    pub id: i64,
    /// Numero dell'ente.
    #[serde(rename = "ente")]
    pub entity_id: i64,
    /// Nome dell'ente.
    #[serde(rename = "nomeEnte")]
    pub entity: String,
    /// Codice ISTAT del Comune; vuoto: tutti gli aderenti, o il gruppo.
    pub comune: String,
    /// Numero del gruppo di Comuni.
    #[serde(rename = "gruppo")]
    pub group_id: Option<i64>,
    /// `COMUNE`, `GRUPPO` o `NAZIONALE`.
    #[serde(rename = "territorio")]
    pub territory: String,
    /// Protocollo.
    #[serde(rename = "protocollo")]
    pub protocol: String,
    /// Base giuridica.
    #[serde(rename = "baseGiuridica")]
    pub legal_basis: String,
    /// Primo giorno.
    #[serde(rename = "dal")]
    pub from: String,
    /// Ultimo giorno; manca se è aperta.
    #[serde(rename = "al")]
    pub until: Option<String>,
    /// Sospesa: per ora non apre nulla.
    #[serde(rename = "sospesa")]
    pub suspended: bool,
    /// In vigore oggi e non sospesa.
    #[serde(rename = "inVigore")]
    pub in_force: bool,
    /// `NESSUNA`, `SILENZIO` o `MANUALE`.
    #[serde(rename = "validazione")]
    pub validation: String,
    /// Ore lavorative dopo le quali il silenzio vale assenso.
    #[serde(rename = "oreSilenzio")]
    pub silence_hours: i32,
    /// Risposte al giorno; 0: senza limite.
    #[serde(rename = "quotaGiornaliera")]
    pub daily_quota: i64,
    /// `NESSUNA`, `MEDIATORE` o `OPERATORE`.
    pub anpr: String,
    /// `LIBERA` o `AUTORIZZATA`.
    #[serde(rename = "postazione")]
    pub workstation: String,
    /// Finalità.
    #[serde(rename = "finalita")]
    pub purposes: Vec<PurposeBody>,
    /// Ciò che concede.
    #[serde(rename = "concessioni")]
    pub grants: Vec<GrantBody>,
    /// Da rimandare con una modifica; manca negli elenchi.
    #[serde(rename = "revisione", skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
}

impl From<AgreementInfo> for AgreementBody {
    fn from(info: AgreementInfo) -> Self {
        let row = info.row;
        Self {
            id: row.id,
            entity_id: row.entity_id,
            entity: info.entity.name,
            comune: row.comune,
            group_id: row.group_id,
            territory: row.territory,
            protocol: row.protocol,
            legal_basis: row.legal_basis,
            from: day(row.valid_from),
            until: last_day(row.valid_to),
            suspended: row.suspended,
            in_force: info.in_force,
            validation: row.validation,
            silence_hours: row.silence_hours,
            daily_quota: row.daily_quota,
            anpr: row.anpr,
            workstation: row.workstation,
            purposes: info
                .purposes
                .into_iter()
                .map(|(code, description)| PurposeBody { code, description })
                .collect(),
            grants: bodies(info.grants),
            revision: None,
        }
    }
}

impl From<Versioned<AgreementInfo>> for AgreementBody {
    fn from(shown: Versioned<AgreementInfo>) -> Self {
        Self {
            revision: Some(shown.revision),
            ..Self::from(shown.value)
        }
    }
}

impl Listed for AgreementBody {
    const HEAD: &'static [&'static str] = &[
        "id",
        "ente",
        "nomeEnte",
        "comune",
        "gruppo",
        "territorio",
        "protocollo",
        "baseGiuridica",
        "dal",
        "al",
        "sospesa",
        "inVigore",
        "validazione",
        "quotaGiornaliera",
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
            self.group_id.map(|id| id.to_string()).unwrap_or_default(),
            self.territory.clone(),
            self.protocol.clone(),
            self.legal_basis.clone(),
            self.from.clone(),
            self.until.clone().unwrap_or_default(),
            yes(self.suspended),
            yes(self.in_force),
            self.validation.clone(),
            self.daily_quota.to_string(),
        ]
    }
}

/// Un elenco di convenzioni.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AgreementQuery {
    /// Solo ciò che segue questo numero, come dato da `prossimo`.
    #[serde(rename = "dopo", default)]
    after: Option<i64>,
    /// Quanti elementi, al massimo 1000; se manca, 100.
    #[serde(rename = "limite", default)]
    limit: Option<i64>,
    /// Parole che devono esserci tutte, senza badare a maiuscole e accenti.
    #[serde(rename = "testo", default)]
    text: Option<String>,
    /// Solo di questo ente.
    #[serde(rename = "ente", default)]
    entity_id: Option<i64>,
    /// `true`: solo quelle in vigore oggi e non sospese.
    #[serde(rename = "inVigore", default)]
    in_force: Option<bool>,
}

impl AgreementQuery {
    /// Reads it.
    pub fn read(&self) -> Result<Wanted, Problem> {
        let page = ListQuery {
            after: self.after,
            limit: self.limit,
            text: self.text.clone(),
        };
        Ok(Wanted {
            page: page.read()?,
            entity_id: self.entity_id,
            in_force: self.in_force.unwrap_or(false),
        })
    }
}

/// Una nuova convenzione.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NuovaConvenzione)]
pub struct AgreementInBody {
    /// Numero dell'ente.
    #[serde(rename = "ente")]
    pub entity_id: i64,
    /// Codice ISTAT del Comune; se manca, tutti gli aderenti, o il gruppo.
    #[serde(default)]
    pub comune: String,
    /// Numero del gruppo di Comuni.
    #[serde(rename = "gruppo", default)]
    pub group_id: Option<i64>,
    /// `COMUNE`, `GRUPPO` o `NAZIONALE`.
    #[serde(rename = "territorio")]
    pub territory: String,
    /// Protocollo.
    #[serde(rename = "protocollo")]
    pub protocol: String,
    /// Base giuridica.
    #[serde(rename = "baseGiuridica")]
    pub legal_basis: String,
    /// Primo giorno, `AAAA-MM-GG`.
    #[serde(rename = "dal")]
    pub from: String,
    /// Ultimo giorno; se manca, aperta.
    #[serde(rename = "al", default)]
    pub until: Option<String>,
    /// `NESSUNA`, `SILENZIO` o `MANUALE`.
    #[serde(rename = "validazione")]
    pub validation: String,
    /// Ore lavorative, con il silenzio-assenso.
    #[serde(rename = "oreSilenzio", default)]
    pub silence_hours: Option<i64>,
    /// Risposte al giorno; se manca, senza limite.
    #[serde(rename = "quotaGiornaliera", default)]
    pub daily_quota: Option<i64>,
    /// `NESSUNA`, `MEDIATORE` o `OPERATORE`.
    pub anpr: String,
    /// `LIBERA` o `AUTORIZZATA`.
    #[serde(rename = "postazione")]
    pub workstation: String,
    /// Finalità, almeno una.
    #[serde(rename = "finalita")]
    pub purposes: Vec<PurposeBody>,
    /// Ciò che concede, almeno un servizio.
    #[serde(rename = "concessioni")]
    pub grants: Vec<GrantBody>,
}

impl From<AgreementInBody> for AgreementInput {
    fn from(body: AgreementInBody) -> Self {
        let number = |number: Option<i64>| number.map(|n| n.to_string()).unwrap_or_default();
        Self {
            entity_id: body.entity_id,
            comune: body.comune,
            group_id: body.group_id,
            territory: body.territory,
            protocol: body.protocol,
            legal_basis: body.legal_basis,
            from: body.from,
            until: body.until.unwrap_or_default(),
            validation: body.validation,
            silence_hours: number(body.silence_hours),
            daily_quota: number(body.daily_quota),
            anpr: body.anpr,
            workstation: body.workstation,
            purposes: body
                .purposes
                .into_iter()
                .map(|purpose| PurposeInput {
                    code: purpose.code,
                    description: purpose.description,
                })
                .collect(),
            grants: inputs(body.grants),
        }
    }
}

/// La modifica di una convenzione: quella di prima cessa, la nuova comincia.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ModificaConvenzione)]
pub struct AgreementAmendBody {
    /// Come data dalla lettura.
    #[serde(rename = "revisione")]
    pub revision: String,
    /// Com'è da `dal` in poi; ente, Comune e gruppo restano gli stessi.
    #[serde(rename = "convenzione")]
    pub agreement: AgreementInBody,
}

/// La sospensione di una convenzione, o la sua ripresa.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SospensioneConvenzione)]
pub struct AgreementSuspendBody {
    /// Come data dalla lettura.
    #[serde(rename = "revisione")]
    pub revision: String,
    /// `false`: riprende.
    #[serde(rename = "sospesa")]
    pub suspended: bool,
}

/// La cessazione di una convenzione.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CessazioneConvenzione)]
pub struct AgreementEndBody {
    /// Come data dalla lettura.
    #[serde(rename = "revisione")]
    pub revision: String,
    /// Ultimo giorno, `AAAA-MM-GG`.
    #[serde(rename = "al")]
    pub until: String,
}
