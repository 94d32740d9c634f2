//! A consultation as it is asked.

use chrono::{DateTime, NaiveDateTime};
use hub::audit::canonical;
use hub::check::{MAX_COMUNI, SubjectRef};
use hub::consultation::{About, AskedAddress, AskedStreet, ConsultationRequest, KnownAt};
use hub::search::ReferenceRefusal;
use schema::codes::ConsultationKind;
use schema::date::Day;
use schema::italian_time::start_of;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::problem::Problem;
use crate::wire::Fields;
use crate::wire::check::SubjectBody;
use crate::wire::person::PersonBody;

/// Richiesta di consultazione.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RichiestaConsultazione)]
pub struct ConsultationBody {
    /// Su chi; non per gli eventi.
    #[serde(rename = "soggetto", default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<ConsultedBody>,
    /// A quale indirizzo; solo per `ABITAZIONE`, in luogo del soggetto.
    #[serde(rename = "indirizzo", default, skip_serializing_if = "Option::is_none")]
    pub address: Option<AddressBody>,
    /// Di quale Comune e periodo; solo per `EVENTI`.
    #[serde(rename = "periodo", default, skip_serializing_if = "Option::is_none")]
    pub period: Option<PeriodBody>,
    /// Giorno al quale si riferisce la scheda, `AAAA-MM-GG`. Se manca, oggi.
    #[serde(
        rename = "dataRiferimento",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub reference_day: Option<String>,
    /// La scheda come l'hub la conosceva allora: istante RFC 3339, oppure `AAAA-MM-GG` per la fine di quel giorno in Italia.
    #[serde(
        rename = "conosciutoAl",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub known_at: Option<String>,
    /// Lo stesso con il numero di giornale.
    #[serde(rename = "notoAl", default, skip_serializing_if = "Option::is_none")]
    pub number: Option<i64>,
    /// Altro giorno con il quale confrontare la scheda, `AAAA-MM-GG`.
    #[serde(
        rename = "confrontoCon",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub compared_with: Option<String>,
    /// Finalità, registrata nella traccia.
    #[serde(rename = "finalita", default, skip_serializing_if = "Option::is_none")]
    #[schema(required, nullable = false)]
    pub purpose: Option<String>,
    /// Riferimento della pratica, registrato nella traccia.
    #[serde(
        rename = "riferimentoPratica",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(required, nullable = false)]
    pub case_reference: Option<String>,
    /// Codici ISTAT dei soli Comuni ai quali chiedere. Se manca, tutti quelli concessi.
    #[serde(rename = "comuni", default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, min_items = 1, max_items = 100)]
    pub comuni: Option<Vec<String>>,
}

/// La persona, in uno solo dei quattro modi.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SoggettoConsultazione)]
pub struct ConsultedBody {
    /// Codice fiscale.
    #[serde(
        rename = "codiceFiscale",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub codice_fiscale: Option<String>,
    /// Identificativo unico nazionale ANPR.
    #[serde(rename = "idAnpr", default, skip_serializing_if = "Option::is_none")]
    pub id_anpr: Option<String>,
    /// Cognome, nome, sesso, data e luogo di nascita, tutti e cinque.
    #[serde(
        rename = "generalita",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub generalities: Option<PersonBody>,
    /// Il riferimento dato da una ricerca allo stesso utente.
    #[serde(
        rename = "riferimento",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub reference: Option<String>,
}

/// Un indirizzo nel territorio di un Comune.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = IndirizzoConsultazione)]
pub struct AddressBody {
    /// Codice ISTAT del Comune, 6 cifre.
    #[serde(rename = "comune", default, skip_serializing_if = "Option::is_none")]
    #[schema(required, nullable = false)]
    pub comune: Option<String>,
    /// Codice della strada nello stradario del Comune, in luogo di specie e denominazione.
    #[serde(rename = "strada", default, skip_serializing_if = "Option::is_none")]
    pub street_code: Option<String>,
    /// Specie della strada: `VIA`, `PIAZZA`.
    #[serde(rename = "specie", default, skip_serializing_if = "Option::is_none")]
    pub street_type: Option<String>,
    /// Denominazione della strada, attuale o passata.
    #[serde(
        rename = "denominazione",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub street: Option<String>,
    /// Numero civico; 0 se la casa non ne ha.
    #[serde(rename = "civico", default, skip_serializing_if = "Option::is_none")]
    #[schema(required, nullable = false)]
    pub number: Option<i32>,
    /// Esponente. Se manca, qualunque; vuoto, nessuno.
    #[serde(rename = "esponente", default, skip_serializing_if = "Option::is_none")]
    pub exponent: Option<String>,
    /// Scala, come l'esponente.
    #[serde(rename = "scala", default, skip_serializing_if = "Option::is_none")]
    pub staircase: Option<String>,
    /// Interno, come l'esponente.
    #[serde(rename = "interno", default, skip_serializing_if = "Option::is_none")]
    pub interior: Option<String>,
}

