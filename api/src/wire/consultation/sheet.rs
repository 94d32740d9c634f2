//! Sheets, as answers write them.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

/// Un dato, con il periodo in cui vale e da quando l'hub lo conosce.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = VoceScheda)]
pub struct ItemBody {
    /// Il dato in una riga.
    #[serde(rename = "testo")]
    pub text: String,
    /// Le sue parti, per nome: codici e date come stanno nel registro. Una parte mascherata ha valore nullo.
    #[serde(rename = "valore")]
    pub parts: BTreeMap<&'static str, Option<String>>,
    /// Da quando vale: `AAAA-MM-GG`, `AAAA-MM`, `AAAA` o intervallo `PRIMO/ULTIMO`.
    #[serde(rename = "dal")]
    pub from: String,
    /// Da quando non vale più; manca se vale ancora.
    #[serde(rename = "al", skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Alla data di riferimento: `SI`, `NO`, oppure `INCERTO` se le date non bastano a dirlo.
    #[serde(rename = "allaData")]
    pub on_day: &'static str,
    /// Da quando l'hub lo conosce, e da quale fornitura; manca se mascherato.
    #[serde(rename = "provenienza", skip_serializing_if = "Option::is_none")]
    pub known: Option<KnownBody>,
}

/// Quando l'hub ha conosciuto un dato.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Provenienza)]
pub struct KnownBody {
    /// Da quando.
    #[serde(rename = "notoDa")]
    pub since: RecordedBody,
    /// Fino a quando: un'altra registrazione lo ha sostituito. Manca se è ancora creduto.
    #[serde(rename = "sostituito", skip_serializing_if = "Option::is_none")]
    pub until: Option<RecordedBody>,
}

/// Una registrazione nel giornale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = RegistrazioneGiornale)]
pub struct RecordedBody {
    /// Numero di giornale.
    #[serde(rename = "numero")]
    pub number: i64,
    /// Istante, UTC.
    #[serde(rename = "istante", skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Codice ISTAT del Comune che lo ha comunicato.
    #[serde(rename = "comune", skip_serializing_if = "Option::is_none")]
    pub comune: Option<String>,
    /// Numero progressivo della fornitura di quel Comune.
    #[serde(rename = "fornitura", skip_serializing_if = "Option::is_none")]
    pub supply: Option<i64>,
    /// Perché: codice della causa.
    #[serde(rename = "causa", skip_serializing_if = "Option::is_none")]
    pub cause: Option<&'static str>,
}

/// Una parte della scheda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SezioneScheda)]
pub struct SectionBody {
    /// Codice, per esempio `residenza`.
    #[serde(rename = "codice")]
    pub code: &'static str,
    /// Nome.
    #[serde(rename = "nome")]
    pub label: &'static str,
    /// `true`: il diritto non la comprende, e non se ne sa nulla.
    #[serde(rename = "mascherata")]
    pub masked: bool,
    /// I dati, in ordine di tempo; nessuno se mascherata.
    #[serde(rename = "voci")]
    pub items: Vec<ItemBody>,
}

/// Una persona: chi è, oppure tutta la sua scheda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PersonaConsultata)]
pub struct PersonBody {
    /// Le parti, in ordine.
    #[serde(rename = "sezioni")]
    pub sections: Vec<SectionBody>,
}

/// Una scheda di famiglia o di convivenza.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SchedaFamiglia)]
pub struct HouseholdBody {
    /// Quale.
    #[serde(rename = "scheda")]
    pub key: KeyBody,
    /// Se il soggetto vi sta alla data: `SI` o `INCERTO`.
    #[serde(rename = "allaData")]
    pub on_day: &'static str,
    /// Da quando esiste, se il Comune lo dice.
    #[serde(rename = "dal", skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Da quando non esiste più.
    #[serde(rename = "al", skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Motivo o natura: codice delle tabelle 26 o 27 di ANPR.
    #[serde(rename = "natura", skip_serializing_if = "String::is_empty")]
    pub nature: String,
    /// Nome della convivenza.
    #[serde(rename = "denominazione", skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Dove abita il soggetto; manca se mascherato.
    #[serde(rename = "indirizzo", skip_serializing_if = "Option::is_none")]
    pub address: Option<Vec<ItemBody>>,
    /// Posti, da 0 tra i componenti, di chi ne è o può esserne intestatario; manca se mascherato.
    #[serde(rename = "intestatario", skip_serializing_if = "Option::is_none")]
    pub head: Option<Vec<usize>>,
    /// `true` se l'intestatario è certo.
    #[serde(rename = "intestatarioCerto")]
    pub head_is_sure: bool,
    /// Chi vi sta alla data, in ordine.
    #[serde(rename = "componenti")]
    pub members: Vec<MemberBody>,
    /// Chi è entrato e uscito fino alla data; manca se mascherato.
    #[serde(rename = "storico", skip_serializing_if = "Option::is_none")]
    pub history: Option<Vec<ChangeBody>>,
}

