//! A request to check declarations.

use hub::audit::canonical;
use hub::check::{CheckRequest, MAX_DECLARATIONS, PersonRef, SubjectRef};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::Fields;
use super::declaration::DeclarationBody;
use super::person::PersonBody;
use crate::problem::Problem;

/// Richiesta di verifica.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RichiestaVerifica)]
pub struct CheckBody {
    /// Su chi.
    #[serde(rename = "soggetto", default, skip_serializing_if = "Option::is_none")]
    #[schema(required, nullable = false)]
    pub subject: Option<SubjectBody>,
    /// Giorno al quale si riferiscono le dichiarazioni, `AAAA-MM-GG`.
    #[serde(
        rename = "dataRiferimento",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(required, nullable = false, example = "2023-01-01")]
    pub reference_day: Option<String>,
    /// Numero di giornale: la risposta è quella che l'hub avrebbe dato allora. Se manca, adesso.
    #[serde(rename = "notoAl", default, skip_serializing_if = "Option::is_none")]
    pub known_at: Option<i64>,
    /// Finalità della verifica, registrata nella traccia.
    #[serde(rename = "finalita", default, skip_serializing_if = "Option::is_none")]
    #[schema(
        required,
        nullable = false,
        example = "Verifica dichiarazione sostitutiva, art. 71 DPR 445/2000"
    )]
    pub purpose: Option<String>,
    /// Riferimento della pratica presso chi chiede, registrato nella traccia.
    #[serde(
        rename = "riferimentoPratica",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(required, nullable = false, example = "2023/4711")]
    pub case_reference: Option<String>,
    /// Le dichiarazioni, da 1 a 50.
    #[serde(
        rename = "dichiarazioni",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(required, nullable = false, min_items = 1, max_items = 50)]
    pub declarations: Option<Vec<DeclarationBody>>,
    /// Codici ISTAT dei soli Comuni ai quali chiedere. Se manca, tutti quelli concessi.
    #[serde(rename = "comuni", default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, min_items = 1, max_items = 100)]
    pub comuni: Option<Vec<String>>,
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

impl SubjectBody {
    pub(super) fn read(self, fields: &mut Fields) -> Option<SubjectRef> {
        let ways = usize::from(self.codice_fiscale.is_some())
            + usize::from(self.id_anpr.is_some())
            + usize::from(self.generalities.is_some());
        if ways != 1 {
            let text = "serve uno, e uno solo, tra codiceFiscale, idAnpr e generalita";
            fields.wrong("", if ways == 0 { "ASSENTE" } else { "NON_VALIDO" }, text);
        }
        let Some(person) = self.generalities else {
            let code = fields.codice_fiscale("codiceFiscale", self.codice_fiscale);
            let id = fields.id_anpr("idAnpr", self.id_anpr);
            return code
                .map(SubjectRef::CodiceFiscale)
                .or(id.map(SubjectRef::AnprId));
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
            let PersonRef {
                surname,
                names,
                sex,
                birth,
                birth_place,
                ..
            } = person.read(fields);
            Some(SubjectRef::Generalities {
                surname: surname?,
                names: names?,
                sex: sex?,
                birth: birth?,
                birth_place: birth_place?,
            })
        })
    }
}

impl CheckBody {
    /// SHA-256, hex, of subject and declarations as they stand in the request, in canonical JSON (docs/receipts.md):
    /// the receipt binds itself to it.
    pub fn declared(&self) -> String {
        #[derive(Serialize)]
        struct Declared<'a> {
            dichiarazioni: &'a Option<Vec<DeclarationBody>>,
            soggetto: &'a Option<SubjectBody>,
        }
        let declared = Declared {
            dichiarazioni: &self.declarations,
            soggetto: &self.subject,
        };
        // Texts, lists and named fields can always be written.
        let value = serde_json::to_value(declared).unwrap_or_default();
        hex::encode(Sha256::digest(canonical(&value)))
    }

    /// Reads the request.
    ///
    /// # Errors
    /// 422 with every wrong field.
    pub fn read(self) -> Result<CheckRequest, Problem> {
        let declared = self.declared();
        let mut fields = Fields::default();
        let subject = if let Some(subject) = self.subject {
            fields.below("soggetto", |fields| subject.read(fields))
        } else {
            fields.wrong("soggetto", "ASSENTE", "il campo è obbligatorio");
            None
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
        if bodies.len() > MAX_DECLARATIONS {
            let text = format!("al massimo {MAX_DECLARATIONS} dichiarazioni");
            fields.wrong("dichiarazioni", "TROPPO_LUNGO", text);
        }
        let mut declarations = Vec::with_capacity(bodies.len().min(MAX_DECLARATIONS));
        for (index, body) in bodies.into_iter().take(MAX_DECLARATIONS).enumerate() {
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
        let comuni = fields.comuni(self.comuni);
        fields.finish(CheckRequest {
            // Never seen: without a subject some field was wrong.
            subject: subject.unwrap_or_else(|| SubjectRef::CodiceFiscale(String::new())),
            reference_day,
            known_at: self.known_at,
            purpose,
            case_reference,
            declarations,
            declared,
            comuni,
        })
    }
}