/// Comune e periodo di registrazione.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PeriodoConsultazione)]
pub struct PeriodBody {
    /// Codice ISTAT del Comune che ha registrato gli eventi, 6 cifre.
    #[serde(rename = "comune", default, skip_serializing_if = "Option::is_none")]
    #[schema(required, nullable = false)]
    pub comune: Option<String>,
    /// Primo giorno, `AAAA-MM-GG`.
    #[serde(rename = "dal", default, skip_serializing_if = "Option::is_none")]
    #[schema(required, nullable = false)]
    pub from: Option<String>,
    /// Ultimo giorno, `AAAA-MM-GG`; al massimo 366 giorni in tutto.
    #[serde(rename = "al", default, skip_serializing_if = "Option::is_none")]
    #[schema(required, nullable = false)]
    pub to: Option<String>,
    /// Pagina, da 1. Se manca, la prima.
    #[serde(rename = "pagina", default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
}

/// Opens the reference of a search.
pub type Refer<'a> = dyn Fn(&str) -> Result<i64, ReferenceRefusal> + 'a;

const NEEDED: &str = "il campo è obbligatorio";

impl ConsultedBody {
    fn read(self, fields: &mut Fields, refer: &Refer<'_>) -> Option<About> {
        let Some(reference) = self.reference else {
            let subject = SubjectBody {
                codice_fiscale: self.codice_fiscale,
                id_anpr: self.id_anpr,
                generalities: self.generalities,
            };
            return subject.read(fields).map(About::Person);
        };
        if self.codice_fiscale.is_some() || self.id_anpr.is_some() || self.generalities.is_some() {
            let text = "il riferimento di una ricerca sta da solo";
            fields.wrong("riferimento", "NON_VALIDO", text);
            return None;
        }
        match refer(&reference) {
            Ok(person) => Some(About::Found(person)),
            Err(refused) => {
                fields.wrong("riferimento", "NON_VALIDO", refused.to_string());
                None
            }
        }
    }
}

impl AddressBody {
    fn read(self, fields: &mut Fields) -> Option<About> {
        for (name, missing) in [
            ("comune", self.comune.is_none()),
            ("civico", self.number.is_none()),
        ] {
            if missing {
                fields.wrong(name, "ASSENTE", NEEDED);
            }
        }
        let comune = fields.comune("comune", self.comune);
        let code = fields.text_if_any("strada", self.street_code);
        let kind = fields.text_if_any("specie", self.street_type);
        let name = fields.text_if_any("denominazione", self.street);
        let street = match (code, name) {
            (Some(code), None) if kind.is_none() => Some(AskedStreet::Code(code)),
            (None, Some(name)) => Some(AskedStreet::Named(kind, name)),
            _ => {
                let text = "serve la denominazione, oppure il solo codice della strada";
                fields.wrong("denominazione", "NON_VALIDO", text);
                None
            }
        };
        let mut part = |name, text: Option<String>| {
            let text = fields.text(name, text)?;
            Some(text.trim().to_uppercase())
        };
        let exponent = part("esponente", self.exponent);
        let staircase = part("scala", self.staircase);
        let interior = part("interno", self.interior);
        Some(About::Address(AskedAddress {
            comune: comune?,
            street: street?,
            number: self.number?,
            exponent,
            staircase,
            interior,
        }))
    }
}

