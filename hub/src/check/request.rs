//! A check as it is asked.

use schema::codes::Sex;
use schema::date::{Day, UncertainDate};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::declaration::{Declaration, PersonRef, PlaceRef};

/// Declarations in one request, at most.
pub const MAX_DECLARATIONS: usize = 50;
/// Members in one declared family, at most.
pub const MAX_MEMBERS: usize = 60;
/// Comuni to which one request may be narrowed, at most.
pub const MAX_COMUNI: usize = 100;
/// Characters of purpose and case reference, at most.
pub const MAX_REASON: usize = 500;
/// Years over which an uncertain birth of the subject may spread, at most: each is a search of its own.
pub const MAX_BIRTH_YEARS: i32 = 3;

/// Whom the check is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SubjectRef {
    /// By codice fiscale, any that the person ever bore.
    CodiceFiscale(String),
    /// By ID ANPR.
    AnprId(String),
    /// By the five generalities.
    Generalities {
        /// Surname; empty if the person has none.
        surname: String,
        /// Given names; empty if the person has none.
        names: String,
        /// Sex.
        sex: Sex,
        /// Birth; at least the year.
        birth: UncertainDate,
        /// Place of birth, as named then.
        birth_place: PlaceRef,
    },
}

impl SubjectRef {
    /// The same as a declared person.
    pub fn as_person(&self) -> PersonRef {
        match self {
            Self::CodiceFiscale(code) => PersonRef {
                codice_fiscale: Some(code.clone()),
                ..PersonRef::default()
            },
            Self::AnprId(code) => PersonRef {
                id_anpr: Some(code.clone()),
                ..PersonRef::default()
            },
            Self::Generalities {
                surname,
                names,
                sex,
                birth,
                birth_place,
            } => PersonRef {
                surname: Some(surname.clone()),
                names: Some(names.clone()),
                sex: Some(*sex),
                birth: Some(*birth),
                birth_place: Some(birth_place.clone()),
                ..PersonRef::default()
            },
        }
    }
}

/// The subject as the trace keeps it: the code, or `SURNAME|NAMES|sex|birth|place`.
impl std::fmt::Display for SubjectRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::CodiceFiscale(code) | Self::AnprId(code) => f.write_str(code),
            Self::Generalities {
                surname,
                names,
                sex,
                birth,
                birth_place,
            } => write!(
                f,
                "{surname}|{names}|{sex}|{birth}|{}",
                if birth_place.code.is_empty() {
                    &birth_place.name
                } else {
                    &birth_place.code
                }
            ),
        }
    }
}

/// A check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckRequest {
    /// About whom.
    pub subject: SubjectRef,
    /// For which day; `None` = today.
    pub reference_day: Option<Day>,
    /// As known at which journal number; `None` = now.
    pub known_at: Option<i64>,
    /// `finalita`: why the agency asks.
    pub purpose: String,
    /// `riferimentoPratica`: the case for which it asks.
    pub case_reference: String,
    /// What is declared.
    pub declarations: Vec<Declaration>,
    /// SHA-256 (hex) of subject and declarations as they were sent, in canonical form; empty if they were not sent.
    pub declared: String,
    /// ISTAT codes of the only Comuni to be asked; `None` = all that the right opens.
    pub comuni: Option<Vec<String>>,
}

/// A request that cannot be answered as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{field}: {text}")]
pub struct Invalid {
    /// The field, as the API names it.
    pub field: &'static str,
    /// What is wrong with it, in Italian.
    pub text: &'static str,
}

