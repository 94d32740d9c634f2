//! What is declared, as a request writes it.

use hub::check::{
    BondClaim, Declaration, FamilyClaim, KinshipTo, MAX_MEMBERS, MemberClaim, Relation,
    ResidenceClaim,
};
use schema::codes::{Kinship, MaritalStatus};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Fields;
use super::convert::if_any;
use super::person::{PersonBody, PlaceBody, read_person, read_place};

/// Una dichiarazione da verificare; ogni dato è facoltativo, ma ne serve almeno uno dove il tipo non dice già tutto.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "tipo")]
#[schema(as = Dichiarazione)]
pub enum DeclarationBody {
    /// Generalità: nome, sesso, nascita, codici.
    #[serde(rename = "generalita")]
    Generalities(PersonBody),
    /// Data e luogo di nascita.
    #[serde(rename = "nascita")]
    Birth(WhenWhereBody),
    /// Residenza.
    #[serde(rename = "residenza")]
    Residence(ResidenceBody),
    /// Cittadinanza.
    #[serde(rename = "cittadinanza")]
    Citizenship(CitizenshipBody),
    /// Stato civile.
    #[serde(rename = "statoCivile")]
    MaritalStatus(MaritalStatusBody),
    /// Stato libero.
    #[serde(rename = "statoLibero")]
    FreeStatus(NothingBody),
    /// Matrimonio.
    #[serde(rename = "matrimonio")]
    Marriage(BondBody),
    /// Unione civile.
    #[serde(rename = "unioneCivile")]
    CivilUnion(BondBody),
    /// Vedovanza.
    #[serde(rename = "vedovanza")]
    Widowhood(WidowhoodBody),
    /// Stato di famiglia.
    #[serde(rename = "statoDiFamiglia")]
    Family(FamilyBody),
    /// Esistenza in vita.
    #[serde(rename = "esistenzaInVita")]
    Alive(NothingBody),
    /// Decesso.
    #[serde(rename = "decesso")]
    Death(WhenWhereBody),
    /// Paternità.
    #[serde(rename = "paternita")]
    Fatherhood(FatherBody),
    /// Maternità.
    #[serde(rename = "maternita")]
    Motherhood(MotherBody),
    /// Nascita di un figlio.
    #[serde(rename = "nascitaFiglio")]
    BirthOfChild(ChildBody),
    /// Decesso di coniuge, ascendente o discendente.
    #[serde(rename = "decessoCongiunto")]
    DeathOfRelative(RelativeBody),
    /// Il codice fiscale è del soggetto.
    #[serde(rename = "codiceFiscale")]
    CodiceFiscale(CodiceFiscaleBody),
    /// L'identificativo ANPR è del soggetto.
    #[serde(rename = "idAnpr")]
    AnprId(AnprIdBody),
}