impl PeriodBody {
    fn read(self, fields: &mut Fields) -> Option<About> {
        for (name, missing) in [
            ("comune", self.comune.is_none()),
            ("dal", self.from.is_none()),
            ("al", self.to.is_none()),
        ] {
            if missing {
                fields.wrong(name, "ASSENTE", NEEDED);
            }
        }
        let comune = fields.comune("comune", self.comune);
        let from = fields.day("dal", self.from);
        let to = fields.day("al", self.to);
        Some(About::Events {
            comune: comune?,
            from: from?,
            to: to?,
            page: self.page.unwrap_or(1),
        })
    }
}

/// A moment; a whole day is known until its end on Italian clocks.
fn moment(text: &str) -> Option<NaiveDateTime> {
    if let Some(day) = Day::parse_iso(text) {
        return Some(start_of(day.add_days(1))?.naive_utc() - chrono::Duration::microseconds(1));
    }
    let moment = DateTime::parse_from_rfc3339(text).ok()?;
    Some(moment.naive_utc())
}

impl ConsultationBody {
    /// SHA-256, hex, of what was asked, in canonical JSON: the receipt binds itself to it. Purpose and case are not in it.
    fn declared(&self, kind: ConsultationKind) -> String {
        let asked = Self {
            purpose: None,
            case_reference: None,
            comuni: None,
            ..self.clone()
        };
        let mut value = serde_json::to_value(asked).unwrap_or_default();
        value["tipo"] = kind.code().into();
        hex::encode(Sha256::digest(canonical(&value)))
    }

    /// Reads the request; `refer` opens the reference of a search.
    ///
    /// # Errors
    /// 422 with every wrong field.
    pub fn read(
        self,
        kind: ConsultationKind,
        refer: &Refer<'_>,
    ) -> Result<ConsultationRequest, Problem> {
        let declared = self.declared(kind);
        let mut fields = Fields::default();
        let given = [
            self.subject.is_some(),
            self.address.is_some(),
            self.period.is_some(),
        ];
        let about = match (self.subject, self.address, self.period) {
            (Some(subject), None, None) => {
                fields.below("soggetto", |fields| subject.read(fields, refer))
            }
            (None, Some(address), None) => fields.below("indirizzo", |fields| address.read(fields)),
            (None, None, Some(period)) => fields.below("periodo", |fields| period.read(fields)),
            _ => {
                let code = if given.contains(&true) {
                    "NON_VALIDO"
                } else {
                    "ASSENTE"
                };
                let text = "serve uno, e uno solo, tra soggetto, indirizzo e periodo";
                fields.wrong("soggetto", code, text);
                None
            }
        };
        let reference_day = fields.day("dataRiferimento", self.reference_day);
        let compared_with = fields.day("confrontoCon", self.compared_with);
        let at = self.known_at.as_deref().map(str::trim).map(moment);
        if at == Some(None) {
            let text = "istante RFC 3339, oppure data AAAA-MM-GG";
            fields.wrong("conosciutoAl", "NON_VALIDO", text);
        }
        if at.is_some() && self.number.is_some() {
            let text = "non va insieme a notoAl";
            fields.wrong("conosciutoAl", "NON_PREVISTO", text);
        }
        let known_at = match (at.flatten(), self.number) {
            (Some(moment), _) => Some(KnownAt::Moment(moment)),
            (None, number) => number.map(KnownAt::Number),
        };
        let purpose = fields.required("finalita", self.purpose);
        let case_reference = fields.required("riferimentoPratica", self.case_reference);
        let comuni = self.comuni.map(|codes| {
            if codes.is_empty() || codes.len() > MAX_COMUNI {
                let text = format!("da 1 a {MAX_COMUNI} codici ISTAT di Comune");
                fields.wrong("comuni", "NON_VALIDO", text);
            }
            let codes = codes.into_iter().take(MAX_COMUNI).enumerate();
            let named = |(index, code)| fields.comune(&format!("comuni[{index}]"), Some(code));
            codes.filter_map(named).collect()
        });
        fields.finish(ConsultationRequest {
            kind,
            // Never seen: without it some field was wrong.
            about: about.unwrap_or_else(|| About::Person(SubjectRef::CodiceFiscale(String::new()))),
            reference_day,
            known_at,
            compared_with,
            purpose,
            case_reference,
            comuni,
            declared,
        })
    }
}