impl CheckRequest {
    /// Refuses what has no answer: an empty declaration, a day to come, no purpose.
    pub fn validate(&self, today: Day) -> Result<(), Invalid> {
        let refuse = |field, text| Err(Invalid { field, text });
        let stated = |text: &str| !text.trim().is_empty() && text.chars().count() <= MAX_REASON;
        if !stated(&self.purpose) {
            return refuse(
                "finalita",
                "Indicare la finalità, al massimo 500 caratteri.",
            );
        }
        if !stated(&self.case_reference) {
            return refuse(
                "riferimentoPratica",
                "Indicare il riferimento della pratica, al massimo 500 caratteri.",
            );
        }
        if let Some(day) = self.reference_day
            && (day.to_naive().is_none() || day > today)
        {
            return refuse(
                "dataRiferimento",
                "La data di riferimento non può essere successiva a oggi.",
            );
        }
        if self.known_at.is_some_and(|number| number < 0) {
            return refuse("notoAl", "Il numero di giornale non può essere negativo.");
        }
        if let Some(comuni) = &self.comuni {
            let istat = |code: &String| code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit());
            if comuni.is_empty() || comuni.len() > MAX_COMUNI || !comuni.iter().all(istat) {
                return refuse(
                    "comuni",
                    "Indicare da 1 a 100 codici ISTAT di Comune, 6 cifre.",
                );
            }
        }
        self.validate_subject()?;
        if self.declarations.is_empty() || self.declarations.len() > MAX_DECLARATIONS {
            return refuse("dichiarazioni", "Indicare da 1 a 50 dichiarazioni.");
        }
        for declaration in &self.declarations {
            if declaration.is_empty() {
                return refuse(
                    "dichiarazioni",
                    "Ogni dichiarazione deve contenere almeno un dato da verificare.",
                );
            }
            if matches!(declaration, Declaration::Family(claim) if claim.members.len() > MAX_MEMBERS)
            {
                return refuse("dichiarazioni", "Indicare al massimo 60 componenti.");
            }
        }
        Ok(())
    }

    fn validate_subject(&self) -> Result<(), Invalid> {
        let refuse = |text| {
            Err(Invalid {
                field: "soggetto",
                text,
            })
        };
        match &self.subject {
            SubjectRef::CodiceFiscale(code) if code.is_empty() || code.len() > 16 => {
                refuse("Il codice fiscale non è valido.")
            }
            SubjectRef::AnprId(code) if code.is_empty() || code.len() > 9 => {
                refuse("L'identificativo ANPR non è valido.")
            }
            SubjectRef::Generalities {
                surname,
                names,
                birth,
                birth_place,
                ..
            } => {
                if surname.is_empty() && names.is_empty() {
                    return refuse("Indicare il cognome o il nome.");
                }
                let years = birth.last.year() - birth.first.year();
                if birth.first == Day::MIN || !(0..MAX_BIRTH_YEARS).contains(&years) {
                    return refuse("Indicare almeno l'anno di nascita.");
                }
                if birth_place.is_empty() {
                    return refuse("Indicare il luogo di nascita.");
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{KinshipTo, MemberClaim, Relation, ResidenceClaim};
    use schema::codes::{Kinship, MaritalStatus};

    /// What waits for a Comune is kept as JSON, and must be the same question when it is read again.
    #[test]
    fn a_request_is_read_back_as_it_was_kept() {
        let person = PersonRef {
            surname: Some(String::new()),
            birth: UncertainDate::parse("1950-03"),
            birth_place: Some(PlaceRef {
                code: "F257".to_owned(),
                name: String::new(),
            }),
            ..PersonRef::default()
        };
        let request = CheckRequest {
            subject: SubjectRef::Generalities {
                surname: "D'Angelò".to_owned(),
                names: String::new(),
                sex: Sex::ALL[0],
                birth: UncertainDate::parse("1950").unwrap(),
                birth_place: PlaceRef::default(),
            },
            reference_day: Some(Day(2026_01_31)),
            known_at: Some(7),
            purpose: "«prova»".to_owned(),
            case_reference: "1".to_owned(),
            declarations: vec![
                Declaration::Generalities(person.clone()),
                Declaration::Residence(ResidenceClaim {
                    comune: Some("036023".to_owned()),
                    since: UncertainDate::parse("2001-02-03"),
                    ..ResidenceClaim::default()
                }),
                Declaration::MaritalStatus(MaritalStatus::ALL[1]),
                Declaration::FreeStatus,
                Declaration::Family(crate::check::FamilyClaim {
                    members: vec![MemberClaim {
                        person: person.clone(),
                        kinship: Some((KinshipTo::Subject, Kinship::ALL[2])),
                    }],
                    partial: true,
                }),
                Declaration::DeathOfRelative {
                    relation: Relation::Ascendant,
                    relative: person,
                    date: None,
                },
            ],
            declared: "ab".to_owned(),
            comuni: Some(vec!["036023".to_owned()]),
        };
        let kept = serde_json::to_string(&request).unwrap();
        assert_eq!(
            serde_json::from_str::<CheckRequest>(&kept).unwrap(),
            request
        );
    }
}
