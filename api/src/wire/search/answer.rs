//! What a search finds.

use hub::search::{Hit, Person, Reason, SearchAnswer};
use schema::date::UncertainDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::person::PlaceBody;

/// Le persone trovate, la più probabile per prima.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = RispostaRicerca)]
pub struct SearchAnswerBody {
    /// Identificativo della richiesta, lo stesso della traccia.
    #[serde(rename = "idRichiesta")]
    pub request_id: String,
    /// Giorno al quale si riferisce la risposta.
    #[serde(rename = "dataRiferimento")]
    pub reference_day: String,
    /// Numero di giornale fino al quale l'indice conosceva i fatti.
    #[serde(rename = "notoAl")]
    pub known_at: i64,
    /// Numero della ricerca nel registro delle operazioni.
    #[serde(rename = "indiceRegistro")]
    pub log_index: i64,
    /// Quante persone corrispondono e quante somigliano: gli elementi di tutte le pagine.
    #[serde(rename = "totale")]
    pub total: u32,
    /// Quante corrispondono a tutto ciò che è indicato.
    #[serde(rename = "corrispondenti")]
    pub exact: u32,
    /// Le persone della pagina; l'ordine è lo stesso da una pagina all'altra.
    #[serde(rename = "elementi")]
    pub items: Vec<HitBody>,
    /// Da dare come `dopo` per la pagina successiva; manca se non ce n'è.
    #[serde(rename = "prossimo", skip_serializing_if = "Option::is_none")]
    pub next: Option<u32>,
    /// Ciò che occorre sapere per leggere la risposta.
    #[serde(rename = "avvisi", skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<NoticeBody>,
}

/// Un avviso.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AvvisoRicerca)]
pub struct NoticeBody {
    /// `OLTRE_LA_FINE`: la pagina chiesta è dopo l'ultima. `COMUNI_DA_VALIDARE`: la gente di questi Comuni non è stata cercata,
    /// perché chiedono di validare ogni richiesta.
    #[serde(rename = "codice")]
    pub code: &'static str,
    /// Spiegazione.
    #[serde(rename = "testo")]
    pub text: String,
    /// I Comuni, se riguarda Comuni.
    #[serde(rename = "comuni", skip_serializing_if = "Vec::is_empty")]
    pub comuni: Vec<String>,
}

/// Una persona trovata.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PersonaTrovata)]
pub struct HitBody {
    /// Con questo si chiede una consultazione della persona: vale mezz'ora, e solo per chi ha fatto la ricerca.
    #[serde(rename = "riferimento")]
    pub reference: String,
    /// `ESATTA` tutto è come scritto; `PARZIALE` corrisponde, ma un nome è indicato in parte, una data è incerta o un codice
    /// differisce per omocodia; `FORTE` qualcosa è un poco diverso, e difficilmente si intende altri; `DEBOLE` somiglia.
    #[serde(rename = "corrispondenza")]
    pub strength: &'static str,
    /// Chi è, quel giorno.
    #[serde(rename = "persona")]
    pub person: FoundBody,
    /// Perché è stata trovata, un criterio dopo l'altro.
    #[serde(rename = "motivi")]
    pub reasons: Vec<ReasonBody>,
}

/// Chi è la persona trovata, nel giorno della ricerca.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = GeneralitaTrovate)]
pub struct FoundBody {
    /// Cognome.
    #[serde(rename = "cognome")]
    pub surname: String,
    /// Nome.
    #[serde(rename = "nome")]
    pub names: String,
    /// `M` o `F`; manca se non è noto.
    #[serde(rename = "sesso", skip_serializing_if = "String::is_empty")]
    pub sex: String,
    /// `AAAA-MM-GG`; `AAAA-MM`, `AAAA` o `AAAA-MM-GG/AAAA-MM-GG` se è nota solo in parte; manca se non è nota.
    #[serde(rename = "dataNascita", skip_serializing_if = "Option::is_none")]
    pub birth: Option<String>,
    /// Luogo di nascita.
    #[serde(rename = "luogoNascita")]
    pub birth_place: PlaceBody,
    /// Codice ISTAT del Comune al quale appartiene; manca se non è noto.
    #[serde(rename = "comune", skip_serializing_if = "String::is_empty")]
    pub comune: String,
    /// `RESIDENTE`, `AIRE`, `INCERTO`, `DECEDUTO`, `EMIGRATO`, `IRREPERIBILE`, `CANCELLATO`, `NON_ANCORA_ISCRITTO`.
    #[serde(rename = "posizione")]
    pub standing: &'static str,
}

