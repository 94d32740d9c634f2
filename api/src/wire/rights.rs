//! What a caller may ask, and what would become of a request.

use hub::access::{Caller, Denied, Effective, EffectiveRight, FieldInfo, Kind, Plan, Waiting};
use hub::check::Scope;
use serde::Serialize;
use utoipa::ToSchema;

/// Un codice e il suo significato.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Voce)]
pub struct ItemBody {
    /// Codice.
    #[serde(rename = "codice")]
    pub code: &'static str,
    /// In parole.
    #[serde(rename = "nome")]
    pub label: &'static str,
}

const fn item(code: &'static str, label: &'static str) -> ItemBody {
    ItemBody { code, label }
}

/// Comuni, con il loro codice ISTAT.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Territorio)]
pub struct ScopeBody {
    /// Vero: tutti i Comuni aderenti, anche futuri; allora l'elenco manca.
    #[serde(rename = "tutti")]
    pub all: bool,
    /// I Comuni.
    #[serde(rename = "comuni", skip_serializing_if = "Option::is_none")]
    pub comuni: Option<Vec<String>>,
}

impl From<&Scope> for ScopeBody {
    fn from(scope: &Scope) -> Self {
        match scope {
            Scope::All => Self {
                all: true,
                comuni: None,
            },
            Scope::Comuni(comuni) => Self {
                all: false,
                comuni: Some(comuni.to_vec()),
            },
        }
    }
}

/// Quota giornaliera di una convenzione.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Quota)]
pub struct QuotaBody {
    /// Risposte in un giorno (UTC).
    #[serde(rename = "giornaliera")]
    pub daily: i64,
    /// Risposte ancora possibili oggi.
    #[serde(rename = "residua")]
    pub left: i64,
}

/// Una funzione del ruolo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Funzione)]
pub struct FunctionBody {
    /// Codice.
    #[serde(rename = "codice")]
    pub code: &'static str,
    /// In parole.
    #[serde(rename = "nome")]
    pub label: &'static str,
    /// Su che cosa: `ufficio`, `Comune`, `tutto`.
    #[serde(rename = "su")]
    pub reach: &'static str,
}

/// Un diritto: ciò che una convenzione, ristretta al profilo, concede di un servizio e di un tipo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Diritto)]
pub struct RightBody {
    /// Servizio.
    #[serde(rename = "servizio")]
    pub service: ItemBody,
    /// Tipo di dichiarazione o di consultazione, se il servizio ne ha.
    #[serde(rename = "tipo", skip_serializing_if = "Option::is_none")]
    pub kind: Option<ItemBody>,
    /// Campi concessi del tipo.
    #[serde(rename = "campi")]
    pub fields: Vec<ItemBody>,
    /// Di quali Comuni.
    #[serde(rename = "territorio")]
    pub territory: ScopeBody,
    /// Finalità; `*` per qualunque finalità dichiarata.
    #[serde(rename = "finalita")]
    pub purposes: Vec<String>,
    /// `NESSUNA`, `SILENZIO`, `MANUALE`.
    #[serde(rename = "validazione")]
    pub validation: &'static str,
    /// Ore lavorative dopo le quali il silenzio vale assenso.
    #[serde(rename = "oreSilenzio", skip_serializing_if = "Option::is_none")]
    pub silence_hours: Option<i32>,
    /// Quota, se la convenzione ne ha una.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quota: Option<QuotaBody>,
    /// `LIBERA` o `AUTORIZZATA`.
    #[serde(rename = "postazione")]
    pub workstation: &'static str,
    /// Vero se si può usare da dove viene questa richiesta.
    #[serde(rename = "utilizzabileDaQui")]
    pub usable_here: bool,
    /// Numero della convenzione.
    #[serde(rename = "idConvenzione")]
    pub agreement_id: i64,
    /// Protocollo della convenzione.
    #[serde(rename = "protocollo")]
    pub protocol: String,
}

impl From<EffectiveRight> for RightBody {
    fn from(right: EffectiveRight) -> Self {
        let field = |field: FieldInfo| item(field.name, field.label);
        Self {
            service: item(right.service.code(), right.service.label()),
            kind: right.kind.map(|kind| item(kind.code(), kind.label())),
            fields: right.fields.into_iter().map(field).collect(),
            territory: ScopeBody::from(&right.scope),
            purposes: right.purposes,
            validation: right.validation.code(),
            silence_hours: (right.silence_hours > 0).then_some(right.silence_hours),
            quota: right.quota.map(|(daily, left)| QuotaBody { daily, left }),
            workstation: right.workstation.code(),
            usable_here: right.usable_here,
            agreement_id: right.agreement_id,
            protocol: right.protocol,
        }
    }
}

