//! Requests that wait for the Comuni, and what the Comuni decide.

use chrono::{DateTime, NaiveDateTime, Utc};
use hub::check_service::{comune_name, read_answers};
use hub::consultation::read_made;
use hub::validation::{
    Decided, Outline, OutlineGroup, PartView, QueueFilter, QueueItem, QueueState, RequestView,
    Verdict,
};
use schema::codes::ValidationMode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Fields;
use super::answer::{OutcomeBody, outcomes};
use super::consultation::pending::MadeBody;
use crate::problem::Problem;

/// Una richiesta sottoposta alla validazione dei Comuni.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Richiesta)]
pub struct RequestBody {
    /// Identificativo della richiesta.
    #[serde(rename = "idRichiesta")]
    pub request_id: String,
    /// Servizio: `VERIFICA` o `CONSULTAZIONE`.
    #[serde(rename = "servizio")]
    pub service: String,
    /// `IN_ATTESA` o `CONCLUSA`.
    #[serde(rename = "stato")]
    pub status: &'static str,
    /// Quando è stata presentata (UTC).
    #[serde(rename = "presentata")]
    pub submitted_at: String,
    /// Quando si è conclusa (UTC).
    #[serde(rename = "conclusa", skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<String>,
    /// Giorno al quale si riferisce: fissato alla presentazione.
    #[serde(rename = "dataRiferimento")]
    pub reference_day: String,
    /// Finalità.
    #[serde(rename = "finalita")]
    pub purpose: String,
    /// Pratica.
    #[serde(rename = "riferimentoPratica")]
    pub case_reference: String,
    /// Gli esiti complessivi, nell'ordine delle dichiarazioni; solo a richiesta conclusa.
    #[serde(rename = "esiti", skip_serializing_if = "Option::is_none")]
    pub outcomes: Option<Vec<OutcomeBody>>,
    /// Le consultazioni fatte, una per parte che ha una risposta; solo a richiesta conclusa.
    #[serde(rename = "consultazioni", skip_serializing_if = "Option::is_none")]
    pub made: Option<Vec<MadeBody>>,
    /// `true`: i dati della richiesta e gli esiti sono stati rimossi, perché il loro termine è trascorso.
    #[serde(rename = "rimossa", skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
    /// Le parti, una per Comune che valida e una per tutti gli altri.
    #[serde(rename = "parti")]
    pub parts: Vec<PartBody>,
}

/// La parte di una richiesta che riguarda un Comune.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ParteRichiesta)]
pub struct PartBody {
    /// Codice ISTAT; assente nella parte dei Comuni che non chiedono validazione.
    #[serde(rename = "comune", skip_serializing_if = "Option::is_none")]
    pub comune: Option<String>,
    /// Nome del Comune.
    #[serde(rename = "nome", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `IMMEDIATA`, `IN_ATTESA`, `APPROVATA`, `SILENZIO_ASSENSO`, `SCARTATA` o `SCADUTA`.
    #[serde(rename = "stato")]
    pub status: &'static str,
    /// `NESSUNA`, `SILENZIO` o `MANUALE`.
    #[serde(rename = "modalita")]
    pub mode: &'static str,
    /// Quando il silenzio vale assenso, o il termine scade (UTC).
    #[serde(rename = "scadenza", skip_serializing_if = "Option::is_none")]
    pub deadline_at: Option<String>,
    /// Quando è stata decisa (UTC).
    #[serde(rename = "decisa", skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<String>,
    /// Perché è stata scartata.
    #[serde(rename = "motivo", skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Perché non ha esiti pur essendo stata approvata.
    #[serde(rename = "rifiuto", skip_serializing_if = "String::is_empty")]
    pub refusal: String,
    /// Numero di giornale al quale è stata data la risposta.
    #[serde(rename = "notoAl", skip_serializing_if = "Option::is_none")]
    pub known_at: Option<i64>,
    /// Indice della risposta nel registro delle operazioni, e numero della ricevuta.
    #[serde(rename = "indiceRegistro", skip_serializing_if = "Option::is_none")]
    pub log_index: Option<i64>,
    /// Gli esiti di questa parte.
    #[serde(rename = "esiti", skip_serializing_if = "Option::is_none")]
    pub outcomes: Option<Vec<OutcomeBody>>,
    /// La consultazione fatta per questa parte.
    #[serde(rename = "consultazione", skip_serializing_if = "Option::is_none")]
    pub made: Option<MadeBody>,
}