/// Perché una persona è stata trovata.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = MotivoRicerca)]
pub struct ReasonBody {
    /// Il criterio, con il nome che ha nella richiesta.
    #[serde(rename = "criterio")]
    pub field: &'static str,
    /// `ESATTO`, `IN_PARTE`, `DATA_INCERTA`, `ALTRO_PERIODO`, `SCAMBIATI`, `GRAFIA_SIMILE`, `SUONO_SIMILE`, `DEL_CONIUGE`,
    /// `GIORNO_MESE_SCAMBIATI`, `DATA_VICINA`, `ALTRO_CIVICO`, `OMOCODIA`, `DIVERSO`.
    #[serde(rename = "codice")]
    pub code: &'static str,
    /// Spiegazione.
    #[serde(rename = "testo")]
    pub text: &'static str,
    /// Che cosa ha il registro, se non è ciò che è scritto nella richiesta.
    #[serde(rename = "trovato", skip_serializing_if = "String::is_empty")]
    pub found: String,
}

impl SearchAnswerBody {
    /// The answer to a request, with a reference to each person of it.
    pub fn new(request_id: &str, answer: SearchAnswer, references: Vec<String>) -> Self {
        let found = answer.found;
        let mut notices = Vec::new();
        if found.is_beyond_the_end() {
            notices.push(NoticeBody {
                code: "OLTRE_LA_FINE",
                text: format!(
                    "La pagina chiesta è oltre la fine: la ricerca trova in tutto {} persone.",
                    found.total
                ),
                comuni: Vec::new(),
            });
        }
        if !answer.validating.is_empty() {
            notices.push(NoticeBody {
                code: "COMUNI_DA_VALIDARE",
                text: "La gente di questi Comuni non è stata cercata: chiedono di validare ogni richiesta, e una ricerca \
                       non può attendere."
                    .to_owned(),
                comuni: answer.validating,
            });
        }
        Self {
            request_id: request_id.to_owned(),
            reference_day: answer.reference_day.iso(),
            known_at: found.known_at,
            log_index: answer.trace_number,
            total: found.total,
            exact: found.exact,
            next: found.next(),
            items: references
                .into_iter()
                .zip(found.hits)
                .map(|(reference, hit)| HitBody::new(reference, hit))
                .collect(),
            notices,
        }
    }
}

impl HitBody {
    fn new(reference: String, hit: Hit) -> Self {
        Self {
            reference,
            strength: hit.strength.code(),
            person: hit.person.into(),
            reasons: hit.reasons.into_iter().map(ReasonBody::from).collect(),
        }
    }
}

impl From<Person> for FoundBody {
    fn from(person: Person) -> Self {
        let some = |text: String| (!text.is_empty()).then_some(text);
        Self {
            surname: person.surname,
            names: person.names,
            sex: person.sex,
            birth: (person.birth != UncertainDate::UNKNOWN).then(|| person.birth.to_string()),
            birth_place: PlaceBody {
                code: some(person.birth_place),
                name: some(person.birth_place_name),
            },
            comune: person.comune,
            standing: person.standing.code(),
        }
    }
}

impl From<Reason> for ReasonBody {
    fn from(reason: Reason) -> Self {
        Self {
            field: reason.field.code(),
            code: reason.how.code(),
            text: reason.how.label(),
            found: reason.found,
        }
    }
}