/// Che cosa può chiedere chi chiama, adesso e da qui.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Diritti)]
pub struct RightsBody {
    /// Numero dell'utente.
    #[serde(rename = "idUtente")]
    pub user_id: i64,
    /// Nome utente.
    #[serde(rename = "utente")]
    pub username: String,
    /// Ruolo.
    #[serde(rename = "ruolo")]
    pub role: ItemBody,
    /// Ente.
    #[serde(rename = "ente")]
    pub entity: String,
    /// Ufficio.
    #[serde(rename = "ufficio")]
    pub office: String,
    /// Postazione riconosciuta, o indirizzo di rete.
    #[serde(rename = "postazione")]
    pub place: String,
    /// Funzioni del ruolo.
    #[serde(rename = "funzioni")]
    pub functions: Vec<FunctionBody>,
    /// Diritti effettivi; nessuno se il profilo non è in vigore.
    #[serde(rename = "diritti")]
    pub rights: Vec<RightBody>,
}

impl RightsBody {
    /// The rights of that caller.
    pub fn new(caller: &Caller, effective: Effective) -> Self {
        let user = caller.user();
        Self {
            user_id: user.id,
            username: user.username.clone(),
            role: item(user.role.code(), user.role.label()),
            entity: user.entity.name.clone(),
            office: user.office.name.clone(),
            place: effective.place,
            functions: effective
                .functions
                .into_iter()
                .map(|(function, reach)| FunctionBody {
                    code: function.code(),
                    label: function.label(),
                    reach: reach.label(),
                })
                .collect(),
            rights: effective.rights.into_iter().map(RightBody::from).collect(),
        }
    }
}

/// A chi si risponderebbe subito per una dichiarazione, o per un tipo di consultazione.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DichiarazioneSimulata)]
pub struct SimulatedBody {
    /// Tipo; manca per un servizio che non ne ha.
    #[serde(rename = "tipo", skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    /// Comuni per i quali si risponderebbe subito.
    #[serde(rename = "subito")]
    pub immediate: ScopeBody,
}

/// Una parte che attenderebbe la validazione di un Comune.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AttesaSimulata)]
pub struct WaitingBody {
    /// Comune che deciderebbe.
    pub comune: String,
    /// Per i residenti di quali Comuni.
    #[serde(rename = "territorio")]
    pub covers: ScopeBody,
    /// Numero della convenzione.
    #[serde(rename = "idConvenzione")]
    pub agreement_id: i64,
    /// `SILENZIO` o `MANUALE`.
    #[serde(rename = "validazione")]
    pub validation: &'static str,
    /// Ore lavorative dopo le quali il silenzio vale assenso.
    #[serde(rename = "oreSilenzio", skip_serializing_if = "Option::is_none")]
    pub silence_hours: Option<i32>,
    /// Posizioni delle dichiarazioni, da 0.
    #[serde(rename = "dichiarazioni")]
    pub declarations: Vec<usize>,
}

impl From<Waiting> for WaitingBody {
    fn from(waiting: Waiting) -> Self {
        Self {
            comune: waiting.comune,
            covers: ScopeBody::from(&waiting.covers),
            agreement_id: waiting.agreement_id,
            validation: waiting.mode.code(),
            silence_hours: (waiting.hours > 0).then_some(waiting.hours),
            declarations: waiting.declarations,
        }
    }
}

/// Che cosa accadrebbe di una richiesta. Nessun dato è stato letto.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = EsitoSimulazione)]
pub struct OutlookBody {
    /// Vero se avrebbe risposta, subito o dopo la validazione.
    #[serde(rename = "concessa")]
    pub granted: bool,
    /// Codice stabile del diritto che manca.
    #[serde(rename = "motivo", skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// Che cosa manca.
    #[serde(rename = "testo", skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Le dichiarazioni, nel loro ordine; di una consultazione o di una ricerca, quella sola.
    #[serde(rename = "dichiarazioni")]
    pub declarations: Vec<SimulatedBody>,
    /// Le parti che attenderebbero un Comune.
    #[serde(rename = "attese")]
    pub waiting: Vec<WaitingBody>,
    /// Convenzioni dalla cui quota si toglierebbe una risposta.
    #[serde(rename = "quote")]
    pub quotas: Vec<i64>,
}

impl OutlookBody {
    /// What would become of a request of these kinds; `None` for a service that is granted as a whole.
    pub fn new(kinds: &[Option<Kind>], outlook: Result<Plan, Denied>) -> Self {
        match outlook {
            Err(denied) => Self {
                granted: false,
                reason: Some(denied.code()),
                text: Some(denied.to_string()),
                declarations: Vec::new(),
                waiting: Vec::new(),
                quotas: Vec::new(),
            },
            Ok(plan) => Self {
                granted: true,
                reason: None,
                text: None,
                declarations: kinds
                    .iter()
                    .zip(&plan.scopes)
                    .map(|(kind, scope)| SimulatedBody {
                        kind: kind.map(Kind::code),
                        immediate: ScopeBody::from(scope),
                    })
                    .collect(),
                waiting: plan.waiting.into_iter().map(WaitingBody::from).collect(),
                quotas: plan.debits.iter().map(|debit| debit.agreement_id).collect(),
            },
        }
    }
}
