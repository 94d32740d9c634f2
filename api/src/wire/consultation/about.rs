//! Of whom, of which address, or of which Comune and period.

use hub::consultation::{About, AskedAddress, AskedStreet};
use hub::search::ReferenceRefusal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::Fields;
use crate::wire::check::SubjectBody;
use crate::wire::person::PersonBody;

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
    pub(super) fn read(self, fields: &mut Fields, refer: &Refer<'_>) -> Option<About> {
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
    pub(super) fn read(self, fields: &mut Fields) -> Option<About> {
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
    pub(super) fn read(self, fields: &mut Fields) -> Option<About> {
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
