//! A person, a place, as a request names them.

use hub::check::{PersonRef, PlaceRef};
use schema::codes::Sex;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Fields;
use super::convert::if_any;

/// Un luogo: Comune o Stato estero, con il codice o il nome che aveva allora.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Luogo)]
pub struct PlaceBody {
    /// Codice catastale (Belfiore), per esempio `F257` o `Z404`.
    #[serde(rename = "codice", default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "F257")]
    pub code: Option<String>,
    /// Nome.
    #[serde(
        rename = "denominazione",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(example = "MODENA")]
    pub name: Option<String>,
}

/// Una persona, con i dati che si dichiarano; almeno uno. Un cognome o nome vuoto dichiara che manca.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Persona)]
pub struct PersonBody {
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
    /// Cognome.
    #[serde(rename = "cognome", default, skip_serializing_if = "Option::is_none")]
    pub surname: Option<String>,
    /// Nome.
    #[serde(rename = "nome", default, skip_serializing_if = "Option::is_none")]
    pub names: Option<String>,
    /// `M` o `F`.
    #[serde(rename = "sesso", default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<String>,
    /// `AAAA-MM-GG`, oppure `AAAA-MM` o `AAAA` se incompleta.
    #[serde(
        rename = "dataNascita",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub birth: Option<String>,
    /// Luogo di nascita.
    #[serde(
        rename = "luogoNascita",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub birth_place: Option<PlaceBody>,
}

impl PlaceBody {
    /// The place; an object with neither code nor name is wrong.
    pub fn read(self, fields: &mut Fields) -> PlaceRef {
        let accept = |code: &str| {
            code.len() == 4
                && code.bytes().enumerate().all(|(index, b)| match index {
                    0 => b.is_ascii_uppercase(),
                    _ => b.is_ascii_digit(),
                })
        };
        let (code, name) = (if_any(self.code), if_any(self.name));
        // An empty place would be compared with nothing, and match.
        if code.is_none() && name.is_none() {
            fields.wrong("", "ASSENTE", "serve codice o denominazione");
        }
        let expected = "codice catastale, una lettera e tre cifre";
        PlaceRef {
            code: fields
                .code("codice", code, accept, expected)
                .unwrap_or_default(),
            name: fields.text("denominazione", name).unwrap_or_default(),
        }
    }
}

/// An optional place below `name`.
pub fn read_place(fields: &mut Fields, name: &str, place: Option<PlaceBody>) -> Option<PlaceRef> {
    place.map(|place| fields.below(name, |fields| place.read(fields)))
}

impl PersonBody {
    /// The person; an object without any field is wrong.
    pub fn read(self, fields: &mut Fields) -> PersonRef {
        if self == Self::default() {
            fields.wrong("", "ASSENTE", "serve almeno un dato della persona");
        }
        PersonRef {
            codice_fiscale: fields.codice_fiscale("codiceFiscale", self.codice_fiscale),
            id_anpr: fields.id_anpr("idAnpr", self.id_anpr),
            surname: fields.text("cognome", self.surname),
            names: fields.text("nome", self.names),
            sex: fields.listed("sesso", self.sex, Sex::from_code, "M oppure F"),
            birth: fields.date("dataNascita", self.birth),
            birth_place: read_place(fields, "luogoNascita", self.birth_place),
        }
    }
}

/// An optional person below `name`.
pub fn read_person(
    fields: &mut Fields,
    name: &str,
    person: Option<PersonBody>,
) -> Option<PersonRef> {
    person.map(|person| fields.below(name, |fields| person.read(fields)))
}