/// Una richiesta da validare, come la vede il Comune.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Validazione)]
pub struct ValidationBody {
    /// Numero, da indicare nella decisione.
    pub id: i64,
    /// Identificativo della richiesta.
    #[serde(rename = "idRichiesta")]
    pub request_id: String,
    /// Servizio.
    #[serde(rename = "servizio")]
    pub service: String,
    /// Codice ISTAT del Comune che decide.
    pub comune: String,
    /// `IN_ATTESA`, `APPROVATA`, `SILENZIO_ASSENSO`, `SCARTATA` o `SCADUTA`.
    #[serde(rename = "stato")]
    pub status: &'static str,
    /// `SILENZIO` o `MANUALE`.
    #[serde(rename = "modalita")]
    pub mode: &'static str,
    /// Quando è stata presentata (UTC).
    #[serde(rename = "presentata")]
    pub submitted_at: String,
    /// Quando il silenzio vale assenso, o il termine scade (UTC).
    #[serde(rename = "scadenza", skip_serializing_if = "Option::is_none")]
    pub deadline_at: Option<String>,
    /// Secondi che mancano alla scadenza; solo se attende.
    #[serde(rename = "secondiRimasti", skip_serializing_if = "Option::is_none")]
    pub seconds_left: Option<i64>,
    /// Quando è stata decisa (UTC).
    #[serde(rename = "decisa", skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<String>,
    /// Chi ha deciso.
    #[serde(rename = "decisaDa", skip_serializing_if = "String::is_empty")]
    pub decided_by: String,
    /// Motivo della decisione.
    #[serde(rename = "motivo", skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Ente che chiede.
    #[serde(rename = "ente")]
    pub entity: String,
    /// Ufficio che chiede.
    #[serde(rename = "ufficio")]
    pub office: String,
    /// Utente che chiede.
    #[serde(rename = "utente")]
    pub user: String,
    /// Finalità.
    #[serde(rename = "finalita")]
    pub purpose: String,
    /// Pratica.
    #[serde(rename = "riferimentoPratica")]
    pub case_reference: String,
    /// Giorno al quale si riferisce.
    #[serde(rename = "dataRiferimento")]
    pub reference_day: String,
    /// Il soggetto e che cosa si chiede, come indicati da chi chiede; assente quando è stato rimosso.
    #[serde(rename = "richiesta", skip_serializing_if = "Option::is_none")]
    pub asked: Option<AskedBody>,
}

/// Che cosa è stato chiesto.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = OggettoRichiesta)]
pub struct AskedBody {
    /// Il soggetto.
    #[serde(rename = "soggetto")]
    pub subject: Vec<ItemBody>,
    /// Le dichiarazioni da verificare, oppure la consultazione.
    #[serde(rename = "dichiarazioni")]
    pub declarations: Vec<AskedGroupBody>,
}

/// Una dichiarazione, o una consultazione.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = OggettoDichiarazione)]
pub struct AskedGroupBody {
    /// Che cosa si dichiara o si consulta.
    #[serde(rename = "titolo")]
    pub title: String,
    /// I dati.
    #[serde(rename = "dati")]
    pub items: Vec<ItemBody>,
}

/// Un dato con la sua etichetta.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = VoceRichiesta)]
pub struct ItemBody {
    /// Etichetta.
    #[serde(rename = "etichetta")]
    pub label: &'static str,
    /// Valore dichiarato.
    #[serde(rename = "valore")]
    pub value: String,
}