/// Una scheda di un Comune.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = NumeroScheda)]
pub struct KeyBody {
    /// Codice ISTAT del Comune.
    #[serde(rename = "comune")]
    pub comune: String,
    /// Nome del Comune.
    #[serde(rename = "nomeComune")]
    pub comune_name: String,
    /// `F` famiglia, `C` convivenza.
    #[serde(rename = "tipo")]
    pub kind: &'static str,
    /// Numero.
    #[serde(rename = "numero")]
    pub code: String,
}

/// Un componente.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ComponenteScheda)]
pub struct MemberBody {
    /// Chi.
    #[serde(rename = "persona")]
    pub who: PersonBody,
    /// Alla data: `SI` o `INCERTO`.
    #[serde(rename = "allaData")]
    pub on_day: &'static str,
    /// `true` per il soggetto della consultazione.
    #[serde(rename = "soggetto")]
    pub is_subject: bool,
    /// Il suo posto sulla scheda; più d'uno se le date non bastano a dire quale.
    #[serde(rename = "posizione")]
    pub places: Vec<ItemBody>,
}

/// Un'entrata, un'uscita o un cambio di posizione.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = MovimentoScheda)]
pub struct ChangeBody {
    /// Quando, come per le date delle voci.
    #[serde(rename = "data")]
    pub when: String,
    /// `ENTRATA`, `USCITA` o `POSIZIONE`.
    #[serde(rename = "tipo")]
    pub kind: &'static str,
    /// Chi.
    #[serde(rename = "persona")]
    pub who: PersonBody,
    /// Posizione prima: codice.
    #[serde(rename = "prima", skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// Posizione dopo, o all'entrata: codice.
    #[serde(rename = "dopo", skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Chi abita a un indirizzo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Abitazione)]
pub struct DwellingBody {
    /// L'indirizzo, per nome delle parti; manca se mascherato.
    #[serde(rename = "indirizzo", skip_serializing_if = "Option::is_none")]
    pub address: Option<BTreeMap<&'static str, Option<String>>>,
    /// Le persone, per scheda.
    #[serde(rename = "gruppi")]
    pub groups: Vec<GroupBody>,
}

/// Le persone di una scheda che abitano a un indirizzo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = GruppoAbitazione)]
pub struct GroupBody {
    /// La scheda; manca per chi non sta su nessuna, o se mascherata.
    #[serde(rename = "scheda", skip_serializing_if = "Option::is_none")]
    pub key: Option<KeyBody>,
    /// Le persone.
    #[serde(rename = "componenti")]
    pub members: Vec<MemberBody>,
}

/// Eventi di un Comune.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = EventiComune)]
pub struct EventsBody {
    /// Codice ISTAT del Comune.
    #[serde(rename = "comune")]
    pub comune: String,
    /// Primo giorno di registrazione.
    #[serde(rename = "dal")]
    pub from: String,
    /// Ultimo giorno.
    #[serde(rename = "al")]
    pub to: String,
    /// Pagina.
    #[serde(rename = "pagina")]
    pub page: u32,
    /// Quante pagine ci sono.
    #[serde(rename = "pagine")]
    pub pages: u64,
    /// Quanti eventi in tutto.
    #[serde(rename = "totale")]
    pub total: u64,
    /// Gli eventi della pagina; nessuno oltre l'ultima.
    #[serde(rename = "eventi")]
    pub events: Vec<EventBody>,
}

/// Un evento.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = EventoAnagrafico)]
pub struct EventBody {
    /// La persona, come era quel giorno.
    #[serde(rename = "persona")]
    pub who: PersonBody,
    /// Che cosa.
    #[serde(rename = "evento")]
    pub event: ItemBody,
}

/// Che cosa differisce tra le due date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Confronto)]
pub struct ComparisonBody {
    /// L'altra data.
    #[serde(rename = "confrontoCon")]
    pub other_day: String,
    /// Le differenze; nessuna se la scheda è la stessa.
    #[serde(rename = "differenze")]
    pub differences: Vec<DifferenceBody>,
}

/// Una differenza.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Differenza)]
pub struct DifferenceBody {
    /// Codice della parte: quello di una sezione, `componente` o `intestatario`.
    #[serde(rename = "codice")]
    pub code: &'static str,
    /// Nome della parte, o del componente.
    #[serde(rename = "nome")]
    pub what: String,
    /// Che cosa c'è solo all'altra data.
    #[serde(rename = "soloAllAltraData")]
    pub on_other_day: Vec<String>,
    /// Che cosa c'è solo alla data di riferimento.
    #[serde(rename = "soloAllaData")]
    pub on_day: Vec<String>,
}