/// All fields are optional to serde, so that every missing one can be told at once; those that `read` demands are
/// marked for the description.
macro_rules! bodies {
    ($(
        $(#[doc = $doc:literal])*
        $Name:ident as $schema:ident {
            $( $(#[doc = $field_doc:literal])* $field:ident ($wire:tt $(, $required:ident)?): $type:ty, )*
        }
    )*) => { $(
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        #[schema(as = $schema)]
        pub struct $Name {
            $(
                $(#[doc = $field_doc])*
                #[serde(rename = $wire, default, skip_serializing_if = "Option::is_none")]
                $( #[schema($required, nullable = false)] )?
                pub $field: Option<$type>,
            )*
        }
    )* };
}

bodies! {
    /// Nessun altro dato.
    NothingBody as SenzaDati {}
    /// Data e luogo.
    WhenWhereBody as DataLuogo {
        /// `AAAA-MM-GG`, oppure `AAAA-MM` o `AAAA`.
        date("data"): String,
        /// Luogo.
        place("luogo"): PlaceBody,
    }
    /// Residenza; l'indirizzo si può scrivere per intero in `denominazione` e `civico`. Un campo vuoto vale come non dato.
    ResidenceBody as Residenza {
        /// Codice ISTAT del Comune, 6 cifre.
        comune("comune"): String,
        /// Specie della via: `VIA`, `PIAZZA`, `V.le`.
        street_type("specie"): String,
        /// Nome della via.
        street("denominazione"): String,
        /// Numero civico: `12`, `12/A`, `12 bis`, `SNC`.
        number("civico"): String,
        /// Esponente, se non è scritto nel civico.
        exponent("esponente"): String,
        /// Scala.
        staircase("scala"): String,
        /// Interno.
        interior("interno"): String,
        /// CAP, 5 cifre.
        postal_code("cap"): String,
        /// Da quando, nel Comune o all'indirizzo.
        since("dal"): String,
    }
    /// Cittadinanza.
    CitizenshipBody as Cittadinanza {
        /// Codice ISTAT dello Stato, 3 cifre; 100 = Italia.
        state("stato", required): String,
        /// Da quando.
        since("dal"): String,
    }
    /// Stato civile.
    MaritalStatusBody as StatoCivile {
        /// Codice della tabella 1 di ANPR.
        status("stato", required): String,
    }
    /// Matrimonio o unione civile.
    BondBody as Vincolo {
        /// Il coniuge, o l'altra parte dell'unione.
        partner("altraParte"): PersonBody,
        /// Data della celebrazione o costituzione.
        date("data"): String,
        /// Luogo.
        place("luogo"): PlaceBody,
    }
    /// Vedovanza.
    WidowhoodBody as Vedovanza {
        /// Il coniuge defunto.
        partner("coniuge"): PersonBody,
        /// Data del decesso del coniuge.
        since("dal"): String,
    }
    /// Stato di famiglia.
    FamilyBody as StatoDiFamiglia {
        /// I componenti; il soggetto può esserci o no.
        members("componenti", required): Vec<MemberBody>,
        /// `true`: questi fanno parte della famiglia, che può averne altri; altrimenti sono tutti.
        partial("parziale"): bool,
    }
    /// Un componente della famiglia.
    MemberBody as Componente {
        /// Chi.
        person("persona", required): PersonBody,
        /// Parentela: codice della tabella 5 di ANPR.
        kinship("parentela"): String,
        /// Rispetto a chi: `INTESTATARIO` della scheda (se manca) o `SOGGETTO` della verifica.
        kinship_to("parentelaCon"): String,
    }
    /// Paternità.
    FatherBody as Paternita {
        /// Il padre.
        person("padre", required): PersonBody,
    }
    /// Maternità.
    MotherBody as Maternita {
        /// La madre.
        person("madre", required): PersonBody,
    }
    /// Nascita di un figlio.
    ChildBody as NascitaFiglio {
        /// Il figlio o la figlia.
        person("figlio", required): PersonBody,
    }
    /// Decesso di un congiunto.
    RelativeBody as DecessoCongiunto {
        /// `CONIUGE`, `ASCENDENTE` o `DISCENDENTE`.
        relation("relazione", required): String,
        /// Chi.
        person("persona", required): PersonBody,
        /// Data del decesso.
        date("data"): String,
    }
    /// Corrispondenza del codice fiscale.
    CodiceFiscaleBody as CorrispondenzaCodiceFiscale {
        /// Codice fiscale.
        code("codiceFiscale", required): String,
    }
    /// Corrispondenza dell'identificativo ANPR.
    AnprIdBody as CorrispondenzaIdAnpr {
        /// Identificativo ANPR.
        code("idAnpr", required): String,
    }
}

impl DeclarationBody {
    /// The declaration. `None` only if a wrong field was noted.
    pub fn read(self, fields: &mut Fields) -> Option<Declaration> {
        let declaration = match self {
            Self::Generalities(person) => Declaration::Generalities(person.read(fields)),
            Self::Birth(body) => Declaration::Birth {
                date: fields.date("data", body.date),
                place: read_place(fields, "luogo", body.place),
            },
            Self::Residence(body) => Declaration::Residence(residence(fields, body)),
            Self::Citizenship(body) => {
                let accept =
                    |code: &str| code.len() == 3 && code.bytes().all(|b| b.is_ascii_digit());
                if body.state.is_none() {
                    fields.wrong("stato", "ASSENTE", "il campo è obbligatorio");
                }
                Declaration::Citizenship {
                    state: fields
                        .code(
                            "stato",
                            body.state,
                            accept,
                            "codice ISTAT dello Stato, 3 cifre",
                        )
                        .unwrap_or_default(),
                    since: fields.date("dal", body.since),
                }
            }
            Self::MaritalStatus(body) => {
                if body.status.is_none() {
                    fields.wrong("stato", "ASSENTE", "il campo è obbligatorio");
                }
                let expected = "codice della tabella 1 di ANPR";
                let status =
                    fields.listed("stato", body.status, MaritalStatus::from_code, expected)?;
                Declaration::MaritalStatus(status)
            }
            Self::FreeStatus(_) => Declaration::FreeStatus,
            Self::Marriage(body) => Declaration::Marriage(bond(fields, body)),
            Self::CivilUnion(body) => Declaration::CivilUnion(bond(fields, body)),
            Self::Widowhood(body) => Declaration::Widowhood {
                partner: read_person(fields, "coniuge", body.partner),
                since: fields.date("dal", body.since),
            },
            Self::Family(body) => Declaration::Family(family(fields, body)),
            Self::Alive(_) => Declaration::Alive,
            Self::Death(body) => Declaration::Death {
                date: fields.date("data", body.date),
                place: read_place(fields, "luogo", body.place),
            },
            Self::Fatherhood(body) => {
                Declaration::Fatherhood(person(fields, "padre", body.person)?)
            }
            Self::Motherhood(body) => {
                Declaration::Motherhood(person(fields, "madre", body.person)?)
            }
            Self::BirthOfChild(body) => {
                Declaration::BirthOfChild(person(fields, "figlio", body.person)?)
            }
            Self::DeathOfRelative(body) => {
                if body.relation.is_none() {
                    fields.wrong("relazione", "ASSENTE", "il campo è obbligatorio");
                }
                let expected = "CONIUGE, ASCENDENTE o DISCENDENTE";
                let relation = fields.listed("relazione", body.relation, relation, expected);
                let relative = person(fields, "persona", body.person);
                let date = fields.date("data", body.date);
                Declaration::DeathOfRelative {
                    relation: relation?,
                    relative: relative?,
                    date,
                }
            }
            Self::CodiceFiscale(body) => {
                let code = fields.required("codiceFiscale", body.code);
                let code = Some(code).filter(|code| !code.is_empty());
                Declaration::CodiceFiscale(fields.codice_fiscale("codiceFiscale", code)?)
            }
            Self::AnprId(body) => {
                let code = fields.required("idAnpr", body.code);
                let code = Some(code).filter(|code| !code.is_empty());
                Declaration::AnprId(fields.id_anpr("idAnpr", code)?)
            }
        };
        Some(declaration)
    }
}

fn person(
    fields: &mut Fields,
    name: &str,
    body: Option<PersonBody>,
) -> Option<hub::check::PersonRef> {
    if body.is_none() {
        fields.wrong(name, "ASSENTE", "il campo è obbligatorio");
    }
    read_person(fields, name, body)
}

fn residence(fields: &mut Fields, body: ResidenceBody) -> ResidenceClaim {
    let accept = |code: &str| code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit());
    ResidenceClaim {
        comune: fields.comune("comune", if_any(body.comune)),
        street_type: fields.text_if_any("specie", body.street_type),
        street: fields.text_if_any("denominazione", body.street),
        number: fields.text_if_any("civico", body.number),
        exponent: fields.text_if_any("esponente", body.exponent),
        staircase: fields.text_if_any("scala", body.staircase),
        interior: fields.text_if_any("interno", body.interior),
        postal_code: fields.code("cap", if_any(body.postal_code), accept, "CAP, 5 cifre"),
        since: fields.date("dal", if_any(body.since)),
    }
}

fn bond(fields: &mut Fields, body: BondBody) -> BondClaim {
    BondClaim {
        partner: read_person(fields, "altraParte", body.partner),
        date: fields.date("data", body.date),
        place: read_place(fields, "luogo", body.place),
    }
}

fn family(fields: &mut Fields, body: FamilyBody) -> FamilyClaim {
    let members = body.members.unwrap_or_default();
    if members.len() > MAX_MEMBERS {
        let text = format!("al massimo {MAX_MEMBERS} componenti");
        fields.wrong("componenti", "TROPPO_LUNGO", text);
    }
    let members = members
        .into_iter()
        .take(MAX_MEMBERS)
        .enumerate()
        .map(|(index, member)| {
            fields.below(format!("componenti[{index}]"), |fields| MemberClaim {
                person: person(fields, "persona", member.person).unwrap_or_default(),
                kinship: kinship(fields, member.kinship, member.kinship_to),
            })
        })
        .collect();
    FamilyClaim {
        members,
        partial: body.partial.unwrap_or(false),
    }
}

fn kinship(
    fields: &mut Fields,
    code: Option<String>,
    to: Option<String>,
) -> Option<(KinshipTo, Kinship)> {
    let expected = "codice della tabella 5 di ANPR";
    let kinship = fields.listed("parentela", code, Kinship::from_code, expected);
    let to = match to {
        None => Some(KinshipTo::Head),
        to => fields.listed(
            "parentelaCon",
            to,
            |code| match code {
                "INTESTATARIO" => Some(KinshipTo::Head),
                "SOGGETTO" => Some(KinshipTo::Subject),
                _ => None,
            },
            "INTESTATARIO o SOGGETTO",
        ),
    };
    Some((to?, kinship?))
}

fn relation(code: &str) -> Option<Relation> {
    match code {
        "CONIUGE" => Some(Relation::Partner),
        "ASCENDENTE" => Some(Relation::Ascendant),
        "DISCENDENTE" => Some(Relation::Descendant),
        _ => None,
    }
}
