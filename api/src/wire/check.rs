//! A request to check declarations.

use hub::check::{Declaration, PersonRef};
use schema::date::Day;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Fields;
use super::declaration::DeclarationBody;
use super::person::PersonBody;
use crate::problem::Problem;

/// Most declarations of one request.
const MOST: usize = 20;

/// Richiesta di verifica.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RichiestaVerifica)]
pub struct CheckBody {
    /// Su chi.
    #[serde(rename = "soggetto", default, skip_serializing_if = "Option::is_none")]
    #[schema(required)]
    pub subject: Option<SubjectBody>,
    /// Giorno al quale si riferiscono le dichiarazioni, `AAAA-MM-GG`.
    #[serde(
        rename = "dataRiferimento",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(required, example = "2023-01-01")]
    pub reference_day: Option<String>,
    /// Numero di giornale: la risposta è quella che l'hub avrebbe dato allora. Se manca, adesso.
    #[serde(rename = "notoAl", default, skip_serializing_if = "Option::is_none")]
    pub known_at: Option<i64>,
    /// Finalità della verifica, registrata nella traccia.
    #[serde(rename = "finalita", default, skip_serializing_if = "Option::is_none")]
    #[schema(
        required,
        example = "Verifica dichiarazione sostitutiva, art. 71 DPR 445/2000"
    )]
    pub purpose: Option<String>,
    /// Riferimento della pratica presso chi chiede, registrato nella traccia.
    #[serde(
        rename = "riferimentoPratica",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(required, example = "2023/4711")]
    pub case_reference: Option<String>,
    /// Le dichiarazioni, da 1 a 20.
    #[serde(
        rename = "dichiarazioni",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(required, min_items = 1, max_items = 20)]
    pub declarations: Option<Vec<DeclarationBody>>,
}

/// Il soggetto, in uno solo dei tre modi.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Soggetto)]
pub struct SubjectBody {
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
}

/// A request read: nothing in it is missing or malformed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckQuestion {
    /// About whom; exactly one of code, id, or the five generalities.
    pub subject: PersonRef,
    /// The day.
    pub reference_day: Day,
    /// As known at; `None` = now.
    pub known_at: Option<i64>,
    /// `finalita`.
    pub purpose: String,
    /// `riferimentoPratica`.
    pub case_reference: String,
    /// At least one.
    pub declarations: Vec<Declaration>,
}

impl SubjectBody {
    fn read(self, fields: &mut Fields) -> PersonRef {
        let ways = usize::from(self.codice_fiscale.is_some())
            + usize::from(self.id_anpr.is_some())
            + usize::from(self.generalities.is_some());
        if ways != 1 {
            let text = "serve uno, e uno solo, tra codiceFiscale, idAnpr e generalita";
            fields.wrong("", if ways == 0 { "ASSENTE" } else { "NON_VALIDO" }, text);
        }
        let Some(person) = self.generalities else {
            return PersonRef {
                codice_fiscale: fields.codice_fiscale("codiceFiscale", self.codice_fiscale),
                id_anpr: fields.id_anpr("idAnpr", self.id_anpr),
                ..PersonRef::default()
            };
        };
        fields.below("generalita", |fields| {
            for (name, given) in [
                ("cognome", person.surname.is_some()),
                ("nome", person.names.is_some()),
                ("sesso", person.sex.is_some()),
                ("dataNascita", person.birth.is_some()),
                ("luogoNascita", person.birth_place.is_some()),
            ] {
                if !given {
                    fields.wrong(name, "ASSENTE", "servono tutte e cinque le generalità");
                }
            }
            for (name, given) in [
                ("codiceFiscale", person.codice_fiscale.is_some()),
                ("idAnpr", person.id_anpr.is_some()),
            ] {
                if given {
                    let text = "non va insieme alle generalità del soggetto";
                    fields.wrong(name, "NON_PREVISTO", text);
                }
            }
            person.read(fields)
        })
    }
}

impl CheckBody {
    /// Reads the request.
    ///
    /// # Errors
    /// 422 with every wrong field.
    pub fn read(self) -> Result<CheckQuestion, Problem> {
        let mut fields = Fields::default();
        let subject = match self.subject {
            Some(subject) => fields.below("soggetto", |fields| subject.read(fields)),
            None => {
                fields.wrong("soggetto", "ASSENTE", "il campo è obbligatorio");
                PersonRef::default()
            }
        };
        if self.reference_day.is_none() {
            fields.wrong("dataRiferimento", "ASSENTE", "il campo è obbligatorio");
        }
        let reference_day = fields.day("dataRiferimento", self.reference_day);
        if self.known_at.is_some_and(|number| number < 0) {
            fields.wrong("notoAl", "NON_VALIDO", "numero di giornale, da 0");
        }
        let purpose = fields.required("finalita", self.purpose);
        let case_reference = fields.required("riferimentoPratica", self.case_reference);
        let bodies = self.declarations.unwrap_or_default();
        if bodies.is_empty() {
            fields.wrong("dichiarazioni", "ASSENTE", "serve almeno una dichiarazione");
        }
        if bodies.len() > MOST {
            let text = format!("al massimo {MOST} dichiarazioni");
            fields.wrong("dichiarazioni", "TROPPO_LUNGO", text);
        }
        let mut declarations = Vec::with_capacity(bodies.len().min(MOST));
        for (index, body) in bodies.into_iter().take(MOST).enumerate() {
            fields.below(format!("dichiarazioni[{index}]"), |fields| {
                match body.read(fields) {
                    Some(declaration) if declaration.is_empty() => {
                        fields.wrong("", "ASSENTE", "serve almeno un dato da confrontare");
                    }
                    Some(declaration) => declarations.push(declaration),
                    None => {}
                }
            });
        }
        fields.finish(CheckQuestion {
            subject,
            reference_day: reference_day.unwrap_or(Day::MIN),
            known_at: self.known_at,
            purpose,
            case_reference,
            declarations,
        })
    }
}