/// Una decisione su una o più richieste.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Decisione)]
pub struct DecisionBody {
    /// Numeri delle richieste, da 1 a 200.
    #[serde(rename = "richieste", default)]
    #[schema(required, min_items = 1, max_items = 200)]
    pub ids: Vec<i64>,
    /// `APPROVA` o `SCARTA`.
    #[serde(rename = "decisione", default, skip_serializing_if = "Option::is_none")]
    #[schema(required, nullable = false)]
    pub verdict: Option<String>,
    /// Motivo, al massimo 500 caratteri; obbligatorio per scartare.
    #[serde(rename = "motivo", default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Che cosa è stato di ciascuna.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = EsitiDecisione)]
pub struct DecisionsBody {
    /// Un esito per ogni numero indicato, una volta sola.
    #[serde(rename = "esiti")]
    pub outcomes: Vec<DecidedBody>,
}

/// Che cosa è stato di una richiesta.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = EsitoDecisione)]
pub struct DecidedBody {
    /// Numero della richiesta.
    pub id: i64,
    /// `DECISA`, `GIA_DECISA` (nulla è cambiato) o `INESISTENTE`.
    #[serde(rename = "esito")]
    pub outcome: &'static str,
    /// Come era già stata decisa.
    #[serde(rename = "stato", skip_serializing_if = "Option::is_none")]
    pub status: Option<&'static str>,
}

/// A moment as it travels: UTC, to the second.
fn moment(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

impl From<RequestView> for RequestBody {
    fn from(view: RequestView) -> Self {
        Self {
            request_id: view.request_id,
            service: view.service,
            status: view.status.code(),
            submitted_at: moment(view.submitted_at),
            answered_at: view.answered_at.map(moment),
            reference_day: view.reference_day.iso(),
            purpose: view.purpose,
            case_reference: view.case_reference,
            outcomes: read_answers(&view.answer).map(outcomes),
            made: read_made(&view.answer)
                .map(|made| made.into_iter().map(MadeBody::from).collect()),
            removed: view.removed,
            parts: view.parts.into_iter().map(PartBody::from).collect(),
        }
    }
}

impl From<PartView> for PartBody {
    fn from(part: PartView) -> Self {
        let comune = Some(part.comune).filter(|code| !code.is_empty());
        let outcomes = read_answers(&part.answer).map(outcomes);
        let made = read_made(&part.answer)
            .and_then(|mut made| made.pop())
            .map(MadeBody::from);
        let answered = outcomes.is_some() || made.is_some();
        Self {
            name: comune.as_deref().map(comune_name),
            comune,
            status: part.status.code(),
            mode: part.mode.code(),
            deadline_at: part.deadline_at.map(moment),
            decided_at: part.decided_at.map(moment),
            reason: part.reason,
            refusal: part.refusal,
            known_at: answered.then_some(part.known_at),
            log_index: answered.then_some(part.trace_number),
            outcomes,
            made,
        }
    }
}

impl ValidationBody {
    /// The item as it stands at that moment.
    pub fn at(item: QueueItem, now: DateTime<Utc>) -> Self {
        let waits = item.status == schema::codes::PartStatus::Waiting;
        let left = |deadline: NaiveDateTime| (deadline - now.naive_utc()).num_seconds().max(0);
        Self {
            id: item.id,
            request_id: item.request_id,
            service: item.service,
            comune: item.comune,
            status: item.status.code(),
            mode: item.mode.code(),
            submitted_at: moment(item.submitted_at),
            seconds_left: item.deadline_at.filter(|_| waits).map(left),
            deadline_at: item.deadline_at.map(moment),
            decided_at: item.decided_at.map(moment),
            decided_by: item.decided_by,
            reason: item.reason,
            entity: item.entity,
            office: item.office,
            user: item.user,
            purpose: item.purpose,
            case_reference: item.case_reference,
            reference_day: item.reference_day.iso(),
            asked: item.outline.map(AskedBody::from),
        }
    }
}

impl From<Outline> for AskedBody {
    fn from(outline: Outline) -> Self {
        Self {
            subject: items(outline.subject),
            declarations: outline
                .asked
                .into_iter()
                .map(|group| AskedGroupBody {
                    title: group.title.clone(),
                    items: items(group),
                })
                .collect(),
        }
    }
}

fn items(group: OutlineGroup) -> Vec<ItemBody> {
    group
        .rows
        .into_iter()
        .map(|(label, value)| ItemBody { label, value })
        .collect()
}

impl DecisionBody {
    /// Reads the decision; what it must hold otherwise is the service's to say.
    ///
    /// # Errors
    /// 422 if it neither approves nor discards.
    pub fn read(self) -> Result<(Vec<i64>, Verdict, String), Problem> {
        let mut fields = Fields::default();
        if self.verdict.is_none() {
            fields.wrong("decisione", "ASSENTE", "il campo è obbligatorio");
        }
        let verdict = |code: &str| match code {
            "APPROVA" => Some(Verdict::Approve),
            "SCARTA" => Some(Verdict::Discard),
            _ => None,
        };
        let verdict = fields.listed("decisione", self.verdict, verdict, "APPROVA o SCARTA");
        fields.finish((
            self.ids,
            // Never seen: without a verdict the field was wrong.
            verdict.unwrap_or(Verdict::Discard),
            self.reason.unwrap_or_default(),
        ))
    }
}

impl From<Vec<(i64, Decided)>> for DecisionsBody {
    fn from(outcomes: Vec<(i64, Decided)>) -> Self {
        let outcomes = outcomes
            .into_iter()
            .map(|(id, decided)| {
                let (outcome, status) = match decided {
                    Decided::Done => ("DECISA", None),
                    Decided::Already(status) => ("GIA_DECISA", Some(status.code())),
                    Decided::NotFound => ("INESISTENTE", None),
                };
                DecidedBody {
                    id,
                    outcome,
                    status,
                }
            })
            .collect();
        Self { outcomes }
    }
}

/// Una pagina della coda.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct QueueQuery {
    /// `attesa` (se manca) o `decise`.
    #[serde(rename = "stato", default)]
    pub state: Option<String>,
    /// Solo per questo Comune (codice ISTAT), tra i propri.
    #[serde(default)]
    pub comune: Option<String>,
    /// Solo chieste da questo ente.
    #[serde(rename = "ente", default)]
    pub entity: Option<i64>,
    /// Solo in questa modalità: `SILENZIO` o `MANUALE`.
    #[serde(rename = "modalita", default)]
    pub mode: Option<String>,
    /// Solo ciò che segue questo numero, come dato da `prossimo`.
    #[serde(rename = "dopo", default)]
    pub after: Option<i64>,
    /// Quanti elementi, al massimo 1000; se manca, 100.
    #[serde(rename = "limite", default)]
    pub limit: Option<i64>,
}

impl QueueQuery {
    /// The filter.
    ///
    /// # Errors
    /// 422 with every wrong field.
    pub fn read(self) -> Result<QueueFilter, Problem> {
        let mut fields = Fields::default();
        let state = |text: &str| match text {
            "attesa" => Some(QueueState::Waiting),
            "decise" => Some(QueueState::Decided),
            _ => None,
        };
        let limit = self.limit.unwrap_or(100);
        if !(1..=1_000).contains(&limit) {
            fields.wrong("limite", "NON_VALIDO", "da 1 a 1000");
        }
        let expected = "SILENZIO o MANUALE";
        let filter = QueueFilter {
            state: fields
                .listed("stato", self.state, state, "attesa o decise")
                .unwrap_or_default(),
            comune: fields.comune("comune", self.comune),
            entity_id: self.entity,
            mode: fields.listed("modalita", self.mode, ValidationMode::from_code, expected),
            after: self.after,
            limit,
        };
        fields.finish(filter)
    }
}
