//! A consultation as it is asked.

use chrono::{DateTime, NaiveDateTime};
use hub::audit::canonical;
use hub::check::{MAX_COMUNI, SubjectRef};
use hub::consultation::{About, ConsultationRequest, KnownAt};
use schema::codes::ConsultationKind;
use schema::date::Day;
use schema::italian_time::start_of;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::about::{AddressBody, ConsultedBody, PeriodBody, Refer};
use crate::problem::Problem;
use crate::wire::Fields;

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
